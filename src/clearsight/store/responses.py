"""Turns kept for `previous_response_id`, sealed: whoever has the database can read none of them.

A response's id is 256 random bits that only its caller has. The row is found by one hash of it and
sealed (AES-256-GCM) with another; neither the id nor the key is stored. Rows end after their time.
"""

import asyncio
import hashlib
import os
import secrets
import time
from collections.abc import Callable

from sqlalchemy import Connection, bindparam, delete, insert, select

from clearsight.errors import StoreError
from clearsight.store.engine import Database
from clearsight.store.tables import responses

PREFIX = "resp_"
_NONCE = 12
_FIND = select(responses.c.sealed).where(
    responses.c.id == bindparam("wanted"),
    responses.c.owner == bindparam("whose"),
    responses.c.expires_s > bindparam("now"),
)


class KeptResponses:
    """Keeps sealed bytes by response id.

    Args:
        now: seconds since 1970; replaced in tests.
    """

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database, self._now = database, now

    @staticmethod
    def new_id() -> str:
        """An id that nobody can guess; what is kept under it opens with it alone."""
        return PREFIX + secrets.token_urlsafe(32)

    async def save(self, owner: str, response_id: str, body: bytes, *, keep_s: int) -> None:
        """Keep bytes under a new id, and forget what has ended.

        Args:
            owner: id of the caller's key, empty where there are no keys.

        Raises:
            StoreError: the database fails.
        """
        sealed = await asyncio.to_thread(_seal, owner, response_id, body)
        now = int(self._now())
        row = {
            "id": _name(response_id), "owner": owner, "created_s": now, "expires_s": now + keep_s,
            "sealed": sealed,
        }  # fmt: skip

        def do(connection: Connection) -> None:
            connection.execute(delete(responses).where(responses.c.expires_s <= now))
            connection.execute(insert(responses), row)

        await self._database.work(do)

    async def load(
        self, owner: str, response_id: str, before: Callable[[bytes], str | None], *, most: int
    ) -> list[bytes] | None:
        """What was kept under an id for this owner and under the ids before it, oldest first.

        One trip to the database's thread, however long the chain is.

        Args:
            before: the id that stands in kept bytes, of the response before them.
            most: of a longer chain nothing is given.

        Returns:
            None when one of them is not kept (any more).

        Raises:
            StoreError: the database fails, or a row was changed.
        """
        now = int(self._now())

        def do(connection: Connection) -> list[bytes] | None:
            found: list[bytes] = []
            wanted: str | None = response_id
            while wanted is not None and len(found) < most:
                values = {"wanted": _name(wanted), "whose": owner, "now": now}
                sealed = connection.scalar(_FIND, values)
                if sealed is None:
                    return None
                found.append(_open(owner, wanted, sealed))
                wanted = before(found[-1])
            return found[::-1] if wanted is None else None

        return await self._database.work(do)

    async def delete(self, owner: str, response_id: str) -> bool:
        """Forget a response; whether there was one.

        Raises:
            StoreError: the database fails.
        """
        gone = await self._database.run(
            delete(responses)
            .where(responses.c.id == _name(response_id), responses.c.owner == owner)
            .returning(responses.c.id)
        )
        return bool(gone)


def _name(response_id: str) -> str:
    return hashlib.blake2b(response_id.encode(), digest_size=32, person=b"name").hexdigest()


def _key(response_id: str) -> bytes:
    return hashlib.blake2b(response_id.encode(), digest_size=32, person=b"key").digest()


def _seal(owner: str, response_id: str, body: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 9 MB, where it is needed

    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(response_id)).encrypt(nonce, body, owner.encode())


def _open(owner: str, response_id: str, sealed: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        cipher = AESGCM(_key(response_id))
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.encode())
    except InvalidTag as error:
        raise StoreError(
            "a kept response was changed in the database, so it is not used. Restore the backup, "
            "or delete the rows of the table `responses`"
        ) from error
