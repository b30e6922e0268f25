"""HEIC is read where its extra is installed, and explained where it is not."""

import base64
import importlib.util
import io

import pytest
from PIL import Image

from clearsight.errors import IngestError
from clearsight.ingest import Ingest, Limits
from clearsight.ingest.pool import Pool, worker_command

# 64 x 48 px, red on the left and blue on the right; drawn and encoded for this test.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAA"
    "AAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAAEEAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABo"
    "dmMxAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEA"
    "GEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAA"
    "AwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAAB"
    "AAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAAElt"
    "ZGF0AAAAPSgBr1jm9Oq//+Vrv/6j/IfJ//9f/0q9V+4xE/6eBVpa/3P0fRXdlA5uGcMnVNrcJetN1Xo0zzWlNDNHn0Q="
)


@pytest.mark.skipif(
    importlib.util.find_spec("pi_heif") is None, reason="the extra clearsight[heic] is missing"
)
def test_heic_is_read_with_its_extra(ingest: Ingest) -> None:
    (seen,) = ingest.open_bytes(HEIC)
    opened = Image.open(io.BytesIO(seen.data))
    left, right = opened.getpixel((10, 20)), opened.getpixel((54, 20))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert opened.size == (64, 48)
    assert left[0] > 150 > 100 > left[2]
    assert right[2] > 150 > 100 > right[0]


def test_heic_without_its_extra_names_the_install_line() -> None:
    without = worker_command(
        "sys.modules['pi_heif'] = None; from clearsight.ingest.worker import main; main()"
    )
    pool = Pool(Limits(), command=without)
    with Ingest(pool=pool) as ingest, pytest.raises(IngestError) as caught:
        ingest.open_bytes(HEIC)
    assert caught.value.code == "missing_extra"
    assert "pip install 'clearsight[heic]'" in str(caught.value)


def test_damaged_heic_is_a_clear_error(ingest: Ingest) -> None:
    with pytest.raises(IngestError) as caught:
        ingest.open_bytes(HEIC[:300])
    assert caught.value.code in ("broken", "missing_extra")
