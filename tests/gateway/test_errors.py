"""Whatever goes wrong is said in OpenAI's form."""

import pytest

from tests.gateway.support import Running, ask, call

DEEP: object = []
for _ in range(600):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("path", "method", "body", "status", "code"),
    [
        ("/v1/nothing", "GET", None, 404, "unknown_url"),
        ("/v1/completions", "POST", {"prompt": "x"}, 404, "unknown_url"),
        ("/v1/speech", "POST", {"input": "x"}, 404, "unknown_url"),
        ("/v1/responses", "POST", {"model": "none", "input": "x"}, 404, "model_not_found"),
        ("/v1/chat/completions", "GET", None, 405, "method_not_allowed"),
        ("/v1/models", "POST", {}, 405, "method_not_allowed"),
        ("/v1/models/none", "GET", None, 404, "model_not_found"),
        ("/v1/moderations", "POST", {"model": DEEP, "input": "x"}, 404, "model_not_found"),
        ("/v1/chat/completions", "POST", {**ask(), "n": DEEP}, 400, "invalid_value"),
        ("/v1/chat/completions", "POST", b"{nonsense", 400, "not_json"),
        ("/v1/chat/completions", "POST", b"[1]", 400, "not_json"),
        ("/v1/chat/completions", "POST", b"[" * 100_000, 400, "not_json"),
        ("/v1/chat/completions", "POST", b"\xff\xfe", 400, "not_json"),
        ("/v1/chat/completions", "POST", b" " * (1 << 20) + b"{}", 413, "request_too_large"),
    ],
)
def test_an_error_has_openais_form(
    server: Running, path: str, method: str, body: object, status: int, code: str
) -> None:
    answer = call(server.root + path, body, method=method)
    assert answer.status == status
    error = answer.json()["error"]
    assert error["code"] == code
    assert set(error) == {"message", "type", "param", "code"}
    assert answer.headers["x-request-id"]


def test_a_body_without_a_length_is_capped_too(server: Running) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    chunks = (b" " * 65536 for _ in range(64))
    headers = {"Content-Type": "application/json"}
    try:
        connection.request("POST", "/v1/chat/completions", chunks, headers, encode_chunked=True)
        assert connection.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # closed while we were still sending: refused as well
    finally:
        connection.close()


def test_a_form_that_a_web_page_could_post_is_refused(server: Running) -> None:
    answer = call(f"{server.url}/chat/completions", ask(), headers={"Content-Type": "text/plain"})
    assert answer.status == 415


def test_without_keys_a_foreign_host_name_gets_nothing(server: Running) -> None:
    answer = call(f"{server.url}/models", headers={"Host": "evil.example:80"})
    assert answer.status == 403
    assert answer.json()["error"]["code"] == "local_only"


def test_models_are_listed_and_found(server: Running) -> None:
    rows = call(f"{server.url}/models").json()["data"]
    assert {"plain", "clearsight"} <= {row["id"] for row in rows}
    assert call(f"{server.url}/models/plain").json()["id"] == "plain"


def test_health_and_readiness_are_told_apart(server: Running) -> None:
    assert call(f"{server.root}/healthz").json() == {"status": "ok"}
    assert call(f"{server.root}/readyz").json() == {"status": "ready", "problems": {}}


def test_a_database_that_fails_makes_the_server_not_ready(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise OSError("disk full")

    monkeypatch.setattr(server.deployment.store.keys, "list", broken)
    answer = call(f"{server.root}/readyz")
    assert answer.status == 503
    assert answer.json()["problems"] == {"database": "OSError"}


def test_metrics_tell_verdicts_and_stages(server: Running) -> None:
    call(f"{server.url}/chat/completions", ask(words="FORBIDDEN"))
    text = call(f"{server.root}/metrics").body.decode()
    assert 'clearsight_verdicts_total{action="refuse",category="illicit"' in text
    assert 'clearsight_stage_seconds_count{stage="before"}' in text
    assert 'path="/v1/chat/completions"' in text


def test_what_a_caller_sends_never_becomes_a_label(server: Running) -> None:
    call(f"{server.root}/v1/CANARY-PATH")
    call(f"{server.root}/CANARY-PATH", method="CANARY")
    call(f"{server.url}/chat/completions", ask("CANARY-MODEL"))
    assert b"CANARY" not in call(f"{server.root}/metrics").body
