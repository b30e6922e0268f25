"""What is written to people with accounts: one link, and what to do if nobody asked for it."""

from dataclasses import dataclass

from clearsight.people.accounts import Invited


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that carries a link."""

    subject: str
    text: str
    link: str


def invitation(base: str, made: Invited) -> Letter:
    """For somebody who was invited.

    Args:
        base: address of the pages, without a slash at its end.
    """
    link = f"{base}/invitation?k={made.token}"
    text = (
        f"You are invited to Clearsight as {made.person.role}.\n\n{link}\n\n"
        "The link works once, for seven days. If you expected none, do nothing.\n"
    )
    return Letter("Your invitation to Clearsight", text, link)


def sign_in(base: str, token: str) -> Letter:
    """For somebody who asked to sign in."""
    link = f"{base}/sign-in/link?k={token}"
    text = (
        f"Sign in to Clearsight:\n\n{link}\n\n"
        "Open it in the browser in which you asked for it. It works once, for 15 minutes. If you "
        "asked again, this is still the link for that. If you did not ask, do nothing: without "
        "your browser the link opens nothing.\n"
    )
    return Letter("Sign in to Clearsight", text, link)
