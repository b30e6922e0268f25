"""The one door for strangers' pictures: bytes, data URLs, files, addresses -> Images."""

import asyncio
import contextvars
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from clearsight.cache import Corner
from clearsight.content import Image, Mark
from clearsight.errors import IngestError
from clearsight.hashes import Screen
from clearsight.ingest.given import check_bytes, parse_data_url, read_file
from clearsight.ingest.limits import Limits
from clearsight.ingest.marks import KINDS, MAX_MARKS, tidy
from clearsight.ingest.pool import Pool
from clearsight.ingest.sniff import sniff

if TYPE_CHECKING:
    from clearsight.ingest.fetch import Fetcher

_MAGIC = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}


class Ingest:
    """Turns untrusted input into Images in decoding processes of its own.

    One Image comes back per sampled frame: one, unless `Limits.max_frames` is raised. Every method
    raises IngestError, whose `code` is stable, for whatever cannot become an Image. Processes start
    with the first picture (or with `warm`) and end with `close`. Open one per process: an Ingest
    that was used before a fork must not be used in the child.

    Args:
        limits: caps on size, time and memory.
        workers: decoding processes; each works on one picture at a time.
        allow_addresses: whether `from_address` may fetch from the web.
        pool, fetcher: parts to use instead of those that the other arguments describe, such as a
            Fetcher that takes http too.
        cache: the tenant's corner of a cache, so that a picture seen before is not decoded again.
        screen: keeps known pictures out, before a decoder or a cache has them.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        workers: int = 1,
        allow_addresses: bool = False,
        pool: Pool | None = None,
        fetcher: "Fetcher | None" = None,
        cache: Corner[tuple[Image, ...]] | None = None,
        screen: Screen | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._pool = pool or Pool(self.limits, size=workers)
        self._threads = ThreadPoolExecutor(self._pool.size, thread_name_prefix="ingest")
        self._allow_addresses = allow_addresses
        self._fetcher, self._cache, self._closed = fetcher, cache, False
        self._screen = screen

    async def from_bytes(self, data: bytes) -> tuple[Image, ...]:
        """Decode one file's bytes."""
        self._check_open()
        loop = asyncio.get_running_loop()
        # The caller's context comes along: a cache may ask it whose turn it is.
        context = contextvars.copy_context()
        return await loop.run_in_executor(self._threads, context.run, self.open_bytes, data)

    def open_bytes(self, data: bytes) -> tuple[Image, ...]:
        """`from_bytes` for code without an event loop; blocks."""
        self._check_open()
        check_bytes(len(data), self.limits)
        if self._screen is None:
            return self._open(data, lambda _: None)
        screen = self._screen
        prints = screen.file(data)
        return self._open(data, lambda images: screen.pictures(prints, data, images))

    def _open(self, data: bytes, judge: Callable[[tuple[Image, ...]], None]) -> tuple[Image, ...]:
        """Decode or remember; what `judge` raises for never gets into the cache."""
        key = hashlib.sha256(data).hexdigest() if self._cache is not None else ""
        known = self._cache.get(key) if self._cache is not None else None
        images = self._decode(data) if known is None else known
        # A list can have grown since the picture was remembered.
        judge(images)
        if known is None and self._cache is not None:
            self._cache.put(key, images)
        return images

    def _decode(self, data: bytes) -> tuple[Image, ...]:
        head = {"job": "decode", "kind": sniff(data), "limits": asdict(self.limits)}
        answer, blob = self._pool.run(head, data, max_body_bytes=_most_answer_bytes(self.limits))
        try:
            return _images(answer, blob, self.limits)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise IngestError(
                "worker_died", "the decoding process gave an answer that cannot be right; the "
                "file is damaged or hostile",
            ) from error  # fmt: skip

    async def from_data_url(self, url: str) -> tuple[Image, ...]:
        """Decode a `data:image/...;base64,...` URL; its declared type must be the true one."""
        return await self.from_bytes(parse_data_url(url, self.limits))

    async def from_file(self, path: str | Path) -> tuple[Image, ...]:
        """Decode a file. For the command line only: never pass a stranger's path."""
        return await self.from_bytes(await asyncio.to_thread(read_file, path, self.limits))

    async def from_address(self, url: str) -> tuple[Image, ...]:
        """Fetch a web address and decode what it gives."""
        if not self._allow_addresses:
            raise IngestError(
                "addresses_off",
                "pictures are not fetched from web addresses here; send the picture as a data URL "
                "(data:image/jpeg;base64,...), or have the operator allow addresses",
            )
        if self._fetcher is None:
            from clearsight.ingest.fetch import Fetcher

            self._fetcher = Fetcher(max_bytes=self.limits.max_bytes)
        return await self.from_bytes(await self._fetcher.fetch(url))

    async def from_url(self, url: str) -> tuple[Image, ...]:
        """A data URL or a web address, as an `image_url` part holds it."""
        is_data = url[:5].lower() == "data:"
        return await (self.from_data_url(url) if is_data else self.from_address(url))

    def check_count(self, count: int) -> None:
        """Refuse a conversation of more pictures than the limits allow, before any is decoded."""
        if count > self.limits.max_images:
            raise IngestError(
                "too_many_images",
                f"{count} pictures in one conversation; accepted are {self.limits.max_images}, "
                f"send fewer",
            )

    async def warm(self) -> None:
        """Start a decoding process now, so that the first picture need not wait for it."""
        self._check_open()
        await asyncio.get_running_loop().run_in_executor(self._threads, self._pool.warm)

    def close(self) -> None:
        """End the decoding processes. Closing twice is fine."""
        self._closed = True
        self._threads.shutdown(cancel_futures=True)
        self._pool.close()

    def _check_open(self) -> None:
        if self._closed:
            raise IngestError("closed", "this Ingest was closed; open a new one")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        self.close()


def open_bytes(data: bytes, limits: Limits | None = None, *, screen: Screen | None = None) -> Image:
    """The first frame of a picture in memory, without an event loop; starts and ends a process."""
    with Ingest(limits, screen=screen) as ingest:
        return ingest.open_bytes(data)[0]


def open_image(
    path: str | Path, limits: Limits | None = None, *, screen: Screen | None = None
) -> Image:
    """The first frame of a picture file; see `open_bytes`. Raises IngestError."""
    return open_bytes(read_file(path, limits or Limits()), limits, screen=screen)


def _most_answer_bytes(limits: Limits) -> int:
    side = max(limits.max_side_px, limits.longest_px)
    pixels = max(limits.longest_px**2, limits.shortest_px * side)
    return limits.max_frames * (3 * pixels + 65536)


def _images(answer: dict[str, Any], blob: bytes, limits: Limits) -> tuple[Image, ...]:
    """Images from a worker's answer; a worker may have been taken over, so nothing is believed.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: the answer is not what a worker says.
    """
    found = tuple(Mark(kind, tidy(value)) for kind, value in answer["marks"] if kind in KINDS)
    images, at = [], 0
    for frame in answer["frames"]:
        data, media_type = blob[at : at + int(frame["bytes"])], frame["media_type"]
        width, height = int(frame["width_px"]), int(frame["height_px"])
        at += len(data)
        if not data.startswith(_MAGIC[media_type]) or not 0 < width * height <= limits.max_pixels:
            raise ValueError("the worker's frame is no picture of ours")
        images.append(Image(
            data=data, media_type=media_type, width_px=width, height_px=height,
            digest=hashlib.sha256(data).hexdigest(), marks=found[:MAX_MARKS + 1],
            frame=int(frame["frame"]), frames=int(answer["source_frames"]),
        ))  # fmt: skip
    if not 0 < len(images) <= limits.max_frames or at != len(blob):
        raise ValueError("the worker's frames do not add up")
    return tuple(images)
