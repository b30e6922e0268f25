"""Image synonyms (card, D1): pictures stand where the most harmful phrases of a text stood."""

from clearsight.imaging.synonyms.make import Maker, Options, conversation, images, text_twin
from clearsight.imaging.synonyms.scorer import Grams, Scorer, grams
from clearsight.imaging.synonyms.values import Outcome, Row, Skipped, Slot, Synonym

__all__ = [
    "Grams",
    "Maker",
    "Options",
    "Outcome",
    "Row",
    "Scorer",
    "Skipped",
    "Slot",
    "Synonym",
    "conversation",
    "grams",
    "images",
    "text_twin",
]
