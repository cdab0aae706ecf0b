"""A server on a real socket, and what is said to it byte by byte."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from idos.http_server.bounds import ServerBounds
from idos.http_server.server import serving_app
from idos.http_server.sockets import listen

OTHERS = "127.0.0.7"
"""An address of this machine that is no proxy, as 127.0.0.1 is by default."""

LONG = 40_000_000  # bytes, more than sockets buffer


async def _echo(request: Request) -> Response:
    body = await request.body()
    return PlainTextResponse(b"%s %s %s" % (request.method.encode(), request.url.path.encode(), body))


async def _long(_: Request) -> Response:
    return PlainTextResponse(b"x" * LONG)


async def _unread(_: Request) -> Response:
    return PlainTextResponse(b"what was sent is not read")


APP = Starlette(
    routes=[
        Route("/long", _long),
        Route("/unread", _unread),
        Route("/{path:path}", _echo, methods=["GET", "POST", "HEAD", "PUT"]),
    ]
)


@contextmanager
def server(app: ASGIApp = APP, **bounds: Any) -> Iterator[int]:
    """A server with these bounds. Gives its port."""
    with serving_app(app, listen("127.0.0.1", 0), ServerBounds(**bounds)) as port:
        yield port


@contextmanager
def connected(port: int, address: str = "127.0.0.1") -> Iterator[socket.socket]:
    """A connection from this address."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(address, 0))
    with connection:
        yield connection


def rest(connection: socket.socket) -> bytes:
    """What comes until the server closes the connection."""
    parts = []
    with suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def get(port: int, path: str = "/", address: str = "127.0.0.1", *, headers: bytes = b"") -> bytes:
    """The whole answer to a request on a connection of its own; nothing when it was cut off."""
    with connected(port, address) as connection:
        with suppress(ConnectionResetError, BrokenPipeError):
            connection.sendall(
                f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode() + headers + b"\r\n"
            )
        return rest(connection)


def is_fine(answer: bytes) -> bool:
    return answer.startswith(b"HTTP/1.1 200 ")


def is_refused(answer: bytes) -> bool:
    return answer.startswith(b"HTTP/1.1 503 ")


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for what happens by itself."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
