"""What the concept sense learns from: names, pictures, thresholds that hold."""

import re
from pathlib import Path

import numpy as np
import pytest

from clearsight.errors import UsageError
from clearsight.senses.concepts import heads
from clearsight.train.concepts.choose import (
    LEAST_RIGHT,
    Choice,
    calibrate,
    calibration_error,
    choose,
    count,
    reliability,
    thresholds,
)
from clearsight.train.concepts.features import Features, keep, outputs, part_of, plain
from clearsight.train.concepts.labels import member
from clearsight.train.concepts.measure import HeldOut, nested
from clearsight.train.concepts.naming import Named, Namer
from clearsight.train.concepts.sources import TRAINING, read
from clearsight.train.concepts.vocabulary import LANGUAGES, load

ROOT = Path(__file__).parents[2]
CONCEPTS = load()
PLACE = {concept.name: number for number, concept in enumerate(CONCEPTS)}


def label(name: str, concept: str, *, family: str = "noto", keywords: tuple[str, ...] = ()) -> int:
    picture = Named(f"{family}/{name}", family, (name,), keywords)
    return int(Namer(CONCEPTS).labels([picture])[0, PLACE[concept]])


def test_every_concept_has_words_in_six_languages() -> None:
    assert len(CONCEPTS) > 200
    assert all(concept.words[language] for concept in CONCEPTS for language in LANGUAGES)


def test_an_unknown_field_of_the_vocabulary_is_named() -> None:
    with pytest.raises(UsageError, match="'knife': unknown field 'kinds'"):
        load('["knife"]\nkind = "weapons"\nkinds = "weapons"\n')


def test_a_wider_word_that_is_no_concept_is_named() -> None:
    with pytest.raises(UsageError, match="'arm' is no concept"):
        load('["knife"]\nkind = "weapons"\nwider = "arm"\n')


@pytest.mark.parametrize(
    ("name", "concept", "expected"),
    [
        ("kitchen knife", "knife", 1),
        ("kitchen knife", "weapon", 1),
        ("knife block", "knife", -1),
        ("fork and knife with plate", "knife", 0),
        ("fire engine", "fire", 0),
        ("fire engine", "truck", 1),
        ("hot dog", "dog", 0),
        ("water pistol", "gun", 0),
        ("police car light", "police", 1),
        ("two pills", "pill", 1),
        ("teacup", "gun", 0),
    ],
)
def test_a_picture_shows_what_its_name_ends_in(name: str, concept: str, expected: int) -> None:
    assert label(name, concept) == expected


def test_a_keyword_leaves_open_what_is_shown() -> None:
    assert label("dangerous", "knife", keywords=("knife",)) == -1


def test_clip_art_called_a_bird_may_be_any_bird() -> None:
    assert label("bird", "chicken", family="openclipart") == -1
    assert label("bird", "chicken") == 0


def test_names_without_spaces_count_only_as_wholes() -> None:
    picture = Named("fxemoji/kitchenknife", "fxemoji", ("kitchenknife",), joined=True)
    assert Namer(CONCEPTS).labels([picture])[0, PLACE["knife"]] == 1


def test_every_imagenet_word_of_the_vocabulary_is_a_label_and_wider_words_hold_more() -> None:
    true = member(CONCEPTS)
    assert true[:, PLACE["dog"]].sum() > 100
    assert (true[:, PLACE["animal"]] >= true[:, PLACE["dog"]]).all()


def test_a_collection_that_is_missing_says_how_to_get_it(tmp_path: Path) -> None:
    words = tmp_path / "emojibase-data/en"
    words.mkdir(parents=True)
    (words / "compact.json").write_text("[]")
    with pytest.raises(UsageError, match="scripts/install-pictures concepts"):
        list(read(tmp_path, TRAINING))


def test_crowded_kinds_are_thinned_out_and_rare_ones_kept() -> None:
    pictures = [Named(f"noto/{n}", "noto", (f"{n}",)) for n in range(400)]
    labels = np.zeros((400, 2), np.int8)
    labels[:200, 0], labels[200:, 1] = 1, 1
    kept = keep(pictures, labels, ["knife", "face"])
    assert (kept < 200).sum() == 200
    assert 30 < (kept >= 200).sum() < 100


def cutout() -> np.ndarray:
    out = np.zeros((100, 60, 4), np.uint8)
    out[20:80, 10:50] = (200, 30, 30, 255)
    return out


def test_plain_is_the_cutout_on_white_over_the_whole_picture() -> None:
    pixels = plain(cutout())
    assert pixels.shape == (224, 224, 3)
    assert pixels[2, 2].tolist() == [255, 255, 255]
    assert pixels[112, 112].tolist() == [200, 30, 30]


def test_features_come_back_from_the_file_as_they_were_seen(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    seen = outputs(iter(rng.integers(0, 255, (3, 224, 224, 3), dtype=np.uint8)))
    features = Features(seen, np.zeros((3, 2), np.int8), np.array(["a", "a", "b"]))
    features.save(tmp_path / "kept.npz")
    assert np.array_equal(Features.load(tmp_path / "kept.npz").values, seen)
    assert seen.any()


def test_the_same_seed_gives_the_same_parts_of_a_photo() -> None:
    photo = np.random.default_rng(1).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    one, same, other = (part_of(photo, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert one.shape == (224, 224, 3)
    assert (one == same).all()
    assert (one != other).any()


def scored(n: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Logits of a concept that is told well, and of one that is a toss-up; 2 % show each."""
    rng = np.random.default_rng(3)
    labels = (rng.random((n, 2)) < 0.02).astype(np.int8)
    logits = rng.normal(0, 1, (n, 2)).astype(np.float32)
    logits[:, 0] += 9 * labels[:, 0]
    return logits, labels


def test_a_concept_is_told_where_nine_of_ten_are_right_and_never_where_none_is() -> None:
    logits, labels = scored()
    choice = choose(logits, labels)
    told = count(choice.scores(logits), labels, choice.told)
    assert told[0].found / (told[0].found + told[0].wrong) >= 0.9
    assert told[0].found / told[0].shown > 0.9
    assert np.isinf(choice.told[1])


def test_open_rows_count_neither_way() -> None:
    labels = np.array([[1], [0], [-1]], np.int8)
    scores = np.full((3, 1), 0.8, np.float32)
    (one,) = count(scores, labels, np.array([0.5], np.float32))
    assert (one.shown, one.found, one.wrong) == (1, 1, 1)


@pytest.mark.parametrize(("right", "told"), [(LEAST_RIGHT - 1, False), (LEAST_RIGHT, True)])
def test_too_few_pictures_give_no_threshold(right: int, told: bool) -> None:
    scores = np.array([[0.9]] * right + [[0.1]] * 5, np.float32)
    labels = np.array([[1]] * right + [[0]] * 5, np.int8)
    assert np.isfinite(thresholds(scores, labels, 0.9)[0]) == told


def test_thresholds_of_a_family_are_chosen_without_it() -> None:
    logits, labels = scored()
    fold = np.arange(len(labels)) % 2
    # In fold 1 the concept is a toss-up: what fold 0 taught is not corrected by looking at fold 1.
    logits[fold == 1] = np.random.default_rng(8).normal(8, 1, (fold == 1).sum())[:, None]
    held = HeldOut(logits, fold)
    assert held.choices(labels)[1].told[0] == choose(logits[fold == 0], labels[fold == 0]).told[0]
    mine = nested(held, labels).counts(labels, fold == 1)[0]
    assert mine.wrong > mine.found


def test_a_wrong_calibration_is_seen_in_the_error() -> None:
    rng = np.random.default_rng(4)
    scores = rng.random((20_000, 1)).astype(np.float32)
    labels = (rng.random((20_000, 1)) < scores).astype(np.int8)
    assert calibration_error(reliability(scores, labels)) < 0.02
    assert calibration_error(reliability(scores**3, labels)) > 0.15


def test_calibrated_scores_say_how_often_they_are_right() -> None:
    logits, labels = scored(20_000)
    slope, bias = calibrate(logits * 3, labels)
    scores = Choice(slope, bias, bias).scores(logits * 3)
    assert abs(scores.mean(0) - (labels == 1).mean(0)).max() < 0.004


def test_every_concept_is_shipped_or_named_among_those_that_are_not() -> None:
    notes = (ROOT / "docs/lab.md").read_text(encoding="utf-8")
    section = notes.split("## Concepts in pictures")[1]
    (listed,) = re.findall(r"All of them, by name:\n\s*(.+?)\.\n", section)
    left_out = set(listed.split(", "))
    carried = set(heads().names)
    assert not left_out & carried
    assert left_out | carried == set(PLACE)
    told = f"**{len(carried)} of {len(CONCEPTS)} concepts are shipped;"
    assert told in " ".join((ROOT / "docs/senses.md").read_text(encoding="utf-8").split())
