"""HTTP to a node, blocking and awaited, when everything that can go wrong on the way does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import httpx
import pytest

from idos.errors import IdosError, Invalid, Unavailable
from idos.protocol.jsonrpc import MAX_REQUEST_BYTES, MAX_RESPONSE_BYTES, Response
from idos.sdk.drivers import Ask
from idos.sdk.transport import AsyncHttpTransport, HttpTransport, provider

URL = "https://node.example/base/"
Handler = Callable[[httpx.Request], httpx.Response]
Put = Callable[..., Response]


def blocking(handler: Handler, *requests: Ask) -> Response:
    http = httpx.Client(transport=httpx.MockTransport(handler))
    transport = HttpTransport(URL, http=http)
    try:
        return [transport.ask(request) for request in requests][-1]
    finally:
        transport.close()
        assert http.is_closed


def awaited(handler: Handler, *requests: Ask) -> Response:
    async def run() -> Response:
        http = httpx.AsyncClient(transport=httpx.MockTransport(handler))
        transport = AsyncHttpTransport(URL, http=http)
        try:
            return [await transport.ask(request) for request in requests][-1]
        finally:
            await transport.close()
            assert http.is_closed

    return asyncio.run(run())


both = pytest.mark.parametrize("put", [blocking, awaited])
PING = Ask("user.ping", {"message": "ping"})


def answer(body: object, status: int = 200) -> Handler:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda _: httpx.Response(status, content=content)


def failing(error: Exception) -> Handler:
    def handle(_: httpx.Request) -> httpx.Response:
        raise error

    return handle


@both
def test_a_request_is_one_post_of_json_rpc(put: Put) -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"jsonrpc": "2.0", "id": len(seen), "result": {"message": "pong"}})

    assert put(handle, PING, PING).result == {"message": "pong"}
    first, second = seen
    assert (first.method, str(first.url)) == ("POST", "https://node.example/base/rpc/v1")
    assert first.headers["content-type"] == "application/json"
    assert json.loads(first.content) == {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "user.ping",
        "params": {"message": "ping"},
    }
    assert json.loads(second.content)["id"] == 2


@both
@pytest.mark.parametrize("status", [200, 400, 404, 500, 503])
def test_a_fault_is_read_whatever_the_http_status_says(put: Put, status: int) -> None:
    error = {"code": -32601, "message": "unknown method"}
    fault = put(answer({"jsonrpc": "2.0", "id": 1, "error": error}, status), PING).fault
    assert fault is not None
    assert fault.code == -32601


@both
def test_a_session_cookie_goes_back_to_the_node(put: Put) -> None:
    cookies: list[str | None] = []

    def handle(request: httpx.Request) -> httpx.Response:
        cookies.append(request.headers.get("cookie"))
        headers = {"set-cookie": "kgw_session=abc; Path=/; HttpOnly; Secure; SameSite=None"}
        return httpx.Response(200, json={"jsonrpc": "2.0", "id": 1, "result": {}}, headers=headers)

    put(handle, PING, PING)
    assert cookies == [None, "kgw_session=abc"]


@both
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"<html>502</html>", 502, "bad_response"),
        (b"", 200, "bad_response"),
        (b"[" * 100_000, 200, "bad_response"),
        ({"jsonrpc": "2.0", "id": 1}, 200, "bad_response"),
        ({"jsonrpc": "2.0", "id": 1, "result": "text"}, 200, "bad_response"),
        (b"moved", 301, "bad_response"),
        (b"request body is too large", 413, "http_refused"),
        (b"forbidden", 403, "http_refused"),
    ],
)
def test_what_is_no_answer_of_a_node(put: Put, body: object, status: int, code: str) -> None:
    with pytest.raises(Unavailable) as caught:
        put(answer(body, status), PING)
    assert caught.value.code == code
    assert str(status) in caught.value.message


@both
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (httpx.ConnectError("refused"), "unreachable"),
        (httpx.ConnectTimeout("slow"), "unreachable"),
        (httpx.PoolTimeout("slow"), "unreachable"),
        (httpx.ReadTimeout("slow"), "timeout"),
        (httpx.WriteTimeout("slow"), "timeout"),
        (httpx.ReadError("cut"), "network"),
        (httpx.RemoteProtocolError("cut"), "network"),
    ],
)
def test_a_broken_connection_says_whether_the_request_may_have_arrived(
    put: Put, error: Exception, code: str
) -> None:
    with pytest.raises(Unavailable) as caught:
        put(failing(error), PING)
    assert caught.value.code == code


@both
def test_a_certificate_that_is_not_trusted_is_named(put: Put) -> None:
    error = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed")
    with pytest.raises(Unavailable) as caught:
        put(failing(error), PING)
    assert (caught.value.code, "certificate" in caught.value.message) == ("unreachable", True)


@both
def test_an_endless_answer_is_cut_off(put: Put) -> None:
    class Endless(httpx.SyncByteStream, httpx.AsyncByteStream):
        read = 0

        def __iter__(self):  # type: ignore[no-untyped-def]  # as the library says
            while True:
                self.read += 1
                yield b"x" * (1 << 22)

        async def __aiter__(self):  # type: ignore[no-untyped-def]  # as the library says
            for part in self:
                yield part

    stream = Endless()
    with pytest.raises(Unavailable) as caught:
        put(lambda _: httpx.Response(200, stream=stream), PING)
    assert caught.value.code == "bad_response"
    assert stream.read == MAX_RESPONSE_BYTES // (1 << 22) + 1


@both
def test_a_request_that_no_node_would_read_is_not_sent(put: Put) -> None:
    with pytest.raises(Invalid) as caught:
        put(failing(AssertionError("sent")), Ask("user.broadcast", {"payload": "x" * MAX_REQUEST_BYTES}))
    assert caught.value.code == "too_large"


def test_a_client_that_was_closed_asks_nothing() -> None:
    transport = HttpTransport(URL)
    transport.close()
    with pytest.raises(Unavailable) as caught:
        transport.ask(PING)
    assert caught.value.code == "unreachable"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://node.example", "https://node.example"),
        ("https://node.example/", "https://node.example"),
        ("http://127.0.0.1:8484/base", "http://127.0.0.1:8484/base"),
    ],
)
def test_the_name_of_a_gateway_has_no_final_slash(url: str, name: str) -> None:
    assert provider(url) == name


@pytest.mark.parametrize(
    "url",
    [
        "",
        "node.example",
        "ftp://node.example",
        "https://",
        "https://[::1",
        "https://alice:secret@node.example",
        "https://node.example?key=secret",
        "https://node.example#part",
        "https://node.example:port",
    ],
)
def test_what_is_no_address_of_a_node(url: str) -> None:
    with pytest.raises(IdosError) as caught:
        provider(url)
    assert isinstance(caught.value, Invalid)
    assert "secret" not in str(caught.value)
