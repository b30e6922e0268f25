"""The Model around the answers: what it reads, what it streams, how it is made."""

from datetime import time

import pytest

from clearsight.content import Conversation, Image, said, user
from clearsight.errors import UsageError
from clearsight.models.describer import Describer, make
from clearsight.reading import Reading
from clearsight.roles import Means, Model
from tests.models.describer.pages import by_hand

MENU = by_hand("Menu", ("Tomato soup", "4.50"), ("Apple pie", "5.60"))
BUS = by_hand("Bus timetable", ("08:10", "Oxford"), ("09:10", "Oxford"))


class Given:
    """A Reader with prepared Readings."""

    def __init__(self, **readings: Reading) -> None:
        self._readings = readings
        self.asked: list[str] = []

    async def read(self, image: Image) -> Reading:
        self.asked.append(image.digest)
        return self._readings[image.digest]


def picture(digest: str) -> Image:
    return Image(b"", "image/png", 10, 10, digest)


async def reply(model: Describer, conversation: Conversation) -> str:
    return (await model.reply(conversation)).text


async def test_it_is_a_model_and_answers_from_the_picture() -> None:
    model = make("", Means(Given(menu=MENU)))
    assert isinstance(model, Model)
    text = await reply(model, user("How much is the soup?", picture("menu")))
    assert text == "“Tomato soup”: 4.50."


async def test_the_stream_holds_the_same_words_as_the_reply() -> None:
    model = Describer(Given(menu=MENU))
    conversation = user("Describe this", picture("menu"))
    deltas = [delta async for delta in model.stream(conversation)]
    whole = await model.reply(conversation)
    assert "".join(delta.text for delta in deltas) == whole.text
    assert deltas[-1].reply == whole
    assert len(deltas) > 2


async def test_a_follow_up_uses_the_earlier_picture_and_question() -> None:
    model = Describer(Given(menu=MENU))
    conversation = user("How much is the soup?", picture("menu")).then(
        said("assistant", "4.50"), said("user", "And the pie?")
    )
    assert await reply(model, conversation) == "“Apple pie”: 5.60."


async def test_a_new_picture_starts_anew() -> None:
    reader = Given(menu=MENU, bus=BUS)
    conversation = user("How much is the soup?", picture("menu")).then(
        said("assistant", "4.50"), said("user", "When is the last bus?", picture("bus"))
    )
    assert "09:10" in await reply(Describer(reader), conversation)
    assert reader.asked == ["bus"]


async def test_a_picture_without_words_is_described() -> None:
    text = await reply(Describer(Given(menu=MENU)), user(picture("menu")))
    assert "“Menu”" in text


async def test_without_a_picture_it_answers_kindly() -> None:
    assert "answer questions about pictures" in await reply(Describer(Given()), user("Hello"))


async def test_the_clock_comes_from_outside() -> None:
    model = Describer(Given(bus=BUS), clock=lambda: time(8, 30))
    text = await reply(model, user("When is the next bus to Oxford?", picture("bus")))
    assert "09:10" in text


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises(UsageError, match="describer:clock"):
        make("fast", Means(Given()))
