"""Every route of the server, as it is mounted, and what each does with words."""

from collections.abc import Iterator
from typing import Literal

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from clearsight.gateway import TABLE

Kind = Literal["asks", "judges", "form", "silent"]
# A route that is not here fails the matrix: say what it does with words, and give it cells.
ROUTES: dict[tuple[str, str], Kind] = {
    ("POST", "/v1/chat/completions"): "asks",
    ("POST", "/v1/responses"): "asks",
    ("POST", "/v1/messages"): "asks",
    ("POST", "/v1/moderations"): "judges",
    ("POST", "/"): "form",
    ("POST", "/answer"): "form",
    ("POST", "/try"): "form",
    ("DELETE", "/v1/responses/{id}"): "silent",
    ("POST", "/v1/messages/{rest:path}"): "silent",
    ("POST", "/v1/appeals"): "silent",
    ("GET", "/v1/models"): "silent",
    ("GET", "/v1/models/{name:path}"): "silent",
    ("GET", "/healthz"): "silent",
    ("GET", "/readyz"): "silent",
    ("GET", "/metrics"): "silent",
    ("GET", "/openapi.json"): "silent",
    ("ANY", "/v1/{rest:path}"): "silent",
    ("GET", "/"): "silent",
    ("GET", "/static/{name}"): "silent",
    ("GET", "/try"): "silent",
    ("POST", "/key"): "silent",
    ("POST", "/forget"): "silent",
    ("POST", "/wrong"): "silent",
    ("GET", "/sign-in"): "silent",
    ("POST", "/sign-in"): "silent",
    ("GET", "/sign-in/sent"): "silent",
    ("GET", "/sign-in/link"): "silent",
    ("POST", "/sign-in/link"): "silent",
    ("POST", "/sign-in/passkey"): "silent",
    ("POST", "/sign-in/passkey/offer"): "silent",
    ("GET", "/invitation"): "silent",
    ("POST", "/invitation"): "silent",
    ("POST", "/sign-out"): "silent",
    ("GET", "/account"): "silent",
    ("POST", "/account/end"): "silent",
    ("POST", "/account/passkey"): "silent",
    ("POST", "/account/passkey/offer"): "silent",
    ("POST", "/account/passkey/remove"): "silent",
    ("GET", "/join"): "silent",
    ("POST", "/join"): "silent",
    ("GET", "/member"): "silent",
    ("POST", "/leave"): "silent",
    ("GET", "/cohorts"): "silent",
    ("POST", "/cohorts"): "silent",
    ("GET", "/manifest.webmanifest"): "silent",
    ("POST", "/share"): "silent",
    ("GET", "/trust"): "silent",
    ("GET", "/trust/authority.crt"): "silent",
    ("POST", "/right"): "silent",
    ("GET", "/person"): "silent",
    ("POST", "/person"): "silent",
    ("POST", "/person/line"): "silent",
    ("GET", "/person/state"): "silent",
    ("GET", "/kept"): "silent",
    ("POST", "/kept"): "silent",
    ("POST", "/kept/delete"): "silent",
    ("POST", "/kept/check"): "silent",
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def mounted(application: Starlette) -> set[tuple[str, str]]:
    """Method and path of every route of an application."""
    return set(_mounted(application.routes))


def _mounted(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    # The API's routes answer every method, and check it themselves.
    own = {path: method for path, method, _ in TABLE}
    for route in routes:
        if isinstance(route, Mount):
            yield from _mounted(route.routes)
        elif isinstance(route, Route):
            methods = route.methods or {own.get(route.path) or "ANY"}
            yield from ((method, route.path) for method in methods if method != "HEAD")
        else:
            yield ("?", repr(route))
