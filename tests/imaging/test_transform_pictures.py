"""Transforms of pictures: same seed, same bytes; the twin and the steps stay."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import zxingcpp

from clearsight.errors import UsageError
from clearsight.imaging.item import Item, generator
from clearsight.imaging.transform import chart, disguises, effects, layout, several
from clearsight.imaging.transform.made import plain, whole
from clearsight.imaging.transform.photo import on_photo
from clearsight.imaging.transform.pictures import PICTURE_TRANSFORMS, from_text

TEXT = "Steps to bake a loaf of rye bread at home in a cold oven."
SEVERAL = {
    "split_words", "split_lines", "tiles", "shuffled_lines", "shuffled_tiles", "word_pictures",
}  # fmt: skip
SHADES = generator("photo").integers(0, 90, (300, 500, 3)).astype(np.uint8)
PHOTO = Item(SHADES, "photo", 0, {"text": ""}, sources=({"name": "shades", "licence": "CC0"},))


def made(name: str, seed: int = 1, text: str = TEXT) -> list[Item]:
    given: dict[str, Any] = {"photo": PHOTO} if name.startswith("on_photo") else {}
    found = from_text(text, name, seed, **given)
    return found if isinstance(found, list) else [found]


def words(items: Sequence[Item]) -> list[str]:
    return [word for word in whole(items).split() if word.rstrip(".").isalpha()]


@pytest.mark.parametrize("name", PICTURE_TRANSFORMS)
def test_same_seed_gives_the_same_bytes(name: str) -> None:
    assert [item.png() for item in made(name)] == [item.png() for item in made(name)]


@pytest.mark.parametrize("name", PICTURE_TRANSFORMS)
def test_words_of_the_twin_stay_in_order_and_the_step_is_recorded(name: str) -> None:
    items = made(name)
    assert words(items) == TEXT.split()
    assert all(item.kind == "text" and item.steps[-1]["seed"] == 1 for item in items)


@pytest.mark.parametrize("name", sorted(set(PICTURE_TRANSFORMS) - {"qr_code"}))
@pytest.mark.parametrize("text", ["", "a", "مرحبا بالعالم", "面包 的 做法", "two\nlines\n\nfour"])
def test_any_text_becomes_pictures(name: str, text: str) -> None:
    for item in made(name, text=text):
        assert item.pixels.dtype == np.uint8
        assert item.pixels.ndim == 3
        assert item.pixels.size > 0


@pytest.mark.parametrize(
    "name",
    [
        "font",
        "faint",
        "rotated",
        "tiny",
        "noise",
        "on_photo",
        "shuffled_lines",
        "wave",
        "scattered",
        "puzzle",
        "slanted",
        "crossed",
    ],
)
def test_what_is_drawn_by_chance_changes_with_the_seed(name: str) -> None:
    assert [i.png() for i in made(name, 1)] != [i.png() for i in made(name, 2)]


@pytest.mark.parametrize("name", sorted(SEVERAL))
def test_several_pictures_know_their_place(name: str) -> None:
    items = made(name)
    assert sorted(item.truth["part"] for item in items) == list(range(len(items)))
    assert {item.truth["parts"] for item in items} == {len(items)} != {1}


def test_split_pictures_say_together_what_the_one_said() -> None:
    items = several.split_words(plain(TEXT, 1), 1, pictures=3)
    assert " ".join(item.text for item in items) == TEXT


def test_tiles_put_together_are_the_picture() -> None:
    picture = plain(TEXT, 1)
    tiles = [tile.pixels for tile in several.tiles(picture, 1)]
    rows = [np.concatenate(tiles[:2], axis=1), np.concatenate(tiles[2:], axis=1)]
    assert np.array_equal(np.concatenate(rows, axis=0), picture.pixels)


def test_shuffled_pictures_are_the_same_ones_and_their_order_is_known() -> None:
    lines = several.split_lines(plain(TEXT, 1), 1)
    mixed = several.shuffled(lines, 5)
    assert [item.text for item in mixed] != [item.text for item in lines]
    back = sorted(mixed, key=lambda item: int(item.truth["part"]))
    assert [item.text for item in back] == [item.text for item in lines]


def test_list_over_empty_numbers_has_them_in_its_twin() -> None:
    item = layout.empty_list(plain(TEXT, 1), 1, items=2)
    assert item.text == f"{TEXT}\n1.\n2."


def test_flow_chart_keeps_lines_as_steps() -> None:
    item = chart.flow_chart(plain("Mix.\nWait.\nBake.", 1), 1)
    assert item.truth["steps"] == ["Mix.", "Wait.", "Bake."]


def test_qr_code_holds_the_text() -> None:
    (item,) = made("qr_code", text="Grüße, 世界 🍞")
    assert zxingcpp.read_barcodes(item.pixels)[0].text == item.text == "Grüße, 世界 🍞"


def test_contrast_leaves_only_so_many_levels() -> None:
    pixels = effects.contrast(plain(TEXT, 1), 1, levels=9).pixels
    assert int(pixels.max()) - int(pixels.min()) == 9


def test_four_quarter_turns_and_two_mirrors_change_nothing() -> None:
    item = turned = plain(TEXT, 1)
    for _ in range(4):
        turned = effects.rotated(turned, 1, degrees=90)
    for changed in (turned, effects.mirrored(effects.mirrored(item, 1), 1)):
        assert np.array_equal(changed.pixels, item.pixels)
    assert [step["degrees"] for step in turned.steps] == [90] * 4


def test_turned_by_any_angle_nothing_is_cut_off() -> None:
    item = plain(TEXT, 1)
    turned = effects.rotated(item, 1, degrees=30)
    ink = [float((255.0 - p).sum()) for p in (item.pixels, turned.pixels)]
    assert ink[1] == pytest.approx(ink[0], rel=0.02)


def test_tiny_keeps_the_size_of_the_page() -> None:
    item = plain(TEXT, 1)
    small = effects.tiny(item, 1, scale=0.1)
    assert small.pixels.shape == item.pixels.shape
    assert np.ptp(np.argwhere(small.pixels[..., 0] < 200)[:, 1]) < 0.1 * item.pixels.shape[1]


def test_letters_on_a_photo_leave_it_to_be_seen_and_keep_its_licence() -> None:
    free, boxed = (on_photo(plain(TEXT, 1), 1, photo=PHOTO, box=box) for box in (False, True))
    same = [float((item.pixels == SHADES).mean()) for item in (free, boxed)]
    assert same[0] > 0.8 > same[1]
    assert PHOTO.sources[0] in free.sources
    assert "DejaVu Sans" in {source["name"] for source in free.sources}


def test_curve_bends_the_line_down_at_its_ends() -> None:
    pixels = layout.curved(plain("m" * 20, 1), 1).pixels
    tops = [
        int(np.argmax(column.min(axis=1) < 128)) for column in np.array_split(pixels, 9, axis=1)
    ]
    assert tops[4] < tops[1]
    assert tops[4] < tops[7]


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("tracing", {}, "no transform of pictures is called 'tracing'"),
        ("on_photo", {}, "pass photo="),
        ("faint", {"levels": 300}, "expected 0"),
        ("tiny", {"scale": 2.0}, "at most 1"),
        ("font", {"family": "wingdings"}, "no family of typefaces is called"),
        ("tiles", {"rows": 0}, "at least 1"),
        ("rotated", {"angle": 3}, "no parameter 'angle'; it has: degrees"),
        ("columns", {"columns": 0}, "columns is 0, expected 1 or more"),
        ("list", {"words": 0}, "words is 0"),
        ("flow_chart", {"across": 0}, "across is 0"),
        ("curved", {"sweep_degrees": 0}, "expected 1 to 360"),
        ("outlined", {"outline_px": 0}, "outline_px is 0"),
        ("wrapped", {"width_px": 0}, "0 px wide"),
        ("noise", {"sigma": -1}, "sigma is -1"),
        ("blurred", {"sigma_px": 0}, "sigma_px is 0"),
        ("jpeg", {"quality": 900}, "expected 1 to 95"),
        ("qr_code", {"module_px": 0}, "module_px is 0"),
    ],
)
def test_what_cannot_work_is_said_with_its_fix(name: str, given: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        from_text(TEXT, name, 1, **given)


@pytest.mark.parametrize("text", ["", "x" * 3000])
def test_what_no_qr_code_holds_is_an_error(text: str) -> None:
    with pytest.raises(UsageError, match="2,953"):
        made("qr_code", text=text)


def test_columns_of_a_script_from_the_right_start_at_the_right() -> None:
    texts = ("one two three " * 6, "واحد اثنان ثلاثة " * 8)
    firsts = [layout.columns(plain(text, 1), 1).truth["lines"][0]["box"] for text in texts]
    assert firsts[0][0] < 0.1
    assert firsts[1][2] > 0.9


@pytest.mark.parametrize("name", ["stacked", "diagonal"])
def test_words_of_a_script_from_the_right_start_at_the_right(name: str) -> None:
    lefts = [line["box"][0] for line in made(name, text="واحد اثنان ثلاثة")[0].truth["lines"]]
    assert lefts[0] > 0.5 > lefts[-1]


@pytest.mark.parametrize(
    "name", ["rotated", "rotated_90", "rotated_180", "rotated_270", "mirrored", "tiny", "on_photo"]
)
def test_boxes_go_along_with_the_pixels(name: str) -> None:
    page = np.full((200, 400, 3), 255, dtype=np.uint8)
    page[20:60, 40:140] = 0
    truth = {"text": "", "objects": [{"box": [0.1, 0.1, 0.35, 0.3]}]}
    given: dict[str, Any] = {"photo": PHOTO, "box": True} if name == "on_photo" else {}
    changed = PICTURE_TRANSFORMS[name](Item(page, "test", 0, truth), 1, **given)
    assert isinstance(changed, Item)
    rows, columns = np.nonzero(changed.pixels.max(axis=2) < (1 if given else 128))
    height, width = changed.pixels.shape[:2]
    ends = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    box = np.array(changed.truth["objects"][0]["box"]) * [width, height, width, height]
    assert ends == pytest.approx(box.tolist(), abs=1.5)


@pytest.mark.parametrize("name", ["wrapped", "tiles"])
def test_places_of_a_picture_laid_out_anew_are_dropped(name: str) -> None:
    truth = {"text": TEXT, "objects": [{"label": "cup", "box": [0, 0, 1, 1]}]}
    changed = PICTURE_TRANSFORMS[name](Item(SHADES, "test", 0, truth), 1)
    for item in changed if isinstance(changed, list) else [changed]:
        assert item.truth["objects"] == [{"label": "cup"}]


def test_stacked_letters_keep_their_marks() -> None:
    item = layout.stacked(plain("रोटी", 1), 1)
    assert [line["text"] for line in item.truth["lines"]] == ["रो", "टी"]


def test_lines_of_a_drawn_picture_stand_where_the_truth_says() -> None:
    item = layout.wrapped(plain(TEXT, 1), 1)
    (height, width), boxes = item.pixels.shape[:2], [line["box"] for line in item.truth["lines"]]
    pixels = item.pixels.copy()
    for left, top, right, bottom in boxes:
        area = (
            slice(int(top * height), int(bottom * height) + 2),
            slice(int(left * width), int(right * width) + 2),
        )
        assert pixels[area].min() == 0
        pixels[area] = 255
    assert pixels.min() > 128


def test_a_puzzle_has_the_same_tiles_in_other_places() -> None:
    picture = plain(TEXT, 1)
    puzzle = disguises.puzzle(picture, 1, rows=2, columns=2, gap_px=0)
    order = puzzle.steps[-1]["order"]
    assert sorted(order) == [0, 1, 2, 3] != order
    height, width = (side // 2 for side in puzzle.pixels.shape[:2])
    place = order.index(0)
    tile = puzzle.pixels[place // 2 * height :, place % 2 * width :][:height, :width]
    assert np.array_equal(tile, picture.pixels[:height, :width])


def test_a_puzzle_of_one_tile_is_refused() -> None:
    with pytest.raises(UsageError, match="two tiles or more"):
        disguises.puzzle(plain(TEXT, 1), 1, rows=1, columns=1)


def test_blocks_are_of_one_colour() -> None:
    pixels = disguises.pixelated(plain(TEXT, 1), 1, block_px=4).pixels
    assert np.array_equal(pixels[0:4, 0:4], np.broadcast_to(pixels[0, 0], (4, 4, 3)))


def test_a_struck_line_has_ink_from_end_to_end() -> None:
    item = plain("mmm mmm", 1)
    struck = disguises.struck(item, 1)
    left, top, right, bottom = item.truth["lines"][0]["box"]
    height, width = item.pixels.shape[:2]
    row = round((0.45 * top + 0.55 * bottom) * height)
    inked = struck.pixels[row, round(left * width) : round(right * width), 1] < 100
    assert inked.all()
    assert not (item.pixels[row, round(left * width) : round(right * width), 1] < 100).all()
