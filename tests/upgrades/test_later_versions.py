"""Versions beyond the program's own: other formats of the chain, backfills in order, and programs without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from idos.consensus.chain import BrokenChain, verify_chain
from idos.consensus.machine import RuleFailed, UnknownRules
from idos.consensus.versions import FIRST_FORMAT, VERSIONS, Version
from idos.errors import Denied, Invalid
from idos.store.governance import ChangedLimit, Upgrade
from idos.store.records import Receipt
from idos.store.verbs import Store, Tx
from tests.people import ALICE, NEAR_ALICE, OWNER
from tests.upgrades import later
from tests.upgrades.crossing import BEGINS, HEAD, NOW, SECOND
from tests.upgrades.kit import NOTICE, Chain, Signer, arguments, genesis, lasting, records, rows
from tests.upgrades.later import LATER, NEXT

ONLY_THE_FIRST: Mapping[int, Version] = MappingProxyType({1: VERSIONS[1]})
LACKING = pytest.mark.parametrize(("known", "beyond"), [(ONLY_THE_FIRST, 2), (VERSIONS, NEXT)])
"""The versions of a program, and one that it lacks."""


def _through_all(store: Store) -> Chain:
    """A chain of version 1, version 2 and the next, with blocks of each."""
    chain, signer = Chain(store, LATER), Signer(store)
    chain.block(NOW * SECOND, signer.schedule(2, 0, BEGINS))
    chain.block(BEGINS * SECOND, signer.schedule(NEXT, 0, BEGINS + NOTICE), signer.attribute(ALICE, "2", 3))
    chain.block((BEGINS + 1) * SECOND, signer.run(OWNER, "set_limit", "text", 5_000))
    chain.block((BEGINS + NOTICE) * SECOND, signer.attribute(ALICE, "next", 2))
    chain.block((BEGINS + NOTICE + 1) * SECOND, signer.attribute(NEAR_ALICE, "next", 2))
    chain.block((BEGINS + NOTICE + 2) * SECOND)
    assert chain.version == NEXT
    assert [each.activated for each in rows(store, Upgrade)] == [HEAD + 2, HEAD + 4]
    return chain


def test_a_chain_is_checked_by_the_format_of_each_of_its_blocks(store: Store) -> None:
    chain = _through_all(store)
    with store.write() as batch:
        head = chain.committer.position.head
        assert head.state_hash == later.state(batch) != batch.state_hash()
    assert verify_chain(store, genesis(), LATER) == head
    assert Chain(store, LATER).committer.position.rules == chain.committer.position.rules
    with pytest.raises(BrokenChain) as caught:
        verify_chain(store, genesis(), {**LATER, NEXT: replace(later.VERSION, format=FIRST_FORMAT)})
    assert caught.value.height == HEAD + 4
    with pytest.raises(BrokenChain) as caught:
        verify_chain(store, genesis(), {**LATER, 2: later.VERSION})
    assert caught.value.height == HEAD + 2
    with pytest.raises(BrokenChain) as caught:
        verify_chain(store, genesis(), {**LATER, 1: later.VERSION})
    assert caught.value.height == 0


def test_a_break_in_either_format_is_found(store: Store) -> None:
    _through_all(store)
    for height in (HEAD + 1, HEAD + 2, HEAD + 5):
        (receipt,) = [each for each in rows(store, Receipt) if each.height == height][-1:]
        for false in (replace(receipt, position=receipt.position + 1), replace(receipt, tx_hash=bytes(32))):
            with store.write() as batch:
                batch.delete(Receipt, receipt.tx_hash)
                batch.put(false)
            with pytest.raises(BrokenChain) as caught:
                verify_chain(store, genesis(), LATER)
            assert caught.value.height == height
            with store.write() as batch:
                batch.delete(Receipt, false.tx_hash)
                batch.put(receipt)
    verify_chain(store, genesis(), LATER)


def test_what_a_version_writes_at_its_start_holds_for_that_block(store: Store) -> None:
    chain, signer = Chain(store, LATER), Signer(store)
    chain.block(NOW * SECOND, signer.schedule(NEXT, 0, BEGINS))
    long = "x" * later.TEXT
    fits = arguments("add_attribute", ALICE.id, long, "v")
    beyond = arguments("add_attribute", NEAR_ALICE.id, f"{long}x", "v")
    sent = signer.send(ALICE, "add_attribute", fits), signer.send(NEAR_ALICE, "add_attribute", beyond)
    assert chain.block(BEGINS * SECOND, *sent).refusals == [
        None,
        "a value is larger than this network allows (attribute_key)",
    ]
    assert chain.committer.position.rules.limits.text == later.TEXT


def _noted(limit: int) -> Version:
    """A version whose beginning counts: it makes of a limit ten times what it is, plus its number."""

    def begin(tx: Tx) -> None:
        former = tx.get(ChangedLimit, "notes")
        tx.put(ChangedLimit("notes", (former.value if former else 0) * 10 + limit), replace=True)

    return replace(VERSIONS[2], begin=begin)


@pytest.mark.parametrize(
    ("scheduled", "written"), [((3,), 23), ((2, 3), 23), ((4,), 234), ((2,), 2), ((3, 4), 234)]
)
def test_a_jump_begins_every_version_that_it_passes_in_order(
    store: Store, scheduled: tuple[int, ...], written: int
) -> None:
    versions = {4: _noted(4), 2: _noted(2), 1: VERSIONS[1], 3: _noted(3), 5: _noted(5)}
    chain, signer = Chain(store, versions), Signer(store)
    time = NOW
    for version in scheduled:
        assert chain.block(time * SECOND, signer.schedule(version, 0, time + NOTICE)).refusals == [None]
        time += NOTICE
        chain.block(time * SECOND)
        time += 1
    assert chain.version == scheduled[-1]
    assert rows(store, ChangedLimit) == [ChangedLimit("notes", written)]
    assert verify_chain(store, genesis(), versions) == chain.committer.position.head


@LACKING
def test_a_program_makes_no_block_of_a_version_that_it_lacks(
    store: Store, known: Mapping[int, Version], beyond: int
) -> None:
    """What another program scheduled, this one accepts, up to the block that would begin it."""
    chain, signer = Chain(store, known), Signer(store)
    schedule = signer.schedule(beyond, 0, BEGINS)
    assert chain.block(NOW * SECOND, schedule).refusals == [None]
    chain.block(BEGINS * SECOND - 1, signer.attribute(ALICE, "before"))
    before = records(store)
    for time in (BEGINS * SECOND, (BEGINS + NOTICE) * SECOND):
        with pytest.raises(UnknownRules):
            chain.block(time)
        with pytest.raises(UnknownRules), store.write() as batch:
            chain.machine.apply(batch, HEAD + 3, time, [])
    assert records(store) == before
    assert verify_chain(store, genesis(), known) == chain.committer.position.head
    assert Chain(store, LATER).block(BEGINS * SECOND).header.height == HEAD + 3


@pytest.mark.parametrize("error", [KeyError("a person's data"), Denied("no"), Invalid("no")])
def test_a_beginning_that_fails_makes_no_block(store: Store, error: Exception) -> None:
    def begin(tx: Tx) -> None:
        tx.put(ChangedLimit("text", 1))
        raise error

    broken = {**VERSIONS, NEXT: replace(VERSIONS[2], begin=begin)}
    chain, signer = Chain(store, broken), Signer(store)
    chain.block(NOW * SECOND, signer.schedule(NEXT, 0, BEGINS))
    before = lasting(store)
    with pytest.raises(RuleFailed) as caught:
        chain.block(BEGINS * SECOND)
    assert "data" not in caught.value.message
    assert lasting(store) == before
