"""Checks of an installation: each is a value, so that a command or a page can show it."""

import asyncio
import importlib.util
import io
import platform
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import requires, version
from typing import Literal

from clearsight import registry, weights
from clearsight.build import guarded, load_policy
from clearsight.content import user
from clearsight.errors import ClearsightError, MissingExtra
from clearsight.ingest import Ingest
from clearsight.senses import Senses, get_senses, tesseract

TESSERACT_LANGUAGES = {"eng", "osd", *tesseract.EXPECTED}
TESSERACT_FIX = (
    "apt-get install tesseract-ocr tesseract-ocr-rus tesseract-ocr-ukr tesseract-ocr-ara "
    "tesseract-ocr-hin tesseract-ocr-kor tesseract-ocr-heb"
)
TESSERACT_S = 20.0
DRAWN_WORDS = "CLEARSIGHT reads 4250"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        state: "ok"; "missing" for something optional; "broken" for something needed.
        fix: what to do, for states other than "ok".
    """

    name: str
    state: Literal["ok", "missing", "broken"]
    detail: str
    fix: str = ""


async def checks(policy: str) -> list[Check]:
    """All checks, the self-test last."""
    found = [*_python(), *_weights(), _tesseract(), _heic(), *_parts(), _policy(policy)]
    return [*found, await _self_test(policy)]


def _python() -> Iterator[Check]:
    yield Check("python", "ok", platform.python_version())
    needed = [r.split(";")[0] for r in requires("clearsight") or () if "extra ==" not in r]
    for requirement in needed:
        name = requirement.split("[")[0]
        for sign in "<>=~! ":
            name = name.split(sign)[0]
        try:
            yield Check(f"package {name}", "ok", version(name))
        except ImportError:
            fix = f"pip install '{requirement}'"
            yield Check(f"package {name}", "broken", "not installed", fix)


def _weights() -> Iterator[Check]:
    for name, weight in weights.table().items():
        optional = weight.place == "user"
        if optional and not weights.installed(name):
            yield Check(f"weights {name}", "missing", "optional, not installed", weight.fix)
            continue
        try:
            weights.locate(name)
        except ClearsightError as error:
            yield Check(f"weights {name}", "broken", str(error), weight.fix)
        else:
            size = f"{weight.bytes / 1e6:.1f} MB, {weight.licence}, sha256 as measured"
            yield Check(f"weights {name}", "ok", size)


def _tesseract() -> Check:
    path = shutil.which("tesseract")
    if path is None:
        lost = "not installed: Cyrillic, Arabic, Devanagari, Hebrew and Korean text cannot be read"
        return Check("tesseract", "missing", lost, TESSERACT_FIX)
    try:
        listed = subprocess.run(
            [path, "--list-langs"], capture_output=True, text=True, timeout=TESSERACT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError) as error:
        detail = f"{path} --list-langs does not work: {type(error).__name__}"
        return Check("tesseract", "broken", detail, f"reinstall it: {TESSERACT_FIX}")
    lacking = sorted(TESSERACT_LANGUAGES - set(listed.stdout.split()))
    if lacking:
        return Check("tesseract", "missing", f"lacks {', '.join(lacking)}", TESSERACT_FIX)
    return Check("tesseract", "ok", f"{path} with {', '.join(sorted(TESSERACT_LANGUAGES))}")


def _heic() -> Check:
    if importlib.util.find_spec("pi_heif") is None:
        fix = "pip install 'clearsight[heic]'"
        return Check("heic", "missing", "HEIC photos of iPhones cannot be opened", fix)
    return Check("heic", "ok", "HEIC photos can be opened")


def _parts() -> Iterator[Check]:
    """Every registered part loads."""
    made: tuple[tuple[registry.Kind, Callable[[str], object]], ...] = (
        ("detectors", lambda name: registry.get_detectors(name)),
        ("models", lambda name: registry.factory("models", name)),
        ("judges", lambda name: registry.factory("judges", name)),
        ("senses", lambda name: get_senses(name)),
    )
    for kind, make in made:
        for name in registry.names(kind):
            try:
                make(name)
            except MissingExtra as error:
                yield Check(f"{kind[:-1]} {name}", "missing", str(error))
            except Exception as error:  # noqa: BLE001  a plug-in may raise whatever it likes
                yield Check(f"{kind[:-1]} {name}", "broken", f"{type(error).__name__}: {error}")
            else:
                yield Check(f"{kind[:-1]} {name}", "ok", "loads")


def _policy(name: str) -> Check:
    try:
        policy = load_policy(name)
    except ClearsightError as error:
        return Check("policy", "broken", str(error))
    return Check("policy", "ok", f"{policy.name}@{policy.digest}")


async def _self_test(policy: str) -> Check:
    """Draw a picture, ask the guarded describer what it says, look for the words."""
    start = time.perf_counter()
    senses: Senses | None = None
    try:
        senses = Senses()
        with Ingest() as ingest:
            (image,) = await ingest.from_bytes(drawn())
        guard = guarded("describer", policy=policy, reader=senses)
        reply = await asyncio.wait_for(guard.reply(user("What does it say?", image)), 60)
    except Exception as error:  # noqa: BLE001  whatever breaks here is what doctor is asked for
        return Check("self-test", "broken", f"{type(error).__name__}: {error}")
    finally:
        if senses is not None:
            senses.close()
    seconds = time.perf_counter() - start
    if DRAWN_WORDS not in reply.text:
        detail = f"a picture of the words {DRAWN_WORDS!r} gave the answer {reply.text[:200]!r}"
        return Check("self-test", "broken", detail, "report this with the output of doctor --json")
    return Check("self-test", "ok", f"read {DRAWN_WORDS!r} from a drawn picture in {seconds:.1f} s")


def drawn() -> bytes:
    """A PNG of DRAWN_WORDS."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (640, 160), "white")
    font = ImageFont.load_default(44)
    ImageDraw.Draw(picture).text((40, 50), DRAWN_WORDS, fill="black", font=font)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
