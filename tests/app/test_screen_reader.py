"""What a real screen reader says: streamed answers, warnings, errors, the way to a person.

The transcripts in screenreader/golden.toml were read line by line before they were kept.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from clearsight.app.words import LANGUAGES, words
from tests.app.chrome import needed
from tests.app.screenreader.drive import ANSWERS, Heard
from tests.app.screenreader.transcript import share, transcript

pytestmark = pytest.mark.slow
FOLDER = Path(__file__).parent / "screenreader"
PROGRAMS = ("orca", "Xvfb", "dbus-run-session", "openbox")
GOLDEN = tomllib.loads((FOLDER / "golden.toml").read_text(encoding="utf-8"))
SCENES = ("answer", "follow_up", "warning", "person", "waiting", "joined", "error")
Spoken = Mapping[str, Mapping[str, Heard]]


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Spoken:
    """What was written and said, by language and scene."""
    needed()
    for program in PROGRAMS:
        if shutil.which(program) is None:
            pytest.skip(f"no {program}; on Debian: apt-get install orca xvfb at-spi2-core "
                        "dbus-x11 openbox")  # fmt: skip
    folder = tmp_path_factory.mktemp("orca")
    drive = [sys.executable, "-m", "tests.app.screenreader.drive", str(folder), *LANGUAGES]
    done = subprocess.run(
        [FOLDER / "run.sh", folder, *drive],
        capture_output=True, text=True, timeout=900, cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + (folder / "bus.log").read_text()
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scene", ["answer", "follow_up", "warning"])
def test_orca_speaks_the_answer_once_and_in_order(spoken: Spoken, scene: str, lang: str) -> None:
    heard, answer = transcript(spoken[lang][scene]["said"]), ANSWERS[lang]
    start = heard.index(answer[:20])
    told = heard[start : heard.rindex(words(lang)["complete"])]
    told = told.removesuffix(" ").removesuffix(words(lang)["offer_warning"])
    assert "".join(told.split()) == "".join(answer.split())
    assert 1.0 <= share(told, answer) <= 1.15


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scene", SCENES)
def test_orca_says_what_is_written_down(spoken: Spoken, scene: str, lang: str) -> None:
    heard, golden = transcript(spoken[lang][scene]["said"]), GOLDEN[lang][scene]
    if scene == "error":  # how much is said of the question before depends on when it comes
        assert heard.count(golden) == 1
    else:
        assert heard == golden


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_writes_each_word_of_an_answer_once(spoken: Spoken, lang: str) -> None:
    for scene in ("answer", "follow_up"):
        _, *rest = " ".join(spoken[lang][scene]["written"]).split(words(lang)["working"])
        said = "".join(rest).replace(words(lang)["complete"], "")
        assert "".join(said.split()) == "".join(ANSWERS[lang].split())
