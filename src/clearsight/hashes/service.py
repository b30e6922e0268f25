"""A service that compares hashes: the matcher `service`.

    service:URL         asked by POST with JSON; docs/hashes.md has both bodies

Only hashes leave, never a picture. The key is sent as a bearer token. Redirects and proxies of the
environment are not followed. Any other answer than the expected one keeps the picture out.
"""

import json
import urllib.request
from collections.abc import Sequence
from typing import Any

from clearsight.errors import UsageError
from clearsight.hashes.match import Hit, Prints
from clearsight.plain import plain

TIMEOUT_S = 4.0  # of the socket; the screen gives up a little later
MOST_BYTES = 1 << 20
KINDS = ("md5", "sha1", "sha256", "pdq")


class _Here(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Nowhere else than where the deployer said."""


class Service:
    """Asks a service once a picture, with all its hashes."""

    name = "service"
    version = "1"

    def __init__(self, url: str, api_key: str | None = None) -> None:
        self._url = url
        self._headers = {"Content-Type": "application/json"}
        if api_key:
            self._headers["Authorization"] = f"Bearer {api_key}"
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Here())

    def match(self, prints: Prints) -> Sequence[Hit]:
        """The service's hits.

        Raises:
            OSError, ValueError: no answer, or none in the expected form.
        """
        if not prints.decoded:
            return ()
        body = json.dumps(plain(prints)).encode()
        request = urllib.request.Request(self._url, body, self._headers, method="POST")
        with self._opener.open(request, timeout=TIMEOUT_S) as response:
            raw = response.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise ValueError(f"the service sent more than {MOST_BYTES} bytes")
        return tuple(_hit(one) for one in json.loads(raw)["hits"])


def _hit(one: Any) -> Hit:
    hit = Hit(one["list"], one["entry"], one["kind"], one.get("distance", 0))
    right = isinstance(hit.list, str) and isinstance(hit.entry, str) and hit.kind in KINDS
    if not right or not isinstance(hit.distance, int):
        raise ValueError("the service sent a hit that is none")
    return hit


def make(argument: str, api_key: str | None) -> Service:
    """The entry point `service`: "URL".

    Raises:
        UsageError: no http or https address.
    """
    if not argument.startswith(("http://", "https://")):
        raise UsageError(f"service:{argument}: expected service:https://HOST/PATH")
    return Service(argument, api_key)
