"""Threads on one store: readers see whole blocks, writers take turns."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from idos.errors import IdosError
from idos.store.records import Account, Block
from idos.store.verbs import Store
from tests.store.samples import account

pytestmark = pytest.mark.slow


def test_readers_in_other_threads_see_whole_blocks_only(store: Store) -> None:
    accounts = range(20)
    with store.write() as batch:
        batch.put(Block(0, 0, b"", b"", b"", b""))
        for n in accounts:
            batch.put(account(n, 0))
    done = Event()
    wrong: list[object] = []
    seen: set[int] = set()

    def watch() -> None:
        last = 0
        try:
            while not done.is_set():
                with store.read() as tx:
                    (block,) = tx.find(Block, reverse=True, limit=1)
                    nonces = {found.nonce for found in tx.find(Account)}
                    if nonces != {block.height} or tx.count(Account) != len(accounts) or block.height < last:
                        wrong.append((block.height, nonces))
                    last = block.height
                    seen.add(last)
        except IdosError as error:
            wrong.append(error)

    watchers = [Thread(target=watch) for _ in range(4)]
    for watcher in watchers:
        watcher.start()
    for height in range(1, 60):
        with store.write() as batch:
            for n in accounts:
                with batch.nested():
                    batch.put(account(n, height), replace=True)
            batch.put(Block(height, 0, b"", b"", b"", b""))
    done.set()
    for watcher in watchers:
        watcher.join()
    assert wrong == []
    assert seen
    store.verify()


def test_one_writer_at_a_time(store: Store) -> None:
    with store.write() as batch:
        batch.put(account(1, 0))

    def add() -> None:
        for _ in range(25):
            with store.write() as batch:
                found = batch.get(Account, f"{1:040x}", "secp256k1_ep")
                assert found
                batch.put(account(1, found.nonce + 1), replace=True)

    threads = [Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as tx:
        assert tx.find(Account) == [account(1, 100)]
