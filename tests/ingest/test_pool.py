"""Workers that hang, die, grow or lie: the request ends in an error and the next one works."""

import asyncio
import gc
import math
import os
import platform
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from clearsight.errors import IngestError, UsageError
from clearsight.ingest import Ingest, Limits
from clearsight.ingest.pool import Pool, worker_command
from tests.ingest.conftest import Encode

# Jobs of a worker that misbehaves when the picture's file says so in its first bytes.
MISCHIEF = """
import os, socket, sys, time
from clearsight.ingest import decode, worker
def job(head, body):
    what = body[3:9]
    if what == b"sleep!": time.sleep(60)
    if what == b"spin!!":
        while True: pass
    if what == b"grow!!": bytearray(10**10)
    if what == b"die!!!": os.kill(os.getpid(), 9)
    if what == b"bug!!!": raise NameError("a bug of ours")
    if what == b"lies!!": return {"frames": [{"bytes": 3}], "marks": 5}, b"abc"
    if what == b"lies2!": return {"frames": [], "source_frames": 1, "marks": []}, b""
    if what == b"files!": open("/etc/hostname")
    if what == b"net!!!": socket.socket()
    return decode.decode(head, body)
decode.prepare()
worker.serve({"decode": job}, socket.socket(fileno=0), memory_bytes=int(sys.argv[1]))
"""


@pytest.fixture
def mischief() -> Iterator[Ingest]:
    limits = Limits(decode_timeout_s=0.5, wall_timeout_s=1.5)
    pool = Pool(limits, command=worker_command(MISCHIEF))
    with Ingest(limits, pool=pool) as opened:
        yield opened


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (b"sleep!", "too_slow"),
        (b"spin!!", "too_slow"),
        (b"grow!!", "too_much_memory"),
        (b"die!!!", "worker_died"),
        (b"bug!!!", "worker_died"),
        (b"lies!!", "worker_died"),
        (b"lies2!", "worker_died"),
        (b"files!", "worker_died"),
        (b"net!!!", "worker_died"),
    ],
)
def test_mischief_ends_in_an_error_and_the_next_picture_is_read(
    mischief: Ingest, encode: Encode, scene: Image.Image, what: bytes, code: str
) -> None:
    begun = time.monotonic()
    with pytest.raises(IngestError) as caught:
        mischief.open_bytes(b"\xff\xd8\xff" + what)
    assert caught.value.code == code
    assert time.monotonic() - begun < 20
    assert mischief.open_bytes(encode(scene, "JPEG"))[0].width_px == 160


@pytest.mark.parametrize("what", [b"sleep!", b"spin!!"])
def test_a_stuck_worker_ends_in_two_seconds(
    encode: Encode, scene: Image.Image, what: bytes
) -> None:
    # With the limits that ship: 2 s of CPU, or 2 s in which it stands still.
    with Ingest(pool=Pool(Limits(), command=worker_command(MISCHIEF))) as ingest:
        ingest.open_bytes(encode(scene, "JPEG"))
        begun, spent = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        with pytest.raises(IngestError, match=r"stood still|2 s of CPU"):
            ingest.open_bytes(b"\xff\xd8\xff" + what)
        took = time.monotonic() - begun
        if what == b"spin!!":  # on the clock it waits for its turn on this machine
            took = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - spent
        assert took < 3.5


def children() -> set[int]:
    lists = Path("/proc/self/task").glob("*/children")
    return {int(pid) for each in lists for pid in each.read_text().split()}


def status_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value for name, _, value in (line.partition(":") for line in lines)}


def test_a_worker_killed_at_rest_costs_no_picture(encode: Encode, scene: Image.Image) -> None:
    data, before = encode(scene, "PNG"), children()
    with Ingest() as ingest:
        first = ingest.open_bytes(data)
        (pid,) = children() - before
        os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 10
        while status_of(pid)["State"].strip()[0] != "Z" and time.monotonic() < until:
            time.sleep(0.01)
        assert ingest.open_bytes(data) == first


async def test_worker_killed_in_mid_work_costs_one_error_only(
    encode: Encode, scene: Image.Image
) -> None:
    limits, before = Limits(wall_timeout_s=30), children()
    with Ingest(limits, pool=Pool(limits, command=worker_command(MISCHIEF))) as ingest:
        await ingest.warm()
        (pid,) = children() - before
        stuck = asyncio.create_task(ingest.from_bytes(b"\xff\xd8\xffsleep!"))
        await asyncio.sleep(0.3)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(IngestError) as caught:
            await stuck
        assert caught.value.code == "worker_died"
        assert (await ingest.from_bytes(encode(scene, "PNG")))[0].height_px == 120


def test_memory_cap_holds_for_a_real_picture(encode: Encode, scene: Image.Image) -> None:
    with Ingest(Limits(memory_bytes=40 * 2**20)) as ingest:
        large = encode(Image.new("RGB", (5000, 4000)), "PNG")
        with pytest.raises(IngestError) as caught:
            ingest.open_bytes(large)
        assert caught.value.code == "too_much_memory"
        assert ingest.open_bytes(encode(scene, "PNG"))[0].width_px == 160


def test_largest_picture_grows_the_worker_by_at_most_300_megabytes(encode: Encode) -> None:
    large = encode(Image.new("RGBA", (7300, 5470), (9, 99, 9, 99)), "PNG", compress_level=1)
    before = children()
    with Ingest(Limits(decode_timeout_s=20, wall_timeout_s=60)) as ingest:
        assert ingest.open_bytes(large)[0].width_px == 2048
        (pid,) = children() - before
        status = status_of(pid)
    assert int(status["VmHWM"].split()[0]) < (300 + 60) * 1024


def test_largest_webp_fits_into_a_worker_that_has_just_read_a_photo(encode: Encode) -> None:
    limits = Limits(decode_timeout_s=20, wall_timeout_s=60)
    side = math.isqrt(limits.max_pixels_heavy)
    webp = encode(Image.new("RGB", (side, side), "red"), "WEBP", quality=1, method=0)
    photo = encode(Image.new("RGB", (7300, 5470), "red"), "JPEG", quality=10)
    before = children()
    with Ingest(limits) as ingest:
        assert [ingest.open_bytes(data)[0].width_px for data in (photo, webp)] == [2048, 2048]
        assert len(children() - before) == 1


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="malloc_trim is glibc's")
def test_memory_is_kept_for_the_next_picture_and_given_back_at_rest(encode: Encode) -> None:
    photo = encode(Image.radial_gradient("L").resize((4000, 3000)).convert("RGB"), "JPEG")
    before = children()
    with Ingest() as ingest:
        ingest.open_bytes(encode(Image.new("RGB", (9, 9)), "JPEG"))
        (pid,) = children() - before
        for _ in range(2):
            ingest.open_bytes(photo)
        faults, kept = faults_of(pid), resident_kb(pid)
        ingest.open_bytes(photo)
        # Its 12 MB of pixels alone would be 3,000 pages.
        assert faults_of(pid) - faults < 1000
        deadline = time.monotonic() + 20
        while resident_kb(pid) > kept - 12_000 and time.monotonic() < deadline:
            time.sleep(0.2)
        assert resident_kb(pid) <= kept - 12_000


def faults_of(pid: int) -> int:
    """Minor page faults so far: the tenth field of /proc/PID/stat."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[7])


def resident_kb(pid: int) -> int:
    return int(status_of(pid)["VmRSS"].split()[0])


async def test_many_pictures_at_once_share_few_workers(encode: Encode) -> None:
    files = [encode(Image.new("RGB", (30 + i, 20)), "PNG") for i in range(12)]
    before = children()
    with Ingest(workers=2) as ingest:
        found = await asyncio.gather(*(ingest.from_bytes(data) for data in files))
        assert len(children() - before) <= 2
    assert [images[0].width_px for images in found] == list(range(30, 42))
    assert children() == before


def test_worker_inherits_no_secret_and_no_file(encode: Encode, scene: Image.Image) -> None:
    before = children()
    with Ingest() as ingest:
        ingest.open_bytes(encode(scene, "PNG"))
        (pid,) = children() - before
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        status = status_of(pid)
    assert b"HOME=" not in environment
    assert b"PATH=" not in environment
    assert int(status["CapEff"], 16) == 0
    assert status["NoNewPrivs"].strip() == "1"


async def test_closed_ingest_says_so(encode: Encode, scene: Image.Image) -> None:
    ingest = Ingest()
    ingest.close()
    ingest.close()
    with pytest.raises(IngestError, match="closed"):
        ingest.open_bytes(encode(scene, "PNG"))
    with pytest.raises(IngestError, match="closed"):
        await ingest.from_bytes(encode(scene, "PNG"))


def test_forgotten_ingest_leaves_no_process(encode: Encode, scene: Image.Image) -> None:
    before, ingest = children(), Ingest()
    ingest.open_bytes(encode(scene, "PNG"))
    assert len(children() - before) == 1
    del ingest
    gc.collect()
    assert children() == before


def test_importing_the_room_loads_no_decoder_and_no_client() -> None:
    heavy = "{'PIL', 'aiohttp', 'numpy', 'pi_heif'} & set(sys.modules)"
    command = worker_command(f"import clearsight.ingest; print({heavy} or 'none')")
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "none"


def test_worker_that_does_not_start_is_explained() -> None:
    pool = Pool(Limits(), command=worker_command("raise SystemExit(3)"))
    with Ingest(pool=pool) as ingest, pytest.raises(IngestError, match="did not start"):
        ingest.open_bytes(b"\xff\xd8\xff")


def test_senseless_limits_are_refused() -> None:
    with pytest.raises(UsageError, match="max_frames is 0"):
        Limits(max_frames=0)
    with pytest.raises(UsageError, match="above longest_px"):
        Limits(longest_px=100)
