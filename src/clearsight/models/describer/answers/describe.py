"""What is this: retake advice first when the picture is bad, then the most useful thing."""

from clearsight.models.describer.answers import cells, people
from clearsight.models.describer.answers.colour import main_colours
from clearsight.models.describer.answers.common import cannot, cut, quotes, retake, unread
from clearsight.models.describer.answers.contacts import codes
from clearsight.models.describer.answers.look import thing_words
from clearsight.models.describer.answers.read import headings, lines_about, order
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.facts import papers, related, seen
from clearsight.models.describer.facts.match import holds, share
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.pieces import (
    Answer,
    Count,
    Label,
    Sentence,
    article,
    quote,
    say,
)
from clearsight.reading import Reading

_FEW_LINES = 4
_TEXT_AREA = 0.12  # of the picture under lines of text, to be called a page
_MOST_THINGS = 4


def describe(ask: Ask, reading: Reading) -> Answer:
    quality = reading.quality
    if quality is not None and quality.blank and not reading.lines:
        return Answer(retake(reading), known=False)
    out: list[Sentence] = []
    if quality is not None and (quality.dark or quality.bright or quality.blurred):
        out += retake(reading)
    body = page(reading) if is_page(reading) else scene(reading)
    out += [*body, *codes(reading), *unread(reading)]
    if not out or not (body or reading.codes):
        out.append(say("I cannot tell what it is."))
    out += cut(reading)
    return Answer(tuple(out), known=bool(body))


def is_page(reading: Reading) -> bool:
    """Text is what the picture is about."""
    if len(reading.lines) < 3:
        return False
    kind = reading.quality.kind if reading.quality is not None else "photo"
    area = sum(line.box.area for line in reading.lines)
    return (
        kind in ("document", "screenshot")
        or area >= _TEXT_AREA
        or (not reading.people and not reading.things and len(reading.lines) >= 6)
        or (papers.kind(reading) is not None and not reading.people)
    )


def page(reading: Reading) -> tuple[Sentence, ...]:
    """The kind of page, its heading, how much text there is."""
    kind = papers.kind(reading)
    name = Label(kind.name, "kind", kind.lines) if kind else None
    count = Count(len(rows(reading)), "lines")
    first = (
        say("It seems to be ", article(name.text), name, ".")
        if name
        else say("It is a page of text.")
    )
    out = [first]
    if found := headings(reading):
        out.append(say("The heading reads ", quote(reading, found), "."))
    if len(rows(reading)) <= _FEW_LINES:
        rest = tuple((i,) for i in order(reading) if i not in found)
        return (*out, say("It reads ", *quotes(reading, rest), ".")) if rest else tuple(out)
    if not found:
        out.append(say("It begins ", quote(reading, (order(reading)[0],)), "."))
    out.append(say("I can read ", count, " lines; ask me to read it all, or about a part of it."))
    if reading.people:
        out += people.sentences(reading)
    return tuple(out)


def scene(reading: Reading) -> tuple[Sentence, ...]:
    """People, things, colours and the words in it."""
    out: list[Sentence] = []
    drawing = reading.quality is not None and reading.quality.kind == "drawing"
    word = seen.guess(reading)
    if drawing:
        out.append(say("It is a drawing or graphic."))
    if reading.people:
        out += people.sentences(reading)
    if word is not None:
        out.append(_guess(word))
    things = [t for t in seen.things(reading) if word is None or t.label != word.word]
    if things:
        shown = [thing_words(reading, t) for t in things[:_MOST_THINGS]]
        out += [say("I see ", *shown[0], ".")] + [say("Also ", *t, ".") for t in shown[1:]]
    if not (reading.people or word or things):
        out.append(say("I cannot tell what it is."))
    out += main_colours(reading)
    # One letter alone in a photograph is more often texture than text.
    shown_lines = tuple((i,) for i in order(reading) if len(reading.lines[i].text.strip()) > 1)
    if shown_lines:
        out.append(say("The text in it reads ", *quotes(reading, shown_lines), "."))
        if len(shown_lines) > _FEW_LINES:
            out.append(say("There is more text; ask me to read it all."))
    return tuple(out)


def _guess(word: seen.Guess) -> Sentence:
    label = Label(word.word, "tag")
    if word.broad:
        return say("Perhaps it shows some kind of ", label, ", but I cannot tell which.")
    lead = "This looks like " if word.sure else "Perhaps this is "
    return say(lead, article(word.word), label, ".")


def kind(ask: Ask, reading: Reading) -> Answer:
    """What kind of page it is, or whether it is the one asked about."""
    found = papers.kind(reading)
    drawn = reading.quality.kind if reading.quality is not None else ""
    if ask.topic in ("drawing", "cartoon", "painting", "photo", "photograph", "screenshot"):
        same = holds(ask.topic, drawn) or (ask.topic.startswith("photo") and drawn == "photo")
        lead = say("I think so.") if same else say("I cannot tell.")
        return Answer((lead, *describe(ask, reading).sentences), known=same)
    if found is None:
        return Answer(
            (say("I cannot tell what kind of page it is."), *page_or_scene(reading)), False
        )
    label = Label(found.name, "kind", found.lines)
    if not ask.topic:
        return Answer((say("It seems to be ", article(found.name), label, "."),))
    if holds(ask.topic, found.name):
        return Answer((say("It seems so: the text reads like ", article(found.name), label, "."),))
    seems = "It seems to be " if " or " in ask.words else "I do not think so: it seems to be "
    first = say(seems, article(found.name), label, ".")
    return Answer((first,))


def page_or_scene(reading: Reading) -> tuple[Sentence, ...]:
    return page(reading) if is_page(reading) else scene(reading)


def brief(reading: Reading) -> tuple[Sentence, ...]:
    """What is seen, in a sentence or two, for answers that cannot say more."""
    body = page_or_scene(reading)
    vague = "I cannot tell what it is."
    return (*[s for s in body if s.text != vague][:2], *retake(reading))


def open_question(ask: Ask, reading: Reading) -> Answer:
    """Quotes the lines that hold the question's words; what they imply is left to the person."""
    if ask.topic and (found := lines_about(reading, ask.topic)):
        return Answer((say("The text says ", *quotes(reading, found), "."),))
    if (timed := cells.at_time(ask, reading)) is not None:
        return timed
    if (row := cells.coded(ask, reading)) is not None:
        return row
    if found := related.lines(ask.words, reading):
        return Answer((say("The text says ", *quotes(reading, found), "."),))
    about = ask.topic or ask.words
    near = tuple(row.lines for row in rows(reading) if share(about, row.text) >= 0.5)
    if near:
        hint = say("What comes nearest in the text is ", *quotes(reading, near), ".")
        return cannot(reading, (hint, *retake(reading)))
    return cannot(reading, brief(reading))
