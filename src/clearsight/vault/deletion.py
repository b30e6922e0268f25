"""Deletion: the key goes first, then all under it; what the database cannot take now is owed."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, exists, func, select

from clearsight.errors import StoreError
from clearsight.store.vault_tables import vault_items, vault_keys, vault_sessions
from clearsight.vault import receipts, tickets
from clearsight.vault.clean import clean
from clearsight.vault.interface import DeletionOwed, NotKept
from clearsight.vault.owed import Debt, Reserve
from clearsight.vault.sessions import Sessions, name_of
from clearsight.vault.words import Checked, Receipt


class Deletions:
    """Deletes sessions, cleans the files after it, and pays what is owed.

    Args:
        secret: what signs receipts, when first needed.
    """

    def __init__(self, sessions: Sessions, secret: Callable[[], bytes]) -> None:
        self._sessions, self._secret = sessions, secret
        file = sessions.database.file
        self._reserve = None if file is None else Reserve(file.with_name(f"{file.name}-reserve"))

    async def delete(self, token: str) -> Receipt:
        """See Keeper."""
        receipt = await self._done(name_of(token))
        if receipt is None:
            raise NotKept
        return receipt

    async def delete_named(self, name: str) -> Receipt | None:
        """By the name it is stored under, for an operator; None when there is none.

        Works also when the master key is lost.

        Raises:
            DeletionOwed: the database could not take it; it is noted.
            StoreError: the database fails, and it could not be noted either.
        """
        return await self._done(name)

    async def _done(self, name: str) -> Receipt | None:
        if name in await asyncio.to_thread(self._sessions.owed.names):
            return None
        try:
            receipt = await self._sessions.write(lambda c: self._destroy(c, name))
        except StoreError as error:
            raise await self._owe(name, error) from error
        await self.cleaned()
        return receipt

    async def _owe(self, name: str, error: StoreError) -> DeletionOwed:
        """Note it, and destroy the key at least.

        Raises:
            StoreError: the database cannot even be read, so that nobody knows whether there is
                such a session; or the list is full.
            NotKept: there is none.
        """
        number, (photos, texts) = receipts.new_number(), (0, 0)

        def look(connection: Connection) -> tuple[int, int]:
            if not connection.scalar(select(_there(name))):
                raise NotKept
            return _counts(connection, name)

        try:
            photos, texts = await self._sessions.database.work(look)
        except StoreError:
            raise error from None
        keyless = await self._key_gone(name)
        try:
            await asyncio.to_thread(self._sessions.owed.add, Debt(name, number))
        except StoreError:
            if not keyless:  # a session without a key is swept in any case
                raise
        signer = receipts.Signer(self._secret())
        receipt = signer.receipt(number, self._sessions.now_s, photos, texts)
        return DeletionOwed(replace(receipt, owed=True))

    async def _key_gone(self, name: str) -> bool:
        try:
            await self._key_alone(name)
        except StoreError:
            return False
        return True

    async def _key_alone(self, name: str) -> None:
        """The smallest deletion there is: some pages of a log, for which place is held."""
        if self._reserve is not None:
            await asyncio.to_thread(self._reserve.give)
        mine = vault_keys.c.session == name
        await self._sessions.write(lambda c: c.execute(delete(vault_keys).where(mine)))
        await self.cleaned()

    async def settle(self) -> int:
        """Carry out what is owed; how much.

        Raises:
            StoreError: the database cannot take it yet.
        """
        done = 0
        for debt in await asyncio.to_thread(self._sessions.owed.all):
            await self._key_alone(debt.name)
            await self._sessions.write(lambda c, debt=debt: self._pay(c, debt))  # type: ignore[misc]
            await asyncio.to_thread(self._sessions.owed.paid, debt.name)
            done += 1
        if self._reserve is not None and await self._sessions.database.work(_any):
            await asyncio.to_thread(self._reserve.take)
        return done

    def _pay(self, connection: Connection, debt: Debt) -> None:
        signer = receipts.Signer(self._secret())
        if not signer.entered(connection, debt.number):
            photos, texts = self._gone(connection, debt.name)
            now = self._sessions.now_s
            signer.enter(connection, debt.number, debt.name, now, photos, texts)

    def _destroy(self, connection: Connection, name: str) -> Receipt | None:
        if not connection.scalar(select(_there(name))):
            return None
        signer, now, number = (
            receipts.Signer(self._secret()),
            self._sessions.now_s,
            receipts.new_number(),
        )
        photos, texts = self._gone(connection, name)
        signer.enter(connection, number, name, now, photos, texts)
        return signer.receipt(number, now, photos, texts)

    def _gone(self, connection: Connection, name: str) -> tuple[int, int]:
        """Delete a session's rows; how many photos and conversations they held."""
        counted = _counts(connection, name)
        tickets.leave(connection, name, self._sessions.now_ms)
        # The key, items and consents go with the row; tickets lose their name.
        connection.execute(delete(vault_sessions).where(vault_sessions.c.name == name))
        return counted

    async def check(self, receipt: str) -> Checked:
        """See Keeper."""
        signer = receipts.Signer(self._secret())
        debts = await asyncio.to_thread(self._sessions.owed.all)
        owed = {debt.number: debt.name for debt in debts}
        return await self._sessions.database.work(lambda c: signer.check(c, receipt, owed))

    async def cleaned(self) -> None:
        """Clean the files now; where that does not succeed the sweeper does it."""
        with suppress(StoreError):
            await self.clean()

    async def clean(self) -> bool:
        """Take what was deleted so far out of the files; False when somebody still reads it.

        Raises:
            StoreError: the database fails.
        """
        before = self._sessions.now_s
        done = await clean(self._sessions.database)
        if done:
            await self._sessions.write(
                lambda c: receipts.cleaned(c, before_s=before, now=self._sessions.now_s)
            )
        return done


def _there(name: str) -> Any:
    return exists(select(vault_sessions.c.name).where(vault_sessions.c.name == name))


def _any(connection: Connection) -> bool:
    return bool(connection.scalar(select(exists(select(vault_sessions.c.name)))))


def _counts(connection: Connection, name: str) -> tuple[int, int]:
    v = vault_items.c
    rows: Sequence[Any] = connection.execute(
        select(v.kind, func.count()).where(v.session == name).group_by(v.kind)
    ).all()
    kinds = {row[0]: int(row[1]) for row in rows}
    return kinds.get("photo", 0), kinds.get("turns", 0)
