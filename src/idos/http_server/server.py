"""uvicorn within bounds, stopped by its caller; and applications served by it."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from logging import ERROR, getLogger
from typing import Final, Literal

import uvicorn
from starlette.types import ASGIApp

from idos.errors import Unavailable
from idos.http_server.bounds import ServerBounds, Traffic
from idos.http_server.connection import BoundedProtocol
from idos.http_server.exchange import Exchanges
from idos.http_server.sockets import BACKLOG

_PAUSE_SECONDS: Final = 0.01


class Server(uvicorn.Server):
    """Serves one application until it is told to stop. Signals are the caller's business."""

    def __init__(
        self,
        app: ASGIApp,
        traffic: Traffic,
        *,
        leaving: Callable[[], None] = lambda: None,
        lifespan: Literal["on", "off", "auto"] = "auto",
    ) -> None:
        """``leaving`` is called when answering ends, in the event loop: to end what would go on by itself."""
        self._ready: Callable[[], None] = lambda: None
        self._leaving = leaving
        self._traffic = traffic
        bounds = traffic.bounds
        getLogger("uvicorn").setLevel(ERROR)  # its warnings are about what clients send
        super().__init__(
            uvicorn.Config(
                Exchanges(app, traffic),
                http=type("Protocol", (BoundedProtocol,), {"traffic": traffic}),
                ws="none",
                loop="auto",
                lifespan=lifespan,
                log_config=None,
                access_log=False,
                server_header=False,
                backlog=BACKLOG,
                forwarded_allow_ips=list(bounds.trusted_proxies),
                timeout_keep_alive=bounds.keep_alive_seconds,
                timeout_graceful_shutdown=bounds.work_seconds,
            )
        )

    def serve_on(self, listening: socket.socket, ready: Callable[[], None]) -> None:
        """Answer until ``stop``, then finish requests in progress. ``ready`` is called when answers begin."""
        self._ready = ready
        self.run(sockets=[listening])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish requests in progress: answers that are read within ``end_seconds``, and work in its time."""
        self._leaving()
        loop = asyncio.get_running_loop()
        loop.call_later(self._traffic.bounds.end_seconds, self._cut_slow_readers)
        await super().shutdown(sockets)

    def _cut_slow_readers(self) -> None:
        for connection in list(self.server_state.connections):
            if isinstance(connection, BoundedProtocol) and connection.is_answered():
                connection.cut("slow reader")

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]  # a plainer type
        """Leave signals alone: uvicorn would end the process by the signal that stopped it."""
        return nullcontext()

    def stop(self) -> None:
        """Let ``serve_on`` return. From any thread, or a signal handler."""
        self.should_exit = True


@contextmanager
def running(
    serve: Callable[[Callable[[], None]], None], stop: Callable[[], None], *, refusal: Unavailable
) -> Iterator[None]:
    """Run ``serve`` in a thread, and ``stop`` it on leaving. It is given what to call once it answers.

    Raises ``refusal`` when it returns before that.
    """
    ready = threading.Event()
    thread = threading.Thread(target=serve, args=[ready.set], daemon=True)
    thread.start()
    try:
        while not ready.wait(_PAUSE_SECONDS):
            if not thread.is_alive():
                raise refusal
        yield
    finally:
        stop()
        thread.join()


@contextmanager
def serving_app(app: ASGIApp, listening: socket.socket, bounds: ServerBounds) -> Iterator[int]:
    """Serve an application from a thread, and give the port. The socket is closed in the end.

    Raises ``Unavailable`` (``start``) when the application does not start.
    """
    server = Server(app, Traffic(bounds))

    def serve(ready: Callable[[], None]) -> None:
        with suppress(SystemExit):  # how it says that the application did not start
            server.serve_on(listening, ready)

    refusal = Unavailable("the application did not start", code="start")
    with listening, running(serve, server.stop, refusal=refusal):
        yield listening.getsockname()[1]


def serve_until_stopped(
    app: ASGIApp, listening: socket.socket, bounds: ServerBounds, *, ready: Callable[[], None]
) -> None:
    """Serve until SIGINT or SIGTERM. ``ready`` is called when answering begins.

    Raises as ``serving_app`` does.
    """
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with serving_app(app, listening, bounds):
        ready()
        stopped.wait()
