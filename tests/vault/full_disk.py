"""What happens to a deletion on a full disk; run by test_full_disk.py on a small file system.

python -m tests.vault.full_disk FOLDER plain|stolen|page: prints what was seen as JSON.
"""

import asyncio
import json
import re
import sys
import time
from html import unescape
from pathlib import Path

from sqlalchemy import func, select, text
from starlette.applications import Starlette
from starlette.testclient import TestClient

from clearsight.app import routes
from clearsight.app.words import words
from clearsight.errors import StoreError
from clearsight.ingest import Ingest
from clearsight.models.scripted import Scripted
from clearsight.store import Store
from clearsight.store.vault_tables import vault_items, vault_keys, vault_sessions
from clearsight.vault import DeletionOwed, NotKept, Turn
from clearsight.vault.master import Master, new_key
from clearsight.vault.sweep import Sweeper
from clearsight.vault.vault import Vault
from tests.app.conftest import Browser
from tests.app.doubles import TestHouse
from tests.doubles import FixedReader
from tests.vault.conftest import PEPPER, photo

KEY = new_key()


def vault_in(folder: Path) -> tuple[Store, Vault]:
    store = Store.open(f"sqlite:///{folder / 'clearsight.db'}", pepper=PEPPER)
    return store, Vault(store.database, Master(KEY), PEPPER.encode)


def fill(folder: Path) -> None:
    """Leave not one byte."""
    with (folder / "filler").open("ab", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue


async def counted(store: Store) -> list[int]:
    """Keys, sessions, items."""
    found = []
    for table in (vault_keys, vault_sessions, vault_items):
        (row,) = await store.database.run(select(func.count()).select_from(table))
        found.append(int(row[0]))
    return found


async def kept(vault: Vault) -> str:
    token = await vault.begin()
    await vault.line.ask(token, "photo_and_chat", language="en")
    await vault.consent(token, "text", True, language="en")
    for colour in ("red", "green", "blue"):
        await vault.save_photo(token, photo(colour), 0.0)
    await vault.save_turns(token, (Turn("QUESTION", "ANSWER"),))
    return token


async def asked(vault: Vault, token: str, told: dict[str, object]) -> str:
    """Delete, and what is said then."""
    try:
        await vault.delete(token)
    except DeletionOwed as owed:
        told["owed"] = [owed.receipt.photos, owed.receipt.texts]
        return owed.receipt.text
    raise AssertionError("the disk was not full")


async def main(folder: Path, *, stolen: bool) -> dict[str, object]:
    told: dict[str, object] = {}
    store, vault = vault_in(folder)
    await store.migrate()
    token, other = await kept(vault), await kept(vault)
    await Sweeper(vault).sweep()  # also takes the reserve
    if stolen:
        (folder / "clearsight.db-reserve").unlink()
    fill(folder)
    try:
        await store.database.run(text("CREATE TABLE t AS SELECT randomblob(100000)"))
        told["full"] = False
    except StoreError as error:
        told["full"] = "full" in str(error)
    receipt = await asked(vault, token, told)
    told["after"] = await counted(store)
    told["left"] = (await vault.check(receipt)).left
    for name, deed in (("delete", vault.delete), ("kept", vault.kept)):
        try:
            await deed(token)
        except NotKept:
            told[name] = "gone"
    told["other"] = (await vault.kept(other)).photos
    await Sweeper(vault).sweep()  # still full: nothing breaks
    told["still"] = await counted(store)
    await store.close()
    # The process dies. Another one begins while the disk is still full, and then there is room.
    store, vault = vault_in(folder)
    sweeper = Sweeper(vault, every_s=0.5)
    sweeper.rounds.start()
    await asyncio.sleep(1)
    (folder / "filler").unlink()
    begun = time.monotonic()
    while (checked := await vault.check(receipt)).cleaned_s is None:
        if time.monotonic() - begun > 60:
            break
        await asyncio.sleep(0.1)
    told["seconds"], told["checked"] = time.monotonic() - begun, [checked.genuine, checked.left]
    told["end"] = await counted(store)
    told["debts"] = len(vault.sessions.owed.all())
    told["other_end"] = (await vault.kept(other)).photos
    await sweeper.rounds.stop()
    told["reserve"] = (folder / "clearsight.db-reserve").stat().st_size
    await store.close()
    return told


def pages(folder: Path) -> dict[str, object]:
    """The same, as a browser without scripts sees it."""
    store, vault = vault_in(folder)
    asyncio.run(store.migrate())
    told: dict[str, object] = {}
    with Ingest() as ingest:
        house = TestHouse(ingest, FixedReader(), [Scripted("A menu.")], safe=vault)
        with TestClient(Starlette(routes=routes(house)), "http://localhost") as client:
            browser = Browser(client)
            browser.ask("What is this?")
            talk = browser.page
            browser.send("/person/line", None, do="join", share="photo_and_chat")
            told["joined"] = "clearsight_kept" in client.cookies
            fill(folder)
            browser.page = talk
            answer = browser.send(question="And what else?")
            told["answer"] = [answer.status_code, "A menu." in answer.text]
            talk = browser.page
            for path, do in (("/person/line", "leave"), ("/forget", "")):
                browser.page = talk
                answer = browser.send(path, do=do)
                said = [
                    key for key in ("error_store", "error_owed") if words("en")[key] in answer.text
                ]
                told[path] = [answer.status_code, *said]
            receipt = re.findall(r"clearsight-receipt/1 [^<]+", answer.text)
            told["receipt"] = receipt
            told["cookie"] = "clearsight_kept" in client.cookies
            browser.open("/kept")
            for room in (False, True):
                if room:
                    (folder / "filler").unlink()
                    assert client.portal is not None
                    client.portal.call(Sweeper(vault).sweep)
                answer = browser.send("/kept/check", receipt=unescape(receipt[0]))
                told[f"room {room}"] = [
                    key for key in ("receipt_clean", "receipt_not_clean")
                    if words("en")[key] in answer.text
                ]  # fmt: skip
    return told


def run(folder: Path, way: str) -> dict[str, object]:
    return pages(folder) if way == "page" else asyncio.run(main(folder, stolen=way == "stolen"))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(Path(sys.argv[1]), sys.argv[2])))
