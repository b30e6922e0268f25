"""What a server process shares, and what it keeps apart."""

import hashlib
import subprocess
import threading
import time
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from clearsight.cli import parser
from clearsight.cli.serve import chosen
from clearsight.deployment import Deployment, ServeSettings
from clearsight.errors import UnknownName, UsageError
from clearsight.ingest.given import parse_data_url
from clearsight.models.scripted import Scripted
from clearsight.settings import Settings
from tests.doubles import WordDetector
from tests.gateway.process import COMMAND, serving
from tests.gateway.support import PEPPER, Running, ask, call, image_part, picture, text_part


@pytest.fixture
async def deployment(tmp_path: Path) -> AsyncIterator[Deployment]:
    made = Deployment(
        ServeSettings(database=f"sqlite:///{tmp_path}/a.db", pepper=PEPPER, allow_addresses=True),
        made=(Scripted("x"),),
        detectors=(WordDetector("FORBIDDEN"),),
    )
    await made.start()
    yield made
    await made.close()


async def test_one_guard_per_policy_and_model(deployment: Deployment) -> None:
    assert deployment.guard() is deployment.guard("default", "clearsight")
    assert deployment.guard("strict") is not deployment.guard("default")
    assert deployment.guard("strict").policy.name == "strict"


async def test_a_model_or_policy_that_is_not_served_is_an_error(deployment: Deployment) -> None:
    with pytest.raises(UnknownName):
        deployment.guard(model="none")
    with pytest.raises(UnknownName):
        deployment.guard("none")


async def test_tenants_do_not_share_what_they_have_sent(deployment: Deployment) -> None:
    data = parse_data_url(picture("red"), deployment.ingest.limits)
    found: dict[str, list[tuple[int, int]]] = {}
    for tenant in ("one", "one", "two"):
        deployment.as_tenant(tenant)
        (image,) = await deployment.ingest.from_bytes(data)
        reading = await deployment.senses.read(image)
        found.setdefault(tenant, []).append((id(image), id(reading)))
    assert found["one"][0] == found["one"][1]
    assert not set(found["one"][0]) & set(found["two"][0])


async def test_what_a_tenant_forgets_is_gone(deployment: Deployment) -> None:
    data = parse_data_url(picture("red"), deployment.ingest.limits)
    deployment.as_tenant("one")
    (image,) = await deployment.ingest.from_bytes(data)
    reading = await deployment.senses.read(image)
    deployment.forget(image.digest, hashlib.sha256(data).hexdigest())
    (again,) = await deployment.ingest.from_bytes(data)
    assert again is not image
    assert await deployment.senses.read(again) is not reading


def test_pictures_and_detectors_do_not_hold_up_the_event_loop(real: Running) -> None:
    parts = [image_part(picture("white", f"SIGN {number}")) for number in range(6)]
    request = ask(words=[text_part("What do these signs say? " * 40), *parts])
    work = threading.Thread(target=call, args=(f"{real.url}/chat/completions", request))
    work.start()
    waits = []
    while work.is_alive():
        start = time.perf_counter()
        call(f"{real.root}/healthz")
        waits.append(time.perf_counter() - start)
    assert len(waits) > 5
    assert sorted(waits)[len(waits) // 2] < 0.1, waits


async def test_two_models_of_one_name_are_an_error(tmp_path: Path) -> None:
    settings = ServeSettings(database=f"sqlite:///{tmp_path}/a.db", pepper=PEPPER)
    with pytest.raises(UsageError, match="called alike"):
        Deployment(settings, made=(Scripted("x"), Scripted("y")))


def test_pages_stay_with_this_machine(server: Running) -> None:
    assert call(f"{server.root}/").status == 200
    assert call(f"{server.root}/", headers={"Host": "evil.example"}).status == 403
    assert call(f"{server.root}/try", headers={"X-Forwarded-For": "8.8.8.8"}).status == 403


def test_what_a_proxy_hands_on_needs_a_key(server: Running) -> None:
    headers = {"X-Forwarded-For": "8.8.8.8"}
    assert call(f"{server.url}/chat/completions", ask(), headers=headers).status == 403
    assert call(f"{server.root}/metrics", headers=headers).status == 403


def test_a_picture_by_address_is_fetched_by_us(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Web:
        async def fetch(self, url: str) -> bytes:
            return parse_data_url(picture("red"), server.deployment.ingest.limits)

    monkeypatch.setattr(server.deployment.ingest, "_allow_addresses", True)
    monkeypatch.setattr(server.deployment.ingest, "_fetcher", Web())
    part = image_part("https://example.org/red.png")
    assert call(f"{server.url}/chat/completions", ask("counting", [part])).status == 200
    (image,) = server.model("counting").asked[-1].images
    assert image.width_px == 160


def test_a_guard_behind_http_behind_a_guard(server: Running, tmp_path: Path) -> None:
    spec = f"http:{server.url}#counting"
    with serving(tmp_path, "--model", spec, "--model", "describer") as outer:
        parts = [image_part(picture("blue"))]
        plain = call(f"{outer.url}/chat/completions", ask("counting", parts, temperature=0.5))
        stream = call(f"{outer.url}/chat/completions", ask("counting", parts, stream=True))
        listed = call(f"{outer.url}/models").json()["data"]
    asked = server.model("counting").asked[-2]
    assert plain.json()["choices"][0]["message"]["content"].startswith("Answer")
    assert plain.json()["usage"]["total_tokens"] == 107
    assert stream.events[-1] == "[DONE]"
    assert asked.options["temperature"] == 0.5
    assert asked.images[0].width_px == 160
    assert [row["id"] for row in listed] == ["counting", "describer", "clearsight"]


def test_tls_by_flag(tmp_path: Path) -> None:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
               "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
               "-keyout", str(key), "-out", str(cert)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    arguments = ("--model", "scripted:text=x", "--tls-cert", str(cert), "--tls-key", str(key))
    with serving(tmp_path, *arguments, certificate=cert) as server:
        assert server.root.startswith("https://")
        assert server.get("/healthz") == b'{"status":"ok"}'
        with pytest.raises(OSError, match=r"Remote end|reset|Bad|Connection"):
            urllib.request.urlopen(server.root.replace("https", "http") + "/healthz", timeout=5)


@pytest.mark.parametrize(
    "arguments",
    [["--tls-cert", "a"], ["--workers", "0"], ["--port", "99999"],
     ["--tls-cert", "/no/a", "--tls-key", "/no/b"]],
)  # fmt: skip
def test_settings_that_cannot_work_are_explained(arguments: list[str]) -> None:
    given = parser().parse_args(["serve", *arguments])
    with pytest.raises(UsageError):
        chosen(given, Settings())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--host", "0.0.0.0"], "clearsight keys create"),
        (["--model", "nonsense", "--workers", "2"], "no model is called 'nonsense'"),
        (["--policy", "nonsense", "--workers", "2"], "nonsense"),
        (["--database", "mysql://x/y"], "expected sqlite"),
    ],
)
def test_what_cannot_be_served_is_said_before_anything_starts(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "CLEARSIGHT_PEPPER": PEPPER,
    }
    done = subprocess.run(
        [COMMAND, "serve", "--port", "0", *arguments],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_more_requests_than_fit_are_told_to_come_back(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = replace(server.deployment.settings, max_running=0)
    monkeypatch.setattr(server.deployment, "settings", full)
    answer = call(f"{server.url}/chat/completions", ask())
    assert answer.status == 503
    assert answer.headers["retry-after"] == "1"
    assert call(f"{server.root}/healthz").status == 200
