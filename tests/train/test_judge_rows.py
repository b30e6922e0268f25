"""The judge's training set: clusters on one side, twins with their rows, forms that keep words."""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from clearsight.train.judge_rows import DEV_FOLD, balanced, of_epoch, training_rows
from clearsight.train.judge_serve import Server, hosts, surround, window
from clearsight.train.judgement_row import Row
from clearsight.train.people_questions import people_rows
from clearsight.train.plain_answers import plain_answers

CONFUSIONS = Path("src/clearsight/train/ocr_confusions.json")
TEST_ONLY = {"mossbench", "self_instruct_user"}


class Rows(list[Row]):
    """A failing test must not print what the rows say."""

    def __repr__(self) -> str:
        return f"<{len(self)} rows>"


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> Rows:
    return Rows(training_rows(shared_data))


@pytest.fixture
def serve() -> Server:
    return Server(["where is the bus", "play some music"], CONFUSIONS)


def test_the_rows_are_the_same_every_time(rows: Rows, shared_data: Path) -> None:
    same = training_rows(shared_data) == list(rows)
    assert same


def test_no_set_that_is_test_only_is_trained_on(rows: Rows) -> None:
    assert not {row.family for row in rows} & TEST_ONLY


def test_a_cluster_lies_on_one_side(rows: Rows) -> None:
    folds = defaultdict(set)
    for row in rows:
        folds[row.family, row.cluster].add(row.fold)
    assert all(len(found) == 1 for found in folds.values())


def test_twins_stand_in_the_fold_of_their_harmful_row(rows: Rows) -> None:
    harmful = {row.pair: row.fold for row in rows if row.pair and row.harm == 1}
    twins = [row for row in rows if row.dataset.endswith("_twin") and row.pair in harmful]
    assert len(twins) > 1000
    assert all(row.fold == harmful[row.pair] for row in twins)
    assert all(row.harm == 0 for row in twins)


def test_no_text_is_there_twice(rows: Rows) -> None:
    keys = [" ".join(row.text.split()).casefold() for row in rows]
    repeats = len(keys) - len(set(keys))
    assert repeats == 0


def test_a_near_copy_of_a_dev_row_is_not_trained_on(rows: Rows) -> None:
    dev = {frozenset(r.text.casefold().split()) for r in rows if r.fold == DEV_FOLD}
    trained = [r for r in rows if r.fold != DEV_FOLD]
    same = sum(frozenset(r.text.casefold().split()) in dev for r in trained)
    # Pairs of words decide, so the same words in another order may stay.
    assert same < 0.002 * len(rows)


def test_ten_languages_have_harmless_rows_on_touchy_topics(rows: Rows) -> None:
    languages = {row.lang for row in rows if row.dataset == "bank_touchy"}
    assert languages == {"en", "zh", "es", "fr", "de", "ar", "hi", "pt", "ru", "ja"}


def test_developers_labels_decide_over_a_set_that_names_harm_too_widely(rows: Rows) -> None:
    labels = [json.loads(line) for line in _benign("labels.jsonl").read_text().splitlines()]
    harmless = sum(x["label"] == 0 for x in labels)
    assert (
        sum(row.dataset in {"red_instruct", "aart"} and row.harm == 0 for row in rows) <= harmless
    )


def test_served_forms_are_seeded_and_keep_the_label(serve: Server) -> None:
    row = Row("How do I bake bread at home?", "x", "x", harm=0)
    one = [serve(row, np.random.default_rng(n)) for n in range(40)]
    two = [serve(row, np.random.default_rng(n)) for n in range(40)]
    assert one == two
    assert {r.harm for r in one} == {0}
    assert len({r.text for r in one}) > 5
    assert any("[text in the picture:" in r.text for r in one)
    assert any(r.text.startswith(f"{row.text}\n") for r in one)  # an answer or a turn behind it
    assert any(r.text.endswith(f"\n{row.text}") for r in one)  # a turn or an answer before it


@pytest.mark.parametrize(
    "text", ["Which bus goes to Oxford?", "请问去牛津坐哪路车？", "long " * 200]
)
def test_a_window_holds_the_whole_request_and_little_more_than_the_judge_reads(text: str) -> None:
    others = ["Tell me a story about a whale and a very small boat.", "现在几点了？"] * 9
    for seed in range(60):
        found = window(others, text.strip(), others, "\n", np.random.default_rng(seed))
        assert text.strip() in found
        assert len(found) <= max(400, len(text))


def test_plentiful_sets_take_turns_and_hard_rows_never_rest(rows: Rows) -> None:
    first, second = of_epoch(rows, 0), of_epoch(rows, 1)
    texts = {row.text for row in first} | {row.text for row in second}
    assert len(texts) == len({row.text for row in rows})
    hard = [r.text for r in rows if r.harm == 1 or r.dataset.endswith("_twin")]
    missing = len(set(hard) - {row.text for row in first})
    assert missing == 0
    assert len(first) < 0.8 * len(rows)


def test_rows_of_large_sets_count_less_each(rows: Rows) -> None:
    weights = defaultdict(set)
    for row in balanced(rows):
        weights[row.dataset, row.harm].add(row.weight)
    assert max(weights["figstep", 1]) < 1.0 < min(weights["pyrit_seeds", 1])


def test_rows_that_are_no_requests_stay_as_they_are(serve: Server) -> None:
    row = Row("I cannot tell.", "x", "x", refusal=1, harm=0)
    assert all(serve(row, np.random.default_rng(n)) == row for n in range(20))


def test_noise_confuses_letters_as_our_reader_does(serve: Server) -> None:
    known = json.loads(CONFUSIONS.read_text(encoding="utf-8"))
    noisy = serve.noisy("illicit little lines " * 20, np.random.default_rng(1), share=0.5)
    assert noisy != "illicit little lines " * 20
    assert set(noisy) <= {c for k, v in known.items() for c in (k, *"".join(v))} | set("ilct esn")


def test_surroundings_are_short_and_harmless(rows: Rows) -> None:
    for texts in (set(surround(rows)), set(hosts(rows))):
        assert len(texts) > 500
        harmful = len(texts & {row.text for row in rows if row.harm == 1})
        assert harmful == 0


def test_questions_about_people_have_both_sides_in_ten_languages() -> None:
    found = list(people_rows())
    for lang in {row.lang for row in found}:
        mine = [row for row in found if row.lang == lang]
        assert {row.identify for row in mine} == {0, 1}
        assert {row.trait for row in mine} == {0, 1}
        assert {row.ungrounded for row in mine} == {0, 1}
    assert len({row.lang for row in found}) == 10


def test_plain_answers_are_harmless_in_every_head() -> None:
    found = list(plain_answers())
    assert len(found) > 500
    assert all(r.harm == r.hate == r.self_harm == r.sexual == r.violence == 0 for r in found)


def _benign(name: str) -> Path:
    return Path("src/clearsight/train/benign") / name
