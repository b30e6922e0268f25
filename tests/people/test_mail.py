"""Mail into a folder and over SMTP; a setting that cannot work says so without its password."""

import smtplib
import ssl
from email import message_from_bytes
from pathlib import Path

import pytest

from clearsight.errors import UsageError
from clearsight.people import MailError, mail_of
from clearsight.people.mail import SmtpMail


def test_a_message_lies_in_the_folder_for_its_owner_alone(tmp_path: Path) -> None:
    mail_of(f"file:{tmp_path}/mail").send("ana@example.org", "Sign in", "https://x.example/y?k=z")
    (file,) = (tmp_path / "mail").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    message = message_from_bytes(file.read_bytes())
    assert (message["To"], message["Subject"]) == ("ana@example.org", "Sign in")
    assert "https://x.example/y?k=z" in str(message.get_payload())


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file")
    with pytest.raises(MailError, match="cannot write mail"):
        mail_of(f"file:{tmp_path}/mail").send("ana@example.org", "x", "y")


def test_nothing_ends_a_header_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no e-mail address"):
        mail_of(f"file:{tmp_path}").send("ana@example.org\nBcc: eve@example.org", "x", "y")


@pytest.mark.parametrize(
    "setting",
    ["", "mail", "file:relative", "http://x.example", "smtp://u:secret@h.example",
     "smtp://u:secret@h.example:x?from=a@b.org", "smtp://u:secret@h.example?from=nobody"],
)  # fmt: skip
def test_a_setting_that_cannot_work_says_what_would(setting: str) -> None:
    with pytest.raises(UsageError, match="expected file:/absolute/folder") as caught:
        mail_of(setting)
    assert "secret" not in str(caught.value)


def test_a_server_is_used_as_it_is_named() -> None:
    mail = mail_of("smtps://u%40x:p%2Fq@mail.example:466?from=us@example.org")
    assert mail == SmtpMail("mail.example", 466, True, "us@example.org", "u@x", "p/q")
    assert "p/q" not in repr(mail)


class Server:
    """Stands in for smtplib.SMTP; records the order of what is said."""

    def __init__(self, host: str, port: int, *, timeout: float) -> None:
        self.said: list[object] = [(host, port)]
        Server.last = self

    last: "Server"

    def starttls(self, *, context: ssl.SSLContext) -> None:
        assert context.verify_mode is ssl.CERT_REQUIRED
        self.said.append("tls")

    def login(self, user: str, password: str) -> None:
        self.said.append((user, password))

    def send_message(self, message: object) -> None:
        self.said.append(str(message))

    def close(self) -> None:
        self.said.append("closed")

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def test_nothing_is_said_before_the_line_is_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtplib, "SMTP", Server)
    mail_of("smtp://u:p@h.example?from=us@example.org").send("ana@example.org", "x", "y")
    assert Server.last.said[:3] == [("h.example", 587), "tls", ("u", "p")]


def test_a_server_without_tls_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(self: Server, *, context: ssl.SSLContext) -> None:
        raise smtplib.SMTPNotSupportedError("no STARTTLS for ana@example.org")

    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(Server, "starttls", refuses)
    with pytest.raises(MailError, match="did not take a message") as caught:
        mail_of("smtp://u:p@h.example?from=us@example.org").send("ana@example.org", "x", "y")
    assert Server.last.said == [("h.example", 587), "closed"]
    assert "ana@" not in str(caught.value)
