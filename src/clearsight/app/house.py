"""What the pages need of the server they are part of."""

from collections.abc import Sequence
from typing import Protocol

from clearsight.deployment import ServeSettings
from clearsight.guard import Guard
from clearsight.ingest import Ingest
from clearsight.roles import Reader
from clearsight.store import Store
from clearsight.vault import Keeper


class House(Protocol):
    """One server process, as these pages see it; clearsight.deployment.Deployment is one."""

    @property
    def settings(self) -> ServeSettings: ...

    @property
    def store(self) -> Store: ...

    @property
    def vault(self) -> Keeper: ...

    @property
    def ingest(self) -> Ingest: ...

    @property
    def senses(self) -> Reader: ...

    @property
    def model_name(self) -> str: ...

    @property
    def default_policy(self) -> str: ...

    def guard(self, policy: str | None = None, model: str | None = None) -> Guard: ...

    def policies(self) -> Sequence[str]: ...

    def models(self) -> Sequence[str]: ...

    def as_tenant(self, tenant: str) -> None:
        """Cache what this task reads from now on for this visitor alone."""

    def forget(self, digest: str, source: str) -> None:
        """Drop the Reading and the decoded form of a picture from the caches."""

    async def open_to_all(self) -> bool:
        """Whether requests without a key are answered now."""
        ...
