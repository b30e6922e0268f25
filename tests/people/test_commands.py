"""`clearsight people` and `clearsight cohorts`, as an operator types them."""

import json
import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from clearsight.app.words import LANGUAGES, words
from clearsight.cli import main, people

Run = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("CLEARSIGHT_DATABASE", f"sqlite:///{tmp_path / 'clearsight.db'}")
    monkeypatch.setenv("CLEARSIGHT_MAIL", f"file:{tmp_path / 'mail'}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


def told(capsys: Run, *words: str, code: int = 0) -> str:
    """What a command prints on stdout; on stderr when it fails."""
    assert main(list(words)) == code
    out = capsys.readouterr()
    return out.err if code else out.out


def test_an_account_from_invitation_to_its_end(capsys: Run) -> None:
    invite = ("people", "invite", "ana@example.org", "--role", "volunteer")
    link = told(capsys, *invite, "--url", "https://x.example/")
    assert link.startswith("https://x.example/invitation?k=")
    told(capsys, "people", "role", "ana@example.org", "reviewer")
    told(capsys, "people", "disable", "ana@example.org")
    (one,) = json.loads(told(capsys, "people", "list", "--json"))
    assert (one["email"], one["role"], one["state"]) == ("ana@example.org", "reviewer", "disabled")
    log = told(capsys, "people", "log", "ana@example.org")
    assert "disable disabled by operator at the shell" in log
    assert "is disabled" in told(capsys, "people", "recover", "ana@example.org", code=2)
    told(capsys, "people", "enable", "ana@example.org")
    assert "/invitation?k=" in told(capsys, "people", "recover", "ana@example.org")


def test_an_invitation_goes_by_mail(capsys: Run, home: Path) -> None:
    told(capsys, "people", "invite", "ana@example.org", "--role", "operator", "--send")
    (file,) = (home / "mail").iterdir()
    message = message_from_bytes(file.read_bytes())
    assert "http://localhost:8000/invitation?k=" in str(message.get_payload())


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_invitation_is_in_the_language_asked_for(capsys: Run, home: Path, code: str) -> None:
    invite = ("people", "invite", "ana@example.org", "--role", "reviewer", "--language", code)
    told(capsys, *invite, "--send")
    (file,) = (home / "mail").iterdir()
    message, t = message_from_bytes(file.read_bytes(), policy=default), words(code)
    assert message["Subject"] == t["mail_invitation"]
    lead, link, rest = message.get_content().strip().split("\n\n")
    assert lead == t["mail_invitation_lead"].format(role=t["role_reviewer"])
    assert re.fullmatch(rf"http://localhost:8000/invitation\?k=[\w-]{{43}}&lang={code}", link)
    assert rest == t["mail_invitation_rest"]


def test_languages_of_invitations_are_those_of_the_pages(capsys: Run) -> None:
    assert tuple(LANGUAGES) == people.LANGUAGES
    with pytest.raises(SystemExit):
        main(["people", "invite", "ana@example.org", "--role", "reviewer", "--language", "fr"])
    assert "invalid choice: 'fr'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("people", "invite", "ana", "--role", "operator"), "no e-mail address"),
        (("people", "invite", "a@b.org", "--role", "king"), "no role is called"),
        (("people", "invite", "a@b.org", "--role", "operator", "--url", "http://x.org"), "https"),
        (("people", "disable", "a@b.org"), "nobody has the address"),
        (("cohorts", "stop", "pilot"), "no cohort is called"),
        (("cohorts", "create", "pilot", "--cap", "0"), "the cap is 0"),
        (("cohorts", "create", "pilot", "--cap", "9", "--policy", "loose"), "loose"),
    ],
)
def test_what_cannot_be_done_says_why(capsys: Run, words: tuple[str, ...], why: str) -> None:
    assert why in told(capsys, *words, code=2)


def test_a_cohort_from_two_hundred_to_sixteen_thousand(capsys: Run) -> None:
    told(capsys, "cohorts", "create", "pilot", "--cap", "200", "--policy", "assistive")
    link = told(capsys, "cohorts", "invite", "pilot", "--uses", "200", "--url", "https://x.example")
    assert link.startswith("https://x.example/join?k=")
    told(capsys, "cohorts", "version", "pilot", "--policy", "strict")
    told(capsys, "cohorts", "cap", "pilot", "16000")
    told(capsys, "cohorts", "stop", "pilot")
    (one,) = json.loads(told(capsys, "cohorts", "list", "--json"))
    assert (one["cap"], one["state"], one["members"]) == (16000, "stopped", 0)
    assert (one["version"]["number"], one["version"]["policy"]) == (2, "strict")
    assert "16000 in, 0 waiting" in told(capsys, "cohorts", "list")
    figures = told(capsys, "cohorts", "figures", "pilot").splitlines()
    assert len(figures) == 2
    assert "wrong 0/0" in figures[0]
    told(capsys, "cohorts", "resume", "pilot")
    told(capsys, "cohorts", "withdraw", "pilot")
    assert json.loads(told(capsys, "cohorts", "figures", "pilot", "--json"))[1]["share"] is None
