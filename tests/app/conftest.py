"""Pages are asked as a browser without scripts asks them."""

import asyncio
import io
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx2
import pytest
from PIL import Image, ImageDraw
from starlette.applications import Starlette
from starlette.testclient import TestClient

from clearsight.app import routes
from clearsight.ingest import Ingest
from clearsight.models.scripted import Scripted
from clearsight.store import Store
from clearsight.vault.master import Master
from clearsight.vault.vault import Vault
from tests.app.doubles import TestHouse
from tests.doubles import FixedReader, line

PEPPER = "p" * 64
Files = dict[str, tuple[str, bytes, str]]


def photo(text: str = "MENU", kind: str = "JPEG") -> bytes:
    """A drawn picture of 320 x 240 pixels."""
    picture = Image.new("RGB", (320, 240), "white")
    ImageDraw.Draw(picture).text((40, 100), text, "black")
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page, as a browser would send them back."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


@dataclass
class Browser:
    """A visitor without scripts: keeps cookies and sends forms back."""

    client: TestClient
    page: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"origin": "http://localhost"})

    def open(self, path: str = "/") -> str:
        self.page = self.client.get(path).text
        return self.page

    def send(self, path: str = "/", files: Files | None = None, **fields: str) -> httpx2.Response:
        """Send the page's hidden fields with these."""
        body = hidden(self.page) | fields
        parts: list[tuple[str, tuple[str | None, bytes | str, str | None]]] = [
            (name, (None, value, None)) for name, value in body.items()
        ]
        parts += [(name, value) for name, value in (files or {}).items()]
        answer = self.client.post(path, files=parts, headers=self.headers)
        self.page = answer.text
        return answer

    def ask(self, question: str = "", picture: bytes | None = None) -> httpx2.Response:
        self.open()
        data = photo() if picture is None else picture
        return self.send(files={"photo": ("photo.jpg", data, "image/jpeg")}, question=question)


Open = Callable[[TestHouse], Browser]


@pytest.fixture(scope="session")
def ingest() -> Iterator[Ingest]:
    with Ingest() as opened:
        yield opened


@pytest.fixture
def house(ingest: Ingest) -> TestHouse:
    return TestHouse(ingest, FixedReader((line("Tomato soup 4.50"),)), [Scripted("A menu.")])


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database, to be copied: migrating costs most of a test."""
    return make_store(tmp_path_factory.mktemp("store") / "clearsight.db")


def make_store(path: Path) -> Path:
    """A database with its tables, closed."""

    async def make() -> None:
        store = Store.open(f"sqlite:///{path}", pepper=PEPPER)
        await store.migrate()
        await store.close()

    asyncio.run(make())
    return path


def vault_in(folder: Path, empty: Path) -> Vault:
    """A vault over a database of its own."""
    folder.mkdir(exist_ok=True)
    shutil.copy(empty, folder / "clearsight.db")
    store = Store.open(f"sqlite:///{folder / 'clearsight.db'}", pepper=PEPPER)
    return Vault(store.database, Master(folder / "key"), PEPPER.encode, mails=True)


@pytest.fixture
def vault(empty_store: Path, tmp_path: Path) -> Vault:
    return vault_in(tmp_path, empty_store)


@pytest.fixture
def visit() -> Iterator[Open]:
    """`visit(house)` gives a Browser on that server."""
    opened: list[TestClient] = []

    def start(house: TestHouse) -> Browser:
        client = TestClient(Starlette(routes=routes(house, key=b"k" * 32)), "http://localhost")
        opened.append(client.__enter__())
        return Browser(client)

    yield start
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def browser(house: TestHouse, visit: Open) -> Browser:
    return visit(house)
