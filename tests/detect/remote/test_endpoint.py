"""The client of a judge against a real server on loopback: patience, faults, silence on content."""

import asyncio
import logging
import time

import pytest
from aiohttp import web

from clearsight.detect.remote import qwen3guard
from clearsight.detect.remote.endpoint import Late, Patience, parse
from clearsight.detect.remote.judge import Judge
from clearsight.errors import ModelError, UsageError
from tests.detect.remote.support import Endpoint, before, chat, judging, served

QWEN = qwen3guard.FAMILY
SAFE = chat("Safety: Safe\nCategories: None")
VIEW = before("How is bread made?")


class Stubborn:
    """Answers with these statuses in turn, then with "safe"."""

    def __init__(self, *statuses: int, retry_after: str = "0", body: str = "") -> None:
        self.statuses, self.retry_after, self.body = list(statuses), retry_after, body
        self.times: list[float] = []

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.times.append(time.monotonic())
        if len(self.times) > len(self.statuses):
            return web.json_response(SAFE)
        headers = {"Retry-After": self.retry_after}
        status = self.statuses[len(self.times) - 1]
        return web.Response(status=status, headers=headers, text=self.body)


async def test_the_key_goes_to_the_endpoint_and_the_model_is_named() -> None:
    endpoint = Endpoint([SAFE])
    async with judging(QWEN, endpoint) as judge:
        await judge.detect(VIEW)
    assert endpoint.keys == ["Bearer k3y"]
    assert endpoint.bodies[0]["model"] == "m"
    assert judge.version == "1:m"


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_it_tries_again_after_a_passing_fault(status: int) -> None:
    stubborn = Stubborn(status, status)
    async with judging(QWEN, stubborn) as judge:
        assert list(await judge.detect(VIEW)) == []
    assert len(stubborn.times) == 3


async def test_it_honours_retry_after() -> None:
    stubborn = Stubborn(429, retry_after="1")
    async with judging(QWEN, stubborn) as judge:
        await judge.detect(VIEW)
    assert stubborn.times[1] - stubborn.times[0] >= 0.95


async def test_a_retry_after_beyond_its_patience_is_an_error_that_names_it() -> None:
    stubborn = Stubborn(429, retry_after="600")
    async with judging(QWEN, stubborn) as judge:
        with pytest.raises(ModelError, match="wait 600 s"):
            await judge.detect(VIEW)
    assert len(stubborn.times) == 1


@pytest.mark.parametrize("status", [500, 400, 401, 302])
async def test_a_lasting_fault_is_an_error_that_repeats_no_content(status: int) -> None:
    stubborn = Stubborn(*[status] * 9, body='{"error": {"message": "bread", "code": "too_long"}}')
    async with judging(QWEN, stubborn) as judge:
        with pytest.raises(ModelError, match=f"HTTP {status} .too_long.") as caught:
            await judge.detect(VIEW)
    assert "bread" not in str(caught.value)
    assert len(stubborn.times) == (3 if status == 500 else 1)


async def test_silence_is_a_timeout() -> None:
    async def silent(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.json_response(SAFE)

    async with judging(QWEN, silent, Patience(total_s=0.3)) as judge:
        with pytest.raises(Late, match=r"no answer within 0.3 s"):
            await judge.detect(VIEW)


@pytest.mark.parametrize("text", ["<html>", "[" * 100_000, ""])
async def test_a_body_that_is_not_json_is_a_clear_error(text: str) -> None:
    async def odd(request: web.Request) -> web.StreamResponse:
        return web.Response(text=text)

    async with judging(QWEN, odd) as judge:
        with pytest.raises(ModelError, match=r"qwen3guard \(m\) sent \d+ bytes that are not JSON"):
            await judge.detect(VIEW)


async def test_nobody_there_is_a_clear_error() -> None:
    judge = Judge(QWEN, "http://127.0.0.1:9/v1#m", patience=Patience(tries=1))
    with pytest.raises(ModelError, match="could not be reached"):
        await judge.detect(VIEW)
    await judge.close()


async def test_a_redirect_is_not_followed_to_another_place() -> None:
    other = Endpoint([SAFE])
    async with served(other) as elsewhere:

        async def away(request: web.Request) -> web.StreamResponse:
            return web.Response(status=307, headers={"Location": f"{elsewhere}/chat/completions"})

        async with judging(QWEN, away) as judge:
            with pytest.raises(ModelError, match="307"):
                await judge.detect(VIEW)
    assert other.bodies == []


async def test_nothing_of_the_conversation_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with judging(QWEN, Endpoint([chat("out of form")])) as judge:
        with pytest.raises(ModelError):
            await judge.detect(VIEW)
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("aiohttp.access")]
    assert not any("bread" in message or "out of form" in message for message in ours)


async def test_a_judge_can_be_asked_from_several_event_loops() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.json_response(SAFE)
        response.force_close()  # a socket kept alive would outlive its loop
        return response

    async with judging(QWEN, handler) as judge:
        for _ in range(2):
            assert list(await asyncio.to_thread(asyncio.run, judge.detect(VIEW))) == []
        assert list(await judge.detect(VIEW)) == []


@pytest.mark.parametrize("argument", ["", "host/v1#m", "http://host/v1", "ftp://host#m"])
def test_an_address_that_is_not_understood_says_how(argument: str) -> None:
    with pytest.raises(UsageError, match="qwen3guard:BASE_URL#MODEL"):
        parse("qwen3guard", argument)


def test_a_model_is_not_needed_where_there_is_a_usual_one() -> None:
    assert parse("omni", "https://h/v1", model="usual") == ("https://h/v1", "usual")
