"""`clearsight privacy` does what it says and shows nothing of what is kept."""

import asyncio
import json
import re
from pathlib import Path

import pytest

from clearsight.cli import main
from clearsight.store import Store
from clearsight.vault import Turn
from clearsight.vault.master import Master
from clearsight.vault.vault import Vault
from tests.vault.conftest import PEPPER, photo


@pytest.fixture
def url(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("CLEARSIGHT_PEPPER", PEPPER)
    monkeypatch.delenv("CLEARSIGHT_VAULT_KEY", raising=False)
    path = tmp_path / "a.db"
    path.write_bytes(template.read_bytes())
    monkeypatch.setenv("CLEARSIGHT_DATABASE", f"sqlite:///{path}")
    return f"sqlite:///{path}"


def fill(url: str, tmp_path: Path) -> str:
    """One session with a photo and a conversation; its token."""

    async def do() -> str:
        store = Store.open(url, pepper=PEPPER)
        key = Master(tmp_path / "config" / "clearsight" / "vault-key")
        vault = Vault(store.database, key, PEPPER.encode)
        token = await vault.begin()
        await vault.consent(token, "photo", True, language="en")
        await vault.consent(token, "text", True, language="en")
        await vault.save_photo(token, photo(), 0.0)
        await vault.save_turns(token, (Turn("QUESTION-CANARY", ""),))
        await store.close()
        return token

    return asyncio.run(do())


def test_the_commands_in_turn(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = fill(url, tmp_path)
    assert main(["privacy", "status", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["sessions"], found["photos"], found["texts"]) == (1, 1, 1)
    assert found["retention"] == "photo=1h most=24h text=30d"
    assert main(["privacy", "rotate-key"]) == 0
    assert "1 keys are wrapped by" in capsys.readouterr().out
    assert main(["privacy", "sweep"]) == 0
    assert "deleted: 0 photos" in capsys.readouterr().out
    assert main(["privacy", "list"]) == 0
    shown = capsys.readouterr().out
    assert token not in shown
    (name,) = re.findall(r"(?m)^[0-9a-f]{16}", shown)
    assert main(["privacy", "delete", name]) == 0
    receipt = capsys.readouterr().out.split()
    assert main(["privacy", "check", *receipt]) == 0
    assert "1 photos and 1 conversations were deleted; 0 rows" in capsys.readouterr().out
    assert main(["privacy", "check", "x"]) == 1
    assert main(["privacy", "status"]) == 0
    assert "0 sessions: 0 photos, 0 conversations" in capsys.readouterr().out


def test_shorter_times_in_the_environment_hold_for_the_sweep(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(url, tmp_path)
    monkeypatch.setenv("CLEARSIGHT_RETENTION", "most=0 text=0")
    assert main(["privacy", "sweep"]) == 0
    assert "deleted: 1 photos, 1 conversations" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["delete", "0"], "names 0 sessions"), (["delete", "0" * 16], "names 0 sessions")],
)
def test_a_name_that_fits_none_is_an_error(
    url: str, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main(["privacy", *arguments]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("text", ["photo=1", "photo 1h", "picture=1h", "most=25h", "text=-1d"])
def test_times_that_cannot_be_are_said(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("CLEARSIGHT_RETENTION", text)
    assert main(["privacy", "status"]) == 2
    assert "retention" in capsys.readouterr().err
