"""A running server: after a deletion neither its files, its audit, its metrics nor its log tell."""

import base64
import io
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx2
import pytest
from PIL import Image as Pillow

from clearsight.app.words import words
from clearsight.deployment import DoorSettings, ServeSettings
from clearsight.store.vault_tables import vault_items, vault_keys
from clearsight.vault import NotKept, Turn, tickets
from clearsight.vault.master import new_key
from tests.app.conftest import hidden
from tests.gateway.support import PEPPER, Running, call

QUESTION = "QUESTION-CANARY what is this?"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module")
def server(place: Path) -> Iterator[Running]:
    settings = ServeSettings(
        database=f"sqlite:///{place / 'data' / 'a.db'}", pepper=PEPPER, vault_key=new_key(),
        audit=place / "audit", models=("counting",),
        doors=DoorSettings(mail=f"file:{place / 'mail'}"),
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as quick:
        quick.setattr("clearsight.app.messenger.EVERY_S", 0.5)
        running = Running(settings)
    yield running
    running.stop()


@pytest.fixture
def lines(server: Running) -> Iterator[io.StringIO]:
    (handler,) = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def upload() -> bytes:
    out = io.BytesIO()
    Pillow.effect_noise((320, 240), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def page(server: Running, data: bytes) -> None:
    """Ask about the photo on the page, as a browser without scripts does."""
    root = server.root.replace("127.0.0.1", "localhost")
    with httpx2.Client(base_url=root, timeout=60) as client:
        fields = hidden(client.get("/").text) | {"question": QUESTION}
        picture = {"photo": ("photo.jpg", data, "image/jpeg")}
        answer = client.post("/", data=fields, files=picture, headers={"origin": root})
    assert "Answer" in answer.text


@dataclass
class Kept:
    token: str
    traces: list[bytes]
    stored: list[bytes]


async def keep(server: Running, data: bytes) -> Kept:
    """The same photo, kept for a person and by consent."""
    vault = server.deployment.vault
    (image,) = await server.deployment.ingest.from_bytes(data)
    token = await vault.begin()
    await vault.line.ask(token, "photo_and_chat", language="en")
    await vault.consent(token, "research", True, language="en", contact="CANARY@example.org")
    assert await vault.save_photo(token, image, 0.0)
    assert await vault.save_turns(token, (Turn(QUESTION, "ANSWER-CANARY"),), about=image.digest)
    key = await vault.sessions.look(token, lambda _, opened: opened.key)
    items = await server.deployment.store.database.run(vault_items.select())
    (wrapped,) = await server.deployment.store.database.run(vault_keys.select())
    traces = [
        key, key.hex().encode(), base64.b64encode(key), token.encode(), b"CANARY",
        image.digest.encode(), image.data[500:532], data[500:532],
        base64.b64encode(image.data)[600:640],
    ]  # fmt: skip
    stored = [bytes(wrapped.wrapped)[8:40], *(bytes(row.sealed)[16:48] for row in items)]
    return Kept(token, traces, stored)


def everything(server: Running, place: Path, lines: io.StringIO) -> bytes:
    files = [path.read_bytes() for path in place.rglob("*") if path.is_file()]
    told = [call(f"{server.root}/metrics").body, lines.getvalue().encode()]
    return b"\0".join((*files, *told))


def test_nothing_tells_of_a_deleted_session(
    server: Running, place: Path, lines: io.StringIO
) -> None:
    data = upload()
    page(server, data)
    kept = server.do(keep(server, data))
    before = everything(server, place, lines)
    # A piece that lies across two pages of the file is not found; most are.
    assert 2 * sum(one in before for one in kept.stored) > len(kept.stored)
    assert not [one for one in kept.traces if one in before]
    vault = server.deployment.vault
    receipt = server.do(vault.delete(kept.token))
    end = time.monotonic() + 60  # what is promised; the server's own sweeper may be in the way
    while (checked := server.do(vault.check(receipt.text))).cleaned_s is None:
        assert time.monotonic() < end
        time.sleep(0.5)
    after = everything(server, place, lines)
    assert b'"kind":"decision"' in after.replace(b'": "', b'":"')
    assert not [one for one in (*kept.traces, *kept.stored) if one in after]
    assert (checked.genuine, checked.left) == (True, 0)
    with pytest.raises(NotKept):
        server.do(vault.kept(kept.token))


def test_who_did_not_want_to_wait_is_told_by_the_server(server: Running, place: Path) -> None:
    vault = server.deployment.vault
    token = server.do(vault.begin())
    server.do(vault.line.ask(token, "nothing", language="es"))
    server.do(vault.line.notify(token, "me@example.org"))
    until = int(time.time()) + 600
    server.do(vault.sessions.write(lambda connection: tickets.here(connection, "helper", until)))
    end = time.monotonic() + 30
    while not (found := list((place / "mail").glob("*.eml"))):
        assert time.monotonic() < end, "no mail came"
        time.sleep(0.05)
    message = message_from_bytes(found[0].read_bytes(), policy=default)
    assert (message["To"], message["Subject"]) == ("me@example.org", words("es")["mail_here"])
    server.do(vault.delete(token))
