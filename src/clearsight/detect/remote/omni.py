"""OpenAI's moderation endpoint (omni-moderation-latest), or any server with the same schema.

Schema: developers.openai.com/api/docs/guides/moderation. It judges one input, not a dialogue, and
takes one picture a request. It judges a picture for self-harm, sexual and violence alone, so the
text read from pictures goes along as text.
"""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from clearsight.aloud import View
from clearsight.content import Image
from clearsight.detect.remote.judge import Ask, Family, Judge, Told
from clearsight.detect.remote.shown import pictures, request_words, safe
from clearsight.errors import ModelError
from clearsight.verdict import MODERATION
from clearsight.wire import data_url

PATH = "/moderations"


def asks(view: View, model: str) -> Sequence[Ask]:
    """Before: the request read aloud, once with each picture so far. After: the answer alone."""
    words = safe(view.answer) if view.stage == "after" else request_words(view)
    images = pictures(view) if view.stage == "before" else []
    if not words and not images:
        return ()
    each: list[Image | None] = [place.image for place in images] or [None]
    return [Ask(PATH, functools.partial(body, model, words, image), read) for image in each]


def body(model: str, words: str, image: Image | None) -> Mapping[str, Any]:
    """The request's JSON."""
    parts: list[Mapping[str, Any]] = [{"type": "text", "text": words}] if words else []
    if image is not None:
        parts.append({"type": "image_url", "image_url": {"url": data_url(image)}})
    return {"model": model, "input": parts}


def read(body: object) -> Sequence[Told]:
    """`category_scores` under our names, which are theirs.

    Raises:
        ModelError: one of the thirteen scores is missing or no number from 0 to 1.
    """
    try:
        results = body["results"]  # type: ignore[index]
        scores = [result["category_scores"] for result in results]
        told = [Told(name, _score(one, name)) for one in scores for name in MODERATION]
    except (KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"the endpoint sent no moderation ({type(error).__name__})") from (error)
    if not told:
        raise ModelError("the endpoint sent no result; expected one for each input")
    return told


def _score(scores: Mapping[str, Any], name: str) -> float:
    value = scores[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ModelError(f"the score of {name} is no number from 0 to 1")
    return float(value)


COVERS = frozenset({*MODERATION, "sexual (image)"})
FAMILY = Family("omni", "1", COVERS, asks, model="omni-moderation-latest")


def make(argument: str, api_key: str | None) -> Judge:
    """The entry point `omni`; the argument is "BASE_URL" or "BASE_URL#MODEL"."""
    return Judge(FAMILY, argument, api_key=api_key)
