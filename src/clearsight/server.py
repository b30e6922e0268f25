"""The ASGI application: the API and the pages over one Deployment."""

import asyncio
import math
import resource
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import FrameType

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from clearsight import app, gateway, models
from clearsight.build import load_policy
from clearsight.content import Image
from clearsight.deployment import Deployment, ServeSettings, check_open
from clearsight.deployment.audit import opened
from clearsight.deployment.samples import keeper_of
from clearsight.reading import Reading
from clearsight.registry import get_model
from clearsight.roles import Means
from clearsight.store import Store

STARTUP_FAILURE = 1
_WORKER_HEALTH_S = 60  # a worker that says nothing for so long is stopped and started anew
# Longer than clients, proxies and balancers keep a connection that does nothing (15 to 60 s), so
# that they close it and not we: one that sends while we close loses its request.
_IDLE_S = 75

log = structlog.stdlib.get_logger("clearsight.server")


def application(deployment: Deployment) -> Starlette:
    """API and pages over a Deployment, which starts and ends with the application."""

    settings = deployment.settings
    messenger = app.messenger_of(settings, deployment.vault.telling)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await deployment.start()
        _anchor(deployment, "start")
        if messenger is not None:
            messenger.rounds.start()
        try:
            yield
        finally:
            if messenger is not None:
                await messenger.rounds.stop()
            _anchor(deployment, "stop")
            await deployment.close()

    wide = settings.pages or settings.no_auth or settings.doors.invited
    # The playground shows scores, and those help whoever tries to get round the guard.
    pages = app.routes(deployment, playground=not wide, key=settings.page_key)
    kept = [] if wide else [Middleware(LocalPages)]
    return Starlette(
        routes=[*gateway.routes(deployment), Mount("/", routes=pages, middleware=kept)],
        middleware=[Middleware(gateway.Logged)],
        lifespan=lifespan,
    )


def _anchor(deployment: Deployment, when: str) -> None:
    """Where the audit ends goes into the log: kept elsewhere, it shows if lines are taken away."""
    if deployment.audit is not None:
        log.info("audit", when=when, head=str(deployment.audit.log.head()))


class LocalPages:
    """Keeps the pages, which ask for no key, to this machine."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        why = gateway.foreign(HTTPConnection(scope)) if scope["type"] == "http" else ""
        if why:
            text = (
                f"The pages are for this machine only, and {why}. Start with --pages to open them."
            )
            await PlainTextResponse(text, 403)(scope, receive, send)
            return
        await self._inner(scope, receive, send)


@dataclass(frozen=True)
class Factory:
    """Makes the application in a worker process; travels there by pickling."""

    settings: ServeSettings

    def __call__(self) -> Starlette:
        gateway.configure()
        return application(Deployment(self.settings))


def serve(settings: ServeSettings) -> int:
    """Serve until told to stop; returns the exit code.

    Raises:
        ClearsightError: the settings cannot work; nothing was started.
    """
    import uvicorn

    from clearsight.deployment.supervisor import Supervisor

    asyncio.run(check(settings))
    gateway.configure()
    # uvicorn repeats the signal when it is done: that is a good end, not a death.
    signal.signal(signal.SIGTERM, _end)
    # Every stream holds a connection, and the usual limit of 1024 files is soon used up.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    config = uvicorn.Config(
        Factory(settings),
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        # A worker that loads models on a busy machine is no dead one; uvicorn's 5 s killed it.
        timeout_worker_healthcheck=_WORKER_HEALTH_S,
        timeout_graceful_shutdown=max(1, math.ceil(settings.drain_s)),
        timeout_keep_alive=_IDLE_S,
        ssl_certfile=str(settings.tls_cert) if settings.tls_cert else None,
        ssl_keyfile=str(settings.tls_key) if settings.tls_key else None,
    )
    if settings.workers == 1:
        server = uvicorn.Server(config)
        server.run()
        return 0 if server.started else STARTUP_FAILURE
    Supervisor(config, [config.bind_socket()]).run()
    return 0


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


async def check(settings: ServeSettings) -> None:
    """Find what would keep every worker from starting, before any is started.

    Raises:
        ClearsightError: with what is wrong.
    """
    for policy in filter(None, (settings.policy, settings.shadow_policy)):
        load_policy(policy)
    audit = opened(settings)
    if audit is not None:
        audit.log.head()
        audit.close()
    keeper_of(settings)
    store = Store.open(settings.database, pepper=settings.pepper)
    try:
        await store.migrate()
        keyed = any(key.state() == "active" for key in await store.keys.list())
        check_open(settings, keyed=keyed, place=store.place)
    finally:
        await store.close()
    for spec in settings.models:
        await models.close(get_model(spec, Means(_Blind(), settings.api_key)))


class _Blind:
    """A Reader for models that are made and never asked."""

    async def read(self, image: Image) -> Reading:
        raise NotImplementedError
