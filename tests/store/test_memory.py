"""What is the memory store's own: its sorted sequences, and what ``verify`` is for."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest

from idos.errors import Unavailable
from idos.store.memory import MemoryStore, Sorted
from idos.store.records import Wallet
from tests.store.samples import account, wallet


def test_a_sorted_sequence_is_one_whatever_its_chunks() -> None:
    random = Random(1)
    entries = [(text, number, "record") for text in ("", "a", "b") for number in range(400)]
    random.shuffle(entries)
    grown = Sorted()
    for entry in entries:
        grown = grown.plus(entry)
    assert grown.find(()) == sorted(entries)
    assert grown.find(("a",)) == sorted(entry for entry in entries if entry[0] == "a")
    assert grown.count(("a",)) == 400
    assert grown.find(("a", 7)) == [("a", 7, "record")]
    assert grown.find(("c",)) == grown.find(("a", 400)) == []
    shrunk = grown
    for entry in entries[:1190]:
        shrunk = shrunk.minus(entry[:2])
    assert shrunk.find(()) == sorted(entries[1190:])
    assert shrunk.count(()) == 10
    assert grown.count(()) == 1200


@pytest.mark.parametrize("what", ["a row", "an index", "the sum"])
def test_verify_finds_a_version_that_was_tampered_with(what: str) -> None:
    store = MemoryStore()
    with store.write() as batch:
        batch.put(wallet(1))
    version, lattice = store._committed
    store.verify()
    if what == "a row":
        row = ((UUID(int=2).bytes, wallet(2)),)
        version = {**version, ("wallets", None): Sorted((row,))}
    elif what == "an index":
        version = {**version, ("wallets", "user"): Sorted()}
    else:
        lattice = lattice.plus(bytes(32))
    store._committed = version, lattice
    with pytest.raises(Unavailable) as caught:
        store.verify()
    assert caught.value.code == "store_corrupt"


def test_a_snapshot_costs_no_copy() -> None:
    store = MemoryStore()
    with store.write() as batch:
        batch.put(account(1, 1))
    with store.read() as tx:
        assert tx.version is store._committed[0]  # type: ignore[attr-defined]  # the memory store's own view
        with store.write() as batch:
            batch.put(wallet(1))
        assert tx.find(Wallet) == []
