"""What one server process shares: the store, the models, the senses, and a guard per policy.

Gateway and pages get a Deployment and nothing else; they hold no state of their own.
"""

import asyncio
import os
import time
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, TypeVar

from clearsight import models
from clearsight.audit import AuditedGuard, asked_by
from clearsight.build import load_policy
from clearsight.cache import Corner, TimedCache
from clearsight.content import Image, user
from clearsight.deployment.audit import opened, secret_of
from clearsight.deployment.conduct import Conduct
from clearsight.deployment.samples import keeper_of
from clearsight.deployment.settings import ALIAS, PRESETS, ServeSettings
from clearsight.deployment.turns import StoredTurns
from clearsight.deployment.vault import vault_of
from clearsight.detect.chosen import chosen
from clearsight.errors import StoreError, UnknownName, UsageError
from clearsight.guard import Guard
from clearsight.guard.described import Descriptions
from clearsight.hashes import screen_of
from clearsight.ingest import Ingest
from clearsight.policy import Policy
from clearsight.reading import Reading
from clearsight.registry import get_model
from clearsight.roles import Detector, Means, Model
from clearsight.senses import Senses
from clearsight.senses.memory import give_back
from clearsight.store import Store
from clearsight.vault.sweep import Sweeper

# How long an answer about whether there are keys is believed.
KEYS_FRESH_S = 2.0

Value = TypeVar("Value")
_tenant: ContextVar[str] = ContextVar("clearsight_tenant", default="")


class _Here(Corner[Value]):
    """The corner of whoever is being served: what one sent, another cannot learn by timing."""

    def get(self, digest: str) -> Value | None:
        return self.cache.get(digest, _tenant.get())

    def put(self, digest: str, value: Value) -> None:
        self.cache.put(digest, value, _tenant.get())


class Deployment:
    """One server process's parts. `start` it before use, `close` it at the end.

    Args:
        settings: from the door.
        made: models to serve instead of those that `settings.models` names, for tests.
        detectors: who looks, instead of every registered detector, for tests.

    Attributes:
        store: keys, counters, ledger.
        conduct: what repeated refusals lead to.
        vault: what users of the pages chose to have kept.
        turns: which turns were judged before.
        ingest: decodes pictures; its cache is parted by tenant, see `as_tenant`.
        senses: makes Readings; likewise.
        model_name: name of the model that answers by default.
        default_policy: of callers whose key names none.
        audit: writes what is decided; None where none is kept.
        samples: keeps requests and answers, sealed; None where nothing is kept.
    """

    def __init__(
        self,
        settings: ServeSettings,
        *,
        made: tuple[Model, ...] = (),
        detectors: tuple[Detector, ...] = (),
    ) -> None:
        self.settings, self.default_policy = settings, settings.policy
        self.store = Store.open(settings.database, pepper=settings.pepper)
        self.conduct = Conduct(self.store.ledger, lambda: secret_of(settings.pepper))
        self.turns = StoredTurns(self.store.refused, lambda: secret_of(settings.pepper))
        self.vault = vault_of(settings, self.store)
        self._sweeping = Sweeper(self.vault).rounds
        self._readings = TimedCache[Reading](512)
        self._pictures = TimedCache[tuple[Image, ...]](64)
        self._described = TimedCache[Descriptions](512)
        self.senses = Senses(cache=_Here(self._readings, ""))
        self.ingest = Ingest(
            workers=2,
            allow_addresses=settings.allow_addresses,
            cache=_Here(self._pictures, ""),
            screen=screen_of(settings.hashes, _tenant.get),
        )
        means = Means(self.senses, settings.api_key)
        self._made = made or tuple(get_model(spec, means) for spec in settings.models)
        self._models = {model.name: model for model in self._made}
        if len(self._models) != len(self._made):
            raise UsageError(
                f"two models are called alike among {', '.join(m.name for m in self._made)}; "
                "a caller could not say which one is meant. Give one --model per name."
            )
        self.model_name = self._made[0].name
        self._detectors = detectors or tuple(chosen(settings.judges, settings.judge_api_key))
        self.audit = opened(settings)
        self.samples = keeper_of(settings)
        self._guards: dict[tuple[str, str], Guard] = {}
        self._keyed: tuple[float, bool] | None = None
        self.running = 0
        self.started = False

    def as_tenant(self, tenant: str) -> None:
        """Everything this task reads from now on is cached for this tenant alone."""
        _tenant.set(tenant)
        asked_by(caller=tenant)

    def forget(self, digest: str, source: str) -> None:
        """Drop a picture of this tenant: its Reading, descriptions, and what was decoded.

        Args:
            digest: of the Image.
            source: hexadecimal SHA-256 of the file that was sent.
        """
        self._readings.drop(digest, _tenant.get())
        self._pictures.drop(source, _tenant.get())
        self._described.drop(digest, _tenant.get())

    def models(self) -> list[str]:
        """Names under which models answer, the default one first."""
        return list(self._models)

    def policies(self) -> list[str]:
        """Presets, and the server's own policy file if it has one."""
        return list(dict.fromkeys((self.default_policy, *PRESETS)))

    def has_model(self, name: str) -> bool:
        return name == ALIAS or name in self._models

    def guard(self, policy: str | None = None, model: str | None = None) -> Guard:
        """A model behind a policy; made once, then shared.

        Raises:
            UnknownName: no such model or preset.
            PolicyError: the policy file cannot be applied as written.
        """
        rules = policy or self.default_policy
        name = self.model_name if model in (None, ALIAS) else str(model)
        if name not in self._models:
            raise UnknownName("model", name, self.models())
        key = (rules, name)
        if key not in self._guards:
            self._guards[key] = self._made_guard(self._models[name], load_policy(rules))
        return self._guards[key]

    def _made_guard(self, model: Model, policy: Policy) -> Guard:
        seen = _Here(self._described, "")
        known: dict[str, Any] = {"kept": seen, "memory": self.turns}
        if self.audit is None:
            return Guard(model, self._detectors, policy, reader=self.senses, **known)
        return AuditedGuard(
            model, self._detectors, policy, reader=self.senses, recorder=self.audit, **known
        )

    async def start(self) -> None:
        """Make what must be there before the first request.

        Raises:
            UsageError: no key is there and the server would answer beyond loopback.
            StoreError: the database cannot be used.
            AuditError: the audit was tampered with or cannot be written.
        """
        await self.store.migrate()
        self.vault.sessions.master.check()
        self.guard()
        rules = self.guard().policy.rules
        await self.conduct.tidy(rules.ledger)
        await self.turns.tidy(older_than_s=time.time() - rules.history.keep_h * 3600)
        check_open(self.settings, keyed=await self.keyed(), place=self.store.place)
        await self.ingest.warm()
        # Loads what the detectors load when they first look.
        await Guard.check(self.guard(), user("Hello"))
        if self.audit is not None:
            self.audit.write({"kind": "start", "pid": os.getpid()})
        if self.samples is not None:
            self.samples.start()
        give_back()
        self._sweeping.start()
        self.started = True

    async def keyed(self) -> bool:
        """Whether a request must show a key: always, once the store holds an active one."""
        now = asyncio.get_running_loop().time()
        if self._keyed is None or now - self._keyed[0] > KEYS_FRESH_S:
            keys = await self.store.keys.list()
            self._keyed = (now, any(key.state() == "active" for key in keys))
        return self._keyed[1]

    async def open_to_all(self) -> bool:
        """Whether requests without a key are answered now."""
        if self.settings.no_auth:
            return True
        return self.settings.loopback and not await self.keyed()

    async def close(self) -> None:
        """End what was started; requests must be over."""
        for model in (*self._made, *self._guards.values()):
            await models.close(model)
        await asyncio.to_thread(self.ingest.close)
        self.senses.close()
        if self.samples is not None:
            await self.samples.stop()
        with suppress(StoreError):  # a database that is gone keeps nothing from ending
            await self.conduct.close(self.guard().policy.rules.ledger)
        if self.audit is not None:
            if self.started:
                self.audit.write({"kind": "stop", "pid": os.getpid()})
            await asyncio.to_thread(self.audit.close)
        await self._sweeping.stop()
        await self.store.close()


def check_open(settings: ServeSettings, *, keyed: bool, place: str) -> None:
    """Refuse to serve strangers without keys.

    Raises:
        UsageError: no key is there, and others than this machine would be answered.
    """
    if not keyed and not settings.no_auth and not settings.loopback:
        raise UsageError(
            f"there is no key in {place}, so anyone who reaches {settings.host} could use this "
            "server. Make a key (clearsight keys create LABEL), or listen on 127.0.0.1, or pass "
            "--no-auth."
        )
