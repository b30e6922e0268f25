"""A person is offered after an answer that begins with not knowing, in every language."""

import pytest

from clearsight.app.offer import abstains
from clearsight.models.describer.tongues import NOT_UNDERSTOOD, QUOTED


@pytest.mark.parametrize("language", NOT_UNDERSTOOD)
def test_a_question_that_was_not_understood_counts_as_not_known(language: str) -> None:
    assert abstains(NOT_UNDERSTOOD[language])
    assert not abstains(QUOTED[language])
