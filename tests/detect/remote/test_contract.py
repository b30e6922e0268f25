"""Every judge keeps the contract of detectors, with an endpoint that always says "harmless"."""

import json
from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import web

from clearsight.detect.cascade import Cascade
from clearsight.registry import get_judge, names
from clearsight.roles import Detector
from tests.contracts.test_detectors import (
    test_it_can_be_asked_from_several_places_at_once,
    test_its_findings_are_well_formed,
    test_the_same_view_gives_the_same_findings,
)
from tests.detect.remote.support import chat, completion, moderation, served
from tests.doubles import WordDetector

# Collected here too: they run over the `detector` of this module.
__all__ = [
    "test_it_can_be_asked_from_several_places_at_once",
    "test_its_findings_are_well_formed",
    "test_the_same_view_gives_the_same_findings",
]
WILD = "Harmful request: no\nResponse refusal: no\nHarmful response: yes"
ANSWERS: Mapping[str, object] = {
    "llama-guard": chat("unsafe\nS1,S9", {"unsafe": 0.7, "safe": 0.3}),
    "llama-guard-3-vision": chat("unsafe\nS13"),
    "omni": moderation(illicit=0.3),
    "qwen3guard": chat("Safety: Controversial\nCategories: Unethical Acts\nRefusal: No"),
    "shieldgemma": chat("No", {"No": 0.8, "Yes": 0.2}),
    "wildguard": completion(WILD),
}


@pytest.fixture(params=[*names("judges"), "cascade"])
async def detector(request: pytest.FixtureRequest) -> AsyncIterator[Detector]:
    name = "omni" if request.param == "cascade" else request.param

    async def handler(asked: web.Request) -> web.StreamResponse:
        json.loads(await asked.text()).get("model")
        return web.json_response(ANSWERS[name])

    async with served(handler) as base:
        judge = get_judge(f"{name}:{base}#m")
        first = WordDetector("capital", score=0.5)
        yield Cascade(first, judge) if request.param == "cascade" else judge
        await judge.close()  # type: ignore[attr-defined]


def test_every_judge_is_covered() -> None:
    assert set(ANSWERS) == set(names("judges"))


async def test_a_judge_fulfils_the_protocol(detector: Detector) -> None:
    assert isinstance(detector, Detector)
    assert detector.name in names("judges") or ">" in detector.name
    assert "m" in detector.version
