"""A model's own words in its errors reach neither a caller nor a log: nobody judged them."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clearsight import gateway
from clearsight.content import Conversation
from clearsight.deployment import Deployment, ServeSettings
from clearsight.errors import ModelError
from clearsight.gateway.problems import as_problem
from clearsight.roles import Model
from clearsight.server import application
from clearsight.verdict import Delta, Reply
from tests.doubles import WordDetector
from tests.enforcement.world import ask
from tests.gateway.support import PEPPER

CANARY = "CANARY-55"
WORDS = "The cat sits on a red mat. " * 60
BODIES: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {"messages": [{"role": "user", "content": "Hello"}]},
    "/v1/responses": {"input": "Hello"},
    "/v1/messages": {"max_tokens": 50, "messages": [{"role": "user", "content": "Hello"}]},
}


@dataclass
class Plugin:
    """A model of somebody else's that quotes in its error; after so many words, when it streams."""

    name: str = "plugin"
    told: bool = False
    spoken: str = ""
    retryable: bool = True

    async def reply(self, conversation: Conversation) -> Reply:
        text = f"backend said: {CANARY} {conversation.messages[-1].text}"
        raise ModelError(text, retryable=self.retryable, said=CANARY, told=self.told)

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        if self.spoken:
            yield Delta(self.spoken)
        await self.reply(conversation)


async def answered(
    folder: Path, model: Model, path: str, capsys: pytest.CaptureFixture[str], *, stream: bool
) -> tuple[int, str, str]:
    """Status, body and log of one request."""
    gateway.configure()
    settings = ServeSettings(database=f"sqlite:///{folder / 'a.db'}", pepper=PEPPER)
    deployment = Deployment(settings, made=(model,), detectors=(WordDetector("FORBIDDEN"),))
    await deployment.start()
    body = json.dumps({**BODIES[path], "model": model.name, "stream": stream}).encode()
    kind = {"content-type": "application/json"}
    try:
        status, data = await ask(application(deployment), path, body, kind, "POST")
    finally:
        await deployment.close()
        logging.getLogger().handlers.clear()
    return status, data.decode(), capsys.readouterr().err


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(("stream", "spoken"), [(False, ""), (True, ""), (True, WORDS)])
async def test_a_plug_ins_words_reach_nobody(
    tmp_path: Path, path: str, stream: bool, spoken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, body, log = await answered(tmp_path, Plugin(spoken=spoken), path, capsys, stream=stream)
    assert CANARY not in body + log
    assert "backend said" not in body + log
    assert status == (200 if spoken else 502)
    assert "x-request-id" in body
    # The operator finds the place.
    assert '"error": "ModelError"' in log or '"error":"ModelError"' in log
    assert "test_model_errors.py" in log


async def test_words_that_are_declared_ones_own_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = Plugin(told=True)
    path = "/v1/chat/completions"
    status, body, _ = await answered(tmp_path, model, path, capsys, stream=False)
    assert status == 502
    assert "backend said" in json.loads(body)["error"]["message"]


@pytest.mark.parametrize("retryable", [True, False])
def test_whether_to_try_again_is_told_in_any_case(retryable: bool) -> None:
    problem = as_problem(ModelError(CANARY, retryable=retryable))
    assert problem.headers["x-should-retry"] == str(retryable).lower()
    assert CANARY not in str(problem)
