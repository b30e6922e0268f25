"""`clearsight keys`: the secret goes to stdout once; everything else goes elsewhere."""

import asyncio
import json
from pathlib import Path

import pytest

from clearsight.cli import main
from clearsight.store import Key, Store
from tests.store.conftest import PEPPER


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CLEARSIGHT_DATABASE", url)
    monkeypatch.setenv("CLEARSIGHT_PEPPER", PEPPER)


def checked(url: str, secret: str) -> Key | None:
    async def check() -> Key | None:
        store = Store.open(url, pepper=PEPPER)
        try:
            return await store.keys.check(secret)
        finally:
            await store.close()

    return asyncio.run(check())


def test_a_key_is_made_listed_and_revoked(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--policy", "strict", "--right", "trace", "--expires", "90d"]
    limits = ["--requests-per-minute", "60", "--pixels-per-minute", "0"]
    assert main(["keys", "create", "--label", "a team", *options, *limits]) == 0
    secret, told = capsys.readouterr()
    assert secret.count("\n") == 1
    secret = secret.strip()
    assert secret not in told
    key = checked(url, secret)
    assert key is not None
    assert key.id in told

    assert main(["keys", "list", "--json"]) == 0
    listed = capsys.readouterr().out
    assert secret not in listed
    (row,) = json.loads(listed)
    assert (row["id"], row["state"], row["policy"]) == (key.id, "active", "strict")
    assert row["per_minute"] == {"requests": 60, "tokens": None, "images": None, "pixels": 0}

    assert main(["keys", "revoke", key.id]) == 0
    assert main(["keys", "list"]) == 0
    assert f"{key.id}  revoked" in capsys.readouterr().out
    assert checked(url, secret) is None


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--policy", "strickt"], "strickt"),
        (["--right", "all"], "known: trace"),
        (["--expires", "soon"], "90d"),
        (["--images-per-minute", "-5"], "images per minute is -5"),
    ],
)
def test_a_wrong_option_makes_no_key(
    capsys: pytest.CaptureFixture[str], options: list[str], told: str
) -> None:
    assert main(["keys", "create", "--label", "x", *options]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert told in error
    assert main(["keys", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_an_unknown_id_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "revoke", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err


def test_a_policy_file_is_kept_with_its_whole_path(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import clearsight.policy

    preset = Path(clearsight.policy.__file__).parent / "policy.toml"
    (tmp_path / "mine.toml").write_bytes(preset.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert main(["keys", "create", "--label", "x", "--policy", "mine.toml"]) == 0
    key = checked(url, capsys.readouterr().out.strip())
    assert key is not None
    assert key.policy == str(tmp_path / "mine.toml")
