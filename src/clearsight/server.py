"""The ASGI application: the API and the pages over one Deployment."""

import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from clearsight import gateway
from clearsight.deployment import Deployment, ServeSettings

STARTUP_FAILURE = 1


def application(deployment: Deployment, pages: Sequence[BaseRoute] = ()) -> Starlette:
    """All routes over a Deployment, which starts and ends with the application."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await deployment.start()
        try:
            yield
        finally:
            await deployment.close()

    return Starlette(
        routes=[*gateway.routes(deployment), *pages],
        middleware=[Middleware(gateway.Logged)],
        lifespan=lifespan,
    )


@dataclass(frozen=True)
class Factory:
    """Makes the application in a worker process; travels there by pickling."""

    settings: ServeSettings

    def __call__(self) -> Starlette:
        gateway.configure()
        deployment = Deployment(self.settings)
        return application(deployment, pages(deployment))


def pages(deployment: Deployment) -> list[BaseRoute]:
    """The pages for people."""
    return []


def serve(settings: ServeSettings) -> int:
    """Serve until told to stop; returns the exit code."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    gateway.configure()
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
        timeout_graceful_shutdown=max(1, math.ceil(settings.drain_s)),
        ssl_certfile=str(settings.tls_cert) if settings.tls_cert else None,
        ssl_keyfile=str(settings.tls_key) if settings.tls_key else None,
    )
    if settings.workers == 1:
        server = uvicorn.Server(config)
        server.run()
        return 0 if server.started else STARTUP_FAILURE
    Multiprocess(config, [config.bind_socket()]).run()
    return 0
