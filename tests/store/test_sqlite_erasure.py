"""Deleted means gone: no byte of what was deleted is left in any file of the store."""

from __future__ import annotations

from pathlib import Path
from random import Random
from threading import Event, Thread
from uuid import UUID

import pytest

from idos.store.record import Record
from idos.store.records import CredentialContent, TransactionBody, UserAttribute
from idos.store.sqlite import SqliteStore
from idos.store.verbs import Batch
from tests.store.samples import content

pytestmark = pytest.mark.slow

ID = UUID(int=1)


def _bytes_on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


@pytest.mark.parametrize("size", [1, 300])
@pytest.mark.parametrize("how", ["delete", "replace", "never committed"])
def test_a_ciphertext_is_gone_after_a_checkpoint(tmp_path: Path, size: int, how: str) -> None:
    store = SqliteStore(tmp_path)
    with store.write() as batch:
        batch.put(content(1, "CIPHERTEXT+" * size))
    assert b"CIPHERTEXT+" in _bytes_on_disk(tmp_path)
    with store.write() as batch:
        if how == "replace":
            batch.put(content(1, "other"), replace=True)
        else:
            batch.delete(CredentialContent, ID)
    if how == "never committed":
        with pytest.raises(KeyError), store.write() as batch:
            _fill(batch)
    assert store.checkpoint()
    assert b"CIPHERTEXT+" not in _bytes_on_disk(tmp_path)
    store.close()
    assert b"CIPHERTEXT+" not in _bytes_on_disk(tmp_path)


def _fill(batch: Batch) -> None:
    """More than SQLite's page cache holds, so that pages reach the log before the commit that never comes."""
    for number in range(2, 600):
        batch.put(content(number, "CIPHERTEXT+" * 1000))
    raise KeyError


def test_while_a_snapshot_lasts_the_log_keeps_what_it_sees(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    with store.write() as batch:
        batch.put(content(1, "CIPHERTEXT+"))
    with store.read() as tx:
        with store.write() as batch:
            batch.delete(CredentialContent, ID)
        assert not store.checkpoint()
        assert tx.get(CredentialContent, ID)
        with store.read() as later:
            assert later.get(CredentialContent, ID) is None
    assert store.checkpoint()
    assert b"CIPHERTEXT+" not in _bytes_on_disk(tmp_path)
    store.close()


def test_short_snapshots_without_end_do_not_hold_up_a_checkpoint_for_ever(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    done = Event()

    def read() -> None:
        while not done.is_set():
            with store.read() as tx:
                tx.count(CredentialContent)

    readers = [Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(5):
        with store.write() as batch:
            batch.put(content(number, "CIPHERTEXT+"))
        with store.write() as batch:
            batch.delete(CredentialContent, UUID(int=number))
        assert any(store.checkpoint() for _ in range(100))
        assert b"CIPHERTEXT+" not in _bytes_on_disk(tmp_path)
    done.set()
    for reader in readers:
        reader.join()
    store.close()


def test_closing_is_a_checkpoint(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    with store.write() as batch:
        batch.put(TransactionBody(b"h", 1, b"CIPHERTEXT+"))
    with store.write() as batch:
        batch.delete(TransactionBody, b"h")
    store.close()
    assert b"CIPHERTEXT+" not in _bytes_on_disk(tmp_path)


@pytest.mark.parametrize(("shortest", "longest"), [(1, 5), (1, 100), (50, 450)])
def test_pages_that_split_and_merge_keep_no_stale_copies(tmp_path: Path, shortest: int, longest: int) -> None:
    random = Random(longest)
    store = SqliteStore(tmp_path)
    alive: dict[UUID, tuple[type[Record], str]] = {}
    dead: set[str] = set()

    def fresh(id: UUID, type_: type[Record]) -> Record:
        mark = f"MARK{random.getrandbits(64):016x}"
        alive[id] = type_, mark
        text = mark * random.randint(shortest, longest)
        return (
            CredentialContent(id, text)
            if type_ is CredentialContent
            else UserAttribute(id, ID, "key", text, None)
        )

    for _ in range(40):
        with store.write() as batch:
            for _ in range(random.randint(1, 40)):
                batch.put(
                    fresh(
                        UUID(int=random.getrandbits(128)), random.choice([CredentialContent, UserAttribute])
                    )
                )
            for old in random.sample(sorted(alive), len(alive) // random.choice([2, 3, 10])):
                type_, mark = alive.pop(old)
                dead.add(mark)
                if random.random() < 0.3:
                    batch.put(fresh(old, type_), replace=True)
                else:
                    batch.delete(type_, old)
    assert store.checkpoint()
    on_disk = _bytes_on_disk(tmp_path)
    assert [mark for _, mark in alive.values() if mark.encode() not in on_disk] == []
    assert [mark for mark in dead if mark.encode() in on_disk] == []
    store.close()
