"""Forms with pictures, read into memory under a cap; nothing touches the disk."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from clearsight.errors import UsageError

MEBIBYTE = 1024 * 1024
MOST_FIELD_BYTES = 12 * MEBIBYTE  # our own re-encoded picture comes back as base64


class FormError(UsageError):
    """A form that cannot be answered; `key` is the id of the text that the visitor reads."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the form cannot be answered: {key}; see app/words for what to do")
        self.key = key


@dataclass(frozen=True, slots=True)
class Form:
    """What a visitor sent.

    Attributes:
        fields: typed and hidden values by name.
        files: bytes by name, only of files that were chosen.
    """

    fields: Mapping[str, str]
    files: Mapping[str, bytes]

    def get(self, name: str) -> str:
        return self.fields.get(name, "").strip()


class _InMemory(MultiPartParser):
    spool_max_size = 1024 * MEBIBYTE  # never reached: the stream ends first


async def read_form(request: Request, *, most_file_bytes: int) -> Form:
    """The multipart form of a request.

    Raises:
        FormError: "error_form" (not a form, or damaged), "error_too_big".
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise FormError("error_form")
    most = most_file_bytes + MOST_FIELD_BYTES + MEBIBYTE
    parser = _InMemory(
        request.headers, _capped(request, most), max_files=4, max_fields=24,
        max_part_size=MOST_FIELD_BYTES,
    )  # fmt: skip
    try:
        data = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise FormError("error_form") from error
    fields: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            await value.close()
            # An empty file with a name was chosen; one without a name was left out.
            if content or value.filename:
                files[name] = content
        else:
            fields[name] = _whole(value)
    return Form(fields, files)


def _whole(value: str) -> str:
    """Half a surrogate pair, which a form's `charset` can smuggle in, goes into no page or vault.

    Raises:
        FormError: "error_form".
    """
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise FormError("error_form") from error
    return value


async def _capped(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """The body; what is too much is read and dropped, so that the browser shows our answer."""
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen <= most:
            yield chunk
        elif seen > 8 * most:
            break
    if seen > most:
        raise FormError("error_too_big")
