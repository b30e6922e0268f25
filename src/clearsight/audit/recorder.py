"""Writes what was decided, and says what happens when that cannot be done.

`required` (the default): while the audit cannot be written nothing is answered. Otherwise answers
go on, what could not be written waits in memory, and what did not fit there is counted in the next
line that can be written: a hole in the audit is always one that the audit tells of.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

from clearsight.audit.chain import derived
from clearsight.audit.entry import Entries
from clearsight.audit.log import AuditLog
from clearsight.audit.setup import kept, named
from clearsight.errors import AuditError
from clearsight.policy import Policy

MOST_WAITING = 1000
SYNC_S = 1.0


class Recorder:
    """One process's way into an audit.

    Args:
        secret: the pepper, which the key of the digests is made from.
        required: False goes on without the audit, and records that afterwards.
        shadow: another policy; what it would have decided on the same Findings is recorded too.
    """

    def __init__(
        self, log: AuditLog, secret: bytes, *, required: bool = True, shadow: Policy | None = None
    ) -> None:
        self.log, self.required, self.shadow = log, required, shadow
        self.entries = Entries(derived(secret, "digests"))
        self._waiting: deque[Mapping[str, Any]] = deque()
        self._lost = 0
        self._synced = 0.0
        self._syncing: asyncio.Future[None] | None = None
        self._failed: AuditError | None = None

    def ready(self) -> None:
        """Ask before anything is answered.

        Raises:
            AuditError: it is required and cannot be written now.
        """
        failed, self._failed = self._failed, None
        if failed is not None and self.required:
            raise failed
        if self._waiting or self._lost:
            self._flush()

    def write(self, record: Mapping[str, Any]) -> None:
        """Record something.

        Raises:
            AuditError: it is required and cannot be written now. It is kept and written later.
        """
        self._waiting.append(record)
        if len(self._waiting) > MOST_WAITING:
            self._waiting.popleft()
            self._lost += 1
        self._flush()

    def keep(self, setup: Mapping[str, Any]) -> str:
        """Keep what is in force; its SHA-256.

        Raises:
            AuditError: it is required and cannot be written now.
        """
        name, raw = named(setup)
        try:
            kept(self.log.folder, name, raw)
        except AuditError:
            if self.required:
                raise
        return name

    def close(self) -> None:
        """Write what waits, and bring all of it to the disk; what is lost now stays lost."""
        with contextlib.suppress(AuditError):
            self._flush()
        self.log.close()

    def _flush(self) -> None:
        try:
            if self._lost:
                self.log.append({"kind": "lost", "records": self._lost})
                self._lost = 0
            while self._waiting:
                self.log.append(self._waiting[0])
                self._waiting.popleft()
            self._sync()
        except AuditError:
            if self.required:
                raise

    def _sync(self) -> None:
        """A power failure may take one second; the disk is waited for elsewhere."""
        if time.monotonic() - self._synced < SYNC_S or self._syncing is not None:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.log.sync()
            return
        self._synced = time.monotonic()
        self._syncing = loop.run_in_executor(None, self.log.sync)
        self._syncing.add_done_callback(self._after_sync)

    def _after_sync(self, done: asyncio.Future[None]) -> None:
        self._syncing = None
        error = None if done.cancelled() else done.exception()
        if isinstance(error, AuditError):
            self._failed = error
