"""The ASGI application, and the headers that every answer of its carries."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from idos.apps.verify.api import api_routes, refusal
from idos.apps.verify.archive import Archive
from idos.apps.verify.deliveries import PAUSE, Deliveries
from idos.apps.verify.pages import not_found, page_routes
from idos.apps.verify.service import Service
from idos.apps.verify.settings import VerifySettings
from idos.background import background
from idos.errors import IdosError
from idos.verification.provider import Clock

HEADERS: Final = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
)
"""``same-origin`` keeps a page's address, which is a secret, from other sites; ``no-referrer`` would also
hide the origin from ourselves when a form is sent."""

_STATIC: Final = Path(__file__).parent / "static"

log = logging.getLogger("idos.verify")


def build_verify_app(settings: VerifySettings, clock: Clock = time.time) -> Starlette:
    """The service. Its server must run ASGI's lifespan: call-backs are sent by a task that lives in it."""
    archive = Archive(settings.database, capacity=settings.max_sessions)
    service = Service(settings, archive, clock)

    async def forget() -> None:
        while True:
            await run_in_threadpool(service.pass_time)
            await asyncio.sleep(PAUSE)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        deliveries = Deliveries(settings, archive, clock)
        async with background(log, {"the end of sessions": forget, **deliveries.work()}):
            yield
        archive.close()

    return Starlette(
        routes=[
            *api_routes(service),
            *page_routes(service),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        middleware=[Middleware(_Headers, https=settings.public_url.startswith("https:"))],
        exception_handlers={IdosError: refusal, 404: not_found},
        lifespan=lifespan,
    )


class _Headers:
    """Adds `HEADERS` to every answer."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        hsts = {"Strict-Transport-Security": "max-age=63072000"} if https else {}
        self._headers = HEADERS | hsts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)
