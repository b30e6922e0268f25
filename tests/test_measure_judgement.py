"""The measurement of the judge: how texts are made. No detector runs here."""

import random
from typing import cast

import pytest

from clearsight.content import Conversation
from clearsight.evals.judge.rows import Row
from clearsight.stats import clustered_rate
from scripts.measures.harmful_talks import FORMS, Turn, asked, cut, planned
from scripts.measures.judgement import Judge, around, buried, packed
from scripts.measures.talks import Talk, lines, of_ten, pool, rate

HOST = ["One.", "Two.", "Three.", "Four."]


def test_a_line_stands_where_it_is_told_to() -> None:
    texts = {place: buried("line", HOST, place) for place in ("start", "middle", "end")}
    assert texts["start"] == "line. One. Two. Three. Four."
    assert texts["middle"] == "One. Two. line. Three. Four."
    assert texts["end"] == "One. Two. Three. Four. line."


def test_a_host_has_enough_words_and_is_the_same_for_the_same_seed() -> None:
    bank = ["What is the capital of France?", "play some jazz"]
    host = around(bank, 50, random.Random(3))
    assert sum(len(sentence.split()) for sentence in host) >= 50
    assert host == around(bank, 50, random.Random(3)) != around(bank, 50, random.Random(4))


def test_texts_are_packed_until_they_are_long_enough_and_the_rest_is_dropped() -> None:
    assert list(packed(["a b", "c d", "e f", "g"], 4)) == ["a b\n\nc d"]


def row(text: str, name: str = "clinc150", cluster: str = "", *, label: bool = False) -> Row:
    where = cluster or f"{name}:{text}"
    return Row(text, "", label, (), "", name, "en", where, "typed", text)


def test_turns_are_harmless_typed_rows_of_one_half() -> None:
    rows = [row(f"question {n}") for n in range(40)]
    rows += [row("harmful", label=True), row("other set", "xstest")]
    halves = [pool(rows, ("clinc150",), half) for half in ("calibration", "measure")]
    assert sorted(r.text for half in halves for r in half) == sorted(r.text for r in rows[:40])
    assert all(halves)


def test_rows_that_are_test_only_stand_in_either_half() -> None:
    rows = [row(f"task {n}", "self_instruct_user") for n in range(9)]
    assert pool(rows, ("self_instruct_user",), "measure") == rows


def test_one_row_that_stops_many_talks_counts_as_one_cluster() -> None:
    same, other = row("one"), row("two")
    talks = [Talk(10)] * 96 + [Talk(3, same, "illicit")] * 3 + [Talk(7, other, "hate")]
    apart = [Talk(10)] * 96 + [Talk(3, row(str(n)), "illicit") for n in range(4)]
    assert rate(talks).successes == rate(apart).successes == 4
    assert rate(talks).high > rate(apart).high
    cells = lines("everyday", [same, other], talks)
    assert cells[1] == "2"
    assert cells[3].startswith("4/976")
    assert cells[4:] == ["clinc150 4", "illicit 3, hate 1"]


def test_a_request_is_cut_into_pieces_that_make_it_again() -> None:
    text = "one two three four five six seven eight"
    pieces = cut(text, 3, random.Random(1))
    assert len(pieces) == 3
    assert " ".join(pieces) == text
    assert cut("too short", 2, random.Random(1)) == ["too short"]


def test_pieces_stand_behind_harmless_turns_and_between_them() -> None:
    bad = row("one two three four five six", label=True)
    turns = [row(f"question {n}") for n in range(12)]
    shape = [t.bad for t in planned(bad, FORMS["cut over 2 turns"], turns, random.Random(2))]
    assert shape == [False, False, False, True, True]
    form = FORMS["cut over 3, harmless turns between"]
    shape = [t.bad for t in planned(bad, form, turns, random.Random(2))]
    assert shape == [False, False, False, True, False, True, False, True]
    late = planned(bad, FORMS["as the 10th turn"], turns, random.Random(2))
    assert len(late) == 10
    assert late[-1].text == bad.text


class _Says:
    """A judge that refuses a talk once certain words stand in it."""

    def __init__(self, *words: str) -> None:
        self.words = words

    async def stops(self, talk: Conversation) -> bool:
        said = [message.text for message in talk.messages if message.role == "user"]
        return any(word in said for word in self.words)


@pytest.mark.parametrize(
    ("words", "before", "found"),
    [(("five six",), False, True), (("lead",), True, False), ((), False, False)],
)
async def test_harm_counts_as_found_only_behind_a_harmless_beginning_that_passed(
    words: tuple[str, ...], *, before: bool, found: bool
) -> None:
    plan = [Turn("lead"), Turn("five six", bad=True), Turn("other")]
    judge = cast(Judge, _Says(*words))
    went = await asked(judge, row("five six", label=True), plan, random.Random(0))
    assert (went.before, went.found) == (before, found)


def test_ten_rows_by_chance_are_stopped_more_often_than_one() -> None:
    rows = clustered_rate([True] + [False] * 99, [str(n) for n in range(100)])
    assert of_ten(rows).startswith(".10 [.0")
