"""Moderations: omni-moderation's form, honest about what was looked at."""

from typing import Any

from clearsight.verdict import MODERATION
from tests.gateway.support import Running, call, image_part, picture, text_part
from tests.gateway.test_keys import secret


def moderate(server: Running, value: object, **headers: str) -> dict[str, Any]:
    answer = call(f"{server.url}/moderations", {"input": value}, headers=headers)
    assert answer.status == 200, answer.body
    body: dict[str, Any] = answer.json()
    return body


def results(server: Running, value: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = moderate(server, value)["results"]
    return found


def test_harmless_words_are_not_flagged(server: Running) -> None:
    (result,) = results(server, "A recipe for bread")
    assert result["flagged"] is False
    assert set(result["categories"]) == set(MODERATION)
    assert set(result["category_scores"]) == set(MODERATION)


def test_harmful_words_are_flagged_under_their_category(server: Running) -> None:
    (result,) = results(server, "FORBIDDEN")
    assert result["flagged"] is True
    assert [name for name, true in result["categories"].items() if true] == ["illicit"]
    assert result["category_scores"]["illicit"] == 0.99


def test_strings_are_judged_one_by_one(server: Running) -> None:
    flags = [result["flagged"] for result in results(server, ["fine", "FORBIDDEN", "fine"])]
    assert flags == [False, True, False]


def test_parts_are_judged_together_with_many_pictures(server: Running) -> None:
    parts = [text_part("FORBIDDEN"), *(image_part(picture(c)) for c in ("red", "blue", "tan"))]
    (result,) = results(server, parts)
    assert result["flagged"] is True


def test_image_is_applied_only_where_pixels_are_looked_at(real: Running) -> None:
    (result,) = results(real, [image_part(picture("tan"))])
    applied = result["category_applied_input_types"]
    assert applied["sexual"] == ["image"]
    assert all(types == [] for name, types in applied.items() if name != "sexual")


def test_words_in_a_picture_count_as_text(real: Running) -> None:
    (result,) = results(real, [image_part(picture("white", "HELLO"))])
    assert result["category_applied_input_types"]["hate"] == ["text"]
    assert result["category_applied_input_types"]["sexual"] == ["text", "image"]


def test_what_pixels_do_not_cover_is_said(server: Running, real: Running) -> None:
    blind = moderate(server, "x")["x_clearsight"]
    seeing = moderate(real, "x")["x_clearsight"]
    assert blind["pixels_cover"] == []
    assert seeing["pixels_cover"] == ["sexual"]
    assert "violence" in seeing["pixels_do_not_cover"]


def test_a_key_without_the_right_sees_no_scores(keyed: Running) -> None:
    bearer = f"Bearer {secret(keyed)}"
    body = moderate(keyed, "FORBIDDEN", Authorization=bearer)
    (result,) = body["results"]
    assert set(result["category_scores"].values()) == {0.0, 1.0}
    assert "findings" not in result["x_clearsight"]


def test_forms_that_are_not_understood_are_refused(server: Running) -> None:
    for value in (None, [], 3, [1], ["a", {}], [{"type": "video"}], [{"type": "image_url"}]):
        answer = call(f"{server.url}/moderations", {"input": value})
        assert answer.status == 400, value
        assert answer.json()["error"]["param"].startswith("input")


def test_an_unknown_moderation_model_is_refused(server: Running) -> None:
    answer = call(f"{server.url}/moderations", {"input": "x", "model": "gpt-none"})
    assert answer.status == 404
