"""A store in a folder: one SQLite file, one writer, many snapshots.

A commit is on the disk when ``write()`` is left (WAL with ``synchronous=FULL``). Deleted means gone: SQLite
overwrites what it deletes (``secure_delete``), and ``checkpoint`` empties the log, in which older versions of
pages would stay, and overwrites what SQLite forgets (``idos.store.scrub``). The folder is locked by the
operating system, which lets go when the process ends. A store that opens is as it was closed
(``idos.store.seal``), or every row of it was checked.

Failures of the disk leave this module as ``Unavailable`` only: ``disk`` when it is full or fails,
``store_corrupt`` when the file is not as it was left, ``busy`` when no snapshot is free.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Lock

from idos.errors import Unavailable
from idos.store import files, migration, schema
from idos.store.schema import DATABASE, Sums, corrupt
from idos.store.scrub import MAX_PAGES, pages_in_log, scrub
from idos.store.seal import SEAL, Left, Seal, digest_of
from idos.store.sqlite_view import SQLITE_ERRORS, SqliteView, code_of, failure_of, failures
from idos.store.verbs import Batch, Tx

LOG = f"{DATABASE}-wal"
_EMPTY_THE_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
_SECONDS_FOR_A_READER = 30.0
_SECONDS_TO_WAIT = 0.1  # for another program, and in a checkpoint for snapshots to be left
_PRAGMAS = (
    "PRAGMA auto_vacuum = NONE",  # the scrub must meet no pointer maps; first, as a new file keeps it
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # of macOS: else its drives keep in a cache what was synchronised
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA wal_autocheckpoint = 0",  # the pages in the log are to be scrubbed when it is emptied
    f"PRAGMA max_page_count = {MAX_PAGES}",
    "PRAGMA temp_store = MEMORY",  # what a nested part may undo is kept out of temporary files
    "PRAGMA foreign_keys = OFF",  # what refers to what is for the rules to keep
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
_log = logging.getLogger(__name__)


class SqliteStore:
    """See ``Store``. A missing folder is made, for its owner only; ``readers`` snapshots can be had at once.

    What an earlier program wrote is brought up to date, unless ``upgrade`` is False. Before that cannot be
    undone, ``accept`` is given the state as it is to be: what it raises leaves the files as they were.

    Raises:
        Unavailable: ``store_locked`` when another process (or object) has the folder open, ``store_newer``
            when a later program wrote it, ``store_older`` when an earlier one did and it is not to be
            upgraded, ``store_corrupt`` when its file is damaged or gone, ``disk``.
    """

    def __init__(
        self,
        folder: Path,
        *,
        readers: int = 8,
        upgrade: bool = True,
        accept: Callable[[Batch], object] = lambda _: None,
    ) -> None:
        self._path = folder / DATABASE
        self._upgrade, self._accept = upgrade, accept
        self._writing = Lock()
        self._readers = BoundedSemaphore(readers)
        self._idle: list[sqlite3.Connection] = []
        self._pool = Lock()
        # Written under both locks, so either is enough to read it.
        self._closed = False
        # Read and written under ``_writing`` only.
        self._failed: Unavailable | None = None
        self._to_scrub: set[int] = set()
        with failures(), ExitStack() as undo:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = files.lock(folder)
            undo.callback(os.close, self._lock)
            self._seal = Seal(folder / SEAL)
            undo.callback(self._seal.close)
            self._open(folder, undo)
            undo.pop_all()

    def _open(self, folder: Path, undo: ExitStack) -> None:
        """Open the database. The seal tells that there was one: an emptied file is not taken for new."""
        left = self._seal.read()
        is_there = self._path.exists() and self._path.stat().st_size > 0
        if self._seal.found and not is_there:
            raise corrupt("it is gone or empty")
        is_to_be_checked = is_there and not self._is_as_it_was(left)
        # Open as long as the connections are: closing it lets go of the locks that SQLite has on the file.
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        undo.callback(os.close, self._file)
        self._path.chmod(0o600)
        self._writer = self._connect()
        undo.callback(self._writer.close)
        _write_ahead(self._writer)
        migration.prepare(
            self._writer,
            may_be_new=not self._seal.found,
            upgrade=self._upgrade,
            accept=lambda connection: _accept(connection, left, self._accept),
        )
        if is_to_be_checked:
            _log.warning("%s is not as a node closed it: all of it is checked", DATABASE)
            schema.verify(self._writer)
        commits = schema.load(self._writer).commits
        _check_commits(left, commits)
        self._page_size = int(self._writer.execute("PRAGMA page_size").fetchone()[0])
        self._empty_the_log(scrub_everything=is_to_be_checked)
        self._seal.write(commits)
        files.sync_folder(folder)

    def _is_as_it_was(self, left: Left | None) -> bool:
        if left is None or left.digest is None or self._path.with_name(LOG).exists():
            return False
        return left.digest == digest_of(self._path)

    def _connect(self) -> sqlite3.Connection:
        return _connected(self._path)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """See ``Store.read``."""
        with self._snapshot() as connection:
            view = SqliteView(connection)
            try:
                yield view
            finally:
                view.end()

    @contextmanager
    def write(self) -> Iterator[Batch]:
        """See ``Store.write``. A full disk leaves the store as it was, and usable.

        When the disk fails in the commit itself, the block may or may not be there once the store is opened
        again; until then every ``write()`` is refused.
        """
        with self._writing:
            self._require_open()
            if self._failed:
                raise Unavailable(f"{self._failed}; open the store again", code=self._failed.code)
            try:
                block = SqliteView(self._writer, self._begin())
                try:
                    yield block
                    self._commit(block)
                finally:
                    block.end()
            finally:
                self._roll_back()

    def _begin(self) -> Sums:
        with failures():
            # IMMEDIATE: the sums that are loaded next are those that the first write builds on.
            self._writer.execute("BEGIN IMMEDIATE")
            return schema.load(self._writer)

    def _commit(self, block: SqliteView) -> None:
        commits = block.save_sums()
        try:
            self._writer.execute("COMMIT")
        except SQLITE_ERRORS as error:
            failure = failure_of(error)
            # [data-model 4.4]: a full disk refuses before anything is written. After any other failure nobody
            # knows whether the block is on the disk: to go on could fork the chain.
            if code_of(error) != sqlite3.SQLITE_FULL:
                self._failed = failure
            raise failure from error
        self._seal.count(commits)

    def _roll_back(self) -> None:
        if self._writer.in_transaction:
            try:
                self._writer.execute("ROLLBACK")
            except SQLITE_ERRORS as error:
                self._failed = failure_of(error)

    @contextmanager
    def _snapshot(self) -> Iterator[sqlite3.Connection]:
        if not self._readers.acquire(timeout=_SECONDS_FOR_A_READER):
            raise Unavailable("all snapshots of the store are in use", code="busy")
        try:
            with self._pool, failures():
                self._require_open()
                connection = self._idle.pop() if self._idle else self._connect()
            try:
                with failures():
                    connection.execute("BEGIN")
                    schema.load(connection)  # SQLite takes the snapshot at the first read
                yield connection
            finally:
                self._give_back(connection)
        finally:
            self._readers.release()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        try:
            connection.rollback()
        except SQLITE_ERRORS:
            connection.close()
            return
        with self._pool:
            if self._closed:
                connection.close()
            else:
                self._idle.append(connection)

    def verify(self) -> None:
        """See ``Store.verify``. It reads a snapshot; the time it takes grows with the store."""
        with self._snapshot() as connection, failures():
            schema.verify(connection)

    def checkpoint(self) -> bool:
        """See ``Store.checkpoint``. Snapshots that were taken before hold it up while they last."""
        with self._writing, failures():
            self._require_open()
            return self._empty_the_log()

    def _empty_the_log(self, *, scrub_everything: bool = False) -> bool:
        """Scrub the pages that were in the log, and no snapshot needs there any more."""
        self._to_scrub |= pages_in_log(self._path.with_name(LOG), self._page_size)
        (busy, _, _) = self._writer.execute(_EMPTY_THE_LOG).fetchone()
        if busy:
            return False
        scrub(self._file, self._page_size, None if scrub_everything else self._to_scrub)
        self._to_scrub.clear()
        # SQLite may hold pages as they were before the scrubbing: written again, they would bring the bytes
        # back.
        self._writer.execute("PRAGMA shrink_memory")
        return True

    def close(self) -> None:
        """See ``Store.close``. The log is emptied; a snapshot still in use can be used to its end.

        The time it takes grows with the file, whose digest seals it.
        """
        with self._writing:
            with self._pool:
                if self._closed:
                    return
                self._closed = True
            with failures(), ExitStack() as releases:
                releases.callback(os.close, self._lock)
                releases.callback(self._seal.close)
                releases.callback(os.close, self._file)
                with ExitStack() as connections:
                    for connection in (self._writer, *self._idle):
                        connections.callback(connection.close)
                    commits = schema.load(self._writer).commits
                    self._empty_the_log()
                if not self._failed:
                    self._seal.write(commits, digest_of(self._path))

    def _require_open(self) -> None:
        if self._closed:
            raise Unavailable("the store is closed", code="closed")


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path,
        timeout=_SECONDS_TO_WAIT,
        isolation_level=None,
        # One thread at a time has a connection: the writer by its lock, a snapshot by taking one out of the
        # pool.
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def examined(folder: Path) -> Iterator[tuple[int, Batch]]:
    """Check the database of a folder, in every row, and change nothing of what it holds.

    Of a node that was killed, the log becomes part of the file, as at any opening.
    Gives its version, and the state: what an earlier program wrote is upgraded for it, in a transaction that
    is undone. Raises ``Unavailable`` as ``SqliteStore`` does.
    """
    with failures(), ExitStack() as undo:
        undo.callback(os.close, files.lock(folder))
        path = folder / DATABASE
        if not (path.exists() and path.stat().st_size > 0):
            raise corrupt("it is gone or empty")
        connection = _connected(path)
        undo.callback(connection.close)
        version = migration.check_version(connection)
        connection.execute("BEGIN IMMEDIATE")
        undo.callback(connection.rollback)
        if version < schema.VERSION:
            migration.bring_up_to_date(connection)
        else:
            schema.verify(connection)
        _check_commits(_left(folder), schema.load(connection).commits)
        view = SqliteView(connection, schema.load(connection))
        undo.callback(view.end)
        yield version, view


def _accept(connection: sqlite3.Connection, left: Left | None, accept: Callable[[Batch], object]) -> None:
    """Ask whether an upgraded database may stay, unless it lost commits."""
    sums = schema.load(connection)
    _check_commits(left, sums.commits)
    view = SqliteView(connection, sums)
    accept(view)
    view.end()


def _left(folder: Path) -> Left | None:
    """What the seal of a folder says, if there is one."""
    path = folder / SEAL
    if not path.exists():
        return None
    with closing(Seal(path)) as seal:
        return seal.read()


def _check_commits(left: Left | None, commits: int) -> None:
    """Raise ``Unavailable`` when the database holds fewer commits than its seal says."""
    if left and left.commits > commits:
        raise Unavailable(
            f"{LOG} is damaged or gone, and with it {left.commits - commits} acknowledged commits: restore "
            f"the folder from a backup, or remove {SEAL} from it to go on without them",
            code="store_corrupt",
        )


def _write_ahead(connection: sqlite3.Connection) -> None:
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise Unavailable(f"the folder's file system cannot hold a store: {mode}", code="disk")
