"""HTTP as the world has it: servers that drip, wrong addresses, and an environment with proxies."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest

from idos import AsyncClient, Client, evm_wallet
from idos.errors import IdosError, Invalid, NotFound, Unavailable
from idos.protocol.jsonrpc import Response
from idos.sdk import http as http_module
from idos.sdk.drivers import Ask
from idos.sdk.http import is_loopback, proxy_for
from idos.sdk.transport import AsyncHttpTransport, HttpTransport
from idos.testing import Network

PING = Ask("user.ping", {"message": "ping"})
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
VARIABLES = (
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def blocking(url: str, timeout: float = 1.0) -> Response:
    with closing(HttpTransport(url, timeout=timeout)) as transport:
        return transport.ask(PING)


def awaited(url: str, timeout: float = 1.0) -> Response:
    async def run() -> Response:
        transport = AsyncHttpTransport(url, timeout=timeout)
        try:
            return await transport.ask(PING)
        finally:
            await transport.close()

    return asyncio.run(run())


both = pytest.mark.parametrize("put", [blocking, awaited])
Put = Callable[..., Response]


@contextmanager
def answering(*parts: bytes, again: bytes = b"", pause: float = 0.05) -> Iterator[str]:
    """A server that says the parts to whoever comes, and then the same again and again."""
    over = Event()

    def speak(connection: socket.socket) -> None:
        try:
            connection.recv(1 << 16)
            for part in parts:
                connection.sendall(part)
            while again and not over.wait(pause):
                connection.sendall(again)
        except OSError:
            pass
        finally:
            connection.close()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            threads.append(Thread(target=speak, args=(connection,)))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        threads: list[Thread] = []
        server = Thread(target=serve)
        server.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            server.join()
            for thread in threads:
                thread.join()


def refused(attempt: Callable[[], object]) -> tuple[type[IdosError], str]:
    with pytest.raises(IdosError) as caught:
        attempt()
    assert "\n" not in caught.value.message
    return type(caught.value), caught.value.code


# A deadline in all


@both
@pytest.mark.parametrize(
    ("parts", "again"),
    [
        ((), b"H"),
        ((HEAD,), b"X-More: y\r\n"),
        ((HEAD + b"Content-Length: 100000\r\n\r\n",), b" "),
        ((HEAD + b"Transfer-Encoding: chunked\r\n\r\n",), b"1\r\n \r\n"),
        ((b"HTTP/1.1 100 Continue\r\n\r\n",), b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["status line", "head", "body", "chunks", "continue"],
)
def test_what_drips_is_cut_off_as_what_is_silent(put: Put, parts: tuple[bytes, ...], again: bytes) -> None:
    with answering(*parts, again=again) as url:
        kind, code = refused(lambda: put(url))
    assert (kind, code) in {(Unavailable, "timeout"), (Unavailable, "network")}
    # "network": more than the library takes of a head


@both
def test_a_request_that_nobody_reads_is_given_up(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        large = Ask("user.broadcast", {"payload": "x" * (4 << 20)})
        monkeypatch.setattr("tests.sdk.test_http.PING", large)
        assert refused(lambda: put(url)) == (Unavailable, "timeout")


def test_every_address_of_a_host_is_tried_before_the_deadline(environment: pytest.MonkeyPatch) -> None:
    with answering(HEAD + b'Content-Length: 40\r\n\r\n{"jsonrpc":"2.0","id":1,"result":{}}    ') as url:
        port = int(url.rpartition(":")[2])
        nobody = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{last}", port)) for last in (9, 1)]
        environment.setattr(socket, "getaddrinfo", lambda *_, **__: nobody)
        assert blocking(f"http://idos.localhost:{port}").result == {}


@both
@pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", "x" * 64 + ".example", "127.0.0.1:1"])
def test_a_host_that_is_not_there(put: Put, host: str) -> None:
    kind, _ = refused(lambda: put(f"http://{host}"))
    assert kind in {Unavailable, Invalid}


# Answers that lead astray


@both
@pytest.mark.parametrize(
    "location",
    ["http://xn--/", "http://[::1", "//\x7f", "http://" + "a" * 70_000, "http://xn--ls8h=/", "/elsewhere"],
)
def test_a_redirection_to_anywhere_is_one_line(put: Put, location: str) -> None:
    answer = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    with answering(answer) as url:
        kind, _ = refused(lambda: put(url))
    assert kind is Unavailable


@both
@pytest.mark.parametrize(
    "head",
    [
        b"Set-Cookie: a=b; Domain=\xff\xfe; Expires=never\r\n",
        b"Set-Cookie: " + b"x" * 50_000 + b"\r\n",
        b"Content-Type: text/html; charset=\xff\r\n",
    ],
)
def test_a_head_of_noise_is_passed_over_or_one_line(put: Put, head: bytes) -> None:
    body = b'{"jsonrpc":"2.0","id":1,"result":{}}'
    with answering(HEAD + head + b"Content-Length: %d\r\n\r\n" % len(body) + body) as url:
        assert put(url).result == {}


@both
def test_an_answer_that_is_compressed_unasked_is_not_unpacked(put: Put) -> None:
    with answering(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx") as url:
        assert refused(lambda: put(url)) == (Unavailable, "bad_response")


@both
@pytest.mark.parametrize("status", [404, 405, 410])
def test_a_server_that_has_no_node_there_is_called_that(put: Put, status: int) -> None:
    with answering(f"HTTP/1.1 {status} No\r\nContent-Length: 5\r\n\r\n<htm>".encode()) as url:
        assert refused(lambda: put(url)) == (NotFound, "no_node")


@pytest.mark.parametrize(
    "url", ["http://xn--/", "http://a\u2e3ab\u200d", "http://\ud800", "https://xn--ls8h="]
)
def test_an_address_that_can_not_be_read_is_one_line(url: str) -> None:
    kind, _ = refused(lambda: Client(url, evm_wallet(b"\x01" * 32)).chain())
    assert kind in {Invalid, Unavailable}


# Proxies


LOOPBACK = [
    *("127.0.0.1", "127.8.9.1", "localhost", "LocalHost.", "node.localhost", "::1", "[::1]", "0.0.0.0"),
    "::ffff:127.0.0.1",
]


@pytest.mark.parametrize("host", LOOPBACK)
def test_this_machine_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.example", "notlocalhost", "2001:db8::1", "8.8.8.8"])
def test_another_machine_is_known(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY", "http_proxy"])
@pytest.mark.parametrize(
    "proxy", ["http://127.0.0.1:9", "socks5://127.0.0.1:9", "nonsense", "://", "ftp://x"]
)
def test_a_node_on_this_machine_is_asked_directly(
    net: Network, environment: pytest.MonkeyPatch, name: str, proxy: str
) -> None:
    environment.setenv(name, proxy)
    environment.setenv("NO_PROXY", "[::1],,nonsense:port")
    environment.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    with Client(net.url, evm_wallet(b"\x01" * 32)) as client:
        assert client.chain().chain_id == net.chain_id

    async def awaited() -> str:
        async with AsyncClient(net.url, evm_wallet(b"\x01" * 32)) as client:
            return (await client.chain()).chain_id

    assert asyncio.run(awaited()) == net.chain_id


def test_another_node_is_asked_by_the_proxy(environment: pytest.MonkeyPatch) -> None:
    body = b'{"jsonrpc":"2.0","id":1,"result":{"by":"proxy"}}'
    with answering(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body) as proxy:
        for text in (proxy, proxy.removeprefix("http://")):
            environment.setenv("HTTP_PROXY", text)
            for put in (blocking, awaited):
                assert put("http://node.example").result == {"by": "proxy"}


@pytest.mark.parametrize(
    ("no_proxy", "host"),
    [
        ("*", "node.example"),
        ("node.example", "node.example"),
        ("node.example", "NODE.example."),
        (" other , .example ", "node.example"),
        ("*.example", "node.example"),
        ("node.example:80", "node.example"),
        ("10.1.2.3", "10.1.2.3"),
        ("10.0.0.0/8", "10.1.2.3"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("2001:db8::1", "[2001:db8::1]"),
        ("[2001:db8::1]:80", "[2001:db8::1]"),
        ("2001:db8::/32", "[2001:db8::1]"),
    ],
)
def test_a_host_that_is_exempt_is_asked_directly(
    environment: pytest.MonkeyPatch, no_proxy: str, host: str
) -> None:
    environment.setenv("ALL_PROXY", "http://proxy.example")
    url = httpx.URL(f"http://{host}")
    environment.setenv("NO_PROXY", "another.example, 192.168.0.0/16, [::2]")
    assert proxy_for(url) is not None
    environment.setenv("NO_PROXY", no_proxy)
    assert proxy_for(url) is None


@pytest.mark.parametrize("entry", ["node.example:81", "ode.example", ".", "*.", "10.1.2.3:x", "10.1.2.3:81"])
def test_a_host_that_is_not_exempt(environment: pytest.MonkeyPatch, entry: str) -> None:
    environment.setenv("ALL_PROXY", "http://proxy.example")
    environment.setenv("NO_PROXY", entry)
    for host in ("node.example", "10.1.2.3"):
        assert proxy_for(httpx.URL(f"http://{host}")) is not None


@both
@pytest.mark.parametrize(
    "proxy",
    ["socks5://proxy.example", "socks5h://proxy.example", "ftp://proxy.example", "http://[::1", "://"],
)
def test_a_proxy_that_can_not_be_used_is_named(put: Put, environment: pytest.MonkeyPatch, proxy: str) -> None:
    environment.setenv("ALL_PROXY", proxy)
    assert refused(lambda: put("https://node.example")) == (Invalid, "bad_proxy")


# Certificates


@both
def test_certificates_that_are_missing_are_named(
    put: Put, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    noise = tmp_path / "noise.pem"
    noise.write_text("no certificate")
    cases: list[tuple[str, Path]] = [
        ("SSL_CERT_FILE", tmp_path / "missing.pem"),
        ("SSL_CERT_FILE", noise),
        ("SSL_CERT_FILE", tmp_path),
        ("SSL_CERT_DIR", tmp_path / "missing"),
    ]
    for name, path in cases:
        environment.setenv(name, str(path))
        with pytest.raises(Unavailable) as caught:
            put("https://node.example")
        assert caught.value.code == "bad_ca"
        assert f"{name} names {path}" in caught.value.message
        environment.delenv(name)


def test_certificates_of_the_environment_are_trusted(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = httpx.URL("https://node.example")
    loaded: list[dict[str, Any]] = []

    def remember(**what: Any) -> ssl.SSLContext:
        loaded.append(what)
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    environment.setattr(ssl, "create_default_context", remember)
    environment.setenv("SSL_CERT_DIR", str(tmp_path))
    http_module.blocking_client(url, 1.0).close()
    assert loaded == [{"cafile": None, "capath": str(tmp_path)}]


# Loops


def test_a_client_is_used_in_one_event_loop(net: Network) -> None:
    client = AsyncClient(net.url, evm_wallet(b"\x01" * 32))
    with asyncio.Runner() as first, asyncio.Runner() as second:
        assert first.run(client.chain()).chain_id == net.chain_id
        assert refused(lambda: second.run(client.chain())) == (Invalid, "other_event_loop")
        assert refused(lambda: second.run(client.close())) == (Invalid, "other_event_loop")
        first.run(client.close())
