"""What can be said about a scene: counts, relations, questions, a description."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from clearsight.imaging.render.charts.questions import Question, ask
from clearsight.imaging.render.pick import Pick

Thing = Mapping[str, Any]

_ODD = {
    "fish": "fish",
    "tooth": "teeth",
    "child": "children",
    "person": "people",
    "knife": "knives",
}
_OPPOSITE = {"left of": "right of", "above": "below", "in front of": "behind"}
_MOST_RELATIONS = 8


def plural(label: str) -> str:
    """The plural of a label: "slice of pizza" becomes "slices of pizza"."""
    first, of, rest = label.partition(" of ")
    lead, _, noun = first.rpartition(" ")
    if noun in _ODD:
        many = _ODD[noun]
    elif noun.endswith(("s", "x", "ch", "sh")):
        many = f"{noun}es"
    elif noun.endswith("y") and noun[-2:-1] not in "aeiou":
        many = f"{noun[:-1]}ies"
    else:
        many = f"{noun}s"
    return f"{lead} {many}".strip() + of + rest


def article(words: str) -> str:
    """The words with "a" or "an"."""
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def counted(number: int, label: str) -> str:
    """Such as "3 slices of pizza"."""
    return f"{number} {label if number == 1 else plural(label)}"


def names(things: Sequence[Thing]) -> list[str | None]:
    """A name for each thing by which it alone can be meant, None where there is none."""
    labels = Counter(thing["label"] for thing in things)
    both = Counter((thing["colour"], thing["label"]) for thing in things)
    found: list[str | None] = []
    for thing in things:
        label, colour = thing["label"], thing["colour"]
        if labels[label] == 1:
            found.append(label)
        else:
            found.append(f"{colour} {label}" if colour and both[colour, label] == 1 else None)
    return found


def relations(things: Sequence[Thing], called: Sequence[str | None]) -> list[dict[str, str]]:
    """Relations as the viewer sees them, between things that have a name of their own.

    left of: the whole box lies to the left; above: the whole box lies above; in front of: the
    boxes overlap and the lower edge is further down, so that the thing is drawn over the other.
    """
    known = [(name, thing["box"]) for name, thing in zip(called, things, strict=True) if name]
    found: list[dict[str, str]] = []
    for at, (name, box) in enumerate(known):
        for other, its in known[at + 1 :]:
            for relation, first, second in _between(name, box, other, its):
                found.append({"first": first, "relation": relation, "second": second})
        if len(found) >= _MOST_RELATIONS:
            break
    return found[:_MOST_RELATIONS]


def _between(
    name: str, box: Sequence[float], other: str, its: Sequence[float]
) -> list[tuple[str, str, str]]:
    found = []
    if box[2] < its[0]:
        found.append(("left of", name, other))
    elif its[2] < box[0]:
        found.append(("left of", other, name))
    if box[3] < its[1]:
        found.append(("above", name, other))
    elif its[3] < box[1]:
        found.append(("above", other, name))
    if not found:
        front, back = (name, other) if box[3] > its[3] else (other, name)
        found.append(("in front of", front, back))
    return found


def description(things: Sequence[Thing], background: str) -> str:
    """One sentence with every kind of object and its count."""
    kinds = Counter((thing["colour"], thing["label"]) for thing in things)
    parts = []
    for (colour, label), count in kinds.items():
        words = f"{colour} {label}".strip()
        parts.append(article(words) if count == 1 else counted(count, words))
    listed = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
    return f"{listed[0].upper()}{listed[1:]} {background}."


def questions(
    pick: Pick,
    things: Sequence[Thing],
    called: Sequence[str | None],
    related: Sequence[Mapping[str, str]],
    absent: Sequence[str],
) -> list[Question]:
    """Counts, presence, colours and relations."""
    counts = Counter(thing["label"] for thing in things)
    label = pick.one(list(counts))
    asked = [
        ask(f"How many {plural(label)} are there?", str(counts[label])),
        ask("How many objects are there in all?", str(len(things))),
        ask(f"Is there {article(pick.one(list(counts)))} in the picture?", "yes"),
    ]
    if absent:
        asked.append(ask(f"Is there {article(absent[0])} in the picture?", "no"))
        asked.append(ask(f"How many {plural(absent[-1])} are there?", "0"))
    alone = [thing for thing in things if thing["colour"] and counts[thing["label"]] == 1]
    if alone:
        thing = pick.one(alone)
        asked.append(ask(f"What colour is the {thing['label']}?", thing["colour"]))
    for relation in pick.some(related, 2):
        first, second = relation["first"], relation["second"]
        true = pick.chance(0.5)
        word = relation["relation"] if true else _OPPOSITE[relation["relation"]]
        asked.append(ask(f"Is the {first} {word} the {second}?", "yes" if true else "no"))
    return asked
