"""A conversation, held with the Python SDK at a node that answers from the script."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import fields, is_dataclass
from typing import Any, cast
from unittest.mock import patch
from uuid import UUID

import httpx

from idos.crypto.box import Sealed
from idos.crypto.encoding import b64decode
from idos.enclave import Reencrypted
from idos.errors import Denied, IdosError, UnknownOutcome
from idos.protocol.grants import WriteGrant
from idos.protocol.jsonrpc import ErrorCode
from idos.protocol.values import BOOL, INT8, TEXT
from idos.sdk.clients import session_at
from idos.sdk.consumer import Consuming
from idos.sdk.drivers import Blocking, Operation
from idos.sdk.key_change import KeyChange
from idos.sdk.person import Person
from idos.sdk.records import Grantee
from idos.sdk.signers import ServerKey
from idos.sdk.transport import HttpTransport
from tests.sdk.conversations.script import CHAIN_ID, OPEN, SEED, URL, Answer, Conversation

COPY = Reencrypted(Sealed(b"\x05" * 48, b"\x06" * 32), "cd" * 32)
COPY_SEED = b"\x09" * 32
"""Of the key that signs a copy, which is otherwise drawn for it."""

MAX_LIST = 20
_TYPES = {str: TEXT, int: INT8, bool: BOOL}
_BROKEN = {"unreachable": httpx.ConnectError, "timeout": httpx.ReadTimeout, "network": httpx.ReadError}


def held(conversation: Conversation) -> dict[str, Any]:
    """What came of it: the requests, the pauses in milliseconds, and what the caller was told."""
    node = _Node(conversation.answers)
    pauses: list[int] = []
    transport = HttpTransport(URL, http=httpx.Client(transport=httpx.MockTransport(node.answer)))
    with (
        closing(transport),
        patch("idos.sdk.drivers.time.sleep", lambda seconds: pauses.append(round(seconds * 1000))),
    ):
        try:
            outcome = {"result": shortened(plain(_run(conversation, transport)))}
        except UnknownOutcome as error:
            outcome = {"error": error.code, "tx_hash": error.tx_hash}
        except IdosError as error:
            outcome = {"error": error.code}
    return {"requests": node.asked, "pauses": pauses, "outcome": outcome}


def _run(conversation: Conversation, transport: HttpTransport) -> Any:
    terms = {"chain_id": CHAIN_ID, **conversation.terms}
    if "max_fee" in terms:
        terms["max_fee"] = int(terms["max_fee"])
    signer = ServerKey(SEED)
    session = session_at(URL, signer, **terms)
    if conversation.who == "consumer":
        client: Any = Blocking(Consuming(session, signer, b"\x01" * 32), transport)
    else:
        client = Blocking(Person(session, cast("Any", _Wallet()), cast("Any", _Enclave())), transport)
    return OPERATIONS[conversation.operation](client, dict(conversation.arguments))


class _Node:
    """Answers each method in order; the last answer stays."""

    def __init__(self, answers: Mapping[str, list[Answer]]) -> None:
        self.asked: list[dict[str, Any]] = []
        self._scripts = {method: list(script) for method, script in {**OPEN, **answers}.items()}

    def answer(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.asked.append({"method": body["method"], "params": body["params"]})
        script = self._scripts.get(
            body["method"], [{"error": {"code": ErrorCode.UNKNOWN_METHOD, "message": "unknown method"}}]
        )
        answer = script.pop(0) if len(script) > 1 else script[0]
        if answer.get("session") and all(each["method"] != "kgw.authn" for each in self.asked):
            answer = {"error": {"code": ErrorCode.GATEWAY_NOT_AUTHORIZED, "message": "not authorized"}}
        if "broken" in answer:
            raise _BROKEN[answer["broken"]]("broken")
        if "status" in answer:
            return httpx.Response(answer["status"], text=answer["body"])
        told = {"result": _table(answer)} if "rows" in answer else answer
        return httpx.Response(200, json={"jsonrpc": "2.0", "id": body["id"], **told})


def _table(answer: Answer) -> dict[str, Any]:
    """Rows as a node writes them: integers as text, and ``{n}`` with twelve digits."""
    first, times = answer.get("from", 0), answer.get("times", 1)
    records = [
        {
            name: cell.replace("{n}", f"{number:012d}") if isinstance(cell, str) else cell
            for name, cell in row.items()
        }
        for number in range(first, first + times)
        for row in answer["rows"]
    ]
    names = list(records[0]) if records else []
    types = [_TYPES.get(type(records[0][name]), TEXT).to_json() for name in names]
    values = [[str(cell) if type(cell) is int else cell for cell in record.values()] for record in records]
    table = {"column_names": names, "column_types": types, "values": values}
    return {"query_result": table, "logs": "", "error": None}


class _Wallet:
    """Shows what it was given to sign."""

    def sign_text(self, text: str) -> str:
        return text


class _Enclave:
    """Makes the same copy of everything."""

    def __init__(self, unreadable: bytes = b"") -> None:
        self._unreadable = unreadable

    def reencrypt(self, *_: object) -> Reencrypted:
        return COPY

    def reencrypt_for_own_key(self, sealed: Sealed, _: bytes) -> Sealed:
        if sealed.content == self._unreadable:
            raise Denied("for another key", code="cannot_decrypt")
        return COPY.sealed


def _share(client: Blocking[Person], given: Mapping[str, Any]) -> Any:
    grantee = Grantee(given["grantee"], b"\x06" * 32)
    with (
        patch("idos.sdk.sharing.uuid4", lambda: UUID(given["copy_id"])),
        patch("idos.sdk.signers.os.urandom", lambda _: COPY_SEED),
    ):
        return client.perform(
            Person.share,
            UUID(given["id"]),
            grantee,
            content_hash=COPY.content_hash,
            locked_until=given["locked_until"],
        )


def _change_key(client: Blocking[Person], given: Mapping[str, Any]) -> None:
    replaced, recipient, unreadable = (
        b64decode(given[name], 32) for name in ("replaced", "recipient", "unreadable")
    )

    def run(person: Person) -> Operation[None]:
        change = KeyChange(person._session, (cast("Any", _Enclave(unreadable)),), recipient)
        return change.run(replaced, lambda _done, _of: None)

    client.perform(run)


def _sign_write_grant(client: Blocking[Person], given: Mapping[str, Any]) -> str:
    grant = WriteGrant(**{**given, "id": UUID(given["id"])})
    return client.perform(Person.sign_write_grant, grant).signature


def _id(given: Mapping[str, Any], name: str = "id") -> UUID | None:
    return None if given[name] is None else UUID(given[name])


OPERATIONS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    "abandon_password_change": lambda client, _: client.perform(Person.abandon_password_change),
    "access_log": lambda client, given: client.perform(Person.access_log, **given),
    "add_attribute": lambda client, given: client.perform(
        Person.add_attribute, given["key"], given["value"], id=_id(given)
    ),
    "all_grants": lambda client, given: client.perform(Consuming.all_grants, _id(given, "user_id")),
    "change_password": _change_key,
    "chain": lambda client, _: client.perform(Person.chain).chain_id,
    "credential": lambda client, given: client.perform(Person.credential, _id(given)),
    "credentials_shared_by": lambda client, given: client.perform(
        Consuming.credentials_shared_by, _id(given, "user_id"), given["issuer"]
    ),
    "edit_attribute": lambda client, given: client.perform(
        Person.edit_attribute, _id(given), given["key"], given["value"]
    ),
    "erase_profile": lambda client, _: client.perform(Person.erase_profile),
    "grants_for": lambda client, given: client.perform(Consuming.grants_for, _id(given)),
    "grants_given": lambda client, _: client.perform(Person.grants_given),
    "grants_received": lambda client, given: client.perform(
        Consuming.grants_received, _id(given, "user_id"), page=given["page"], size=given["size"]
    ),
    "has_profile": lambda client, given: client.perform(Person.has_profile, given["address"]),
    "log_out": lambda client, _: client.perform(Person.log_out),
    "profile": lambda client, _: client.perform(Person.profile),
    "remove_wallet": lambda client, given: client.perform(Person.remove_wallet, _id(given)),
    "rescind": lambda client, given: client.perform(Consuming.rescind, _id(given)),
    "revoke": lambda client, given: client.perform(Person.revoke, _id(given)),
    "share": _share,
    "shared_credential": lambda client, given: client.perform(Consuming.shared_credential, _id(given)),
    "sign_write_grant": _sign_write_grant,
}


def shortened(value: Any) -> Any:
    """Of a long list, how long it is, and its ends."""
    if not isinstance(value, list) or len(value) <= MAX_LIST:
        return value
    return {"length": len(value), "first": value[0], "last": value[-1]}


def plain(value: Any) -> Any:
    """A result as JSON: bytes as hex, ids as text, a record by its fields."""
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, UUID) else value
