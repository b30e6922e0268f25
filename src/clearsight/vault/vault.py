"""The vault: photos and words of users who chose it, each session sealed with a key of its own."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select, update

from clearsight.content import Image
from clearsight.errors import UsageError
from clearsight.store.engine import Database, data_folder
from clearsight.store.vault_tables import vault_consents, vault_items, vault_sessions
from clearsight.vault import consents, reasons, seal
from clearsight.vault.bare import metadata_bytes
from clearsight.vault.deletion import Deletions
from clearsight.vault.kept import read_kept
from clearsight.vault.line import UserLine
from clearsight.vault.master import Master
from clearsight.vault.owed import Owed
from clearsight.vault.room import Room
from clearsight.vault.sessions import Opened, Sessions, put
from clearsight.vault.telling import Telling
from clearsight.vault.views import Views
from clearsight.vault.within import keep_within
from clearsight.vault.words import Checked, Kept, Purpose, Receipt, Retention, Turn

MOST_PHOTOS = 20
MOST_CONVERSATIONS = 20


class Vault:
    """One process's vault; a `Keeper`.

    Args:
        master: keys that wrap the sessions' keys, or where they lie.
        room: how much may be stored.
        mails: whether somebody sends what `telling` hands out.
        secret: what signs receipts, when first needed; the store's pepper.
        now: seconds since 1970; replaced in tests.

    Attributes:
        line: the users' side of the line for a person.
        views: what a helper sees.
        telling: messages to those who did not want to wait.
        deletions: and what is owed of them.
    """

    def __init__(
        self,
        database: Database,
        master: Master,
        secret: Callable[[], bytes],
        *,
        retention: Retention | None = None,
        room: Room | None = None,
        mails: bool = False,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.sessions = Sessions(
            database, master, retention or Retention(), room=room or Room(),
            owed=Owed(_beside(database)), now=now,
        )  # fmt: skip
        self.deletions = Deletions(self.sessions, secret)
        self.line, self.views = UserLine(self.sessions, mails=mails), Views(self.sessions)
        self.telling = Telling(self.sessions)

    @property
    def keep(self) -> Retention:
        """How long what is stored."""
        return self.sessions.keep

    async def begin(self) -> str:
        """See Keeper."""
        return await self.sessions.begin()

    async def save_photo(self, token: str, image: Image, explicit: float | None) -> bool:
        """See Keeper.

        Raises:
            UsageError: the picture holds metadata, or is no whole JPEG or PNG.
        """
        about = metadata_bytes(image.data)
        if about:
            raise UsageError(
                f"the picture holds {about} bytes of metadata, and the vault stores none; pass it "
                f"through Ingest first"
            )
        head = {"type": image.media_type, "explicit": explicit}
        now = self.sessions.now_s

        def do(connection: Connection, opened: Opened) -> bool:
            mark = seal.mark(opened.key, image.digest)
            sealed = seal.seal(opened.key, opened.name, "photo", head, image.data)
            most_s = self.keep.photo_most_s
            put(connection, opened, "photo", mark, sealed, now=now, most_s=most_s)
            return self._stays(connection, opened, "photo", mark, most=MOST_PHOTOS)

        return await self.sessions.on(token, do)

    async def save_turns(self, token: str, turns: Sequence[Turn], *, about: str = "") -> bool:
        """See Keeper."""
        head = {"turns": [asdict(turn) for turn in turns]}
        now = self.sessions.now_s

        def do(connection: Connection, opened: Opened) -> bool:
            mark = seal.mark(opened.key, f"turns {about}")
            sealed = seal.seal(opened.key, opened.name, "turns", head)
            most_s = self.keep.text_s if opened.row.text_ok else self.keep.photo_most_s
            put(connection, opened, "turns", mark, sealed, now=now, most_s=most_s)
            return self._stays(connection, opened, "turns", mark, most=MOST_CONVERSATIONS)

        return await self.sessions.on(token, do)

    def _stays(
        self, connection: Connection, opened: Opened, kind: str, mark: str, *, most: int
    ) -> bool:
        """Whether something wants what was just put there; of too many the oldest go."""
        v = vault_items.c
        reasons.drop_unwanted(connection, self.sessions.now_s, self.keep, opened.name)
        mine = (v.session == opened.name, v.kind == kind)
        newest = select(v.id).where(*mine).order_by(v.id.desc()).limit(most)
        connection.execute(delete(vault_items).where(*mine, v.id.not_in(newest)))
        stays = bool(connection.scalar(select(func.count()).where(*mine, v.mark == mark)))
        if stays:
            keep_within(connection, self.sessions.room, opened.name, mark)
        return stays

    async def consent(
        self, token: str, purpose: Purpose, given: bool, *, language: str, contact: str = ""
    ) -> None:
        """See Keeper."""
        contact = consents.checked_contact(purpose, given, contact)
        wording = consents.wording(language, self.keep)
        now = self.sessions.now_s

        def do(connection: Connection, opened: Opened) -> None:
            row = {
                "session": opened.name, "purpose": purpose, "given": given, "wording": wording,
                "at_ms": self.sessions.now_ms,
            }  # fmt: skip
            connection.execute(insert(vault_consents), row)
            connection.execute(
                update(vault_sessions)
                .where(vault_sessions.c.name == opened.name)
                .values({f"{purpose}_ok": given})
            )
            if contact:
                sealed = seal.seal(opened.key, opened.name, "contact", {"contact": contact})
                most_s = self.keep.text_s
                put(connection, opened, "contact", "contact", sealed, now=now, most_s=most_s)
                keep_within(connection, self.sessions.room, opened.name, "contact")
            reasons.drop_unwanted(connection, now, self.keep, opened.name)

        await self.sessions.on(token, do)
        if not given:
            await self.deletions.cleaned()

    def consent_words(self, language: str) -> Mapping[Purpose, str]:
        """See Keeper."""
        return consents.words(language, self.keep)

    async def kept(self, token: str) -> Kept:
        """See Keeper."""
        keep = self.keep
        return await self.sessions.look(token, lambda c, opened: read_kept(c, opened, keep))

    async def close(self, token: str) -> None:
        """See Keeper."""
        now = self.sessions.now_s

        def do(connection: Connection, opened: Opened) -> None:
            mine = vault_sessions.c.name == opened.name
            connection.execute(update(vault_sessions).where(mine).values(ended_s=now))
            reasons.drop_unwanted(connection, now, self.keep, opened.name)

        await self.sessions.on(token, do)

    async def delete(self, token: str) -> Receipt:
        """See Keeper."""
        return await self.deletions.delete(token)

    async def delete_named(self, name: str) -> Receipt | None:
        """See Deletions."""
        return await self.deletions.delete_named(name)

    async def check(self, receipt: str) -> Checked:
        """See Keeper."""
        return await self.deletions.check(receipt)


def _beside(database: Database) -> Path:
    """Where owed deletions are noted: on the disk of an SQLite database, or on this machine's."""
    if database.file is not None:
        return database.file.with_name(f"{database.file.name}-owed")
    return data_folder() / "vault-owed"
