"""Views over drawn-free conversations: a picture is only its Reading here."""

from clearsight.aloud import View, look
from clearsight.content import Conversation, Image, said, user
from clearsight.reading import Box, Line, Person, Reading

IMAGE = Image(b"pixels", "image/png", 100, 100, "d1")
_FACE = Person(0.9, Box(0.3, 0.2, 0.6, 0.6), None, "close")


def reading(text: str = "", *, people: int = 0, looked: bool = True) -> Reading:
    """A Reading with lines of text and so many faces; `looked`: the people sense ran."""
    lines = tuple(
        Line(words, Box(0.1, 0.1 + 0.05 * number, 0.9, 0.14 + 0.05 * number), 0.95)
        for number, words in enumerate(text.splitlines())
    )
    senses = ("text", "people") if looked else ("text",)
    return Reading("d1", 100, 100, lines=lines, people=(_FACE,) * people, senses=senses)


def asked(words: str, picture: Reading | None = None) -> View:
    """The last user turn: words, and a picture when a Reading is given."""
    parts = ([words] if words else []) + ([IMAGE] if picture else [])
    return look(user(*parts), {"d1": picture} if picture else {})


def answered(words: str, answer: str, picture: Reading | None = None) -> View:
    """The model's answer to such a turn, under judgement."""
    parts = ([words] if words else []) + ([IMAGE] if picture else [])
    conversation: Conversation = user(*parts).then(said("assistant", answer))
    return look(conversation, {"d1": picture} if picture else {}, stage="after")
