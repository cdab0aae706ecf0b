"""A node whose program lacks the next version: it makes no block, says so, and keeps all other promises."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from idos.consensus.chain import verify_chain
from idos.consensus.engine import Rejected
from idos.consensus.machine import Machine
from idos.consensus.solo import SoloEngine
from idos.consensus.versions import VERSIONS, Version
from idos.errors import Invalid, Unavailable
from idos.protocol.jsonrpc import TxCode
from idos.protocol.payloads import ActionCall
from idos.store.governance import Upgrade
from idos.store.records import Block, TransactionBody
from idos.store.verbs import Store
from tests.consensus.faults import Disk
from tests.consensus.network import SECONDS, Clock, count, eventually
from tests.people import ALICE, NEAR_ALICE, OWNER
from tests.upgrades.conftest import Start
from tests.upgrades.crossing import BEGINS, HEAD, NOW, SECOND
from tests.upgrades.kit import NOTICE, Chain, Signer, arguments, genesis, records, rows
from tests.upgrades.later import LATER
from tests.upgrades.test_later_versions import LACKING, ONLY_THE_FIRST


@LACKING
def test_it_goes_on_up_to_the_block_that_it_can_not_make(
    store: Store, start: Start, clock: Clock, known: Mapping[int, Version], beyond: int
) -> None:
    signer = Signer(store)
    Chain(store).block(NOW * SECOND, signer.schedule(beyond, 0, BEGINS))
    disk = Disk(store)
    engine = start(disk, known)
    clock.move(SECOND)
    assert engine.submit(signer.attribute(ALICE, "before")).result(SECONDS).height == HEAD + 2
    assert engine.status().writable
    disk.hold()
    last = engine.submit(signer.attribute(ALICE, "the last"))
    assert disk.committing.wait(SECONDS)
    waiting = [engine.submit(signer.attribute(who, "waits")) for who in (ALICE, ALICE, NEAR_ALICE)]
    clock.move(NOTICE * SECOND)
    disk.flow()
    assert (last.result(SECONDS).height, last.result(SECONDS).log) == (HEAD + 3, "")
    for future in waiting:
        with pytest.raises(Unavailable, match=f"rules version {beyond}") as caught:
            future.result(SECONDS)
        assert caught.value.code == "rules_unknown"
    _makes_no_block(engine, store)
    assert engine.status().rules.upgrade == Upgrade(beyond, 0, BEGINS, 0)


def _makes_no_block(engine: SoloEngine, store: Store) -> None:
    """It refuses what is new, serves what it has, and did not end."""
    new = Signer(store).attribute(ALICE, "anew")
    with pytest.raises(Unavailable, match="install a later one") as caught:
        engine.submit(new)
    assert caught.value.code == "rules_unknown"
    assert engine.waiting(new.hash()) is None
    status = engine.status()
    assert (status.writable, status.rules.version, engine.failure) == (False, 1, None)
    assert status.height == rows(store, Block)[-1].height
    assert engine.pending_nonce(ALICE.sender.hex(), "secp256k1") + 1 == new.nonce
    with store.read() as tx:
        view = ActionCall("", "get_upgrades", ())
        result = Machine(genesis()).call(tx, None, view, status.height, status.now).query_result
    assert [row[-1] for row in result.rows] == [0], "one upgrade, which has not begun"


@LACKING
def test_an_idle_one_notices_by_itself(
    store: Store, start: Start, clock: Clock, known: Mapping[int, Version], beyond: int
) -> None:
    Chain(store).block(NOW * SECOND, Signer(store).schedule(beyond, 0, BEGINS))
    engine = start(store, known)
    clock.move(NOTICE * SECOND - 1)
    time.sleep(0.05)
    assert engine.status().writable
    clock.move(1)
    eventually(lambda: not engine.status().writable)
    _makes_no_block(engine, store)


@LACKING
def test_bodies_go_when_their_time_is_over_and_a_restart_changes_nothing(
    store: Store, start: Start, clock: Clock, known: Mapping[int, Version], beyond: int
) -> None:
    chain, signer = Chain(store), Signer(store)
    chain.block(NOW * SECOND, signer.schedule(beyond, 0, BEGINS))
    chain.block(NOW * SECOND + 1, signer.attribute(ALICE, "a body"))
    assert count(store, TransactionBody) == 4, "two are of the fixture's last block"
    clock.move(NOTICE * SECOND)
    kept = {"body_retention_seconds": 2 * NOTICE}
    engine = start(store, known, **kept)
    eventually(lambda: not engine.status().writable)
    height = engine.status().height
    assert count(store, TransactionBody) == 4
    clock.move(NOTICE * SECOND)
    eventually(lambda: count(store, TransactionBody) == 1)
    engine.stop()
    engine = start(store, known, **kept)
    eventually(lambda: not engine.status().writable)
    assert count(store, TransactionBody) == 1
    clock.move(1)
    eventually(lambda: count(store, TransactionBody) == 0)
    _makes_no_block(engine, store)
    assert engine.status().height == height
    engine.stop()
    assert verify_chain(store, genesis(), known).height == height


@LACKING
def test_a_later_program_goes_on_where_it_stopped(
    store: Store, start: Start, clock: Clock, known: Mapping[int, Version], beyond: int
) -> None:
    Chain(store).block(NOW * SECOND, Signer(store).schedule(beyond, 0, BEGINS))
    clock.move(NOTICE * SECOND)
    engine = start(store, known)
    eventually(lambda: not engine.status().writable)
    engine.stop()
    engine = start(store, LATER)
    eventually(lambda: engine.status().rules.version == beyond)
    assert engine.submit(Signer(store).attribute(ALICE, "goes on")).result(SECONDS).log == ""
    assert engine.status().writable
    engine.stop()
    assert verify_chain(store, genesis(), LATER).height == HEAD + 3

    before = records(store)
    with pytest.raises(Invalid, match=f"the network has rules version {beyond}") as caught:
        start(store, known)
    assert caught.value.code == "rules_newer"
    with pytest.raises(Invalid) as caught:
        verify_chain(store, genesis(), known)
    assert caught.value.code == "rules_newer"
    assert records(store) == before


@pytest.mark.parametrize("known", [ONLY_THE_FIRST, VERSIONS, LATER])
def test_it_admits_no_upgrade_to_what_it_lacks_and_every_other(
    store: Store, start: Start, known: Mapping[int, Version]
) -> None:
    newest, signer = max(known), Signer(store)
    engine = start(store, known)
    schedule = [arguments("schedule_upgrade", version, 0, BEGINS) for version in (newest + 1, newest, 2**62)]
    refused = (
        ("schedule_upgrade", schedule[:1]),
        ("schedule_upgrade", schedule[1:]),
        ("Schedule_Upgrade", schedule[:1]),
    )
    for caller in (OWNER, ALICE):
        for action, calls in refused:
            with pytest.raises(Rejected, match=f"has rules versions up to {newest}") as caught:
                engine.submit(signer.send(caller, action, *calls, step=0))
            assert caught.value.tx_code == TxCode.UNKNOWN
    for args in ((), arguments("set_limit", "text", newest + 1)):
        assert engine.submit(signer.send(OWNER, "schedule_upgrade", args)).result(SECONDS).code != 0
    if newest > 1:
        assert engine.submit(signer.send(OWNER, "schedule_upgrade", schedule[1])).result(SECONDS).log == ""
        assert rows(store, Upgrade) == [Upgrade(newest, 0, BEGINS, 0)]
    engine.stop()


def test_what_one_node_does_not_admit_every_node_executes(store: Store) -> None:
    chain, signer = Chain(store, ONLY_THE_FIRST), Signer(store)
    far = 2**62
    assert chain.block(NOW * SECOND, signer.schedule(far, 0, BEGINS)).refusals == [None]
    assert rows(store, Upgrade) == [Upgrade(far, 0, BEGINS, 0)]
    assert verify_chain(store, genesis(), ONLY_THE_FIRST) == chain.committer.position.head
    assert chain.block(NOW * SECOND + 1, signer.run(OWNER, "cancel_upgrade", far)).refusals == [None]
    assert rows(store, Upgrade) == []
