"""uvicorn, with the bounds that it does not set by itself, stopped by whoever started it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import ClassVar

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from idos.errors import Unavailable
from idos.rpc.settings import RpcSettings

_BACKLOG = 1024
_MAX_PIPELINED = 16


class Server(uvicorn.Server):
    """Serves one application until it is told to stop. Signals are the caller's business."""

    def __init__(self, app: ASGIApp, settings: RpcSettings, *, leaving: Callable[[], None]) -> None:
        """``leaving`` is called when answering ends, in the event loop: to end what would go on by itself."""
        self._ready: Callable[[], None]
        self._leaving = leaving
        super().__init__(
            uvicorn.Config(
                app,
                http=type("Protocol", (BoundedProtocol,), {"settings": settings}),
                ws="none",
                loop="auto",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                backlog=_BACKLOG,
                forwarded_allow_ips=list(settings.trusted_proxies),
                limit_concurrency=settings.max_connections,
                timeout_keep_alive=settings.keep_alive_seconds,
                timeout_graceful_shutdown=int(settings.handler_seconds) + 1,
            )
        )

    def serve_on(self, listening: socket.socket, ready: Callable[[], None]) -> None:
        """Answer until ``stop``, and finish what is at hand. ``ready`` is called when answering begins."""
        self._ready = ready
        self.run(sockets=[listening])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is at hand."""
        self._leaving()
        await super().shutdown(sockets)

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]  # a plainer type
        """Leave signals alone: uvicorn would end the process by the signal that stopped it."""
        return nullcontext()

    def stop(self) -> None:
        """Let ``serve_on`` return. From any thread, or a signal handler."""
        self.should_exit = True


class BoundedProtocol(HttpToolsProtocol):
    """The HTTP of one connection, with bounds on what uvicorn leaves to a proxy in front.

    A request's head must arrive whole within ``header_seconds`` and ``max_header_bytes``. Few requests may be
    sent ahead of their predecessors' answers. A client that takes nothing of its answer for ``write_seconds``
    is cut off, also while the connection is being closed.
    """

    settings: ClassVar[RpcSettings]
    _head_bytes: int | None = 0  # of the head that is arriving; None while a body is
    _head_timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._time_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        for timer in (self._head_timer, self._write_timer):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count the bytes of a head."""
        if self._head_bytes is not None:
            self._head_bytes += len(data)
            self._time_head()
        super().data_received(data)
        if self._head_bytes is not None and self._head_bytes > self.settings.max_header_bytes:
            self.transport.abort()

    def on_message_begin(self) -> None:
        """A head begins. What is raised here ends the connection with a 400."""
        if len(self.pipeline) >= _MAX_PIPELINED:
            raise ConnectionRefusedError
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is complete."""
        self._head_bytes = None
        if self._head_timer:
            self._head_timer.cancel()
            self._head_timer = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next head may come."""
        super().on_message_complete()
        self._head_bytes = 0

    def pause_writing(self) -> None:
        """The client is behind with reading."""
        super().pause_writing()
        self._time_write()

    def resume_writing(self) -> None:
        """The client caught up."""
        super().resume_writing()
        if self._write_timer and not self.transport.is_closing():
            self._write_timer.cancel()
            self._write_timer = None

    def on_response_complete(self) -> None:
        """The answer is handed to the operating system."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._time_write()

    def timeout_keep_alive_handler(self) -> None:
        """Close the idle connection."""
        super().timeout_keep_alive_handler()
        self._time_write()

    def _time_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.settings.header_seconds, self.transport.abort)

    def _time_write(self) -> None:
        if self._write_timer is None:
            self._write_timer = self.loop.call_later(self.settings.write_seconds, self.transport.abort)


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections; port 0 is any free one. Raises ``Unavailable`` (``address``)."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        raise _can_not_listen(host, port, error.strerror or str(error)) from error
    except UnicodeError:  # from getaddrinfo, for a host that is no domain name
        raise _can_not_listen(host, port, "it is not the name of a host") from None


def _can_not_listen(host: str, port: int, reason: str) -> Unavailable:
    return Unavailable(f"can not listen on {host!r} port {port}: {reason}", code="address")
