"""How a deployer turns judges on, and what a guard does when one of them fails."""

from pathlib import Path

import pytest
from aiohttp import web

from clearsight.build import guarded
from clearsight.bulk import Job
from clearsight.cli import parser, serve
from clearsight.content import user
from clearsight.detect.cascade import Cascade
from clearsight.detect.chosen import chosen
from clearsight.detect.remote import qwen3guard
from clearsight.errors import UnknownName, UsageError
from clearsight.guard import Guard
from clearsight.models import close
from clearsight.models.scripted import Scripted
from clearsight.policy import Policy
from clearsight.registry import names
from clearsight.settings import read_settings
from clearsight.verdict import Verdict
from tests.detect.remote.support import Endpoint, Handler, chat, judging, served
from tests.doubles import FixedReader

A, B = "qwen3guard:http://a/v1#m", "omni:http://b/v1"
OPEN = """
[presets.mine]
extends = "default"
[presets.mine.failures]
"detector:qwen3guard" = { on_error = "allow" }
"""


def test_every_registered_detector_runs_and_a_judge_is_added() -> None:
    assert [d.name for d in chosen()] == names("detectors")
    assert [d.name for d in chosen([A])] == [*names("detectors"), "qwen3guard"]


def test_a_judge_behind_a_detector_takes_its_place() -> None:
    found = {detector.name: detector for detector in chosen([f"words>{A}>{B}"])}
    assert "words" not in found
    assert len(found) == len(names("detectors"))
    outer = found["words>qwen3guard>omni"]
    assert isinstance(outer, Cascade)
    assert isinstance(outer.then, Cascade)


def test_judges_alone_may_form_a_cascade_with_a_band_of_their_own() -> None:
    *_, last = chosen([f"{A}@.3-.7>{B}"])
    assert last.name == "qwen3guard>omni"
    assert last.version == "1:m>1:omni-moderation-latest in 0.3-0.7"


@pytest.mark.parametrize(
    ("specs", "error"),
    [
        (["nobody:http://a/v1#m"], UnknownName),
        ([f"nobody>{A}"], UnknownName),
        (["qwen3guard"], UsageError),
        (["words>"], UnknownName),
        ([f"words>{A}", f"words>{B}"], UsageError),
        ([f"words@.9-.1>{A}"], UsageError),
        (["words>people"], UnknownName),
    ],
)
def test_a_spec_that_cannot_work_is_an_error(specs: list[str], error: type[Exception]) -> None:
    with pytest.raises(error):
        chosen(specs)


def test_settings_take_judges_and_hide_their_key() -> None:
    given = {"CLEARSIGHT_JUDGES": f"words>{A}  {B}", "CLEARSIGHT_JUDGE_API_KEY": "s3cret"}
    settings = read_settings(given)
    assert settings.judges == (f"words>{A}", B)
    assert settings.judge_api_key == "s3cret"
    assert "s3cret" not in repr(settings)
    assert "s3cret" not in repr(Job("default", Path(), judge_api_key="s3cret"))


async def verdict(handler: Handler, policy: Policy) -> Verdict:
    async with judging(qwen3guard.FAMILY, handler) as judge:
        guard = Guard(Scripted("Bread."), [judge], policy, reader=FixedReader())
        found = (await guard.check(user("How is bread made?"))).verdict
        await close(guard)
    assert found is not None
    return found


async def broken(request: web.Request) -> web.StreamResponse:
    return web.Response(status=401)


@pytest.mark.parametrize("handler", [broken, Endpoint([chat("no idea")])])
async def test_a_guard_refuses_when_its_judge_fails(handler: Handler) -> None:
    found = await verdict(handler, Policy.load())
    assert (found.action, found.rule) == ("refuse", "fail_closed.detector:qwen3guard")


async def test_an_explicit_setting_lets_the_failure_pass_and_records_it(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(OPEN)
    found = await verdict(broken, Policy.load(tmp_path / "mine.toml", preset="mine"))
    assert (found.action, found.rule) == ("allow", "fail_open.detector:qwen3guard")
    assert [failure.part for failure in found.bypassed] == ["detector:qwen3guard"]


async def test_a_guard_refuses_what_its_judge_finds() -> None:
    unsafe = Endpoint([chat("Safety: Unsafe\nCategories: Violent")])
    assert (await verdict(unsafe, Policy.load())).rule == "before.illicit/violent.refuse"


async def test_the_front_door_asks_the_judge_that_it_is_given() -> None:
    endpoint = Endpoint([chat("Safety: Unsafe\nCategories: Violent")])
    async with served(endpoint) as base:
        spec = f"qwen3guard:{base}#m"
        guard = guarded(Scripted("Bread."), reader=FixedReader(), judges=[spec], judge_api_key="k")
        reply = await guard.reply(user("How is bread made?"))
        await close(guard)
    assert reply.verdict is not None
    assert reply.verdict.rule == "before.illicit/violent.refuse"
    assert endpoint.keys == ["Bearer k"]


def test_the_command_line_replaces_the_environment() -> None:
    settings = read_settings({"CLEARSIGHT_JUDGES": A, "CLEARSIGHT_JUDGE_API_KEY": "s3cret"})
    plain = serve.chosen(parser().parse_args(["serve"]), settings)
    given = serve.chosen(parser().parse_args(["serve", "--judge", B]), settings)
    assert (plain.judges, given.judges) == ((A,), (B,))
    assert given.judge_api_key == "s3cret"
