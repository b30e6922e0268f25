"""Concepts: only where they are sure enough, said only where two sources agree."""

import asyncio
import io
from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from PIL import Image as Pillow

from clearsight.aloud import look, seen_words
from clearsight.content import Image, user
from clearsight.detect.placed import tag_regions
from clearsight.errors import WeightsError
from clearsight.reading import WHOLE, Quality, Reading, Tag
from clearsight.senses import Senses, concepts
from clearsight.senses.concepts import Heads, concepts_of, heads, joined
from clearsight.senses.picture import Picture
from clearsight.senses.tags import TagsSense
from tests.senses.photos import photo

NOBODY = ("person", "face", "crowd", "police", "soldier")
NOTHING = np.zeros(1000, np.float32)
FEATURES = np.zeros(1280, np.float32)


def told(monkeypatch: pytest.MonkeyPatch, **scores: float) -> Heads:
    """The shipped heads, made to give these scores and 0 for all else."""
    table = heads()
    linear = np.full(len(table.names), -60.0, np.float32)
    for name, score in scores.items():
        linear[table.names.index(name)] = np.log(score / (1 - score))
    made = replace(
        table, slope=np.ones_like(linear), offset=np.zeros_like(linear),
        last=np.zeros((1280, len(linear)), np.float32), shift=linear,
        told=np.full(len(table.names), 0.5, np.float32),
    )  # fmt: skip
    monkeypatch.setattr(concepts, "heads", lambda: made)
    return made


def picture() -> Image:
    out = io.BytesIO()
    Pillow.new("RGB", (8, 6), (120, 120, 120)).save(out, "PNG")
    return Image(out.getvalue(), "image/png", 8, 6, "grey")


def probabilities(name: str) -> np.ndarray:
    """All of the labels' probability on one that is true of the concept."""
    table = heads()
    out = NOTHING.copy()
    out[np.flatnonzero(table.member[:, table.names.index(name)])[0]] = 1
    return out


def test_the_shipped_table_is_whole() -> None:
    table = heads()
    k = len(table.names)
    assert len(set(table.names)) == k > 40
    assert {"weapon", "alcohol", "banknote", "mushroom", "warning sign"} <= set(table.names)
    assert ((table.told >= 0.8) & (table.told <= 1)).all()
    assert table.member.shape == (1000, k)
    assert table.last.shape == (1280, k)


def test_the_same_features_give_the_same_scores() -> None:
    features = np.random.default_rng(2).random(1280).astype(np.float32)
    assert (heads().scores(features) == heads().scores(features.copy())).all()


def test_what_a_person_is_may_never_be_said() -> None:
    table = heads()
    carried = [name for name in NOBODY if name in table.names]
    assert carried
    assert all(table.silent[table.names.index(name)] for name in carried)


def test_nothing_is_reported_below_its_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, mushroom=0.49)
    assert concepts_of(FEATURES, NOTHING, drawing=True) == ()


def test_a_concept_is_spoken_only_where_the_labels_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, mushroom=0.95)
    (alone,) = concepts_of(FEATURES, probabilities("camera"), drawing=True)
    (agreed,) = concepts_of(FEATURES, probabilities("mushroom"), drawing=True)
    assert not alone.speakable
    assert agreed.speakable


def test_on_a_photo_a_concept_is_reported_only_where_the_labels_agree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told(monkeypatch, mushroom=0.95)
    assert concepts_of(FEATURES, probabilities("camera"), drawing=False) == ()
    (tag,) = concepts_of(FEATURES, probabilities("mushroom"), drawing=False)
    assert (tag.label, tag.source) == ("mushroom", "concepts")


def test_a_wider_word_is_left_out_beside_a_narrower_one(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, banknote=0.7, money=0.9)
    (tag,) = concepts_of(FEATURES, NOTHING, drawing=True)
    assert (tag.label, tag.broader) == ("banknote", ("money",))


def test_at_most_four_the_surest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, beer=0.6, camera=0.7, banknote=0.8, mushroom=0.9, umbrella=0.95)
    found = [tag.label for tag in concepts_of(FEATURES, NOTHING, drawing=True)]
    assert found == ["umbrella", "mushroom", "banknote", "camera"]


def test_of_one_word_in_both_the_speakable_one_stays() -> None:
    silent, sure = Tag("cat", 0.8, source="concepts"), Tag("cat", 0.9, speakable=True)
    assert joined((silent,), (sure,)) == (sure,)
    assert joined((silent,), (Tag("cat", 0.1), Tag("dog", 0.2))) == (silent, Tag("dog", 0.2))


def test_a_photo_of_a_cup_of_coffee_is_read_aloud_as_coffee() -> None:
    seen, sense = Picture(photo("coffee")), TagsSense()
    draft = Reading("d", seen.width, seen.height)
    first, second = sense.sense(seen, draft), sense.sense(seen, draft)
    assert first.tags == second.tags
    (coffee,) = [tag for tag in first.tags if tag.source == "concepts"]
    assert (coffee.label, coffee.broader, coffee.speakable) == ("coffee", ("drink",), True)
    assert coffee.score > 0.9
    assert "coffee" in seen_words(first)
    # Its tags point at the whole picture, wherever a request about it is found.
    view = look(user("What is it?", picture()), {"grey": replace(first, digest="grey")})
    assert [region.box for region in tag_regions(view.request)] == [WHOLE]


@pytest.mark.parametrize("kind", ["screenshot", "document"])
def test_no_concept_is_told_of_a_page(kind: Literal["screenshot", "document"]) -> None:
    seen = Picture(photo("coffee"))
    draft = Reading("d", seen.width, seen.height, quality=Quality(0.8, 0.2, 900, kind=kind))
    assert all(tag.source != "concepts" for tag in TagsSense().sense(seen, draft).tags)


def test_missing_weights_are_a_failure_that_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise WeightsError(f"weight {name!r} is missing. Reinstall clearsight.")

    monkeypatch.setattr(concepts, "locate", missing)
    concepts.heads.cache_clear()
    try:
        with pytest.raises(WeightsError, match="'concepts' is missing"):
            concepts.heads()
        read = asyncio.run(Senses([TagsSense()]).read(picture()))
    finally:
        concepts.heads.cache_clear()
    assert [(one.sense, one.reason) for one in read.failures] == [("tags", "error")]
    assert not read.ran("tags")
