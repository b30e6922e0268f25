"""The texts that users read, in ten languages: refusals, warnings, and the words for help.

One TOML file a language. A text is looked up by its id; no id is ever filled from another language.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from clearsight.errors import PolicyError

LANGUAGES = ("en", "zh", "es", "fr", "de", "ar", "hi", "pt", "ru", "ja")
REFUSALS = (
    "identify",
    "sensitive_trait",
    "ungrounded",
    "illicit",
    "sexual",
    "sexual_minors",
    "violence",
    "hate",
    "self_harm_support",
    "self_harm_instructions",
    "injection",
    "captcha",
    "geolocate",
    "privacy",
    "explicit_image",
    "unscannable",
    "guard_error",
    "timeout",
)
WARNINGS = ("medical", "mobility", "allergen", "poison", "electric_fire", "money_id")
INSERTS = ("offer_person", "someone_near", "helpline")  # stand inside other texts
IDS = (*REFUSALS, *WARNINGS, *INSERTS)
UNSPACED = ("zh", "ja")  # written without spaces: limits count characters
MOST_WORDS = {"refusal": 40, "warning": 30}
MOST_CHARACTERS = {"refusal": 80, "warning": 60}


def spoken(language: str) -> str:
    """The language whose texts are used: "pt-BR" -> "pt", a language we lack -> "en"."""
    tag = language.lower().replace("_", "-").partition("-")[0]
    return tag if tag in LANGUAGES else "en"


def packaged() -> dict[str, dict[str, str]]:
    """The texts of the package: language -> id -> text.

    Raises:
        PolicyError: a text is missing, unknown or too long.
    """
    texts = {language: _read(language) for language in LANGUAGES}
    for language, by_id in texts.items():
        missing = [one for one in IDS if one not in by_id]
        if missing:
            raise PolicyError(f"wording/{language}.toml lacks {', '.join(missing)}. Add them.")
        for one, text in by_id.items():
            check(language, one, text)
    return texts


def check(language: str, one: str, text: object) -> None:
    """Check one text against the ids and the length limits.

    Raises:
        PolicyError: unknown language or id, no text, or a text that is too long to be read aloud.
    """
    if language not in LANGUAGES:
        raise PolicyError(f"wording for {language!r}: expected one of {', '.join(LANGUAGES)}.")
    if one not in IDS:
        raise PolicyError(f"wording.{language}.{one}: no such text; known: {', '.join(IDS)}.")
    if not isinstance(text, str) or not text.strip():
        raise PolicyError(f"wording.{language}.{one} is {text!r}; expected a text.")
    kind = "warning" if one in WARNINGS else "refusal"
    limits = MOST_CHARACTERS if language in UNSPACED else MOST_WORDS
    if length(language, text) > limits[kind]:
        unit = "characters" if language in UNSPACED else "words"
        raise PolicyError(
            f"wording.{language}.{one} has {length(language, text)} {unit}; "
            f"expected at most {limits[kind]}. Shorten it: it is read aloud to people."
        )


def length(language: str, text: str) -> int:
    """Words, or characters without spaces where words are not spaced."""
    return len("".join(text.split())) if language in UNSPACED else len(text.split())


def filled(
    texts: Mapping[str, Mapping[str, str]], helpline: Mapping[str, str], *, person_on_call: bool
) -> dict[str, dict[str, str]]:
    """The texts that stand alone, with {helpline} and {person} filled in.

    Args:
        helpline: the deployer's own, by language, and under "any" for all other languages.
        person_on_call: whether a person can really join; nobody is offered who is not there.
    """
    out: dict[str, dict[str, str]] = {}
    for language, by_id in texts.items():
        line = helpline.get(language, helpline.get("any", by_id["helpline"]))
        person = by_id["offer_person" if person_on_call else "someone_near"]
        out[language] = {
            one: text.replace("{helpline}", line).replace("{person}", person)
            for one, text in by_id.items()
            if one not in INSERTS
        }
    return out


def _read(language: str) -> dict[str, str]:
    source = files(__name__).joinpath(f"{language}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
