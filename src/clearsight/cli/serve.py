"""`clearsight serve`: the OpenAI-compatible API and the pages, in one or several processes."""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from clearsight.cli import doors, hashes
from clearsight.errors import UsageError
from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.deployment import ServeSettings
    from clearsight.samples import Retained

JUDGES = "guard model to ask too: NAME:URL#MODEL, or 'words>NAME:URL#MODEL'; again for more"
MODELS = "describer (default), tiny, http:URL#NAME, reader:URL#NAME; again for more models"

MOST_ANSWERS = 5


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "serve",
        help="serve the OpenAI-compatible API and the pages",
        description="Serve the API and the pages. Without any key (clearsight keys create) only "
        "this machine is answered.",
    )
    command.add_argument("--model", action="append", help=MODELS)
    command.add_argument("--policy", help="preset (default, assistive, strict, measure) or file")
    command.add_argument("--judge", action="append", help=JUDGES)
    hashes.option(command)
    command.add_argument("--audit", metavar="FOLDER", help="where decisions are recorded, or off")
    command.add_argument("--audit-best-effort", action="store_true",
                         help="answer also while the audit cannot be written")  # fmt: skip
    command.add_argument("--compare-answers", metavar="N", type=int, default=1,
                         help="the page asks a model that samples N times, 1 to 5, and says "
                         "what the other answers do not bear out; costs N times as much "
                         "(default: 1)")  # fmt: skip
    command.add_argument("--shadow-policy", metavar="POLICY",
                         help="record what this one would have decided, too")  # fmt: skip
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8000)
    command.add_argument("--workers", type=int, default=1, help="processes")
    command.add_argument("--database", help="sqlite:////path or postgresql://user@host/name")
    doors.options(command)
    command.add_argument("--allow-addresses", action="store_true",
                         help="fetch pictures that requests name by https address")  # fmt: skip
    command.add_argument("--no-auth", action="store_true",
                         help="answer without keys, whoever asks")  # fmt: skip
    command.add_argument(
        "--pages", action="store_true", help="open the pages to other machines; they ask for no key"
    )
    command.add_argument("--keep-responses-h", type=float, default=24.0, metavar="HOURS",
                         help="how long turns are kept, sealed, for previous_response_id; "
                         "0 keeps none")  # fmt: skip
    command.add_argument("--retention", metavar="TIMES",
                         help="how long stays what users of the pages chose to have kept; default "
                         "photo=1h most=24h text=30d")  # fmt: skip
    command.add_argument("--vault-room", metavar="SIZES",
                         help="how much of it there may be; default all=2GiB "
                         "session=64MiB")  # fmt: skip
    command.add_argument("--keep-samples-days", type=float, default=0.0, metavar="N",
                         help="keep requests and answers, sealed, to be judged again "
                         "(docs/samples.md); 0 keeps none")  # fmt: skip
    command.add_argument("--samples", type=Path, metavar="FOLDER", help="where they lie")
    command.add_argument("--samples-mib", type=int, default=500, metavar="N",
                         help="how much they may take; the oldest go first")  # fmt: skip
    command.add_argument("--samples-share", type=float, default=1.0, metavar="SHARE",
                         help="of the requests, drawn by lot")  # fmt: skip
    command.add_argument("--drain-s", type=float, default=30.0,
                         help="how long running answers may go on after SIGTERM")  # fmt: skip
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until told to stop."""
    wanted = chosen(arguments, settings)
    with tempfile.TemporaryDirectory(prefix="clearsight-metrics-") as folder:
        if wanted.workers > 1:
            # Read when prometheus_client is first imported, here and in every worker.
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        from clearsight.server import serve

        for line in greeting(wanted):
            print(f"clearsight: {line}", file=sys.stderr)
        return serve(wanted)


def chosen(arguments: argparse.Namespace, settings: Settings) -> "ServeSettings":
    """The command line over the environment.

    Raises:
        UsageError: settings that do not go together.
    """
    from clearsight.deployment import ServeSettings
    from clearsight.vault.retention import read_retention
    from clearsight.vault.room import read_room

    if not 1 <= arguments.workers <= 64:
        raise UsageError(f"--workers is {arguments.workers}, expected 1 to 64")
    if not 0 <= arguments.keep_responses_h <= 24 * 366:
        kept = arguments.keep_responses_h
        raise UsageError(f"--keep-responses-h is {kept:g}, expected 0 (never) to 8784")
    if not 1 <= arguments.compare_answers <= MOST_ANSWERS:
        count = arguments.compare_answers
        raise UsageError(f"--compare-answers is {count}, expected 1 (none) to {MOST_ANSWERS}")
    if not 0 <= arguments.port <= 65535:
        raise UsageError(f"--port is {arguments.port}, expected 0 to 65535")
    entry = doors.wanted(arguments, settings)
    return ServeSettings(
        models=tuple(arguments.model or [settings.model]),
        policy=arguments.policy or settings.policy,
        api_key=settings.api_key,
        judges=tuple(arguments.judge or settings.judges),
        judge_api_key=settings.judge_api_key,
        host=arguments.host,
        port=arguments.port,
        workers=arguments.workers,
        database=arguments.database or settings.database,
        pepper=settings.pepper,
        allow_addresses=arguments.allow_addresses,
        no_auth=arguments.no_auth,
        pages=arguments.pages,
        drain_s=max(0.0, arguments.drain_s),
        keep_responses_s=int(arguments.keep_responses_h * 3600),
        vault_key=settings.vault_key,
        retention=read_retention(arguments.retention or settings.retention),
        room=read_room(arguments.vault_room or settings.vault_room),
        samples=_samples(arguments, settings),
        hashes=hashes.wanted(arguments, settings),
        audit=_audit(arguments.audit or settings.audit),
        audit_required=not arguments.audit_best_effort,
        shadow_policy=arguments.shadow_policy,
        compare_answers=arguments.compare_answers,
        tls_cert=entry.tls_cert,
        tls_key=entry.tls_key,
        doors=entry.settings,
    )


def _audit(wanted: str | None) -> Path | None:
    """The folder; None for "off"."""
    from clearsight.store import data_folder

    return None if wanted == "off" else Path(wanted) if wanted else data_folder() / "audit"


def _samples(arguments: argparse.Namespace, settings: Settings) -> "Retained":
    from clearsight.cli.samples import default_folder
    from clearsight.samples import Retained

    return Retained(
        days=arguments.keep_samples_days,
        most_mib=arguments.samples_mib,
        share=arguments.samples_share,
        folder=arguments.samples or default_folder(),
        key=settings.samples_key,
    )


def greeting(wanted: "ServeSettings") -> list[str]:
    """What is said at the start; addresses as a browser takes them."""
    scheme = "https" if wanted.tls_cert else "http"
    host = "localhost" if wanted.loopback else wanted.host
    lines = [f"{scheme}://{host}:{wanted.port}/ answers with {', '.join(wanted.models)}"]
    if wanted.no_auth:
        lines.append("--no-auth: whoever reaches this address is answered, without a key")
    elif wanted.loopback:
        lines.append("while there is no key, only this machine is answered, without one")
    lines += doors.told(wanted.doors)
    if wanted.workers > 1:
        lines.append(f"{wanted.workers} processes")
    if wanted.samples.days:
        lines.append(f"requests and answers are kept, sealed, for {wanted.samples.days:g} days in "
                     f"{wanted.samples.folder}")  # fmt: skip
    if wanted.audit is None:
        lines.append("no audit: what is decided is recorded nowhere")
    return lines
