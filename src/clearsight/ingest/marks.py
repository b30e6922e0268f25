"""What a file says about its own origin, found before its metadata is dropped.

Marks can be forged and stripped; none proves anything, and absence never means authentic. Names,
places, dates and prompts are left behind: only the tool, the camera's model and the declared kind
of source are taken. Signatures of content credentials are not verified here.

Sources: C2PA 2.1 (JUMBF boxes, `claim_generator`), IPTC Photo Metadata 2023.1
(Iptc4xmpExt:DigitalSourceType), PNG 1.2 section 11.3.4, Exif 2.32 tags 0x010F, 0x0110, 0x0131.
"""

import re
from collections.abc import Iterator

from clearsight.ingest.containers import Parts

KINDS = ("c2pa", "iptc_digital_source_type", "generator", "camera", "background")
MAX_VALUE_CHARS = 200
MAX_MARKS = 16
_SOURCE_TYPE = re.compile(rb"digitalsourcetype/([A-Za-z]{3,60})")
_CREATOR_TOOL = re.compile(rb"""xmp:CreatorTool(?:>|\s*=\s*["'])([^<"']{1,200})""")
# Keys that picture generators write; their text is the user's prompt, so only the key is reported.
_PROMPT_KEYS = {"parameters", "prompt", "workflow", "dream", "sd-metadata", "invokeai_metadata"}
_TOOL_KEYS = {"software", "generator", "source"}


def find(parts: Parts, exif: dict[int, object]) -> list[tuple[str, str]]:
    """Kind and value of each mark, without repeats, at most 16 of 200 characters.

    Args:
        exif: the tags of the file's main Exif directory.
    """
    found = [*_c2pa(parts), *_xmp(parts.xmp), *_texts(parts), *_exif(exif)]
    clean = ((kind, tidy(value)) for kind, value in found)
    return list(dict.fromkeys(mark for mark in clean if mark[1]))[:MAX_MARKS]


def tidy(value: str) -> str:
    """One printable line of at most 200 characters: the file's author chose this text, not we."""
    line = "".join(char if char.isprintable() else " " for char in value)
    return " ".join(line.split())[:MAX_VALUE_CHARS]


def _c2pa(parts: Parts) -> Iterator[tuple[str, str]]:
    if not parts.has_c2pa:
        return
    maker = _cbor_text(parts.c2pa, b"claim_generator") or _cbor_text(parts.c2pa, b"name")
    yield "c2pa", f"content credentials by {maker}" if maker else "content credentials"
    yield from _source_types(parts.c2pa)


def _cbor_text(block: bytes, key: bytes) -> str:
    """Text that follows a text key in CBOR (RFC 8949, major type 3); "" when there is none."""
    at = block.find(bytes([0x60 + len(key)]) + key)
    value = block[at + 1 + len(key) :] if at >= 0 else b""
    if not value or value[0] >> 5 != 3:
        return ""
    skip = {24: 2, 25: 3}.get(value[0] & 31, 1)
    length = int.from_bytes(value[1:skip], "big") if skip > 1 else value[0] & 31
    return value[skip : skip + min(length, MAX_VALUE_CHARS)].decode("utf-8", "replace")


def _source_types(block: bytes) -> Iterator[tuple[str, str]]:
    for name in _SOURCE_TYPE.findall(block):
        yield "iptc_digital_source_type", name.decode("ascii")


def _xmp(packet: bytes) -> Iterator[tuple[str, str]]:
    # Regular expressions, no XML parser: entities and nesting have nothing to expand in.
    yield from _source_types(packet)
    for tool in _CREATOR_TOOL.findall(packet):
        yield "generator", tool.decode("utf-8", "replace")


def _texts(parts: Parts) -> Iterator[tuple[str, str]]:
    for key, text in parts.texts:
        if key.lower() in _PROMPT_KEYS:
            yield "generator", f"a note named {key!r}, as picture generators write"
        elif key.lower() in _TOOL_KEYS:
            yield "generator", text


def _exif(exif: dict[int, object]) -> Iterator[tuple[str, str]]:
    words = {tag: value for tag, value in exif.items() if isinstance(value, str)}
    if software := words.get(0x0131):
        yield "generator", software
    if camera := " ".join(words[tag] for tag in (0x010F, 0x0110) if tag in words):
        yield "camera", camera
