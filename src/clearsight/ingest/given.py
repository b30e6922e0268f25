"""What callers hand over, as bytes: files and data URLs, judged before they are read whole."""

import binascii
from pathlib import Path

from clearsight.errors import IngestError
from clearsight.ingest.limits import Limits
from clearsight.ingest.sniff import ACCEPTED, PICTURES, sniff


def check_bytes(count: int, limits: Limits) -> None:
    if count > limits.max_bytes:
        raise IngestError(
            "too_many_bytes",
            f"the file has {count / 1e6:.1f} MB; accepted are {limits.max_bytes / 1e6:.1f} MB, "
            f"send it smaller",
        )


def read_file(path: str | Path, limits: Limits) -> bytes:
    """Bytes of a regular file, its size judged first. Raises IngestError "unreadable_file"."""
    try:
        if not Path(path).is_file():
            raise IngestError(
                "unreadable_file", f"{path} does not exist or is no ordinary file; give a picture"
            )
        with Path(path).open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise IngestError(
            "unreadable_file", f"{path} cannot be read: {error.strerror}; check path and rights"
        ) from error
    check_bytes(len(data), limits)
    return data


def parse_data_url(url: str, limits: Limits) -> bytes:
    """Bytes of a base64 data URL (RFC 2397), judged strictly.

    Raises:
        IngestError: "bad_data_url", "too_many_bytes" (before decoding), "wrong_type",
            and what `sniff` raises.
    """
    comma = url.find(",", 0, 200)
    head = url[: max(comma, 0)].lower()
    if not head.startswith("data:") or not head.endswith(";base64"):
        raise IngestError(
            "bad_data_url",
            f"expected data:image/jpeg;base64,... but the address begins with {url[:40]!r}; "
            f"encode the file's bytes as base64",
        )
    check_bytes((len(url) - comma - 1) * 3 // 4 - 2, limits)
    try:
        data = binascii.a2b_base64(url[comma + 1 :], strict_mode=True)
    except ValueError as error:
        raise IngestError(
            "bad_data_url",
            f"the base64 of the data URL is damaged ({error}); encode the file's bytes with the "
            f"standard alphabet, padded, without line breaks",
        ) from error
    declared = head[5:-7].partition(";")[0].replace("image/jpg", "image/jpeg")
    true = PICTURES[sniff(data)]
    if declared not in (true, true.replace("heic", "heif")):
        raise IngestError(
            "wrong_type",
            f"the data URL declares {declared!r} but holds {true}; declare the true type "
            f"(accepted: {ACCEPTED})",
        )
    return data
