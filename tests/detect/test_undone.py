"""What detectors have in common is worked out once for a view, and for each view anew."""

import pytest

from clearsight.aloud import View
from clearsight.detect import request
from clearsight.detect.around import earlier_turns
from clearsight.detect.fold import decoded
from clearsight.detect.hidden import revealed
from clearsight.detect.once import once
from clearsight.detect.people import PeopleDetector
from clearsight.detect.request import passages, undone
from tests.detect.support import asked, reading


def test_a_text_is_decoded_once_for_all_detectors(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def counting(text: str) -> str:
        seen.append(text)
        return decoded(text)

    monkeypatch.setattr(request, "decoded", counting)
    view = asked("w h o   i s   t h i s ?", reading(people=1))
    PeopleDetector().look(view)
    read, shown = undone(view, "w h o   i s   t h i s ?")
    assert read == decoded("w h o   i s   t h i s ?")
    assert shown == revealed("w h o   i s   t h i s ?")
    assert len(seen) == len(set(seen)) == 1
    undone(asked("w h o   i s   t h i s ?"), "w h o   i s   t h i s ?")
    assert len(seen) == 2


def test_what_a_view_holds_is_the_same_at_every_call() -> None:
    view: View = asked("Read it", reading("Open at nine"))
    assert passages(view) is passages(view)
    assert list(earlier_turns(view)) == list(earlier_turns(view))
    assert view == asked("Read it", reading("Open at nine"))


def test_an_error_is_not_kept() -> None:
    view = asked("Hello")
    with pytest.raises(ZeroDivisionError):
        once(view, "name", lambda: 1 // 0)
    assert once(view, "name", lambda: 7) == 7
    assert once(view, "name", lambda: 8) == 7
