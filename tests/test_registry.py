"""Parts are found by name; a plug-in that is really installed enters by the same door."""

import subprocess
import sys
from pathlib import Path

import pytest

from clearsight import registry
from clearsight.errors import UnknownName

PLUGIN = Path(__file__).parent / "plugin"
ROOT = Path(__file__).parents[1]
PROGRAM = """
import asyncio, clearsight
from clearsight import registry
from clearsight.models.scripted import Scripted
from clearsight.roles import Means
assert "shouting" in registry.names("detectors"), registry.names("detectors")
(detector,) = registry.get_detectors("shouting")
class NoReader:
    async def read(self, image): raise AssertionError
model = registry.get_model("echo:twice", Means(NoReader()))
guard = clearsight.Guard(model, [detector], clearsight.Policy.load(), reader=NoReader())
async def main():
    print((await guard.reply(clearsight.user("hello"))).text)
    print((await guard.reply(clearsight.user("HELLO YOU"))).refusal is not None)
asyncio.run(main())
"""


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="describer"):
        registry.factory("models", "gpt-9")


def test_built_in_parts_enter_by_entry_points() -> None:
    assert {"describer", "http", "reader", "scripted"} <= set(registry.names("models"))
    assert {"words", "people", "answer"} <= set(registry.names("detectors"))
    assert {"text", "people", "explicit"} <= set(registry.names("senses"))


def test_an_installed_plug_in_is_found_and_guards(tmp_path: Path) -> None:
    # A folder of its own on the path is what `pip install` makes; nothing here is left behind.
    target = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--no-deps", "--no-build-isolation", "--no-index", "--target", target, PLUGIN],
        check=True,
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{target}:{ROOT / 'src'}", "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["hello", "hello", "True"]
