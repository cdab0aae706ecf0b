"""A chain that began under version 1 goes on under version 2: on both stores, at one height, by one clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from idos.consensus.chain import verify_chain
from idos.node import STATE_FOLDER
from idos.protocol.refusals import Refusal
from idos.store.governance import ChangedLimit, FormerDelegate, InserterActs, OwnerAct, Upgrade
from idos.store.records import Delegate, PendingErasure, UserAttribute
from idos.store.sqlite import SqliteStore
from idos.store.verbs import Store
from tests.people import ALICE, NEAR_ALICE, OWNER, uid
from tests.upgrades import crossing
from tests.upgrades.crossing import AT, BEFORE, BEGINS, CLERK, DEPUTY, HEAD, NOW, SECOND
from tests.upgrades.kit import (
    NOTICE,
    Chain,
    Signer,
    canonical,
    genesis,
    loaded,
    migrated,
    records,
    rows,
)

ACME, NEOBANK = uid("inserter acme"), uid("inserter neobank")


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The fixture's chain, in a store of either kind."""
    with closing(migrated(tmp_path)) as disk:
        yield disk if request.param == "sqlite" else loaded(disk)


def test_both_stores_make_the_same_chain(tmp_path: Path) -> None:
    with closing(migrated(tmp_path)) as disk:
        memory = loaded(disk)
        plans = crossing.plans(disk)
        chains = Chain(disk), Chain(memory)
        for plan in plans:
            assert chains[0].make(plan) == chains[1].make(plan)
            assert chains[0].committer.position.rules == chains[1].committer.position.rules
        assert records(disk) == records(memory)
        assert chains[0].committer.position.head.height == HEAD + len(plans)
        for each in (disk, memory):
            assert verify_chain(each, genesis()) == chains[0].committer.position.head


def test_every_restart_finds_the_same_rules(tmp_path: Path) -> None:
    with closing(migrated(tmp_path)) as disk:
        plans = crossing.plans(disk)
        straight = Chain(loaded(disk))
    for plan in plans:
        with closing(SqliteStore(tmp_path / STATE_FOLDER)) as disk:
            restarted = Chain(disk)
            assert restarted.committer.position.rules == straight.committer.position.rules
            assert restarted.committer.position.due == straight.committer.position.due
            assert restarted.make(plan) == straight.make(plan)
    with closing(SqliteStore(tmp_path / STATE_FOLDER)) as disk:
        assert records(disk) == records(straight.store)
        assert verify_chain(disk, genesis()) == straight.committer.position.head


def test_new_rules_hold_from_their_block_on_and_not_before(store: Store) -> None:
    chain, plans = Chain(store), crossing.plans(store)
    refusals = [chain.make(plan).refusals for plan in plans[:BEFORE]]
    unknown = "unknown action (set_limit)"
    assert refusals == [
        [None, unknown, None, "unknown action (approve_act)"],
        [None, None, None],
        [None],
        [unknown, Refusal.NO_PROFILE.text],
    ]
    assert chain.version == 1
    for table in (ChangedLimit, FormerDelegate, OwnerAct, InserterActs):
        assert rows(store, table) == []
    assert {delegate.since for delegate in rows(store, Delegate)} == {0}
    assert rows(store, Upgrade) == [Upgrade(2, AT, BEGINS, 0)]

    begins = chain.make(plans[BEFORE])
    assert (begins.header.height, chain.version) == (AT, 2)
    assert begins.refusals == [None] * 4, "the limit that it sets holds from the next block on"
    assert rows(store, Upgrade) == [Upgrade(2, AT, BEGINS, AT)]
    assert rows(store, ChangedLimit) == [ChangedLimit("attributes_per_user", 3)]
    assert rows(store, FormerDelegate) == [FormerDelegate(CLERK.caller.lower(), NEOBANK, 0, AT)]
    with store.read() as tx:
        assert tx.get(Delegate, DEPUTY.caller) == Delegate(DEPUTY.caller, ACME, AT)
    assert [(act.height, act.action) for act in rows(store, OwnerAct)] == [
        (AT, "set_limit"),
        (AT, "delete_delegate_as_owner"),
        (AT, "add_delegate_as_owner"),
    ]


def test_what_comes_after_goes_by_the_new_rules(store: Store) -> None:
    chain, plans = Chain(store), crossing.plans(store)
    *_, after, retired, room, erased, end = [chain.make(plan) for plan in plans]
    assert after.refusals == [
        Refusal.QUOTA_EXCEEDED.text,
        None,
        None,
        Refusal.UNAUTHORIZED_INSERTER.text,
        None,
    ]
    assert (retired.refusals, room.refusals) == ([None], [None, Refusal.DELEGATE_NOT_FOUND.text])
    assert (erased.refusals, end.refusals) == ([], [None])
    former = {(each.address, each.since, each.ended) for each in rows(store, FormerDelegate)}
    assert (DEPUTY.caller, AT, AT + 2) in former, "its height was kept when it was added"
    assert len(former) == 3
    counted = {(acts.address, acts.action): acts.calls for acts in rows(store, InserterActs)}
    assert counted == {(DEPUTY.caller, "add_user_as_inserter"): 1}
    assert not [each for each in rows(store, UserAttribute) if each.user_id == NEAR_ALICE.id]
    assert all(each.due > crossing.FAR for each in rows(store, PendingErasure))


def test_rows_of_version_1_keep_their_bytes(store: Store) -> None:
    before = records(store)
    chain, signer = Chain(store), Signer(store)
    chain.block(NOW * SECOND, signer.schedule(2, 0, BEGINS))
    chain.block(BEGINS * SECOND)
    assert chain.version == 2
    nothing_of_a_person = [record for record in records(store) if record.TABLE not in _JOURNAL]
    present = {canonical(record) for record in nothing_of_a_person}
    former = {canonical(record) for record in before if record.TABLE not in _JOURNAL}
    gone, came = former - present, present - former
    assert len(gone) == 1, "the owner's account"
    assert len(came) == 2, "the owner's account, and the upgrade"


_JOURNAL = {"blocks", "receipts", "transaction_bodies"}


@pytest.mark.parametrize("milliseconds", [0, 1, 999])
def test_the_height_alone_begins_nothing(store: Store, milliseconds: int) -> None:
    chain, signer = Chain(store), Signer(store)
    chain.block(NOW * SECOND, signer.schedule(2, HEAD + 3, BEGINS))
    for time in (NOW + 1, NOW + 2, NOW + 3, BEGINS - 2):
        chain.block(time * SECOND, signer.attribute(ALICE, str(time)))
    chain.block(BEGINS * SECOND - 1)
    assert chain.version == 1
    assert not chain.committer.position.is_due(BEGINS * SECOND - 1)
    assert chain.committer.position.is_due(BEGINS * SECOND)
    chain.block(BEGINS * SECOND + milliseconds)
    assert chain.version == 2
    assert rows(store, Upgrade) == [Upgrade(2, HEAD + 3, BEGINS, HEAD + 7)]


def test_the_time_alone_begins_nothing(store: Store) -> None:
    chain, signer = Chain(store), Signer(store)
    chain.block(NOW * SECOND, signer.schedule(2, HEAD + 4, BEGINS))
    for height in (HEAD + 2, HEAD + 3):
        time = (BEGINS + height) * SECOND
        assert chain.committer.position.is_due(time) is False
        assert chain.block(time, signer.attribute(ALICE, str(height))).header.height == height
        assert chain.version == 1
    assert chain.committer.position.is_due((BEGINS + HEAD + 3) * SECOND)
    chain.block((BEGINS + HEAD + 3) * SECOND)
    assert rows(store, Upgrade) == [Upgrade(2, HEAD + 4, BEGINS, HEAD + 4)]


def test_an_upgrade_that_began_begins_no_second_time(store: Store) -> None:
    chain, signer = Chain(store), Signer(store)
    chain.block(NOW * SECOND, signer.schedule(2, 0, BEGINS))
    chain.block(BEGINS * SECOND)
    assert not chain.committer.position.is_due((BEGINS + NOTICE) * SECOND)
    again = [
        signer.schedule(2, 0, BEGINS + 2 * NOTICE),
        signer.schedule(1, 0, BEGINS + 2 * NOTICE),
        signer.run(OWNER, "cancel_upgrade", 2),
    ]
    made = chain.block((BEGINS + 1) * SECOND, *again)
    assert made.refusals == [
        Refusal.UPGRADE_NOT_LATER.text,
        Refusal.UPGRADE_NOT_LATER.text,
        Refusal.UPGRADE_NOT_FOUND.text,
    ]
    assert rows(store, Upgrade) == [Upgrade(2, 0, BEGINS, HEAD + 2)]


def test_a_cancelled_upgrade_does_not_begin_and_another_can_be_scheduled(store: Store) -> None:
    chain, signer = Chain(store), Signer(store)
    first = [
        signer.schedule(2, 0, BEGINS - 1),
        signer.run(ALICE, "schedule_upgrade", 2, 0, BEGINS),
        signer.schedule(2, 0, BEGINS),
        signer.schedule(2, 0, BEGINS + 1),
        signer.run(OWNER, "cancel_upgrade", 3),
    ]
    assert chain.block(NOW * SECOND, *first).refusals == [
        Refusal.UPGRADE_NOTICE.text,
        Refusal.ACTION_IS_OWNER_ONLY.text,
        None,
        Refusal.UPGRADE_SCHEDULED.text,
        Refusal.UPGRADE_NOT_FOUND.text,
    ]
    chain.block((BEGINS - 1) * SECOND, signer.run(OWNER, "cancel_upgrade", 2))
    assert rows(store, Upgrade) == []
    assert chain.block(BEGINS * SECOND, signer.run(OWNER, "set_limit", "text", 5_000)).refusals == [
        "unknown action (set_limit)"
    ]
    chain.block((BEGINS + 1) * SECOND, signer.schedule(2, 0, BEGINS + 1 + NOTICE))
    assert chain.version == 1
    assert chain.block(
        (BEGINS + 1 + NOTICE) * SECOND, signer.run(OWNER, "set_limit", "text", 5_000)
    ).refusals == [None]
    assert rows(store, Upgrade) == [Upgrade(2, 0, BEGINS + 1 + NOTICE, HEAD + 5)]
    assert verify_chain(store, genesis()) == chain.committer.position.head


def test_the_block_that_would_begin_one_can_still_not_cancel_it(store: Store) -> None:
    chain, signer = Chain(store), Signer(store)
    chain.block(NOW * SECOND, signer.schedule(2, 0, BEGINS))
    late = chain.block(BEGINS * SECOND, signer.run(OWNER, "cancel_upgrade", 2))
    assert late.refusals == [Refusal.UPGRADE_NOT_FOUND.text]
    assert chain.version == 2
