"""Web pages of other origins (CORS): which may call with a person's session, and the headers for browsers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from idos.rpc.monitoring.logs import Logger
from idos.rpc.settings import RpcSettings

_ANY_PORT = ":*"
_METHODS = (b"access-control-allow-methods", b"GET, POST, OPTIONS")
_MAX_AGE = (b"access-control-max-age", b"7200")
_HEADERS = (
    b"Accept, Content-Type, Content-Length, Accept-Encoding, Authorization, ResponseType, Range"
    b", Last-Event-ID"
)
_HEADER_NAMES = re.compile(rb"[\w\-]+(?:[ \t]*,[ \t]*[\w\-]+)*", re.ASCII)
_MOST_HEADER_BYTES = 1024
_MOST_ANNOUNCED, _MOST_ORIGIN_BYTES = 100, 200
_VARY = (b"vary", b"Origin")
_NOT_ELSEWHERE = {b"none", b"same-origin"}

Headers = list[tuple[bytes, bytes]]


class Origins:
    """The origins that an operator trusts with sessions: the configured ones, and the node's own."""

    def __init__(self, settings: RpcSettings) -> None:
        own = (urlsplit(url)._replace(path="").geturl() for url in settings.public_urls)
        self._exact = {origin.lower() for origin in (*settings.allowed_origins, *own)}

    def trusts(self, origin: bytes) -> bool:
        """Whether pages of this origin may use a person's session."""
        text = origin.decode("latin-1").lower()
        scheme_and_host, _, port = text.rpartition(":")
        return text in self._exact or (
            f"{scheme_and_host if port.isdecimal() else text}{_ANY_PORT}" in self._exact
        )

    def may_have_cookies(self, headers: Mapping[bytes, bytes]) -> bool:
        """Whether the request's cookie counts, and its answer may set one.

        A browser sends a cookie by itself, so the page that made it ask has to be trusted. A request without
        an origin says whether another site caused it (W3C Fetch Metadata). Only its holder sends a token,
        so it counts from everywhere.
        """
        origin = headers.get(b"origin")
        if origin is not None:
            return self.trusts(origin)
        return headers.get(b"sec-fetch-site", b"none") in _NOT_ELSEWHERE

    def headers(self, origin: bytes) -> Headers:
        """The headers of an answer. Other pages may read answers too, but without a session."""
        if self.trusts(origin):
            return [
                (b"access-control-allow-origin", origin),
                (b"access-control-allow-credentials", b"true"),
                _VARY,
            ]
        return [(b"access-control-allow-origin", b"*"), _VARY]


class UnlistedOrigins:
    """Tells the operator, once for each, of origins whose pages ask and are not listed; of so many at most.

    In such a page the official client has no answer at all, and only the browser says why.
    """

    def __init__(self, origins: Origins, logger: Logger) -> None:
        self._origins = origins
        self._logger = logger
        self._announced: set[bytes] = set()

    def note(self, origin: bytes) -> None:
        """A page of this origin asks."""
        new = (
            len(self._announced) < _MOST_ANNOUNCED
            and len(origin) <= _MOST_ORIGIN_BYTES
            and origin not in self._announced
        )
        if new and not self._origins.trusts(origin):
            self._announced.add(origin)
            self._logger.warning(
                "origin",
                origin=origin.decode("latin-1"),
                message="not in allowed_origins: its pages have no session of a cookie, and their browsers "
                "keep answers to requests with credentials from them",
            )


class Cors:
    """An ASGI layer that answers preflight requests and adds the headers to every other answer."""

    def __init__(self, app: ASGIApp, origins: Origins, unlisted: UnlistedOrigins) -> None:
        self._app = app
        self._origins = origins
        self._unlisted = unlisted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        origin = header(scope["headers"], b"origin")
        if origin is not None:
            self._unlisted.note(origin)
        if scope["method"] == "OPTIONS":
            asked = header(scope["headers"], b"access-control-request-headers")
            allowed = [] if origin is None else [*self._origins.headers(origin), *_preflight(asked)]
            await send(
                {
                    "type": "http.response.start",
                    "status": 200,
                    "headers": [*allowed, (b"content-length", b"0")],
                }
            )
            await send({"type": "http.response.body", "body": b""})
        elif origin is None:
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, _adding(send, self._origins.headers(origin)))


def _preflight(asked: bytes | None) -> Headers:
    """What a page may send: also headers that mean nothing here, as tracing adds them to every request."""
    more = b""
    if asked and len(asked) <= _MOST_HEADER_BYTES and _HEADER_NAMES.fullmatch(asked):
        more = b", " + asked
    return [_METHODS, (b"access-control-allow-headers", _HEADERS + more), _MAX_AGE]


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes | None:
    """The first header of this lower-case name."""
    return next((value for key, value in headers if key == name), None)


def _adding(send: Send, headers: Headers) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *headers]
        await send(message)

    return wrapped
