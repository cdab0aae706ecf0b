"""The pages on a port: for as long as a ``with`` block lasts, or until a signal."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from idos.errors import Unavailable

_HEAD_BYTES: Final = 32 * 1024
_CONNECTIONS: Final = 1000
_END_SECONDS: Final = 5
_PAUSE_SECONDS: Final = 0.01


def bind(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """A socket that listens; 0 is any free port. So the port is known before the application is made.

    Raises ``Unavailable`` (``address``) when the port can not be had.
    """
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise Unavailable(
            f"can not listen on {host!r} port {port}: {error.strerror}", code="address"
        ) from error


@contextmanager
def serving(app: ASGIApp, listening: socket.socket | None = None) -> Iterator[int]:
    """Serve an application from a thread, and give the port. The socket is closed in the end.

    Raises ``Unavailable`` (``start``) when the application does not start.
    """
    place = listening or bind()
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            h11_max_incomplete_event_size=_HEAD_BYTES,
            limit_concurrency=_CONNECTIONS,
            timeout_graceful_shutdown=_END_SECONDS,
        )
    )

    def run() -> None:
        with suppress(SystemExit):  # how it says that the application did not start
            server.run([place])

    thread = threading.Thread(target=run, daemon=True)
    try:
        thread.start()
        while not server.started:
            if not thread.is_alive():
                raise Unavailable("the pages did not start", code="start")
            time.sleep(_PAUSE_SECONDS)
        yield place.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        place.close()


def serve_until_stopped(app: ASGIApp, listening: socket.socket, *, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM. ``ready`` is called when answering begins. Raises like ``serving``."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with serving(app, listening):
        ready()
        stopped.wait()
