"""The real sense of text, made once."""

from collections.abc import Callable, Iterator

import pytest

from clearsight.content import Image
from clearsight.reading import Reading
from clearsight.senses.senses import Senses, get_senses

Read = Callable[[Image], Reading]


@pytest.fixture(scope="session")
def senses() -> Iterator[Senses]:
    made = Senses(get_senses("text", "quality", "people", "colours", "codes"))
    yield made
    made.close()
