"""The picture index: what is found for words, with which licence, and what is left out."""

import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clearsight.errors import UnknownName, UsageError
from clearsight.imaging.index import Index, Sources, build
from clearsight.imaging.index.looks import MOST_BITS, alike, bits_apart, look
from clearsight.imaging.index.own import own_pictures
from clearsight.imaging.index.words import forms, heads, normal, phrase_forms


def png(seed: int, size: int = 64) -> bytes:
    """A picture of coloured blocks, another one for every seed."""
    blocks = np.random.default_rng(seed).integers(0, 255, (4, 4, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(blocks).resize((size, size), Image.Resampling.BICUBIC).save(out, "PNG")
    return out.getvalue()


def put(folder: Path, stem: str, seed: int, **about: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.png").write_bytes(png(seed))
    (folder / f"{stem}.json").write_text(json.dumps({"licence": "CC0-1.0", **about}))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Seven pictures, two of them called gift in two languages, one under a closed licence."""
    root = tmp_path_factory.mktemp("index")
    own = root / "own"
    put(own, "knife", 1, name="kitchen knife", keywords=["cut", "weapon"], language="en")
    put(own, "axe", 2, name="axe", keywords=["weapon", "tool", "knife"], language="en")
    put(own, "person", 3, name="person", language="en")
    put(own, "gift", 4, name="Gift", language="de")
    put(own, "present", 5, name="gift", language="en")
    put(own, "bomb", 6, name="bomb", language="en", licence="GPL-2.0-only")
    put(own, "zh", 7, name="炸弹", keywords=["爆炸"], language="zh", credit="A. Painter")
    built = build(root / "index.sqlite", Sources(own=(own,)))
    assert built.pictures == 7
    return Index(root / "index.sqlite")


def first(index: Index, words: str, language: str | None = "en") -> str:
    return index.find(words, language)[0].picture.id


def test_a_name_comes_before_a_keyword(index: Index) -> None:
    found = index.find("axe", "en")

    assert (found[0].kind, found[0].picture.id) == ("name", "own/axe.png")


def test_the_head_of_a_name_comes_before_a_keyword(index: Index) -> None:
    assert [m.picture.id for m in index.find("knife", "en")] == ["own/knife.png", "own/axe.png"]


def test_a_phrase_is_found_by_its_head_noun(index: Index) -> None:
    found = index.find("the very large kitchen knives for fish", "en")

    assert (found[0].kind, found[0].picture.id) == ("head", "own/knife.png")


def test_whole_leaves_head_nouns_out(index: Index) -> None:
    assert index.find("large axe", "en", whole=True) == ()


def test_the_language_tells_homographs_apart(index: Index) -> None:
    assert first(index, "Gift", "de") == "own/gift.png"
    assert first(index, "gift", "en") == "own/present.png"


def test_a_text_without_spaces_is_found_by_a_part(index: Index) -> None:
    assert first(index, "制造炸弹的人", "zh") == "own/zh.png"


def test_other_licences_are_left_out_unless_asked_for(index: Index) -> None:
    assert index.find("bomb", "en") == ()
    assert index.find("bomb", "en", permissive=False)[0].picture.licence == "GPL-2.0-only"


def test_nothing_is_found_for_unknown_words(index: Index) -> None:
    assert index.find("xyzzy", "en") == ()


def test_a_record_carries_licence_origin_and_credit(index: Index) -> None:
    picture = index.find("炸弹", "zh")[0].picture

    assert (picture.licence, picture.credit) == ("CC0-1.0", "A. Painter")
    assert picture.origin == "own zh.png"


def test_the_image_has_the_digest_of_the_record(index: Index) -> None:
    picture = index.get("own/axe.png")

    assert index.image(picture).digest == picture.digest


def test_an_aligned_encoder_orders_matches_of_a_kind(index: Index) -> None:
    class Last:
        def score(self, text: str, pictures: object) -> list[float]:
            return [0.0, 1.0]

    found = index.find("weapon", "en", aligned=Last())

    assert [m.picture.id for m in found] == [m.picture.id for m in index.find("weapon", "en")][::-1]


def test_terms_hold_names_then_keywords(index: Index) -> None:
    assert index.terms(index.get("own/knife.png")) == ("kitchen knife", "cut", "weapon")


def test_a_missing_picture_says_so(index: Index) -> None:
    with pytest.raises(UsageError, match="holds no picture"):
        index.get("own/none.png")


def test_a_missing_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="install-pictures"):
        Index(tmp_path / "none.sqlite")


def test_another_file_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"no database" * 100)

    with pytest.raises(UsageError, match="no picture index"):
        Index(tmp_path / "x.sqlite")


def test_near_duplicates_of_one_name_are_dropped(tmp_path: Path) -> None:
    put(tmp_path / "own", "a", 1, name="axe")
    put(tmp_path / "own", "b", 1, name="axe")
    (tmp_path / "own" / "b.png").write_bytes(png(1, size=50))
    put(tmp_path / "own", "c", 1, name="hatchet")

    built = build(tmp_path / "index.sqlite", Sources(own=(tmp_path / "own",)))

    assert (built.pictures, built.duplicates) == (2, 1)


def test_unusable_pictures_are_named_with_the_reason(tmp_path: Path) -> None:
    put(tmp_path / "own", "good", 1)
    (tmp_path / "own" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 50)
    (tmp_path / "own" / "spy.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="/etc/x.png"/></svg>'
    )

    built = build(tmp_path / "index.sqlite", Sources(own=(tmp_path / "own",)))

    assert [name for name, _ in built.unusable] == ["own/broken.png", "own/spy.svg"]
    assert "names another file" in built.unusable[1][1]


def test_an_index_without_any_picture_is_an_error_and_the_old_one_stays(tmp_path: Path) -> None:
    own, path = tmp_path / "own", tmp_path / "index.sqlite"
    own.mkdir()
    (own / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 50)
    path.write_bytes(b"as it was")
    with pytest.raises(UsageError, match=r"none of 1 pictures can be used; own/broken\.png: "):
        build(path, Sources(own=(own,)))
    assert path.read_bytes() == b"as it was"


def test_the_same_sources_give_the_same_pictures(tmp_path: Path) -> None:
    put(tmp_path / "own", "a", 1)
    for name in ("one", "two"):
        build(tmp_path / name, Sources(own=(tmp_path / "own",)))

    one, two = (Index(tmp_path / name).get("own/a.png") for name in ("one", "two"))

    assert one == two


def test_svg_is_drawn_on_white(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "dot.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">'
        '<circle cx="4" cy="4" r="2"/></svg>'
    )
    build(tmp_path / "index", Sources(own=(tmp_path / "own",), own_licence="MIT"))

    index = Index(tmp_path / "index")
    with Image.open(io.BytesIO(index.data(index.get("own/dot.svg")))) as picture:
        assert (picture.size, picture.getpixel((2, 2))) == ((256, 256), (255, 255, 255))


def test_a_webdataset_gives_pictures_with_their_texts(tmp_path: Path) -> None:
    members = {
        "0001.png": png(1), "0001.txt": b"a red apron\nmore", "0001.json": b'{"licence": "MIT"}',
        "0002.jpg": png(2), "0002.cls": b"3",
    }  # fmt: skip
    with tarfile.open(tmp_path / "set.tar", "w") as archive:
        for name, data in members.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))

    one, two = own_pictures(tmp_path / "set.tar")

    assert (one.terms[0].text, one.licence, two.licence) == ("a red apron", "MIT", "unstated")


def test_a_note_that_is_no_json_is_an_error(tmp_path: Path) -> None:
    put(tmp_path, "a", 1)
    (tmp_path / "a.json").write_text("{")

    with pytest.raises(UsageError, match=r"a\.png"):
        list(own_pictures(tmp_path))


def test_a_collection_that_is_not_installed_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="install-pictures noto"):
        build(tmp_path / "index", Sources(("noto",), folder=tmp_path))


def test_an_unknown_collection_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="picture collection"):
        build(tmp_path / "index", Sources(("nato",), folder=tmp_path))


@pytest.mark.parametrize(
    ("word", "language", "lemma"),
    [
        ("knives", "en", "knife"), ("bombs", "en", "bomb"), ("stabbing", "en", "stab"),
        ("cities", "en", "city"), ("Häuser", "de", "haus"), ("Messern", "de", "messer"),
        ("luces", "es", "luz"), ("cuchillos", "es", "cuchillo"), ("chevaux", "fr", "cheval"),
        ("couteaux", "fr", "couteau"), ("aviões", "pt", "avião"),
    ],
)  # fmt: skip
def test_inflected_forms_lead_to_the_lemma(word: str, language: str, lemma: str) -> None:
    assert lemma in forms(normal(word), language)


def test_romance_phrases_inflect_at_both_ends() -> None:
    assert "cuchillo de cocina" in phrase_forms("cuchillos de cocina", "es")


def test_german_compounds_are_found_by_their_end() -> None:
    assert "messer" in list(heads("küchenmesser", "de"))


def test_a_resized_copy_looks_alike_and_another_picture_does_not() -> None:
    assert alike(look(png(1)), look(png(1, size=200)))
    assert not alike(look(png(1)), look(png(2)))


def test_the_same_shape_in_other_colours_is_no_duplicate() -> None:
    def stripes(*colours: tuple[int, int, int]) -> bytes:
        flag = np.repeat(np.array(colours, np.uint8)[None], 2, 0)
        out = io.BytesIO()
        Image.fromarray(flag).resize((60, 40), Image.Resampling.NEAREST).save(out, "PNG")
        return out.getvalue()

    one = look(stripes((0, 0, 150), (255, 255, 255), (200, 0, 0)))
    other = look(stripes((0, 120, 0), (255, 255, 255), (200, 0, 0)))

    assert bits_apart(one.dhash, other.dhash) <= MOST_BITS
    assert not alike(one, other)
