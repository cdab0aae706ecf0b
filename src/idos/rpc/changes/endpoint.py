"""``GET /api/v1/changes``: a stream that notifies signed-in callers of new blocks that concern them.

It names the kinds of data that changed; the data itself is read by the views, under their rules. Nothing is
sent once the session is over: it is looked up before each event.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Final
from uuid import UUID

from starlette.types import Receive, Scope, Send

from idos.crypto.authenticators import Identity
from idos.errors import Denied, Unavailable
from idos.http_server.exchange import Exchange
from idos.http_server.shares import UNLIMITED, Shares
from idos.protocol.changes import CONTENT_TYPE, beat
from idos.protocol.jsonrpc import ErrorCode
from idos.rpc.changes.streams import Stream
from idos.rpc.http.answers import JSON_HEADERS, NO_ID, error_body, unavailable
from idos.rpc.http.incoming import Incoming
from idos.rpc.methods.table import MethodError
from idos.rpc.monitoring.logs import Logger
from idos.rpc.services import NodeServices
from idos.rpc.sessions.callers import signed_in_caller_of, standing_in_session

_LAST_EVENT_DIGITS = 18
_HEAD: Final = [
    (b"content-type", CONTENT_TYPE.encode()),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back
]
# [transport 6.3]
_REFUSALS: Final[Mapping[ErrorCode, tuple[HTTPStatus, list[tuple[bytes, bytes]]]]] = {
    ErrorCode.GATEWAY_NOT_AUTHORIZED: (HTTPStatus.UNAUTHORIZED, [(b"www-authenticate", b"Bearer")]),
    ErrorCode.CALL_CHALLENGE_NEEDED: (HTTPStatus.UNAUTHORIZED, [(b"www-authenticate", b"Bearer")]),
    ErrorCode.GATEWAY_METHOD_NOT_ALLOWED: (HTTPStatus.METHOD_NOT_ALLOWED, [(b"allow", b"GET")]),
    ErrorCode.GATEWAY_TOO_MANY_REQUESTS: (HTTPStatus.TOO_MANY_REQUESTS, []),
    ErrorCode.NODE_INTERNAL: (HTTPStatus.SERVICE_UNAVAILABLE, []),
}
"""The HTTP status and headers of each refusal: a stream has no place for a JSON-RPC error alone."""


class ChangesEndpoint:
    """The ASGI application of this path."""

    def __init__(self, services: NodeServices, incoming: Incoming, logger: Logger) -> None:
        self._services = services
        self._incoming = incoming
        self._logger = logger
        self._places = Shares(UNLIMITED, services.settings.streams_per_client)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the client or the node ends it; or refuse."""
        started = time.perf_counter()
        status, code = HTTPStatus.OK, 0
        try:
            await self._stream(scope, receive, send)
        except MethodError as refusal:
            status, headers = _REFUSALS[refusal.number]
            code = refusal.number
            body = error_body(NO_ID, refusal)
            length = (b"content-length", b"%d" % len(body))
            headers = [*JSON_HEADERS, *headers, length]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        ms = round((time.perf_counter() - started) * 1000, 3)
        self._logger.info("stream", code=code, status=status, ms=ms)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises ``MethodError`` as long as nothing was sent."""
        if scope["method"] != "GET":
            raise MethodError(ErrorCode.GATEWAY_METHOD_NOT_ALLOWED, "method not allowed")
        headers = dict(scope["headers"])
        call = self._incoming.call(scope, headers)
        caller, streams = signed_in_caller_of(call), self._services.streams
        place = self._places.take(call.client)
        if place is None:
            raise MethodError(ErrorCode.GATEWAY_TOO_MANY_REQUESTS, "too many streams of this client")
        Exchange.of(scope).keep(place)
        try:
            standing = await call.in_thread(lambda: standing_in_session(call, caller))
            with streams.open(caller, call.session, standing) as stream:
                height = _last_event(headers.get(b"last-event-id"), streams.height)
                await self._locate(stream)
                streams.catch_up(stream, height)
                await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": _HEAD})
                with suppress(Unavailable):  # the client comes again, and is answered why
                    await self._send_events(stream, receive, send)
                await send({"type": "http.response.body", "body": b""})
        except Denied as error:
            raise MethodError(ErrorCode.GATEWAY_TOO_MANY_REQUESTS, error.message) from None
        except Unavailable as error:
            raise unavailable(error) from None

    async def _send_events(self, stream: Stream, receive: Receive, send: Send) -> None:
        services, settings = self._services, self._services.settings

        async def write(text: bytes) -> None:
            await send({"type": "http.response.body", "body": text, "more_body": True})

        gone = asyncio.create_task(_until_gone(receive, stream))
        try:
            await write(beat(services.streams.height))
            while not stream.ended and services.gateway.sessions.find(stream.session):
                if not stream.located:
                    await self._locate(stream)
                elif event := stream.take(services.streams.height):
                    await write(event)
                    await stream.rest(settings.event_seconds)
                elif not await stream.wait(settings.heartbeat_seconds):
                    await write(beat(services.streams.height))
        finally:
            gone.cancel()

    async def _locate(self, stream: Stream) -> None:
        """Find the caller's profile; again, if it changes meanwhile."""
        while not stream.located:
            stream.located = True
            profile = await self._services.in_thread(lambda: self._profile_of(stream.caller))
            if stream.located:
                self._services.streams.locate(stream, profile)

    def _profile_of(self, caller: Identity) -> UUID | None:
        with self._services.store.read() as snapshot:
            return self._services.machine.profile_of(snapshot, caller)


async def _until_gone(receive: Receive, stream: Stream) -> None:
    """End the stream when its client leaves, or sends more than there is to send."""
    message = await receive()
    while message["type"] == "http.request" and not message.get("body"):
        message = await receive()
    stream.end()


def _last_event(header: bytes | None, height: int) -> int:
    """The height up to which the client was notified; -1, before all blocks, when it makes no sense."""
    if header is None:
        return height
    return int(header) if header.isdigit() and len(header) <= _LAST_EVENT_DIGITS else -1
