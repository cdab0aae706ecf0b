"""Transactions at a node that misbehaves in every way: done once, or known not to be."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from idos import Denied, Invalid, Unavailable, UnknownOutcome
from idos.crypto.authenticators import authenticator
from idos.errors import IdosError
from idos.protocol.jsonrpc import ErrorCode, TxCode
from idos.protocol.results import TxResult
from idos.sdk.sending import NONCE_ATTEMPTS, OUTCOME_PAUSES
from idos.sdk.signers import evm_wallet
from tests.sdk.scripted import CHAIN_ID, ScriptedNode, fault, person, rejection

NOT_FOUND = fault(ErrorCode.TX_NOT_FOUND, "transaction not found")
OK = TxResult(0, 0, "1. done").to_json()


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Time passes at once; how much of it would have."""
    passed: list[float] = []
    monkeypatch.setattr("idos.sdk.drivers.time.sleep", passed.append)
    return passed


def code(caught: pytest.ExceptionInfo[IdosError]) -> str:
    return caught.value.code


def test_a_transaction_has_the_next_nonce_the_networks_name_and_a_good_signature() -> None:
    node = ScriptedNode()
    wallet = evm_wallet(b"\x05" * 32)
    person(node, wallet).add_attribute("key", "value")
    assert node.methods == ["user.account", "user.broadcast"]
    assert node.asked[-2].params["status"] == 1, "what waits in the mempool counts"
    (transaction,) = node.transactions()
    assert (transaction.nonce, transaction.chain_id, transaction.fee) == (5, CHAIN_ID, 0)
    assert transaction.signature
    kind = authenticator(transaction.signature_type)
    assert kind.verify(wallet.sender, transaction.signed_text(), transaction.signature)


def test_where_transactions_cost_something_the_price_is_asked_and_paid() -> None:
    node = ScriptedNode().on(
        "user.chain_info", {"chain_id": CHAIN_ID, "block_height": 7, "block_hash": "ab" * 32, "gas": True}
    )
    node.on("user.estimate_price", {"price": "1200"})
    person(node).add_attribute("key", "value")
    assert node.transactions()[0].fee == 1200


def test_a_failed_action_is_the_error_that_its_text_stands_for() -> None:
    log = "1. a notice\nERROR: the grant is locked"
    node = ScriptedNode().on(
        "user.broadcast", {"tx_hash": "00" * 32, "result": TxResult(65535, 0, log).to_json()}
    )
    with pytest.raises(Denied) as caught:
        person(node).revoke(uuid4())
    assert (code(caught), caught.value.message) == ("grant_locked", "the grant is locked")


def test_a_failure_without_text_is_still_a_failure() -> None:
    node = ScriptedNode().on("user.broadcast", {"tx_hash": "00" * 32, "result": {"code": 100, "gas": 0}})
    with pytest.raises(Denied) as caught:
        person(node).revoke(uuid4())
    assert code(caught) == "action_failed"


def test_a_nonce_that_somebody_else_used_is_replaced_by_the_next() -> None:
    node = ScriptedNode().on("user.account", {"balance": "0", "nonce": 4}, {"balance": "0", "nonce": 5})
    node.on("user.tx_query", NOT_FOUND)
    node.on("user.broadcast", rejection(TxCode.NONCE), {"tx_hash": "00" * 32, "result": OK})
    person(node).add_attribute("key", "value")
    assert [transaction.nonce for transaction in node.transactions()] == [5, 6]


def test_a_nonce_that_is_used_up_inside_the_block_is_replaced_too() -> None:
    node = ScriptedNode()
    out_of_turn = {
        "tx_hash": "00" * 32,
        "result": TxResult(TxCode.NONCE, 0, "ERROR: invalid nonce").to_json(),
    }
    node.on("user.broadcast", out_of_turn, {"tx_hash": "00" * 32, "result": OK})
    person(node).add_attribute("key", "value")
    assert len(node.transactions()) == 2


def test_nonces_are_not_replaced_for_ever() -> None:
    node = ScriptedNode().on("user.broadcast", rejection(TxCode.NONCE)).on("user.tx_query", NOT_FOUND)
    with pytest.raises(Denied) as caught:
        person(node).add_attribute("key", "value")
    assert code(caught) == "rejected_nonce"
    assert len(node.transactions()) == NONCE_ATTEMPTS


@pytest.mark.parametrize("complaint", [TxCode.NONCE, TxCode.UNKNOWN])
def test_what_something_on_the_way_sent_twice_is_not_done_twice(complaint: TxCode) -> None:
    """A proxy repeats a request: the second is out of turn, or known already. The first one counts."""
    node = ScriptedNode().on("user.broadcast", rejection(complaint))
    node.on("user.tx_query", {"tx_hash": "00" * 32, "height": 9, "tx": None, "tx_result": OK})
    person(node).add_attribute("key", "value")
    assert len(node.transactions()) == 1


def test_a_rejection_that_can_not_be_looked_up_leaves_the_outcome_open() -> None:
    node = ScriptedNode().on("user.broadcast", rejection(TxCode.NONCE))
    node.on("user.tx_query", Unavailable("cut", code="network"))
    with pytest.raises(UnknownOutcome):
        person(node).add_attribute("key", "value")
    assert len(node.transactions()) == 1


@pytest.mark.parametrize(
    ("answer", "expected", "kind"),
    [
        (rejection(TxCode.SIGNATURE), "rejected_signature", Denied),
        (rejection(TxCode.CHAIN), "rejected_chain", Denied),
        (rejection(TxCode.MEMPOOL_FULL), "busy", Unavailable),
        (fault(ErrorCode.GATEWAY_TOO_MANY_REQUESTS), "too_many_requests", Unavailable),
        (fault(ErrorCode.INVALID_PARAMS), "invalid_params", Invalid),
        (Unavailable("no route", code="unreachable"), "unreachable", Unavailable),
        (Unavailable("413", code="http_refused"), "http_refused", Unavailable),
    ],
)
def test_what_was_surely_not_done_is_said_at_once(answer: Any, expected: str, kind: type[IdosError]) -> None:
    node = ScriptedNode().on("user.broadcast", answer)
    with pytest.raises(kind) as caught:
        person(node).add_attribute("key", "value")
    assert code(caught) == expected
    assert node.methods == ["user.account", "user.broadcast"]


@pytest.mark.parametrize("data", [None, {}, {"code": 4_000}, "text", {"code": 65535}])
def test_a_rejection_without_a_known_reason_is_looked_up_and_then_believed(data: object) -> None:
    node = ScriptedNode().on("user.broadcast", fault(ErrorCode.TX_REJECTED, "no", data))
    node.on("user.tx_query", NOT_FOUND)
    with pytest.raises(Denied) as caught:
        person(node).add_attribute("key", "value")
    assert code(caught) == "rejected_unknown"
    assert node.methods[-1] == "user.tx_query"


LOST = [
    rejection(TxCode.TIMED_OUT),
    fault(ErrorCode.TIMEOUT),
    fault(ErrorCode.INTERNAL),
    fault(ErrorCode.RESULT_ENCODING),
    fault(ErrorCode.TX_INTERNAL),
    fault(-12345),
    Unavailable("slow", code="timeout"),
    Unavailable("cut", code="network"),
    Unavailable("<html>", code="bad_response"),
    {"tx_hash": "00" * 32},
    {"tx_hash": "nothing of the kind"},
]


@pytest.mark.parametrize("answer", LOST)
def test_a_lost_answer_is_found_again_by_the_hash(answer: Any, pauses: list[float]) -> None:
    node = ScriptedNode().on("user.broadcast", answer)
    waiting = {"tx_hash": "00" * 32, "height": -1, "tx": None, "tx_result": None}
    done = {"tx_hash": "00" * 32, "height": 9, "tx": None, "tx_result": OK}
    node.on("user.tx_query", NOT_FOUND, waiting, Unavailable("cut", code="network"), done)
    person(node).add_attribute("key", "value")
    assert node.methods == ["user.account", "user.broadcast", *["user.tx_query"] * 4]
    assert node.asked[-1].params == {"tx_hash": node.transactions()[0].hash().hex()}
    assert pauses == list(OUTCOME_PAUSES[:3])


@pytest.mark.parametrize("answer", LOST)
def test_an_outcome_that_can_not_be_learned_is_not_guessed(answer: Any, pauses: list[float]) -> None:
    node = ScriptedNode().on("user.broadcast", answer).on("user.tx_query", NOT_FOUND)
    with pytest.raises(UnknownOutcome) as caught:
        person(node).add_attribute("key", "value")
    (transaction,) = node.transactions()
    assert caught.value.tx_hash == transaction.hash().hex()
    assert pauses == list(OUTCOME_PAUSES)


def test_a_lost_transaction_that_failed_is_a_failure() -> None:
    node = ScriptedNode().on("user.broadcast", Unavailable("cut", code="network"))
    failed = TxResult(65535, 0, "ERROR: the grant is locked").to_json()
    node.on("user.tx_query", {"tx_hash": "00" * 32, "height": 9, "tx": None, "tx_result": failed})
    with pytest.raises(Denied) as caught:
        person(node).revoke(uuid4())
    assert code(caught) == "grant_locked"
