"""The pages on a port, for as long as a ``with`` block lasts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from idos.errors import Unavailable


@contextmanager
def serving(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Serve an application from a thread, and give the port; 0 is any free one.

    Raises ``Unavailable`` (``address``) when the port can not be had.
    """
    try:
        listening = socket.create_server((host, port))
    except OSError as error:
        raise Unavailable(
            f"can not listen on {host!r} port {port}: {error.strerror}", code="address"
        ) from error
    server = uvicorn.Server(
        uvicorn.Config(app, ws="none", lifespan="off", log_config=None, access_log=False, server_header=False)
    )
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]  # connections wait in the socket until the server takes them
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
