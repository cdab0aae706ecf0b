from __future__ import annotations

from idos.consensus import chain
from idos.consensus.bodies import Bodies
from idos.consensus.machine import Checked
from idos.consensus.versions import FIRST_FORMAT
from idos.store.memory import MemoryStore
from idos.store.records import Receipt, TransactionBody

from .network import ISSUER, START_MS, genesis, machine

KEPT = 60
SECOND = 1000


def checked(nonce: int) -> Checked:
    return machine().check(ISSUER.add_user(nonce, nonce), 1)


def extended(store: MemoryStore, bodies: Bodies | None, *counts: int) -> Bodies:
    """Add blocks of so many transactions, a second apart; the nonces are the numbers of the transactions."""
    with store.write() as batch:
        last = chain.begin(batch, genesis())
        bodies = bodies or Bodies(KEPT, batch, last)
    number = 0
    for count in counts:
        txs = [checked(number + step) for step in range(1, count + 1)]
        receipts = [Receipt(tx.hash, last.height + 1, place, 0, 0, "") for place, tx in enumerate(txs)]
        with store.write() as batch:
            last = chain.append(
                batch, genesis(), FIRST_FORMAT, last, START_MS + SECOND * (last.height + 1), receipts
            )
            bodies.keep(batch, last, receipts, txs)
        bodies.committed()
        number += count
    return bodies


def reopened(store: MemoryStore) -> Bodies:
    with store.read() as tx:
        last = chain.last_block(tx)
        assert last is not None
        return Bodies(KEPT, tx, last)


def dropped(store: MemoryStore, bodies: Bodies, now: int, at_least: int) -> int:
    """How many bodies are left after dropping."""
    with store.write() as batch:
        bodies.drop(batch, now, at_least)
    bodies.committed()
    with store.read() as tx:
        return tx.count(TransactionBody)


def test_bodies_are_due_when_their_time_is_over() -> None:
    bodies = extended(MemoryStore(), None, 1)
    over = START_MS + (1 + KEPT) * SECOND
    assert [bodies.due(over - 1), bodies.due(over)] == [False, True]


def test_blocks_are_dropped_whole_and_oldest_first() -> None:
    store = MemoryStore()
    bodies = extended(store, None, 2, 1, 0, 2, 1)
    over = START_MS + (4 + KEPT) * SECOND
    assert dropped(store, bodies, over, 0) == 6
    assert dropped(store, bodies, over, 1) == 4
    assert dropped(store, bodies, over, 2) == 1
    assert not bodies.due(over)
    assert dropped(store, bodies, over, 100) == 1
    assert dropped(store, bodies, over + SECOND, 100) == 0


def test_what_is_kept_is_found_again_in_the_store() -> None:
    store = MemoryStore()
    kept = extended(store, None, 1, 1, 0, 1, 0, 0)
    dropped(store, kept, START_MS + (1 + KEPT) * SECOND, 1)
    found = reopened(store)
    for second in range(KEPT, KEPT + 10):
        assert found.due(START_MS + second * SECOND) == kept.due(START_MS + second * SECOND)
    assert dropped(store, found, START_MS + (2 + KEPT) * SECOND, 100) == 1
