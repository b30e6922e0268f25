"""What a judge's endpoint sent, as words and probabilities. Pure functions.

Chat completions: platform.openai.com/docs/api-reference/chat/object; completions: the same site's
/completions/object. vLLM sends both forms.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clearsight.errors import ModelError


@dataclass(frozen=True, slots=True)
class Token:
    """One token of an answer.

    Attributes:
        top: log probability of each likely token at this place, this one included.
    """

    text: str
    top: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer; `tokens` is empty when the endpoint gave no log probabilities."""

    text: str
    tokens: tuple[Token, ...] = ()


def chat(body: object) -> Heard:
    """The answer inside a chat completion.

    Raises:
        ModelError: the body is none.
    """
    try:
        choice = body["choices"][0]  # type: ignore[index]
        text = choice["message"]["content"]
        listed = (choice.get("logprobs") or {}).get("content") or ()
        tokens = tuple(_token(one) for one in listed)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise _no_completion("chat completion", error) from error
    return Heard(_text(text), tokens)


def completion(body: object) -> Heard:
    """The answer inside a completion.

    Raises:
        ModelError: the body is none.
    """
    try:
        choice = body["choices"][0]  # type: ignore[index]
        text = choice["text"]
        found = choice.get("logprobs") or {}
        pairs = zip(found.get("tokens") or (), found.get("top_logprobs") or (), strict=False)
        tokens = tuple(
            Token(_text(token), {str(k): _number(v) for k, v in (top or {}).items()})
            for token, top in pairs
        )
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise _no_completion("completion", error) from error
    return Heard(_text(text), tokens)


def shares(heard: Heard, labels: Sequence[str], *, after: str = "") -> dict[str, float] | None:
    """How probable each label was at the place of the first one behind `after`; they add to 1.

    A label may be cut into tokens: a token counts for the one label that it begins or completes.

    Returns:
        None when the endpoint gave no log probabilities for that place.
    """
    token = _behind(heard.tokens, after)
    if token is None:
        return None
    found = dict.fromkeys(labels, 0.0)
    for text, log_probability in token.top.items():
        word = text.strip().lower()
        fits = [label for label in labels if word and _fits(word, label.lower())]
        if len(fits) == 1:
            found[fits[0]] += math.exp(min(log_probability, 0.0))
    total = sum(found.values())
    return {label: share / total for label, share in found.items()} if total > 0 else None


def unreadable(heard: Heard, expected: str) -> ModelError:
    """The error for an answer that is not in its form; it repeats nothing of the answer."""
    return ModelError(
        f"the answer of {len(heard.text)} characters is not in its form; expected {expected}. Is "
        "the model behind the endpoint the one that this judge is for, and is it served with its "
        "own chat template?"
    )


def _fits(word: str, label: str) -> bool:
    return label.startswith(word) or word.startswith(label)


def _behind(tokens: Sequence[Token], after: str) -> Token | None:
    whole = "".join(token.text for token in tokens)
    start = whole.find(after)
    if start < 0:
        return None
    place = 0
    for token in tokens:
        if place >= start + len(after) and token.text.strip():
            return token
        place += len(token.text)
    return None


def _token(one: Mapping[str, Any]) -> Token:
    top = {str(other["token"]): _number(other["logprob"]) for other in one["top_logprobs"] or ()}
    text = _text(one["token"])
    return Token(text, {text: _number(one["logprob"]), **top})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ModelError(f"the answer is a {type(value).__name__}, expected text")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        raise ModelError("a log probability of the answer is no number")
    return float(value)


def _no_completion(what: str, error: Exception) -> ModelError:
    return ModelError(f"the endpoint sent no {what} ({type(error).__name__})")
