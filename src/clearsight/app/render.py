"""Templates and static files of the pages, loaded once; responses with their headers."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from clearsight.app import ward
from clearsight.app.words import LANGUAGES, Words, wanted, words

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@cache
def _static() -> Mapping[str, bytes]:
    folder = files("clearsight.app").joinpath("static")
    return {
        one.name: _lean(one.name, one.read_bytes()) for one in folder.iterdir() if one.is_file()
    }


_QUOTED = re.compile(r"('(?:[^'\\\n]|\\.)*'|`[^`]*`)")
_BLANKS = re.compile(r" *([=+*<>?:;,{}()&|!]) *")


def _lean(name: str, data: bytes) -> bytes:
    """Scripts and styles without indents and lines of comment; scripts without the blanks around
    signs either, save in quoted text. No name is changed."""
    if not name.endswith((".js", ".css")):
        return data
    lines = (line.strip() for line in data.decode().splitlines())
    text = "\n".join(line for line in lines if line and not line.startswith("//"))
    if name.endswith(".css"):
        return text.encode()
    parts = _QUOTED.split(text)
    parts[::2] = [_BLANKS.sub(r"\1", part) for part in parts[::2]]
    return "".join(parts).encode()


@cache
def version() -> str:
    whole = b"".join(data for _, data in sorted(_static().items()))
    return hashlib.sha256(whole).hexdigest()[:12]


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("clearsight.app", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(languages=LANGUAGES, version=version())
    return made


def html(name: str, **values: Any) -> str:
    """One template as text."""
    return _environment().get_template(name).render(**values)


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
    """One whole page, with token, language and headers."""
    token = ward.token_of(request)
    language = words_of(request)
    body = html(name, t=language, token=token, path=request.url.path, **values)
    response = HTMLResponse(body, status_code=status)
    ward.give(response, request, token)
    return response


def words_of(request: Request) -> Words:
    """The language of a page: ?lang=, which forms carry on in their address, else the browser's."""
    chosen = request.query_params.get("lang")
    return words(chosen or wanted(request.headers.get("accept-language", "")))


def static(request: Request) -> Response:
    """A style sheet or script. Its address holds a digest, so that browsers may keep it."""
    name = request.path_params["name"]
    data = _static().get(name)
    if data is None:
        raise HTTPException(404)
    response = Response(data, media_type=_TYPES[name[name.rindex(".") :]])
    response.headers.update(ward.HEADERS)
    fresh = request.query_params.get("v") == version()
    kept = "public, max-age=31536000, immutable" if fresh else "no-cache"
    response.headers["Cache-Control"] = kept
    return response
