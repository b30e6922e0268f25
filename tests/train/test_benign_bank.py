"""The bank of harmless twins: each names a published harmful row and does not repeat it."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

import clearsight.train

BANK = Path(clearsight.train.__file__).parent / "benign"
CHANGES = {
    "object",
    "agent",
    "prevention",
    "law",
    "history",
    "fiction",
    "news",
    "help",
    "definition",
    "consent",
    "defence",
    "trade",
}
SETS = {
    "advbench": ("behaviors.jsonl", ("prompt",)),
    "figstep": ("items.jsonl", ("instruction", "question")),
    "harmbench_text": ("val.jsonl", ("prompt",)),
    "msts": ("prompts.jsonl", ("text_only_prompt", "prompt")),
    "pyrit_seeds": ("items.jsonl", ("text",)),
    "red_instruct": ("items.jsonl", ("text",)),
}
WARNING_STEMS = re.compile("prevent|protect|avoid|detect|report", re.IGNORECASE)


def read(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".?! ")


@pytest.fixture(scope="module")
def twins() -> list[dict[str, str]]:
    return [row for path in sorted(BANK.glob("twins_*.jsonl")) for row in read(path)]


def test_every_row_has_a_text_a_source_and_a_known_change(twins: list[dict[str, str]]) -> None:
    assert len(twins) >= 900
    for row in twins:
        assert set(row) == {"text", "of", "id", "change"}
        assert row["text"] == row["text"].strip() != ""
        assert row["of"] in SETS
        assert row["change"] in CHANGES


def test_no_text_is_written_twice(twins: list[dict[str, str]]) -> None:
    counts = Counter(plain(row["text"]) for row in twins)

    assert [text for text, count in counts.items() if count > 1] == []


def test_a_harmful_row_has_two_twins_at_most(twins: list[dict[str, str]]) -> None:
    counts = Counter((row["of"], row["id"]) for row in twins)

    assert max(counts.values()) <= 2


def test_no_kind_of_change_is_more_than_a_quarter(twins: list[dict[str, str]]) -> None:
    counts = Counter(row["change"] for row in twins)

    assert set(counts) == CHANGES
    assert max(counts.values()) <= len(twins) / 4


def test_words_of_warning_do_not_give_the_twins_away(twins: list[dict[str, str]]) -> None:
    warned = sum(bool(WARNING_STEMS.search(row["text"])) for row in twins)

    assert warned <= len(twins) / 4


def test_every_twin_names_a_row_of_the_published_set(
    twins: list[dict[str, str]], shared_data: Path
) -> None:
    ids = {
        (name, row["id"])
        for name, (file, _) in SETS.items()
        for row in read(shared_data / name / file)
    }

    assert {(row["of"], row["id"]) for row in twins} <= ids


def test_no_twin_repeats_a_row_of_the_published_sets(
    twins: list[dict[str, str]], shared_data: Path
) -> None:
    published = {
        plain(row[field])
        for name, (file, fields) in SETS.items()
        for row in read(shared_data / name / file)
        for field in fields
    }

    assert [row["text"] for row in twins if plain(row["text"]) in published] == []


@pytest.fixture(scope="module")
def labels() -> list[dict[str, str | int]]:
    lines = (BANK / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_label_is_a_source_an_id_and_one_of_three_grades(
    labels: list[dict[str, str | int]],
) -> None:
    for row in labels:
        assert set(row) == {"of", "id", "label"}
        assert row["label"] in {0, 1, 2}
    assert {row["label"] for row in labels} == {0, 1, 2}


def test_every_harmfulqa_and_aart_row_is_labelled_once(
    labels: list[dict[str, str | int]], shared_data: Path
) -> None:
    published = [
        ("red_instruct", row["id"])
        for row in read(shared_data / "red_instruct" / "items.jsonl")
        if row["set"] == "harmfulqa"
    ]
    published += [("aart", row["id"]) for row in read(shared_data / "aart" / "prompts.jsonl")]

    assert Counter((row["of"], row["id"]) for row in labels) == Counter(published)
