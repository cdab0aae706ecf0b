"""What the scrub relies on, asked of the SQLite that is linked (docs/adr/0013-scrub.md).

Each failure names the version, because an SQLite that differs here must not be used until the scrub is looked
at again. The walk below reads the file by SQLite's documented format and shares no code with the scrub.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from struct import unpack_from
from uuid import UUID

import pytest

from idos.store.records import CredentialContent, UserAttribute
from idos.store.schema import DATABASE
from idos.store.scrub import MAX_PAGES, pages_in_log
from idos.store.sqlite import LOG, SqliteStore

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="no store is opened there (test_files.py)"),
]

SQLITE = f"SQLite {sqlite3.sqlite_version}"
OLDEST = (3, 37, 0)  # STRICT tables
PAGE = 4096
B_TREE_KINDS = {
    2: 12,
    5: 12,
    10: 8,
    13: 8,
}  # the file format, §1.6: kinds of pages, and sizes of their headers
OWNER = UUID(int=1)


@dataclass(frozen=True)
class Tree:
    """A page of a B-tree: where its pointers end, its cells, and the pages that it leads to."""

    number: int
    start: int
    first_cell: int
    cells: tuple[int, ...]
    below: tuple[int, ...]


class File:
    """A database file, by the format's description."""

    def __init__(self, path: Path) -> None:
        self.data = path.read_bytes()
        with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as connection:
            self.roots = [row[0] for row in connection.execute("SELECT rootpage FROM sqlite_schema")]
        connection.close()

    def page(self, number: int) -> bytes:
        return self.data[(number - 1) * PAGE : number * PAGE]

    @property
    def count(self) -> int:
        return len(self.data) // PAGE

    def tree(self, number: int) -> Tree:
        page = self.page(number)
        header = 100 if number == 1 else 0
        kind, _, cells, first, _ = unpack_from(">BHHHB", page, header)
        start = header + B_TREE_KINDS[kind]
        pointers = unpack_from(f">{cells}H", page, start)
        below: tuple[int, ...] = ()
        if kind in {2, 5}:
            children = [int.from_bytes(page[place : place + 4], "big") for place in pointers]
            below = (*children, int.from_bytes(page[header + 8 : header + 12], "big"))
        return Tree(number, start + 2 * cells, first or 65536, pointers, below)

    def trees(self) -> Iterator[Tree]:
        """Every page of every B-tree, from the roots."""
        waiting = [1, *filter(None, self.roots)]
        while waiting:
            tree = self.tree(waiting.pop())
            waiting += tree.below
            yield tree

    def free(self) -> Iterator[tuple[int, bool]]:
        """The pages of the free list, and whether each is a trunk."""
        trunk = int.from_bytes(self.data[32:36], "big")
        while trunk:
            page = self.page(trunk)
            following, leaves = unpack_from(">II", page)
            yield trunk, True
            for leaf in unpack_from(f">{leaves}I", page, 8):
                yield leaf, False
            trunk = following


def _fill(store: SqliteStore, seed: int = 7) -> dict[UUID, str]:
    """Rows of all lengths that grow, shrink and go: trees of several levels, chains, and free pages."""
    random = Random(seed)
    alive: dict[UUID, str] = {}
    for _ in range(6):
        with store.write() as batch:
            for _ in range(120):
                key = UUID(int=random.randrange(300))
                alive[key] = random.randbytes(random.choice([20, 100, 300, 9000])).hex()
                batch.put(UserAttribute(key, OWNER, "key", alive[key], None), replace=True)
    with store.write() as batch:
        for key in random.sample(sorted(alive), len(alive) * 2 // 3):
            batch.delete(UserAttribute, key)
            del alive[key]
    return alive


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path)
    yield store
    store.close()


@pytest.fixture
def filled(store: SqliteStore) -> dict[UUID, str]:
    alive = _fill(store)
    assert store.checkpoint()
    return alive


def test_the_version_is_one_that_has_what_is_asked_of_it(
    record_property: Callable[[str, object], None],
) -> None:
    record_property("sqlite", sqlite3.sqlite_version)
    assert sqlite3.sqlite_version_info >= OLDEST, SQLITE
    assert sqlite3.threadsafety > 0, SQLITE


def test_the_file_has_the_form_that_the_scrub_reads(store: SqliteStore, tmp_path: Path) -> None:
    """One page size, no bytes kept at the ends of pages (as a checksum), no pointer maps, and a log."""
    assert store.checkpoint()
    header = (tmp_path / DATABASE).read_bytes()[:100]
    assert header[:16] == b"SQLite format 3\0", SQLITE
    assert int.from_bytes(header[16:18], "big") == PAGE, SQLITE
    assert (header[18], header[19]) == (2, 2), f"{SQLITE}: not a database with a write-ahead log"
    assert header[20] == 0, f"{SQLITE}: bytes are reserved at the end of pages"
    assert header[52:56] == bytes(4), f"{SQLITE}: a database with pointer maps"


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("secure_delete", 1),
        ("auto_vacuum", 0),
        ("mmap_size", 0),
        ("wal_autocheckpoint", 0),
        ("page_size", PAGE),
    ],
)
def test_every_connection_is_set_as_the_scrub_needs(store: SqliteStore, pragma: str, value: int) -> None:
    with store.read(), store._snapshot() as reader:
        for connection in (store._writer, reader):
            (found,) = connection.execute(f"PRAGMA {pragma}").fetchone()
            assert found == value, SQLITE


def test_only_pages_of_trees_look_like_pages_of_trees(filled: dict[UUID, str], tmp_path: Path) -> None:
    file = File(tmp_path / DATABASE)
    trees = {tree.number for tree in file.trees()}
    free = {number for number, _ in file.free()}
    others = set(range(1, file.count + 1)) - trees
    assert len(trees) > 20
    assert len(free) > 5
    assert others - free, "no chain of pages of one long row"
    for number in trees - {1}:
        assert file.page(number)[0] in B_TREE_KINDS, SQLITE
    for number in others:
        assert file.page(number)[0] not in B_TREE_KINDS, f"{SQLITE}: page {number}"
    # The other pages begin with the number of a page, or with zeros: so bounded, its first byte is 0 or 1.
    assert MAX_PAGES.to_bytes(4, "big")[0] < min(B_TREE_KINDS)


def test_between_pointers_and_cells_there_is_nothing(filled: dict[UUID, str], tmp_path: Path) -> None:
    file = File(tmp_path / DATABASE)
    for tree in file.trees():
        assert tree.start <= tree.first_cell <= PAGE, SQLITE
        assert all(tree.first_cell <= cell < PAGE for cell in tree.cells), SQLITE
        header = 100 if tree.number == 1 else 0
        block = int.from_bytes(file.page(tree.number)[header + 1 : header + 3], "big")
        while block:
            assert tree.first_cell <= block < PAGE, f"{SQLITE}: a free block outside of the cells"
            block = int.from_bytes(file.page(tree.number)[block : block + 2], "big")


def test_what_is_in_unallocated_space_is_not_read(filled: dict[UUID, str], tmp_path: Path) -> None:
    """Whatever stands there, all rows are as they were, and can be written and deleted."""
    copy = tmp_path / "copy.sqlite"
    file = File(tmp_path / DATABASE)
    data = bytearray(file.data)
    changed = 0
    for tree in file.trees():
        place = (tree.number - 1) * PAGE
        length = min(tree.first_cell, PAGE) - tree.start
        data[place + tree.start : place + tree.start + length] = b"\xa5" * length
        changed += length
    assert changed > PAGE
    copy.write_bytes(data)
    table = UserAttribute.__name__
    with sqlite3.connect(copy) as connection:
        (name,) = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '%attributes%'"
        ).fetchone()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), f"{SQLITE}: {table}"
        kept = sorted(row[0] for row in connection.execute(f'SELECT value FROM "{name}"'))  # its own
        assert kept == sorted(filled.values()), SQLITE
        connection.execute(f'DELETE FROM "{name}" WHERE rowid % 2')  # as above
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), SQLITE
    connection.close()


def test_secure_delete_leaves_zeros_in_free_blocks_and_free_pages(
    filled: dict[UUID, str], tmp_path: Path
) -> None:
    file = File(tmp_path / DATABASE)
    blocks = 0
    for tree in file.trees():
        page = file.page(tree.number)
        header = 100 if tree.number == 1 else 0
        block = int.from_bytes(page[header + 1 : header + 3], "big")
        while block:
            following, size = unpack_from(">HH", page, block)
            assert not page[block + 4 : block + size].strip(b"\0"), f"{SQLITE}: page {tree.number}"
            block = following
            blocks += 1
    leaves = [number for number, is_trunk in file.free() if not is_trunk]
    assert blocks
    assert leaves
    for number in leaves:
        assert not file.page(number).strip(b"\0"), f"{SQLITE}: page {number}"


def test_pages_that_change_are_in_the_log_before_they_are_in_the_file(
    store: SqliteStore, tmp_path: Path, filled: dict[UUID, str]
) -> None:
    path = tmp_path / DATABASE
    before = path.read_bytes()
    _fill(store, 8)
    assert path.read_bytes() == before, f"{SQLITE}: the file changed without a checkpoint"
    head = (tmp_path / LOG).read_bytes()[:32]
    assert int.from_bytes(head[:4], "big") in {0x377F0682, 0x377F0683}, SQLITE
    assert int.from_bytes(head[8:12], "big") == PAGE, SQLITE
    logged = pages_in_log(tmp_path / LOG, PAGE)
    assert store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0), SQLITE
    assert (tmp_path / LOG).stat().st_size == 0, f"{SQLITE}: the log is not empty"
    after = path.read_bytes()
    length = max(len(before), len(after))
    pages = range(1, length // PAGE + 1)
    changed = {n for n in pages if before[(n - 1) * PAGE : n * PAGE] != after[(n - 1) * PAGE : n * PAGE]}
    assert changed
    assert changed <= logged, SQLITE


def test_a_snapshot_from_before_keeps_the_log_and_so_the_scrub_away(
    store: SqliteStore, tmp_path: Path
) -> None:
    with store.write() as batch:
        batch.put(CredentialContent(OWNER, "before"))
    with store.read() as early:
        with store.write() as batch:
            batch.put(CredentialContent(OWNER, "after"), replace=True)
        (busy, _, _) = store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert busy == 1, f"{SQLITE}: a checkpoint was complete under a snapshot"
        assert (tmp_path / LOG).stat().st_size > 0, SQLITE
        assert early.get(CredentialContent, OWNER) == CredentialContent(OWNER, "before")
    assert store.checkpoint()


def test_a_snapshot_from_after_the_checkpoint_reads_on_while_pages_are_scrubbed(store: SqliteStore) -> None:
    alive = _fill(store)
    assert store.checkpoint()
    with store.read() as tx:
        some = sorted(alive)[:50]
        first = [tx.get(UserAttribute, key) for key in some]
        store._to_scrub.update(range(1, 10_000))
        assert store.checkpoint(), f"{SQLITE}: a snapshot of the file holds up a checkpoint of an empty log"
        assert [tx.get(UserAttribute, key) for key in alive]
        assert [tx.get(UserAttribute, key) for key in some] == first


HOLD = """
import fcntl, os, sys
file = os.open(sys.argv[1], os.O_RDWR)
try:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002, os.SEEK_SET)  # SQLite's shared locks
except OSError:
    print("held")
else:
    print("free")
"""


def _locks(path: Path) -> str:
    """Whether another process finds SQLite's shared locks on the file held."""
    words = [sys.executable, "-c", HOLD, str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_scrub_lets_go_of_no_lock_and_closing_any_other_descriptor_would(
    store: SqliteStore, tmp_path: Path
) -> None:
    """POSIX: a process loses its locks on a file when it closes any descriptor of it (fcntl(2))."""
    path = tmp_path / DATABASE
    with store.write() as batch:
        batch.put(CredentialContent(OWNER, "text"))
    assert _locks(path) == "held", f"{SQLITE}: no lock of a connection is on the file"
    assert store.checkpoint()
    assert _locks(path) == "held", f"{SQLITE}: the scrub let go of it"
    path.open("rb").close()
    assert _locks(path) == "free", "this system keeps locks: the store's own descriptor need not stay open"
