"""On a disk that is really full a deletion is noted, the key destroyed, and the rest done later."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MOUNT = 'mount -t tmpfs -o size=3m none "$1" && exec "$2" -m tests.vault.full_disk "$1" "$3"'


def seen(folder: Path, way: str) -> dict[str, Any]:
    """What `full_disk` reports from a file system of 3 MB, which only it sees."""
    if shutil.which("unshare") is None:
        pytest.skip("no small file system: unshare (util-linux) is not installed")
    unshare = ["unshare", "--map-root-user", "--mount"]
    if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no small file system: this system allows no user namespaces")
    command = [*unshare, "sh", "-c", MOUNT, "sh", str(folder), sys.executable, way]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_key_is_destroyed_at_once_and_the_rest_when_there_is_room(tmp_path: Path) -> None:
    found = seen(tmp_path, "plain")
    assert found["full"] is True
    assert found["owed"] == [3, 1]
    assert found["after"] == [1, 2, 8]  # the key is gone, the sealed rest is not
    assert (found["delete"], found["kept"], found["left"]) == ("gone", "gone", 4)
    assert found["checked"] == [True, 0]
    assert found["end"] == [1, 1, 4]
    assert found["seconds"] < 60
    assert (found["debts"], found["other"], found["other_end"]) == (0, 3, 3)
    assert found["reserve"] > 0  # held again


def test_where_somebody_else_took_the_held_place_it_is_owed_and_paid(tmp_path: Path) -> None:
    found = seen(tmp_path, "stolen")
    assert found["owed"] == [3, 1]
    assert found["after"] == found["still"] == [2, 2, 8]
    assert (found["delete"], found["kept"]) == ("gone", "gone")
    assert found["checked"] == [True, 0]
    assert found["end"] == [1, 1, 4]
    assert found["seconds"] < 60


def test_the_page_says_so_in_a_plain_sentence(tmp_path: Path) -> None:
    found = seen(tmp_path, "page")
    assert found["joined"] is True
    assert found["answer"] == [200, True]  # an answer never depends on it
    assert found["/person/line"] == [503, "error_store"]
    assert found["/forget"] == [503, "error_owed"]
    assert len(found["receipt"]) == 1
    assert found["cookie"] is False
    assert found["room False"] == ["receipt_not_clean"]
    assert found["room True"] == ["receipt_clean"]
