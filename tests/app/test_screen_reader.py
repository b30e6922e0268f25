"""What a real screen reader says of a streamed answer."""

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


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Orca's utterances from the moment the question is sent."""
    needed()
    for program in PROGRAMS:
        if shutil.which(program) is None:
            pytest.skip(f"no {program}; on Debian: apt-get install orca xvfb at-spi2-core "
                        "dbus-x11 openbox")  # fmt: skip
    folder = tmp_path_factory.mktemp("orca")
    done = subprocess.run(
        [RUN, folder, sys.executable, "-m", "tests.app.screenreader.drive", folder],
        capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + (folder / "bus.log").read_text()
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def test_orca_speaks_every_word_of_the_answer_once_and_in_order(spoken: list[str]) -> None:
    start = next(i for i, one in enumerate(spoken) if one.startswith("This is"))
    end = spoken.index("Answer complete.")
    assert " ".join(spoken[start:end]).split() == ANSWER.split()


def test_orca_says_what_was_asked_then_that_work_goes_on_then_the_answer(
    spoken: list[str],
) -> None:
    whole = " / ".join(spoken)
    order = ["You asked: What is it?", "Looking at the photo", "This is a menu", "Answer complete."]
    places = [whole.find(text) for text in order]
    assert -1 not in places, whole
    assert places == sorted(places), whole
    assert all(whole.count(text) == 1 for text in order), whole
