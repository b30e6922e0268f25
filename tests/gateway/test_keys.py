"""Keys: nobody without one, each with its own policy, rights and limits."""

import asyncio

import pytest

from clearsight.deployment import Deployment, ServeSettings
from clearsight.errors import StoreError, UsageError
from clearsight.models.scripted import Scripted
from clearsight.store import KeyLimits
from tests.doubles import WordDetector
from tests.gateway.support import PEPPER, Answer, Running, ask, call, image_part, picture


def secret(server: Running, **more: object) -> str:
    created = server.do(server.deployment.store.keys.create("test", **more))  # type: ignore[arg-type]
    return created.secret


def chat(server: Running, key: str, **request: object) -> Answer:
    headers = {"Authorization": f"Bearer {key}"}
    return call(f"{server.url}/chat/completions", {**ask(), **request}, headers=headers)


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/moderations", "/v1/models"])
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer cs-wrong", "Basic x", "Bearer " + "x" * 9000]
)
def test_nobody_is_let_in_without_a_good_key(keyed: Running, path: str, header: str) -> None:
    body = None if path.endswith("models") else ask()
    answer = call(keyed.root + path, body, headers={"Authorization": header} if header else {})
    assert answer.status == 401
    assert "api_key" in answer.json()["error"]["code"]


def test_a_good_key_is_let_in(keyed: Running) -> None:
    assert chat(keyed, secret(keyed)).status == 200


def test_a_revoked_key_is_let_out(keyed: Running) -> None:
    created = keyed.do(keyed.deployment.store.keys.create("soon gone"))
    keyed.do(keyed.deployment.store.keys.revoke(created.key.id))
    assert chat(keyed, created.secret).status == 401


def test_only_the_right_trace_shows_findings(keyed: Running) -> None:
    without = chat(keyed, secret(keyed))
    with_it = chat(keyed, secret(keyed, rights=["trace"]))
    assert b"score" not in without.body
    assert b"steps" not in without.body
    assert "steps" in with_it.json()["x_clearsight"]["traces"][0]


def test_each_key_has_its_policy(keyed: Running) -> None:
    request = ask(words="FORBIDDEN")
    strict = chat(keyed, secret(keyed), **request)
    measured = chat(keyed, secret(keyed, policy="measure"), **request)
    assert strict.json()["choices"][0]["finish_reason"] == "content_filter"
    assert measured.json()["choices"][0]["finish_reason"] == "stop"


def test_a_policy_that_cannot_be_loaded_lets_nothing_pass(keyed: Running) -> None:
    answer = chat(keyed, secret(keyed, policy="/no/such.toml"))
    assert answer.status == 500


@pytest.mark.parametrize(
    ("limits", "what"),
    [(KeyLimits(requests=2), "requests"), (KeyLimits(images=2), "images"),
     (KeyLimits(pixels=160 * 90 * 2), "pixels"), (KeyLimits(tokens=600), "tokens")],
)  # fmt: skip
def test_over_a_limit_the_wait_is_told(keyed: Running, limits: KeyLimits, what: str) -> None:
    key = secret(keyed, limits=limits)
    pictures = [image_part(picture("green"))]
    answers = [chat(keyed, key, messages=[{"role": "user", "content": pictures}]) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    refused = answers[-1]
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.headers[f"x-ratelimit-remaining-{what}"].isdigit()
    assert refused.json()["error"]["code"] == "rate_limit_exceeded"
    assert answers[0].headers[f"x-ratelimit-limit-{what}"] == str(getattr(limits, what))


def test_what_can_never_pass_is_not_to_be_tried_again(keyed: Running) -> None:
    answer = chat(keyed, secret(keyed, limits=KeyLimits(requests=0)))
    assert answer.status == 429
    assert answer.headers["x-should-retry"] == "false"


def test_a_database_that_fails_lets_nobody_in(
    keyed: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(presented: str) -> None:
        raise StoreError("down")

    monkeypatch.setattr(keyed.deployment.store.keys, "check", broken)
    assert chat(keyed, "cs-x").status == 503


def deployment(host: str, path: object, *, no_auth: bool = False) -> Deployment:
    settings = ServeSettings(
        host=host, database=f"sqlite:///{path}/a.db", pepper=PEPPER, no_auth=no_auth
    )
    return Deployment(settings, made=(Scripted("x"),), detectors=(WordDetector("x"),))


async def test_without_keys_a_server_starts_on_loopback_only(tmp_path: object) -> None:
    d = deployment("0.0.0.0", tmp_path)
    with pytest.raises(UsageError, match="clearsight keys create"):
        await d.start()
    await d.close()


async def test_an_explicit_wish_opens_a_server(tmp_path: object) -> None:
    d = deployment("0.0.0.0", tmp_path, no_auth=True)
    await d.start()
    assert await d.open_to_all()
    await d.close()


async def test_with_the_first_key_an_open_server_closes(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    d = deployment("127.0.0.1", tmp_path)
    await d.start()
    assert await d.open_to_all()
    await d.store.keys.create("first")
    monkeypatch.setattr("clearsight.deployment.deployment.KEYS_FRESH_S", 0.0)
    await asyncio.sleep(0.01)
    assert not await d.open_to_all()
    await d.close()
