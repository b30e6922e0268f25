"""Tags are plain words, speakable only where they were measured to be right."""

import numpy as np
import pytest

from clearsight.reading import Quality, Reading, Tag
from clearsight.senses.picture import Picture
from clearsight.senses.tags import TagsSense, tags_of, words
from tests.senses.photos import photo


@pytest.fixture(scope="module")
def sense() -> TagsSense:
    return TagsSense()


def tag(sense: TagsSense, name: str, **parts: object) -> dict[str, Tag]:
    picture = Picture(photo(name))
    draft = Reading("d", picture.width, picture.height, **parts)  # type: ignore[arg-type]
    return {found.label: found for found in sense.sense(picture, draft).tags}


def certain(*labels: int) -> np.ndarray:
    logits = np.full(1000, -20.0, np.float32)
    logits[list(labels)] = 5.0
    return logits


def test_a_cat_is_spoken_of_as_a_cat_and_as_an_animal(sense: TagsSense) -> None:
    tags = tag(sense, "chelsea")
    assert tags["cat"].speakable
    assert tags["animal"].speakable
    assert tags["cat"].broader == ("animal",)


def test_what_is_wrongly_seen_in_the_rocket_photo_is_not_spoken(sense: TagsSense) -> None:
    assert not any(found.speakable for found in tag(sense, "rocket").values())


def test_nothing_is_spoken_about_a_document(sense: TagsSense) -> None:
    quality = Quality(0.8, 0.2, 900, kind="document")
    assert not any(found.speakable for found in tag(sense, "chelsea", quality=quality).values())


def test_doubt_between_breeds_leaves_the_animal() -> None:
    spoken = [found.label for found in tags_of(certain(1, 30, 80, 340), may_speak=True) if
              found.speakable]  # fmt: skip
    assert spoken == ["animal"]


def test_labels_that_judge_what_a_person_is_have_no_word() -> None:
    groom = 982
    assert tags_of(certain(groom), may_speak=True) == ()
    assert words().member[groom].sum() == 0


def test_at_most_six_tags_with_scores_in_order() -> None:
    tags = tags_of(np.zeros(1000, np.float32), may_speak=True)
    assert len(tags) <= 6
    assert all(0.05 <= found.score <= 1 for found in tags)
