"""Rows become Synonyms: phrases are chosen, pictures found, words and pictures put in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clearsight.content import Conversation, Image, Message, Part, Text, said
from clearsight.errors import UsageError
from clearsight.imaging.index import Index, Match
from clearsight.imaging.item import generator
from clearsight.imaging.synonyms.ask import ask
from clearsight.imaging.synonyms.choose import Chosen, by_attribution
from clearsight.imaging.synonyms.phrases import Finder
from clearsight.imaging.synonyms.scorer import Scorer
from clearsight.imaging.synonyms.systems import system_for
from clearsight.imaging.synonyms.values import Outcome, Row, Skipped, Slot, Synonym
from clearsight.language import language_of
from clearsight.roles import Model

MOST_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class Options:
    """How synonyms are made.

    Attributes:
        seed: decides which of equally good pictures and which system message; same seed, same rows.
        permissive: only pictures under permissive licences.
        systems: whether system messages are varied (card, D3).
    """

    seed: int = 0
    permissive: bool = True
    systems: bool = True


class Maker:
    """Makes Synonyms; one per process."""

    def __init__(self, index: Index, scorer: Scorer, options: Options | None = None) -> None:
        self.index, self.options = index, options or Options()
        self._scorer = scorer
        self._finder = Finder(index, permissive=self.options.permissive)

    def make(self, row: Row) -> Outcome:
        """Phrases chosen by attribution."""
        if (unfit := _unfit(row)) is not None:
            return unfit
        language = row.language or language_of(row.text)
        candidates = self._finder.candidates(row.text, language)
        chosen = by_attribution(row.text, candidates, self._scorer)
        if not chosen:
            return Skipped(row.id, "no_picture", f"{len(candidates)} phrases have a picture")
        return self._synonym(row, language, chosen, "attribution")

    async def make_with(self, row: Row, model: Model) -> Outcome:
        """Phrases chosen by a Model; a phrase without a picture stays a phrase."""
        if (unfit := _unfit(row)) is not None:
            return unfit
        answer = await ask(model, row.id, row.text)
        if isinstance(answer, Skipped):
            return answer
        language = row.language or language_of(row.text)
        found = [self._finder.candidate(row.text, phrase, language) for phrase in answer]
        chosen = [Chosen(candidate) for candidate in found if candidate is not None]
        if not chosen:
            return Skipped(row.id, "no_picture", f"none of {len(answer)} phrases has a picture")
        return self._synonym(row, language, chosen, f"model:{model.name}")

    def _synonym(self, row: Row, language: str, chosen: Sequence[Chosen], by: str) -> Synonym:
        options = self.options
        return Synonym(
            row.id, row.text, language, row.harmful,
            tuple(self._slot(row, one) for one in chosen),
            system_for(options.seed, row.id) if options.systems else None, by, options.seed,
        )  # fmt: skip

    def _slot(self, row: Row, chosen: Chosen) -> Slot:
        phrase, matches = chosen.candidate.phrase, chosen.candidate.matches
        match = _one_of(matches, self.options.seed, row.id, phrase.text)
        picture = match.picture
        return Slot(
            phrase.start, phrase.end, phrase.text, picture.id, picture.digest, match.term,
            chosen.candidate.kind, picture.licence, picture.origin, picture.credit,
            None if chosen.drop is None else round(chosen.drop, 4),
        )  # fmt: skip


def _unfit(row: Row) -> Skipped | None:
    if not row.text.strip():
        return Skipped(row.id, "no_text")
    if len(row.text) > MOST_CHARACTERS:
        return Skipped(row.id, "too_long", f"{len(row.text)} characters; at most {MOST_CHARACTERS}")
    return None


def _one_of(matches: Sequence[Match], seed: int, name: str, phrase: str) -> Match:
    """One of the matches that are as good as the best: found by the same term."""
    best = [match for match in matches if match.term.casefold() == matches[0].term.casefold()]
    return best[int(generator("picture", seed, name, phrase).integers(len(best)))]


def conversation(synonym: Synonym, images: Mapping[str, Image]) -> Conversation:
    """The row as it is asked: words and pictures in the order of the text.

    Args:
        images: by digest.
    """
    parts: list[Part] = []
    place = 0
    for slot in synonym.slots:
        if slot.start > place:
            parts.append(Text(synonym.text[place : slot.start]))
        parts.append(images[slot.digest])
        place = slot.end
    if place < len(synonym.text):
        parts.append(Text(synonym.text[place:]))
    asked = Message("user", tuple(parts))
    system = (said("system", synonym.system),) if synonym.system else ()
    return Conversation((*system, asked))


def text_twin(synonym: Synonym) -> Conversation:
    """The same row in words alone."""
    system = (said("system", synonym.system),) if synonym.system else ()
    return Conversation((*system, said("user", synonym.text)))


def images(synonym: Synonym, index: Index) -> dict[str, Image]:
    """The pictures of a synonym by digest.

    Raises:
        UsageError: the index holds another picture under that id, or none.
    """
    found = {}
    for slot in synonym.slots:
        image = index.image(index.get(slot.picture))
        if image.digest != slot.digest:
            raise _changed(synonym, slot)
        found[slot.digest] = image
    return found


def _changed(synonym: Synonym, slot: Slot) -> UsageError:
    return UsageError(
        f"image synonym {synonym.id!r}: the index's picture {slot.picture!r} has another digest "
        f"than {slot.digest}; use the index that the row was made with"
    )
