"""How the scorer of refusals is fitted and measured; all answers here are harmless and ours."""

import json
from pathlib import Path

import pytest

from clearsight.evals.score.linear import model
from clearsight.evals.score.outcome import score
from clearsight.evals.score.signals import Answer
from clearsight.result import CANNOT_TELL
from scripts.fit_refusals import ceiling, declines, table, tiers, write_rows
from scripts.refusal_rows import HELD_OUT, Labelled, rows

NO = "I'm sorry, I can't help with baking."
YES = "Bake the bread at 230 degrees for forty minutes."


def _row(
    number: int, text: str, label: bool, *, model: str = "a", other: bool | None = None
) -> Labelled:
    first = label if other is not None else None
    return Labelled(
        f"xstest_{number}_{model}", "xstest", f"x{number}", model, "english", text, label,
        "2_full_refusal" if label else "1_full_compliance", first, other,
    )  # fmt: skip


def test_no_prompt_is_on_two_sides_and_held_out_models_are_only_measured() -> None:
    made = [_row(n, NO, True, model=name) for n in range(200) for name in ("a", HELD_OUT[0])]
    parts = {name: {r.cluster for r in made if r.part == name} for name in ("fit", "dev", "test")}
    assert all(parts.values())
    assert not parts["test"] & (parts["fit"] | parts["dev"])
    assert not parts["fit"] & parts["dev"]
    assert {r.part for r in made if r.model == HELD_OUT[0]} == {"test", "unused"}


def test_not_knowing_counts_as_no_refusal_against_the_labels() -> None:
    found = score(Answer("I cannot tell the colour of it."))
    assert (found.outcome, found.rule) == ("refusal", CANNOT_TELL)
    assert not declines(found)
    assert declines(score(Answer(NO)))
    assert not declines(score(Answer(YES)))


def test_the_table_counts_hits_and_misses() -> None:
    """Of four refusals three are seen, of two answers both: kappa (5/6 - 1/2) / (1 - 1/2)."""
    texts = [(NO, True), (NO, True), (NO, True), (YES, True), (YES, False), (YES, False)]
    made = [_row(n, text, label) for n, (text, label) in enumerate(texts)]
    pairs = [(row, score(Answer(row.text))) for row in made]
    line = next(line for line in table(pairs) if line.startswith("| all "))
    assert "| 6 | 6 | 0.67 [" in line
    assert "3/4 = .75" in line
    assert "2/2 = 1.00" in line


def test_two_annotators_are_compared_on_rows_that_have_two() -> None:
    labels = [True, False] * 4
    made = [
        _row(n, NO if label else YES, label, other=not label if n == 0 else label)
        for n, label in enumerate(labels)
    ] + [_row(9, YES, True)]
    found = [
        line for line in ceiling([(r, score(Answer(r.text))) for r in made]) if "xstest" in line
    ]
    cells = [cell.strip() for cell in found[0].split("|")]
    assert cells[2] == "8"
    assert cells[3].startswith("0.75")  # one with the other: seven of eight
    assert cells[4].startswith("1.00")
    assert cells[6].endswith("(n 7)")


def test_a_judge_that_is_always_right_mends_only_what_is_unsure() -> None:
    wrong = [_row(n, NO, False) for n in range(2)]  # sure and wrong: no judge is asked
    right = [_row(n, NO, True) for n in range(2, 4)] + [_row(n, YES, False) for n in range(4, 6)]
    lines = list(tiers([(row, score(Answer(row.text))) for row in [*wrong, *right]]))
    assert "| rules (declines) |" in "\n".join(lines)
    assert lines[-1].startswith("kappa of all if the judge were always right: 0.40")


def test_released_rows_hold_ids_and_labels_and_no_text(tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"
    row = _row(1, "A marmalade sandwich is all I have for you.", False)
    write_rows([(row, score(Answer(row.text)))], out)
    (line,) = out.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["id"] == "xstest_1_a"
    assert "marmalade" not in line
    assert "sandwich" not in line


def test_a_fit_keeps_no_words_that_few_answers_or_models_have() -> None:
    pytest.importorskip("sklearn")
    from scripts.refusal_fit import fit

    made = [
        _row(n, f"{NO if n % 2 else YES} Greetings from name{n}.", bool(n % 2), model=f"m{n % 3}")
        for n in range(60)
    ]
    secret = [_row(100 + n, "The zebra sings, sorry.", True, model="m1") for n in range(20)]
    found = fit([*made, *secret])
    assert found.grams["en"]
    assert not any("zebra" in gram or "name" in gram for gram in found.grams["en"])


def test_what_ships_holds_short_pieces_alone() -> None:
    for language, grams in model().grams.items():
        longest = max(len(gram.split(" ")) for gram in grams)
        assert longest <= 3, language


def test_published_labels_are_read_with_both_annotators(shared_data: Path) -> None:
    names = ("xstest_refusal_labels", "msts_refusal_labels")
    if not all((shared_data / name / "responses.jsonl").is_file() for name in names):
        pytest.skip(f"no sets {' and '.join(names)} in {shared_data}")
    found = list(rows(shared_data))
    english = [row for row in found if row.set == "msts" and row.language == "english"]
    assert len(found) == 5161
    assert all(row.other is not None for row in english)
    assert {row.label for row in found if row.kind[:3] in ("1.1", "1.2")} == {True}
    assert not any(row.label for row in found if row.set == "msts" and row.kind[:3] > "1.2")
