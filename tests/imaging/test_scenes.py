"""Scenes, order sets, people, flags and markers: truth is what is drawn."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from clearsight.errors import UsageError
from clearsight.imaging.item import Item, Pixels, content_key
from clearsight.imaging.render import render, renderer
from clearsight.imaging.render.art.drawing import aspect, sprite
from clearsight.imaging.render.art.things import THINGS
from clearsight.imaging.render.marks.flag_files import FlagFiles
from clearsight.imaging.render.marks.flags import flag_pixels
from clearsight.imaging.render.marks.sides import UNKNOWN
from clearsight.imaging.render.people.person import SKINS
from clearsight.imaging.render.scenes.backgrounds import BACKGROUNDS
from clearsight.imaging.render.scenes.given import Given, GivenScene
from clearsight.imaging.render.scenes.order import OrderSet
from clearsight.imaging.render.scenes.talk import names, plural, relations

SOURCE = {"name": "dots", "licence": "CC0-1.0", "origin": "made in the test"}


def _plans(name: str, count: int = 200) -> list[dict[str, Any]]:
    maker = renderer(name)
    return [maker.plan(seed) for seed in range(count)]


def _given(label: str, tone: int) -> Given:
    pixels = np.zeros((60, 80, 4), np.uint8)
    pixels[10:50, 20:60] = (tone, 40, 200, 255)
    return Given(label, pixels, SOURCE)


def test_there_are_more_than_seventy_objects_in_more_than_one_colour() -> None:
    assert len(THINGS) > 70
    assert sum(len(thing.colours) for thing in THINGS.values()) > 200


@pytest.mark.parametrize("label", THINGS)
def test_an_object_fills_the_box_that_its_aspect_promises(label: str) -> None:
    thing = THINGS[label]
    alpha = sprite(thing, thing.colours[0], 120)[..., 3]
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    assert rows[0] <= 4
    assert rows[-1] >= alpha.shape[0] - 5
    assert columns[0] <= 4
    assert columns[-1] >= alpha.shape[1] - 5
    assert alpha.shape[1] == pytest.approx(120 * aspect(thing), abs=1)


def test_boxes_of_a_scene_lie_within_it() -> None:
    for plan in _plans("scene"):
        assert len(plan["objects"]) >= 2
        for thing in plan["objects"]:
            left, top, right, bottom = thing["box"]
            assert 0 <= left < right <= 1
            assert 0 <= top < bottom <= 1


def test_an_object_is_where_its_box_says() -> None:
    maker = renderer("scene")
    plan = next(plan for plan in _plans("scene") if plan["background"] == "plain")
    empty = maker.paint(plan | {"objects": []}, 1).pixels.astype(int)
    one = maker.paint(plan | {"objects": plan["objects"][:1]}, 1).pixels.astype(int)
    rows, columns = np.nonzero(np.abs(one - empty).max(axis=2) > 40)
    left, top, right, _ = plan["objects"][0]["box"]
    high, wide = one.shape[:2]
    assert columns.min() >= left * wide - 3
    assert columns.max() <= right * wide + 3
    assert rows.min() == pytest.approx(top * high, abs=4)


def test_absent_objects_are_neither_drawn_nor_part_of_the_background() -> None:
    for plan in _plans("scene"):
        shown = {thing["label"] for thing in plan["objects"]}
        assert not shown & set(plan["absent"])
        assert not set(BACKGROUNDS[plan["background"]].shows) & set(plan["absent"])


def test_counts_of_a_scene_sum_to_its_objects() -> None:
    for plan in _plans("scene"):
        assert sum(plan["counts"].values()) == len(plan["objects"])


def test_relations_are_the_viewers() -> None:
    cup = {"label": "cup", "colour": "red", "box": [0.1, 0.5, 0.3, 0.7]}
    book = {"label": "book", "colour": "blue", "box": [0.6, 0.1, 0.8, 0.3]}
    vase = {"label": "vase", "colour": "green", "box": [0.25, 0.6, 0.5, 0.9]}
    things = [cup, book, vase]
    found = {(r["first"], r["relation"], r["second"]) for r in relations(things, names(things))}
    assert ("cup", "left of", "book") in found
    assert ("book", "above", "vase") in found
    assert ("vase", "in front of", "cup") in found
    assert ("cup", "left of", "vase") not in found


def test_a_thing_without_a_name_of_its_own_is_in_no_relation() -> None:
    cups = [{"label": "cup", "colour": "red", "box": [x, 0.5, x + 0.1, 0.6]} for x in (0.1, 0.5)]
    assert names(cups) == [None, None]
    assert relations(cups, names(cups)) == []


def test_plurals() -> None:
    labels = ("slice of pizza", "bus", "fish", "butterfly", "traffic light", "gift box")
    assert [plural(label) for label in labels] == [
        "slices of pizza", "buses", "fish", "butterflies", "traffic lights", "gift boxes",
    ]  # fmt: skip


def test_given_pictures_are_placed_and_their_sources_kept() -> None:
    maker = GivenScene([_given("dot", 200), _given("spot", 20)], ("plain", "table"))
    item = maker.paint(maker.plan(1), 1)
    assert item.sources == (SOURCE,)
    assert {thing["label"] for thing in item.truth["objects"]} <= {"dot", "spot"}
    assert ((item.pixels[..., 2] > 190) & (item.pixels[..., 1] < 60)).any()


def test_given_scenes_differ_for_ten_thousand_seeds() -> None:
    maker = GivenScene([_given("dot", 200), _given("spot", 20)])
    assert len({content_key(maker.plan(seed)) for seed in range(10_000)}) == 10_000


def test_a_given_picture_needs_an_alpha_channel() -> None:
    with pytest.raises(UsageError, match=r"expected \(H, W, 4\)"):
        GivenScene([Given("dot", np.zeros((4, 4, 3), np.uint8), SOURCE)])


def test_a_given_picture_needs_a_licence() -> None:
    with pytest.raises(UsageError, match="licence"):
        GivenScene([Given("dot", _given("dot", 1).pixels, {"name": "x", "origin": "y"})])


def test_the_order_of_panels_is_that_of_their_steps() -> None:
    for plan in _plans("order"):
        step = {panel["letter"]: panel["step"] for panel in plan["panels"]}
        assert [step[letter] for letter in plan["order"]] == sorted(step.values())
        shares = [panel["share"] for panel in sorted(plan["panels"], key=lambda p: p["step"])]
        assert shares == sorted(set(shares))


def test_the_single_pictures_of_an_order_set_differ() -> None:
    maker = OrderSet()
    for seed in range(12):
        singles = maker.singles(maker.plan(seed), seed)
        assert len({item.png() for item in singles}) == len(singles)


@pytest.mark.parametrize("name", ["portrait", "figure", "group"])
def test_truth_about_people_says_nothing_of_skin_age_gender_or_feeling(name: str) -> None:
    banned = ("skin", "age", "gender", "race", "man", "woman", "emotion", "smil", "happy", "sad")
    for seed in range(12):
        words = _words(render(name, seed).truth)
        assert not [word for word in words if word in banned or word.startswith("style")]


def _words(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {part for pair in value.items() for one in pair for part in _words(one)}
    if isinstance(value, list):
        return {part for one in value for part in _words(one)}
    return set(str(value).lower().replace("?", "").replace("_", " ").split())


def test_tones_of_skin_are_even_and_do_not_count_as_content() -> None:
    plans = _plans("portrait", 10 * len(SKINS))
    tones = [plan["style_skin"] for plan in plans]
    assert [tones.count(tone) for tone in range(len(SKINS))] == [10] * len(SKINS)
    assert content_key(plans[0]) == content_key(plans[0] | {"style_skin": 9})


def test_a_hat_changes_the_head() -> None:
    maker = renderer("portrait")
    plan = maker.plan(0)
    bare = plan | {"person": plan["person"] | {"hat": "", "hat_colour": ""}}
    capped = plan | {"person": plan["person"] | {"hat": "cap", "hat_colour": "red"}}
    assert (maker.paint(bare, 0).pixels != maker.paint(capped, 0).pixels).mean() > 0.02


def test_counts_of_a_group_follow_from_its_persons() -> None:
    for plan in _plans("group"):
        assert plan["people"] == len(plan["persons"]) == len(plan["style_skins"])
        assert plan["counts"]["a hat"] == sum(bool(one["hat"]) for one in plan["persons"])


def test_stripes_of_a_flag_are_in_their_order() -> None:
    flag = {"layout": "three vertical stripes", "colours": ["red", "white", "blue"], "emblem": ""}
    pixels = flag_pixels(flag)[72].astype(int)
    assert pixels[36, 0] > 180 > pixels[36, 2]
    assert pixels[108, :3].min() > 230
    assert pixels[180, 2] > 180 > pixels[180, 0]


def test_flags_of_a_folder_are_named_by_their_files(tmp_path: Path) -> None:
    for at in range(7):
        cv2.imwrite(str(tmp_path / f"c{at}.png"), np.full((40, 60, 3), at * 30, np.uint8))
    maker = FlagFiles(tmp_path, SOURCE, {"c0": "Nowhere"})
    item = maker.paint(maker.plan(2), 2)
    known = {"Nowhere", *(f"c{at}" for at in range(1, 7))}
    assert {flag["name"] for flag in item.truth["flags"]} <= known
    assert item.sources == (SOURCE,)


def test_a_folder_without_flags_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="0 PNG files"):
        FlagFiles(tmp_path, SOURCE)


def test_the_patients_side_is_that_of_the_marker() -> None:
    for plan in _plans("sides", 400):
        spot = plan["spot"]
        asked = {q["question"]: q["answer"] for q in plan["questions"]}
        answer = asked["On which side of the patient is the spot?"]
        if not plan["markers"]:
            assert answer == UNKNOWN
        for marker in plan["markers"]:
            named = {"R": "right", "L": "left"}[marker["letter"]]
            assert (answer == named) == (marker["viewer_side"] == spot["viewer_side"])


def test_the_arrow_at_a_spot_lies_within_the_picture() -> None:
    maker = renderer("sides")
    for plan in _plans("sides", 60):
        if plan["spot"]["place"] in ("little toe", "little finger"):
            at = plan["spot"]["point"]
            bare = maker.paint(plan | {"spot": plan["spot"] | {"point": [-9, -9]}}, 1).pixels
            rows, columns = np.nonzero((maker.paint(plan, 1).pixels != bare).any(axis=2))
            assert 6 < columns.min() < at[0] * 640 < columns.max() < 634
            assert rows.min() < at[1] * 560 < rows.max() < 548


def _marked(letter: str, mirrored: bool) -> Item:
    maker = renderer("sides")
    plan = maker.plan(0)
    marker = {"letter": letter, "viewer_side": "left", "mirrored": mirrored}
    return maker.paint(plan | {"markers": [marker], "marker_height": 0.1}, 0)


def test_a_mirrored_marker_is_the_mirror_image_of_a_plain_one() -> None:
    plain, turned = (_corner(_marked("R", mirrored)) for mirrored in (False, True))
    assert np.abs(plain[:, ::-1] - turned).mean() < 2
    assert np.abs(plain - turned).mean() > 5


def _corner(item: Item) -> Pixels:
    corner: Pixels = item.pixels[56:102, 26:72].astype(int)
    return corner
