"""Clients that send slowly, endlessly or half, and clients that do not read."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest

from idos.errors import Unavailable
from idos.http_server.sockets import listen
from idos.node import NodeConfig
from idos.rpc.methods.schemas import NOTHING
from idos.rpc.methods.table import METHODS, Method
from tests.rpc.kit import Client, running

PING = b'{"jsonrpc":"2.0","id":1,"method":"user.ping","params":{}}'
HEAD = b"POST /rpc/v1 HTTP/1.1\r\nHost: node\r\nContent-Length: %d\r\n\r\n" % len(PING)
MUCH = "user.databases"
ASK = PING.replace(b"user.ping", MUCH.encode())
ASK_HEAD = HEAD.replace(b"%d" % len(PING), b"%d" % len(ASK))
CLOSING_HEAD = ASK_HEAD.replace(b"Host", b"Connection: close\r\nHost")


@contextmanager
def connected(client: Client) -> Iterator[socket.socket]:
    host, port = client.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        yield connection


def rest(connection: socket.socket) -> bytes:
    """What comes until the node closes the connection."""
    parts = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


@pytest.mark.parametrize("sent", [b"", b"POST /rpc", HEAD[:-2]])
def test_a_head_that_does_not_come_ends_the_connection(sent: bytes) -> None:
    with running(header_seconds=0.2) as (_, client), connected(client) as connection:
        connection.sendall(sent)
        assert rest(connection) == b""


def test_a_head_that_trickles_in_does_not_gain_time() -> None:
    with running(header_seconds=0.5) as (_, client), connected(client) as connection:
        started = time.monotonic()
        try:
            for byte in HEAD * 10:
                connection.sendall(bytes([byte]))
                time.sleep(0.02)
        except (ConnectionResetError, BrokenPipeError):
            pass
        assert time.monotonic() - started < len(HEAD) * 0.02


def test_the_second_head_of_a_connection_is_timed_as_well() -> None:
    with running(header_seconds=0.2, keep_alive_seconds=60) as (_, client), connected(client) as connection:
        connection.sendall(HEAD + PING)
        assert b"pong" in connection.recv(65_536)
        connection.sendall(HEAD[:10])
        assert rest(connection) == b""


def test_a_head_that_never_ends_is_cut_off() -> None:
    with running(max_header_bytes=10_000) as (_, client), connected(client) as connection:
        try:
            connection.sendall(HEAD[:-2])
            for _ in range(1_000):
                connection.sendall(b"X-Filler: ".ljust(1_000, b"x") + b"\r\n")
        except (ConnectionResetError, BrokenPipeError):
            pass
        assert rest(connection)[:13] in (b"", b"HTTP/1.1 431 ")


def test_a_long_head_within_the_bound_is_read() -> None:
    with running(max_header_bytes=10_000) as (_, client):
        assert client.with_headers(filler="x" * 9_000).rpc("user.ping").result


def test_a_body_that_does_not_come_is_refused() -> None:
    with running(body_seconds=0.2) as (_, client), connected(client) as connection:
        connection.sendall(HEAD + PING[:10])
        answer = rest(connection)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.endswith(b"request body did not arrive in time")


@pytest.mark.parametrize("size", [1_000_001, 3_000_000])
def test_a_client_that_sends_all_of_a_body_that_is_too_long_can_read_why_it_is_refused(size: int) -> None:
    """The node reads it away: a connection that is closed with bytes unread is reset, and the answer lost."""
    with running(max_request_bytes=1_000_000) as (_, client), connected(client) as connection:
        connection.sendall(HEAD.replace(b"%d" % len(PING), b"%d" % size))
        for sent in range(0, size, 100_000):
            connection.sendall(b" " * min(100_000, size - sent))
            time.sleep(0.005)
        answer = b""
        while part := connection.recv(65_536):
            answer += part
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.endswith(b"request body is too large")


def test_but_not_without_end_either() -> None:
    """Four times what is read of a body, or for two seconds."""
    with running(max_request_bytes=10_000) as (_, client), connected(client) as connection:
        connection.sendall(HEAD.replace(b"%d" % len(PING), b"1000000000"))
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            connection.sendall(bytes(100_000_000))
    started = time.monotonic()
    with running(body_seconds=0.2) as (_, client), connected(client) as connection:
        connection.sendall(HEAD.replace(b"%d" % len(PING), b"1000000000"))
        assert rest(connection).endswith(b"request body is too large")
    assert time.monotonic() - started < 10


def test_a_client_that_leaves_in_the_middle_harms_nobody() -> None:
    with running() as (_, client):
        with connected(client) as connection:
            connection.sendall(HEAD + PING[:10])
        assert client.rpc("user.ping").result


def test_requests_may_be_sent_one_after_the_other_without_waiting() -> None:
    with running() as (_, client), connected(client) as connection:
        connection.sendall((HEAD + PING) * 3)
        answers = b""
        while answers.count(b"pong") < 3:
            answers += connection.recv(65_536)


def test_but_not_without_end() -> None:
    """Each request that waits takes memory, so a connection that only asks is closed."""
    with running() as (_, client):
        with connected(client) as connection, suppress(ConnectionResetError, BrokenPipeError):
            for _ in range(1_000):
                connection.sendall((HEAD + PING) * 100)
            assert b"HTTP/1.1 400 " in rest(connection)
        assert client.rpc("user.ping").result


def test_what_is_no_http_is_refused() -> None:
    with running() as (_, client), connected(client) as connection:
        connection.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        assert rest(connection).startswith(b"HTTP/1.1 400 ")


def test_an_idle_connection_is_closed() -> None:
    with running(keep_alive_seconds=1) as (_, client), connected(client) as connection:
        connection.sendall(HEAD + PING)
        assert b"pong" in rest(connection)


@contextmanager
def answering(size: int, signer: str | None = None) -> Iterator[None]:
    """Let ``user.databases`` answer with this many bytes and more, to this signer."""

    async def much(call: Any) -> Any:
        call.signer = signer
        return {"much": "x" * size}

    METHODS[MUCH] = Method(MUCH, much, None, NOTHING, NOTHING, (), "")
    try:
        yield
    finally:
        del METHODS[MUCH]


@pytest.fixture
def long_answer() -> Iterator[int]:
    """What is asked for by `ASK` is so long."""
    size = 40_000_000
    with answering(size):
        yield size


@pytest.mark.parametrize("head", [ASK_HEAD, CLOSING_HEAD], ids=["kept alive", "to be closed"])
def test_a_client_that_does_not_read_is_cut_off(long_answer: int, head: bytes) -> None:
    with running(write_seconds=0.2) as (_, client), connected(client) as connection:
        connection.sendall(head + ASK)
        assert connection.recv(1) == b"H"
        time.sleep(0.6)
        assert len(rest(connection)) < long_answer


@pytest.mark.parametrize("head", [ASK_HEAD, CLOSING_HEAD], ids=["kept alive", "to be closed"])
def test_a_client_that_reads_with_breaks_gets_everything(long_answer: int, head: bytes) -> None:
    with running(write_seconds=5.0) as (_, client), connected(client) as connection:
        connection.sendall(head + ASK)
        received = 0
        while received < long_answer:
            received += len(connection.recv(4_000_000))
            time.sleep(0.005)


def test_many_who_do_not_read_hold_no_more_than_a_clients_share() -> None:
    """The others of them are told so, and everybody else is answered, with short and with long answers."""
    size = 5_000_000
    with answering(size), running(request_burst=1_000_000) as (_, client), ExitStack() as opened:
        readers = [opened.enter_context(connected(client)) for _ in range(60)]
        for reader in readers:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            reader.sendall(ASK_HEAD + ASK)
        other = client.with_headers(**{"x-forwarded-for": "192.0.2.7"})
        assert other.rpc("user.ping").result
        assert other.rpc(MUCH).result
        figures = client.get("/metrics").text
        held = re.search(r"^idos_answer_bytes (\S+)$", figures, re.MULTILINE)
        assert held
        assert size < float(held[1]) <= NodeConfig().answer_bytes_per_client
        heads = [reader.recv(1_000) for reader in readers]
        assert any(b'"code":-905' in head for head in heads)
        assert sum(b"content-length: 5000" in head for head in heads) < len(readers) / 2


def test_bodies_of_one_byte_are_no_requests_at_work() -> None:
    with running(max_requests=2) as (_, client), ExitStack() as opened:
        for _ in range(100):
            opened.enter_context(connected(client)).sendall(HEAD + PING[:1])
        for _ in range(10):
            assert client.rpc("user.ping").result
        assert "idos_requests_in_progress 0.0" in client.get("/metrics").text


def test_only_so_many_connections_are_open() -> None:
    with running(max_connections=3, header_seconds=60.0) as (_, client):
        with connected(client), connected(client), connected(client), connected(client) as last:
            last.sendall(HEAD + PING)
            assert rest(last).startswith(b"HTTP/1.1 503 ")
        assert client.rpc("user.ping").result


def test_an_address_in_use_is_named() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(Unavailable, match="cannot listen on") as failure:
        listen("127.0.0.1", taken.getsockname()[1])
    assert failure.value.code == "address"


def test_a_node_may_listen_on_ipv6() -> None:
    try:
        listen("::1", 0).close()
    except Unavailable:
        pytest.skip("this machine has no IPv6")
    with running(host="::1") as (_, client):
        port = client.url.rsplit(":", 1)[1]
        there = Client(f"http://[::1]:{port}", client._http)
        assert there.rpc("kgw.authn_param").result["domain"] == there.url


def test_a_node_may_listen_on_every_address_of_both_families() -> None:
    """And proxies of this machine are known as such by either."""
    try:
        listen("::1", 0).close()
    except Unavailable:
        pytest.skip("this machine has no IPv6")
    with running(host="::", request_burst=2, requests_per_second=1) as (_, client):
        port = client.url.rsplit(":", 1)[1]
        for host in ("127.0.0.1", "[::1]"):
            for forwarded in ("192.0.2.1", "2001:db8::1"):
                there = Client(f"http://{host}:{port}", client._http, **{"x-forwarded-for": forwarded})
                assert there.rpc("user.ping").result
