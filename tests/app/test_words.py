"""The pages' texts: all there in every language, none left over, places and plurals right."""

import ast
import re
import string
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from jinja2 import Environment, nodes

from clearsight.app import words as words_module
from clearsight.app.words import LANGUAGES, RIGHT_TO_LEFT, words
from clearsight.app.words.english import ENGLISH
from clearsight.verdict import CATEGORIES
from scripts.words import FOLDER, extracted, read, stale, updated, written

APP = Path(words_module.__file__).parent.parent
OTHERS = [code for code in LANGUAGES if code != "en"]
# One number for each of Arabic's six forms.
COUNTS = (0, 1, 2, 3, 11, 100)


def test_the_catalogues_are_what_source_and_translations_make_of_them() -> None:
    assert list(stale()) == []


def test_there_is_a_catalogue_for_every_language_and_none_besides() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.po")) == sorted(OTHERS)
    assert sorted(path.stem for path in FOLDER.glob("*.mo")) == sorted(OTHERS)
    assert set(RIGHT_TO_LEFT) <= set(LANGUAGES)


def test_extraction_finds_every_text_of_the_source() -> None:
    found = {message.context for message in extracted() if message.id}
    assert found == set(ENGLISH)


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated_none_is_in_doubt_and_none_is_left_over(code: str) -> None:
    catalogue = read(FOLDER / f"{code}.po")
    assert not catalogue.obsolete
    for message in (message for message in catalogue if message.id):
        forms = _forms(message.string)
        assert all(forms), (message.context, "not translated")
        assert not message.fuzzy, message.context
        wanted = catalogue.num_plurals if message.pluralizable else 1
        assert len(forms) == wanted, message.context


def _forms(text: object) -> tuple[str, ...]:
    """Babel's text or texts, as texts."""
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text or ""),)


def _places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_places_of_the_english(code: str) -> None:
    for message in (message for message in read(FOLDER / f"{code}.po") if message.id):
        wanted = _places(_forms(message.id)[-1])
        for form in _forms(message.string):
            # "One photo" and "two photos" may be words.
            spoken = ["count"] if message.pluralizable and "count" not in _places(form) else []
            assert sorted(_places(form) + spoken) == wanted, (message.context, form)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_number_that_is_no_word_stands_in_the_text(code: str) -> None:
    for one in ENGLISH.values():
        if one.many:
            others = {name: "x" for name in _places(one.many) if name != "count"}
            for count in (3, 11, 25, 100, 103, 1000):
                assert str(count) in words(code).many(one.key, count, **others)


def test_arabic_has_its_six_plurals() -> None:
    arabic = words("ar")
    assert [arabic.many("photos", count) for count in COUNTS] == [
        "لا صور", "صورة واحدة", "صورتان", "3 صور", "11 صورة", "100 صورة",
    ]  # fmt: skip
    assert [arabic.many("layout_text", count, text="س") for count in COUNTS] == [
        "نص «س» (بلا أسطر)", "نص «س» (سطر واحد)", "نص «س» (سطران)", "نص «س» (3 أسطر)",
        "نص «س» (11 سطرًا)", "نص «س» (100 سطر)",
    ]  # fmt: skip
    assert arabic.many("photos", 103) == "103 صور"
    assert arabic.many("photos", 102) == "102 صورة"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("en", ["0 photos", "1 photo", "2 photos"]),
        ("es", ["0 fotos", "1 foto", "2 fotos"]),
        ("zh", ["0 张照片", "1 张照片", "2 张照片"]),
    ],
)
def test_other_languages_have_theirs(code: str, told: list[str]) -> None:
    assert [words(code).many("photos", count) for count in (0, 1, 2)] == told


def test_a_text_that_a_catalogue_lacks_is_an_error_and_never_english() -> None:
    empty = GNUTranslations(BytesIO(written(Catalog(locale="es"))[1]))
    empty.add_fallback(words_module._Nothing())
    with pytest.raises(LookupError, match="no text 'brand' in this language"):
        empty.pgettext("brand", "Clearsight")
    with pytest.raises(LookupError, match="no text 'photos'"):
        empty.npgettext("photos", "one", "many", 1)


def test_a_changed_english_text_is_in_doubt_in_every_language_until_somebody_looked() -> None:
    template, catalogue = extracted(), read(FOLDER / "es.po")
    old = template.get("Talk to a person", "person")
    assert old is not None
    template.delete("Talk to a person", "person")
    template.add("Talk with a person", context="person")
    template.add("A new text", context="quite_new")
    after = updated(catalogue, template)
    changed, new = after.get("Talk with a person", "person"), after.get("A new text", "quite_new")
    assert changed is not None
    assert changed.fuzzy
    assert new is not None
    assert not new.string
    assert not after.obsolete


def test_categories_have_names() -> None:
    assert {f"category_{name}" for name in CATEGORIES} <= set(ENGLISH)


def _asked_by_templates() -> Iterator[str]:
    """Ids, and beginnings of ids that end with "*", that templates ask `t` for."""
    environment = Environment(autoescape=True)
    for path in sorted((APP / "templates").glob("*.html")):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Call, nodes.Const)):
            if isinstance(node, nodes.Getattr) and _is_t(node.node):
                yield node.attr
            elif isinstance(node, nodes.Getitem) and _is_t(node.node):
                if isinstance(node.arg, nodes.Concat):
                    yield f"{node.arg.nodes[0].as_const()}*"
            elif isinstance(node, nodes.Const) and isinstance(node.value, str):
                yield f"?{node.value}"


def _is_t(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "t"


def _strings(path: Path) -> Iterator[str]:
    """String constants of a module; of one with places, what stands before the first."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            first = node.values[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield f"{first.value}*"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_templates_ask_for_texts_that_exist() -> None:
    own = {"code", "direction", "many", "texts"}
    for asked in _asked_by_templates():
        if asked.endswith("*"):
            assert any(key.startswith(asked[:-1]) for key in ENGLISH), asked
        elif not asked.startswith("?"):
            assert asked in ENGLISH or asked in own, asked


def test_every_text_is_asked_for_somewhere() -> None:
    asked = {one.removeprefix("?") for one in _asked_by_templates()}
    for path in (path for path in APP.rglob("*.py") if "english" not in path.parts):
        asked.update(_strings(path))
    begun = tuple(one[:-1] for one in asked if re.fullmatch(r"[a-z]+_([a-z]+_)?\*", one))
    unused = [key for key in ENGLISH if key not in asked and not key.startswith(begun)]
    assert unused == []
