"""Transactions over HTTP: admission, receipts, and what of them is shown to whom."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from unittest.mock import ANY

import pytest

from idos.consensus.engine import Rejected
from idos.errors import Unavailable
from idos.node import Node
from idos.protocol.jsonrpc import TxCode
from idos.protocol.requests import Broadcast
from idos.protocol.transaction import Transaction
from idos.store.records import Receipt
from tests.people import ALICE, NEOBANK, PEOPLE, Person, encryption_key, uid
from tests.rpc.kit import Client, Clock, running, transaction
from tests.rpc.limit_table import until


def new_user(label: str) -> tuple[Any, ...]:
    return uid(label), encryption_key(label), "user"


def broadcast(client: Client, tx: Transaction, *, sync: bool = True) -> Any:
    return client.rpc("user.broadcast", Broadcast(tx, sync).to_json())


def rejection(reply: Any) -> tuple[int, str]:
    assert reply.status == 200
    assert reply.error == (-201, "broadcast error")
    data = reply.body["error"]["data"]
    return data["code"], data["message"]


def test_a_synchronous_broadcast_answers_with_the_result(client: Client) -> None:
    result = client.execute(NEOBANK, "add_user_as_inserter", *new_user("sync")).result
    assert len(result["tx_hash"]) == 64
    assert result["result"] == {"code": 0, "gas": ANY, "log": ""}


def test_an_action_that_fails_is_told_in_the_result(client: Client) -> None:
    result = client.execute(ALICE, "add_user_as_inserter", *new_user("nobody")).result["result"]
    assert result == {"code": 65535, "gas": ANY, "log": "ERROR: Unauthorized inserter"}


def test_an_asynchronous_broadcast_answers_with_the_hash_alone(client: Client) -> None:
    reply = client.execute(NEOBANK, "add_user_as_inserter", *new_user("async"), sync=False)
    assert list(reply.result) == ["tx_hash"]


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.wallet_type)
def test_every_kind_of_wallet_signs_transactions(client: Client, who: Person) -> None:
    before = client.nonce(who)
    client.done(who, "add_attribute", uid(f"attribute of {who.name}"), "name", "value")
    assert client.nonce(who) == before + 1


def signed(tx: Transaction) -> Transaction:
    return replace(tx, signature=NEOBANK.sign(tx.signed_text()))


def test_a_payload_is_not_decoded_before_its_signature_was_checked(client: Client) -> None:
    tx = transaction(NEOBANK, client.nonce(NEOBANK) + 1, "add_user_as_inserter", *new_user("forged"))
    assert rejection(broadcast(client, replace(tx, payload=b"junk")))[0] == TxCode.SIGNATURE


def test_a_large_transaction_is_decoded_like_any_other(client: Client) -> None:
    tx = transaction(ALICE, client.nonce(ALICE) + 1, "add_attribute", uid("large"), "key", "v" * 200_000)
    assert "larger than this network allows" in broadcast(client, tx).result["result"]["log"]
    malformed = Broadcast(tx).to_json()
    malformed["tx"]["sender"] = "zz"
    assert client.rpc("user.broadcast", malformed).code == -32602


def test_rejections_carry_their_code_and_text(client: Client) -> None:
    nonce = client.nonce(NEOBANK) + 1
    tx = transaction(NEOBANK, nonce, "add_user_as_inserter", *new_user("rejected"))
    elsewhere = transaction(NEOBANK, nonce, "add_user_as_inserter", *new_user("x"), chain_id="elsewhere")
    assert rejection(broadcast(client, elsewhere))[0] == TxCode.CHAIN
    assert rejection(broadcast(client, replace(tx, signature=b"x" * 64)))[0] == TxCode.SIGNATURE
    assert rejection(broadcast(client, replace(tx, sender=b"x")))[0] == TxCode.SENDER
    assert rejection(broadcast(client, replace(tx, payload_type="transfer")))[0] == TxCode.PAYLOAD_TYPE
    assert rejection(broadcast(client, signed(replace(tx, payload=b"junk"))))[0] == TxCode.ENCODING
    early = transaction(NEOBANK, nonce + 1, "add_user_as_inserter", *new_user("early"))
    assert rejection(broadcast(client, early)) == (
        TxCode.NONCE,
        f"invalid nonce for account {NEOBANK.sender.hex()}: got {nonce + 1}, expected {nonce}",
    )
    assert broadcast(client, tx).result
    assert rejection(broadcast(client, tx)) == (TxCode.UNKNOWN, "transaction already exists")


@pytest.mark.parametrize("change", [{"sig": None}, {"sig": "%%%"}])
def test_a_transaction_has_to_be_whole(client: Client, change: dict[str, Any]) -> None:
    params = Broadcast(transaction(NEOBANK, 1, "add_user_as_inserter", *new_user("x"))).to_json()
    params["tx"]["signature"] |= change
    reply = client.rpc("user.broadcast", params)
    assert (reply.status, reply.code) == (400, -32602)


def test_a_price_is_asked_for_with_a_skeleton(client: Client) -> None:
    tx = replace(
        transaction(ALICE, 1, "action_costing_gas"), signature=None, fee=None, nonce=None, chain_id=""
    )
    assert client.rpc("user.estimate_price", {"tx": tx.to_json()}).result == {"price": "0"}


def test_a_transaction_is_found_by_its_hash(client: Client) -> None:
    tx = transaction(NEOBANK, client.nonce(NEOBANK) + 1, "add_user_as_inserter", *new_user("found"))
    tx_hash = broadcast(client, tx).result["tx_hash"]
    result = client.rpc("user.tx_query", {"tx_hash": tx_hash}).result
    height = client.rpc("user.chain_info").result["block_height"]
    assert result == {
        "tx_hash": tx_hash,
        "height": height,
        "tx": tx.to_json(),
        "tx_result": {"code": 0, "gas": ANY, "log": ""},
    }
    explored = client.rpc("chain.tx", {"hash": tx_hash}).result
    assert explored == {"hash": tx_hash, **{name: result[name] for name in ("height", "tx", "tx_result")}}


@pytest.mark.parametrize(("method", "name"), [("user.tx_query", "tx_hash"), ("chain.tx", "hash")])
def test_an_unknown_transaction_is_not_found(client: Client, method: str, name: str) -> None:
    assert client.rpc(method, {name: "00" * 32}).error == (-202, "transaction not found")


def test_what_a_transaction_carried_is_shown_only_while_it_is_kept() -> None:
    clock = Clock()
    with running(clock, body_retention_seconds=60) as (_, client):
        reply = client.execute(NEOBANK, "add_user_as_inserter", *new_user("kept"))
        asked = {"tx_hash": reply.result["tx_hash"]}
        assert client.rpc("user.tx_query", asked).result["tx"]["sender"] == NEOBANK.sender.hex()
        clock.now += 61
        client.done(NEOBANK, "add_user_as_inserter", *new_user("later"))
        later = client.rpc("user.tx_query", asked).result
        assert (later["tx_result"]["code"], later["height"]) == (0, 1)
        shown = later["tx"]
        assert (shown["sender"], shown["body"]["payload"], shown["signature"]["sig"]) == ("", "", "")


class HeldEngine:
    """An engine that admits transactions and settles them when the test says so."""

    failure = None

    def __init__(self, node: Node) -> None:
        self._status = node.services.engine.status
        self.promise: Future[Receipt] = Future()
        self.promise.set_running_or_notify_cancel()
        self.admitted = threading.Event()
        self.refuse: Exception | None = None
        self._held: Transaction | None = None

    def submit(self, tx: Transaction) -> Future[Receipt]:
        if self.refuse:
            raise self.refuse
        self._held = tx
        self.admitted.set()
        return self.promise

    def waiting(self, tx_hash: bytes) -> Transaction | None:
        return self._held

    def pending_nonce(self, identifier: str, key_type: str) -> int:
        return 7

    def status(self) -> Any:
        return self._status()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[HeldEngine, Client]]:
    with running(broadcast_seconds=0.2) as (node, client):
        engine = HeldEngine(node)
        monkeypatch.setattr(node.services, "engine", engine)
        yield engine, client


def test_a_transaction_that_waits_is_shown_without_a_height(held: tuple[HeldEngine, Client]) -> None:
    _, client = held
    tx = transaction(ALICE, 1, "action_costing_gas")
    tx_hash = broadcast(client, tx, sync=False).result["tx_hash"]
    result = client.rpc("user.tx_query", {"tx_hash": tx_hash}).result
    assert (result["height"], result["tx_result"]) == (-1, None)
    assert result["tx"] == tx.to_json()


def test_waiting_for_a_block_has_an_end_and_the_transaction_stands(held: tuple[HeldEngine, Client]) -> None:
    engine, client = held
    tx = transaction(ALICE, 1, "action_costing_gas")
    assert rejection(broadcast(client, tx)) == (
        TxCode.TIMED_OUT,
        "timed out waiting for the transaction's block",
    )
    assert not engine.promise.cancelled()
    engine.promise.set_result(Receipt(tx.hash(), 1, 0, 0, 0, ""))


def send(client: Client, number: int, address: str) -> Any:
    """Hand in a transaction, synchronously, from an address. Gives the answer."""
    there = client.with_headers(**{"x-forwarded-for": address})
    tx = transaction(Person(f"sender {number}", "FaceSign"), 1, "action_costing_gas")
    return there.rpc("user.broadcast", Broadcast(tx, sync=True).to_json())


def test_who_waits_for_a_block_keeps_nobody_out() -> None:
    """But a client has only so many that wait."""
    with (
        running(max_requests=4, requests_per_client=2) as (node, client),
        ThreadPoolExecutor(8) as others,
    ):
        with node.services.store.write():
            sent = []
            for n in range(8):  # one after another: only four may be worked on
                sent.append(others.submit(send, client, n, f"192.0.2.{n // 2}"))
                until(lambda: node.services.waiting.held == len(sent))
            until(lambda: "idos_requests_in_progress 0.0" in client.get("/metrics").text)
            assert client.with_headers(**{"x-forwarded-for": "192.0.2.0"}).rpc("user.ping").result
            refused = send(client, 8, "192.0.2.0")
            assert (refused.status, refused.error) == (503, (-32001, "too many requests wait for blocks"))
        assert all("result" in reply.result().body for reply in sent)
        assert node.services.waiting.held == 0


@pytest.mark.parametrize(
    ("refusal", "code", "data"),
    [
        (Unavailable("full", code="busy"), -201, {"code": 11, "message": "full"}),
        (Unavailable("later", code="rules_unknown"), -201, {"code": 65_535, "message": "later"}),
        (Unavailable("the node is stopping", code="stopped"), -700, None),
        (Rejected("no", tx_code=TxCode.FEE), -201, {"code": 7, "message": "no"}),
        (Unavailable("too old", code="rules_unknown"), -201, {"code": 65535, "message": "too old"}),
    ],
)
def test_an_engine_that_takes_nothing_says_why(
    held: tuple[HeldEngine, Client], refusal: Exception, code: int, data: object
) -> None:
    engine, client = held
    engine.refuse = refusal
    reply = broadcast(client, transaction(ALICE, 1, "action_costing_gas"))
    assert (reply.code, reply.body["error"].get("data")) == (code, data)


def test_a_block_that_can_not_be_written_is_no_success(held: tuple[HeldEngine, Client]) -> None:
    engine, client = held
    engine.promise.set_exception(Unavailable("the disk is full", code="disk"))
    reply = broadcast(client, transaction(ALICE, 1, "action_costing_gas"))
    assert reply.error == (-700, "the node can not answer now: disk")


def test_what_waited_for_a_block_that_the_program_can_not_make_is_rejected(
    held: tuple[HeldEngine, Client],
) -> None:
    """It is in no block and will be in none: its sender must not take its outcome for unknown."""
    engine, client = held
    engine.promise.set_exception(Unavailable("rules version 9 has come", code="rules_unknown"))
    reply = broadcast(client, transaction(ALICE, 1, "action_costing_gas"))
    assert rejection(reply) == (TxCode.UNKNOWN, "rules version 9 has come")


def test_what_rules_refuse_that_began_meanwhile_is_rejected(held: tuple[HeldEngine, Client]) -> None:
    engine, client = held
    engine.promise.set_exception(Rejected("more than 2 calls", tx_code=TxCode.ENCODING))
    reply = broadcast(client, transaction(ALICE, 1, "action_costing_gas"))
    assert rejection(reply) == (TxCode.ENCODING, "more than 2 calls")


def test_what_no_block_will_ever_hold_is_rejected(held: tuple[HeldEngine, Client]) -> None:
    engine, client = held
    engine.promise.set_exception(Unavailable("too old", code="rules_unknown"))
    reply = broadcast(client, transaction(ALICE, 1, "action_costing_gas"))
    assert rejection(reply) == (TxCode.UNKNOWN, "too old")


def test_an_account_may_count_what_waits(held: tuple[HeldEngine, Client]) -> None:
    _, client = held
    account = {"id": {"identifier": ALICE.sender.hex(), "key_type": "secp256k1"}}
    assert client.rpc("user.account", account | {"status": 1}).result == {
        **account,
        "balance": "0",
        "nonce": 7,
    }
    assert client.rpc("user.account", account).result == {"balance": "0", "nonce": 0}
