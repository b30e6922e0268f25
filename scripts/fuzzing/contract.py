"""Requests made from the API's own OpenAPI document, good ones and bad ones, against a real server.

    python -m scripts.fuzzing.contract --seconds 600 [--seed 0]

Schemathesis makes them and holds every answer against the document: no 5xx, no status, header, type
or body that it does not name, nothing accepted that it forbids, nothing answered without a key. A
finding is printed with the request that shows it, and ends the run with exit code 1.
"""

import argparse
import base64
import functools
import io
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from PIL import Image
from schemathesis import Case, GenerationMode, checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Err
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks as said

from clearsight import gateway
from clearsight.deployment import ServeSettings
from clearsight.gateway.contract.model import STRING, WORDS
from clearsight.gateway.contract.requests import NAMED, PICTURE
from tests.gateway.support import PEPPER, Running

Operation = APIOperation[Any, Any, Any, Any]
Request = Case[Any]
# Those that answer; how failing ones are told is measured by scripts/measure_faults.py.
COUNTERS = "GET /metrics"  # they name the errors of the whole process
SERVED = ("clearsight", "plain", "tools", "late-harm", "counting")
CHECKS = [
    checks.not_a_server_error, said.status_code_conformance, said.content_type_conformance,
    said.response_headers_conformance, said.response_schema_conformance,
    said.negative_data_rejection, said.unsupported_method, said.allow_header_conformance,
    said.ignored_auth,
]  # fmt: skip
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def _pictures() -> list[str]:
    out = []
    for kind in ("PNG", "JPEG", "GIF"):
        file = io.BytesIO()
        Image.new("RGB", (12, 9), "teal").save(file, kind)
        data = base64.b64encode(file.getvalue()).decode()
        out.append(f"data:image/{kind.lower()};base64,{data}")
    return [*out, out[0][:-9], "data:image/png;base64,AA==", "https://127.0.0.1/a.png"]


def document(mode: GenerationMode) -> dict[str, Any]:
    """The API's document with values worth trying where any text would do.

    For good requests it is narrower, since most that the types allow are refused for their
    meaning, such as a conversation without a user.
    """
    schemathesis.openapi.format("picture", st.one_of(st.sampled_from(_pictures()), st.text()))
    schemathesis.openapi.format("words", st.one_of(st.text(), st.just("FORBIDDEN")))
    made: dict[str, Any] = _tried(json.loads(json.dumps(gateway.openapi())))
    named = made["components"]["schemas"]
    if mode is GenerationMode.POSITIVE:
        named["ChatRequest"]["properties"]["n"] = {"enum": [1, 2, None]}
        named["ResponsesRequest"]["properties"]["previous_response_id"] = {"type": "null"}
        named["MessagesRequest"]["properties"]["max_tokens"] = {"enum": [1, 100]}
        for name in (
            "ChatMessage.asked",
            "ChatMessage.tool",
            "MessagesMessage.user",
            "MessagesMessage.system",
        ):
            content = named[name]["properties"]["content"]["anyOf"][0]
            content["anyOf"][1]["minItems"] = 1
            named[name]["properties"]["content"] = content
            named[name]["required"] = ["role", "content"]
            if "user" in named[name]["properties"]["role"]["enum"]:
                named[name]["properties"]["role"] = {"enum": ["user"]}
    return made


def _tried(value: Any) -> Any:
    if value == NAMED:
        return {"enum": list(SERVED)}
    if value == PICTURE:
        return {**value, "format": "picture"}
    if value in (STRING, WORDS):
        return {**value, "format": "words"}
    if isinstance(value, dict):
        # Answers are held against the document as it is.
        return {key: item if key == "responses" else _tried(item) for key, item in value.items()}
    return [_tried(item) for item in value] if isinstance(value, list) else value


@functools.cache
def operations(mode: GenerationMode = GenerationMode.POSITIVE) -> dict[str, Operation]:
    """Every operation of the document, by method and path."""
    found = {}
    for result in schemathesis.openapi.from_dict(document(mode)).get_all_operations():
        if isinstance(result, Err):
            raise result.err()
        found[result.ok().label] = result.ok()
    return found


@dataclass
class Run:
    """One server under test.

    Attributes:
        key: of the caller.
        statuses: how many answers had each status, by operation.
        findings: what was wrong, once per operation and kind.
    """

    url: str
    key: str
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    findings: dict[str, str] = field(default_factory=dict)

    def vary(self, label: str, *, most: int, start: int) -> None:
        """Good requests of an operation, and as many bad ones where it has a body."""
        operation = operations()[label]
        if not operation.body and not operation.path_parameters:
            most = 1  # nothing to vary
        for mode in MODES if operation.body else MODES[:1]:
            self._try_out(operations(mode)[label], mode, most, start)

    def _try_out(self, operation: Operation, mode: GenerationMode, most: int, start: int
                 ) -> None:  # fmt: skip
        @seed(start)
        @settings(max_examples=most, deadline=None, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def one(case: Request) -> None:
            self.ask(case)

        one()

    def ask(self, case: Request) -> None:
        """Send one request and hold its answer against the document."""
        known = {"authorization": f"Bearer {self.key}"}
        response = case.call(base_url=self.url, headers=known, timeout=60)
        label = case.operation.label
        self.statuses[label, response.status_code] += 1
        if b"internal_error" in response.content and label != COUNTERS:
            # Also inside a stream, whose status was 200 before anything broke.
            self.findings[f"{label}: broke"] = case.as_curl_command()
        try:
            case.validate_response(
                response, checks=CHECKS, headers=known, transport_kwargs={"timeout": 60}
            )
        except FailureGroup as group:
            for failure in group.exceptions:
                self.findings.setdefault(f"{label}: {failure.title}", str(failure))

    def told(self) -> str:
        """Counts of answers."""
        by_status: Counter[int] = Counter()
        for (_, status), count in self.statuses.items():
            by_status[status] += count
        counts = ", ".join(f"{status}: {count}" for status, count in sorted(by_status.items()))
        return f"{by_status.total()} requests of {len({o for o, _ in self.statuses})} operations " \
               f"({counts})"  # fmt: skip


@contextmanager
def serving() -> Iterator[Run]:
    """A server with keys and set models, and a key that sees traces."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'a.db'}"
        running = Running(ServeSettings(database=database, pepper=PEPPER))
        try:
            created = running.do(running.deployment.store.keys.create("fuzz", rights=["trace"]))
            running.deployment._keyed = None
            yield Run(running.root, created.secret)
        finally:
            running.stop()


def main(argv: Sequence[str] | None = None) -> int:
    """Run for a while; exit code 1 with a finding."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args(argv)
    end, start = time.monotonic() + arguments.seconds, arguments.seed
    with serving() as run:
        while time.monotonic() < end:
            for label in operations():
                run.vary(label, most=25, start=start)
            start += 1
        print(f"contract: {run.told()} in {arguments.seconds:g} s, {len(run.findings)} findings")
    for name, text in run.findings.items():
        print(f"\n== {name}\n{text}", file=sys.stderr)
    return 1 if run.findings else 0


if __name__ == "__main__":
    sys.exit(main())
