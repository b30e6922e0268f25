"""Streams of rows: shares as asked, every row once an epoch, taken up where they were left."""

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from clearsight.errors import UsageError
from clearsight.train.tiny.mixture import RECIPES, Mixture
from clearsight.train.tiny.rows import Row, Turn, write_rows


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixture")
    for family, many in (("names", 30), ("shapes", 7)):
        rows = (
            Row(f"{family}/{n}", family, f"{family}/x", (Turn("user", f"ä{n}"),), f"answer {n}")
            for n in range(many)
        )
        write_rows(folder / "rows" / "train" / f"{family}.jsonl", rows)
    return folder


def ids(mixture: Mixture, many: int) -> list[str]:
    return [row.id for row in islice(mixture, many)]


def test_the_seed_decides_the_order_and_another_seed_another(work: Path) -> None:
    weights = {"names": 2.0, "shapes": 1.0}
    first = ids(Mixture(work, weights, seed=7), 90)
    assert ids(Mixture(work, weights, seed=7), 90) == first
    assert ids(Mixture(work, weights, seed=8), 90) != first


def test_families_come_in_their_shares_and_no_row_twice_before_all_came(work: Path) -> None:
    found = ids(Mixture(work, {"names": 3.0, "shapes": 1.0}, seed=7), 4000)
    counts = Counter(one.partition("/")[0] for one in found)
    assert 0.72 < counts["names"] / 4000 < 0.78
    names = [one for one in found if one.startswith("names")]
    assert len(set(names[:30])) == 30
    assert names[:30] != names[30:60]


def test_a_stream_goes_on_where_its_state_was_taken(work: Path) -> None:
    weights = {"names": 2.0, "shapes": 1.0}
    whole = Mixture(work, weights, seed=7)
    ids(whole, 1100)
    state, rest = whole.state(), ids(whole, 300)
    again = Mixture(work, weights, seed=7)
    again.restore(state)
    assert ids(again, 300) == rest


def test_ranks_share_one_stream_between_them(work: Path) -> None:
    weights = {"names": 1.0, "shapes": 1.0}
    whole = ids(Mixture(work, weights, seed=7), 60)
    parts = [ids(Mixture(work, weights, seed=7, rank=r, world=3), 20) for r in range(3)]
    assert [parts[n % 3][n // 3] for n in range(60)] == whole


def test_a_state_of_other_rows_is_refused(work: Path) -> None:
    state = Mixture(work, {"names": 1.0}, seed=7).state()
    with pytest.raises(UsageError, match="seed 7"):
        Mixture(work, {"names": 1.0, "shapes": 1.0}, seed=7).restore(state)


def test_a_family_without_rows_is_an_error_that_says_what_makes_it(work: Path) -> None:
    with pytest.raises(UsageError, match=r"train\.tiny\.replay"):
        Mixture(work, {"names": 0.8, "replay": 0.2}, seed=7)
    with pytest.raises(UsageError, match="at least one above 0"):
        Mixture(work, {"names": 0.0}, seed=7)


@pytest.mark.parametrize("stage", ["pretrain", "sft", "safety"])
def test_every_recipe_sums_to_one_and_keeps_a_fifth_of_chat(stage: str) -> None:
    assert sum(RECIPES[stage].values()) == pytest.approx(1.0)
    assert RECIPES[stage]["replay"] >= 0.2
