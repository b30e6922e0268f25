"""Fetching, against a server on this machine and a resolver of our own.

The gate of these tests treats 127.0.0.1 as if it were a public address and knows the server's port;
everything else goes through the real checks.
"""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from PIL import Image

from clearsight.errors import IngestError
from clearsight.ingest import Ingest
from clearsight.ingest.address import Address, IPAddress
from clearsight.ingest.fetch import Fetcher, PublicGate
from tests.ingest.conftest import Encode

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PUBLIC = "127.0.0.1"


class FixedResolver(AbstractResolver):
    """Answers from a table; a list of lists answers each question with the next entry."""

    def __init__(self, table: dict[str, list[list[str]]]) -> None:
        self.table, self.asked = table, list[str]()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answers = self.table[host]
        found = answers[min(self.asked.count(host), len(answers) - 1)]
        self.asked.append(host)
        return [
            ResolveResult(hostname=host, host=ip, port=port, proto=0, flags=0,
                          family=socket.AF_INET6 if ":" in ip else socket.AF_INET)
            for ip in found
        ]  # fmt: skip

    async def close(self) -> None:
        """Nothing is held."""


class StageGate(PublicGate):
    """The real gate, but the server of the test counts as public, at its own port."""

    def __init__(self, port: int, *, closes_after: int = 10**6) -> None:
        super().__init__(allow_http=True)
        self._port, self._left = port, closes_after

    def url(self, url: str) -> Address:
        # A relative redirect is joined to an address that has the port already.
        found = super().url(url.replace(f":{self._port}", "", 1))
        return replace(found, url=found.url.replace(found.host, f"{found.host}:{self._port}", 1))

    def ip(self, ip: IPAddress) -> None:
        self._left -= 1
        if ip != ipaddress.ip_address(PUBLIC) or self._left < 0:
            super().ip(ip)


class Stage:
    """A server, what it was asked, and fetchers that can reach it."""

    def __init__(self, port: int, requests: list[web.Request]) -> None:
        self.port, self.requests = port, requests
        self.resolver = FixedResolver({
            "pictures.example.com": [[PUBLIC]], "other.example.com": [[PUBLIC]],
            "inside.example.com": [["10.0.0.7"]], "meta.example.com": [["169.254.169.254"]],
            "mixed.example.com": [[PUBLIC, "10.0.0.7"]], "mapped.example.com": [["::ffff:7f00:1"]],
            "nat64.example.com": [["64:ff9b::7f00:1"]],
            "sixtofour.example.com": [["2002:7f00:1::"]],
            "teredo.example.com": [["2001::1"]], "zone.example.com": [["fe80::1%eth0"]],
            "zero.example.com": [["0.0.0.0"]], "rebinding.example.com": [[PUBLIC],
            ["192.168.0.1"]], "nothing.example.com": [[]],
        })  # fmt: skip

    def fetcher(self, *, timeout_s: float = 10.0, closes_after: int = 10**6) -> Fetcher:
        gate = StageGate(self.port, closes_after=closes_after)
        return Fetcher(max_bytes=5000, timeout_s=timeout_s, gate=gate, resolver=self.resolver)

    async def refusal(self, url: str, **options: float) -> str:
        with pytest.raises(IngestError) as caught:
            await self.fetcher(**options).fetch(url)  # type: ignore[arg-type]
        return caught.value.code


async def answer(request: web.Request) -> web.StreamResponse:
    if "to" in request.query:
        headers = {"Location": request.query["to"], "Set-Cookie": "a=b; Path=/"}
        return web.Response(status=302, headers=headers)
    if request.path == "/slow":
        await asyncio.sleep(30)
    if request.path == "/gzip":
        return web.Response(body=b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    if request.path == "/endless":
        stream = web.StreamResponse()
        await stream.prepare(request)
        for _ in range(1000):
            await stream.write(bytes(4096))
        return stream
    if request.path == "/long":
        return web.Response(body=bytes(5001))
    return web.Response(body=b"picture") if request.path == "/a.jpg" else web.Response(status=404)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    requests: list[web.Request] = []

    async def note(request: web.Request) -> web.StreamResponse:
        requests.append(request)
        return await answer(request)

    app = web.Application()
    app.router.add_get("/{path:.*}", note)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, PUBLIC, 0)
    await site.start()
    yield Stage(runner.addresses[0][1], requests)
    await runner.cleanup()


SITE = "http://pictures.example.com"


async def test_picture_is_fetched_with_one_look_up_and_no_extras(stage: Stage) -> None:
    assert await stage.fetcher().fetch(f"{SITE}/a.jpg") == b"picture"
    assert stage.resolver.asked == ["pictures.example.com"]
    headers = stage.requests[0].headers
    assert headers["Accept-Encoding"] == "identity"
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


async def test_redirects_are_followed_without_cookies(stage: Stage) -> None:
    url = f"{SITE}/?to=http://other.example.com/a.jpg"
    assert await stage.fetcher().fetch(url) == b"picture"
    assert stage.resolver.asked == ["pictures.example.com", "other.example.com"]
    assert "Cookie" not in stage.requests[1].headers


async def test_relative_redirect_stays_on_its_site(stage: Stage) -> None:
    assert await stage.fetcher().fetch(f"{SITE}/?to=/a.jpg") == b"picture"


async def test_more_than_three_redirects_are_refused(stage: Stage) -> None:
    assert await stage.refusal(f"{SITE}/?to=") == "too_many_redirects"
    assert len(stage.requests) == 4


REDIRECTS = [
    "http://127.0.0.2/", "http://169.254.169.254/latest/", "http://[::1]/", "http://2130706433/",
    "http://localhost/", "//10.0.0.1/", "http://inside.example.com/", "http://0x7f.1/",
    "http://meta.example.com/", "http://pictures.example.com:22/a.jpg",
    "http://user:secret@other.example.com/a.jpg", "file:///etc/passwd", "ftp://example.com/",
]  # fmt: skip
LED_INSIDE = ["inside", "meta", "mixed", "mapped", "nat64", "sixtofour", "teredo", "zone", "zero"]


@pytest.mark.parametrize("target", REDIRECTS)
async def test_every_redirect_is_judged_like_the_first_address(stage: Stage, target: str) -> None:
    assert await stage.refusal(f"{SITE}/?to={target}") in ("refused_address", "bad_address")
    assert len(stage.requests) == 1


@pytest.mark.parametrize("name", LED_INSIDE)
async def test_name_that_leads_inside_is_refused(stage: Stage, name: str) -> None:
    assert await stage.refusal(f"http://{name}.example.com/a.jpg") == "refused_address"
    assert stage.requests == []


async def test_name_that_is_rebound_between_hops_is_refused(stage: Stage) -> None:
    url = "http://rebinding.example.com/?to=http://rebinding.example.com/a.jpg"
    assert await stage.refusal(url) == "refused_address"
    assert len(stage.requests) == 1


async def test_address_is_judged_again_when_the_socket_is_made(stage: Stage) -> None:
    # The resolver's check uses up the one pass; the check at connect must refuse by itself.
    assert await stage.refusal(f"{SITE}/a.jpg", closes_after=1) == "refused_address"
    assert stage.requests == []


async def test_ip_literals_pass_through_the_check_at_connect(stage: Stage) -> None:
    class Blind(StageGate):
        def url(self, url: str) -> Address:
            return Address(url, "127.0.0.1", stage.port)

        def ip(self, ip: IPAddress) -> None:
            PublicGate.ip(self, ip)

    fetcher = Fetcher(max_bytes=5000, gate=Blind(stage.port), resolver=stage.resolver)
    with pytest.raises(IngestError) as caught:
        await fetcher.fetch(f"http://127.0.0.1:{stage.port}/a.jpg")
    assert caught.value.code == "refused_address"
    assert stage.requests == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/long", "too_many_bytes"),
        ("/endless", "too_many_bytes"),
        ("/gzip", "fetch_failed"),
        ("/absent", "fetch_failed"),
    ],
)
async def test_bad_answers_are_refused(stage: Stage, path: str, code: str) -> None:
    assert await stage.refusal(f"{SITE}{path}") == code


async def test_slow_server_ends_within_the_timeout(stage: Stage) -> None:
    assert await stage.refusal(f"{SITE}/slow", timeout_s=0.3) == "fetch_failed"


async def test_name_without_address_is_a_clear_error(stage: Stage) -> None:
    assert await stage.refusal("http://nothing.example.com/") == "fetch_failed"


async def test_production_gate_refuses_the_very_same_server(stage: Stage) -> None:
    fetcher = Fetcher(max_bytes=5000, allow_http=True, resolver=stage.resolver)
    with pytest.raises(IngestError) as caught:
        await fetcher.fetch("http://pictures.example.com/a.jpg")
    assert caught.value.code == "refused_address"
    assert stage.requests == []


async def test_addresses_are_off_by_default(ingest: Ingest) -> None:
    for url in ("https://example.com/a.jpg", "file:///etc/passwd"):
        with pytest.raises(IngestError) as caught:
            await ingest.from_url(url)
        assert caught.value.code == "addresses_off"


@pytest.mark.parametrize("url", ["https://127.0.0.1/a.jpg", "http://example.com/a.jpg"])
async def test_switch_alone_opens_only_the_public_https_web(url: str) -> None:
    with Ingest(allow_addresses=True) as ingest, pytest.raises(IngestError) as caught:
        await ingest.from_address(url)
    assert caught.value.code in ("refused_address", "bad_address")


async def test_what_is_fetched_is_decoded_like_any_bytes(
    stage: Stage, encode: Encode, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = encode(Image.new("RGB", (30, 20), "red"), "PNG")

    async def give(request: web.Request) -> web.StreamResponse:
        return web.Response(body=picture, content_type="text/html")

    monkeypatch.setattr("tests.ingest.test_fetch.answer", give)
    with Ingest(allow_addresses=True, fetcher=stage.fetcher()) as ingest:
        (seen,) = await ingest.from_address(f"{SITE}/a.jpg")
    assert (seen.width_px, seen.height_px) == (30, 20)
