"""Mail that the pages send: one link, and what to do with it, in a language of the pages."""

from dataclasses import dataclass

from clearsight.app.words import Words
from clearsight.people import Invited


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that carries a link."""

    subject: str
    text: str
    link: str


def invitation(base: str, made: Invited, t: Words) -> Letter:
    """For somebody who was invited.

    Args:
        base: address of the pages, without a slash at its end.
    """
    lead = t["mail_invitation_lead"].format(role=t[f"role_{made.person.role}"])
    link = f"{base}/invitation?k={made.token}&lang={t.code}"
    return _letter(t["mail_invitation"], lead, link, t["mail_invitation_rest"])


def sign_in(base: str, token: str, t: Words) -> Letter:
    """For somebody who asked to sign in."""
    link = f"{base}/sign-in/link?k={token}&lang={t.code}"
    return _letter(t["mail_sign_in"], t["mail_sign_in_lead"], link, t["mail_sign_in_rest"])


def somebody_here(base: str, t: Words) -> Letter:
    """For somebody who left an address rather than wait for a person."""
    rest = t["mail_here_rest"].format(button=t["line_stay"])
    return _letter(t["mail_here"], t["mail_here_lead"], f"{base}/person?lang={t.code}", rest)


def _letter(subject: str, lead: str, link: str, rest: str) -> Letter:
    # The link stands in a line of its own, so that it keeps its direction among Arabic words.
    return Letter(subject, f"{lead}\n\n{link}\n\n{rest}\n", link)
