"""How well changed copies of pictures are matched by their PDQ hash, and what a match costs.

    python -m scripts.measure_hashes [--data DIR] [--seeds 20]

Pictures: scenes, portraits, papers and charts rendered here, the generated people of `pairs` and
the official portraits of `congress_portraits`. A copy goes the way of an upload: encoded, decoded
by the ingest, re-encoded, hashed. It is matched against the hash of its original alone; different
pictures are compared all with all.
"""

import argparse
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from clearsight.hashes import Perceptual, Prints
from clearsight.hashes.listed import DISTANCE, LEAST_QUALITY, Listed, words
from clearsight.hashes.pdq import perceptual
from clearsight.imaging.render import renderer
from clearsight.ingest import Ingest
from clearsight.stats import Rate
from scripts.cpu import cpu_s
from scripts.measures.table import table

ROOT = Path(__file__).resolve().parents[1]
RENDERED = ("scene", "portrait", "group", "menu", "screenshot", "chart_line")
Change = Callable[[Image.Image], bytes]


def jpeg(image: Image.Image, quality: int = 90) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "WEBP", quality=70)
    return out.getvalue()


def _sized(factor: float) -> Change:
    def change(image: Image.Image) -> bytes:
        size = (max(8, round(image.width * factor)), max(8, round(image.height * factor)))
        return jpeg(image.resize(size))

    return change


def _cut(share: float) -> Change:
    def change(image: Image.Image) -> bytes:
        left, top = round(image.width * share), round(image.height * share)
        return jpeg(image.crop((left, top, image.width - left, image.height - top)))

    return change


def _dark(image: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(image.convert("RGB")).enhance(0.6)


def _captioned(image: Image.Image) -> bytes:
    out = image.convert("RGB")
    size = max(10, out.height // 16)
    ImageDraw.Draw(out).text((size, out.height - 2 * size), "look at this", "white", font_size=size)
    return jpeg(out)


CHANGES: dict[str, Change] = {
    "JPEG, quality 90": jpeg,
    "JPEG, quality 30": lambda image: jpeg(image, 30),
    "JPEG, quality 10": lambda image: jpeg(image, 10),
    "WebP, quality 70": _webp,
    "twice as large": _sized(2.0),
    "half": _sized(0.5),
    "a quarter": _sized(0.25),
    "1 % cut off each side": _cut(0.01),
    "2 % cut off each side": _cut(0.02),
    "5 % cut off each side": _cut(0.05),
    "10 % cut off each side": _cut(0.10),
    "mirrored": lambda image: jpeg(ImageOps.mirror(image)),
    "turned by 90 degrees": lambda image: jpeg(image.transpose(Image.Transpose.ROTATE_90)),
    "turned by 3 degrees": lambda image: jpeg(image.convert("RGB").rotate(3)),
    "darker by 40 %": lambda image: jpeg(
        ImageEnhance.Brightness(image.convert("RGB")).enhance(0.6)
    ),
    "grey": lambda image: jpeg(ImageOps.grayscale(image)),
    "a line of text added": _captioned,
}


def pictures(data: Path, seeds: int) -> Iterator[tuple[str, Image.Image]]:
    """(kind, picture) pairs, always the same."""
    for name in RENDERED:
        maker = renderer(name)
        for seed in range(seeds):
            yield "rendered", Image.fromarray(maker.paint(maker.plan(seed), seed).pixels)
    for name in ("pairs", "congress_portraits"):
        path = data / name / "items.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            with Image.open(data / name / json.loads(line)["file"]) as image:
                yield "photographs and generated people", image.convert("RGB")


def near(one: Perceptual, other: Perceptual) -> int:
    """The smallest distance (bits) of one picture, turned and mirrored too, to the other."""
    known = words((other.hash,))[0]
    return int(np.bitwise_count(words((one.hash, *one.turned)) ^ known).sum(axis=1).min())


def uploaded(ingest: Ingest, data: bytes) -> Perceptual | None:
    """The hash of a picture as it leaves the ingest."""
    return perceptual(ingest.open_bytes(data)[0].data)


def matches(found: Sequence[tuple[str, Image.Image]], ingest: Ingest) -> str:
    """Copies that are matched, by kind and change."""
    kinds = list(dict.fromkeys(kind for kind, _ in found))
    counts = {(name, kind): [0, 0] for name in CHANGES for kind in kinds}
    low = dict.fromkeys(kinds, 0)
    for kind, image in found:
        known = uploaded(ingest, jpeg(image, 95))
        if known is None or known.quality < LEAST_QUALITY:
            low[kind] += 1
            continue
        for name, change in CHANGES.items():
            copy = uploaded(ingest, change(image))
            hit = copy is not None and copy.quality >= LEAST_QUALITY
            counts[name, kind][0] += bool(hit and copy and near(copy, known) <= DISTANCE)
            counts[name, kind][1] += 1
    rows = [[name, *(str(Rate(*counts[name, kind])) for kind in kinds)] for name in CHANGES]
    left_out = ", ".join(f"{kind}: {low[kind]}" for kind in kinds)
    return f"{table(('changed', *kinds), rows)}\n\nleft out, quality too low: {left_out}"


def strangers(found: Sequence[tuple[str, Image.Image]]) -> str:
    """Different pictures that count as the same."""
    hashes = [one for _, image in found if (one := perceptual(jpeg(image, 95))) is not None]
    good = [one for one in hashes if one.quality >= LEAST_QUALITY]
    distances = [near(a, b) for n, a in enumerate(good) for b in good[:n]]
    hits = sum(distance <= DISTANCE for distance in distances)
    return (
        f"different pictures matched: {Rate(hits, len(distances))}; nearest {min(distances)} bits"
    )


def costs(image: Image.Image, entries: int) -> str:
    """CPU ms of hashing, and of a look-up in a long list."""
    data = jpeg(image.resize((1024, 768)))
    start = cpu_s()
    for _ in range(20):
        found = perceptual(data)
    hashing = (cpu_s() - start) / 20
    random = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.csv"
        lines = (f"test,{n},pdq,{random.bytes(32).hex()}" for n in range(entries))
        path.write_text("\n".join(["list,entry,kind,hash", *lines]), encoding="utf-8")
        start = cpu_s()
        listed = Listed(path)
        loading = cpu_s() - start
    assert found is not None
    prints = Prints("0", "0", "0", (found,), True)
    listed._fresh = lambda: listed._loaded  # type: ignore[method-assign]
    start = cpu_s()
    for _ in range(3):
        listed.match(prints)
    matching = (cpu_s() - start) / 3
    return (
        f"CPU: hashing 0.8 MP {1000 * hashing:.1f} ms; a list of {entries:,} PDQ hashes: loading "
        f"{loading:.1f} s, one picture with its turns {1000 * matching:.0f} ms"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table and the figures."""
    data = os.environ.get("CLEARSIGHT_DATA")
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--data", type=Path, default=Path(data) if data else ROOT.parent / "shared" / "data"
    )
    parser.add_argument("--seeds", type=int, default=20, help="rendered pictures of each kind")
    parser.add_argument("--entries", type=int, default=1_000_000, help="of the long list")
    given = parser.parse_args(argv)
    found = list(pictures(given.data, given.seeds))
    with Ingest() as ingest:
        print(matches(found, ingest))
    print(f"\n{strangers(found)}\n\n{costs(found[0][1], given.entries)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
