"""The hostile files through the real confined process: each has its outcome and does no harm."""

import io
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from clearsight import content
from clearsight.errors import IngestError
from clearsight.ingest import Ingest, Limits
from scripts.measure_ingest import document
from tests.ingest.corpus import CORPUS, PAYLOAD, READ, saved

SAMPLES = [(kind, name) for kind, samples in CORPUS.items() for name in samples]
MOST_GROWTH_KB = 300 * 1024


def peak_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def children() -> set[int]:
    lists = Path("/proc/self/task").glob("*/children")
    return {int(pid) for each in lists for pid in each.read_text().split()}


@pytest.fixture(scope="module")
def watched() -> Iterator[Ingest]:
    """One process for all of the files: it must outlive every one, and may not grow by them."""
    before = children()
    with Ingest() as opened:
        opened.open_bytes(saved("PNG"))
        (pid,) = children() - before
        start_kb = peak_kb(pid)
        yield opened
        assert children() - before == {pid}, "a file ended the process"
        assert peak_kb(pid) - start_kb <= MOST_GROWTH_KB
        ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        spent_s = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        assert spent_s < len(SAMPLES) * Limits().decode_timeout_s / 4


@pytest.mark.parametrize(("kind", "name"), SAMPLES)
def test_a_hostile_file_has_its_outcome(watched: Ingest, kind: str, name: str) -> None:
    wanted, made = CORPUS[kind][name]
    data = made()
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if wanted != READ:
        with pytest.raises(IngestError) as caught:
            watched.open_bytes(data)
        assert caught.value.code == wanted
    else:
        for image in watched.open_bytes(data):
            assert_clean(image)
    # The caller itself never holds more than the file and the picture.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 60_000


def assert_clean(image: content.Image) -> None:
    with Image.open(io.BytesIO(image.data)) as opened:
        opened.load()
        assert opened.size == (image.width_px, image.height_px)
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(opened.info)
    assert PAYLOAD not in image.data
    assert PAYLOAD.decode() not in repr(image.marks)


def test_the_document_has_these_counts() -> None:
    assert document() in Path("docs/ingest.md").read_text()
