"""Processes: an order to stop, a worker that is killed, streams that wait."""

import asyncio
import json
import os
import resource
import signal
import threading
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from openai import OpenAI

from tests.gateway.process import Serving, serving
from tests.gateway.support import Running, ask, call

LONG = "The+cat+sits+on+a+red+mat+near+the+door.+" * 40


def in_thread(work: Any) -> "tuple[threading.Thread, list[Any]]":
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    return thread, found


@pytest.mark.parametrize("stream", [True, False])
def test_an_answer_under_way_is_finished_before_the_end(tmp_path: Path, stream: bool) -> None:
    with serving(tmp_path, "--model", "scripted:text=Done.&latency_ms=1500") as server:
        request = ask("scripted", stream=stream)
        thread, found = in_thread(lambda: call(f"{server.url}/chat/completions", request))
        time.sleep(0.5)
        assert server.stop() == 0
        thread.join()
    assert found[0].status == 200
    assert b"Done." in found[0].body
    assert b"[DONE]" in found[0].body or not stream


def test_a_connection_that_did_nothing_for_a_while_still_takes_a_request(tmp_path: Path) -> None:
    """Closed after 5 s, one request in 371 of a load test was sent into the closing and lost."""
    with serving(tmp_path, "--model", "scripted:text=Done.") as server:
        connection = HTTPConnection("127.0.0.1", urlsplit(server.url).port, timeout=20)
        connection.auto_open = 0  # else it would open another one by itself
        connection.connect()
        for pause_s in (0.0, 6.5):
            time.sleep(pause_s)
            body = json.dumps(ask("scripted")).encode()
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/v1/chat/completions", body, headers)
            answer = connection.getresponse()
            assert answer.status == 200
            assert b"Done." in answer.read()
        connection.close()


def test_an_answer_that_outlasts_the_limit_ends_in_an_error(tmp_path: Path) -> None:
    arguments = ("--model", "scripted:text=x&fault=hang", "--drain-s", "1")
    with serving(tmp_path, *arguments) as server:
        early, early_found = in_thread(
            lambda: call(f"{server.url}/chat/completions", ask("scripted", stream=True))
        )
        time.sleep(5.5)  # by now it has begun
        late, late_found = in_thread(
            lambda: call(f"{server.url}/chat/completions", ask("scripted"))
        )
        time.sleep(0.5)
        server.stop()
        early.join()
        late.join()
    assert early_found[0].events[-1]["error"]["code"] == "server_stopping"
    assert late_found[0].status == 503


def test_a_killed_worker_leaves_no_answer_that_looks_whole(tmp_path: Path) -> None:
    arguments = ("--model", f"scripted:text={LONG}&latency_ms=50", "--workers", "2")
    outcomes: Counter[str] = Counter()
    stop = threading.Event()
    with serving(tmp_path, *arguments) as server:
        threads = [
            threading.Thread(target=load, args=(server, number % 2 == 0, outcomes, stop))
            for number in range(8)
        ]
        for thread in threads:
            thread.start()
        time.sleep(2)
        # All of them: the kernel may have given every connection to one, and the other was idle.
        for worker in server.workers():
            os.kill(worker, signal.SIGKILL)
        time.sleep(2)
        stop.set()
        for thread in threads:
            thread.join()
        wait_for_workers(server, 2)
        assert call(f"{server.url}/chat/completions", ask("scripted")).status == 200
    assert outcomes["silent"] == 0, outcomes
    assert outcomes["error"] > 0, outcomes
    assert outcomes["whole"] > 0, outcomes


def load(server: Serving, stream: bool, outcomes: "Counter[str]", stop: threading.Event) -> None:
    """Ask until told to stop; count how the answers ended, as the official client sees it."""
    whole = len(LONG.replace("+", " "))
    while not stop.is_set():
        with OpenAI(base_url=server.url, api_key="x", max_retries=0, timeout=30) as client:
            create: Any = client.chat.completions.create
            try:
                answer = create(
                    model="scripted", messages=[{"role": "user", "content": "Hi"}], stream=stream
                )
                if stream:
                    choices = [c for chunk in answer for c in chunk.choices]
                    text = "".join(choice.delta.content or "" for choice in choices)
                    finish = choices[-1].finish_reason if choices else None
                else:
                    text, finish = (
                        answer.choices[0].message.content,
                        answer.choices[0].finish_reason,
                    )
            except Exception:  # noqa: BLE001  whatever the client raises is what this counts
                outcomes["error"] += 1
                continue
            outcomes["whole" if finish == "stop" and len(text) == whole else "silent"] += 1


def wait_for_workers(server: Serving, count: int) -> None:
    end = time.monotonic() + 30
    while len(server.workers()) < count or not server.ready():
        assert time.monotonic() < end, server.log.read_text()
        time.sleep(0.2)


def test_metrics_add_up_over_workers(tmp_path: Path) -> None:
    arguments = ("--model", "scripted:text=Hello.", "--workers", "2")
    with serving(tmp_path, *arguments) as server:
        wait_for_workers(server, 2)
        for _ in range(12):
            assert call(f"{server.url}/chat/completions", ask("scripted")).status == 200
        counts = {_verdicts(server) for _ in range(6)}
    assert counts == {12.0}


def _verdicts(server: Serving) -> float:
    lines = call(f"{server.root}/metrics").body.decode().splitlines()
    return sum(
        float(line.split()[-1]) for line in lines if line.startswith("clearsight_verdicts_t")
    )


async def test_500_idle_streams_do_not_keep_a_new_request_waiting(server: Running) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
    writers = [await idle(server) for _ in range(500)]
    try:
        end = time.monotonic() + 30
        while server.deployment.running < 500:
            assert time.monotonic() < end
            await asyncio.sleep(0.05)
        waits = []
        for _ in range(5):
            start = time.perf_counter()
            answer = await asyncio.to_thread(call, f"{server.url}/chat/completions", ask())
            waits.append(time.perf_counter() - start)
            assert answer.status == 200
        assert sorted(waits)[2] < 1.0, waits
    finally:
        for writer in writers:
            writer.close()
        await asyncio.gather(*(w.wait_closed() for w in writers), return_exceptions=True)


async def idle(server: Running) -> asyncio.StreamWriter:
    """A stream that says nothing: its model never answers."""
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    body = json.dumps(ask("silent", stream=True)).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}"
    writer.write(head.encode() + b"\r\nContent-Type: application/json\r\n\r\n" + body)
    await writer.drain()
    return writer
