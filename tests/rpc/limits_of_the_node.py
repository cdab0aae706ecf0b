"""Probes of the limits that an operator sets."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx

from idos.protocol.access_log import MAX_ENTRIES
from idos.protocol.requests import Broadcast
from idos.rpc.methods.schemas import NOTHING
from idos.rpc.methods.table import METHODS, Method
from tests.actions.world import bundle
from tests.people import ALICE, MALLORY, NEOBANK, OWNER, Person, encryption_key, uid
from tests.rpc.http.test_bounds import ASK, ASK_HEAD, HEAD, MUCH, PING, answering, connected, rest
from tests.rpc.kit import (
    CHANGES,
    RPC,
    Client,
    Clock,
    Event,
    Reply,
    change,
    listening,
    log_query,
    running,
    sign_call,
    sign_login,
    transaction,
    view_call,
)
from tests.rpc.limit_table import code, of_node, until

CLOSED = "the connection ends"
LONG = 40_000_000  # bytes, more than sockets buffer


def plain(response: httpx.Response) -> str:
    assert response.headers["content-type"].startswith("text/plain")
    return f"HTTP {response.status_code}"


def closed(client: Client, *sent: bytes) -> str:
    """What becomes of a connection on which this is sent, and no more."""
    with connected(client) as connection:
        with suppress(ConnectionResetError, BrokenPipeError):
            for part in sent:
                connection.sendall(part)
        answer = rest(connection)
    return f"HTTP {int(answer.split()[1])}" if answer else CLOSED


def last_of(client: Client, times: int, request: Callable[[], Any]) -> str:
    """The first so many are answered; how is one more?"""
    for _ in range(times):
        assert "error" not in request().body
    return code(request())


@of_node("max_request_bytes", "HTTP 400")
def max_request_bytes() -> str:
    with running(max_request_bytes=1_000) as (_, client):
        assert client.post(PING.ljust(1_000)).status_code == 200
        return plain(client.post(PING.ljust(1_001)))


@of_node("max_header_bytes", "HTTP 431")
def max_header_bytes() -> str:
    with running(max_header_bytes=1_000) as (_, client):
        return closed(client, HEAD[:-2], b"X-Filler: ".ljust(1_000, b"x"))


@of_node("header_seconds", CLOSED)
def header_seconds() -> str:
    with running(header_seconds=0.2) as (_, client):
        return closed(client, HEAD[:-2])


@of_node("body_seconds", "HTTP 400")
def body_seconds() -> str:
    with running(body_seconds=0.2) as (_, client):
        return closed(client, HEAD, PING[:-1])


@of_node("keep_alive_seconds", CLOSED)
def keep_alive_seconds() -> str:
    with running(keep_alive_seconds=1) as (_, client), connected(client) as connection:
        connection.sendall(HEAD + PING)
        assert b"pong" in connection.recv(65_536)
        return CLOSED if rest(connection) == b"" else ""


@of_node("write_seconds", CLOSED)
def write_seconds() -> str:
    with running(write_seconds=0.2, challenge_burst=100) as (_, client):
        client.join(ALICE)
        for number in range(240):
            client.done(ALICE, "add_attribute", uid(f"a{number}"), "key", "v" * 16_384)
        cookie = client.login(ALICE)
        body = b'{"jsonrpc":"2.0","id":1,"method":"user.call","params":%s}'
        params = httpx.Request("POST", client.url, json=view_call(ALICE, "get_attributes").to_json()).content
        asked = body % params
        head = f"POST {RPC} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Length: {len(asked)}\r\n\r\n"
        with connected(client) as connection:
            connection.sendall((head.encode() + asked) * 12)
            time.sleep(1.0)
            return CLOSED if len(rest(connection)) < 12 * 240 * 16_384 else ""


@of_node("write_bytes_per_second", CLOSED)
def write_bytes_per_second() -> str:
    """A client that goes on reading, but slowly, is cut off as well."""
    with (
        answering(LONG),
        running(write_seconds=0.3, write_bytes_per_second=10 * LONG) as (_, client),
        connected(client) as connection,
    ):
        connection.sendall(ASK_HEAD + ASK)
        received = 0
        with suppress(ConnectionResetError):
            while part := connection.recv(1_000_000):
                received += len(part)
                time.sleep(0.05)
        return CLOSED if 0 < received < LONG else ""


@of_node("max_answer_bytes", "-905")
def max_answer_bytes() -> str:
    with answering(100_000), running(max_answer_bytes=100_000) as (_, client):
        return code(client.rpc(MUCH))


@of_node("answer_bytes_per_client", "-905")
def answer_bytes_per_client() -> str:
    """One answer may be longer, but nothing besides it; and another client has a share of its own."""
    with (
        answering(LONG),
        running(answer_bytes_per_client=1_000_000) as (_, client),
        connected(client) as slow,
    ):
        refused = beside(slow, client)
        assert client.with_headers(**{"x-forwarded-for": "192.0.2.7"}).rpc(MUCH).result
        return refused


@of_node("answer_bytes_per_signer", "-905")
def answer_bytes_per_signer() -> str:
    """From wherever the signer asks."""
    with (
        answering(LONG, signer="alice"),
        running(answer_bytes_per_signer=1_000_000) as (_, client),
        connected(client) as slow,
    ):
        return beside(slow, client.with_headers(**{"x-forwarded-for": "192.0.2.7"}))


def beside(slow: socket.socket, client: Client) -> str:
    """How a client is answered while another connection reads nothing of a long answer."""
    slow.sendall(ASK_HEAD + ASK)
    assert slow.recv(1) == b"H"
    return code(client.rpc(MUCH))


@of_node("max_arriving_bytes", "HTTP 503")
def max_arriving_bytes() -> str:
    with running(max_arriving_bytes=100_000) as (_, client):
        assert client.post(PING.ljust(100_000)).status_code == 200
        return plain(client.post(PING.ljust(100_001)))


@of_node("arriving_bytes_per_client", "HTTP 503")
def arriving_bytes_per_client() -> str:
    """What is arriving counts, and what another client sends does not."""
    with running(arriving_bytes_per_client=100_000) as (_, client), connected(client) as slow:
        slow.sendall(HEAD.replace(b"%d" % len(PING), b"200000") + bytes(90_000))
        until(lambda: "idos_arriving_bytes 90000.0" in client.get("/metrics").text)
        other = client.with_headers(**{"x-forwarded-for": "192.0.2.7"})
        assert other.post(PING.ljust(90_000)).status_code == 200
        return plain(client.post(PING.ljust(90_000)))


@of_node("connections_per_client", "HTTP 503")
def connections_per_client() -> str:
    with (
        running(connections_per_client=2, trusted_proxies=(), header_seconds=60.0) as (_, client),
        connected(client),
        connected(client),
    ):
        return closed(client, HEAD, PING)


@of_node("max_connections", "HTTP 503")
def max_connections() -> str:
    with running(max_connections=2, header_seconds=60.0) as (_, client), connected(client), connected(client):
        return closed(client, HEAD, PING)


@contextmanager
def held(**settings: Any) -> Iterator[Client]:
    """A node whose blocks can not be written yet."""
    with running(**settings) as (node, client), node.services.store.write():
        yield client


def hand_in(client: Client, nonce: int, *, sync: bool = False, who: Person = NEOBANK) -> Any:
    user = uid(f"user {nonce}"), encryption_key("x"), "user"
    return client.rpc(
        "user.broadcast", Broadcast(transaction(who, nonce, "add_user_as_inserter", *user), sync).to_json()
    )


@contextmanager
def at_work(**settings: Any) -> Iterator[Client]:
    """A node that works on a request of this client."""
    leave = threading.Event()

    async def work(call: Any) -> Any:
        return {"left": await call.services.in_thread(lambda: leave.wait(20))}

    METHODS[MUCH] = Method(MUCH, work, None, NOTHING, NOTHING, (), "")
    try:
        with running(**settings) as (_, client), connected(client) as other:
            other.sendall(ASK_HEAD + ASK)
            until(lambda: "error" in client.rpc("user.ping").body)
            yield client
            leave.set()
    finally:
        del METHODS[MUCH]


@of_node("max_requests", "-32001, HTTP 503")
def max_requests() -> str:
    with at_work(max_requests=1) as client:
        return code(client.rpc("user.ping"))


@of_node("requests_per_client", "-32001, HTTP 503")
def requests_per_client() -> str:
    with at_work(requests_per_client=1) as client:
        assert client.with_headers(**{"x-forwarded-for": "192.0.2.7"}).rpc("user.ping").result
        return code(client.rpc("user.ping"))


def refused_stream(client: Client) -> str:
    """How a stream of changes is refused."""
    with client.stream(CHANGES) as response:
        response.read()
        return code(Reply(response.status_code, response.headers, response.json()))


@of_node("max_streams", "-700, HTTP 503")
def max_streams() -> str:
    with (
        running(max_streams=2) as (_, client),
        listening(client.with_token(NEOBANK)),
        listening(client.with_token(NEOBANK)),
    ):
        return refused_stream(client.with_token(OWNER))


@of_node("streams_per_client", "-905, HTTP 429")
def streams_per_client() -> str:
    with running(streams_per_client=1) as (_, client), listening(client.with_token(ALICE)):
        return refused_stream(client.with_token(MALLORY))


@of_node("streams_per_signer", "-905, HTTP 429")
def streams_per_signer() -> str:
    """Whatever the session, and nobody uses up what is another's."""
    with (
        running(streams_per_signer=2) as (_, client),
        listening(client.with_token(ALICE)),
        listening(client.with_cookie(client.login(ALICE))),
        listening(client.with_token(MALLORY)),
    ):
        return refused_stream(client.with_token(ALICE))


@of_node("event_seconds", "they become one")
def event_seconds() -> str:
    with running(event_seconds=2.0) as (_, client):
        client.join(ALICE)
        with listening(client.with_token(ALICE)) as stream:
            next(stream)
            client.done(ALICE, "add_attribute", uid("a"), "key", "value")
            assert next(stream) == change(client.height, "attributes")
            client.done(ALICE, "add_attribute", uid("b"), "key", "value")
            client.done(ALICE, "add_wallet", uid("c"), *MALLORY.proof())
            assert next(stream) == change(client.height, "wallets", "attributes")
            return "they become one"


@of_node("heartbeat_seconds", "a beat")
def heartbeat_seconds() -> str:
    with running(heartbeat_seconds=0.05) as (_, client), listening(client.with_token(ALICE)) as stream:
        assert next(stream) == next(stream) == Event(client.height)
        return "a beat"


@of_node("handler_seconds", "-32001, HTTP 503")
def handler_seconds() -> str:
    with held(handler_seconds=0.2) as client:
        return code(hand_in(client, 1, sync=True))


@of_node("broadcast_seconds", "-201 with code 10")
def broadcast_seconds() -> str:
    with held(broadcast_seconds=0.2) as client:
        return code(hand_in(client, 1, sync=True))


@of_node("waiting_transactions", "-201 with code 11")
def waiting_transactions() -> str:
    with held(waiting_transactions=2) as client:
        assert "error" not in hand_in(client, 1).body
        assert "error" not in hand_in(client, 1, who=ALICE).body
        return code(hand_in(client, 2))


@of_node("waiting_bytes", "-201 with code 11")
def waiting_bytes() -> str:
    with held(waiting_bytes=500) as client:
        return last_of(client, 1, iter_of(client))


def iter_of(client: Client) -> Callable[[], Any]:
    """Hands in one transaction after the other."""
    nonces = iter(range(1, 1_000))
    return lambda: hand_in(client, next(nonces))


@of_node("waiting_per_account", "-201 with code 11")
def waiting_per_account() -> str:
    with held(waiting_per_account=2) as client:
        refused = last_of(client, 2, iter_of(client))
        assert "error" not in hand_in(client, 1, who=ALICE).body
        return refused


@of_node("requests_per_second", "-905")
def requests_per_second() -> str:
    clock = Clock()
    with running(clock, requests_per_second=2, request_burst=1) as (_, client):
        clock.now += 0.5
        return last_of(client, 1, lambda: client.rpc("user.ping"))


@of_node("request_burst", "-905")
def request_burst() -> str:
    with running(request_burst=2) as (_, client):
        return last_of(client, 2, lambda: client.rpc("user.ping"))


@of_node("challenges_per_second", "-1006")
def challenges_per_second() -> str:
    clock = Clock()
    with running(clock, challenges_per_second=2, challenge_burst=1) as (_, client):
        clock.now += 0.5
        return last_of(client, 1, lambda: client.rpc("user.challenge"))


@of_node("challenge_burst", "-1006")
def challenge_burst() -> str:
    with running(challenge_burst=2) as (_, client):
        return last_of(client, 2, lambda: client.rpc("user.challenge"))


@of_node("calls_per_second", "-905")
def calls_per_second() -> str:
    clock = Clock()
    with running(clock, calls_per_second=1, call_burst=1) as (_, client):
        refused = last_of(client, 1, lambda: client.signed_call(ALICE, "get_user"))
        clock.now += 1
        assert refused == last_of(client, 1, lambda: client.signed_call(ALICE, "get_user"))
        return refused


@of_node("call_burst", "-905")
def call_burst() -> str:
    """A signer's share is hers by whatever session, signature or method, and nobody else uses it up."""
    with running(call_burst=3) as (_, client):
        signed_in = client.with_cookie(client.login(ALICE))
        assert signed_in.call(ALICE, "get_user").result
        assert client.signed_call(ALICE, "get_user").result
        for _ in range(5):
            assert client.call(ALICE, "get_user").code == -901
            forged = sign_call(MALLORY, challenge_of(client), view_call(ALICE, "get_user"))
            assert client.rpc("user.call", forged.to_json()).code == -1004
        assert client.rpc("user.access_log", log_query(client, ALICE).to_json()).code == -300
        refused = code(signed_in.call(ALICE, "get_user"))
        assert refused == code(client.rpc("user.access_log", log_query(client, ALICE).to_json()))
        assert client.signed_call(MALLORY, "get_user").result
        return refused


def challenge_of(client: Client) -> bytes:
    return bytes.fromhex(client.rpc("user.challenge").result["challenge"])


@of_node("counted_bytes", "-905")
def counted_bytes() -> str:
    """A long list counts as many calls of who asked for it, and as many requests of her client."""
    with running(Clock(), counted_bytes=1_000, call_burst=10, request_burst=200) as (_, client):
        for who in (ALICE, MALLORY):
            client.join(who)
        for number in range(3):
            client.done(ALICE, "add_attribute", uid(f"{number}"), "key", "v" * 9_000)
        assert client.signed_call(ALICE, "get_attributes").result
        refused = code(client.signed_call(ALICE, "get_attributes"))
        assert client.signed_call(MALLORY, "get_attributes").result
        while "error" not in client.rpc("user.query", {"query": "SELECT * FROM info.actions"}).body:
            pass
        assert code(client.rpc("user.ping")) == refused
        elsewhere = client.with_headers(**{"x-forwarded-for": "192.0.2.7"})
        assert elsewhere.rpc("user.ping").result
        return refused


@of_node("counted_seconds", "-905")
def counted_seconds() -> str:
    with running(Clock(), counted_seconds=1e-9, call_burst=2, request_burst=1_000_000_000) as (_, client):
        assert client.signed_call(ALICE, "get_user").result
        refused = code(client.signed_call(ALICE, "get_user"))
        assert client.signed_call(MALLORY, "get_user").result
        return refused


@of_node("transactions_per_second", "-905")
def transactions_per_second() -> str:
    clock = Clock()
    with running(clock, transactions_per_second=1, transaction_burst=1) as (_, client):
        hand_in_next = iter_of(client)
        refused = last_of(client, 1, hand_in_next)
        clock.now += 1
        assert "error" not in hand_in(client, 2).body
        return refused


@of_node("transaction_burst", "-905")
def transaction_burst() -> str:
    """Whoever did not sign them does not use up what is the signer's."""
    with running(transaction_burst=2) as (_, client):
        user = uid("x"), encryption_key("x"), "user"
        forged = Broadcast(transaction(NEOBANK, 1, "add_user_as_inserter", *user)).to_json()
        forged["tx"]["signature"]["sig"] = "AAAA"
        for _ in range(5):
            assert code(client.rpc("user.broadcast", forged)) == "-201 with code 3"
        refused = last_of(client, 2, iter_of(client))
        assert "error" not in hand_in(client, 1, who=ALICE).body
        return refused


@of_node("login_seconds", "-904")
def login_seconds() -> str:
    clock = Clock()
    with running(clock, login_seconds=10.0) as (_, client):
        login = sign_login(ALICE, client.sign_in_text())
        clock.now += 10
        return code(client.rpc("kgw.authn", login.to_json()))


@of_node("session_seconds", "-901")
def session_seconds() -> str:
    clock = Clock()
    with running(clock, session_seconds=10.0) as (_, client):
        signed_in = client.with_cookie(client.login(ALICE))
        assert signed_in.call(ALICE, "get_user").result
        clock.now += 10
        return code(signed_in.call(ALICE, "get_user"))


@of_node("challenge_seconds", "-1003")
def challenge_seconds() -> str:
    clock = Clock()
    with running(clock, challenge_seconds=10.0) as (_, client):
        call = sign_call(ALICE, challenge_of(client), view_call(ALICE, "get_user"))
        clock.now += 10
        return code(client.rpc("user.call", call.to_json()))


@of_node("max_logins", "used ones count again")
def max_logins() -> str:
    """Asking for many pushes out nothing: only what somebody signed for is remembered."""
    with running(max_logins=2) as (_, client):
        logins = [sign_login(ALICE, client.sign_in_text()).to_json() for _ in range(4)]
        challenges = [challenge_of(client) for _ in range(4)]
        for each in logins[:3]:
            assert client.rpc("kgw.authn", each).cookie
        assert code(client.rpc("kgw.authn", logins[1])) == "-904"
        assert client.rpc("kgw.authn", logins[0]).cookie
        calls = [sign_call(ALICE, each, view_call(ALICE, "get_user")).to_json() for each in challenges]
        for call in calls[:3]:
            assert client.rpc("user.call", call).result
        assert code(client.rpc("user.call", calls[1])) == "-1001"
        assert client.rpc("user.call", calls[0]).result
        return "used ones count again"


@of_node("max_sessions", "-901 to the oldest of the signer with the most")
def max_sessions() -> str:
    with running(max_sessions=2) as (_, client):
        client.join(ALICE)
        first, second, _third = (client.with_cookie(client.login(who)) for who in (ALICE, NEOBANK, ALICE))
        for _ in range(3):
            client.login(MALLORY)
        assert second.call(NEOBANK, "get_user").result
        return f"{code(first.call(ALICE, 'get_user'))} to the oldest of the signer with the most"


@of_node("sessions_per_signer", "-901 to the signer's oldest")
def sessions_per_signer() -> str:
    with running(sessions_per_signer=2) as (_, client):
        client.join(ALICE)
        others = client.with_token(NEOBANK)
        first, second, _third = (client.with_token(ALICE) for _ in range(3))
        assert second.call(ALICE, "get_user").result
        assert others.call(NEOBANK, "get_user").result
        return f"{code(first.call(ALICE, 'get_user'))} to the signer's oldest"


def sign_in(client: Client, who: Person, address: str) -> Reply:
    """Sign in from an address, as a proxy on the node's machine tells of it."""
    there = client.with_headers(**{"x-forwarded-for": address})
    return there.rpc("kgw.authn", sign_login(who, there.sign_in_text()).to_json())


@of_node("max_stranger_sessions", "-905 to the next")
def max_stranger_sessions() -> str:
    with running(max_stranger_sessions=2) as (_, client):
        client.join(ALICE)
        assert sign_in(client, MALLORY, "192.0.2.1").cookie
        assert sign_in(client, MALLORY, "192.0.2.2").cookie
        refused = code(sign_in(client, MALLORY, "192.0.2.3"))
        assert sign_in(client, ALICE, "192.0.2.3").cookie
        return f"{refused} to the next"


@of_node("strangers_per_client", "-905")
def strangers_per_client() -> str:
    with running(strangers_per_client=1) as (_, client):
        assert sign_in(client, MALLORY, "192.0.2.1").cookie
        refused = code(sign_in(client, ALICE, "192.0.2.1"))
        assert sign_in(client, ALICE, "192.0.2.2").cookie
        return refused


@of_node("stranger_seconds", "-901 to the oldest")
def stranger_seconds() -> str:
    clock = Clock()
    with running(clock, stranger_seconds=10.0, max_stranger_sessions=2) as (_, client):
        first, second = client.with_token(MALLORY), client.with_token(MALLORY)
        clock.now += 10
        assert client.login(MALLORY)
        assert second.call(MALLORY, "get_user").result
        return f"{code(first.call(MALLORY, 'get_user'))} to the oldest"


@of_node("max_result_bytes", "-32000")
def max_result_bytes() -> str:
    with running(max_result_bytes=1_000) as (_, client):
        client.join(ALICE)
        client.done(ALICE, "add_attribute", uid("a"), "key", "v" * 900)
        assert client.signed_call(ALICE, "get_attributes").result
        client.done(ALICE, "add_attribute", uid("b"), "key", "v" * 100)
        return code(client.signed_call(ALICE, "get_attributes"))


@of_node("access_log_seconds", "the entry goes")
def access_log_seconds() -> str:
    clock = Clock()
    with logged(clock, access_log_seconds=1_000) as (_, numbers):
        clock.now += 1_001
        until(lambda: not numbers())
    return "the entry goes"


@of_node("access_log_entries", "the reader's oldest go")
def access_log_entries() -> str:
    with logged(Clock(), access_log_entries=5, challenge_burst=10_000) as (client, numbers):
        cookie = client.login(ALICE)
        for _ in range(300):
            client.with_cookie(cookie).call(ALICE, "get_credential_owned", uid("passport"))
        assert 5 <= len(numbers()) < 300
    return "the reader's oldest go"


@contextmanager
def logged(clock: Clock, **settings: Any) -> Iterator[tuple[Client, Callable[[], list[int]]]]:
    """A node on which Alice has read her passport, and the numbers of what is logged of it."""
    with running(clock, **settings) as (_, client):
        client.join(ALICE)
        issued = bundle(NEOBANK, "passport")
        client.done(NEOBANK, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *issued)
        assert client.signed_call(ALICE, "get_credential_owned", uid("passport")).result

        def numbers() -> list[int]:
            asked = {"auth_type": ALICE.signature_type, "sender": "", "limit": MAX_ENTRIES}
            signed_in = client.with_cookie(client.login(ALICE))
            return [e["number"] for e in signed_in.rpc("user.access_log", asked).result["entries"]]

        assert numbers() == [1]
        yield client, numbers
