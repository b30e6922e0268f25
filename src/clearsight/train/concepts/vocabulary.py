"""The concepts: names, kinds, wider words, synonyms in six languages, pictures that show them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from clearsight.errors import UsageError
from clearsight.imaging.index.words import normal

LANGUAGES = ("de", "fr", "es", "ru", "zh")
_FIELDS = {"kind", "wider", "names", "labels", "pictures", "never", *LANGUAGES}


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that the sense can say.

    Attributes:
        kind: rows of the tables that measure it, such as "weapons".
        wider: concepts that are true of every picture of it.
        names: English synonyms, normal (see `imaging.index.words.normal`), its own name first.
        words: synonyms by language.
        labels: ImageNet words that are true of it; "@word" means all labels below the word.
        pictures, never: more names or paths of pictures that show it, and that do not.
    """

    name: str
    kind: str
    wider: tuple[str, ...]
    names: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    labels: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def load(text: str | None = None) -> tuple[Concept, ...]:
    """The packaged vocabulary, or one given as TOML.

    Raises:
        UsageError: an unknown field, or a wider word that is no concept.
    """
    if text is None:
        source = resources.files("clearsight.train.concepts").joinpath("vocabulary.toml")
        text = source.read_text(encoding="utf-8")
    found = tuple(_concept(name, fields) for name, fields in tomllib.loads(text).items())
    known = {concept.name for concept in found}
    for concept in found:
        if lost := set(concept.wider) - known:
            raise UsageError(
                f"concept {concept.name!r}: wider word {sorted(lost)[0]!r} is no concept; add it "
                "to vocabulary.toml or take it away"
            )
    return found


def _concept(name: str, fields: Mapping[str, str]) -> Concept:
    if unknown := set(fields) - _FIELDS:
        raise UsageError(
            f"concept {name!r}: unknown field {sorted(unknown)[0]!r}; "
            f"expected one of {', '.join(sorted(_FIELDS))}"
        )
    own = (normal(name), *(normal(word) for word in _list(fields.get("names", ""))))
    return Concept(
        name, fields["kind"], _list(fields.get("wider", "")), tuple(dict.fromkeys(own)),
        {language: _list(fields.get(language, "")) for language in LANGUAGES},
        _list(fields.get("labels", "")),
        tuple(part.lower() for part in _list(fields.get("pictures", ""))),
        tuple(part.lower() for part in _list(fields.get("never", ""))),
    )  # fmt: skip


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
