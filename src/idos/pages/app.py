"""The ASGI application: a host name chooses the site, a path one of its built files."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from idos.errors import Unavailable
from idos.pages.policy import COMMON_HEADERS
from idos.pages.sites import SITES, PagesSettings, Site

DIST: Final = Path(__file__).parent / "dist"
_INDEX: Final = "index.html"
_COMPRESSIBLE: Final = {"text/html", "text/css", "text/javascript", "image/svg+xml"}
# The names of built assets hold a hash of their content; documents are asked for again each time.
_FOREVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    compressed: bytes | None
    headers: Mapping[str, str]

    def answer(self, request: Request) -> Response:
        if request.headers.get("if-none-match") == self.headers["ETag"]:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=dict(self.headers))
        if self.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self.compressed, headers={**self.headers, "Content-Encoding": "gzip"})
        return Response(self.body, headers=dict(self.headers))


def build_app(settings: PagesSettings, dist: Path = DIST) -> ASGIApp:
    """The application that serves every site. Files are read once, now.

    Raises ``Unavailable`` (``not_built``) when a site's files are missing.
    """
    sites = {settings.hosts[site.name]: _files(site, settings, dist) for site in SITES}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = _respond(Request(scope), sites)
        await response(scope, receive, send)

    return app


def _respond(request: Request, sites: Mapping[str, Mapping[str, _File]]) -> Response:
    if request.method not in ("GET", "HEAD"):
        return _plain(HTTPStatus.METHOD_NOT_ALLOWED)
    files = sites.get(request.url.hostname or "")
    if files is None:
        return _plain(HTTPStatus.MISDIRECTED_REQUEST)
    file = files.get(request.url.path.removeprefix("/") or _INDEX)
    return file.answer(request) if file else _plain(HTTPStatus.NOT_FOUND)


def _plain(status: HTTPStatus) -> Response:
    return PlainTextResponse(status.phrase, status, headers=dict(COMMON_HEADERS))


def _files(site: Site, settings: PagesSettings, dist: Path) -> dict[str, _File]:
    root = dist / site.name
    missing = [name for name in site.documents if not (root / name).is_file()]
    if missing:
        raise Unavailable(f"the {site.name} page is not built: run make web", code="not_built")
    paths = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): _read(path, root, site, settings) for path in paths}


def _read(path: Path, root: Path, site: Site, settings: PagesSettings) -> _File:
    body = path.read_bytes()
    name = path.relative_to(root).as_posix()
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    document = site.documents.get(name)
    is_text = media_type in _COMPRESSIBLE
    headers = {
        **COMMON_HEADERS,
        **(document.headers(settings.frame_ancestors) if document else {}),
        "Content-Type": f"{media_type}; charset=utf-8" if is_text else media_type,
        "Cache-Control": _FOREVER if name.startswith("assets/") else _ASK_AGAIN,
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Vary": "Accept-Encoding",
    }
    return _File(body, gzip.compress(body, mtime=0) if is_text else None, headers)
