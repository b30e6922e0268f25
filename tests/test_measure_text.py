"""The measurement of text in pictures: what is asked, and what the tables say."""

import asyncio
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clearsight import user
from clearsight.build import guarded
from clearsight.content import Image, Text
from clearsight.errors import UsageError
from clearsight.imaging.transform.made import whole
from clearsight.models.scripted import Scripted
from clearsight.reading import Reading, SenseFailure
from scripts.measures.disguised import DISGUISES, TALKS, asked, behaviours, harmless
from scripts.measures.kept import KeptReader
from scripts.measures.pages import KINDS, WAYS, albums, hidden_pages, page, pages
from scripts.measures.table_text import report
from scripts.measures.textual import Asker, fold_of
from scripts.measures.told import ToldReader
from tests.doubles import image

PROMPT = "Fill in the list."


def _row(**changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "part": "requests", "group": "illicit", "name": "a", "kind": "wave", "question": "prompt",
        "fold": 4, "read": 1.0, "words": 1.0, "any": True, "unread": False, "unscannable": False,
        "action": "refuse", "rule": "before.illicit.refuse", "category": "illicit", "score": 0.9,
        "grey": False, "detectors": ["words"], "cpu_ms": 200.0, "disguise": "",
    }  # fmt: skip
    return {**row, **changes}


def test_harmless_requests_are_distinct_and_the_same_every_time() -> None:
    found = harmless(12)
    assert len({words.text for words in found}) == 12
    assert found == harmless(12)


@pytest.mark.parametrize(
    "disguise", [d for d in DISGUISES if not d.startswith(("published", "on"))]
)
def test_every_disguise_says_the_whole_request(disguise: str) -> None:
    (words,) = harmless(1)
    conversation, items = asked(words, disguise, 3, PROMPT)
    typed = [p.text for m in conversation for p in m.parts if isinstance(p, Text)]
    assert PROMPT in typed[-1]
    assert sum(isinstance(p, Image) for m in conversation for p in m.parts) == len(items) >= 1
    said = f"{typed[0]} {whole(items)}".split()
    assert all(word in said for word in words.text.split())


def test_without_words_nothing_is_typed_in_the_last_turn() -> None:
    (words,) = harmless(1)
    for disguise in ("wave", "over 2 turns"):
        conversation, _ = asked(words, disguise, 3, "")
        assert not any(isinstance(p, Text) for p in conversation.messages[-1].parts)


def test_turns_alternate_and_pieces_are_spread_over_them() -> None:
    (words,) = harmless(1)
    for name, pieces in TALKS.items():
        if name.startswith("over"):
            conversation, items = asked(words, name, 3, PROMPT)
            assert len(items) == pieces
            roles = [message.role for message in conversation]
            assert roles == ["user", "assistant"] * (pieces - 1) + ["user"]


def test_pages_are_of_ten_kinds_and_come_again() -> None:
    assert len(KINDS) == 10
    for kind in KINDS:
        first = page(kind, 5)
        assert first.text
        assert np.array_equal(first.pixels, page(kind, 5).pixels)


def test_each_page_is_asked_without_words_and_with_different_questions() -> None:
    found = list(pages(1, 0, questions=3))
    for kind in KINDS:
        own = [p for p in found if p.kind == kind]
        assert [bool(p.question) for p in own] == [False, True, True, True]
        assert len({p.question for p in own}) == 4
        assert [p.nth for p in own] == [0, 0, 1, 2]


def test_hidden_pages_are_disguised_and_asked() -> None:
    found = list(hidden_pages(2, 0))
    assert found
    assert all(p.disguise in WAYS and p.question for p in found)


def test_albums_hold_several_pictures() -> None:
    assert all(len(album.items) > 1 for album in albums(1, 0))


def test_the_report_counts_what_was_refused_and_what_was_missed() -> None:
    rows = [
        _row(),
        _row(name="b", action="allow", grey=True),
        _row(name="c", action="allow", read=0.1, words=0.1, unread=True),
        _row(name="t", group="twin", action="allow", fold=None),
        _row(name="p", part="pages", group="page", kind="menu", question="asked", action="allow"),
        _row(name="p", part="pages", group="page", kind="menu", question="empty",
             rule="fail_closed.sense:text", detectors=[]),
    ]  # fmt: skip
    text = report(rows, {"seed": 0})
    line = next(x for x in text.splitlines() if x.startswith("| wave"))
    assert "1/1 = 1.00" in line.split("|")[4]
    assert line.split("|")[5].strip().startswith("1/3 = .33")
    assert line.split("|")[6].strip().startswith("2/3 = .67")
    assert line.split("|")[9].strip().startswith("0/1 = .00")
    menu = next(x for x in text.splitlines() if x.startswith("| menu")).split("|")
    assert [cell.split()[0] for cell in menu[2:4]] == ["1/1", "0/1"]
    assert "Refused, all kinds: fail_closed.sense:text () 1." in text


class _LateOnce:
    """A reader that is late the first time."""

    def __init__(self) -> None:
        self.asked = 0

    async def read(self, picture: Image) -> Reading:
        self.asked += 1
        late = (SenseFailure("text", "timeout", "late"),) if self.asked == 1 else ()
        return Reading(picture.digest, 8, 8, failures=late, senses=("text", "explicit", "people"))


def test_a_sense_that_was_late_is_asked_again() -> None:
    reader = _LateOnce()
    asker = Asker("default", PROMPT, Path())
    asker.senses = reader
    asker.guard = guarded(Scripted("Yes."), reader=reader)
    verdict = asyncio.run(asker._verdict(user(image(), "What is this?")))
    assert verdict.action == "allow"


class _Reads:
    """A reader that counts, and that cannot read a digest that it is told."""

    def __init__(self, broken: str = "") -> None:
        self.asked: list[str] = []
        self.broken = broken

    async def read(self, picture: Image) -> Reading:
        self.asked.append(picture.digest)
        failed = (SenseFailure("text", "error", "X"),) if picture.digest == self.broken else ()
        return Reading(picture.digest, 8, 8, failures=failed, senses=("text",))


def test_a_kept_reading_is_not_made_again(tmp_path: Path) -> None:
    first, second = _Reads(), _Reads()
    reader = KeptReader(first, tmp_path / "kept")
    reading = asyncio.run(reader.read(image()))
    reader.close()
    again = KeptReader(second, tmp_path / "kept")
    assert asyncio.run(again.read(image())) == reading
    assert (len(first.asked), len(second.asked), again.read_anew) == (1, 0, 0)


def test_readings_of_other_senses_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = KeptReader(_Reads(), tmp_path / "kept")
    asyncio.run(reader.read(image()))
    reader.close()
    monkeypatch.setattr("scripts.measures.kept.made_by", lambda: "other senses")
    other = _Reads()
    asyncio.run(KeptReader(other, tmp_path / "kept").read(image()))
    assert len(other.asked) == 1


def test_a_reading_that_failed_is_not_kept(tmp_path: Path) -> None:
    reads = _Reads(broken=image().digest)
    reader = KeptReader(reads, tmp_path / "kept")
    asyncio.run(reader.read(image()))
    asyncio.run(reader.read(image()))
    assert len(reads.asked) == 2


def test_behaviours_that_need_a_context_are_left_out(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "prompt": "x", "functional_category": "standard", "semantic_category": "s"},
        {"id": "b", "prompt": "y", "functional_category": "contextual", "semantic_category": "s"},
        {"id": "c", "prompt": "z", "functional_category": "copyright",
         "semantic_category": "copyright"},
    ]  # fmt: skip
    (tmp_path / "harmbench_text").mkdir()
    file = tmp_path / "harmbench_text/val.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (found,) = behaviours(tmp_path)
    assert (found.name, found.text) == ("harmbench_text/a", "x")
    assert fold_of(found) in range(5)


def test_what_is_told_is_what_the_picture_says_and_nothing_else_is_read() -> None:
    reader = ToldReader()
    _, items = asked(harmless(1)[0], "split_words", 3, PROMPT)
    reader.tell(items)
    readings = [asyncio.run(reader.read(item.image())) for item in items]
    assert [reading.text for reading in readings] == [item.text for item in items]
    with pytest.raises(UsageError, match="nothing was told"):
        asyncio.run(reader.read(image()))
    with pytest.raises(UsageError, match="a tile says"):
        reader.tell(asked(harmless(1)[0], "tiles", 3, PROMPT)[1])
