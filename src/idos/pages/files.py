"""The built files of a site, read once, each ready to be answered."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from idos.errors import Unavailable
from idos.pages.policy import COMMON_HEADERS, PUBLISHED_HEADERS, placeholder
from idos.pages.settings import PagesSettings
from idos.pages.sites import SITES, Site

INDEX: Final = "index.html"

_CONFIG: Final = "config.json"
_COMPRESSIBLE: Final = {"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"}
# The names of built assets hold a hash of their content; everything else is asked for again each time.
_FOREVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"
_OWN_ONLY: Final = {"Cross-Origin-Resource-Policy": "same-origin"}
_HSTS: Final = {"Strict-Transport-Security": "max-age=63072000"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file: its bytes, plain and compressed, and its headers."""

    body: bytes
    compressed: bytes | None
    headers: Mapping[str, str]

    def answer(self, request: Request) -> Response:
        """The answer to a request for it: where that will do, compressed or only that nothing has changed."""
        if request.headers.get("if-none-match") == self.headers["ETag"]:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=dict(self.headers))
        if self.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self.compressed, headers={**self.headers, "Content-Encoding": "gzip"})
        return Response(self.body, headers=dict(self.headers))


def read_site(site: Site, settings: PagesSettings, dist: Path) -> dict[str, StaticFile]:
    """Every file of a site, and its ``config.json``, by path. None for a site that has no files.

    Raises ``Unavailable`` (``not_built``) when files are missing.
    """
    if site.index is None:
        return {}
    root = dist / site.name
    missing = [name for name in (INDEX, *site.documents, *site.published) if not (root / name).is_file()]
    if missing:
        raise Unavailable(
            f"the {site.name} page is not built ({', '.join(missing)}): run make web", code="not_built"
        )
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    bodies = {name: path.read_bytes() for name, path in found.items()} | {_CONFIG: settings.config}
    return {name: _file(site, name, body, settings) for name, body in bodies.items()}


def _file(site: Site, name: str, body: bytes, settings: PagesSettings) -> StaticFile:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    own = PUBLISHED_HEADERS if name in site.published else _OWN_ONLY
    if media_type == "text/html":
        body = _with_origins(body.decode(), settings.origins).encode()
        document = site.documents.get(name, site.index)
        assert document is not None, "a site with files has an index"
        own = document.headers(settings.origins, settings.embedders)
    is_text = media_type in _COMPRESSIBLE
    headers = {
        **COMMON_HEADERS,
        **(_HSTS if settings.scheme == "https" else {}),
        **own,
        "Content-Type": f"{media_type}; charset=utf-8" if is_text else media_type,
        "Cache-Control": _FOREVER if name.startswith("assets/") else _ASK_AGAIN,
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Vary": "Accept-Encoding",
    }
    return StaticFile(body, gzip.compress(body, mtime=0) if is_text else None, headers)


def _with_origins(html: str, origins: Mapping[str, str]) -> str:
    """A document with every site's origin in place. Scripts of sites that are not served are left out."""
    for name in SITES:
        if name in origins:
            html = html.replace(placeholder(name), origins[name])
        else:
            address = re.escape(placeholder(name))
            html = re.sub(rf'<script\b[^>]*\bsrc="{address}/[^>]*></script>', "", html)
    return html
