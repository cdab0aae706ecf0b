"""HTTP around the methods: statuses, sizes, limits, pages of other origins."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from idos.errors import Unavailable
from idos.node import Node
from idos.protocol.jsonrpc import ErrorCode
from idos.rpc.methods.schemas import NOTHING
from idos.rpc.methods.table import METHODS, Method, MethodError
from tests.actions.world import bundle
from tests.people import ALICE, MALLORY, NEOBANK, uid
from tests.rpc.kit import RPC, Client, Clock, running
from tests.rpc.limit_table import until

APP = "https://app.example"
STRANGER = "https://stranger.example"
PING = b'{"jsonrpc":"2.0","id":1,"method":"user.ping","params":{}}'


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, -32700),
        (b"{", 400, -32700),
        (b"\xff", 400, -32700),
        (b"[" * 1000 + b"]" * 1000, 400, -32700),
        (b"[]", 400, -32600),
        (b"[" + PING + b"]", 400, -32600),
        (b"{}", 400, -32600),
        (PING.replace(b'"2.0"', b'"1.0"'), 400, -32600),
        (PING.replace(b'"id":1', b'"id":0'), 400, -32600),
        (PING.replace(b'"id":1', b'"id":null'), 400, -32600),
        (PING.replace(b'"id":1', b'"id":""'), 400, -32600),
        (PING.replace(b'"params":{}', b'"params":[]'), 400, -32600),
        (PING.replace(b"user.ping", b"user.databases"), 404, -32601),
        (PING.replace(b"user.ping", b"admin.status"), 404, -32601),
        (PING.replace(b"user.ping", b"user.account"), 400, -32602),
    ],
)
def test_what_is_no_request_has_its_number_and_status(
    client: Client, body: bytes, status: int, code: int
) -> None:
    response = client.post(body)
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert response.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "body",
    [
        PING,
        PING.replace(b',"params":{}', b""),
        PING.replace(b"{}", b"null"),
        PING.replace(b"{}", b'{"unknown":[1]}'),
        PING.replace(b'"id":1', b'"id":"a"'),
        PING.replace(b'"id":1', b'"id":-3'),
    ],
)
def test_requests_come_in_several_forms(client: Client, body: bytes) -> None:
    response = client.post(body)
    assert (response.status_code, response.json()["result"]) == (200, {"message": "pong"})
    assert response.json()["id"] == json.loads(body)["id"]
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_methods_are_called_by_post_only(client: Client, method: str) -> None:
    response = client.request(method, RPC)
    assert response.status_code == 405
    assert response.headers["content-type"].startswith("text/plain")


def test_pages_can_read_why_their_request_was_not_read(client: Client) -> None:
    answer = client.with_headers(origin=STRANGER).request("GET", RPC)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (405, "*")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/health", 200),
        ("GET", "/api/v1/health/user", 200),
        ("GET", "/api/v1/health/chain", 200),
        ("GET", "/api/v1/health/function", 200),
        ("GET", "/api/v1/health/admin", 404),
        ("POST", "/api/v1/health", 405),
        ("POST", "/api/v1/health/user", 405),
        ("GET", "/spec/v1", 200),
        ("POST", "/spec/v1", 405),
        ("GET", "/metrics", 200),
        ("GET", "/", 404),
        ("POST", RPC + "/", 404),
        ("GET", "/../etc/passwd", 404),
    ],
)
def test_the_other_paths(client: Client, method: str, path: str, status: int) -> None:
    assert client.request(method, path).status_code == status


def test_health_over_http_is_the_health_of_the_methods(client: Client) -> None:
    body = client.get("/api/v1/health").json()
    assert (body["kwil_alive"], body["healthy"], list(body["services"])) == (
        True,
        True,
        ["user", "chain", "function"],
    )
    assert client.get("/api/v1/health/function").json() == client.rpc("function.health").result
    assert set(client.get("/api/v1/health/user").json()) == set(client.rpc("user.health").result)


def test_a_node_that_catches_up_is_not_healthy(node: Node, client: Client, monkeypatch: Any) -> None:
    class Syncing:
        def __init__(self, status: Any) -> None:
            self._status = status

        def __getattr__(self, name: str) -> object:
            return True if name == "syncing" else getattr(self._status, name)

    status = node.services.engine.status()
    monkeypatch.setattr(node.services.engine, "status", lambda: Syncing(status))
    assert client.get("/api/v1/health").status_code == 503
    assert client.get("/api/v1/health/chain").status_code == 503
    assert client.rpc("user.health").result["healthy"] is False
    assert client.rpc("rpc.health").result["healthy"] is False


def test_a_body_that_says_it_is_too_long_is_refused_unread() -> None:
    with running(max_request_bytes=1_000) as (_, client):
        response = client.post(b" " * 1_001)
        assert (response.status_code, response.text) == (400, "request body is too large")
        assert response.headers["content-type"].startswith("text/plain")
        assert client.post(PING).status_code == 200


def test_a_body_of_unknown_length_is_refused_once_it_is_too_long() -> None:
    with running(max_request_bytes=1_000) as (_, client):
        endless = (b" " * 100 for _ in range(1_000))
        response = httpx.post(client.url + RPC, content=endless)
        assert (response.status_code, response.text) == (400, "request body is too large")
        whole = httpx.post(client.url + RPC, content=(PING[i : i + 10] for i in range(0, len(PING), 10)))
        assert whole.json()["result"] == {"message": "pong"}


def test_compressed_bodies_are_not_read(client: Client) -> None:
    response = client.post(PING, **{"content-encoding": "gzip"})
    assert (response.status_code, response.text) == (400, "compressed request bodies are not read")


def register(monkeypatch: pytest.MonkeyPatch, run: Any) -> None:
    """A method of the test's own."""
    monkeypatch.setitem(METHODS, "test.method", Method("test.method", run, None, NOTHING, NOTHING, (), ""))


def test_a_method_that_takes_too_long_is_answered_503(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()

    async def slow(call: Any) -> Any:
        return await call.services.in_thread(lambda: {"waited": done.wait(10)})

    register(monkeypatch, slow)
    with running(handler_seconds=0.1) as (_, client):
        reply = client.rpc("test.method")
        assert (reply.status, reply.body["id"], reply.error) == (503, -1, (-32001, "RPC timeout"))
        assert client.rpc("user.ping").result
        done.set()


def test_a_bug_shows_nothing_of_itself(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    async def broken(call: Any) -> Any:
        raise KeyError("alice's passport")

    register(monkeypatch, broken)
    reply = client.rpc("test.method")
    assert (reply.status, reply.error) == (500, (-32603, "internal error"))
    assert list(reply.body["error"]["data"]) == ["incident"]
    assert "passport" not in json.dumps(reply.body)


@pytest.mark.parametrize("code", [code for code in ErrorCode if -32700 < code <= -200 or code < -32600])
def test_every_error_has_its_http_status(
    monkeypatch: pytest.MonkeyPatch, client: Client, code: ErrorCode
) -> None:
    async def failing(call: Any) -> Any:
        raise MethodError(code, "why", {"more": 1})

    register(monkeypatch, failing)
    reply = client.rpc("test.method")
    status = {-32601: 404, -32602: 400, -32600: 400, -32700: 400, -32603: 500, -32001: 503}
    assert reply.status == status.get(code, 200)
    assert reply.body["error"] == {"code": code, "message": "why", "data": {"more": 1}}


def test_what_the_store_can_not_do_is_no_bug(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    async def failing(call: Any) -> Any:
        raise Unavailable("/secret/path is corrupt", code="store_corrupt")

    register(monkeypatch, failing)
    reply = client.rpc("test.method")
    assert (reply.status, reply.error) == (200, (-700, "the node can not answer now: store_corrupt"))


def test_a_client_that_asks_too_often_is_told_so() -> None:
    clock = Clock()
    with running(clock, requests_per_second=1, request_burst=2) as (_, client):
        codes = ["error" in client.rpc("user.ping").body for _ in range(3)]
        assert codes == [False, False, True]
        reply = client.rpc("user.ping")
        assert (reply.status, reply.code, reply.body["id"]) == (200, -905, -1)
        clock.now += 1
        assert client.rpc("user.ping").result


def test_only_trusted_proxies_say_who_the_client_is() -> None:
    with running(Clock(), requests_per_second=1, request_burst=1, trusted_proxies=()) as (_, client):
        assert client.rpc("user.ping").result
        assert client.with_headers(**{"x-forwarded-for": "192.0.2.7"}).rpc("user.ping").code == -905


def test_only_so_many_requests_are_worked_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    entered, leave = threading.Event(), threading.Event()

    def work() -> Any:
        entered.set()
        return {"left": leave.wait(10)}

    async def slow(call: Any) -> Any:
        return await call.services.in_thread(work)

    register(monkeypatch, slow)
    with running(max_requests=1) as (_, client):
        answers = []
        body = PING.replace(b"user.ping", b"test.method")
        thread = threading.Thread(target=lambda: answers.append(httpx.post(client.url + RPC, content=body)))
        thread.start()
        assert entered.wait(10)
        reply = client.rpc("user.ping")
        leave.set()
        thread.join()
        assert (reply.status, reply.code) == (503, -32001)
        assert answers[0].json()["result"] == {"left": True}


def test_one_client_does_not_have_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    leave = threading.Event()

    async def slow(call: Any) -> Any:
        return await call.in_thread(lambda: {"left": leave.wait(20)})

    register(monkeypatch, slow)
    with running(threads=4) as (_, client), ThreadPoolExecutor(8) as others:
        sent = [others.submit(client.rpc, "test.method") for _ in range(8)]
        until(lambda: "idos_requests_in_progress 8.0" in client.get("/metrics").text)
        other = client.with_headers(**{"x-forwarded-for": "192.0.2.7"})
        assert "count" in other.rpc("user.num_accounts").result
        leave.set()
        assert all(reply.result().result == {"left": True} for reply in sent)


def test_what_a_client_owes_by_the_time_of_its_turn_keeps_its_requests_from_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leave = threading.Event()

    async def costly(call: Any) -> Any:
        def work() -> Any:
            leave.wait(20)
            call.charge(size=10**9)
            return {}

        return await call.in_thread(work)

    register(monkeypatch, costly)
    with running(threads=4, request_burst=1_000) as (_, client), ThreadPoolExecutor(9) as others:
        sent = [others.submit(client.rpc, "test.method") for _ in range(8)]
        until(lambda: "idos_requests_in_progress 8.0" in client.get("/metrics").text)
        long = others.submit(client.post, PING.replace(b"{}", b'{"x":"%s"}' % (b"x" * 100_000)))
        until(lambda: "idos_requests_in_progress 9.0" in client.get("/metrics").text)
        leave.set()
        replies = [reply.result() for reply in sent]
        assert sum("result" in reply.body for reply in replies) == 2
        assert {reply.code for reply in replies if "error" in reply.body} == {-905}
        assert long.result().json()["error"]["code"] == -905


def test_pages_of_trusted_origins_may_use_a_session() -> None:
    with running(allowed_origins=(APP, "http://localhost:*")) as (_, client):
        cookie = client.login(MALLORY)
        own = client.url
        for origin in (APP, "http://localhost:3000", "http://localhost", "HTTPS://APP.example", own):
            page = client.with_headers(origin=origin, cookie=cookie)
            reply = page.call(MALLORY, "get_user")
            assert reply.result, origin
            assert reply.headers["access-control-allow-origin"] == origin
            assert reply.headers["access-control-allow-credentials"] == "true"
            assert reply.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    "origin",
    [STRANGER, "null", "http://app.example", "https://app.example.evil", "http://localhost.evil:1", ""],
)
def test_other_pages_have_no_session_and_no_credentials(origin: str) -> None:
    with running(allowed_origins=(APP, "http://localhost:*")) as (_, client):
        page = client.with_headers(origin=origin, cookie=client.login(MALLORY))
        reply = page.call(MALLORY, "get_user")
        assert reply.code == -901
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in reply.headers
        assert page.call(None, "has_profile", ALICE.address).result


def test_browsers_are_answered_before_they_ask() -> None:
    with running(allowed_origins=(APP,)) as (_, client):
        asked = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
        trusted = client.request("OPTIONS", RPC, origin=APP, **asked)
        assert (trusted.status_code, trusted.content) == (200, b"")
        assert trusted.headers["access-control-allow-origin"] == APP
        assert trusted.headers["access-control-allow-credentials"] == "true"
        assert trusted.headers["access-control-allow-methods"] == "GET, POST, OPTIONS"
        assert "Content-Type" in trusted.headers["access-control-allow-headers"]
        stranger = client.request("OPTIONS", RPC, origin=STRANGER, **asked)
        assert stranger.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in stranger.headers
        plain = client.request("OPTIONS", RPC)
        assert (plain.status_code, "access-control-allow-origin" in plain.headers) == (200, False)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("baggage,sentry-trace", True),
        ("content-type, traceparent, tracestate", True),
        ("x-request-id", True),
        ("x-a\tb", False),
        ("x" * 2_000, False),
        ("x-a,,x-b", False),
    ],
)
def test_tracing_headers_keep_no_page_from_asking(client: Client, asked: str, answered: bool) -> None:
    """Libraries add them to each request of a page, which the browser then asks the node about."""
    method = {"access-control-request-method": "POST", "access-control-request-headers": asked}
    reply = client.request("OPTIONS", RPC, origin=STRANGER, **method)
    assert (reply.status_code, asked in reply.headers["access-control-allow-headers"]) == (200, answered)


def test_the_operator_is_told_once_of_each_origin_that_is_not_listed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with running(allowed_origins=(APP,), log_level="warning") as (_, client):
        for origin in (STRANGER, APP, client.url, STRANGER, "null", "https://" + "x" * 200):
            client.with_headers(origin=origin).rpc("user.ping")
            client.request("OPTIONS", RPC, origin=origin)
        told = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
        assert [line["event"] for line in told] == ["origin", "origin"]
        assert [line["origin"] for line in told] == [STRANGER, "null"]
        assert all("allowed_origins" in line["message"] for line in told)
        for number in range(200):
            client.with_headers(origin=f"https://{number}.example").rpc("user.ping")
        assert len(capfd.readouterr().err.splitlines()) == 98


def test_each_client_behind_a_proxy_has_its_share_whatever_the_port() -> None:
    def ping(client: Client, forwarded: str) -> int:
        body = client.with_headers(**{"x-forwarded-for": forwarded}).post(PING).json()
        return int(body["error"]["code"]) if "error" in body else 0

    with running(Clock(), request_burst=1) as (_, client):
        for share in (
            ["192.0.2.7:1000", "192.0.2.7:1001", "192.0.2.7", "10.1.1.1, 192.0.2.7:1"],
            ["[2001:db8::7]:80", "[2001:db8::8]:81", "2001:db8::9", "[2001:db8::7]"],
            ["192.0.2.8:1000"],
        ):
            assert [ping(client, each) for each in share] == [0] + [-905] * (len(share) - 1)


def test_time_is_charged_whatever_is_asked() -> None:
    with running(Clock(), counted_seconds=1e-9, request_burst=2) as (_, client):
        assert client.rpc("user.query", {"query": "SELECT * FROM info.tables"}).result
        assert client.rpc("user.ping").code == -905


@pytest.mark.parametrize("path", ["/spec/v1", "/api/v1/health", "/api/v1/health/user", "/nothing"])
def test_what_is_asked_by_other_paths_counts_too(path: str) -> None:
    with running(Clock(), request_burst=3) as (_, client):
        assert [client.get(path).status_code == 429 for _ in range(4)] == [False, False, False, True]
        assert client.rpc("user.ping").code == -905
        assert client.request("OPTIONS", RPC, origin=STRANGER).status_code == 429


def figures(client: Client) -> dict[str, float]:
    lines = (line for line in client.get("/metrics").text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_the_figures_tell_of_pool_log_writing_and_access_log(tmp_path: Path) -> None:
    with running(folder=tmp_path) as (node, client):
        client.join(ALICE)
        issued = bundle(NEOBANK, "passport")
        client.done(NEOBANK, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *issued)
        assert client.signed_call(ALICE, "get_credential_owned", uid("passport")).result
        seen = figures(client)
        assert seen["idos_write_seconds_count"] == 3
        assert seen["idos_write_seconds_sum"] > 0
        assert seen["idos_unwritten_total"] == 0
        assert (seen["idos_waiting"], seen["idos_waiting_bytes"]) == (0, 0)
        assert seen["idos_log_bytes"] >= 0
        assert seen["idos_access_log_entries"] == 1
        assert seen["idos_access_log_bytes"] > 0
        assert (seen["idos_access_log_waiting"], seen["idos_access_log_writable"]) == (0, 1)
        with node.services.store.write():
            assert client.execute(ALICE, "add_attribute", uid("a"), "key", "v", sync=False).result
            assert client.execute(ALICE, "add_attribute", uid("b"), "key", "v", sync=False).result
            assert figures(client)["idos_waiting_bytes"] > 0


def test_the_figures_count_requests(client: Client) -> None:
    client.rpc("user.ping")
    client.post(PING.replace(b"user.ping", b"made.up"))
    client.request("GET", RPC)
    text = client.get("/metrics").text
    assert 'idos_rpc_requests_total{code="0",method="user.ping"}' in text
    assert 'idos_rpc_requests_total{code="-32601",method="none"}' in text
    assert 'idos_rpc_requests_total{code="405",method="none"}' in text
    assert 'idos_rpc_seconds_bucket{le="0.001",method="user.ping"}' in text
    assert "made.up" not in text
    height = client.rpc("user.chain_info").result["block_height"]
    assert f"idos_block_height {float(height)}" in text
    assert "idos_requests_in_progress 0.0" in text
    assert "idos_sessions " in text
