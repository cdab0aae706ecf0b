"""What rules version 2 changes for people and issuers: the same acts before its first block, in it, after."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from idos.consensus.chain import verify_chain
from idos.protocol.refusals import Refusal
from idos.protocol.transaction import Transaction
from idos.store.records import Credential, SpentProof, UnaskedWrite, Wallet
from idos.store.verbs import Store
from tests.people import (
    ACME,
    ALICE,
    NEAR_ALICE,
    NEOBANK,
    OWNER,
    STELLAR_ALICE,
    Person,
    encryption_key,
    uid,
)
from tests.upgrades.crossing import BEGINS, CLERK, NOW, SECOND
from tests.upgrades.kit import Chain, Signer, arguments, genesis, loaded, migrated, records, rows

DEFAULT = 20
"""How many attributes an inserter writes unasked, where nobody changed it."""


def acts(signer: Signer, label: str) -> list[Transaction]:
    """What version 2 decides otherwise, by other ids each time."""
    wallet, mine = Person(f"{label}, by the bank", "EVM"), Person(f"{label}, by herself", "EVM")
    unasked = [
        arguments("add_attribute_as_inserter", uid(f"{label} {number}"), STELLAR_ALICE.id, "key", "value")
        for number in range(DEFAULT + 1)
    ]
    keys = encryption_key(STELLAR_ALICE.name), encryption_key(label), "user"
    return [
        signer.run(NEOBANK, "upsert_wallet_as_inserter", wallet.wallet_id, ALICE.id, *wallet.proof()),
        signer.run(NEAR_ALICE, "add_wallet", mine.wallet_id, *mine.proof()),
        signer.send(ACME, "add_attribute_as_inserter", *unasked),
        signer.run(CLERK, "edit_public_notes_as_issuer", "vc residence", label),
        signer.run(STELLAR_ALICE, "change_encryption_key", *keys),
        signer.run(STELLAR_ALICE, "remove_credentials", str(uid(f"nothing {label}"))),
    ]


def story(store: Store) -> list[tuple[int, list[Transaction]]]:
    signer = Signer(store)
    return [
        (NOW * SECOND, [signer.schedule(2, 0, BEGINS)]),
        ((NOW + 60) * SECOND, acts(signer, "before")),
        (BEGINS * SECOND, acts(signer, "in it")),
        ((BEGINS + 60) * SECOND, acts(signer, "after")),
        (
            (BEGINS + 90) * SECOND,
            [
                signer.run(OWNER, "delete_delegate_as_owner", CLERK.caller),
                signer.run(CLERK, "edit_public_notes_as_issuer", "vc residence", "by a removed key"),
            ],
        ),
    ]


@pytest.fixture(scope="module")
def chains(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Both stores' chains, and the blocks that they made."""
    with closing(migrated(tmp_path_factory.mktemp("node"))) as disk:
        memory = loaded(disk)
        both = Chain(disk), Chain(memory)
        yield both, [tuple(chain.make(plan) for chain in both) for plan in story(disk)]


def test_both_stores_make_the_same_blocks(chains: Any) -> None:
    (disk, memory), made = chains
    assert all(one == other for one, other in made)
    assert records(disk.store) == records(memory.store)
    assert (
        verify_chain(disk.store, genesis())
        == disk.committer.position.head
        == verify_chain(memory.store, genesis())
    )


def test_what_is_decided_otherwise_is_from_its_first_block_on(chains: Any) -> None:
    _, made = chains
    before, begins, after, removed = [blocks[0].refusals for blocks in made[1:]]
    named = f"{Refusal.REENCRYPTION_INCOMPLETE.text} ({uid('song')})"
    counted = f"{Refusal.REENCRYPTION_INCOMPLETE.text} (1 of 1)"
    unknown = f"{Refusal.UNKNOWN_ACTION.text} (remove_credentials)"
    assert before == [None, None, None, None, named, unknown]
    wallets, unasked = Refusal.USER_HAS_WALLETS.text, Refusal.UNASKED_EXCEEDED.text
    assert begins == after == [wallets, None, unasked, None, counted, None]
    assert removed == [None, None]


def test_what_is_written_otherwise_is_from_its_first_block_on(chains: Any) -> None:
    (disk, _), _ = chains
    hidden = [proof.hashed for proof in rows(disk.store, SpentProof)]
    assert hidden.count(True) == 2, "two wallets that she added herself"
    assert rows(disk.store, UnaskedWrite) == [], "refused, or from before"
    names = {wallet.address for wallet in rows(disk.store, Wallet)}
    assert Person("before, by the bank", "EVM").address in names
    notes = {each.id: each.public_notes for each in rows(disk.store, Credential)}
    assert notes[uid("residence")] == "after", "its issuer's other key edited it, until it was removed"
