"""What a real screen reader says: streamed answers, warnings, errors, the way to a person."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.chrome import needed
from tests.app.screenreader.drive import ANSWER

pytestmark = pytest.mark.slow
RUN = Path(__file__).parent / "screenreader" / "run.sh"
PROGRAMS = ("orca", "Xvfb", "dbus-run-session", "openbox")
# Each scene as it is to be heard, in this order, each once.
GOLDEN = {
    "answer": ("You asked: What is it?", "Looking at the photo", "This is a menu",
               "Answer complete."),
    "follow_up": ("You asked: And the salad?", "Looking at the photo", "This is a menu",
                  "Answer complete."),
    "warning": ("You asked: Which pills are these?", "Looking at the photo",
                "Careful. I can misread this.", "This is a menu",
                "Better to have a person check this.", "Answer complete."),
    "person": ("Talk to a person.", "Nobody is here yet."),
    "waiting": ("Waiting for a person.", "Nobody is here yet. You keep your place: number 1."),
    "joined": ("A person is here and sees what you shared.",),
    "error": ("The model did not answer. Your photo and question",),
}  # fmt: skip


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Orca's utterances by scene."""
    needed()
    for program in PROGRAMS:
        if shutil.which(program) is None:
            pytest.skip(f"no {program}; on Debian: apt-get install orca xvfb at-spi2-core "
                        "dbus-x11 openbox")  # fmt: skip
    folder = tmp_path_factory.mktemp("orca")
    done = subprocess.run(
        [RUN, folder, sys.executable, "-m", "tests.app.screenreader.drive", folder],
        capture_output=True, text=True, timeout=300, cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + (folder / "bus.log").read_text()
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("scene", ["answer", "follow_up", "warning"])
def test_orca_speaks_every_word_of_the_answer_once_and_in_order(
    spoken: dict[str, list[str]], scene: str
) -> None:
    heard = spoken[scene]
    start = next(i for i, one in enumerate(heard) if one.startswith("This is"))
    end = next(i for i, one in enumerate(heard) if one.endswith("Answer complete."))
    words = " ".join(heard[start : end + 1]).removesuffix("Answer complete.")
    words = words.removesuffix("Better to have a person check this. ").strip()
    assert words.split() == ANSWER.split()


@pytest.mark.parametrize("scene", GOLDEN)
def test_orca_says_what_a_scene_is_about_in_order(spoken: dict[str, list[str]], scene: str) -> None:
    whole = " / ".join(spoken[scene])
    places = [whole.find(text) for text in GOLDEN[scene]]
    assert -1 not in places, whole
    assert places == sorted(places), whole
    if scene not in ("person", "waiting"):  # the title of a page is also its heading
        assert all(whole.count(text) == 1 for text in GOLDEN[scene]), whole
