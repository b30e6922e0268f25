"""The test double's words."""

from clearsight import user
from clearsight.models.scripted import Scripted


async def test_answers_are_numbered_where_they_are_asked_to_be() -> None:
    model = Scripted("Answer {n}.", chunk_chars=3)
    assert [(await model.reply(user("Hello"))).text for _ in range(2)] == ["Answer 1.", "Answer 2."]
    words = "".join([delta.text async for delta in model.stream(user("Hello"))])
    assert words == "Answer 3."
