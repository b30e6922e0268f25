"""Image synonyms: which phrases give way to pictures, and what is kept of the text."""

import json
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from clearsight.content import Conversation, Image, Text
from clearsight.errors import ModelError, UsageError
from clearsight.imaging.index import Index, Sources, build
from clearsight.imaging.synonyms import (
    Maker,
    Options,
    Row,
    Skipped,
    Synonym,
    conversation,
    images,
    text_twin,
)
from clearsight.imaging.synonyms.ask import parsed
from clearsight.imaging.synonyms.associations import associated
from clearsight.imaging.synonyms.lines import Job
from clearsight.imaging.synonyms.roundtrip import round_trip
from clearsight.imaging.synonyms.run import Engine, chunks, run
from clearsight.imaging.synonyms.systems import SYSTEMS, system_for
from clearsight.models.scripted import Scripted
from clearsight.reading import Reading, Tag
from clearsight.verdict import Delta, Reply
from tests.imaging.test_index import put

WEIGHTS = {"cake": 3.0, "apron": 2.0, "oven": 1.0, "table": -1.0}


def weigh(texts: Sequence[str]) -> list[float]:
    """A scorer to whom cake is the worst, and tables are the best."""
    return [sum(w for word, w in WEIGHTS.items() if word in text.lower()) for text in texts]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    root = tmp_path_factory.mktemp("synonyms")
    for seed, name in enumerate(("cake", "apron", "oven", "table", "kitchen knife", "party hat")):
        put(root / "own", name, seed, name=name, language="en", credit=f"Painter {seed}")
    put(root / "own", "kuchen", 9, name="蛋糕", language="zh")
    build(root / "index.sqlite", Sources(own=(root / "own",)))
    return Index(root / "index.sqlite")


@pytest.fixture
def maker(index: Index) -> Maker:
    return Maker(index, weigh)


def made(maker: Maker, text: str, **row: object) -> Synonym:
    outcome = maker.make(Row("1", text, **row))  # type: ignore[arg-type]
    assert isinstance(outcome, Synonym)
    return outcome


def phrases(synonym: Synonym) -> list[str]:
    return [slot.phrase for slot in synonym.slots]


def test_the_two_phrases_that_weigh_most_give_way(maker: Maker) -> None:
    assert phrases(made(maker, "Put the oven, an apron and cakes here")) == ["apron", "cakes"]


def test_a_phrase_without_which_the_score_does_not_fall_stays(maker: Maker) -> None:
    assert phrases(made(maker, "Put the cake on a table")) == ["cake"]


def test_a_row_without_a_picture_is_skipped_with_the_reason(maker: Maker) -> None:
    outcome = maker.make(Row("7", "Nothing to be seen"))

    assert outcome == Skipped("7", "no_picture", "0 phrases have a picture")


def test_the_label_of_a_row_changes_nothing(maker: Maker) -> None:
    text = "Where do I put the cake and the apron?"

    assert made(maker, text).slots == made(maker, text, harmful=False).slots


def test_pictures_stand_where_the_words_stood(maker: Maker, index: Index) -> None:
    synonym = made(maker, "Put the apron on, cake!")
    asked = conversation(synonym, images(synonym, index)).messages[-1]

    said = [part.text if isinstance(part, Text) else None for part in asked.parts]
    assert said == ["Put the ", None, " on, ", None, "!"]


def test_the_text_twin_is_the_text(maker: Maker) -> None:
    synonym = made(maker, "Bake a cake")

    assert text_twin(synonym).messages[-1].text == "Bake a cake"


def test_a_slot_carries_licence_and_credit(maker: Maker) -> None:
    (slot,) = made(maker, "Bake a cake").slots

    assert (slot.licence, slot.credit, slot.kind) == ("CC0-1.0", "Painter 0", "name")


def test_an_act_is_shown_by_a_thing(index: Index) -> None:
    maker = Maker(index, lambda texts: [float("stab" in text) for text in texts])

    (slot,) = made(maker, "the play in which they stab Caesar").slots

    assert (slot.phrase, slot.term, slot.kind) == ("stab", "kitchen knife", "association")


def test_a_part_of_a_name_stays(index: Index) -> None:
    maker = Maker(index, weigh)

    assert isinstance(maker.make(Row("1", "we met in Cake Street today")), Skipped)


def test_words_of_a_text_without_spaces_are_found(index: Index) -> None:
    maker = Maker(index, lambda texts: [float("蛋糕" in text) for text in texts])

    assert phrases(made(maker, "怎么做蛋糕呢", language="zh")) == ["蛋糕"]


def test_the_same_seed_gives_the_same_row(index: Index) -> None:
    one, two = (Maker(index, weigh, Options(seed=4)) for _ in range(2))

    assert one.make(Row("a", "cake and apron")) == two.make(Row("a", "cake and apron"))


def test_system_messages_vary_over_rows_and_may_be_none() -> None:
    assert {system_for(0, str(n)) for n in range(200)} == set(SYSTEMS)
    assert None in SYSTEMS


def test_a_synonym_survives_json(maker: Maker) -> None:
    synonym = made(maker, "Put the cake on an apron")

    assert Synonym.from_json(json.loads(json.dumps(synonym.to_json()))) == synonym


def test_a_record_whose_slots_do_not_fit_is_refused(maker: Maker) -> None:
    record = made(maker, "Bake a cake").to_json() | {"text": "Bake a pie."}

    with pytest.raises(UsageError, match="does not stand at"):
        Synonym.from_json(record)


def test_an_index_with_another_picture_is_refused(maker: Maker, index: Index) -> None:
    record = made(maker, "Bake a cake").to_json()
    record["slots"][0]["digest"] = "0" * 64

    with pytest.raises(UsageError, match="another digest"):
        images(Synonym.from_json(record), index)


async def test_a_model_chooses_the_phrases(maker: Maker) -> None:
    model = Scripted('{"phrases": ["table", "cake"]}')

    outcome = await maker.make_with(Row("1", "A cake on a table, an apron"), model)

    assert isinstance(outcome, Synonym)
    assert (phrases(outcome), outcome.chooser) == (["cake", "table"], f"model:{model.name}")


async def test_a_model_that_does_not_answer_is_an_outcome(maker: Maker) -> None:
    class Silent:
        name = "silent"

        async def reply(self, conversation: Conversation) -> Reply:
            raise ModelError("gone")

        def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
            raise NotImplementedError

    assert await maker.make_with(Row("1", "cake"), Silent()) == Skipped("1", "no_answer", "gone")


@pytest.mark.parametrize(
    "answer",
    [
        "cake and apron",
        '["cake"]',
        '{"phrases": []}',
        '{"phrases": ["cake", "apron", "oven"]}',
        '{"phrases": ["pie"]}',
        '{"phrases": ["cak"]}',
        '{"phrases": ["cake", "a cake"]}',
        '{"phrases": ["cake"], "why": "sweet"}',
        'Sure! {"phrases": ["cake"]}',
        '{"phrases": [3]}',
    ],
)
def test_an_answer_in_another_form_is_unparsable(answer: str) -> None:
    outcome = parsed(answer, "1", "a cake, an apron and an oven")

    assert isinstance(outcome, Skipped)
    assert outcome.reason == "unparsable"


def test_associations_know_inflected_words() -> None:
    assert associated("stabbing", "en") == "kitchen knife"


class Sees:
    """A reader that sees one thing in every picture."""

    def __init__(self, label: str) -> None:
        self._tag = Tag(label, 0.9, speakable=True)

    async def read(self, image: Image) -> Reading:
        return Reading(image.digest, image.width_px, image.height_px, tags=(self._tag,))


@pytest.mark.parametrize(("label", "returned"), [("cakes", True), ("dog", False)])
async def test_a_phrase_returns_when_it_is_seen(
    maker: Maker, index: Index, label: str, returned: bool
) -> None:
    synonym = made(maker, "Bake a cake")

    (heard,) = await round_trip(synonym, index, images(synonym, index), Sees(label))

    assert (heard.by_reading, heard.by_model, heard.returned) == (returned, None, returned)


async def test_a_phrase_returns_when_a_model_says_it(maker: Maker, index: Index) -> None:
    synonym = made(maker, "Bake a cake")

    (heard,) = await round_trip(
        synonym, index, images(synonym, index), Sees("dog"), Scripted("A birthday cake.")
    )

    assert (heard.by_reading, heard.by_model, heard.returned) == (False, True, True)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Two hundred rows, one of them broken."""
    words = ("knife", "person", "dog", "money", "laptop", "nothing", "cake", "party hat")
    lines = [
        json.dumps({"id": n, "text": f"Tell me about the {words[n % 8]} of the {words[n % 5]}"})
        for n in range(199)
    ]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join([*lines[:50], "no json", *lines[50:]]) + "\n")
    return source


def test_every_line_has_a_line_in_order(rows: Path, index: Index, tmp_path: Path) -> None:
    ran = run(rows, tmp_path / "out.jsonl", Job(index.path, tmp_path / "pictures"))

    out = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert (ran.rows, [line["id"] for line in out][48:53]) == (200, ["48", "49", None, "50", "51"])
    assert out[50]["error"] == "unreadable"


def test_pictures_go_to_the_folder_that_lines_name(
    rows: Path, index: Index, tmp_path: Path
) -> None:
    run(rows, tmp_path / "out.jsonl", Job(index.path, tmp_path / "pictures"))

    named = re.findall(r'"url": "([^"]+)"', (tmp_path / "out.jsonl").read_text())
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("pictures/*")} == set(
        named
    )


def test_without_a_folder_pictures_are_data_urls(rows: Path, index: Index, tmp_path: Path) -> None:
    run(rows, tmp_path / "out.jsonl", Job(index.path))

    assert '"url": "data:image/png;base64,' in (tmp_path / "out.jsonl").read_text()


def test_an_unreadable_input_is_an_error(index: Index, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.jsonl"):
        run(tmp_path / "none.jsonl", tmp_path / "out.jsonl", Job(index.path))


def test_chunks_are_whole_lines(rows: Path) -> None:
    data = rows.read_bytes()

    parts = [data[chunk.start : chunk.end] for chunk in chunks(rows, size_lines=64)]

    assert b"".join(parts) == data
    assert [part.count(b"\n") for part in parts] == [64, 64, 64, 8]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_ray_and_processes_give_equal_output(rows: Path, index: Index, tmp_path: Path) -> None:
    pytest.importorskip("ray.data", reason="Ray is not installed; pip install 'clearsight[ray]'")
    job = Job(index.path, tmp_path / "pictures")

    engines: tuple[Engine, ...] = ("local", "ray")
    for engine in engines:
        run(rows, tmp_path / engine, job, engine=engine, workers=2)

    assert (tmp_path / "local").read_bytes() == (tmp_path / "ray").read_bytes()
