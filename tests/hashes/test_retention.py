"""After a hit nothing of the picture is left: not in answers, logs, caches, database or files."""

import base64
import io
import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from PIL.PngImagePlugin import PngInfo

from clearsight.bulk.line import Job, Moderator
from clearsight.cli import main
from clearsight.deployment import ServeSettings
from clearsight.hashes import HashSettings
from tests.app.conftest import hidden
from tests.gateway.support import PEPPER, Running, ask, call, image_part
from tests.hashes.support import drawn, encoded, listed, pdq

CANARY = "CANARY-IN-THE-FILE"


def upload() -> bytes:
    """A changed copy of a known picture, with a mark that can be looked for."""
    note = PngInfo()
    note.add_text("Comment", CANARY)
    return encoded(drawn(2).resize((400, 300)), pnginfo=note)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return listed(tmp_path_factory.mktemp("list") / "known.csv", ("pdq", pdq(drawn(2))))


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder for sealed copies and a certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl not installed")
    folder = tmp_path_factory.mktemp("sealed")
    certificate = folder.parent / "legal.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj"]
    command += ["/CN=legal", "-keyout", os.devnull, "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return folder, certificate


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, known: Path, sealed: tuple[Path, Path]
) -> Iterator[Running]:
    hashes = HashSettings((f"list:{known}",), None, "preserve", *sealed)
    place = tmp_path_factory.mktemp("store") / "a.db"
    settings = ServeSettings(database=f"sqlite:///{place}", pepper=PEPPER, hashes=hashes)
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


def traces(data: bytes) -> list[bytes]:
    """Pieces that anything which kept the picture would hold."""
    wanted = [CANARY.encode(), data[60:90], base64.b64encode(data)[60:100]]
    return [*wanted, pdq(drawn(2)).encode(), b"entry-0"]


def server_list(server: Running) -> str:
    (spec,) = server.deployment.settings.hashes.matchers
    return spec.removeprefix("list:")


def chat(server: Running, data: bytes, **more: object) -> bytes:
    url = "data:image/png;base64," + base64.b64encode(data).decode()
    body = ask("counting", [{"type": "text", "text": "What is this?"}, image_part(url)], **more)
    return call(f"{server.url}/chat/completions", body).body


def page(server: Running, path: str, data: bytes) -> str:
    """The answer of a page to an upload."""
    root = server.root.replace("127.0.0.1", "localhost")
    with httpx2.Client(base_url=root) as client:
        fields = hidden(client.get("/try").text)
        fields |= {"model_a": "counting", "policy_a": "default"}
        fields |= {"model_b": "counting", "policy_b": "strict"}
        picture = {"photo": ("photo.png", data, "image/png")}
        answer = client.post(path, data=fields, files=picture, headers={"origin": root})
    return answer.text


def test_nothing_of_a_hit_is_left(
    server: Running, lines: io.StringIO, sealed: tuple[Path, Path]
) -> None:
    data, before = upload(), set(os.listdir(tempfile.gettempdir()))
    said = [
        chat(server, data),
        chat(server, data, stream=True),
        page(server, "/", data).encode(),
        page(server, "/try", data).encode(),
        call(f"{server.root}/metrics").body,
    ]
    assert all(b"not accepted here" in one for one in said[:4])
    assert server.model("counting").asked == []
    deployment = server.deployment
    for cache in (deployment._pictures, deployment._readings, deployment._described):
        assert len(cache) == 0
    kept = list(sealed[0].iterdir())
    assert len(kept) == 4
    assert lines.getvalue().count("hash_hit list=test-list preserved=yes") == 4
    store = Path(deployment.settings.database.removeprefix("sqlite:///"))  # type: ignore[union-attr]
    fresh = [
        Path(tempfile.gettempdir(), name)
        for name in set(os.listdir(tempfile.gettempdir())) - before
    ]
    files = [*store.parent.iterdir(), *kept, *(one for one in fresh if one.is_file())]
    everything = [*said, lines.getvalue().encode(), *(one.read_bytes() for one in files)]
    sent = data + base64.b64encode(data) + Path(server_list(server)).read_bytes()
    for trace in traces(data):
        assert trace in sent, "this trace could never be found"
        assert not any(trace in one for one in everything)


def test_what_is_on_no_list_is_answered_by_the_same_server(server: Running) -> None:
    assert b"Answer 1." in chat(server, encoded(drawn(6)))


async def test_a_line_of_moderate_with_a_known_picture_is_an_error(
    known: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(upload())
    job = Job("default", tmp_path, hashes=HashSettings((f"list:{known}",)))
    moderator = Moderator(job)
    part = '{"type": "image_url", "image_url": {"url": "a.png"}}'
    line = '{"id": 1, "messages": [{"role": "user", "content": [' + part + "]}]}"
    record = await moderator.line(line.encode())
    moderator.close()
    assert record["action"] == "refuse"
    assert "not accepted here" in record["error"]


def test_ask_on_the_command_line_keeps_it_out_too(
    known: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").write_bytes(upload())
    given = ["ask", str(tmp_path / "a.png"), "What is this?", "--hash-matcher", f"list:{known}"]
    assert main(given) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "not accepted here" in shown.err
