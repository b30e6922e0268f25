"""A server's parts for page tests: the real guard and ingest, with set senses and models."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from clearsight.build import load_policy
from clearsight.content import Conversation
from clearsight.deployment import ServeSettings
from clearsight.guard import Guard
from clearsight.ingest import Ingest
from clearsight.models.scripted import Scripted
from clearsight.roles import Detector, Model, Reader
from clearsight.store import Store
from clearsight.vault import Keeper
from clearsight.vault.vault import Vault
from tests.doubles import WordDetector


@dataclass
class TestHouse:
    """Answers with `made` models under presets; records what it was told to forget."""

    __test__ = False

    ingest: Ingest
    senses: Reader
    made: Sequence[Model]
    detectors: Sequence[Detector] = field(default_factory=lambda: [WordDetector("explosive")])
    default_policy: str = "default"
    settings: ServeSettings = field(default_factory=ServeSettings)
    open: bool = True
    tenants: list[str] = field(default_factory=list)
    forgotten: list[tuple[str, str]] = field(default_factory=list)

    kept: Store | None = None
    safe: Keeper | None = None

    @property
    def asked(self) -> list[Conversation]:
        """What reached the models."""
        return [one for model in self.made if isinstance(model, Scripted) for one in model.asked]

    @property
    def store(self) -> Store:
        if self.kept is None and isinstance(self.safe, Vault):
            self.kept = Store(self.safe.sessions.database, "p" * 64)  # as a server: one database
        assert self.kept is not None, "this test opened no store"
        return self.kept

    @property
    def vault(self) -> Keeper:
        assert self.safe is not None, "this test opened no vault"
        return self.safe

    async def open_to_all(self) -> bool:
        return self.open

    @property
    def model_name(self) -> str:
        return self.made[0].name

    def guard(self, policy: str | None = None, model: str | None = None) -> Guard:
        name = model or self.model_name
        found = next(one for one in self.made if one.name == name)
        rules = load_policy(policy or self.default_policy)
        return Guard(found, self.detectors, rules, reader=self.senses)

    def policies(self) -> list[str]:
        return ["default", "assistive", "strict", "measure"]

    def models(self) -> list[str]:
        return [model.name for model in self.made]

    def as_tenant(self, tenant: str) -> None:
        self.tenants.append(tenant)

    def forget(self, digest: str, source: str) -> None:
        self.forgotten.append((digest, source))
