"""What counts as a request wherever it is asked: also what is answered before, or beside, the methods."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from idos.http_server.exchange import Exchange
from idos.rpc.http.limits import RateLimiter


class RateLimited:
    """An ASGI layer that counts the requests of each client, except at paths that count by themselves."""

    def __init__(self, app: ASGIApp, rate: RateLimiter, counted: Collection[str]) -> None:
        self._app = app
        self._rate = rate
        self._counted = counted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, or answer 429."""
        counts_itself = scope["path"] in self._counted and scope["method"] != "OPTIONS"
        if counts_itself or self._rate.allow(Exchange.of(scope).client):
            await self._app(scope, receive, send)
            return
        refusal = PlainTextResponse("too many requests, slow down", HTTPStatus.TOO_MANY_REQUESTS)
        await refusal(scope, receive, send)
