"""Web pages of other origins (CORS): which may call with a person's session, and what browsers are told."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from idos.rpc.settings import RpcSettings

_ANY_PORT = ":*"
_ALLOWED = (
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (
        b"access-control-allow-headers",
        (
            b"Accept, Content-Type, Content-Length, Accept-Encoding, Authorization, ResponseType, Range"
            b", Last-Event-ID"
        ),
    ),
    (b"access-control-max-age", b"7200"),
)
_VARY = (b"vary", b"Origin")

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

    def headers(self, origin: bytes) -> Headers:
        """What the browser is told. Other pages may read answers too, but have no session to call with."""
        if self.trusts(origin):
            return [
                (b"access-control-allow-origin", origin),
                (b"access-control-allow-credentials", b"true"),
                _VARY,
            ]
        return [(b"access-control-allow-origin", b"*"), _VARY]


class Cors:
    """An ASGI layer that answers preflight requests and adds the headers to every other answer."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        origin = header(scope["headers"], b"origin")
        if scope["method"] == "OPTIONS":
            allowed = [] if origin is None else [*self._origins.headers(origin), *_ALLOWED]
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


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes | None:
    """The first header of this lower-case name."""
    return next((value for key, value in headers if key == name), None)


def _adding(send: Send, headers: Headers) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *headers]
        await send(message)

    return wrapped
