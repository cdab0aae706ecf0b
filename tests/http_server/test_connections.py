"""Clients that send slowly, endlessly, half or nothing, at a server of any application."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from idos.http_server.connection import MAX_FIELDS
from tests.http_server.kit import LONG, OTHERS, connected, get, is_fine, is_refused, rest, server

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
TOO_LARGE = b"HTTP/1.1 431 "


@pytest.mark.parametrize("sent", [b"", b"GET / HT", HEAD[:-2]])
def test_a_head_that_does_not_come_ends_the_connection(sent: bytes) -> None:
    with server(head_seconds=0.2) as port, connected(port) as connection:
        connection.sendall(sent)
        assert rest(connection) == b""


def test_a_head_that_never_ends_is_cut_off() -> None:
    with server(head_bytes=10_000) as port, connected(port) as connection:
        with suppress(ConnectionResetError, BrokenPipeError):
            connection.sendall(HEAD[:-2] + b"X-Filler: ".ljust(20_000, b"x"))
        assert rest(connection).startswith(TOO_LARGE)


@pytest.mark.parametrize(
    "much",
    [b"X-Filler: ".ljust(20_000, b"x") + b"\r\n", b"a:\r\n" * MAX_FIELDS],
    ids=["long", "many fields"],
)
def test_a_head_that_comes_at_once_is_bounded_as_well(much: bytes) -> None:
    with server(head_bytes=10_000) as port:
        assert get(port, headers=much).startswith(TOO_LARGE)
        assert get(port, path="/" + "x" * 10_000).startswith(TOO_LARGE)
        assert is_fine(get(port, headers=b"a:\r\n" * (MAX_FIELDS - 2)))


def test_a_head_that_is_too_large_does_not_answer_in_the_middle_of_another_answer() -> None:
    with server() as port, connected(port) as connection:
        connection.sendall(GET.replace(b"/ ", b"/long ") + GET[:-2] + b"a:\r\n" * MAX_FIELDS)
        assert TOO_LARGE not in rest(connection)


CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n%s\r\n4\r\nbody\r\n0\r\n"


@pytest.mark.parametrize("trailer", [b"a:\r\n" * MAX_FIELDS, b"a: " + b"x" * 20_000], ids=["many", "long"])
def test_a_trailer_is_bounded_as_a_head_is(trailer: bytes) -> None:
    with server(head_bytes=10_000) as port, connected(port) as connection:
        connection.sendall(CHUNKED % b"")
        time.sleep(0.05)  # so that it arrives by itself
        connection.sendall(trailer)
        assert rest(connection).startswith(TOO_LARGE)


def test_a_trailer_says_nothing_about_who_asks_or_what_for() -> None:
    seen: list[Any] = []

    async def see(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        while (await receive()).get("more_body"):
            pass
        seen.append((scope["client"][0], [name for name, _ in scope["headers"]]))
        await PlainTextResponse("seen")(scope, receive, send)

    with server(see) as port, connected(port) as connection:
        trailer = b"X-Forwarded-For: 198.51.100.1\r\nCookie: a=b\r\n\r\n"
        connection.sendall(CHUNKED % b"X-Forwarded-For: 203.0.113.9\r\n" + trailer)
        assert is_fine(connection.recv(65_536))
    assert seen == [("203.0.113.9", [b"host", b"transfer-encoding", b"x-forwarded-for"])]


def test_a_body_that_does_not_come_is_refused() -> None:
    with server(body_seconds=0.2) as port, connected(port) as connection:
        connection.sendall(HEAD + b"b")
        answer = rest(connection)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.endswith(b"request body did not arrive in time")


def test_a_body_that_nobody_reads_does_not_keep_a_connection() -> None:
    """The answer to a GET does not wait for its body."""
    with server(body_seconds=0.3, keep_alive_seconds=60) as port, connected(port) as connection:
        connection.sendall(
            GET.replace(b"Host", b"Content-Length: 1000000\r\nHost").replace(b"/ ", b"/long/no ")
        )
        with suppress(ConnectionResetError, BrokenPipeError):
            for _ in range(100):
                connection.sendall(b"x")
                time.sleep(0.02)
            pytest.fail("it was read for ever")


def test_a_body_that_waits_for_its_turn_is_not_late() -> None:
    """What is not read is not to blame: a request that is sent ahead waits until those before are done."""
    with server(body_seconds=1.0) as port, connected(port) as connection:
        connection.sendall(GET.replace(b"/ ", b"/long ") + HEAD + b"bo")
        time.sleep(1.5)
        received = 0
        while received < LONG:
            received += len(connection.recv(4_000_000))
        connection.sendall(b"dy")
        assert rest(connection).endswith(b"POST / body")


def test_idle_connections_give_way_to_who_comes() -> None:
    with server(connections=20, head_seconds=60, keep_alive_seconds=60) as port, ExitStack() as stack:
        idle = [stack.enter_context(connected(port)) for _ in range(20)]
        for connection in idle[:10]:
            connection.sendall(GET)
            assert is_fine(connection.recv(65_536))
        time.sleep(0.2)
        for _ in range(30):
            assert is_fine(get(port, address=OTHERS))


def test_one_byte_bodies_keep_nobody_out() -> None:
    with server(connections=20, body_seconds=60) as port, ExitStack() as stack:
        slow = [stack.enter_context(connected(port)) for _ in range(20)]
        for connection in slow:
            connection.sendall(HEAD + b"b")
        time.sleep(1.1)
        for _ in range(30):
            assert is_fine(get(port, address=OTHERS))
        answers = [answer for connection in slow if (answer := _now(connection))]
        assert answers
        assert all(map(is_refused, answers))
        assert answers[0].endswith(b"too many requests are arriving")


def _now(connection: socket.socket) -> bytes:
    """What has come."""
    connection.settimeout(0.2)
    with suppress(TimeoutError):
        return rest(connection)
    return b""


def test_who_is_worked_for_does_not_give_way() -> None:
    with server(connections=2, answer_bytes_per_client=4 * LONG) as port, ExitStack() as stack:
        readers = [stack.enter_context(connected(port)) for _ in range(2)]
        for reader in readers:
            reader.sendall(GET.replace(b"/ ", b"/long "))
            assert reader.recv(1) == b"H"
        assert is_refused(get(port, address=OTHERS))


def test_a_client_has_so_many_connections_and_takes_none_from_others() -> None:
    with server(connections_per_client=3, head_seconds=60) as port, ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(connected(port, OTHERS))
        assert is_refused(get(port, address=OTHERS))
        assert is_fine(get(port, address="127.0.0.8"))
        assert is_fine(get(port))


def test_a_proxy_may_have_all_connections() -> None:
    with server(connections_per_client=3, head_seconds=60) as port, ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(connected(port))
        assert is_fine(get(port))


def test_a_storm_of_connections_for_which_there_is_no_room_passes() -> None:
    with server(connections=1, write_seconds=60) as port, ExitStack() as stack:
        reader = stack.enter_context(connected(port))
        reader.sendall(GET.replace(b"/ ", b"/long "))
        assert reader.recv(1) == b"H"
        for _ in range(300):
            stack.enter_context(connected(port)).sendall(GET)
        assert is_refused(get(port))
        reader.close()
        time.sleep(0.2)
        assert is_fine(get(port))
