"""Probes of the limits that are the same everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from idos.crypto.encoding import b64encode
from idos.http_server.connection import MAX_FIELDS
from idos.protocol.access_log import MAX_ENTRIES
from idos.protocol.binary import VERSION, prefixed, uint
from idos.protocol.jsonrpc import MAX_ID_CHARS, MAX_METHOD_CHARS
from idos.protocol.payloads import MAX_ARGS, MAX_CALLS, MAX_PAYLOAD_BYTES, ActionCall
from idos.protocol.requests import Broadcast
from idos.protocol.transaction import MAX_DESCRIPTION_BYTES, MAX_SENDER_BYTES, MAX_SIGNATURE_BYTES
from idos.protocol.values import MAX_ITEMS, TEXT, DataType, EncodedValue
from idos.rpc.methods.info import MAX_STATEMENT_CHARS, MAX_TERMS
from tests.people import ALICE, NEOBANK
from tests.rpc.http.test_bounds import PING
from tests.rpc.kit import log_query, running, transaction, view_call
from tests.rpc.limit_table import code, fixed

TEXTS = DataType("text", is_array=True)


def asked(body: bytes) -> str:
    with running() as (_, client):
        response = client.post(body)
    return f"{response.json()['error']['code']}, HTTP {response.status_code}"


@fixed("Bytes of a payload.", MAX_PAYLOAD_BYTES, "-32602, HTTP 400")
def payload() -> str:
    return wrong_transaction(payload="A" * (MAX_PAYLOAD_BYTES * 4 // 3 + 4))


@fixed("Bytes of a transaction's description.", MAX_DESCRIPTION_BYTES, "-32602, HTTP 400")
def description() -> str:
    return wrong_transaction(desc="x" * (MAX_DESCRIPTION_BYTES + 1))


def wrong_transaction(**changes: Any) -> str:
    params = Broadcast(transaction(NEOBANK, 1, "action_costing_gas")).to_json()
    params["tx"]["body"] |= changes
    with running() as (_, client):
        return code(client.rpc("user.broadcast", params))


@fixed("Bytes of a signature.", MAX_SIGNATURE_BYTES, "-32602, HTTP 400")
def signature() -> str:
    return wrong_call(signature="A" * (MAX_SIGNATURE_BYTES * 4 // 3 + 4))


@fixed("Bytes of a sender.", MAX_SENDER_BYTES, "-32602, HTTP 400")
def sender() -> str:
    return wrong_call(sender="00" * (MAX_SENDER_BYTES + 1))


def wrong_call(**changes: Any) -> str:
    with running() as (_, client):
        return code(client.rpc("user.call", view_call(ALICE, "get_user").to_json() | changes))


@fixed("Arguments of a call.", MAX_ARGS, "-32602, HTTP 400")
def arguments() -> str:
    many = ActionCall("main", "get_user", (EncodedValue.of("", TEXT),) * MAX_ARGS).encode()
    one_more = many.replace(MAX_ARGS.to_bytes(2, "little"), (MAX_ARGS + 1).to_bytes(2, "little"))
    assert one_more != many
    body = {"payload": b64encode(one_more)}
    return wrong_call(body=body)


@fixed("Items in all arrays of a payload.", MAX_ITEMS, "-32602, HTTP 400")
def items() -> str:
    nulls = prefixed(b"\0") * (MAX_ITEMS + 1)
    value = VERSION + prefixed(TEXTS.encode()) + uint(MAX_ITEMS + 1, 2) + nulls
    payload = view_call(None, "has_profile", "x").payload
    start = payload.index(b"has_profile") + len(b"has_profile")
    return wrong_call(body={"payload": b64encode(payload[:start] + uint(1, 2) + prefixed(value))})


@fixed("Calls of a transaction.", MAX_CALLS, "-201 with code 1")
def calls() -> str:
    tx = transaction(NEOBANK, 1, "action_costing_gas")
    one = tx.payload
    many = one.replace((1).to_bytes(2, "little"), (MAX_CALLS + 1).to_bytes(2, "little"))
    unsigned = replace(tx, payload=many)
    signed = replace(unsigned, signature=NEOBANK.sign(unsigned.signed_text()))
    with running() as (_, client):
        return code(client.rpc("user.broadcast", Broadcast(signed).to_json()))


@fixed("Levels of nesting in a request.", 32, "-32700, HTTP 400")
def nesting() -> str:
    return asked(PING.replace(b"{}", b'{"x":' + b"[" * 31 + b"]" * 31 + b"}"))


@fixed("Values in a request, about.", 4_096, "-32700, HTTP 400")
def values() -> str:
    return asked(PING.replace(b"{}", b'{"x":[' + b"1," * 9_000 + b"1]}"))


@fixed("Fields of a request's head, and of a trailer after its body.", MAX_FIELDS, "HTTP 431")
def header_fields() -> str:
    with running() as (_, client):
        return (
            f"HTTP {client.with_headers(**{f'x-{n}': '' for n in range(MAX_FIELDS)}).post(b'').status_code}"
        )


@fixed("Characters of a request's id.", MAX_ID_CHARS, "-32600, HTTP 400")
def request_id() -> str:
    return asked(PING.replace(b'"id":1', b'"id":"%s"' % (b"x" * (MAX_ID_CHARS + 1))))


@fixed("Characters of a method's name.", MAX_METHOD_CHARS, "-32600, HTTP 400")
def method_name() -> str:
    return asked(PING.replace(b"user.ping", b"x" * (MAX_METHOD_CHARS + 1)))


@fixed("Characters of a query of `info`.", MAX_STATEMENT_CHARS, "-300")
def statement() -> str:
    query = "SELECT name FROM info.namespaces".ljust(MAX_STATEMENT_CHARS + 1)
    with running() as (_, client):
        return code(client.rpc("user.query", {"query": query}))


@fixed("Columns, conditions, and columns of the order of such a query, each.", MAX_TERMS, "-300")
def terms() -> str:
    query = f"SELECT {', '.join(['name'] * (MAX_TERMS + 1))} FROM info.namespaces"
    with running() as (_, client):
        return code(client.rpc("user.query", {"query": query}))


@fixed("Entries in a page of the access log.", MAX_ENTRIES, "-32602, HTTP 400")
def log_page() -> str:
    with running() as (_, client):
        query = log_query(client, ALICE).to_json() | {"limit": MAX_ENTRIES + 1}
        return code(client.rpc("user.access_log", query))
