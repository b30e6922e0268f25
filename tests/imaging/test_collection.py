"""The index of a real collection, as scripts/install-pictures small builds it."""

import pytest

from clearsight.imaging.index import Index
from clearsight.imaging.synonyms.associations import table
from tests.conftest import OPTIONAL_WEIGHTS


@pytest.fixture(scope="module")
def index() -> Index:
    path = OPTIONAL_WEIGHTS / "pictures" / "index.sqlite"
    if not path.is_file():
        pytest.skip("no picture collection; scripts/test installs one where npm is")
    return Index(path)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("kitchen knives", "en"), ("Küchenmesser", "de"), ("cuchillos de cocina", "es"),
        ("couteau de cuisine", "fr"), ("菜刀", "zh"), ("кухонный нож", "ru"), ("包丁", "ja"),
        ("dao làm bếp", "vi"), ("faca de cozinha", "pt"),
    ],
)  # fmt: skip
def test_a_kitchen_knife_is_found_in_many_languages(
    index: Index, words: str, language: str
) -> None:
    assert "kitchen-knife" in index.find(words, language)[0].picture.id


def test_every_picture_of_the_collection_is_permissive(index: Index) -> None:
    assert {m.picture.licence for m in index.find("dog", "en", limit=20)} == {"MIT"}


def test_emoji_of_every_skin_tone_are_one_picture(index: Index) -> None:
    found = index.find("person", "en", limit=20)

    assert not any("skin-tone" in match.picture.id for match in found)


@pytest.mark.parametrize("language", ["en", "zh", "vi"])
def test_every_thing_that_stands_for_an_act_has_a_picture(index: Index, language: str) -> None:
    things = set(table(language).values())

    assert {thing for thing in things if not index.find(thing, "en", whole=True)} == set()
