"""A conversation with a node that misbehaves in every way, one at a time."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from idos import Denied, Invalid, NotFound, Unavailable
from idos.crypto.authenticators import authenticator
from idos.crypto.encoding import b64decode
from idos.errors import IdosError
from idos.protocol.challenges import challenge_of
from idos.protocol.jsonrpc import ErrorCode
from idos.protocol.reads import LoginParameters, call_text, login_text
from idos.protocol.requests import Login
from idos.sdk.signers import evm_wallet
from tests.sdk.scripted import (
    CHAIN_ID,
    URL,
    ScriptedNode,
    called,
    fault,
    person,
    refused,
    rows,
    sent,
)

UNAUTHORIZED = fault(ErrorCode.GATEWAY_NOT_AUTHORIZED, "not authorized")
USER = rows(
    {
        "id": "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11",
        "recipient_encryption_public_key": "VxR2nRFr92Q2rnS8eT0sMK0ZA8WaxSc4BcfiaYtBDDY=",
        "encryption_password_store": "user",
    }
)
LOGIN = {
    "nonce": "0123456789",
    "statement": "Sign in",
    "issue_at": "2026-01-01T00:00:00Z",
    "expiration_time": "2026-01-01T00:05:00Z",
    "chain_id": CHAIN_ID,
    "domain": URL,
    "version": "1",
    "uri": URL + "/rpc/v1",
}


def code(caught: pytest.ExceptionInfo[IdosError]) -> str:
    return caught.value.code


# Discovery


def test_the_network_is_asked_for_once() -> None:
    node = ScriptedNode(get_user=USER)
    alice = person(node)
    assert alice.chain().chain_id == CHAIN_ID
    alice.profile()
    alice.profile()
    assert [ask.method for ask in node.asked].count("user.chain_info") == 1


def test_another_network_than_the_wanted_is_refused_before_anything_is_signed() -> None:
    node = ScriptedNode()
    alice = person(node, chain_id="idos-main")
    with pytest.raises(Denied) as caught:
        alice.add_attribute("a", "b")
    assert code(caught) == "wrong_network"
    assert node.methods == []


@pytest.mark.parametrize("health", [{}, {"mode": "closed"}, {"mode": 1}])
def test_a_health_that_says_nothing_is_a_bad_answer(health: dict[str, object]) -> None:
    with pytest.raises(Unavailable) as caught:
        person(ScriptedNode().on("user.health", health)).chain()
    assert code(caught) == "bad_response"


# Reads


def test_a_read_names_its_sender_and_signs_nothing_in_open_mode() -> None:
    node = ScriptedNode(get_user=USER)
    wallet = evm_wallet(b"\x02" * 32)
    person(node, wallet).profile()
    assert node.methods == ["user.call"]
    params = node.asked[-1].params
    assert params["sender"] == wallet.sender.hex()
    assert (params["auth_type"], params["signature"]) == ("secp256k1_ep", "")


def test_a_node_that_asks_who_it_is_gets_a_login_for_itself_and_its_network() -> None:
    node = ScriptedNode().on("user.call", UNAUTHORIZED, USER)
    node.on("kgw.authn_param", LOGIN).on("kgw.authn", {})
    wallet = evm_wallet(b"\x03" * 32)
    person(node, wallet).profile()
    assert node.methods == ["user.call", "kgw.authn_param", "kgw.authn", "user.call"]
    login = Login.from_json(next(ask for ask in node.asked if ask.method == "kgw.authn").params)
    text = login_text(LoginParameters.from_json(LOGIN), URL)
    assert authenticator(login.signature_type).verify(wallet.sender, text, login.signature)


def test_a_node_that_asks_again_after_a_login_is_not_answered_in_circles() -> None:
    node = ScriptedNode().on("user.call", UNAUTHORIZED)
    node.on("kgw.authn_param", LOGIN).on("kgw.authn", {})
    with pytest.raises(Denied) as caught:
        person(node).profile()
    assert code(caught) == "sign_in_needed"
    assert node.methods == ["user.call", "kgw.authn_param", "kgw.authn", "user.call"]


@pytest.mark.parametrize(
    ("changed", "value"),
    [("domain", "https://evil.example"), ("chain_id", "other"), ("version", "2")],
)
def test_a_login_for_somebody_else_is_not_signed(changed: str, value: str) -> None:
    """A node in the middle passes on what another gateway wants signed."""
    node = ScriptedNode().on("user.call", UNAUTHORIZED, USER)
    node.on("kgw.authn_param", {**LOGIN, changed: value}).on("kgw.authn", {})
    with pytest.raises(Denied) as caught:
        person(node).profile()
    assert code(caught) == "login_mismatch"
    assert "kgw.authn" not in node.methods


def test_a_login_that_leaves_the_network_out_is_signed_for_the_known_one() -> None:
    node = ScriptedNode().on("user.call", UNAUTHORIZED, USER)
    node.on("kgw.authn_param", {**LOGIN, "chain_id": "", "domain": "", "version": ""}).on("kgw.authn", {})
    wallet = evm_wallet(b"\x03" * 32)
    person(node, wallet).profile()
    login = Login.from_json(next(ask for ask in node.asked if ask.method == "kgw.authn").params)
    text = login_text(LoginParameters.from_json(LOGIN), URL)
    assert authenticator("secp256k1_ep").verify(wallet.sender, text, login.signature)


def test_a_node_that_asks_who_it_is_and_has_no_gateway_is_reported() -> None:
    with pytest.raises(Unavailable) as caught:
        person(ScriptedNode().on("user.call", UNAUTHORIZED)).profile()
    assert code(caught) == "unsupported_method"


CHALLENGES = [challenge_of(URL, CHAIN_ID, bytes([number]) * 16) for number in (1, 2)]


def private_node(*calls: Any) -> ScriptedNode:
    node = ScriptedNode().on("user.health", {"mode": "private"})
    node.on("user.challenge", *({"challenge": each.hex()} for each in CHALLENGES))
    return node.on("user.call", *calls)


def test_in_private_mode_a_read_is_signed_over_a_challenge() -> None:
    node = private_node(USER)
    wallet = evm_wallet(b"\x04" * 32)
    person(node, wallet, sign_reads=True).profile()
    assert node.methods == ["user.challenge", "user.call"]
    params = node.asked[-1].params
    payload = b64decode(params["body"]["payload"], 1 << 20)
    text = call_text("main", "get_user", payload, CHALLENGES[0])
    assert authenticator("secp256k1_ep").verify(wallet.sender, text, b64decode(params["signature"], 65))


@pytest.mark.parametrize("complaint", [ErrorCode.CALL_CHALLENGE_NEEDED, ErrorCode.CALL_CHALLENGE_EXPIRED])
def test_a_challenge_that_came_too_late_is_replaced_once(complaint: ErrorCode) -> None:
    node = private_node(fault(complaint), USER)
    person(node, sign_reads=True).profile()
    assert node.methods == ["user.challenge", "user.call"] * 2
    node = private_node(fault(complaint))
    with pytest.raises(Denied):
        person(node, sign_reads=True).profile()
    assert node.methods == ["user.challenge", "user.call"] * 2


@pytest.mark.parametrize(
    "asked",
    [
        challenge_of("https://other.example", CHAIN_ID, bytes(16)),
        challenge_of(URL, "idos-other", bytes(16)),
        bytes(32),
        CHALLENGES[0][:31] + b"\0",
    ],
)
def test_a_challenge_of_somebody_else_is_not_signed(asked: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A node in the middle passes on another's, and would read there with the signature."""
    wallet = evm_wallet(b"\x04" * 32)
    monkeypatch.setattr(wallet, "sign", lambda _: pytest.fail("it was signed"))
    node = private_node(USER).on("user.challenge", {"challenge": asked.hex()})
    with pytest.raises(Denied) as caught:
        person(node, wallet, sign_reads=True).profile()
    assert code(caught) == "challenge_mismatch"


@pytest.mark.parametrize("mode", ["open", "private"])
def test_reads_are_not_signed_on_the_nodes_word(mode: str) -> None:
    node = private_node(fault(ErrorCode.CALL_CHALLENGE_NEEDED), USER).on("user.health", {"mode": mode})
    with pytest.raises(Denied) as caught:
        person(node).profile()
    assert code(caught) == "reads_not_signed"
    assert "user.challenge" not in node.methods


def test_a_challenge_of_a_node_that_names_no_network_is_not_signed() -> None:
    node = private_node(USER).on("user.challenge", {"challenge": challenge_of(URL, "", bytes(16)).hex()})
    node.on("user.chain_info", {"chain_id": "", "block_height": 7, "block_hash": "ab" * 32, "gas": False})
    with pytest.raises(Denied) as caught:
        person(node, sign_reads=True, chain_id=None).profile()
    assert code(caught) == "challenge_mismatch"


def test_a_node_that_turns_private_is_followed() -> None:
    node = private_node(fault(ErrorCode.CALL_CHALLENGE_NEEDED), USER).on("user.health", {"mode": "open"})
    person(node, sign_reads=True).profile()
    assert node.methods == ["user.call", "user.challenge", "user.call"]


def test_a_refusal_inside_a_result_is_an_error() -> None:
    node = ScriptedNode(get_credential_shared=refused("the credential is not shared with the caller"))
    with pytest.raises(NotFound) as caught:
        person(node).shared_credential(uuid4())
    assert code(caught) == "credential_not_readable"


def test_no_row_is_not_found() -> None:
    with pytest.raises(NotFound):
        person(ScriptedNode(get_user=rows())).profile()


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"query_result": 3},
        rows({"id": "x"}),
        rows({"id": "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11", "recipient_encryption_public_key": "AAAA"}),
        {"query_result": {"column_names": [], "column_types": [], "values": [[]]}},
    ],
)
def test_an_answer_of_another_form_is_the_nodes_fault(answer: dict[str, object]) -> None:
    node = ScriptedNode(get_user=answer, has_profile=answer)
    for ask in (person(node).profile, lambda: person(node).has_profile("0x")):
        with pytest.raises(IdosError) as caught:
            ask()
        assert isinstance(caught.value, Unavailable | NotFound)


def test_columns_that_nobody_knows_are_left() -> None:
    columns = USER["query_result"]
    more = {
        "column_names": [*columns["column_names"], "new"],
        "column_types": [*columns["column_types"], columns["column_types"][-1]],
        "values": [[*columns["values"][0], "?"]],
    }
    assert person(ScriptedNode(get_user={"query_result": more})).profile().encryption_password_store == "user"


@pytest.mark.parametrize("argument", [1.5, b"bytes", [1]])
def test_an_argument_of_another_type_is_refused(argument: object) -> None:
    with pytest.raises(Invalid):
        person(ScriptedNode()).has_profile(argument)  # type: ignore[arg-type]  # that is the point


# Leaving


def test_logging_out_ends_the_session() -> None:
    node = ScriptedNode().on("kgw.logout", {})
    person(node).log_out()
    assert node.methods == ["kgw.logout"]


def test_logging_out_where_there_are_no_sessions_is_no_error() -> None:
    person(ScriptedNode()).log_out()


def test_logging_out_may_fail() -> None:
    with pytest.raises(Unavailable):
        person(ScriptedNode().on("kgw.logout", fault(ErrorCode.GATEWAY_INTERNAL))).log_out()


def test_the_payload_of_a_read_is_what_was_asked() -> None:
    node = ScriptedNode(has_profile=rows({"has_profile": True}))
    assert person(node).has_profile("0xabc") is True
    assert called(node.asked[-1]).action == "has_profile"
    assert [arg.python() for arg in called(node.asked[-1]).args] == ["0xabc"]


def test_what_is_asked_is_not_shown_where_questions_are_logged() -> None:
    node = ScriptedNode()
    person(node).add_attribute("key", "a private value")
    assert "private" not in repr(node.asked)
    assert sent(node.asked[-1]).payload
