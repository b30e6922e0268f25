"""`clearsight imaging`: make and change pictures, put pictures in place of words."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearsight.cli.ask import PICTURES
from clearsight.errors import UnknownName, UsageError
from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.imaging.item import Item

CORES = max(1, len(os.sched_getaffinity(0)))


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "imaging",
        help="make and change pictures, put pictures in place of words",
        description="Pictures with known truth. Each prints one JSON line per picture or row.",
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_render(actions)
    _add_transform(actions)
    _add_synonyms(actions)


def _add_render(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = actions.add_parser(
        "render", help="make pictures", description="Make pictures; a wrong NAME lists all names."
    )
    made.add_argument("name", metavar="NAME", help="such as menu, receipt, chart_bar, scene")
    made.add_argument("--count", type=int, default=1, help="pictures, from seed upwards")
    made.add_argument("--wear", metavar="STRENGTH", help="as if photographed: mild, medium, strong")
    made.add_argument(
        "--set", action="append", default=[], metavar="PART=VALUE", dest="given",
        help="a part of the content, as JSON or plain words, such as text='Mind the step'",
    )  # fmt: skip
    _add_output(made)
    made.set_defaults(run=_render)


def _add_transform(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    changed = actions.add_parser(
        "transform",
        help="change a picture, or words",
        description="Change a picture, draw words in a way, or respell them; a wrong NAME lists "
        "all names.",
    )
    changed.add_argument("source", metavar="PICTURE-OR-TEXT")
    changed.add_argument("name", metavar="NAME", help="such as rotated, tiles, curved, leet")
    changed.add_argument("--text", default="", help="what the picture says, to be kept as truth")
    _add_output(changed)
    changed.set_defaults(run=_transform)


def _add_output(action: argparse.ArgumentParser) -> None:
    action.add_argument("--seed", type=int, default=0)
    action.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="for the pictures")
    action.add_argument("--sheet", type=Path, metavar="FILE.png", help="a contact sheet of all")


def _add_synonyms(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    synonyms = actions.add_parser(
        "synonyms",
        help="put pictures in place of the weightiest phrases",
        description='One JSON line in ({"id", "text"}), one out: the conversation with one or two '
        "pictures, the text twin, licences; or an error that says why the row stayed as it was.",
    )
    synonyms.add_argument("input", type=Path, metavar="IN.jsonl")
    synonyms.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.jsonl")
    synonyms.add_argument(
        "--pictures", type=Path, metavar="DIR", help="else in the lines, as data URLs"
    )
    synonyms.add_argument("--index", type=Path, help="else the one that install-pictures built")
    synonyms.add_argument("--model", help="chooses the phrases; else our own judgement does")
    synonyms.add_argument("--seed", type=int, default=0)
    synonyms.add_argument("--any-licence", action="store_true", help="else only permissive ones")
    synonyms.add_argument("--engine", choices=["local", "ray"], default="local")
    synonyms.add_argument("--workers", type=int, default=CORES)
    synonyms.add_argument("--sheet", type=Path, metavar="FILE.png", help="a contact sheet of all")
    synonyms.set_defaults(run=_synonyms)


def _render(arguments: argparse.Namespace, settings: Settings) -> int:
    """Pictures of consecutive seeds; truth goes to stdout."""
    from tqdm import tqdm

    from clearsight.imaging.render import render
    from clearsight.imaging.wear import wear

    if not 1 <= arguments.count <= 100_000:
        raise UsageError(f"--count is {arguments.count}, expected 1 to 100000")
    given = dict(_given(pair) for pair in arguments.given)
    folder, shown = _folder(arguments.out), []
    seeds = range(arguments.seed, arguments.seed + arguments.count)
    for seed in tqdm(seeds, unit="picture", disable=not sys.stderr.isatty()):
        item = render(arguments.name, seed, **given)
        if arguments.wear:
            item = wear(item, seed, arguments.wear)
        _write(item, folder / f"{arguments.name}-{seed}.png")
        if arguments.sheet:
            shown.append(item)
    return _end(arguments.sheet, shown)


def _given(pair: str) -> tuple[str, Any]:
    name, equals, value = pair.partition("=")
    if not equals or not name:
        raise UsageError(f"--set {pair!r}: expected PART=VALUE, such as text='Mind the step'")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _transform(arguments: argparse.Namespace, settings: Settings) -> int:
    """One picture or text through one transform."""
    from clearsight.imaging.transform.pictures import PICTURE_TRANSFORMS
    from clearsight.imaging.transform.words import TEXT_TRANSFORMS, speak

    name, is_picture = arguments.name, Path(arguments.source).suffix.lower() in PICTURES
    if name in TEXT_TRANSFORMS and not is_picture:
        spoken = speak(arguments.source, name, arguments.seed)
        _print({"text": spoken.text, "twin": spoken.twin, "steps": spoken.steps})
        return 0
    known = [*PICTURE_TRANSFORMS, *([] if is_picture else TEXT_TRANSFORMS)]
    if name not in PICTURE_TRANSFORMS:
        raise UnknownName("transform", name, known)
    items = _changed(arguments, is_picture)
    folder = _folder(arguments.out)
    for number, item in enumerate(items):
        part = f"-{number}" if len(items) > 1 else ""
        _write(item, folder / f"{name}-{arguments.seed}{part}.png")
    return _end(arguments.sheet, items)


def _changed(arguments: argparse.Namespace, is_picture: bool) -> "list[Item]":
    from clearsight.imaging.transform.pictures import DRAWN, PICTURE_TRANSFORMS, from_text

    name, seed = arguments.name, arguments.seed
    if not is_picture:
        made = from_text(arguments.source, name, seed)
    elif name in DRAWN and not arguments.text:
        raise UsageError(f"{name} draws what a picture says; give it with --text")
    else:
        made = PICTURE_TRANSFORMS[name](_opened(arguments), seed)
    return made if isinstance(made, list) else [made]


def _opened(arguments: argparse.Namespace) -> "Item":
    from io import BytesIO

    import numpy as np
    from PIL import Image

    from clearsight.imaging.item import Item
    from clearsight.ingest import open_image

    image = open_image(arguments.source)
    with Image.open(BytesIO(image.data)) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    return Item(pixels, "file", arguments.seed, {"text": arguments.text})


def _synonyms(arguments: argparse.Namespace, settings: Settings) -> int:
    """A file of rows; the exit code says whether the run came to its end, not what was skipped."""
    from clearsight.imaging.index import default_path
    from clearsight.imaging.synonyms import Options
    from clearsight.imaging.synonyms.lines import Job
    from clearsight.imaging.synonyms.run import run

    if arguments.sheet and not arguments.pictures:
        raise UsageError("--sheet shows the pictures of a folder; give --pictures DIR too")
    job = Job(
        (arguments.index or default_path()).resolve(), arguments.pictures,
        Options(arguments.seed, permissive=not arguments.any_licence),
        arguments.model, settings.api_key,
    )  # fmt: skip
    ran = run(
        arguments.input, arguments.output, job, engine=arguments.engine,
        workers=max(1, arguments.workers), progress=sys.stderr.isatty(),
    )  # fmt: skip
    if arguments.sheet:
        _end(arguments.sheet, _items(arguments.output, arguments.pictures))
    print(
        f"clearsight: {ran.rows} rows, {ran.made} with pictures, {ran.pictures} different "
        f"pictures, {ran.seconds:.1f} s",
        file=sys.stderr,
    )
    return 0


def _items(rows: Path, folder: Path, most: int = 400) -> "list[Item]":
    """The different pictures of an output file, named by what they stand for."""
    from io import BytesIO

    import numpy as np
    from PIL import Image

    from clearsight.imaging.item import Item

    items: dict[str, Item] = {}
    with rows.open(encoding="utf-8") as lines:
        for slot in (slot for line in lines for slot in json.loads(line)["slots"]):
            if slot["digest"] not in items and len(items) < most:
                data = (folder / f"{slot['digest']}.png").read_bytes()
                with Image.open(BytesIO(data)) as picture:
                    pixels = np.asarray(picture.convert("RGB"))
                items[slot["digest"]] = Item(pixels, slot["phrase"], 0, {"text": ""})
    return list(items.values())


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {path} cannot be made: {error.strerror}") from error
    return path


def _write(item: "Item", path: Path) -> None:
    path.write_bytes(item.png())
    _print({"file": str(path), "kind": item.kind, "seed": item.seed, "truth": item.truth,
            "steps": item.steps, "sources": item.sources})  # fmt: skip


def _print(record: dict[str, Any]) -> None:
    print(json.dumps(record, ensure_ascii=False), flush=True)


def _end(path: Path | None, items: "Iterable[Item]") -> int:
    from clearsight.imaging.sheet import sheet

    shown: Sequence[Item] = list(items)
    if path is not None and shown:
        path.write_bytes(sheet(shown).png())
    return 0
