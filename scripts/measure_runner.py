"""CPU time and log bytes a sample: our tasks through Inspect AI, and Inspect AI by itself.

    python -m scripts.measure_runner [-n 1200]

ours       our provider, solver, scorer and records around the model `scripted`
stub       the same around `http:` at a server of ours on the loopback address (its CPU not counted)
inspect    Inspect alone: its mock model, `generate()`, a scorer that says 1; the same options
plain      the same with Inspect's own defaults

Each in a process of its own. Once: a run of eight samples, which loads what Inspect and the scorers
load late; a sample: of the run after it. Items are typed, as harm_typed asks them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WORDS = "Please tell me how one keeps a bicycle in good order over the winter, number {}."
HEAD = """| what | once, CPU s | CPU ms a sample | log bytes a sample |
| --- | --- | --- | --- |"""
ANSWER = "Keep it dry and clean, oil the chain once a month and store it off the ground."


def main(argv: Sequence[str] | None = None) -> int:
    """Print a table, or with --only one line of JSON."""
    given = _parser().parse_args(argv)
    if given.only:
        print(json.dumps(_measured(given.only, given.n)))
        return 0
    print(f"{given.n} samples\n\n{HEAD}")
    command = [sys.executable, "-m", "scripts.measure_runner", "-n", str(given.n), "--only"]
    for name in WAYS:
        done = subprocess.run([*command, name], stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        figures = f"{found['once_s']:.1f} | {found['cpu_ms']:.1f} | {found['bytes']:.0f}"
        print(f"| {name} | {figures} |", flush=True)
    print(f"\nload average at the end {os.getloadavg()[0]:.1f}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-n", type=int, default=1200, help="samples")
    parser.add_argument("--only", choices=list(WAYS))
    return parser


def _measured(name: str, count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        once_s = WAYS[name](out / "first", 8)
        spent_s = WAYS[name](out, count)
        written = sum(one.stat().st_size for one in (out / "logs").rglob("*") if one.is_file())
    return {"once_s": once_s, "cpu_ms": 1000 * spent_s / count, "bytes": written / count}


def ours(out: Path, count: int, spec: str = f"scripted:text={ANSWER.replace(' ', '+')}") -> float:
    """Seconds of CPU for our whole way from items to records."""
    from clearsight.evals.bridge.run import Asked, How, ask
    from clearsight.evals.tasks.item import DataCard, Item, Task, by_words
    from clearsight.evals.tasks.pictures import Pictures

    items = [Item(f"i/{n}", f"c{n}", (WORDS.format(n),), "answer") for n in range(count)]
    card = DataCard((), "", "", "", "")
    task = Task(
        "bicycles", "E6", "Bicycles.", lambda data, pictures: iter(items), card, (), by_words
    )
    asked = Asked(task, items, (f"bare/{spec}",))
    began = time.process_time()
    found = ask([asked], How(out / "logs", Pictures(out / "pictures")))
    spent_s = time.process_time() - began
    (records,) = found.values()
    if any(one.outcome != "compliance" for one in records):
        raise SystemExit(f"unexpected outcomes: {sorted({one.outcome for one in records})}")
    return spent_s


def stub(out: Path, count: int) -> float:
    """The same around an endpoint, which runs in a process of its own."""
    command = [sys.executable, "-c", "from scripts.measure_runner import serve; serve()"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            port = int(server.stdout.readline() if server.stdout else 0)
            return ours(out, count, f"http:http://127.0.0.1:{port}/v1#stub")
        finally:
            server.terminate()


def serve() -> None:
    """One answer to every question; prints its port."""
    said = {"role": "assistant", "content": ANSWER}
    choice = {"index": 0, "message": said, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    body = json.dumps({"id": "1", "object": "chat.completion", "created": 0, "model": "stub",
                       "choices": [choice], "usage": usage}).encode()  # fmt: skip

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever).start()


def inspect_alone(out: Path, count: int, **options: object) -> float:
    """Inspect's own model and the smallest scorer, with the options of our bridge."""
    from inspect_ai import Task, eval_set
    from inspect_ai.dataset import MemoryDataset, Sample
    from inspect_ai.model import ModelOutput, ModelUsage, get_model
    from inspect_ai.scorer import Score, Scorer, Target, mean, scorer
    from inspect_ai.solver import TaskState, generate

    @scorer(metrics=[mean()])
    def one() -> Scorer:
        async def said(state: TaskState, target: Target) -> Score:
            return Score(value=1.0)

        return said

    rows = [Sample(input=WORDS.format(n), id=f"i/{n}") for n in range(count)]
    task = Task(dataset=MemoryDataset(rows), solver=generate(), scorer=one(), name="bicycles")

    def answer(*given: object) -> ModelOutput:
        # Without a usage the mock model would fetch a table of tokens from the network.
        made = ModelOutput.from_content("mockllm/model", ANSWER)
        made.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
        return made

    model = get_model("mockllm/model", custom_outputs=answer)
    began = time.process_time()
    done, logs = eval_set([task], log_dir=str(out / "logs"), model=model, display="none",
                          **options)  # type: ignore[arg-type]  # fmt: skip
    spent_s = time.process_time() - began
    if not done or any(log.results and log.results.completed_samples != count for log in logs):
        raise SystemExit("Inspect did not finish")
    return spent_s


def _with_our_options(out: Path, count: int) -> float:
    from clearsight.evals.bridge.run import OPTIONS

    return inspect_alone(out, count, **OPTIONS, max_connections=4, max_samples=4)


WAYS: dict[str, Callable[[Path, int], float]] = {
    "ours": ours, "stub": stub, "inspect": _with_our_options, "plain": inspect_alone,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
