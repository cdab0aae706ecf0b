"""The file of the access log: a SQLite database of its own, which is not part of the state.

A commit is on the disk when ``add`` returns (WAL with ``synchronous=FULL``). What is deleted is gone from the
file, once ``settle`` has returned, as it is from the store's (``idos.store.scrub``).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final
from uuid import UUID

from idos.errors import Unavailable
from idos.protocol.access_log import AccessEntry, Relation
from idos.store.scrub import MAX_PAGES, pages_in_log, scrub

_APPLICATION_ID: Final = int.from_bytes(b"idAL", "big")
_VERSION: Final = 1
_SECONDS_TO_WAIT = 0.1  # for another program that has the file open
_PRAGMAS = (
    "PRAGMA auto_vacuum = NONE",  # the scrub must meet no pointer maps; first, as a new file keeps it
    f"PRAGMA max_page_count = {MAX_PAGES}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # of macOS: else its drives keep in a cache what was synchronised
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA wal_autocheckpoint = 0",  # the pages in its log are scrubbed when that is emptied
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
)
_SCHEMA = (
    (
        "CREATE TABLE entries (owner BLOB NOT NULL, number INTEGER NOT NULL, credential BLOB NOT NULL,"
        " reader TEXT NOT NULL, relation TEXT NOT NULL, action TEXT NOT NULL, time INTEGER NOT NULL,"
        " PRIMARY KEY (owner, number)) STRICT, WITHOUT ROWID"
    ),
    "CREATE INDEX by_time ON entries (time)",
    "CREATE INDEX by_reader ON entries (owner, reader)",
    f"PRAGMA application_id = {_APPLICATION_ID}",
    f"PRAGMA user_version = {_VERSION}",
)
_ADD = (
    "INSERT INTO entries SELECT :owner,"
    " coalesce((SELECT max(number) FROM entries WHERE owner = :owner), 0) + 1,"
    " :credential, :reader, :relation, :action, :time RETURNING number"
)
_PAGE = (
    "SELECT number, credential, reader, relation, action, time FROM entries"
    " WHERE owner = ? AND number < ? ORDER BY number DESC LIMIT ?"
)
_CAP = (
    "DELETE FROM entries WHERE owner = :owner AND reader = :reader AND number <= (SELECT number FROM entries"
    " WHERE owner = :owner AND reader = :reader ORDER BY number DESC LIMIT 1 OFFSET :most)"
)
_EXPIRE = (
    "DELETE FROM entries WHERE (owner, number) IN"
    " (SELECT owner, number FROM entries WHERE time < ? ORDER BY time LIMIT ?)"
)
_FORGET = (
    "DELETE FROM entries WHERE owner = :owner AND number IN"
    " (SELECT number FROM entries WHERE owner = :owner ORDER BY number LIMIT :limit)"
)
_OWNERS = (  # each step is one search in the primary key, however many entries an owner has
    "WITH RECURSIVE owners (owner) AS (SELECT min(owner) FROM entries WHERE owner > ? UNION ALL"
    " SELECT (SELECT min(owner) FROM entries WHERE owner > owners.owner) FROM owners"
    " WHERE owner IS NOT NULL LIMIT ?) SELECT owner FROM owners WHERE owner IS NOT NULL"
)
_NUMBERS_END: Final = (1 << 63) - 1
_CAPPED_EVERY: Final = 256


@dataclass(frozen=True, slots=True)
class CredentialRead:
    """Somebody read a credential: its owner's profile, its id, and as in ``AccessEntry``."""

    owner: UUID
    credential: UUID
    reader: str
    relation: Relation
    action: str


class AccessFile:
    """The entries of all owners. Safe for use from several threads; without a path, in memory.

    Every method raises ``Unavailable`` (``code="access_log"``) when the file cannot be used.
    """

    def __init__(self, path: Path | None, *, most_of_a_reader: int = 10_000) -> None:
        """``most_of_a_reader``: entries of one reader that an owner has at most; then its oldest go.

        They go in passes, so that there may be a few hundred more.
        """
        self._most_of_a_reader = most_of_a_reader
        self._lock = Lock()
        self._path = path
        self._to_scrub: set[int] = set()
        with _failures(), ExitStack() as opened:
            is_to_be_scrubbed = path is not None and _log_of(path).exists()
            self._file = None if path is None else _open_file(path, opened)
            self._connection = sqlite3.connect(
                path or ":memory:", timeout=_SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False
            )
            opened.callback(self._connection.close)
            for pragma in _PRAGMAS:
                self._connection.execute(pragma)
            self._prepare()
            if is_to_be_scrubbed:  # the last process ended before it had settled
                self._to_scrub.update(range(1, self._number("PRAGMA page_count") + 1))
            self._opened = opened.pop_all()

    def _prepare(self) -> None:
        version = self._number("PRAGMA user_version")
        if version == 0:
            with self._connection as connection:
                connection.execute("BEGIN IMMEDIATE")
                for statement in _SCHEMA:
                    connection.execute(statement)
        elif (self._number("PRAGMA application_id"), version) != (_APPLICATION_ID, _VERSION):
            raise _unavailable("it is of another version, or no access log")

    def _number(self, sql: str) -> int:
        return int(self._connection.execute(sql).fetchone()[0])

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _failures(), self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection

    @property
    def size(self) -> int:
        """The bytes of the file and its log; 0 in memory."""
        files = (self._path, _log_of(self._path)) if self._path else ()
        return sum(file.stat().st_size for file in files if file.exists())

    def add(self, entries: Sequence[tuple[CredentialRead, int]]) -> None:
        """Append entries, each with its time in unix milliseconds. They are durable when this returns."""
        with self._transaction() as connection:
            for reading, time in entries:
                values = {
                    "owner": reading.owner.bytes,
                    "credential": reading.credential.bytes,
                    "reader": reading.reader,
                    "relation": reading.relation,
                    "action": reading.action,
                    "time": time,
                    "most": self._most_of_a_reader,
                }
                ((number,),) = connection.execute(_ADD, values).fetchall()
                if number % _CAPPED_EVERY == 0:
                    connection.execute(_CAP, values)

    def page(self, owner: UUID, before: int | None, limit: int) -> list[AccessEntry]:
        """The owner's newest entries, the newest first; with ``before``, of those with smaller numbers."""
        end = _NUMBERS_END if before is None else before
        with self._lock, _failures():
            rows = self._connection.execute(_PAGE, (owner.bytes, end, limit)).fetchall()
        return [AccessEntry(number, UUID(bytes=credential), *rest) for number, credential, *rest in rows]

    def expire(self, before: int, limit: int) -> int:
        """Delete entries from before a time (unix milliseconds), ``limit`` at most. Returns how many."""
        with self._transaction() as connection:
            return connection.execute(_EXPIRE, (before, limit)).rowcount

    def owners(self, after: UUID | None, limit: int) -> list[UUID]:
        """Owners of entries in the order of their ids, ``limit`` at most, from the one behind ``after``."""
        with self._lock, _failures():
            rows = self._connection.execute(_OWNERS, (after.bytes if after else b"", limit)).fetchall()
        return [UUID(bytes=owner) for (owner,) in rows]

    def forget(self, owner: UUID, limit: int) -> int:
        """Delete entries of an owner, the oldest, ``limit`` at most. Returns how many."""
        with self._transaction() as connection:
            return connection.execute(_FORGET, {"owner": owner.bytes, "limit": limit}).rowcount

    def settle(self) -> bool:
        """Leave nothing of what was deleted in any file; False while another program holds that up."""
        with self._lock, _failures():
            if self._path is None or self._file is None:
                return True
            page_size = self._number("PRAGMA page_size")
            self._to_scrub |= pages_in_log(_log_of(self._path), page_size)
            if self._to_scrub:
                if self._number("PRAGMA wal_checkpoint(TRUNCATE)"):
                    return False
                scrub(self._file, page_size, self._to_scrub)
                self._to_scrub.clear()
                self._connection.execute("PRAGMA shrink_memory")
            return True

    def verify(self) -> None:
        """Check the pages of the file and its indexes."""
        with self._lock, _failures():
            (answer,) = self._connection.execute("PRAGMA integrity_check(1)").fetchone()
        if answer != "ok":
            raise _unavailable(f"it is damaged ({answer}): move it away to begin a new one")

    def close(self) -> None:
        """Settle, and release the file."""
        try:
            self.settle()
        finally:
            with self._lock, _failures():
                self._opened.close()


def _open_file(path: Path, opened: ExitStack) -> int:
    """Open the file for as long as SQLite does: closing it sooner would let go of SQLite's locks."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    opened.callback(os.close, file)
    path.chmod(0o600)
    return file


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


@contextmanager
def _failures() -> Iterator[None]:
    """Turn what SQLite and the operating system raise into ``Unavailable``."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise _unavailable(str(error)) from error


def _unavailable(why: str) -> Unavailable:
    return Unavailable(f"the access log cannot be used: {why}", code="access_log")
