"""`clearsight ask`: a question about one or several pictures, guarded."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from clearsight.build import load_policy
from clearsight.cli import hashes
from clearsight.content import Conversation, Part, said, user
from clearsight.detect.chosen import chosen
from clearsight.errors import UsageError
from clearsight.guard import Guard
from clearsight.hashes import Screen, screen_of
from clearsight.ingest import Ingest, Limits
from clearsight.models import close
from clearsight.plain import plain
from clearsight.registry import get_model
from clearsight.roles import Means, Model
from clearsight.senses import Senses
from clearsight.settings import Settings
from clearsight.verdict import Finding, Reply, Step

PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".heif", ".avif", ".bmp", ".tif",
            ".tiff", ".svg", ".pdf"}  # fmt: skip
REFUSED = 3
JUDGES = "guard model to ask too: NAME:URL#MODEL, or 'words>NAME:URL#MODEL'; again for more"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "ask",
        help="ask about one or several pictures",
        description="Ask about pictures. Without a question the pictures are described.",
    )
    command.add_argument("items", nargs="+", metavar="PICTURE... [QUESTION]")
    command.add_argument("-q", "--question", help="the question, when it looks like a file name")
    models = "describer (default), tiny, http:URL#NAME, reader:URL#NAME"
    command.add_argument("--model", help=models)
    command.add_argument("--policy", help="preset (default, assistive, strict, measure) or file")
    command.add_argument("--judge", action="append", help=JUDGES)
    hashes.option(command)
    command.add_argument("--bare", action="store_true", help="no guard, to compare")
    command.add_argument("--chat", action="store_true", help="go on with follow-ups from stdin")
    command.add_argument("--trace", action="store_true", help="show every stage of the guard")
    command.add_argument("--json", action="store_true", help="one JSON object per answer")
    command.add_argument(
        "--frames", type=int, default=1, help="of an animation, how many to look at"
    )
    command.set_defaults(run=run, more=more)


def more(arguments: argparse.Namespace, rest: list[str]) -> list[str]:
    """Take pictures and a question that stand behind options; argparse stops at the first option.

    Returns:
        What is neither: options that we do not have.
    """
    unknown = [item for item in rest[: _end_of_options(rest)] if item.startswith("-")]
    if not unknown:
        arguments.items += [item for item in rest if item != "--"]
    return unknown


def _end_of_options(items: list[str]) -> int:
    return items.index("--") if "--" in items else len(items)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ask, print, and with --chat go on."""
    return asyncio.run(_run(arguments, settings))


async def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    paths, question = split(arguments.items, arguments.question)
    reader = Senses()
    means = Means(reader, settings.api_key)
    model: Model = get_model(arguments.model or settings.model, means)
    if arguments.bare:
        print("clearsight: no guard, nothing is judged", file=sys.stderr)
    else:
        policy = load_policy(arguments.policy or settings.policy)
        detectors = chosen(arguments.judge or settings.judges, settings.judge_api_key)
        model = Guard(model, detectors, policy, reader=reader)
    try:
        conversation = user(
            *await _open(paths, arguments.frames, screen_of(hashes.wanted(arguments, settings))),
            *([question] if question else []),
        )
        return await _talk(model, conversation, arguments)
    finally:
        await close(model)
        reader.close()


async def _open(paths: list[Path], frames: int, screen: Screen | None) -> list[Part]:
    with Ingest(Limits(max_frames=frames), screen=screen) as ingest:
        return [image for path in paths for image in await ingest.from_file(path)]


async def _talk(model: Model, conversation: Conversation, arguments: argparse.Namespace) -> int:
    reply = await model.reply(conversation)
    show(reply, arguments)
    if arguments.chat:
        for line in _follow_ups():
            conversation = conversation.then(said("assistant", reply.text), said("user", line))
            reply = await model.reply(conversation)
            show(reply, arguments)
    return REFUSED if reply.refusal else 0


def _follow_ups() -> Iterator[str]:
    while True:
        if sys.stdin.isatty():
            print("> ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()


def split(items: list[str], question: str | None) -> tuple[list[Path], str]:
    """Pictures and question of the command line; the question comes last.

    Raises:
        UsageError: no picture, or words between pictures.
    """
    is_picture = [Path(i).suffix.lower() in PICTURES or _is_file(i) for i in items]
    words = [item for item, picture in zip(items, is_picture, strict=True) if not picture]
    paths = [Path(item) for item, picture in zip(items, is_picture, strict=True) if picture]
    if question is not None:
        words.append(question)
    if not paths:
        raise UsageError(
            f"{items[0]!r} is no picture file; expected PICTURE... [QUESTION], "
            'as in: clearsight ask photo.jpg "What is this?"'
        )
    if len(words) > 1 or (words and question is None and is_picture[-1]):
        raise UsageError(
            f"expected one question behind the pictures, got {words}; put the question in quotes"
        )
    return paths, words[0] if words else ""


def _is_file(item: str) -> bool:
    try:
        return Path(item).is_file()
    except OSError:
        # Such as "File name too long": a question may be longer than any name.
        return False


def show(reply: Reply, arguments: argparse.Namespace) -> None:
    """Print one Reply: warnings first, then the answer, then the trace."""
    if arguments.json:
        record = plain(reply)
        if not arguments.trace:
            record.pop("trace")
        print(json.dumps(record, ensure_ascii=False), flush=True)
        return
    for notice in reply.verdict.notices if reply.verdict else ():
        print(f"Note: {notice.text}")
    print(reply.text, flush=True)
    if arguments.trace and reply.trace:
        print(f"\ntrace {reply.trace.id}  policy {reply.trace.policy}")
        for step in reply.trace.steps:
            print("\n".join(trace_lines(step)))


def places(finding: Finding, most: int = 4) -> str:
    """Where in which picture a finding stands, in per cent from the left and the top."""
    regions = finding.where.regions
    shown = [
        f"{r.message}.{r.part} ({100 * r.box.left:.0f}-{100 * r.box.right:.0f} % across, "
        f"{100 * r.box.top:.0f}-{100 * r.box.bottom:.0f} % down)"
        for r in regions[:most]
    ]
    rest = f" and {len(regions) - most} more" if len(regions) > most else ""
    return f"  in: {', '.join(shown)}{rest}" if shown else ""


def trace_lines(step: Step) -> Iterator[str]:
    """One step as indented lines."""
    yield f"  {step.name:<8}{step.wall_ms:8.1f} ms  {step.note}".rstrip()
    for failure in step.failures:
        yield f"    failed   {failure.part}: {failure.kind}: {failure.detail}"
    for finding in sorted(step.findings, key=lambda f: -f.score):
        kind = finding.category + (f" ({finding.detail})" if finding.detail else "")
        why = f"  by: {', '.join(finding.evidence)}" if finding.evidence else ""
        who = f"{finding.detector}@{finding.version}"
        yield f"    finding  {kind} {finding.score:.2f} {who}{why}{places(finding)}"
    if step.verdict:
        yield f"    verdict  {step.verdict.action}: {step.verdict.rule}: {step.verdict.reason}"
