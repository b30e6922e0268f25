"""A process with everything loaded, for measuring its memory; driven by a line on its input.

Usage: python -m scripts.benches.resident LARGE.jpg
"""

import asyncio
import sys
from pathlib import Path

from clearsight import user
from clearsight.build import guarded
from clearsight.ingest import Ingest
from scripts.benches.pictures import jpeg, photos
from scripts.benches.text import words

AT_ONCE = 8
ROUNDS = 3


async def main() -> None:
    """Answer once about a picture, say so, wait for a line, then answer many at once."""
    small, large = [jpeg(photo) for photo in photos()], Path(sys.argv[1]).read_bytes()
    guard = guarded("describer")
    with Ingest(workers=2) as ingest:
        await _ask(guard, ingest, small[0], 0)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        for turn in range(ROUNDS):
            files = [large, *(small * AT_ONCE)][:AT_ONCE]
            asked = (_ask(guard, ingest, data, turn * AT_ONCE + i) for i, data in enumerate(files))
            await asyncio.gather(*asked)
        print("done", flush=True)


async def _ask(guard: object, ingest: Ingest, data: bytes, number: int) -> None:
    from clearsight.guard import Guard

    assert isinstance(guard, Guard)
    (image,) = await ingest.from_bytes(data)
    await guard.reply(user(image, f"Describe this picture. {words(number, 1)}"))


if __name__ == "__main__":
    asyncio.run(main())
