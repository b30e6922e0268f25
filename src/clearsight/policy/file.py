"""Reading `policy.toml`: presets that extend each other, unknown keys as errors, one digest.

A file holds `[presets.NAME]` tables, each complete or with `extends = "PRESET"`, and may hold
`[switches.NAME]` definitions and `[wording.LANGUAGE]` texts of its own. `docs/policy.md` has the
keys in prose.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from clearsight import wording
from clearsight.errors import PolicyError, UnknownName
from clearsight.policy.check import preset_rules, switch_definitions
from clearsight.policy.rules import Rules
from clearsight.policy.table import Table

PACKAGED = "the packaged policy.toml"
TOP_KEYS = ("presets", "switches", "wording")


def read_effective(path: Path | None, preset: str) -> dict[str, Any]:
    """All that is in effect of one preset: its merged tables, the switches, the wording.

    Raises:
        UnknownName: the file has no such preset.
        PolicyError: the file is not there, not TOML, or extends something that is not there.
    """
    base = _packaged()
    own = base if path is None else _own(path)
    place = PACKAGED if path is None else str(path)
    if preset not in own.get("presets", {}):
        raise UnknownName("preset", preset, list(own.get("presets", {})))
    body = _extended(preset, own["presets"], base["presets"], place)
    definitions = {**base["switches"], **own.get("switches", {})}
    texts = _texts(own.get("wording", {}) if path is not None else {}, place)
    return {"preset": body, "switches": definitions, "wording": texts}


def rules_of(effective: Mapping[str, Any], preset: str, place: str) -> Rules:
    """The rules that `read_effective` describes, checked.

    Raises:
        PolicyError: they cannot be applied as written.
    """
    switches = switch_definitions(Table(effective["switches"], f"{place}: switches"))
    table = Table(effective["preset"], f"{place}: presets.{preset}")
    return preset_rules(table, switches, effective["wording"])


def digest(effective: Mapping[str, Any]) -> str:
    """8 hexadecimal digits of the SHA-256 of all that is in effect."""
    canonical = json.dumps(effective, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:8]


def _packaged() -> dict[str, Any]:
    text = files("clearsight.policy").joinpath("policy.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _own(path: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PolicyError(f"policy file {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"policy file {path} is not TOML: {error}.") from error
    except RecursionError as error:
        raise PolicyError(f"policy file {path} is nested too deeply.") from error
    Table(raw, str(path)).only(TOP_KEYS)
    for key in TOP_KEYS:
        Table(raw, str(path)).table(key)
    return raw


def _extended(
    preset: str, own: Mapping[str, Any], base: Mapping[str, Any], place: str
) -> dict[str, Any]:
    """A preset on top of what it extends, nearest last; a name means the file's own preset first,
    except that a preset which extends its own name means the packaged one."""
    chain: list[Mapping[str, Any]] = []
    seen: list[tuple[bool, str]] = []
    name, packaged = preset, False
    while True:
        if (packaged, name) in seen:
            raise PolicyError(f"{place}: presets.{preset} extends itself in a circle at {name!r}.")
        seen.append((packaged, name))
        body = Table(base if packaged else own, f"{place}: presets").table(name)
        chain.append(body.raw)
        if "extends" not in body.raw:
            break
        parent = body.text("extends")
        packaged = packaged or parent == name or parent not in own
        if packaged and parent not in base:
            raise UnknownName("preset", parent, [*own, *base])
        name = parent
    merged: dict[str, Any] = {}
    for body_raw in reversed(chain):
        merged = merge(merged, {k: v for k, v in body_raw.items() if k != "extends"})
    return merged


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables merge key by key; anything else is replaced."""
    out = dict(below)
    for key, value in above.items():
        old = out.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        out[key] = merge(old, value) if both and isinstance(old, dict) else value
    return out


def _texts(own: Mapping[str, Any], place: str) -> dict[str, dict[str, str]]:
    texts = wording.packaged()
    for language in own:
        by_id = Table(own, f"{place}: wording").table(language).raw
        for one, text in by_id.items():
            wording.check(language, one, text)
            texts[language][one] = text
    return texts
