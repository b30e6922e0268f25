"""Sealed copies: only the holder of the private key can open what was kept."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from clearsight.errors import UsageError
from clearsight.hashes import Hit, Prints
from clearsight.hashes.sealed import Seal

DATA = b"SECRET bytes of an upload " * 100
HIT = Hit("bad-list", "entry-7", "md5")

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl not installed")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate and its private key."""
    folder = tmp_path_factory.mktemp("pair")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    command += ["-subj", "/CN=legal", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sealed"
    made.mkdir(mode=0o700)
    return made


def test_only_the_private_key_opens_what_was_kept(folder: Path, pair: tuple[Path, Path]) -> None:
    certificate, key = pair
    Seal(folder, certificate, lambda: "key-1")(HIT, Prints.of(DATA), DATA)
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"SECRET" not in file.read_bytes()
    assert base64.b64encode(DATA)[:40] not in file.read_bytes()
    command = ["openssl", "cms", "-decrypt", "-inform", "DER", "-in", str(file)]
    command += ["-inkey", str(key), "-recip", str(certificate)]
    opened = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert base64.b64decode(opened["data"]) == DATA
    assert opened["hit"] == {"list": "bad-list", "entry": "entry-7", "kind": "md5", "distance": 0}
    assert opened["key"] == "key-1"


def test_a_trial_leaves_nothing_behind(folder: Path, pair: tuple[Path, Path]) -> None:
    Seal(folder, pair[0], str)
    assert list(folder.iterdir()) == []


def test_what_cannot_be_used_is_found_at_the_start(
    folder: Path, tmp_path: Path, pair: tuple[Path, Path]
) -> None:
    certificate, key = pair
    with pytest.raises(UsageError, match="nothing can be sealed"):
        Seal(folder, key, str)
    with pytest.raises(UsageError, match="nothing can be sealed"):
        Seal(folder, tmp_path / "absent.pem", str)
    with pytest.raises(UsageError, match="install -d -m 700"):
        Seal(tmp_path / "absent", certificate, str)
    folder.chmod(0o755)
    with pytest.raises(UsageError, match="only its owner may enter"):
        Seal(folder, certificate, str)
