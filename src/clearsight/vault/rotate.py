"""Another master key: every data key is wrapped anew, and the old master key is overwritten.

What was kept in backups and freed disk blocks opens with the old key alone, so it is unreadable
from then on. Servers go on running: each sees that the file has changed.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from clearsight.errors import UsageError
from clearsight.store.vault_tables import vault_keys
from clearsight.vault import seal
from clearsight.vault.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did.

    Attributes:
        name: of the key that wraps now.
        sessions: how many data keys were wrapped anew.
        lost: sessions whose master key is not here; they stay as they are until their time ends.
        old_left: whether old keys are still in the environment, for its owner to take away.
    """

    name: str
    sessions: int
    lost: int
    old_left: bool


async def rotate(sessions: Sessions) -> Rotated:
    """Change the master key.

    In a file: a new key is added, everything is wrapped by it, the others are forgotten. In the
    environment: everything is wrapped by the first key there.

    Raises:
        StoreError: the database or the file fails; both keys are kept then, run it again.
        UsageError: the environment holds one key alone, and it wraps everything already.
    """
    master = sessions.master

    def do(connection: Connection) -> Rotated:
        if master.ours_to_change:
            master.add()
        first = master.all()[0]
        known = [key.name for key in master.all()]
        k = vault_keys.c
        rows = connection.execute(
            select(vault_keys).where(k.master.in_(known), k.master != first.name)
        ).all()
        if not rows and not master.ours_to_change and len(known) == 1:
            raise UsageError(
                f"{master.place} holds one key, and it wraps everything already. Put a new key "
                f"before it, restart the servers, and run this again"
            )
        for row in rows:
            key = seal.unwrap(master.named(row.master).secret, row.session, bytes(row.wrapped))
            wrapped = seal.wrap(first.secret, row.session, key)
            connection.execute(
                update(vault_keys)
                .where(k.session == row.session)
                .values(master=first.name, wrapped=wrapped)
            )
        lost = connection.scalar(select(func.count()).where(k.master != first.name)) or 0
        return Rotated(first.name, len(rows), lost, len(known) > 1 and not master.ours_to_change)

    rotated = await sessions.write(do)
    if master.ours_to_change:
        # Only now that the rows are stored; and again inside the lock, so that no server is just
        # wrapping with an old key.
        await sessions.write(lambda _: master.keep_first())
    return rotated
