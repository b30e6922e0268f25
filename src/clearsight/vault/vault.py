"""The vault: photos and words of users who chose it, each session sealed with a key of its own."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from clearsight.content import Image
from clearsight.errors import StoreError, UsageError
from clearsight.store.engine import Database
from clearsight.store.vault_tables import vault_consents, vault_items, vault_sessions
from clearsight.vault import consents, reasons, receipts, seal, tickets
from clearsight.vault.bare import metadata_bytes
from clearsight.vault.clean import clean
from clearsight.vault.kept import read_kept
from clearsight.vault.line import UserLine
from clearsight.vault.master import Master
from clearsight.vault.sessions import Opened, Sessions, name_of, put
from clearsight.vault.telling import Telling
from clearsight.vault.views import Views
from clearsight.vault.words import Checked, Kept, Purpose, Receipt, Retention, Turn

MOST_PHOTOS = 20
MOST_CONVERSATIONS = 20


class Vault:
    """One process's vault; a `Keeper`.

    Args:
        master: keys that wrap the sessions' keys, or where they lie.
        mails: whether somebody sends what `telling` hands out.
        secret: what signs receipts, when first needed; the store's pepper.
        now: seconds since 1970; replaced in tests.

    Attributes:
        line: the users' side of the line for a person.
        views: what a helper sees.
        telling: messages to those who did not want to wait.
    """

    def __init__(
        self,
        database: Database,
        master: Master,
        secret: Callable[[], bytes],
        *,
        retention: Retention | None = None,
        mails: bool = False,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.sessions = Sessions(database, master, retention or Retention(), now=now)
        self.line, self.views = UserLine(self.sessions, mails=mails), Views(self.sessions)
        self.telling = Telling(self.sessions)
        self._secret = secret

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
        return bool(connection.scalar(select(func.count()).where(*mine, v.mark == mark)))

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
            reasons.drop_unwanted(connection, now, self.keep, opened.name)

        await self.sessions.on(token, do)
        if not given:
            await self._cleaned()

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
        name = name_of(token)

        def do(connection: Connection, _: Opened) -> Receipt:
            return self._destroy(connection, name)

        receipt = await self.sessions.on(token, do)
        await self._cleaned()
        return receipt

    async def delete_named(self, name: str) -> Receipt | None:
        """Delete a session by the name it is stored under, for its operator; None when there is
        none. Works also when the master key is lost.

        Raises:
            StoreError: the database fails.
        """

        def do(connection: Connection) -> Receipt | None:
            mine = select(vault_sessions.c.name).where(vault_sessions.c.name == name)
            return self._destroy(connection, name) if connection.scalar(mine) else None

        receipt = await self.sessions.write(do)
        await self._cleaned()
        return receipt

    def _destroy(self, connection: Connection, name: str) -> Receipt:
        v = vault_items.c
        tickets.leave(connection, name, self.sessions.now_ms)
        counted: Sequence[Any] = connection.execute(
            select(v.kind, func.count()).where(v.session == name).group_by(v.kind)
        ).all()
        kinds = {row[0]: row[1] for row in counted}
        # The key, items and consents go with the row; tickets lose their name.
        connection.execute(delete(vault_sessions).where(vault_sessions.c.name == name))
        signer = receipts.Signer(self._secret())
        photos, texts = kinds.get("photo", 0), kinds.get("turns", 0)
        return signer.write(connection, name, self.sessions.now_s, photos, texts)

    async def check(self, receipt: str) -> Checked:
        """See Keeper."""
        signer = receipts.Signer(self._secret())
        return await self.sessions.database.work(lambda c: signer.check(c, receipt))

    async def _cleaned(self) -> None:
        """Clean the files now; where that does not succeed the sweeper does it."""
        with suppress(StoreError):
            await self.clean()

    async def clean(self) -> bool:
        """Take what was deleted so far out of the files; False when somebody still reads it.

        Raises:
            StoreError: the database fails.
        """
        before = self.sessions.now_s
        done = await clean(self.sessions.database)
        if done:
            await self.sessions.write(
                lambda c: receipts.cleaned(c, before_s=before, now=self.sessions.now_s)
            )
        return done
