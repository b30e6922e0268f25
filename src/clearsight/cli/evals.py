"""`clearsight eval`: the card's questions, asked of any model in any mitigation stack."""

import argparse
import sys
from pathlib import Path

from clearsight.settings import Settings

MODELS = "describer (default), tiny, http:URL#NAME, reader:URL#NAME, gateway:URL#NAME"
STACKS = "bare, guarded (both by default), a preset or a policy file"
METRICS = ("refusal_rate", "false_refusal_rate", "accuracy", "style.all")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the commands."""
    top = commands.add_parser(
        "eval",
        help="ask the card's questions of models in mitigation stacks",
        description="Evaluations (docs/evals.md). Running them needs the extra 'evals'.",
    )
    inner = top.add_subparsers(dest="eval_command", required=True, metavar="COMMAND")
    ask = inner.add_parser("run", help="ask a suite; the same command again goes on")
    ask.add_argument("--suite", default="smoke", help="smoke (default), card, or a task's name")
    ask.add_argument("--model", nargs="+", default=["describer"], metavar="SPEC", help=MODELS)
    ask.add_argument("--stack", nargs="+", default=["bare", "guarded"], help=STACKS)
    ask.add_argument("--data", type=Path, help="folder of the published sets (CLEARSIGHT_DATA)")
    ask.add_argument("--index", type=Path, help="picture index for image synonyms")
    ask.add_argument("-o", "--out", type=Path, default=Path("out/evals"), help="folder to write")
    ask.add_argument("--clusters", type=int, help="at most so many clusters of each task")
    ask.add_argument("--at-once", type=int, metavar="N", help="samples in flight")
    ask.add_argument("--epochs", type=int, default=1, help="how often each item is asked")
    ask.add_argument("--note", default="", help="what readers of the figures must know")
    ask.add_argument("--judge", metavar="SPEC", help="model asked where the scorers are unsure")
    ask.add_argument("--fresh", action="store_true", help="forget the answers of earlier runs")
    ask.set_defaults(run=_run)
    known = inner.add_parser("list", help="the tasks, and what each needs")
    known.set_defaults(run=_list)
    show = inner.add_parser("show", help="the results of a folder")
    show.add_argument("out", type=Path, nargs="?", default=Path("out/evals"))
    show.add_argument("--slices", action="store_true", help="also by slice")
    show.add_argument("--json", action="store_true", help="one JSON object per result")
    show.set_defaults(run=_show)
    out = inner.add_parser("export", help="all records of a folder as one file a kind")
    out.add_argument("out", type=Path, nargs="?", default=Path("out/evals"))
    out.add_argument("--format", choices=("parquet", "jsonl"), default="parquet")
    out.add_argument("--to", type=Path, metavar="DIR", help="folder to write (OUT/export)")
    out.set_defaults(run=_export)
    two = inner.add_parser("compare", help="two models or stacks, item by item")
    two.add_argument("first", help="STACK/MODEL, such as bare/describer")
    two.add_argument("second", help="STACK/MODEL, such as guarded/describer")
    two.add_argument("--out", type=Path, default=Path("out/evals"), help="folder of the runs")
    two.add_argument("--metrics", nargs="+", default=list(METRICS))
    two.add_argument("--json", action="store_true", help="one JSON object per comparison")
    two.set_defaults(run=_compare)
    past = inner.add_parser("progress", help="versions beside each other, layer by layer")
    past.add_argument("outs", type=Path, nargs="+", metavar="OUT", help="a folder a version")
    past.add_argument("--task", default="panel", help="asked of every version (panel)")
    past.set_defaults(run=_progress)
    held = inner.add_parser("gate", help="hold targets against results; exit code 1 when missed")
    held.add_argument("out", type=Path, nargs="?", default=Path("out/evals"))
    held.add_argument("--targets", type=Path, required=True, metavar="gate.toml")
    held.add_argument("--json", action="store_true", help="one JSON object per target and run")
    held.set_defaults(run=_gate)


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.evals import run, shown
    from clearsight.evals.sets.table import SAMPLE_NOTE, sample
    from clearsight.evals.tasks.data import Data
    from clearsight.registry import get_model
    from clearsight.roles import Means
    from clearsight.senses import Senses

    def tell(line: str) -> None:
        print(f"clearsight: {line}", file=sys.stderr)

    named, note = arguments.data or settings.data, ""
    if not named and arguments.suite == "smoke":
        named, note = sample(), SAMPLE_NOTE
        tell(f"no --data: {note}; `clearsight data list` says how to bring the sets")
    judge = None
    if arguments.judge:
        judge = get_model(arguments.judge, Means(Senses(), settings.judge_api_key))
    plan = run.Plan(
        arguments.suite, tuple(arguments.model), tuple(arguments.stack),
        Data(Path(named) if named else None, arguments.index), arguments.out,
        clusters=arguments.clusters, at_once=arguments.at_once, epochs=arguments.epochs,
        api_key=settings.api_key, judge=judge,
        display="rich" if sys.stderr.isatty() else "none", fresh=arguments.fresh,
        note=note, remark=arguments.note,
    )  # fmt: skip
    found = run.run(plan, tell)
    print(shown.results(found))
    return int(any(one.outcome == "error" for folder in found for one in folder.samples))


def _list(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.evals import shown
    from clearsight.evals.tasks.table import tasks

    print(shown.listed(tasks().values()))
    return 0


def _show(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.evals import run, shown
    from clearsight.result import encode

    found = list(run.folders(arguments.out))
    if arguments.json:
        print("\n".join(encode(one) for folder in found for one in folder.results))
    else:
        print(shown.results(found, slices=arguments.slices))
    return 0


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.evals.export import export

    for path, count in export(arguments.out, arguments.to, arguments.format):
        print(f"{path}\t{count}")
    return 0


def _compare(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.evals import run, shown
    from clearsight.result import encode

    found = run.compared(arguments.out, arguments.first, arguments.second, arguments.metrics)
    if arguments.json:
        print("\n".join(map(encode, found)))
    else:
        print(f"{arguments.second} against {arguments.first}\n\n{shown.comparisons(found)}")
    return 0


def _progress(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.evals import shown
    from clearsight.evals.progress import progress

    print(shown.progressed(progress(arguments.outs, arguments.task)))
    return 0


def _gate(arguments: argparse.Namespace, settings: Settings) -> int:
    import json
    from dataclasses import asdict

    from clearsight.errors import UsageError
    from clearsight.evals import run, shown
    from clearsight.result import gate, read_targets

    try:
        text = arguments.targets.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{arguments.targets} cannot be read: {error}") from error
    targets = read_targets(text, str(arguments.targets))
    found = gate(targets, list(run.folders(arguments.out)))
    lines = [json.dumps({**asdict(one), "passed": one.passed}) for one in found]
    print("\n".join(lines) if arguments.json else shown.gated(found))
    return int(not all(one.passed for one in found))
