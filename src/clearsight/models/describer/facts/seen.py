"""What was seen besides text, with how sure one may sound about it."""

from dataclasses import dataclass

from clearsight.models.describer.facts.match import content, holds
from clearsight.reading import Reading, Tag, Thing

SURE_THING = 0.8  # said plainly from here, or when a tag agrees; below it with "perhaps"
LEAST_THING = 0.5  # below it a thing is not mentioned
SURE_TAG = 0.9
BROADER_SUM = 0.6  # scores of tags that share a hypernym, before it may be said with "perhaps"
_ALSO = {
    "bike": "bicycle motorcycle motorbike", "couch": "sofa", "sofa": "couch", "mug": "cup",
    "telly": "tv television", "tv": "television", "television": "tv", "mobile": "cell phone",
    "phone": "cell phone", "plane": "airplane aeroplane", "puppy": "dog", "kitten": "cat",
    "fridge": "refrigerator", "motorbike": "motorcycle",
}  # fmt: skip
NEVER_SAID = frozenset({"person", "man", "woman", "boy", "girl", "bride", "groom", "child"})


@dataclass(frozen=True, slots=True)
class Guess:
    """A word for the whole picture.

    Attributes:
        sure: "looks" for "this looks like", "perhaps" for less.
        broad: the word is a hypernym, because no label may be said.
    """

    word: str
    sure: bool
    broad: bool


def guess(reading: Reading) -> Guess | None:
    """The best speakable tag, else what most tags have in common, else nothing."""
    said = [t for t in reading.tags if t.speakable and t.label not in NEVER_SAID]
    wide = {word for tag in said for word in tag.broader}  # "animal" when "cat" may be said
    said = [tag for tag in said if tag.label not in wide] or said
    if said:
        best = max(said, key=lambda t: t.score)
        return Guess(best.label, best.score >= SURE_TAG or _agrees(reading, best), False)
    sums: dict[str, float] = {}
    for tag in reading.tags:
        for word in tag.broader:
            sums[word] = sums.get(word, 0.0) + tag.score
    likely = [w for w in sums if sums[w] >= BROADER_SUM and w not in NEVER_SAID]
    if not likely:
        return None
    nearest = min(likely, key=lambda w: (_distance(reading, w), -sums[w]))
    return Guess(nearest, False, True)


def _distance(reading: Reading, word: str) -> int:
    return min(t.broader.index(word) for t in reading.tags if word in t.broader)


def _agrees(reading: Reading, tag: Tag) -> bool:
    names = (tag.label, *tag.broader)
    return any(x.label in names and x.score >= LEAST_THING for x in reading.things)


def things(reading: Reading) -> tuple[Thing, ...]:
    """Things that may be mentioned, most certain first; people are counted elsewhere."""
    kept = [t for t in reading.things if t.score >= LEAST_THING and t.label not in NEVER_SAID]
    return tuple(sorted(kept, key=lambda t: -t.score))


def sure(reading: Reading, thing: Thing) -> bool:
    """Whether a thing may be said without "perhaps"."""
    agreed = any(thing.label in (t.label, *t.broader) and t.speakable for t in reading.tags)
    return thing.score >= SURE_THING or agreed


def _named(topic: str, label: str) -> bool:
    """Whether a topic names a label, also by a common word for the same thing."""
    also = (_ALSO[word] for word in content(topic) if word in _ALSO)
    return holds(label, topic) or any(holds(label, words) for words in also)


def matching(reading: Reading, topic: str) -> tuple[Thing, ...]:
    """The things a topic names."""
    return tuple(t for t in things(reading) if _named(topic, t.label))


def tagged(reading: Reading, topic: str) -> Tag | None:
    """The speakable tag a topic names, by its label or a hypernym of it."""
    for tag in sorted(reading.tags, key=lambda t: -t.score):
        if tag.speakable and any(_named(topic, word) for word in (tag.label, *tag.broader)):
            return tag
    return None
