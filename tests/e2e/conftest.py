"""The whole of it: real senses, every detector, the default policy, the describer."""

from collections.abc import Awaitable, Callable, Iterator

import pytest

from clearsight import user
from clearsight.build import guarded
from clearsight.guard import Guard
from clearsight.ingest import Ingest
from clearsight.senses import Senses
from clearsight.verdict import Reply

Ask = Callable[[bytes, str], Awaitable[Reply]]


@pytest.fixture(scope="session")
def senses() -> Iterator[Senses]:
    made = Senses(timeout_s=120)
    yield made
    made.close()


@pytest.fixture(scope="session")
def guard(senses: Senses) -> Guard:
    return guarded("describer", reader=senses)


@pytest.fixture(scope="session")
def ask(guard: Guard) -> Iterator[Ask]:
    """`await ask(bytes, question)`: ingest, guard, describer."""
    with Ingest() as ingest:

        async def asked(data: bytes, question: str) -> Reply:
            (image,) = await ingest.from_bytes(data)
            return await guard.reply(user(image, *([question] if question else [])))

        yield asked
