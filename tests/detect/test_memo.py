"""Values kept by hash: one computation for many threads, errors not kept, the oldest goes."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from clearsight.detect.memo import Memo


def test_threads_that_ask_at_once_share_one_computation() -> None:
    memo: Memo[str] = Memo(8)
    started, made = threading.Event(), []

    def slow(text: str) -> str:
        made.append(text)
        assert started.wait(10)
        return text.upper()

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(memo.of, "a text", slow) for _ in range(4)]
        started.set()
        assert [one.result() for one in asked] == ["A TEXT"] * 4
    assert made == ["a text"]


def test_an_error_reaches_the_caller_and_is_not_kept() -> None:
    memo: Memo[int] = Memo(8)
    with pytest.raises(ValueError, match="invalid literal"):
        memo.of("x", int)
    assert memo.of("x", len) == 1


def test_what_was_asked_last_stays() -> None:
    memo: Memo[int] = Memo(2)
    for text in ("a", "b", "a", "c"):
        memo.of(text, len)
    made: list[str] = []

    def make(text: str) -> int:
        made.append(text)
        return 0

    for text in ("a", "c", "b"):
        memo.of(text, make)
    assert made == ["b"]


def test_half_a_surrogate_pair_is_a_text() -> None:
    memo: Memo[int] = Memo(2)
    assert memo.of("\ud800", len) == 1
    assert memo.of("?", lambda _: 7) == 7
