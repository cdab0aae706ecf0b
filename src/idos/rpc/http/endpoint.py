"""``POST /rpc/v1``: from the bytes of a request to the bytes of its answer, within bounds."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from itertools import count
from typing import Any

from starlette.types import Receive, Scope, Send

from idos.errors import Invalid, Unavailable
from idos.http_server.exchange import Exchange
from idos.http_server.shares import Shares
from idos.protocol.jsonrpc import (
    ErrorCode,
    Request,
    http_status,
    parse_request,
    response,
)
from idos.protocol.wire import PARSE_ERROR
from idos.rpc.call import Call, DebtError
from idos.rpc.http.answers import JSON_HEADERS, NO_ID, error_body, unavailable
from idos.rpc.http.incoming import Incoming
from idos.rpc.methods.table import METHODS, MethodError, find_method
from idos.rpc.monitoring.logs import Logger, frames
from idos.rpc.monitoring.metrics import Metrics
from idos.rpc.services import NodeServices

_LARGE_BODY = 64 * 1024  # beyond this a body is decoded off the event loop


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What to send. ``method`` is a known one or empty.

    ``code`` is the error's number, 0 for a result; of a request that could not be read it is the HTTP status.
    """

    body: bytes
    status: int
    code: int = 0
    method: str = ""
    set_cookie: str | None = None
    signer: str = ""


class _UnreadableError(Exception):
    """The request cannot be read; there is no JSON-RPC to answer."""

    def __init__(self, status: HTTPStatus, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class _GoneError(Exception):
    """The client left before its request was complete."""


class RpcEndpoint:
    """The ASGI application of the one path where methods are called."""

    def __init__(self, services: NodeServices, incoming: Incoming, logger: Logger, metrics: Metrics) -> None:
        self._settings = services.settings
        self._incoming = incoming
        self._logger = logger
        self._metrics = metrics
        self._run = os.urandom(6).hex()  # the numbers of one run of the node are told from those of the next
        self._numbers = count(1)
        self._places = Shares(services.settings.max_requests, services.settings.requests_per_client)
        metrics.gauge(
            "idos_requests_in_progress",
            "Requests worked on, or whose answers are being sent.",
            lambda: self._places.held,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = time.perf_counter()
        request_id = f"{self._run}-{next(self._numbers):x}"
        exchange = Exchange.of(scope)
        try:
            answer = await self._answer(request_id, exchange, scope, receive)
        except _UnreadableError as refusal:
            answer = HttpResponse(b"", refusal.status, refusal.status)
            await exchange.refuse(refusal.status, refusal.text, send)
        except _GoneError:
            return
        else:
            if not exchange.reserve(len(answer.body), answer.signer):
                answer = _failed(NO_ID, answer.method, _not_read())
            await _send(answer, send)
        seconds = time.perf_counter() - started
        self._metrics.observe(answer.method or "none", answer.code, seconds)
        self._logger.info(
            "rpc",
            id=request_id,
            method=answer.method,
            code=answer.code,
            status=answer.status,
            ms=round(seconds * 1000, 3),
        )

    async def _answer(
        self, request_id: str, exchange: Exchange, scope: Scope, receive: Receive
    ) -> HttpResponse:
        if scope["method"] != "POST":
            raise _UnreadableError(HTTPStatus.METHOD_NOT_ALLOWED, "method not allowed")
        headers = dict(scope["headers"])
        try:
            call = self._incoming.call(scope, headers)
        except MethodError as error:
            return _failed(NO_ID, "", error)
        body = await self._read(headers, receive)
        place = self._places.take(exchange.client)
        if place is None:
            return _failed(NO_ID, "", MethodError(ErrorCode.TIMEOUT, "too many requests in progress"))
        exchange.keep(place)
        call.place = place
        call.charge(size=len(body))
        call.large = len(body) > _LARGE_BODY
        try:
            request = await call.decode(partial(parse_request, body))
        except DebtError:
            return _failed(NO_ID, "", _owing())
        except Invalid as error:
            code = ErrorCode.PARSE_ERROR if error.code == PARSE_ERROR else ErrorCode.INVALID_REQUEST
            return _failed(NO_ID, "", MethodError(code, error.message))
        answer = await self._dispatch(request_id, call, request)
        call.charge(size=len(answer.body))
        return answer

    async def _read(self, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        """The body: not compressed, and within a limit that is checked before memory is taken."""
        limit = self._settings.max_request_bytes
        too_long = _UnreadableError(HTTPStatus.BAD_REQUEST, "request body is too large")
        if headers.get(b"content-encoding", b"identity") != b"identity":
            raise _UnreadableError(HTTPStatus.BAD_REQUEST, "compressed request bodies are not read")
        if int(headers.get(b"content-length", b"0")) > limit:
            raise too_long
        parts, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _GoneError
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > limit:
                raise too_long
            more = message.get("more_body", False)
        return b"".join(parts)

    async def _dispatch(self, request_id: str, call: Call[Any], request: Request) -> HttpResponse:
        try:
            async with asyncio.timeout(self._settings.handler_seconds):
                result = await find_method(request.method)(call, request.params)
            body = response(request.id, result)
        except MethodError as error:
            return _failed(request.id, request.method, error)
        except DebtError:
            return _failed(request.id, request.method, _owing())
        except TimeoutError:
            return _failed(NO_ID, request.method, MethodError(ErrorCode.TIMEOUT, "RPC timeout"))
        except Unavailable as error:
            self._logger.warning("unavailable", id=request_id, method=request.method, reason=error.code)
            return _failed(request.id, request.method, unavailable(error))
        except Exception as error:  # noqa: BLE001  # a bug must not show its insides, nor stop the node
            self._logger.error(  # noqa: TRY400  # with a traceback would go texts that hold what was sent
                "bug",
                method=request.method,
                id=request_id,
                exception=type(error).__name__,
                frames=frames(error),
            )
            unexpected = MethodError(ErrorCode.INTERNAL, "internal error", {"incident": request_id})
            return _failed(request.id, request.method, unexpected)
        return HttpResponse(
            body,
            HTTPStatus.OK,
            method=request.method,
            set_cookie=call.set_cookie,
            signer=call.signer or "",
        )


def _failed(request_id: int | str, method: str, error: MethodError) -> HttpResponse:
    body = error_body(request_id, error)
    return HttpResponse(body, http_status(error.number), error.number, method if method in METHODS else "")


def _owing() -> MethodError:
    return MethodError(ErrorCode.GATEWAY_TOO_MANY_REQUESTS, "too many requests, slow down")


def _not_read() -> MethodError:
    text = "too many answers wait to be read, or this one is too long"
    return MethodError(ErrorCode.GATEWAY_TOO_MANY_REQUESTS, text)


async def _send(answer: HttpResponse, send: Send) -> None:
    cookie = [(b"set-cookie", answer.set_cookie.encode())] if answer.set_cookie else []
    headers = [*JSON_HEADERS, (b"content-length", b"%d" % len(answer.body)), *cookie]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
