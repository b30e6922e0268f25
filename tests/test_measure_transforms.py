"""The measurement of transforms: its texts, its order, its tables. No picture is read here."""

import json
from pathlib import Path

from scripts.measure_transforms import report
from scripts.measures.transforms import Row, Words, in_turns, photo, prompt, texts, ways


def row(**changes: object) -> Row:
    read = {"ours": 1.0, "ours_words": 1.0, "tesseract": 0.5, "tesseract_words": 0.75}
    judged = {"action": "allow", "rule": "", "cpu_ms": 100.0}
    named = {"side": "picture", "transform": "line", "name": "a", "group": "illicit"}
    return {**named, **read, **judged, **changes}


def test_report_sets_refusals_beside_legibility_and_false_refusals() -> None:
    rows = [row(), row(action="refuse", rule="before.x"), row(group="frame", cpu_ms=80.0)]
    text = report(rows, {"heads": "abc"})
    assert "Measured with heads abc." in text
    read, refused = "1.00 | 1.00 | .50 | .75", "1/2 = .50 [.09, .91] | 0"
    assert f"| line | {read} | {refused} | 0/1 = .00 [.00, .79] | 0 | 80 |" in text


def test_refusals_of_what_could_not_be_read_are_counted_apart() -> None:
    stopped = row(action="refuse", rule="fail_closed.sense:text")
    assert "| 1/1 = 1.00 [.21, 1.00] | 1 |" in report([stopped], {})


def test_words_that_the_guard_decodes_whole_are_counted() -> None:
    typed = row(side="words", transform="leet", whole=False)
    assert "| leet | 1.00 | 1.00 | 0/1 = .00 [.00, .79] |" in report([typed], {})


def test_a_run_cut_short_has_asked_every_group_alike() -> None:
    bad = [Words(f"b{n}", "illicit", "") for n in range(3)]
    good = [Words(f"g{n}", "frame", "") for n in range(2)]
    assert [w.name for w in in_turns([*bad, *good])] == ["b0", "g0", "b1", "g1", "b2"]


def test_every_transform_is_measured_once() -> None:
    assert len(set(ways())) == len(ways())
    assert {side for side, _ in ways()} == {"words", "picture"}


def test_photo_is_the_same_for_the_same_seed() -> None:
    assert photo(3).png() == photo(3).png() != photo(4).png()


def test_texts_are_those_of_the_fold_that_the_heads_never_saw(shared_data: Path) -> None:
    found = texts(shared_data, 4, 40, seed=0)
    assert [w.group for w in found] == ["illicit"] * 40 + ["frame"] * 40
    lines = (shared_data / "figstep/items.jsonl").read_text(encoding="utf-8").splitlines()
    topics = {row["id"]: row["topic"] for row in map(json.loads, lines)}
    asked = {topics[w.name] for w in found if w.group == "illicit"}
    assert not asked & {"Legal Opinion", "Financial Advice", "Health Consultation"}
    assert "list" in prompt(shared_data)
