"""The table of transforms of words, and words spoken through it."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from clearsight.content import Conversation, said
from clearsight.errors import UsageError
from clearsight.imaging.item import generator
from clearsight.imaging.transform import codes, spelling, unicode_words
from clearsight.imaging.transform.spoken import Spoken

TextTransform = Callable[[str, int], str]

TEXT_TRANSFORMS: Mapping[str, TextTransform] = {
    "full_width": unicode_words.full_width,
    "mathematical": unicode_words.mathematical,
    "circled": unicode_words.circled,
    "parenthesised": unicode_words.parenthesised,
    "zero_width": unicode_words.zero_width,
    "piled": unicode_words.piled,
    "confusables": unicode_words.confusables,
    "mixed_scripts": unicode_words.mixed_scripts,
    "tag_characters": unicode_words.tag_characters,
    "variation_selectors": unicode_words.variation_selectors,
    "leet": spelling.leet,
    "spaced": spelling.spaced,
    "dotted": spelling.dotted,
    "dashed": spelling.dashed,
    "case_noise": spelling.case_noise,
    "typos": spelling.typos,
    "first_letter_last": spelling.first_letter_last,
    "base64": codes.base_64,
    "hexadecimal": codes.hexadecimal,
    "rot13": codes.rot13,
    "backwards": codes.backwards,
    "html_entities": codes.html_entities,
    "percent": codes.percent,
    "url_encoded": codes.url_encoded,
    "json_escaped": codes.json_escaped,
}


def speak(text: str | Spoken, name: str, seed: int) -> Spoken:
    """The text through the named transform; a Spoken goes through one more and keeps its twin.

    Raises:
        UsageError: no transform of that name.
    """
    if name not in TEXT_TRANSFORMS:
        known = ", ".join(TEXT_TRANSFORMS)
        raise UsageError(f"no transform of words is called {name!r}; known: {known}")
    before = Spoken(text, text) if isinstance(text, str) else text
    changed = TEXT_TRANSFORMS[name](before.text, seed)
    return Spoken(changed, before.twin, (*before.steps, (name, seed)))


def over_turns(
    text: str, seed: int, *, turns: int = 4, answers: Sequence[str] = ("OK.", "Go on.", "Yes?")
) -> Conversation:
    """The text cut between words into at most `turns` user messages, a short answer after each
    but the last; where it is cut is drawn from the seed.

    The user's messages joined by single spaces give the words back in order.

    Raises:
        UsageError: fewer than one turn.
    """
    if turns < 1:
        raise UsageError(f"turns is {turns}, expected at least 1")
    words = text.split()
    random = generator("over_turns", seed)
    places = random.permutation(max(0, len(words) - 1))[: turns - 1] + 1
    cuts = [0, *sorted(int(place) for place in places), len(words)]
    pieces = [" ".join(words[a:b]) for a, b in pairwise(cuts)]
    messages = [said("user", pieces[0])]
    for piece in pieces[1:]:
        messages += [said("assistant", str(random.choice(list(answers)))), said("user", piece)]
    return Conversation(tuple(messages))
