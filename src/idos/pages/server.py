"""The pages on a port: for as long as a ``with`` block lasts, or until a signal."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from starlette.types import ASGIApp

from idos.http_server import server
from idos.http_server.bounds import ServerBounds
from idos.http_server.sockets import listen


def bind(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """A socket that listens; 0 is any free port. So the port is known before the application is made.

    Raises ``Unavailable`` (``address``) when the port is not free.
    """
    return listen(host, port)


def serving(app: ASGIApp, listening: socket.socket | None = None) -> AbstractContextManager[int]:
    """Serve an application from a thread, and give the port. The socket is closed in the end.

    Raises ``Unavailable`` (``start``) when the application does not start.
    """
    return server.serving_app(app, listening or bind(), ServerBounds())


def serve_until_stopped(
    app: ASGIApp, listening: socket.socket, *, ready: Callable[[], None], proxies: Sequence[str] = ()
) -> None:
    """Serve until SIGINT or SIGTERM. ``ready`` is called when answering begins. Raises like ``serving``.

    ``proxies``: addresses and networks whose ``X-Forwarded-For`` is believed.
    """
    bounds = ServerBounds(trusted_proxies=tuple(proxies))
    server.serve_until_stopped(app, listening, bounds, ready=ready)
