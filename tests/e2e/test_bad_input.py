"""Bad input through the real commands: a clear error or a right answer each; nothing dies."""

import base64
import io
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from clearsight.cli import main
from tests.ingest.test_hostile import png as png_file
from tests.pictures import photo

WORDS = "OPEN 4250"
Run = Callable[..., "Ran"]


class Ran:
    """What a command gave back."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """`run("ask", path, "What does it say?")` in this process."""

    def ran(*arguments: object) -> Ran:
        code = main([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return ran


def drawn(text: str = WORDS) -> Image.Image:
    picture = Image.new("RGB", (520, 160), "white")
    ImageDraw.Draw(picture).text((40, 50), text, "black", ImageFont.load_default(48))
    return picture


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def bomb() -> bytes:
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(bytes(10_001)) for _ in range(10_000)) + packer.flush()
    return png_file(10_000, 10_000, body)


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("bomb.png", bomb, "10000 x 10000"),
        ("cut.jpg", lambda: jpeg()[:4000], "damaged"),
        ("text.jpg", lambda: b"Dear Sir or Madam, this is no picture.", "this is text"),
        ("drawing.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        ("nothing.png", lambda: b"", "0 bytes"),
        ("large.jpg", lambda: b"\xff\xd8\xff" + bytes(30 * 2**20), "MB"),
    ],
)
def test_ask_explains_what_is_no_picture(
    run: Run, tmp_path: Path, name: str, make: Callable[[], bytes], says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    ran = run("ask", path, "What does it say?")
    assert ran.code == 1
    assert ran.out == ""
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_ask_about_a_missing_file_is_an_error(run: Run, tmp_path: Path) -> None:
    ran = run("ask", tmp_path / "gone.png", "What is this?")
    assert ran.code == 1
    assert "does not exist" in ran.err


def test_ask_without_a_picture_is_wrong_usage(run: Run) -> None:
    ran = run("ask", "What is this?")
    assert ran.code == 2
    assert "PICTURE" in ran.err


@pytest.mark.parametrize("kind", ["gif", "cmyk", "sixteen"])
def test_unusual_pictures_are_answered(run: Run, tmp_path: Path, kind: str) -> None:
    ran = run("ask", unusual(tmp_path, kind), "What does it say?")
    assert ran.code == 0, ran.err
    assert WORDS in ran.out


def unusual(folder: Path, kind: str) -> Path:
    """A ten-frame GIF whose first frame holds the words, a CMYK JPEG, a 16-bit PNG."""
    if kind == "gif":
        path = folder / "moving.gif"
        others = [drawn(f"frame {number}") for number in range(1, 10)]
        drawn().save(path, save_all=True, append_images=others, duration=100)
    elif kind == "cmyk":
        path = folder / "print.jpg"
        drawn().convert("CMYK").save(path, quality=95)
    else:
        path = folder / "deep.png"
        deep = drawn().convert("L").point([value * 257 for value in range(256)], "I")
        deep.convert("I;16").save(path)
    return path


def test_all_frames_of_an_animation_can_be_asked_about(run: Run, tmp_path: Path) -> None:
    ran = run("ask", unusual(tmp_path, "gif"), "What does it say?", "--frames", 10)
    assert ran.code == 0, ran.err
    assert WORDS in ran.out
    assert "frame 9" in ran.out


def test_a_refused_question_has_its_own_exit_code(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "person.png"
    path.write_bytes(photo("astronaut.png"))
    ran = run("ask", path, "Who is this person?")
    assert ran.code == 3
    assert len(ran.out.split()) <= 40


def test_moderate_keeps_order_and_judges_what_can_be_judged(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    large = base64.b64encode(b"\xff\xd8\xff" + bytes(30 * 10**6)).decode()
    good = shown("good", data_url(tmp_path))
    lines = [good, shown("large", f"data:image/jpeg;base64,{large}"), '{"id": "broken", ', good]
    source.write_text("\n".join(lines) + "\n")
    ran = run("moderate", source, "-o", target, "--workers", 1)
    assert ran.code == 1
    assert "2 with errors" in ran.err
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["action"] for row in rows] == ["allow", "refuse", "refuse", "allow"]
    assert "MB" in rows[1]["error"]
    assert "not JSON" in rows[2]["error"]


def data_url(folder: Path) -> str:
    path = folder / "good.png"
    drawn().save(path)
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()


def shown(name: str, url: str) -> str:
    parts = [
        {"type": "text", "text": "What does it say?"},
        {"type": "image_url", "image_url": {"url": url}},
    ]
    return json.dumps({"id": name, "messages": [{"role": "user", "content": parts}]})


def test_pictures_and_question_may_stand_between_options(run: Run, tmp_path: Path) -> None:
    one, two = tmp_path / "one.png", tmp_path / "two.png"
    drawn("OPEN 4250").save(one)
    drawn("SHUT 1177").save(two)
    ran = run("ask", one, "--frames", 1, two, "--trace", "What does it say?")
    assert ran.code == 0, ran.err
    assert "4250" in ran.out
    assert "1177" in ran.out
    assert "\ntrace " in ran.out


def test_the_readmes_ask_with_a_model_is_understood(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    drawn().save(path)
    ran = run("ask", path, "--model", "scripted:text=A+sign.", "What is this?")
    assert (ran.code, ran.out) == (0, "A sign.\n")


def test_a_question_behind_a_double_dash_may_begin_with_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    drawn().save(path)
    ran = run("ask", path, "--model", "scripted:text=A+sign.", "--", "-what is this?")
    assert (ran.code, ran.out) == (0, "A sign.\n")


def test_an_unknown_option_is_wrong_usage(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["ask", "a.png", "--nope", "What?"], ["doctor", "--nope"], ["doctor", "x"]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 2
        assert "unrecognized arguments" in capfd.readouterr().err


@pytest.mark.parametrize("end", ["", ".jpg"])
def test_a_question_longer_than_any_file_name(run: Run, tmp_path: Path, end: str) -> None:
    path = tmp_path / "photo.png"
    drawn().save(path)
    question = "What does it say? " + "Please look closely at it. " * 20 + end
    ran = run("ask", path, "-q" if end else question, *([question] if end else []))
    assert ran.code == 0, ran.err
    assert WORDS in ran.out


def test_a_long_name_that_looks_like_a_picture_is_an_error(run: Run) -> None:
    ran = run("ask", "x" * 400 + ".jpg")
    assert ran.code == 1
    assert "name too long" in ran.err


@pytest.mark.parametrize(
    "spec",
    ["latency_ms=abc", "latency_ms=nan", "latency_ms=-1", "chunk_chars=0", "chunk_chars=1.5"],
)
def test_a_scripted_model_with_a_wrong_number_is_wrong_usage(
    run: Run, tmp_path: Path, spec: str
) -> None:
    ran = run("ask", tmp_path / "a.png", "--model", f"scripted:text=x&{spec}", "What?")
    assert ran.code == 2
    assert spec in ran.err
