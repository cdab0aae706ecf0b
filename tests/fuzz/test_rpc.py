"""A real node, asked everything: by its own description, nearly so, and in bytes that are no request.

At the end it is healthy, its state is that of the transactions it took, and its log tells of no bug.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idos.actions.registry import actions
from idos.node import verify
from idos.rpc.methods.table import METHODS
from tests.actions.test_permissions import BOB
from tests.actions.world import bundle as bundle_of
from tests.actions.world import encoded, genesis, sharing
from tests.fuzz.conversation import Conversation
from tests.fuzz.process import node_process
from tests.fuzz.rules import Attempt, attempts
from tests.fuzz.schemas import JUNK, fitting, spoiled
from tests.people import ALICE, CHARLIE, NEOBANK, Person, encryption_key, uid

BUGS = ("bug", "library", "Traceback", "internal error")
HEAD = b"POST /rpc/v1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
PING = b'{"jsonrpc":"2.0","id":1,"method":"user.ping","params":{}}'
WHOLE = HEAD + b"Content-Length: %d\r\n\r\n" % len(PING) + PING


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Conversation]:
    founding = replace(genesis(), time_ms=int(time.time() * 1000) - 1000)
    folder = tmp_path_factory.mktemp("fuzz") / "node"
    with node_process(folder, founding) as process:
        with closing(Conversation(process.url, founding)) as conversation:
            people_live_here(conversation)
            yield conversation
            assert conversation.result("user.health")["healthy"]
            assert conversation.check_state() >= len(SETTLING)
        log = process.log
    assert verify(folder).height > 0
    text = log.read_text()
    assert not [line for line in text.splitlines() if any(word in line for word in BUGS)]


SETTLING: list[tuple[Person, str, tuple[Any, ...]]] = [
    (NEOBANK, "add_user_as_inserter", (ALICE.id, encryption_key("a"), "user")),
    (NEOBANK, "upsert_wallet_as_inserter", (ALICE.wallet_id, ALICE.id, *ALICE.proof())),
    (NEOBANK, "add_user_as_inserter", (BOB.id, encryption_key("b"), "user")),
    (NEOBANK, "upsert_wallet_as_inserter", (BOB.wallet_id, BOB.id, *BOB.proof())),
    (NEOBANK, "upsert_credential_as_inserter", (uid("passport"), ALICE.id, *bundle_of(NEOBANK, "passport"))),
    (ALICE, "share_credential", sharing("passport", "copy", CHARLIE.caller)),
    (ALICE, "add_attribute", (uid("attribute"), "key", "value")),
]


def people_live_here(node: Conversation) -> None:
    for who, action, args in SETTLING:
        answer = node.execute(Attempt(who, action, tuple(encoded(action, args))))
        assert answer["result"]["result"]["code"] == 0, answer


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_method_answers_as_it_says_whatever_its_parameters(node: Conversation, method: str) -> None:
    described = {param["name"]: param["schema"] for param in node.methods[method]["params"]}
    required = [param["name"] for param in node.methods[method]["params"] if param["required"]]
    good = fitting({"type": "object", "properties": described, "required": required}, node.components)

    @settings(database=None)
    @given(good | spoiled(good) | spoiled(good) | st.dictionaries(st.text(max_size=5), JUNK, max_size=2))
    def survives(params: dict[str, Any]) -> None:
        node.ask(method, params)

    survives()


VIEWS, CHANGES = (
    st.one_of([attempts(action.name, len(action.parameters)) for action in actions() if action.view is view])
    for view in (True, False)
)
SIGNED_CHANGES = CHANGES.filter(lambda attempt: attempt.who is not None)


@settings(database=None)
@given(attempt=SIGNED_CHANGES, skipped=st.sampled_from((0, 0, 0, 0, -1, 1)))
def test_odd_transactions_are_refused_or_do_what_they_say(
    node: Conversation, attempt: Attempt, skipped: int
) -> None:
    node.execute(attempt, skipped=skipped)


@settings(database=None)
@given(attempt=VIEWS | VIEWS | CHANGES)
def test_odd_view_calls_are_refused_or_answered(node: Conversation, attempt: Attempt) -> None:
    node.read(attempt)


PROFILE = Attempt(ALICE, "get_user", ())
ATTRIBUTE = Attempt(ALICE, "add_attribute", tuple(encoded("add_attribute", (uid("new"), "key", "value"))))


@settings(database=None)
@given(data=st.data())
def test_what_was_signed_and_then_changed_is_refused_or_the_same(
    node: Conversation, data: st.DataObject
) -> None:
    method = data.draw(st.sampled_from(("user.call", "user.broadcast", "kgw.authn")))
    good = {
        "user.call": lambda: node.signed_read(PROFILE),
        "user.broadcast": lambda: node.signed_transaction(ATTRIBUTE),
        "kgw.authn": lambda: node.signed_login(ALICE),
    }[method]()
    node.ask(method, data.draw(spoiled(st.just(good))))


ENVELOPES = (
    b"",
    b"\0",
    b"null",
    b"[]",
    b"[" + PING + b"]",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    PING[:-1],
    PING + PING,
    b"\xef\xbb\xbf" + PING,
    b"\xff\xfe" + PING,
    PING.replace(b"{}", b"[]"),
    PING.replace(b"{}", b'"text"'),
    PING.replace(b"{}", b"1e999"),
    PING.replace(b'"id":1', b'"id":0'),
    PING.replace(b'"id":1', b'"id":null'),
    PING.replace(b'"id":1', b'"id":1.5'),
    PING.replace(b'"id":1', b'"id":' + b"9" * 5_000),
    PING.replace(b'"id":1', b'"id":{"a":1}'),
    PING.replace(b'"id":1', b'"id":"%s"' % (b"x" * 1_000)),
    PING.replace(b'"id":1', b'"id":"\\ud800"'),
    PING.replace(b"2.0", b"1.0"),
    PING.replace(b"user.ping", b"user.\\u0000"),
    PING.replace(b"user.ping", b"__class__"),
    PING.replace(b'"user.ping"', b"{}"),
    b'{"jsonrpc":"2.0","id":1,"method":"user.ping","params":{"a":"' + b"A" * 1_000_000 + b'"}}',
)


@pytest.mark.parametrize("envelope", ENVELOPES, ids=range(len(ENVELOPES)))
def test_an_envelope_that_is_none_is_refused(node: Conversation, envelope: bytes) -> None:
    answer = node.post(envelope)
    assert "result" in answer or answer["error"]["code"] in {-32700, -32600, -32601}


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/html"},
        {"Content-Type": ""},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Cookie": "kgw_session=\xff; kgw_session; =; ;;; kgw_session=" + "A" * 4_000},
        {"Cookie": "kgw_session=" + "A" * 43},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Host": "[::1"},
        {"Host": "evil.example:99999999"},
        {"X-Forwarded-For": "::ffff:1.2.3.4, unknown, [::1]:80, 999.1.1.1"},
        {"X-Forwarded-For": ",,,"},
        {"X-Forwarded-Proto": "gopher"},
        {"Accept-Encoding": "br;q=nan"},
        {"Range": "bytes=-1"},
        {"Expect": "100-continue"},
    ],
    ids=str,
)
def test_odd_headers_change_nothing(node: Conversation, headers: dict[str, str]) -> None:
    encoded_headers = {name: value.encode("latin-1") for name, value in headers.items()}
    assert node.post(PING, **encoded_headers)["result"] == {"message": "pong"}  # type: ignore[arg-type]  # bytes


RAW = {
    "noise": bytes(range(256)) * 4,
    "TLS": bytes.fromhex("16030100f1010000ed0303") + bytes(200),
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no host": b"POST /rpc/v1 HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
    "method": WHOLE.replace(b"POST", b"DELETE"),
    "unknown method": WHOLE.replace(b"POST", b"BREW"),
    "path": WHOLE.replace(b"/rpc/v1", b"/rpc/v1/%00%ff/../..//?%"),
    "absolute": WHOLE.replace(b"/rpc/v1", b"http://evil.example/rpc/v1"),
    "service": b"GET /api/v1/health/%F0%9F%92%A9 HTTP/1.1\r\nHost: a\r\n\r\n",
    "length and chunks": HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "negative length": HEAD + b"Content-Length: -5\r\n\r\nabcde",
    "huge length": HEAD + b"Content-Length: 99999999999999999999999\r\n\r\nabcde",
    "long length": HEAD + b"Content-Length: 9999999999\r\n\r\nabcde",
    "bad chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n",
    "gzip": HEAD + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    "split header": HEAD + b"X: a\r\n\tb\r\nX : c\r\nContent-Length: 0\r\n\r\n",
    "bare newlines": WHOLE.replace(b"\r\n", b"\n"),
    "nul in header": HEAD + b"X: a\0b\r\nContent-Length: 0\r\n\r\n",
    "upgrade": HEAD + b"Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n",
}


def exchange(node: Conversation, data: bytes, *, end: bool = True) -> bytes:
    """Everything that comes back for these bytes, until the node closes or has no more to say."""
    with socket.create_connection(node.address, timeout=3) as connection:
        received = b""
        with suppress(OSError):
            connection.sendall(data)
            if end:
                connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                received += part
        return received


def statuses(received: bytes) -> list[int]:
    return [int(part.split(b" ", 1)[0]) for part in received.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize("data", RAW.values(), ids=RAW)
def test_bytes_that_are_no_request_end_in_a_refusal(node: Conversation, data: bytes) -> None:
    assert set(statuses(exchange(node, data))) <= {200, 400, 404, 405, 421, 501, 505}
    assert node.post(PING)["result"] == {"message": "pong"}


@pytest.mark.parametrize("cut", range(1, len(WHOLE), 17))
def test_a_request_that_breaks_off_is_forgotten(node: Conversation, cut: int) -> None:
    assert set(statuses(exchange(node, WHOLE[:cut]))) <= {400}
    assert node.post(PING)["result"] == {"message": "pong"}


def test_requests_that_are_sent_ahead_are_answered_in_order(node: Conversation) -> None:
    numbered = [PING.replace(b'"id":1', b'"id":%d' % number) for number in range(1, 9)]
    requests = [HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body for body in numbered]
    requests[3] = HEAD + b"Content-Length: 4\r\n\r\n{{{{"
    last = requests[-1].replace(b"Host: a", b"Host: a\r\nConnection: close")
    received = exchange(node, b"".join([*requests[:-1], last]), end=False)
    assert statuses(received) == [200, 200, 200, 400, 200, 200, 200, 200]
    bodies = [json.loads(part.partition(b"\r\n\r\n")[2]) for part in received.split(b"HTTP/1.1 ")[1:]]
    assert [body["id"] for body in bodies] == [1, 2, 3, -1, 5, 6, 7, 8]


@settings(database=None)
@given(
    cut=st.integers(0, len(WHOLE)),
    noise=st.binary(max_size=20) | st.sampled_from((b"\r\n\r\n", b"\0", b" ", b":")),
    removed=st.integers(0, 8),
)
def test_a_request_with_wrong_bytes_in_it_is_no_error_of_the_node(
    node: Conversation, cut: int, noise: bytes, removed: int
) -> None:
    received = exchange(node, WHOLE[:cut] + noise + WHOLE[cut + removed :])
    assert not {status for status in statuses(received) if status >= 500}


def test_the_paths_beside_the_methods_take_no_harm(node: Conversation) -> None:
    with httpx.Client(base_url="http://{}:{}".format(*node.address)) as http:
        for path in (
            "/",
            "/metrics",
            "/spec/v1",
            "/api/v1/health",
            "/api/v1/health/x",
            "/%2e%2e/",
            "/rpc/v1/",
        ):
            for method in ("GET", "POST", "PUT", "HEAD", "OPTIONS", "TRACE"):
                assert http.request(method, path).status_code < 500
