from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from idos.errors import Invalid
from idos.protocol.payloads import RawStatement
from idos.protocol.reads import CallRequest, LoginParameters, SignedQuery, call_text, login_text, query_text
from idos.protocol.values import TEXT, EncodedValue

CHALLENGE = b"\xcd" * 32
REQUEST = CallRequest(b"payload", None, "ed25519", b"\x01", b"")
QUERY = SignedQuery(
    RawStatement("SELECT 1", (("$a", EncodedValue.of("x", TEXT)),)), CHALLENGE, "ed25519", b"\x01", b"s"
)
PARAMETERS = LoginParameters(
    "n0nce",
    "Trust me",
    "2026-01-01T00:00:00Z",
    "2026-01-01T00:05:00Z",
    "chain",
    "https://node",
    "1",
    "https://node/rpc/v1",
)


@pytest.mark.parametrize(
    ("namespace", "action"), [("main\nMethod: x", "a"), ("main", "a\nDigest: 00"), ("main", "")]
)
def test_a_name_can_not_add_a_line_to_the_text_of_a_call(namespace: str, action: str) -> None:
    with pytest.raises(Invalid):
        call_text(namespace, action, b"", CHALLENGE)


def test_the_text_of_a_query_is_the_documented_one() -> None:
    statement = "SELECT *\nFROM t"
    payload = bytes.fromhex("0000 0f000000") + statement.encode() + bytes.fromhex("0000")
    assert RawStatement(statement).encode() == payload
    assert query_text(statement, payload, CHALLENGE).decode() == (
        "Kwil SQL statement.\n\n"
        "Statement: SELECT *\nFROM t\n"
        f"Digest: {hashlib.sha256(payload).hexdigest()[:40]}\n"
        f"Challenge: {'cd' * 32}\n"
    )


@pytest.mark.parametrize("absent", [None, ""])
def test_null_and_empty_mean_the_same_in_a_call(absent: str | None) -> None:
    obj = {
        "body": {"payload": "", "challenge": absent},
        "auth_type": "",
        "sender": absent,
        "signature": absent,
    }
    assert CallRequest.from_json(obj) == CallRequest(b"", None, "", b"", b"")
    assert CallRequest.from_json({"body": {"payload": ""}, "auth_type": ""}) == CallRequest(
        b"", None, "", b"", b""
    )


def test_a_challenge_is_left_out_when_there_is_none() -> None:
    assert "challenge" not in REQUEST.to_json()["body"]
    assert replace(REQUEST, challenge=CHALLENGE).to_json()["body"]["challenge"] == "zc3N" * 10 + "zc0="


@pytest.mark.parametrize(
    "changes",
    [
        {"challenge": bytes(65)},
        {"payload": bytes(4 * 1024 * 1024 + 1)},
        {"sender": bytes(65)},
        {"signature": bytes(8193)},
        {"auth_type": "x" * 33},
        {"auth_type": "x\n"},
    ],
)
def test_calls_are_bounded(changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        replace(REQUEST, **changes)


@pytest.mark.parametrize("changes", [{"challenge": bytes(31)}, {"sender": bytes(65)}, {"auth_type": "\n"}])
def test_signed_queries_are_bounded(changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        replace(QUERY, **changes)


def test_a_signed_query_is_written_with_the_official_names() -> None:
    obj = QUERY.to_json()
    assert list(obj) == ["body", "Challenge", "auth_type", "sender", "signature"]
    assert obj["body"]["Statement"] == "SELECT 1"
    assert [param["Name"] for param in obj["body"]["Parameters"]] == ["$a"]
    without = {**obj, "body": {"Statement": "SELECT 1", "Parameters": None}}
    assert SignedQuery.from_json(without).statement == RawStatement("SELECT 1")


def test_an_empty_statement_leaves_no_line_in_the_text_of_a_login() -> None:
    assert b"account:\n\nTrust me\n\nURI: " in login_text(PARAMETERS, "https://node")
    assert b"account:\n\n\nURI: " in login_text(replace(PARAMETERS, statement=""), "https://node")


@pytest.mark.parametrize(
    "field", ["nonce", "statement", "issue_at", "expiration_time", "chain_id", "domain", "version", "uri"]
)
def test_no_login_parameter_can_add_a_line_to_the_text(field: str) -> None:
    with pytest.raises(Invalid, match=f"{field} contains"):
        replace(PARAMETERS, **{field: "x\nChain ID: other"})


@pytest.mark.parametrize("provider", ["", "https://node\nURI: x", "x" * 513])
def test_the_provider_is_one_line(provider: str) -> None:
    with pytest.raises(Invalid):
        login_text(PARAMETERS, provider)
