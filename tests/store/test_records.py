"""What the record classes declare."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from idos.store.record import fold
from idos.store.records import TABLES, Wallet
from tests.store.samples import account, grant, key_of, values_of, wallet


def test_folding_changes_ascii_capitals_only() -> None:
    assert fold("0xABCz É\u0130\u212a") == "0xabcz É\u0130\u212a"


def test_a_key_is_in_the_order_declared() -> None:
    assert key_of(account(1, 7)) == (f"{1:040x}", "secp256k1_ep")
    assert values_of(account(1, 7))[:3] == (f"{1:040x}", "secp256k1_ep", 7)


def test_each_table_and_each_of_its_indexes_has_its_own_name() -> None:
    assert len({table.TABLE for table in TABLES}) == len(TABLES)
    for table in TABLES:
        assert len({index.name for index in table.INDEXES}) == len(table.INDEXES)


def test_a_wallet_is_found_by_what_its_kind_is_matched_with() -> None:
    evm = replace(wallet(1), address="0xAB" + "0" * 38)
    texts = {index.name: index.of(evm) for index in Wallet.INDEXES}
    folded = "0xab" + "0" * 38
    assert texts == {"user": str(UUID(int=1)), "identity": folded, "key": None, "address": folded}
    near = replace(evm, wallet_type="NEAR", address="Me.near", public_key="ed25519:abc")
    assert near.identity == "ed25519:abc"


def test_joined_texts_end_with_a_fixed_form() -> None:
    texts = {index.name: index.of(grant(1, 5, "0xA|B")) for index in type(grant(1, 5)).INDEXES}
    assert texts["grantee_owner"] == f"0xa|b|{UUID(int=1001)}"
    assert texts["grantee_data"] == f"0xa|b|{UUID(int=2001)}"
    assert texts["grantee_hash"] is None
