"""Fetch a picture from the public web, and from nowhere else.

What is checked is what is connected to: names are resolved once per hop, every address of the
answer must be public, the connection goes to exactly those addresses, and the socket is made only
after the address was judged once more. TLS still verifies the name. No cookies, no proxies, no
authorisation, no compression, at most three redirects, each judged like the first address.
"""

import asyncio
import ipaddress
import socket
from typing import Protocol
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from clearsight.errors import IngestError
from clearsight.ingest import address
from clearsight.ingest.address import Address, IPAddress

_MAX_REDIRECTS = 3
_REDIRECTS = {301, 302, 303, 307, 308}
_CHUNK = 64 * 1024
_HEADERS = {"Accept": "image/*", "Accept-Encoding": "identity", "User-Agent": "clearsight"}


class Gate(Protocol):
    """Who judges addresses. `PublicGate` always, except in tests of redirects on one machine."""

    def url(self, url: str) -> Address:
        """The address to fetch, or IngestError."""

    def ip(self, ip: IPAddress) -> None:
        """IngestError unless `ip` may be connected to."""


class PublicGate:
    """Only the public web passes; see `address`."""

    def __init__(self, *, allow_http: bool = False) -> None:
        self._allow_http = allow_http

    def url(self, url: str) -> Address:
        return address.check_url(url, allow_http=self._allow_http)

    def ip(self, ip: IPAddress) -> None:
        address.check_ip(ip)


class GatedResolver(AbstractResolver):
    """Resolves names with `inner` and refuses the whole answer when one address is not allowed."""

    def __init__(self, inner: AbstractResolver, gate: Gate) -> None:
        self._inner, self._gate = inner, gate

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not found:
            raise OSError(f"{host} has no address")
        for result in found:
            self._gate.ip(ipaddress.ip_address(result["host"]))
        return found

    async def close(self) -> None:
        await self._inner.close()


class Fetcher:
    """Fetches pictures' bytes.

    Args:
        max_bytes: longest body; counted while it arrives.
        allow_http: whether http is as good as https.
        timeout_s: for the whole fetch with all its redirects.
        gate, resolver: who judges addresses and who resolves names; tests put their own here.
    """

    def __init__(self, *, max_bytes: int, allow_http: bool = False, timeout_s: float = 10.0,
                 gate: Gate | None = None, resolver: AbstractResolver | None = None
                 ) -> None:  # fmt: skip
        self._max_bytes, self._timeout_s = max_bytes, timeout_s
        self._gate = gate or PublicGate(allow_http=allow_http)
        self._resolver = resolver

    async def fetch(self, url: str) -> bytes:
        """The body behind `url`.

        Raises:
            IngestError: "bad_address", "refused_address", "too_many_redirects",
                "too_many_bytes", "fetch_failed".
        """
        target = self._gate.url(url)
        try:
            async with asyncio.timeout(self._timeout_s), self._session() as session:
                for _ in range(_MAX_REDIRECTS + 1):
                    found = await self._hop(session, target)
                    if isinstance(found, bytes):
                        return found
                    target = found
        except TimeoutError as error:
            raise _failed(f"did not answer within {self._timeout_s:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Which of them it was would tell a stranger about the network behind this process.
            raise _failed("could not be fetched") from error
        raise IngestError("too_many_redirects", f"the address redirects more than {_MAX_REDIRECTS} "
                          f"times; give the picture's own address")  # fmt: skip

    def _session(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=GatedResolver(self._resolver or ThreadedResolver(), self._gate),
            use_dns_cache=False, force_close=True, socket_factory=self._socket,
        )  # fmt: skip
        return aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False,
            auto_decompress=False, headers=_HEADERS, max_line_size=8190, max_field_size=8190,
        )  # fmt: skip

    def _socket(self, info: "aiohttp.AddrInfoType") -> socket.socket:
        family, kind, protocol, _, where = info
        self._gate.ip(ipaddress.ip_address(where[0]))
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    async def _hop(self, session: aiohttp.ClientSession, target: Address) -> bytes | Address:
        async with session.get(target.url, allow_redirects=False) as response:
            if response.status in _REDIRECTS:
                # Judged before anything else of the answer is looked at.
                return self._gate.url(urljoin(target.url, response.headers.get("Location", "")))
            if response.status != 200:
                raise _failed(f"answered with status {response.status}")
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise _failed("answered with a compressed body that nobody asked for")
            return await self._body(response)

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        if (response.content_length or 0) > self._max_bytes:
            raise self._too_long()
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > self._max_bytes:
                raise self._too_long()
        return bytes(body)

    def _too_long(self) -> IngestError:
        return IngestError("too_many_bytes", f"the address gives more than "
                           f"{self._max_bytes / 1e6:.1f} MB; send a smaller picture")  # fmt: skip


def _failed(what: str) -> IngestError:
    return IngestError("fetch_failed", f"the address {what}; check it, or send the picture as a "
                       f"data URL")  # fmt: skip
