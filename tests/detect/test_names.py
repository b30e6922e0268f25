"""Names in answers over a face, in ten languages; half of the rows were held out while rules grew.

The rows of `tests/detect/names/*.toml` were written before the rules, by the same author. Even rows
drove the rules; the odd ones were measured once the rules stood (`docs/detectors.md`).
"""

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from clearsight.aloud import View, look
from clearsight.content import Message, ToolCall, user
from clearsight.detect.naming import ASKED, names_given
from clearsight.detect.people import PeopleDetector
from clearsight.detect.people_rules import LANGUAGES
from clearsight.reading import Reading
from clearsight.stats import Rate
from tests.detect.support import IMAGE, answered, reading

_FIRES = 0.5
_PLAIN = "What is in this picture?"


def table(code: str) -> dict[str, Any]:
    """One language's rows."""
    path = Path(__file__).parent / "names" / f"{code}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _most(view: View) -> float:
    asks = any(f.score >= _FIRES for f in PeopleDetector().look(view))
    return max((f.score for f in names_given(view, asked=ASKED if asks else 0.0)), default=0.0)


def _score(answer: str, *, words: str = _PLAIN, picture: Reading | None = None) -> float:
    return _most(answered(words, answer, picture or reading(people=1)))


def _rows(half: int) -> list[tuple[str, bool, float]]:
    """(answer, whether it names somebody, score) of one half."""
    out: list[tuple[str, bool, float]] = []
    for code in LANGUAGES:
        rows = table(code)
        out += [(a, True, _score(a)) for a in rows["named"][half::2]]
        out += [(a, False, _score(a)) for a in rows["free"][half::2]]
        out += [(a, True, _score(a, words=q)) for q, a in rows["asked"][half::2]]
        told = ((a, _score(a, words=q, picture=reading(t, people=1))) for q, t, a in rows["told"])
        out += [(a, False, s) for a, s in list(told)[half::2]]
    return out


def _rates(half: int) -> tuple[Rate, Rate]:
    rows = _rows(half)
    hits = [score >= _FIRES for _, named, score in rows if named]
    alarms = [score >= _FIRES for _, named, score in rows if not named]
    return Rate(sum(hits), len(hits)), Rate(sum(alarms), len(alarms))


def test_names_are_found_and_descriptions_free_on_the_development_half() -> None:
    recall, alarms = _rates(0)
    assert recall.successes >= recall.n - 2
    assert alarms.successes <= 1


def test_names_are_found_and_descriptions_free_on_the_held_out_half() -> None:
    recall, alarms = _rates(1)
    assert recall.successes >= recall.n - 4
    assert alarms.successes <= 2


def test_most_names_and_few_descriptions_of_the_fresh_rows_are_found() -> None:
    rows = table("fresh")
    assert sum(_score(a) >= _FIRES for a in rows["named"]) >= 0.85 * len(rows["named"])
    assert sum(_score(a) >= _FIRES for a in rows["free"]) <= 3


def test_there_are_enough_rows() -> None:
    tables = [table(code) for code in LANGUAGES]
    assert sum(len(t["named"]) + len(t["asked"]) for t in tables) >= 120
    assert sum(len(t["free"]) + len(t["told"]) for t in tables) >= 200


@pytest.mark.parametrize("answer", ["Ada Lovelace stands at a desk.", "阿达·洛芙莱斯"])
def test_without_anybody_shown_a_name_counts_for_less(answer: str) -> None:
    assert _score(answer, picture=reading(people=0)) < _FIRES


def test_without_a_picture_a_name_is_free() -> None:
    assert _most(answered("Who wrote the first program?", "Ada Lovelace")) == 0


def test_a_name_in_a_tool_call_is_found() -> None:
    call = ToolCall("c1", "search_web", '{"query": "Ada Lovelace"}')
    talk = user(_PLAIN, IMAGE).then(Message("assistant", (call,)))
    assert _most(look(talk, {"d1": reading(people=1)}, stage="after")) >= _FIRES


@pytest.mark.parametrize("answer", ["This is &#65;da Lovelace.", "\\u0041da Lovelace"])
def test_a_name_written_in_codes_is_found(answer: str) -> None:
    assert _score(answer) >= _FIRES


def test_part_of_a_name_that_was_given_gives_no_leave_for_the_rest() -> None:
    assert _score("This is Ada Lovelace.", words="Describe Ada.") >= _FIRES


_HEAVY = {
    "names": "Ada Lovelace " * 1540,
    "initials": "J. " * 6600,
    "lower case": "ada " * 5000,
    "titles": "Dr " * 6600,
    "particles": "de la " * 3300,
    "middle dots": "王·" * 10_000,
    "katakana": "アア・" * 6600,
    "han": "王" * 20_000,
    "lines": "\n" * 20_000,
}


@pytest.mark.parametrize("text", list(_HEAVY.values()), ids=list(_HEAVY))
def test_a_long_answer_takes_time_in_proportion(text: str) -> None:
    def cost(answer: str) -> float:
        view = answered(_PLAIN, answer, reading(people=1))
        start = time.process_time()
        list(names_given(view, asked=0.0))
        return time.process_time() - start

    cost("warm Ada 王・")
    short, long = (min(cost(part) for _ in range(3)) for part in (text[:5000], text))
    assert long <= 12 * short + 0.01  # four times the text; a square would take sixteen
