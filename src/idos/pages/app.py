"""The ASGI application: a host name chooses the site, a path one of its files or its own application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from idos.extras import extra

with extra("apps", "idos.pages"):
    from starlette.applications import Starlette
    from starlette.datastructures import MutableHeaders
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Mount
    from starlette.types import Message, Receive, Scope, Send


from idos.errors import Invalid
from idos.pages.files import INDEX, StaticFile, read_site
from idos.pages.policy import ANSWER_HEADERS, COMMON_HEADERS
from idos.pages.settings import PagesSettings
from idos.pages.sites import SITES

DIST: Final = Path(__file__).parent / "dist"
MAX_TARGET: Final = 2048
"""Bytes of a request's path and query."""

_API: Final = "/api/"


@dataclass(frozen=True, slots=True)
class _Served:
    """A site that is served. ``below``: the addresses that belong to its application."""

    files: Mapping[str, StaticFile]
    routes: bool
    application: Starlette | None
    below: str

    def file(self, path: str) -> StaticFile | None:
        name = path.removeprefix("/") or INDEX
        is_route = self.routes and "." not in name
        return self.files.get(name) or (self.files[INDEX] if is_route else None)


def build_app(
    settings: PagesSettings, applications: Mapping[str, Starlette] | None = None, dist: Path = DIST
) -> Starlette:
    """The application that serves every site of the settings. Files are read once, now.

    ``applications``, by site, answer what is below ``/api/`` there, with the request's whole path, and live
    as long as this one does. They answer everything where a site has no files. Every answer gets the common
    headers that it lacks.

    Raises:
        Unavailable: ``not_built`` when a site's files are missing.
        Invalid: ``bad_pages`` for an application of a site that is not served, and the other way round.
    """
    given = applications or {}
    needed = {name for name in settings.hosts if SITES[name].index is None}
    if wrong := (set(given) - set(settings.hosts)) | (needed - set(given)):
        raise Invalid(f"a site and its application go together: {', '.join(sorted(wrong))}", code="bad_pages")
    sites = {}
    for name, host in settings.hosts.items():
        site = SITES[name]
        sites[host] = _Served(
            files=read_site(site, settings, dist),
            routes=site.routes,
            application=given.get(name),
            below=_API if site.index else "/",
        )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as living:
            for application in given.values():
                await living.enter_async_context(application.router.lifespan_context(application))
            yield

    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        served = sites.get(Request(scope).url.hostname or "")
        if served and served.application and scope["path"].startswith(served.below) and not _is_long(scope):
            common = ANSWER_HEADERS if served.files else COMMON_HEADERS
            own = {name: value for name, value in scope.items() if name != "router"}  # it has one of its own
            await served.application(own, receive, _with_headers(send, common))
        else:
            await _respond(Request(scope), served)(scope, receive, send)

    return Starlette(routes=[Mount("/", respond)], lifespan=lifespan)


def _respond(request: Request, served: _Served | None) -> Response:
    if served is None:
        return _plain(HTTPStatus.MISDIRECTED_REQUEST)
    if _is_long(request.scope):
        return _plain(HTTPStatus.REQUEST_URI_TOO_LONG)
    if request.method not in {"GET", "HEAD"}:
        return _plain(HTTPStatus.METHOD_NOT_ALLOWED)
    file = served.file(request.scope["path"])
    return file.answer(request) if file else _plain(HTTPStatus.NOT_FOUND)


def _is_long(scope: Scope) -> bool:
    return len(scope["raw_path"]) + len(scope["query_string"]) > MAX_TARGET


def _plain(status: HTTPStatus) -> Response:
    return PlainTextResponse(status.phrase, status, headers=dict(COMMON_HEADERS))


def _with_headers(send: Send, common: Mapping[str, str]) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in common.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers
