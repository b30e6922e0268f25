"""What every registered model promises: a Reply, and a stream that adds up to it."""

import hashlib
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from PIL import Image as Pillow

from clearsight.content import Conversation, Image, said, user
from clearsight.models import close
from clearsight.registry import get_model, names
from clearsight.roles import Means, Model
from tests.doubles import FixedReader, line


def picture(colour: str) -> Image:
    """One that opens: some models look themselves."""
    file = io.BytesIO()
    Pillow.new("RGB", (40, 30), colour).save(file, "PNG")
    data = file.getvalue()
    return Image(data, "image/png", 40, 30, hashlib.sha256(data).hexdigest())


WORDS = "It says OPEN."
SPECS = {
    "describer": "describer",
    "scripted": "scripted:text=It+says+OPEN.",
    "http": "http:{base}#m",
    "reader": "reader:{base}#m",
    "tiny": "tiny:{folder}",
}
ONE, TWO = picture("red"), picture("blue")
TALKS = {
    "text": user("Hello"),
    "picture": user(ONE),
    "question": user(ONE, "What does it say?"),
    "two pictures": user(ONE, TWO, "Which is open?"),
    "follow-up": user(ONE).then(said("assistant", "A sign."), said("user", "And below?")),
    "other language": user(ONE, "¿Qué dice?"),
    "long": user(ONE, "word " * 5000),
}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy of `tiny`, as `clearsight.models.tiny.build` writes it."""
    for package in ("tokenizers", "onnx"):
        pytest.importorskip(package, reason="the extra tiny is not installed")
    from tests.models.tiny.toy import toy_folder

    return toy_folder(tmp_path_factory.mktemp("tiny"))


async def chat(request: web.Request) -> web.StreamResponse:
    body = await request.json()
    if not body["stream"]:
        choice = {"message": {"content": WORDS}, "finish_reason": "stop"}
        return web.json_response({"choices": [choice]})
    response = web.StreamResponse()
    await response.prepare(request)
    for piece in (WORDS[:5], WORDS[5:]):
        data = json.dumps({"choices": [{"index": 0, "delta": {"content": piece}}]})
        await response.write(f"data: {data}\n\n".encode())
    await response.write(b"data: [DONE]\n\n")
    return response


@pytest.fixture
async def base() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/v1/chat/completions", chat)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    await runner.cleanup()


@pytest.fixture(params=names("models"))
async def model(request: pytest.FixtureRequest, base: str) -> AsyncIterator[Model]:
    spec = SPECS.get(request.param)
    assert spec, f"model {request.param} is not in the contract suite: add its spec to SPECS"
    reader = FixedReader(lines=(line("OPEN", 0.2), line("9 to 5", 0.4)))
    # Only `tiny` needs packages that not everybody has.
    built = request.getfixturevalue("folder") if "{folder}" in spec else ""
    made = get_model(spec.format(base=base, folder=built), Means(reader))
    yield made
    await close(made)


def test_every_model_is_covered() -> None:
    assert set(SPECS) == set(names("models"))


async def test_it_fulfils_the_protocol(model: Model) -> None:
    assert isinstance(model, Model)
    assert model.name


@pytest.mark.parametrize("talk", TALKS)
async def test_it_answers_and_its_stream_adds_up(model: Model, talk: str) -> None:
    conversation: Conversation = TALKS[talk]
    reply = await model.reply(conversation)
    assert reply.text
    assert reply.finish_reason == "stop"
    assert reply.model
    deltas = [delta async for delta in model.stream(conversation)]
    assert "".join(delta.text for delta in deltas) == reply.text
    assert [delta.reply is not None for delta in deltas] == [False] * (len(deltas) - 1) + [True]
    assert deltas[-1].reply == reply
