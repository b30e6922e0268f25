"""Mail to people with accounts: into a folder, or to a server over SMTP.

file:/var/spool/clearsight              one .eml file a message, for its owner alone
smtp://user:password@host:587?from=A    STARTTLS, always
smtps://user:password@host:465?from=A   TLS from the start
"""

import os
import secrets
import smtplib
import ssl
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from clearsight.errors import ClearsightError, UsageError
from clearsight.people.words import email_of

FORMS = "file:/absolute/folder, smtp://user:password@host:587?from=a@b.org or smtps://..."
TIMEOUT_S = 20.0
OURS = "clearsight@localhost.localdomain"


class MailError(ClearsightError):
    """A message could not be handed over."""


class Mail(Protocol):
    """Hands messages over; blocks, so call it in a thread."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Raises MailError: it was not handed over."""
        ...


@dataclass(frozen=True, slots=True)
class FileMail:
    """Writes each message into a folder."""

    folder: Path

    def send(self, to: str, subject: str, text: str) -> None:
        message = _message(OURS, to, subject, text)
        name = f"{time.time_ns()}-{secrets.token_hex(4)}.eml"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = self.folder / f"{name}.part"
            handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(message.as_bytes())
            os.replace(beside, self.folder / name)  # whoever watches the folder sees whole ones
        except OSError as error:
            raise MailError(
                f"cannot write mail to {self.folder}: {error.strerror}. Make the folder writable, "
                f"or set CLEARSIGHT_MAIL"
            ) from error


@dataclass(frozen=True, slots=True)
class SmtpMail:
    """Hands each message to a mail server.

    Attributes:
        at_once: TLS from the start; else STARTTLS. There is no way without.
        sender: the address that it comes from.
    """

    host: str
    port: int
    at_once: bool
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    def send(self, to: str, subject: str, text: str) -> None:
        message, safe = _message(self.sender, to, subject, text), ssl.create_default_context()
        try:
            with self._open(safe) as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            # The server's words may repeat the address: they stay out.
            raise MailError(
                f"the mail server {self.host}:{self.port} did not take a message "
                f"({type(error).__name__}); check CLEARSIGHT_MAIL and the server"
            ) from error

    def _open(self, safe: ssl.SSLContext) -> smtplib.SMTP:
        if self.at_once:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=safe)
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        try:
            server.starttls(context=safe)
        except BaseException:
            server.close()
            raise
        return server


def mail_of(setting: str) -> Mail:
    """How mail goes out.

    Raises:
        UsageError: a setting that cannot work; a password in it is not repeated.
    """
    parts = urlsplit(setting)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return FileMail(Path(unquote(parts.path)))
    if parts.scheme in ("smtp", "smtps") and parts.hostname:
        return _smtp(parts)
    raise UsageError(f"CLEARSIGHT_MAIL is no way to send mail; expected {FORMS}")


def _smtp(parts: SplitResult) -> SmtpMail:
    at_once = parts.scheme == "smtps"
    try:
        port = parts.port or (465 if at_once else 587)
        sender = email_of(parse_qs(parts.query)["from"][0])
    except (ValueError, KeyError, UsageError):
        raise UsageError(
            f"CLEARSIGHT_MAIL lacks a port or a sender (?from=) that can be used; expected {FORMS}"
        ) from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpMail(str(parts.hostname), port, at_once, sender, user, password)


def _message(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, email_of(to), subject
    message["Date"] = formatdate()
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
    # What is ASCII stays readable as it lies there; neither of both folds a link.
    message.set_content(text, cte="7bit" if text.isascii() else "base64")
    return message
