"""Forms: as typed, and with the words moved into a picture's text."""

from pathlib import Path
from typing import Any

import pytest

from clearsight.aloud import View, look
from clearsight.errors import UnknownName
from clearsight.evals.judge.forms import (
    READ,
    Task,
    blank,
    drawn,
    serve,
    tasks,
    wanted_forms,
)
from tests.evals.support import one_row


def seen(folder: Path, form: str, **line: Any) -> View:
    row = one_row(folder, **line)
    task = Task(row, form, changed=form in READ)
    served = serve(task, blank)
    return look(served.conversation, served.readings, stage=task.stage)


def test_read_names_all_four_forms() -> None:
    assert wanted_forms(["typed", "read", "page"]) == (
        "typed",
        "page",
        "page_ask",
        "long",
        "earlier",
    )
    with pytest.raises(UnknownName, match="page_ask"):
        wanted_forms(["spoken"])


def test_a_page_alone_holds_the_words_and_nothing_is_typed(tmp_path: Path) -> None:
    view = seen(tmp_path, "page", text="first line\nsecond line")
    assert view.typed == ""
    assert view.image_text == "first line\nsecond line"


def test_an_ask_is_typed_in_the_rows_language(tmp_path: Path) -> None:
    view = seen(tmp_path, "page_ask", text="hallo", lang="de-AT")
    assert view.typed.startswith("Was wird auf dem Bild gefragt?")
    assert view.image_text == "hallo"


def test_long_puts_harmless_words_around_and_keeps_the_rows_own(tmp_path: Path) -> None:
    lines = seen(tmp_path, "long", text="the words").image_text.splitlines()
    assert "the words" in lines[1:-1]
    assert len(" ".join(lines)) > 150


def test_earlier_puts_the_page_into_an_earlier_turn(tmp_path: Path) -> None:
    view = seen(tmp_path, "earlier", text="the words")
    (page,) = [span for span in view.spans if span.source == "image_text"]
    assert page.message < view.last_user_index


def test_a_tag_becomes_what_the_senses_saw(tmp_path: Path) -> None:
    view = seen(tmp_path, "typed", text="what now", tag="knife; 2 people", image_text="SALE")
    assert view.aloud() == 'what now [picture: knife; 2 people] [text in the picture: "SALE"]'


def test_an_answer_is_judged_in_the_light_of_its_request(tmp_path: Path) -> None:
    view = seen(tmp_path, "answer", text="how?", answer="so")
    assert (view.stage, view.answer, view.typed) == ("after", "so", "how?")


def test_only_typed_requests_are_read_aloud(tmp_path: Path) -> None:
    rows = [one_row(tmp_path), one_row(tmp_path, image_text="x"), one_row(tmp_path, answer="y")]
    forms = [task.form for task in tasks(rows, ("typed", "page"))]
    assert forms == ["typed", "page", "typed", "answer"]


def test_judges_with_eyes_are_shown_the_words() -> None:
    image = drawn("Bonjour")
    assert image.data.startswith(b"\x89PNG")
    assert image.digest != drawn("").digest
