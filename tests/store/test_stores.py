"""What a store does, whichever it is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from idos.errors import Denied, Invalid, Unavailable
from idos.store.record import Record
from idos.store.records import (
    AccessGrant,
    Account,
    Block,
    CredentialContent,
    Delegate,
    SharedCredential,
    SpentProof,
    Wallet,
)
from idos.store.verbs import Store, Tx, one
from tests.store.samples import account, content, grant, wallet


class Undo(Exception):
    """What makes a part be undone."""


BLOCK = Block(1, 2, b"p", b"r", b"s", b"h")


def _write(store: Store, *records: Record, overwrite: bool = False) -> None:
    with store.write() as batch:
        for record in records:
            batch.put(record, replace=overwrite)


def _state_hash(store: Store) -> bytes:
    with store.write() as batch:
        return batch.state_hash()


def test_what_was_put_is_read_by_its_key(store: Store) -> None:
    link = SharedCredential(UUID(int=1), UUID(int=2))
    _write(store, wallet(1), link, BLOCK)
    with store.read() as tx:
        assert tx.get(Wallet, UUID(int=1)) == wallet(1)
        assert tx.get(SharedCredential, UUID(int=1), UUID(int=2)) == link
        assert tx.get(SharedCredential, UUID(int=2), UUID(int=1)) is None
        assert tx.get(Block, 1) == BLOCK
        assert tx.get(Block, 2) is None


def test_a_batch_reads_what_it_wrote_and_others_do_not(store: Store) -> None:
    with store.write() as batch:
        batch.put(account(1, 1))
        assert batch.get(Account, f"{1:040x}", "secp256k1_ep") == account(1, 1)
        assert batch.find(Account) == [account(1, 1)]
        with store.read() as tx:
            assert tx.count(Account) == 0
    with store.read() as tx:
        assert tx.count(Account) == 1


def test_a_snapshot_stays_as_it_was(store: Store) -> None:
    _write(store, account(1, 1), wallet(1))
    with store.read() as before:
        _write(store, account(1, 2), account(2, 1), overwrite=True)
        with store.write() as batch:
            batch.delete(Wallet, UUID(int=1))
        with store.read() as after:
            assert before.find(Account) == [account(1, 1)]
            assert one(before, Wallet, "user", str(UUID(int=1))) == wallet(1)
            assert after.find(Account) == [account(1, 2), account(2, 1)]
            assert one(after, Wallet, "user", str(UUID(int=1))) is None


def test_a_snapshot_is_taken_when_it_is_entered(store: Store) -> None:
    with store.read() as tx:
        _write(store, account(1, 1))
        assert tx.count(Account) == 0


def test_rows_come_in_the_order_of_the_index_then_by_key(store: Store) -> None:
    _write(store, grant(3, 5), grant(1, 9), grant(2, 5), grant(4, 1, "0xother"))
    ordered = [grant(2, 5), grant(3, 5), grant(1, 9)]
    with store.read() as tx:
        assert tx.find(AccessGrant, "grantee", "0xabc") == ordered
        assert tx.find(AccessGrant, "grantee", "0xabc", reverse=True) == ordered[::-1]
        assert tx.find(AccessGrant, "grantee", "0xabc", offset=1, limit=1) == [grant(3, 5)]
        assert tx.find(AccessGrant, "grantee", "0xabc", reverse=True, limit=1) == [grant(1, 9)]
        assert tx.find(AccessGrant, "grantee", "0xabc", offset=2, limit=2**63 - 1) == [grant(1, 9)]
        assert tx.find(AccessGrant, "grantee", "0xabc", limit=0) == []
        assert tx.find(AccessGrant, "grantee", "0xabc", offset=9) == []
        assert tx.find(AccessGrant, "grantee", "0xABC") == []
        assert tx.find(AccessGrant, reverse=True, limit=2) == [grant(4, 1, "0xother"), grant(3, 5)]
        assert tx.count(AccessGrant, "grantee", "0xabc") == 3
        assert tx.count(AccessGrant) == 4


def test_many_rows_of_one_index_text_stay_in_order(store: Store) -> None:
    numbers = [(n * 389) % 1000 for n in range(1000)]
    _write(store, *(grant(n, n // 7) for n in numbers))
    expected = [grant(n, n // 7) for n in range(1000)]
    with store.write() as batch:
        assert batch.find(AccessGrant, "grantee", "0xabc") == expected
        assert (
            batch.find(AccessGrant, "grantee", "0xabc", reverse=True, offset=10, limit=20)
            == expected[::-1][10:30]
        )
        for n in numbers[:900]:
            assert batch.delete(AccessGrant, UUID(int=n))
        left = sorted(numbers[900:])
        assert batch.find(AccessGrant) == [grant(n, n // 7) for n in left]
        assert batch.count(AccessGrant, "grantee", "0xabc") == 100
        for n in left:
            batch.delete(AccessGrant, UUID(int=n))
        assert batch.find(AccessGrant) == batch.find(AccessGrant, "grantee", "0xabc") == []


def test_a_record_without_an_index_text_is_not_in_the_index(store: Store) -> None:
    near = Wallet(UUID(int=7), UUID(int=1), "me.near", "garbage", "NEAR", None, None, None)
    _write(store, wallet(1), near)
    with store.read() as tx:
        assert tx.find(Wallet, "key", None) == []
        assert tx.count(Wallet, "key", None) == 0
        assert tx.count(Wallet, "address", "me.near") == 1


def test_replacing_moves_a_record_in_its_indexes(store: Store) -> None:
    _write(store, grant(1, 5), grant(2, 6))
    moved = replace(grant(1, 7), ag_grantee_wallet_identifier="0xABC", data_id=UUID(int=9))
    _write(store, moved, overwrite=True)
    with store.read() as tx:
        assert tx.find(AccessGrant, "grantee", "0xabc") == [grant(2, 6), moved]
        assert tx.find(AccessGrant, "data", str(UUID(int=2001))) == []
        assert tx.find(AccessGrant, "data", str(UUID(int=9))) == [moved]
        assert tx.count(AccessGrant) == 2


def test_deleting_tells_whether_there_was_something(store: Store) -> None:
    _write(store, wallet(1))
    with store.write() as batch:
        assert batch.delete(Wallet, UUID(int=1)) is True
        assert batch.delete(Wallet, UUID(int=1)) is False
    with store.read() as tx:
        assert tx.find(Wallet, "user", str(UUID(int=1))) == []


@pytest.mark.parametrize(
    ("record", "overwrite", "constraint"),
    [
        (wallet(1), False, "wallets_pkey"),
        (wallet(1, address="0xnew"), False, "wallets_pkey"),
        (wallet(2, address=f"0x{1:040x}"), False, "wallets_identity_key"),
        (wallet(2, address=f"0x{1:040x}"), True, "wallets_identity_key"),
        (wallet(3, address=f"0x{1:040x}"), True, "wallets_identity_key"),
        (account(1, 9), False, "accounts_pkey"),
    ],
)
def test_a_taken_key_or_unique_text_is_refused_and_changes_nothing(
    store: Store, record: Record, overwrite: bool, constraint: str
) -> None:
    _write(store, wallet(1), wallet(3), account(1, 1))
    before = _state_hash(store)
    with store.write() as batch:
        with pytest.raises(Invalid) as caught:
            batch.put(record, replace=overwrite)
        assert caught.value.code == "already_exists"
        assert caught.value.message == f'duplicate key value violates unique constraint "{constraint}"'
        batch.put(account(2, 1))
    with store.read() as tx:
        assert tx.find(Wallet) == [wallet(1), wallet(3)]
        assert tx.find(Account) == [account(1, 1), account(2, 1)]
    with store.write() as batch:
        batch.delete(Account, f"{2:040x}", "secp256k1_ep")
        assert batch.state_hash() == before


def test_a_unique_text_is_free_again_once_its_record_is_gone(store: Store) -> None:
    _write(store, wallet(1))
    with store.write() as batch:
        batch.put(wallet(1, address="0xelsewhere"), replace=True)
        batch.put(wallet(2, address=f"0x{1:040x}"))
        batch.delete(Wallet, UUID(int=2))
        batch.put(wallet(3, address=f"0x{1:040x}"))
        assert batch.count(Wallet) == 2


def test_an_error_in_the_batch_discards_everything(store: Store) -> None:
    _write(store, wallet(1))
    before = _state_hash(store)
    with suppress(Undo), store.write() as batch:
        batch.delete(Wallet, UUID(int=1))
        batch.put(wallet(2))
        raise Undo
    with store.read() as tx:
        assert tx.find(Wallet) == [wallet(1)]
    assert _state_hash(store) == before


def test_nested_parts_are_undone_alone(store: Store) -> None:
    with store.write() as batch:
        batch.put(account(1, 1))
        first = batch.state_hash()
        with suppress(Undo), batch.nested():
            batch.put(account(1, 2), replace=True)
            with batch.nested():
                batch.put(wallet(1))
                batch.put(BLOCK)
            batch.state_hash()
            raise Undo
        assert (batch.find(Wallet), batch.find(Block)) == ([], [])
        assert batch.state_hash() == first
        with batch.nested():
            batch.put(account(2, 1))
            with suppress(Undo), batch.nested():
                batch.delete(Account, f"{1:040x}", "secp256k1_ep")
                raise Undo
    with store.read() as tx:
        assert tx.find(Account) == [account(1, 1), account(2, 1)]
    store.verify()


def test_an_error_goes_on_after_the_undoing(store: Store) -> None:
    with pytest.raises(Undo), store.write():
        raise Undo
    with store.write() as batch, pytest.raises(Undo), batch.nested():
        raise Undo


def test_the_state_hash_is_that_of_the_records_whatever_their_history(store: Store) -> None:
    empty = _state_hash(store)
    _write(store, wallet(1), account(1, 1))
    first = _state_hash(store)
    _write(store, account(1, 2), wallet(2), overwrite=True)
    second = _state_hash(store)
    assert len({empty, first, second}) == 3
    with store.write() as batch:
        batch.delete(Wallet, UUID(int=2))
        batch.put(account(1, 1), replace=True)
        assert batch.state_hash() == first
        batch.delete(Wallet, UUID(int=1))
        batch.delete(Account, f"{1:040x}", "secp256k1_ep")
        assert batch.state_hash() == empty


def test_the_journal_is_no_part_of_the_state_hash(store: Store) -> None:
    before = _state_hash(store)
    _write(store, BLOCK)
    assert _state_hash(store) == before


def test_putting_the_same_again_is_no_change(store: Store) -> None:
    _write(store, wallet(1), BLOCK)
    before = _state_hash(store)
    _write(store, wallet(1), BLOCK, overwrite=True)
    assert _state_hash(store) == before
    store.verify()


@pytest.mark.parametrize(
    "change",
    [
        lambda tx: tx.put(wallet(1)),
        lambda tx: tx.delete(Wallet, UUID(int=1)),
    ],
)
def test_a_snapshot_cannot_be_changed(store: Store, change: Any) -> None:
    with store.read() as tx, pytest.raises(Denied) as caught:
        change(tx)
    assert caught.value.code == "read_only"


@pytest.mark.parametrize(
    ("use", "code"),
    [
        (lambda tx: tx.get(Wallet, "1"), "wrong_type"),
        (lambda tx: tx.get(Wallet), "wrong_type"),
        (lambda tx: tx.get(Block, True), "wrong_type"),
        (lambda tx: tx.get(Block, 2**63), "out_of_range"),
        (lambda tx: tx.get(Delegate, "a\0"), "bad_text"),
        (lambda tx: tx.delete(SpentProof, "\udfff"), "bad_text"),
        (lambda tx: tx.find(Wallet, "nothing", "x"), "unknown_index"),
        (lambda tx: tx.find(Wallet, None, "x"), "unknown_index"),
        (lambda tx: tx.count(Wallet, "", "x"), "unknown_index"),
        (lambda tx: tx.find(Wallet, "address", "a\0"), "bad_text"),
        (lambda tx: tx.count(Wallet, "address", "\ud800"), "bad_text"),
        (lambda tx: tx.find(Wallet, limit=-1), "out_of_range"),
        (lambda tx: tx.find(Wallet, offset=-1), "out_of_range"),
        (lambda tx: tx.find(Wallet, limit=2**63), "out_of_range"),
        (lambda tx: tx.find(Wallet, offset=True), "wrong_type"),
        (lambda tx: tx.put(account(1, 2**63)), "out_of_range"),
        (lambda tx: tx.put(content(1, "\0")), "bad_text"),
        (lambda tx: tx.put(content(1, "\ud800"), replace=True), "bad_text"),
    ],
)
def test_what_cannot_be_stored_or_asked_is_invalid(store: Store, use: Any, code: str) -> None:
    with store.write() as batch:
        with pytest.raises(Invalid) as caught:
            use(batch)
        assert caught.value.code == code
        batch.put(wallet(1))
    with store.read() as tx:
        assert tx.count(Wallet) == 1


@pytest.mark.parametrize(
    "use", [lambda tx: tx.count(Wallet), lambda tx: tx.get(Block, 1), lambda tx: tx.find(Block)]
)
def test_a_view_that_was_left_refuses_to_be_used(store: Store, use: Any) -> None:
    with store.read() as snapshot:
        pass
    with store.write() as batch:
        pass
    views: list[Tx] = [snapshot, batch]
    for view in views:
        with pytest.raises(Unavailable) as caught:
            use(view)
        assert caught.value.code == "over"
    with pytest.raises(Unavailable):
        batch.put(wallet(1))
    with pytest.raises(Unavailable), batch.nested():
        pass


def test_a_closed_store_refuses_to_be_used(store: Store) -> None:
    store.close()
    store.close()
    for use in (store.read, store.write):
        with pytest.raises(Unavailable) as caught, use():
            pass
        assert caught.value.code == "closed"
    for check in (store.verify, store.checkpoint):
        with pytest.raises(Unavailable) as caught:
            check()
        assert caught.value.code == "closed"


def test_a_checkpoint_leaves_the_state_alone(store: Store) -> None:
    _write(store, content(1, "x" * 9000), content(2, "y"))
    with store.write() as batch:
        batch.delete(CredentialContent, UUID(int=1))
    assert store.checkpoint() is True
    with store.read() as tx:
        assert tx.find(CredentialContent) == [content(2, "y")]
    store.verify()
