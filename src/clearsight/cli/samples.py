"""`clearsight samples`: judge again what was kept, sealed, under another policy or newer weights.

Whoever opens a sample is recorded in the audit first, with their name: no record, no sample.
"""

import argparse
import asyncio
import getpass
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearsight.cli.audit import default_folder as audit_folder
from clearsight.cli.audit import moment
from clearsight.cli.policy import report
from clearsight.errors import UsageError
from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.samples import Sample, SampleFolder

Action = Callable[[argparse.Namespace, Settings], int]


def default_folder() -> Path:
    """Where `clearsight serve` keeps samples unless it is told otherwise."""
    from clearsight.store import data_folder

    return data_folder() / "samples"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "samples",
        help="judge again what a server kept, sealed",
        description="What `clearsight serve --keep-samples-days N` kept. Content is shown by "
        "`show` alone; every use is recorded in the audit. See docs/samples.md.",
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="what is kept: ids, verdicts, sizes; no content")
    listing.add_argument("--json", action="store_true")
    judge = actions.add_parser("judge", help="what would be decided today, and what would change")
    judge.add_argument("policy", help="preset or file")
    judge.add_argument("--since", metavar="DATE", help="such as 2026-05-01, UTC")
    judge.add_argument("--json", action="store_true")
    show = actions.add_parser("show", help="print one sample with its content")
    show.add_argument("sample", help="as in `samples list`")
    show.add_argument("--pictures", type=Path, metavar="FOLDER", help="write its pictures there")
    delete = actions.add_parser("delete", help="delete samples")
    delete.add_argument("sample", nargs="*", help="as in `samples list`")
    delete.add_argument("--before", metavar="DATE", help="those kept before then, UTC")
    delete.add_argument("--all", action="store_true")
    table = ((listing, _list), (judge, _judge), (show, _show), (delete, _delete))
    for parser, action in table:
        parser.add_argument("--folder", type=Path, help="else the server's own")
        parser.add_argument("--audit", type=Path, metavar="FOLDER", help="else the server's own")
        who = {"required": True} if action is _show else {"default": getpass.getuser()}
        parser.add_argument("--by", **who, help="who it is, for the audit")
        parser.add_argument("--reason", default="", required=action is _show, help="for the audit")
        parser.set_defaults(run=run, do=action)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Do one thing with the samples of a server."""
    from clearsight.samples import SampleFolder

    arguments.folder = arguments.folder or default_folder()
    if not arguments.folder.is_dir():
        raise UsageError(
            f"{arguments.folder} holds no samples: none are kept unless a server is started with "
            f"--keep-samples-days, and there they lie where its --samples says"
        )
    SampleFolder(arguments.folder).tidy(time.time())
    action: Action = arguments.do
    return action(arguments, settings)


def _opened(arguments: argparse.Namespace, settings: Settings, **what: Any) -> "SampleFolder":
    """The folder with its key, once the audit tells who opens it."""
    from clearsight.samples import SampleFolder, key_of

    key = key_of(settings.samples_key)
    _recorded(arguments, settings, **what)
    return SampleFolder(arguments.folder, key)


def _recorded(arguments: argparse.Namespace, settings: Settings, **what: Any) -> None:
    from clearsight.audit import AuditLog
    from clearsight.deployment.audit import secret_there

    folder = arguments.audit or audit_folder(settings)
    log = AuditLog(folder, secret_there(settings.pepper))
    said = {"act": arguments.action, "by": arguments.by, "reason": arguments.reason}
    try:
        log.append({"kind": "samples", **said, **what})
    finally:
        log.close()


def _each(folder: "SampleFolder", since_s: float = 0.0) -> "Iterator[tuple[str, Sample]]":
    from clearsight.samples import from_bytes
    from clearsight.samples.sealed import kept_at_s

    for name in folder.names():
        if kept_at_s(name) >= since_s:
            yield name, from_bytes(folder.open(name))


def _list(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.samples.sealed import until_s

    folder = _opened(arguments, settings)
    rows: list[dict[str, Any]] = []
    for name, sample in _each(folder):
        talk = sample.conversation
        rows.append({
            "sample": name, "request": sample.request, "at_s": sample.at_s,
            "until_s": until_s(name), "door": sample.door, "caller": sample.caller,
            "policy": sample.policy, "turns": len(talk.messages), "pictures": len(talk.images),
            "chars": sum(len(message.text) for message in talk),
            "choices": [[choice.action, choice.rule] for choice in sample.choices],
        })  # fmt: skip
    if arguments.json:
        print(json.dumps(rows, indent=1))
        return 0
    for row in rows:
        decided = ", ".join(f"{action} ({rule})" for action, rule in row["choices"])
        print(f"{row['sample']} {_when(row['at_s'])} {row['request']} {decided}; {row['turns']} "
              f"turns, {row['pictures']} pictures, {row['chars']} characters")  # fmt: skip
    print(f"{len(rows)} samples in {arguments.folder}")
    return 0


def _judge(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.build import load_policy

    policy = load_policy(arguments.policy)
    since_s = moment(arguments.since) if arguments.since else 0.0
    name = f"{policy.name}@{policy.digest}"
    folder = _opened(arguments, settings, policy=name)
    report(asyncio.run(_again(folder, arguments.policy, settings, since_s)), name,
           as_lines=not arguments.json)  # fmt: skip
    return 0


async def _again(folder: "SampleFolder", policy: str, settings: Settings, since_s: float) -> Any:
    from clearsight import models
    from clearsight.audit.trial import Trial
    from clearsight.build import guarded
    from clearsight.samples import Replays, judged

    found = Trial()
    guard = guarded(Replays(), policy=policy, judges=settings.judges,
                    judge_api_key=settings.judge_api_key)  # fmt: skip
    try:
        for name, sample in _each(folder, since_s):
            for was, now in await judged(guard, sample):
                found.note(name, sample.at_s, was, now)
    finally:
        await models.close(guard)
        close = getattr(guard.reader, "close", None)
        if close is not None:
            close()
    return found


def _show(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.samples import from_bytes
    from clearsight.samples.sample import shown

    folder = _opened(arguments, settings, sample=arguments.sample)
    sample = from_bytes(folder.open(arguments.sample))
    written: list[str] = []
    if arguments.pictures is not None:
        for number, image in enumerate(sample.conversation.images):
            path = arguments.pictures / f"{arguments.sample}-{number}.{image.media_type[6:]}"
            path.write_bytes(image.data)
            written.append(str(path))
    print(json.dumps(shown(sample, written), indent=1, ensure_ascii=False))
    return 0


def _delete(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.samples import SampleFolder
    from clearsight.samples.sealed import kept_at_s

    if sum((bool(arguments.sample), bool(arguments.before), arguments.all)) != 1:
        raise UsageError("what is to be deleted? Give names, or --before DATE, or --all")
    folder = SampleFolder(arguments.folder)
    names = arguments.sample or folder.names()
    if arguments.before:
        before_s = moment(arguments.before)
        names = [name for name in names if kept_at_s(name) < before_s]
    _recorded(arguments, settings, samples=len(names))
    gone = [name for name in names if folder.delete(name)]
    print(f"deleted {len(gone)} samples")
    missing = set(names) - set(gone)
    if missing and arguments.sample:
        raise UsageError(f"there is no sample {min(missing)!r}; see: clearsight samples list")
    return 0


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="minutes")
