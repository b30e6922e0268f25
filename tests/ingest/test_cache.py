"""A picture that was seen before is not decoded again, and tenants do not share."""

import io

from PIL import Image as Pillow

from clearsight.cache import TimedCache
from clearsight.content import Image
from clearsight.ingest import Ingest


def png(colour: str) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (20, 10), colour).save(out, "PNG")
    return out.getvalue()


async def test_the_same_bytes_give_the_same_images_without_decoding() -> None:
    cache = TimedCache[tuple[Image, ...]]()
    with Ingest(cache=cache.of("a")) as ingest:
        first = await ingest.from_bytes(png("red"))
        assert await ingest.from_bytes(png("red")) is first
        assert await ingest.from_bytes(png("blue")) is not first
    assert len(cache) == 2


async def test_tenants_do_not_share_pictures() -> None:
    cache = TimedCache[tuple[Image, ...]]()
    with Ingest(cache=cache.of("a")) as one, Ingest(cache=cache.of("b")) as two:
        assert await one.from_bytes(png("red")) is not await two.from_bytes(png("red"))
