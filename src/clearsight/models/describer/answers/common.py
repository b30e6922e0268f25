"""Sentences that many answers share: what is unread, how to retake, what is not seen."""

from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts.match import word_set
from clearsight.models.describer.facts.position import place
from clearsight.models.describer.pieces import (
    Answer,
    Echo,
    Piece,
    Place,
    Sentence,
    listed,
    quote,
    say,
)
from clearsight.reading import Reading, Unread

MOST_QUOTED = 4
_LONGEST_ECHO = 5  # words
# A topic that begins with one of these is the rest of a question.
_NO_NOUN = word_set(
    "is are was were do does did has have had can could should would will must may might i you we "
    "they he she it what which when where who how if because and or but not to for from with in on"
)
OTHER_WORDS = say("It may stand there in other words.")
ASK_PERSON = "A person, or a connected vision model, may be able to tell."


def unread(reading: Reading) -> tuple[Sentence, ...]:
    """Names the places where text was found but not read."""
    out: list[Sentence] = []
    places: dict[str, Unread] = {}
    for piece in reading.unread:
        places.setdefault(place(piece.box), piece)
    if len(places) > 3:
        out.append(say("There is text in several places that I could not read."))
    else:
        for words, piece in places.items():
            size = "text" if piece.unscannable else "small text"
            out.append(say(f"There is {size} ", Place(words, piece.box), " that I could not read."))
    if any(f.sense == "text" for f in reading.failures):
        out.append(say("I could not finish reading the text, so some may be missing."))
    return tuple(out)


def retake(reading: Reading) -> tuple[Sentence, ...]:
    """What to do for a better picture, when its quality asks for it."""
    quality = reading.quality
    if quality is None:
        return ()
    out: list[Sentence] = []
    if quality.blank:
        out.append(say("The picture looks blank: check that nothing covers the lens."))
    elif quality.dark:
        out.append(say("The picture is very dark: turn on a light and take it again."))
    elif quality.bright:
        out.append(say("The picture is too bright: turn away from the light and take it again."))
    elif quality.blurred:
        out.append(say("The picture is blurred: hold the camera still and take it again."))
    return tuple(out)


def cut(reading: Reading) -> tuple[Sentence, ...]:
    """On which sides text or a person runs out of the picture."""
    quality = reading.quality
    if quality is None or not quality.cut_off or quality.blank:
        return ()
    sides = listed(quality.cut_off)
    return (say("Something runs out of the picture at the ", *sides, ": move back a little."),)


def caveats(reading: Reading) -> tuple[Sentence, ...]:
    """What limits an answer that found nothing."""
    return (*unread(reading), *retake(reading))


def echoed(ask: Ask) -> Piece:
    """The topic said back; "that" where the words left of a question would make no sense."""
    said = ask.said.split()
    odd = len(said) > _LONGEST_ECHO or said[0].lower() in _NO_NOUN
    return "that" if odd or ask.said == "it" else Echo(ask.said)


def missing(reading: Reading, what: Piece, *, more: tuple[Sentence, ...] = ()) -> Answer:
    """ "I do not see X in the text I could read", what is there instead, and the limits."""
    if not reading.lines:
        return no_text(reading)
    first = say("I do not see ", what, " in the text I could read.")
    return Answer((first, *more, *caveats(reading), *cut(reading)), known=False)


def no_text(reading: Reading) -> Answer:
    """There is no text to answer from; says so without claiming that there is none."""
    if not reading.ran("text"):
        first = say("I could not look for text in this picture.")
    else:
        first = say("I do not see any text that I can read.")
    return Answer((first, *caveats(reading)), known=False)


def quotes(reading: Reading, groups: tuple[tuple[int, ...], ...]) -> tuple[Piece, ...]:
    """Line groups as a quoted list."""
    unique = tuple(dict.fromkeys(groups))
    return listed(quote(reading, lines) for lines in unique[:MOST_QUOTED])


def more_than(reading: Reading, found: int) -> tuple[Sentence, ...]:
    if found <= MOST_QUOTED:
        return ()
    return (say("There is more of it; ask me to read it all."),)


def cannot(reading: Reading, seen: tuple[Sentence, ...]) -> Answer:
    """The honest answer to what a reader cannot know."""
    first = say("I cannot tell from what I can see.")
    return Answer((first, *seen, say(ASK_PERSON)), known=False)
