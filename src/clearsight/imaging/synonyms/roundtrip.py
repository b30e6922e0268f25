"""Does a picture say its phrase? Asked of our senses, and of a Model that is told nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from clearsight.aloud import seen_words
from clearsight.content import Image, user
from clearsight.errors import ModelError
from clearsight.imaging.index import Index
from clearsight.imaging.index.words import normal, phrase_forms
from clearsight.imaging.synonyms.values import Slot, Synonym
from clearsight.roles import Model, Reader

QUESTION = "What does this picture show? Answer with the two or three plainest words for it."


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back for one slot.

    Attributes:
        read: what the senses' Reading says.   answered: what the Model said, None when none was
            asked or it did not answer.
        by_reading, by_model: whether the phrase, the term that found the picture, or another name
            or keyword of the picture is among these words; `by_model` is None without an answer.
    """

    slot: Slot
    read: str
    answered: str | None
    by_reading: bool
    by_model: bool | None

    @property
    def returned(self) -> bool:
        """Whether either of them said it."""
        return self.by_reading or bool(self.by_model)


async def round_trip(
    synonym: Synonym, index: Index, pictures: Mapping[str, Image], reader: Reader,
    model: Model | None = None,
) -> tuple[Heard, ...]:  # fmt: skip
    """One Heard for each slot.

    Args:
        pictures: by digest, as `synonyms.images` gives them.
    """
    heard = []
    for slot in synonym.slots:
        image = pictures[slot.digest]
        wanted = _wanted(slot, synonym.language, index)
        read = seen_words(await reader.read(image))
        answered = None if model is None else await _answer(model, image)
        by_model = None if answered is None else _says(answered, wanted)
        heard.append(Heard(slot, read, answered, _says(read, wanted), by_model))
    return tuple(heard)


async def _answer(model: Model, image: Image) -> str | None:
    try:
        return (await model.reply(user(QUESTION, image))).text
    except ModelError:
        return None


def _wanted(slot: Slot, language: str, index: Index) -> frozenset[str]:
    picture = index.get(slot.picture)
    words = {normal(slot.phrase), normal(slot.term)}
    words |= {*index.terms(picture, "en"), *index.terms(picture, language)}
    forms = {form for word in words for form in phrase_forms(word, language)}
    return frozenset(form for form in words | forms if form)


def _says(said: str, wanted: frozenset[str]) -> bool:
    words = f" {normal(said)} "
    forms = {form for word in words.split() for form in phrase_forms(word)}
    return bool(forms & wanted) or any(f" {word} " in words for word in wanted)
