"""Answers that are read slowly or not at all, at a server of any application; and the end of a server."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import ExitStack, suppress

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, Router
from starlette.types import Message, Receive, Scope, Send

from idos.http_server.bounds import ServerBounds, Traffic
from idos.http_server.exchange import Exchanges
from idos.http_server.server import Server
from idos.http_server.sockets import listen
from tests.http_server.kit import (
    APP,
    LONG,
    OTHERS,
    connected,
    get,
    is_fine,
    is_refused,
    rest,
    server,
    until,
)

LONG_GET = b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n"


def test_a_client_that_does_not_read_is_cut_off() -> None:
    with server(write_seconds=0.2) as port, connected(port) as connection:
        connection.sendall(LONG_GET)
        assert connection.recv(1) == b"H"
        time.sleep(0.6)
        assert len(rest(connection)) < LONG


def test_a_client_that_reads_more_slowly_than_it_must_is_cut_off() -> None:
    with server(write_seconds=0.3, write_rate=10 * LONG) as port, connected(port) as connection:
        connection.sendall(LONG_GET)
        received = 0
        with suppress(ConnectionResetError):
            while part := connection.recv(1_000_000):
                received += len(part)
                time.sleep(0.05)
        assert 0 < received < LONG


def test_a_client_that_reads_gets_everything() -> None:
    with server(write_seconds=0.5, write_rate=LONG) as port:
        assert len(get(port, "/long")) > LONG


def test_answers_that_are_not_read_leave_no_room_for_long_ones_and_all_for_short_ones() -> None:
    with server(answer_bytes=LONG + 100, write_seconds=60) as port, connected(port, OTHERS) as slow:
        slow.sendall(LONG_GET)
        assert slow.recv(1) == b"H"
        refused = get(port, "/long")
        assert is_refused(refused)
        assert refused.endswith(b"too many answers wait to be read")
        assert is_fine(get(port))


def test_who_takes_nothing_gives_way_to_the_next_long_answer() -> None:
    with server(answer_bytes=LONG + 100, write_seconds=60) as port, connected(port, OTHERS) as slow:
        slow.sendall(LONG_GET)
        assert slow.recv(1) == b"H"
        time.sleep(1.2)
        assert len(get(port, "/long")) > LONG
        assert len(rest(slow)) < LONG


def test_a_long_stream_is_sent_in_parts_too() -> None:
    async def stream(_: Request) -> Response:
        return StreamingResponse(iter([b"x" * 200_000, b"y" * 10, b"", b"z" * 200_000]))

    with server(Router([Route("/", stream)])) as port:
        answer = get(port)
        assert (answer.count(b"x"), answer.count(b"y"), answer.count(b"z")) == (200_000, 10, 200_000)


@pytest.mark.parametrize("app_says", ["what it likes", "that its client left", "nothing"])
def test_what_an_application_says_of_a_request_that_was_refused_is_not_sent(app_says: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        message: Message = {"more_body": True}
        while message.get("more_body"):
            message = await receive()
        if message["type"] == "http.request" or app_says == "what it likes":
            await PlainTextResponse(app_says)(scope, receive, send)
        elif app_says == "that its client left":
            raise ClientDisconnect

    with server(app, arriving_bytes=100_000) as port, connected(port) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + bytes(200_000))
        answer = rest(connection)
        assert is_refused(answer)
        assert answer.endswith(b"too many requests are arriving")
        assert is_fine(get(port))


def test_a_long_body_that_stays_away_gives_way_to_the_next() -> None:
    long = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 200000\r\n\r\n"
    with server(arriving_bytes_per_client=250_000) as port, connected(port) as slow:
        slow.sendall(long + bytes(150_000))
        with connected(port) as early:
            early.sendall(long + bytes(200_000))
            assert is_refused(rest(early))
        time.sleep(1.2)
        slow.sendall(b"x")
        with connected(port) as next_one:
            next_one.sendall(long + bytes(200_000))
            assert is_fine(rest(next_one))
        assert rest(slow).endswith(b"too many requests are arriving")


def test_an_application_that_breaks_is_told_of() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError

    with server(app) as port:
        assert get(port).startswith(b"HTTP/1.1 500 ")


def test_what_is_no_request_goes_by() -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    async def receive() -> Message:
        raise AssertionError

    async def send(_: Message) -> None:
        raise AssertionError

    asyncio.run(Exchanges(app, Traffic(ServerBounds()))({"type": "websocket"}, receive, send))
    assert seen == ["websocket"]


def test_the_end_does_not_wait_for_who_reads_nothing_or_sends_half() -> None:
    bounds = ServerBounds(
        end_seconds=0.3, work_seconds=60, write_seconds=60, body_seconds=60, head_seconds=60
    )
    listening = listen("127.0.0.1", 0)
    port, ready = listening.getsockname()[1], threading.Event()
    running = Server(APP, Traffic(bounds))
    thread = threading.Thread(target=running.serve_on, args=[listening, ready.set])
    thread.start()
    assert ready.wait(20)
    with ExitStack() as stack:
        reader, body, head, idle = (stack.enter_context(connected(port)) for _ in range(4))
        reader.sendall(LONG_GET)
        assert reader.recv(1) == b"H"
        body.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nb")
        head.sendall(b"GET / HT")
        idle.sendall(LONG_GET.replace(b"/long", b"/"))
        assert is_fine(idle.recv(65_536))
        until(lambda: len(running.server_state.connections) == 4)
        running.stop()
        thread.join(20)
        assert not thread.is_alive()
        assert rest(body).endswith(b"the server stops")
        assert rest(head) == rest(idle) == b""
        assert len(rest(reader)) < LONG
