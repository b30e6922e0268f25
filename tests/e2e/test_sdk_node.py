"""The official Node client, installed from npm into a folder that is kept between runs."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.sdk import served
from tests.gateway.support import CALL, WORDS, picture

VERSION = "7.57.0"
SCRIPT = Path(__file__).with_name("sdk_node.mjs")


@pytest.fixture(scope="module")
def package() -> Path:
    """A folder in which Node finds the client."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("node and npm are not installed (Debian: apt-get install nodejs npm)")
    folder = Path(tempfile.gettempdir()) / f"clearsight-openai-{VERSION}-{os.getuid()}"
    if not (folder / "node_modules" / "openai" / "package.json").is_file():
        folder.mkdir(mode=0o700, exist_ok=True)
        command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund",
                   "--ignore-scripts", "--silent", f"openai@{VERSION}"]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            pytest.skip(f"npm could not install openai@{VERSION}: {done.stderr[-300:]}")
    return folder


@pytest.fixture(scope="module")
def parsed(package: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the client made of every answer."""
    script = package / "run.mjs"
    script.write_text(SCRIPT.read_text())
    with served(tmp_path_factory.mktemp("node")) as place:
        environment = {
            "PATH": os.environ["PATH"], "URL": place.url, "KEY": place.key,
            "NARROW": place.narrow, "RED": picture("red"), "BLUE": picture("blue"),
        }  # fmt: skip
        done = subprocess.run(
            ["node", str(script)], cwd=package, env=environment, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_plain_and_streamed(parsed: dict[str, Any]) -> None:
    assert parsed["plain"] == [WORDS, "stop", True]
    assert parsed["streamed"]["words"] == parsed["helper"] == WORDS
    assert parsed["streamed"]["usage"]["total_tokens"] > 0


def test_choices_and_images(parsed: dict[str, Any]) -> None:
    assert parsed["two"] == 2
    assert parsed["images"] == "stop"


def test_tool_calls(parsed: dict[str, Any]) -> None:
    for key in ("tool", "toolStream"):
        assert parsed[key]["name"] == CALL.name
        assert parsed[key]["arguments"] == CALL.arguments


def test_refusals(parsed: dict[str, Any]) -> None:
    finish, refusal, category = parsed["refusal"]
    assert (finish, category) == ("content_filter", "illicit")
    assert parsed["refusalStream"]["refusal"] == refusal
    assert parsed["refusalStream"]["finish"] == "content_filter"


def test_errors_have_their_classes(parsed: dict[str, Any]) -> None:
    assert parsed["limit"] == ["RateLimitError", 429, "rate_limit_exceeded"]
    assert parsed["notFound"] == ["NotFoundError", 404, "model_not_found"]
    assert parsed["bad"][:2] == ["BadRequestError", 400]
    assert parsed["server"][:2] == ["InternalServerError", 502]


def test_streams_that_break_raise(parsed: dict[str, Any]) -> None:
    assert parsed["cut"] == ["APIError", None, "model_error"]
    assert parsed["breaking"] == ["APIError", None, "internal_error"]


def test_moderation(parsed: dict[str, Any]) -> None:
    assert parsed["moderation"] == [True, True]
