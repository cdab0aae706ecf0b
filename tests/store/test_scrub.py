"""What SQLite forgets in its pages when rows move is overwritten too."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from idos.store.records import UserAttribute
from idos.store.schema import DATABASE
from idos.store.scrub import pages_in_log, scrub
from idos.store.sqlite import LOG, SqliteStore
from idos.store.verbs import Batch

pytestmark = pytest.mark.slow

SEEDS = range(12)
OWNER = UUID(int=1)


def _deleted_and_left(folder: Path, seed: int, *, checkpoint: bool = True) -> tuple[set[str], str]:
    """Rows that grow, shrink, move and go: the values that went, and what the database's file holds then."""
    random = Random(seed)
    store = SqliteStore(folder)
    alive: dict[UUID, str] = {}
    dead: set[str] = set()

    def put(batch: Batch, id: UUID, longest: int) -> None:
        dead.update({alive[id]} if id in alive else set())
        alive[id] = random.randbytes(random.randint(15, longest)).hex()
        batch.put(UserAttribute(id, OWNER, "key", alive[id], None), replace=True)

    with store.write() as batch:
        for number in range(200):
            put(batch, UUID(int=number), 50)
    for _ in range(10):
        with store.write() as batch:
            for uuid in random.sample(sorted(alive), 20):
                put(batch, uuid, 300)
    with store.write() as batch:
        for uuid in random.sample(sorted(alive), 150):
            batch.delete(UserAttribute, uuid)
            dead.add(alive.pop(uuid))
    if checkpoint:
        assert store.checkpoint()
        left = (folder / DATABASE).read_bytes().decode("latin-1")
    store.close()
    if not checkpoint:
        left = (folder / DATABASE).read_bytes().decode("latin-1")
    assert all(value in left for value in alive.values())
    return dead, left


def _found(dead: set[str], left: str) -> list[str]:
    return [value for value in dead if value in left]


@pytest.mark.parametrize("checkpoint", [True, False])
def test_no_copy_of_a_row_is_left_in_the_page_that_it_moved_from(tmp_path: Path, checkpoint: bool) -> None:
    for seed in SEEDS:
        assert _found(*_deleted_and_left(tmp_path / str(seed), seed, checkpoint=checkpoint)) == []


def test_without_scrubbing_there_would_be_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idos.store.sqlite.scrub", lambda *_: None)
    assert any(_found(*_deleted_and_left(tmp_path / str(seed), seed)) for seed in SEEDS)


def test_what_was_scrubbed_does_not_come_back_from_memory(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    with store.write() as batch:
        batch.put(UserAttribute(UUID(int=1), OWNER, "key", "kept", None))
    assert store.checkpoint()
    page = next(number for number in range(1, 99) if b"kept" in _page(tmp_path, number))
    before = _page(tmp_path, page)
    stale = before[:1000] + b"a stale copy" + before[1012:]
    with (tmp_path / DATABASE).open("r+b") as file:
        file.seek((page - 1) * len(stale))
        file.write(stale)
    store._writer.execute("PRAGMA shrink_memory")
    with store.write() as batch:
        batch.put(UserAttribute(UUID(int=2), OWNER, "key", "next", None))
    assert store.checkpoint()
    assert b"a stale copy" not in _page(tmp_path, page)
    with store.write() as batch:
        batch.put(UserAttribute(UUID(int=3), OWNER, "key", "last", None))
    assert b"a stale copy" not in (tmp_path / LOG).read_bytes()
    store.close()


def _page(folder: Path, number: int) -> bytes:
    return (folder / DATABASE).read_bytes()[(number - 1) * 4096 : number * 4096]


def test_a_store_that_was_not_closed_is_scrubbed_when_it_is_opened(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    with store.write() as batch:
        batch.put(UserAttribute(UUID(int=1), OWNER, "key", "kept", None))
    store.close()
    page = next(number for number in range(1, 99) if b"kept" in _page(tmp_path, number))
    with (tmp_path / DATABASE).open("r+b") as file:
        file.seek((page - 1) * 4096 + 1000)
        file.write(b"a stale copy")
    store = SqliteStore(tmp_path)
    assert b"a stale copy" not in _page(tmp_path, page)
    store.verify()
    store.close()


def test_scrubbing_changes_nothing_that_sqlite_reads(tmp_path: Path) -> None:
    _deleted_and_left(tmp_path, 3)
    descriptor = os.open(tmp_path / DATABASE, os.O_RDWR)
    scrub(descriptor, 4096)
    os.close(descriptor)
    store = SqliteStore(tmp_path)
    store.verify()
    store.close()


def test_pages_that_are_not_there_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes([13]) + b"\xff" * 4095)
    descriptor = os.open(tmp_path / "file", os.O_RDWR)
    scrub(descriptor, 4096, {0, 2, 1 << 30})
    os.close(descriptor)
    assert (tmp_path / "file").read_bytes() == bytes([13]) + b"\xff" * 4095


def test_the_log_names_the_pages_that_changed(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    assert store.checkpoint()
    assert pages_in_log(tmp_path / LOG, 4096) == set()
    with store.write() as batch:
        batch.put(UserAttribute(UUID(int=1), OWNER, "key", "x" * 50_000, None))
    pages = pages_in_log(tmp_path / LOG, 4096)
    assert len(pages) >= 12
    assert max(pages) <= store._writer.execute("PRAGMA page_count").fetchone()[0]
    with (tmp_path / LOG).open("r+b") as log:
        log.truncate(32 + 4120 + 10)
    assert len(pages_in_log(tmp_path / LOG, 4096)) == 1
