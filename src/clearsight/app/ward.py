"""What keeps other sites out: the token in every form, the origin check, the headers."""

import hmac
import re
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "clearsight_token"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # "no-referrer" would make browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

PRIVATE = HEADERS | {"Cache-Control": "no-store"}


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def token_of(request: Request) -> str:
    """The visitor's token: the cookie's when it has the right shape, else a new one."""
    known = request.cookies.get(COOKIE, "")
    return known if _TOKEN.fullmatch(known) else new_token()


def give(response: Response, request: Request, token: str) -> None:
    """Set headers and cookie; the cookie holds nothing but the random token."""
    response.headers.update(HEADERS)
    response.headers["Cache-Control"] = "no-store"
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure)


def from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site made this request.

    Browsers send Sec-Fetch-Site to trustworthy addresses and Origin with every POST; a client
    that sends neither is no browser and still needs the token.
    """
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin")
    return origin is not None and _site(origin) != request.headers.get("host", "")


def _site(origin: str) -> str | None:
    """Name and port of an origin; None for what is none, which is no site of ours."""
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None


def genuine(request: Request, token: str) -> bool:
    """Whether the form was made by this site for this visitor."""
    known = request.cookies.get(COOKIE, "")
    same = hmac.compare_digest(known.encode(), token.encode("utf-8", "replace"))
    return bool(_TOKEN.fullmatch(known)) and same and not from_elsewhere(request)
