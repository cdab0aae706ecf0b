from __future__ import annotations

import inspect
import logging
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

import pytest

from idos.actions.context import Context
from idos.consensus import machine as machine_module
from idos.consensus.engine import Rejected
from idos.consensus.machine import Machine, RuleFailed
from idos.crypto.authenticators import identify
from idos.errors import Denied, Invalid, Unavailable
from idos.protocol.jsonrpc import TxCode
from idos.protocol.payloads import ActionCall, ActionExecution, RawStatement
from idos.protocol.refusals import Refusal
from idos.protocol.transaction import Transaction
from idos.store.memory import MemoryStore
from idos.store.records import Account, Receipt, User
from idos.store.verbs import Batch, Store, Tx

from . import network
from .network import CHAIN_ID, ISSUER, OTHER, OWNER, START_MS, Signer, encoded, machine, new_user, user_id

ADD_USER = ActionExecution("main", "add_user_as_inserter", (encoded(new_user(1)),)).encode()
STRANGER = Signer(b"\x07" * 32)


def apply(store: Store, *txs: Transaction, height: int = 1, rules: Machine | None = None) -> list[Receipt]:
    rules = rules or machine()
    with store.write() as batch:
        return rules.apply(batch, height, START_MS + height, [rules.check(tx, 1) for tx in txs])


def users(store: Store) -> list[UUID]:
    with store.read() as tx:
        return [user.id for user in tx.find(User)]


def nonce(store: Store, signer: Signer) -> int:
    with store.read() as tx:
        account = tx.get(Account, signer.sender.hex(), signer.key_type)
    return account.nonce if account else 0


@pytest.fixture
def founded(store: Store) -> Store:
    with store.write() as batch:
        network.found(batch)
    return store


class _UndoneError(Exception):
    pass


# Check


@pytest.mark.parametrize(
    "signer", [ISSUER, OWNER, Signer(ISSUER.seed, "stellar"), Signer(ISSUER.seed, "xrpl")]
)
def test_a_well_formed_transaction_is_known_by_its_signer_and_its_hash(signer: Signer) -> None:
    tx = signer.sign(ADD_USER, nonce=3)
    checked = machine().check(tx, 1)
    assert checked.caller == identify(signer.signature_type, signer.sender)
    assert (checked.hash, checked.encoded, checked.nonce) == (tx.hash(), tx.encode(), 3)
    assert checked.execution == ActionExecution.decode(ADD_USER)


@pytest.mark.parametrize(
    ("tx", "code", "text"),
    [
        (
            ISSUER.sign(RawStatement("SELECT 1").encode(), nonce=1, payload_type="raw_statement"),
            TxCode.PAYLOAD_TYPE,
            "unknown payload type: raw_statement",
        ),
        (
            ISSUER.sign(b"", nonce=1, payload_type="transfer"),
            TxCode.PAYLOAD_TYPE,
            "unknown payload type: transfer",
        ),
        (
            ISSUER.sign(ADD_USER, nonce=1, chain_id="other"),
            TxCode.CHAIN,
            "wrong chain id: got 'other', expected 'idos-test'",
        ),
        (
            ISSUER.sign(ADD_USER, nonce=1, chain_id=""),
            TxCode.CHAIN,
            "wrong chain id: got '', expected 'idos-test'",
        ),
        (
            ISSUER.sign(ADD_USER + b"\0", nonce=1),
            TxCode.ENCODING,
            "malformed transaction: data continues after its end",
        ),
        (
            replace(ISSUER.sign(ADD_USER, nonce=1), signature=None),
            TxCode.ENCODING,
            "malformed transaction: the transaction is not signed",
        ),
        (
            replace(ISSUER.sign(ADD_USER, nonce=1), nonce=None),
            TxCode.ENCODING,
            "malformed transaction: fee and nonce are not known yet",
        ),
        (
            ISSUER.execute("add_user_as_inserter", nonce=1, namespace="other"),
            TxCode.NAMESPACE_MISSING,
            "namespace not found",
        ),
        (
            replace(ISSUER.sign(ADD_USER, nonce=1), signature_type="rot13"),
            TxCode.SENDER,
            "unknown signer: unknown signature type",
        ),
        (
            replace(ISSUER.sign(ADD_USER, nonce=1), sender=b"short"),
            TxCode.SENDER,
            "unknown signer: a sender of this type has 32 bytes",
        ),
        (replace(ISSUER.sign(ADD_USER, nonce=1), sender=OTHER.sender), TxCode.SIGNATURE, "invalid signature"),
        (replace(ISSUER.sign(ADD_USER, nonce=1), nonce=2), TxCode.SIGNATURE, "invalid signature"),
        (replace(ISSUER.sign(ADD_USER, nonce=1), fee=1), TxCode.SIGNATURE, "invalid signature"),
        (replace(ISSUER.sign(ADD_USER, nonce=1), signature=b""), TxCode.SIGNATURE, "invalid signature"),
    ],
)
def test_what_can_be_in_no_block_is_rejected(tx: Transaction, code: TxCode, text: str) -> None:
    with pytest.raises(Rejected) as caught:
        machine().check(tx, 1)
    assert (caught.value.tx_code, caught.value.message) == (code, text)
    assert caught.value.code == f"rejected_{code.name.lower()}"


def test_an_empty_chain_id_is_accepted_only_where_the_network_says_so() -> None:
    lenient = Machine(network.genesis(), allow_empty_chain_id=True)
    lenient.check(ISSUER.sign(ADD_USER, nonce=1, chain_id=""), 1)
    lenient.check(ISSUER.sign(ADD_USER, nonce=1, chain_id=CHAIN_ID), 1)
    with pytest.raises(Rejected):
        lenient.check(ISSUER.sign(ADD_USER, nonce=1, chain_id="other"), 1)


# Apply


@pytest.mark.parametrize("namespace", ["main", "MAIN", ""])
def test_an_action_of_the_main_namespace_runs(founded: Store, namespace: str) -> None:
    tx = ISSUER.execute("ADD_user_as_inserter", new_user(1), nonce=1, namespace=namespace)
    assert apply(founded, tx) == [Receipt(tx.hash(), 1, 0, 0, 0, "")]
    assert users(founded) == [user_id(1)]


def test_a_failed_transaction_changes_nothing_but_its_nonce(founded: Store) -> None:
    receipts = apply(founded, ISSUER.add_user(1, 1), ISSUER.add_user(1, 2), ISSUER.add_user(2, 3))
    assert [receipt.code for receipt in receipts] == [TxCode.OK, TxCode.UNKNOWN, TxCode.OK]
    assert receipts[1].log == 'ERROR: duplicate key value violates unique constraint "users_pkey"'
    assert sorted(users(founded)) == sorted([user_id(1), user_id(2)])
    assert nonce(founded, ISSUER) == 3


def test_all_calls_of_a_transaction_take_effect_or_none(founded: Store) -> None:
    calls = [new_user(number) for number in (1, 2, 1)]
    (failed,) = apply(founded, ISSUER.execute("add_user_as_inserter", *calls, nonce=1))
    assert failed.code == TxCode.UNKNOWN
    assert users(founded) == []
    (done,) = apply(founded, ISSUER.execute("add_user_as_inserter", *calls[:2], nonce=2), height=2)
    assert done.code == TxCode.OK
    assert len(users(founded)) == 2


def test_no_calls_mean_one_call_without_arguments(founded: Store) -> None:
    (receipt,) = apply(founded, ISSUER.execute("add_user_as_inserter", nonce=1))
    assert receipt.log == 'ERROR: action "add_user_as_inserter" expected 3 arguments, but got 0'


def test_the_caller_is_the_signer(founded: Store) -> None:
    (receipt,) = apply(founded, STRANGER.add_user(1, 1))
    assert receipt.log == "ERROR: Unauthorized inserter"
    (receipt,) = apply(
        founded, OWNER.execute("add_inserter_as_owner", (user_id(1), "second"), nonce=1), height=2
    )
    assert receipt.code == TxCode.OK


def test_a_view_can_not_be_executed(founded: Store) -> None:
    (receipt,) = apply(founded, ISSUER.execute("get_user", nonce=1))
    assert receipt.log == "ERROR: a view action can not be executed in a transaction"


@pytest.mark.parametrize(("given", "expected"), [(1, 2), (3, 2)])
def test_a_transaction_out_of_turn_changes_nothing(founded: Store, given: int, expected: int) -> None:
    apply(founded, ISSUER.add_user(1, 1))
    (receipt,) = apply(founded, ISSUER.add_user(2, given), height=2)
    text = f"ERROR: invalid nonce for account {ISSUER.sender.hex()}: got {given}, expected {expected}"
    assert (receipt.code, receipt.log) == (TxCode.NONCE, text)
    assert (users(founded), nonce(founded, ISSUER)) == ([user_id(1)], 1)


def test_accounts_are_counted_apart(founded: Store) -> None:
    txs = [ISSUER.add_user(1, 1), OTHER.add_user(2, 1), ISSUER.add_user(3, 2), OTHER.add_user(4, 2)]
    receipts = apply(founded, *txs)
    assert [(receipt.code, receipt.position) for receipt in receipts] == [(0, 0), (0, 1), (0, 2), (0, 3)]
    assert (nonce(founded, ISSUER), nonce(founded, OTHER)) == (2, 2)


def raises(error: Exception) -> object:
    def dispatch(*_: object, **__: object) -> None:
        raise error

    return dispatch


@pytest.mark.parametrize("error", [KeyError("a person's data"), MemoryError(), RecursionError()])
def test_what_is_no_refusal_makes_no_receipt_and_a_log_without_data(
    founded: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    monkeypatch.setattr(machine_module, "dispatch", raises(error))
    tx = ISSUER.add_user(1, 1)
    with caplog.at_level(logging.ERROR), pytest.raises(RuleFailed) as caught:
        apply(founded, OTHER.add_user(2, 1), tx)
    place = f"{type(error).__name__} in transaction "
    assert caught.value.code == "rule_failed"
    assert caught.value.message.startswith(place)
    assert "Start it again" in caught.value.message
    assert place in caplog.text
    assert "raise error" in caplog.text
    assert "person" not in caplog.text + caught.value.message
    assert (nonce(founded, ISSUER), nonce(founded, OTHER)) == (0, 0)


def test_how_deep_the_callers_stack_is_decides_nothing(founded: Store) -> None:
    rules, tx = machine(), ISSUER.add_user(1, 1)
    checked, made = rules.check(tx, 1), 0

    def deep(batch: Batch, left: int) -> list[Receipt]:
        return deep(batch, left - 1) if left else rules.apply(batch, 1, START_MS + 1, [checked])

    for left in range(sys.getrecursionlimit() - 200, sys.getrecursionlimit() - len(inspect.stack()), 4):
        with suppress(_UndoneError), founded.write() as batch:
            try:
                assert deep(batch, left) == [Receipt(tx.hash(), 1, 0, 0, 0, "")]
                made += 1
            except (RuleFailed, RecursionError):
                pass
            raise _UndoneError
    assert made > 0
    assert nonce(founded, ISSUER) == 0


def test_a_failing_store_makes_no_receipts(founded: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_module, "dispatch", raises(Unavailable("the disk is full", code="disk")))
    with pytest.raises(Unavailable) as caught:
        apply(founded, ISSUER.add_user(1, 1))
    assert caught.value.code == "disk"
    assert nonce(founded, ISSUER) == 0


def test_a_repeated_transaction_is_passed_over(founded: Store) -> None:
    once, early = ISSUER.add_user(1, 1), OTHER.add_user(2, 2)
    first = apply(founded, once, once, early, once)
    assert [(receipt.tx_hash, receipt.position, receipt.code) for receipt in first] == [
        (once.hash(), 0, TxCode.OK),
        (early.hash(), 1, TxCode.NONCE),
    ]
    with founded.write() as batch:
        for receipt in first:
            batch.put(receipt)
    second = apply(founded, once, OTHER.add_user(3, 1), early, OTHER.add_user(4, 2), height=2)
    assert [(receipt.position, receipt.code) for receipt in second] == [(0, TxCode.OK), (1, TxCode.OK)]
    assert sorted(users(founded)) == sorted(map(user_id, (1, 3, 4)))


def test_what_is_due_is_erased_before_the_transactions(
    founded: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []

    def record(ctx: Context, tx: Tx) -> None:
        seen.append((ctx.block_time, tx.count(User)))

    monkeypatch.setattr(
        machine_module, "sweep", lambda ctx, tx: seen.append((ctx.block_time, len(tx.find(User))))
    )
    apply(founded, ISSUER.add_user(1, 1), height=5)
    assert seen == [((START_MS + 5) // 1000, 0)]


@pytest.mark.parametrize("error", [KeyError(), Refusal.NO_PROFILE.error(), Invalid("what nobody asked for")])
def test_an_erasure_that_fails_makes_no_block(
    founded: Store, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(machine_module, "sweep", raises(error))
    with pytest.raises(RuleFailed, match="in block 1: the node stops"):
        apply(founded, ISSUER.add_user(1, 1))
    assert users(founded) == []


def test_both_stores_come_to_the_same_state(tmp_path_factory: pytest.TempPathFactory, founded: Store) -> None:
    other = MemoryStore()
    with other.write() as batch:
        network.found(batch)
    txs = [ISSUER.add_user(1, 1), OTHER.add_user(1, 1), OTHER.add_user(2, 2), STRANGER.add_user(3, 1)]
    assert apply(founded, *txs) == apply(other, *txs)
    with founded.write() as ours, other.write() as theirs:
        assert ours.state_hash() == theirs.state_hash()


# Call


def call(
    store: Store, action: str, *args: object, caller: Signer | None = ISSUER, namespace: str = "main"
) -> Sequence:
    identity = identify(caller.signature_type, caller.sender) if caller else None
    with store.read() as tx:
        request = ActionCall(namespace, action, encoded(args))  # type: ignore[arg-type]  # values by intent
        result = machine().call(tx, identity, request, 1, START_MS)
    return (result.query_result.rows, result.error)


@pytest.mark.parametrize("namespace", ["main", "Main", ""])
def test_a_view_gives_its_rows(founded: Store, namespace: str) -> None:
    apply(founded, ISSUER.add_user(1, 1))
    rows = [(*new_user(1), "issuer")]
    assert call(founded, "get_user_as_inserter", user_id(1), namespace=namespace) == (tuple(rows), None)
    assert call(founded, "get_user_as_inserter", user_id(2)) == ((), None)


def test_the_refusal_of_a_view_is_part_of_its_result(founded: Store) -> None:
    assert call(founded, "get_user_as_inserter", user_id(1), caller=STRANGER) == ((), "Unauthorized inserter")


@pytest.mark.parametrize(
    ("action", "args", "caller", "error", "code"),
    [
        ("nothing", (), ISSUER, Invalid, "unknown_action"),
        ("create_access_grant", (), ISSUER, Denied, "action_is_private"),
        ("add_user_as_inserter", new_user(1), ISSUER, Denied, "action_is_not_a_view"),
        ("get_user_as_inserter", (), ISSUER, Invalid, "wrong_argument_count"),
        ("get_user_as_inserter", ("text",), ISSUER, Invalid, "wrong_argument_type"),
        ("get_user_as_inserter", (user_id(1),), None, Denied, "caller_unknown"),
    ],
)
def test_a_wrong_request_is_an_error_not_a_result(
    founded: Store,
    action: str,
    args: tuple[object, ...],
    caller: Signer | None,
    error: type[Exception],
    code: str,
) -> None:
    with pytest.raises(error) as caught:
        call(founded, action, *args, caller=caller)
    assert getattr(caught.value, "code", None) == code


def test_a_call_in_another_namespace_is_an_error(founded: Store) -> None:
    with pytest.raises(Invalid) as caught:
        call(founded, "get_user", namespace="other")
    assert caught.value.code == "namespace_not_found"
