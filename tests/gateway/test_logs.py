"""Logs: every request by its trace id, and nothing of what was said, shown or presented."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator

import pytest

from clearsight.gateway.logs import Record
from clearsight.verdict import Failure, Reply, Verdict
from tests.gateway.support import Running, ask, call, image_part, picture, text_part
from tests.gateway.test_keys import secret
from tests.gateway.test_streams import wait_for


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the server writes to its log."""
    (handler,) = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def records(lines: io.StringIO, trace_id: str = "") -> list[dict[str, object]]:
    """The lines so far, once the one of this request is there: it is written after the answer."""
    wait_for(lambda: trace_id in lines.getvalue())
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_request_is_logged_under_the_id_that_the_caller_got(
    keyed: Running, lines: io.StringIO
) -> None:
    created = keyed.do(keyed.deployment.store.keys.create("logged"))
    headers = {"Authorization": f"Bearer {created.secret}"}
    answer = call(f"{keyed.url}/chat/completions", ask(words="FORBIDDEN"), headers=headers)
    (record,) = records(lines, answer.headers["x-request-id"])
    assert record["key"] == created.key.id
    assert record["verdicts"][0]["category"] == "illicit"  # type: ignore[index]


def test_health_checks_are_not_logged(server: Running, lines: io.StringIO) -> None:
    call(f"{server.root}/healthz")
    assert lines.getvalue() == ""


def test_no_log_holds_what_was_said_shown_or_presented(keyed: Running, lines: io.StringIO) -> None:
    key = secret(keyed)
    good = {"Authorization": f"Bearer {key}"}
    drawn = picture("white", "CANARY")
    chat = f"{keyed.url}/chat/completions?q=CANARY-QUERY"
    tool = {"type": "function", "function": {"name": "f", "description": "a CANARY tool"}}
    requests: list[object] = [
        ask(words="CANARY-WORDS"),
        ask(words="CANARY-WORDS FORBIDDEN"),
        ask(words="CANARY-WORDS", stream=True),
        ask("CANARY-MODEL"),
        ask("breaking", "CANARY-WORDS"),
        ask("breaking", "CANARY-WORDS", stream=True),
        ask("failing", "CANARY-WORDS"),
        ask(words=[text_part("CANARY"), image_part(drawn)], tools=[tool]),
        ask(words=[image_part("data:image/png;base64,CANARY==")]),
        ask(words=[image_part("https://canary.example/CANARY.png")]),
        ask(words=[{"type": "CANARY-PART"}]),
        ask(words="x", user="CANARY-USER", response_format={"CANARY": "a CANARY b"}),
        b"{CANARY: not json",
    ]
    answers = [call(chat, request, headers=good) for request in requests]
    answers.append(call(f"{keyed.url}/moderations", {"input": "CANARY"}, headers=good))
    answers.append(call(f"{keyed.root}/CANARY-PATH", headers=good))
    bad = {"Authorization": "Bearer CANARY-KEY", "User-Agent": "CANARY-AGENT", "X-CANARY": "1"}
    answers.append(call(chat, ask(), headers=bad))
    for answer in answers:
        assert records(lines, answer.headers["x-request-id"])
    written = lines.getvalue()
    assert "canary" not in written.lower()
    assert key not in written
    assert drawn[-80:-20] not in written


def test_an_exception_is_logged_by_type_and_place(server: Running, lines: io.StringIO) -> None:
    answer = call(f"{server.url}/chat/completions", ask("breaking"))
    (record,) = records(lines, answer.headers["x-request-id"])
    assert record["error"] == "OSError"
    assert record["level"] == "error"
    assert str(record["at"][-1]).endswith(" reply")  # type: ignore[index]


def test_other_libraries_records_keep_their_origin_only(
    server: Running, lines: io.StringIO
) -> None:
    logging.getLogger("some.library").warning("CANARY %s", "CANARY")
    logging.getLogger("asyncio").error("CANARY", exc_info=ValueError("CANARY"))

    async def lost() -> None:
        asyncio.get_running_loop().call_exception_handler(
            {"message": "CANARY", "exception": ValueError("CANARY")}
        )

    server.do(lost())
    assert "CANARY" not in lines.getvalue()
    assert [r["logger"] for r in records(lines)] == ["some.library", "asyncio", "asyncio"]


def test_what_passed_unlooked_at_is_not_logged_as_looked_at() -> None:
    failure = Failure("detector:words", "timeout", "no findings within 10 s")
    verdict = Verdict("allow", None, "before.allow", "Passed.", bypassed=(failure,))
    record = Record()
    record.take(Reply("fine", verdict=verdict))
    record.take(Reply("fine", verdict=Verdict("allow", None, "before.allow", "Passed.")))
    assert [one.get("bypassed") for one in record.verdicts] == [["detector:words: timeout"], None]
