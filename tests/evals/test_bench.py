"""The whole bench with scripted detectors: table, values, released scores, figures, resuming."""

import asyncio
import json
import signal
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from clearsight.cli import main
from clearsight.errors import UnknownName, UsageError
from clearsight.evals.judge import systems
from clearsight.evals.judge.bench import Job, Report, bench
from clearsight.evals.judge.run import How, run
from clearsight.evals.judge.systems import Spec
from clearsight.policy import Policy
from tests.detect.remote.support import Endpoint, served
from tests.evals.support import Numbers, many, written


@pytest.fixture
def numbers(monkeypatch: pytest.MonkeyPatch) -> Numbers:
    """The detector that every name stands for."""
    made = Numbers()
    monkeypatch.setattr(systems, "get_detectors", lambda *names: [made])
    return made


def job(path: Path, *, preset: str = "default", **more: Any) -> Job:
    how = How(concurrency=2, fresh=more.pop("fresh", False))
    return Job(
        (path,), (Spec(("numbers",)),), Policy.load(preset=preset), times=60, how=how, **more
    )


def lines(folder: Path, name: str = "scores.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text().splitlines()]


def total(report: Report, form: str = "typed") -> Any:
    return next(cell for cell in report.cells if cell.form == form)


@pytest.mark.usefixtures("numbers")
def test_figures_are_those_of_the_known_scores(tmp_path: Path) -> None:
    report = bench(job(written(tmp_path, many())), tmp_path / "out")
    cell = total(report)
    assert (cell.harmful, cell.harmless, cell.failed) == (30, 30, 0)
    assert str(cell.half.recall).startswith("30/30")
    assert str(cell.policy.false_refusals).startswith("5/30 = .17")
    # Harmless .500 to .580 stand above 1, 2, 3, 4 or 5 harmful ones; .500 ties with one.
    assert cell.auroc.estimate == pytest.approx(1 - (0.5 + 2 + 3 + 4 + 5) / 900, abs=2e-3)
    assert [c.lang for c in report.cells] == ["all", "de", "en"]
    assert report.cells[1].auroc is None
    assert "| any | rows | all | typed | 30 | 30 |" in report.text


@pytest.mark.usefixtures("numbers")
def test_recall_at_a_share_is_not_reported_of_few_harmless_rows(tmp_path: Path) -> None:
    rows = [{"text": f"x {n} .{n:03d}", "label": int(n > 60)} for n in range(100, 0, -1)]
    report = bench(job(written(tmp_path, rows)), tmp_path / "out")
    assert total(report).recalls[0.01] is None
    assert total(report).recalls[0.02].estimate == 1.0
    assert "fewer than 100 harmless" in report.text


def test_released_scores_hold_no_word_of_a_row(tmp_path: Path, numbers: Numbers) -> None:
    rows = [{"text": "secret words .9", "label": 1, "id": "a"}, {"text": "more .1", "label": 0}]
    bench(job(written(tmp_path, rows), forms=("typed", "read")), tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        assert "secret" not in path.read_text()
    first = lines(tmp_path / "out")[0]
    assert (first["id"], first["label"], first["score"], first["stopped"]) == ("a", 1, 0.9, True)
    assert len(numbers.views) == 10


@pytest.mark.usefixtures("numbers")
def test_only_the_rows_category_counts(tmp_path: Path) -> None:
    row = {"text": "x .9", "label": 1}
    rows = [{**row, "category": "hate"}, {**row, "category": "illicit"}]
    bench(job(written(tmp_path, rows)), tmp_path / "out")
    assert [line["score"] for line in lines(tmp_path / "out")] == [0.0, 0.9]


@pytest.mark.usefixtures("numbers")
def test_warnings_are_no_refusals_and_the_measuring_preset_still_counts(tmp_path: Path) -> None:
    path = written(tmp_path, [{"text": "x .55", "label": 1}, {"text": "y .7", "label": 1}])
    bench(job(path, preset="measure"), tmp_path / "out")
    assert [line["stopped"] for line in lines(tmp_path / "out")] == [True, True]
    systems.get_detectors()[0].category = "medical"  # type: ignore[attr-defined]
    bench(job(path, fresh=True), tmp_path / "out")
    assert [line["stopped"] for line in lines(tmp_path / "out")] == [False, False]


def test_a_row_that_fails_is_counted_and_in_no_rate(tmp_path: Path, numbers: Numbers) -> None:
    numbers.fails = "boom"
    path = written(tmp_path, [{"text": "x .9", "label": 1}, {"text": "boom .9", "label": 1}])
    report = bench(job(path), tmp_path / "out")
    assert (report.failed, total(report).failed, total(report).harmful) == (1, 1, 1)
    assert "Failed, 1 times: RuntimeError" in report.text


def test_a_run_goes_on_where_it_stopped(tmp_path: Path, numbers: Numbers) -> None:
    path, out = written(tmp_path, many(10)), tmp_path / "out"
    first = bench(job(path), out).text
    working = out / "found.jsonl"
    working.write_bytes(working.read_bytes()[:-150])  # the last lines lost, one cut in half
    numbers.views.clear()
    assert bench(job(path), out).text == first
    assert 0 < len(numbers.views) < 5


def test_an_interruption_keeps_what_was_found(tmp_path: Path, numbers: Numbers) -> None:
    path, out = written(tmp_path, many(40)), tmp_path / "out"
    signal.signal(signal.SIGINT, signal.default_int_handler)  # shells may have it ignored
    numbers.interrupts = "hello 5 "
    with pytest.raises(KeyboardInterrupt):
        bench(job(path), out)
    kept = len(lines(out, "found.jsonl")) - 1
    numbers.interrupts = "never"
    numbers.views.clear()
    assert bench(job(path), out).failed == 0
    assert 10 < kept == 40 - len(numbers.views)


def test_other_detectors_are_not_mixed_into_a_folder(tmp_path: Path, numbers: Numbers) -> None:
    path, out = written(tmp_path, many(4)), tmp_path / "out"
    bench(job(path), out)
    numbers.version = "2"
    with pytest.raises(UsageError, match="must not be mixed"):
        bench(job(path), out)
    bench(job(path, fresh=True), out)


@pytest.mark.usefixtures("numbers")
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, many())
    for name in ("one", "two"):
        bench(job(path, forms=("typed", "page")), tmp_path / name)
    for name in ("table.md", "results.json", "scores.jsonl", "roc.svg", "tradeoff.svg"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.usefixtures("numbers")
def test_figures_are_svg_with_title_description_and_data(tmp_path: Path) -> None:
    bench(job(written(tmp_path, many())), tmp_path / "out")
    for name in ("roc.svg", "tradeoff.svg"):
        root = ET.fromstring((tmp_path / "out" / name).read_text())
        title, desc = (
            root.find(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc")
        )
        assert title is not None
        assert desc is not None
        assert "30/30" in str(desc.text)
        shown = [element.text for element in root.iter() if element.tag.endswith("text")]
        assert {"typed", "30", "AUROC"} <= set(shown)
    corners = (tmp_path / "out" / "curves.csv").read_text().splitlines()
    assert corners[0] == "line,threshold,false_refusals,recall"
    assert corners[-1].endswith(",1,1")


def test_an_answer_is_judged_at_its_own_stage(tmp_path: Path, numbers: Numbers) -> None:
    path = written(tmp_path, [{"text": "ask .9", "answer": "no .2", "label": 0}])
    bench(job(path), tmp_path / "out")
    assert [view.stage for view in numbers.views] == ["after"]
    (line,) = lines(tmp_path / "out")
    assert (line["form"], line["score"], line["stopped"]) == ("answer", 0.2, False)


def test_a_picture_that_cannot_be_opened_is_a_failure(tmp_path: Path, numbers: Numbers) -> None:
    picture = {"type": "image_url", "image_url": {"url": "none.png"}}
    messages = [{"role": "user", "content": [{"type": "text", "text": "x .9"}, picture]}]
    path = written(tmp_path, [{"messages": messages, "label": 1}])
    assert bench(job(path), tmp_path / "out").failed == 1
    assert numbers.views == []


async def test_a_judge_behind_an_endpoint_is_asked_the_same_rows(tmp_path: Path) -> None:
    told = "Safety: Unsafe\nCategories: Violent"
    answer = {"choices": [{"message": {"content": told}}]}
    path = written(tmp_path, [{"text": "Hello there", "label": 1}])
    handler = Endpoint([answer])
    async with served(handler) as base:
        specs = (Spec(("people",)), Spec(judge=f"qwen3guard:{base}#m"))
        report = await asyncio.to_thread(bench, replace(job(path), specs=specs), tmp_path / "out")
    assert report.failed == 0, report.text
    found = {line["detectors"]: line["score"] for line in lines(tmp_path / "out")}
    assert found["people"] == 0.0
    assert found["qwen3guard"] == 1.0
    assert len(handler.bodies) == 1


async def test_an_endpoint_that_is_down_is_a_failure_not_a_score(tmp_path: Path) -> None:
    async def down(request: web.Request) -> web.Response:
        return web.Response(status=400)

    path = written(tmp_path, [{"text": "Hello there", "label": 0}])
    async with served(down) as base:
        specs = (Spec(judge=f"wildguard:{base}#m"),)
        report = await asyncio.to_thread(bench, replace(job(path), specs=specs), tmp_path / "out")
    assert (report.failed, total(report).harmless) == (1, 0)


def test_a_cascade_keeps_the_set_that_it_stands_in() -> None:
    spec = Spec(("words", "people"), "words>qwen3guard:http://127.0.0.1:9/v1#m")
    made = systems.system(spec)
    assert sorted(one.name for one in made.detectors) == ["people", "words>qwen3guard"]
    assert systems.system(Spec((), spec.judge)).name == "all detectors, words>qwen3guard"
    with pytest.raises(UsageError, match="not in --detectors"):
        systems.system(Spec(("people",), spec.judge))
    with pytest.raises(UnknownName, match="wordz"):
        systems.system(Spec(("wordz",)))


def test_several_processes_find_the_same(tmp_path: Path) -> None:
    from clearsight.evals.judge.forms import tasks
    from clearsight.evals.judge.rows import read_rows

    rows = [{"text": f"Who is this man? {n}", "label": 1} for n in range(20)]
    todo = tasks(read_rows([written(tmp_path, rows)]).rows, ("typed", "page"))
    specs = [Spec(("people",))]
    alone = run(specs, todo, folder=None, how=How())
    assert run(specs, todo, folder=None, how=How(workers=2)) == alone
    assert any(told.category == "people/identify" for told in alone[0].told)


def test_the_command_prints_the_table_and_tells_bad_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], numbers: Numbers
) -> None:
    path = written(tmp_path, [*many(24), {"text": "x"}])
    out = tmp_path / "out"
    assert main(["bench", "judge", str(path), "--detectors", "numbers", "-o", str(out)]) == 1
    said, told = capsys.readouterr()
    assert "1 bad lines left out" in said
    assert f"{path}:25: label is missing" in told
    assert json.loads((out / "results.json").read_text())["rows"] == 24
