"""Where an app keeps what it must remember: one SQLite file, or memory, in which everything is sealed.

Values are frozen records, sealed with XSalsa20-Poly1305 (NaCl secretbox) under a key made from the app's own
keys; names are keyed hashes (BLAKE2b, RFC 7693). So the file without the keys tells how many things there
are, and no more. What is deleted is overwritten.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

from nacl.secret import SecretBox

from idos.errors import Unavailable
from idos.sdk.wire import JsonBounds, decode_json, encode_json

CAPACITY: Final = 100_000

NEVER: Final = 1 << 62
"""The moment of a record that is never due."""

_BOUNDS: Final = JsonBounds(size=16 * 1024 * 1024, values=10_000)
_SCHEMA: Final = """
    PRAGMA secure_delete = ON;
    PRAGMA fullfsync = ON;
    PRAGMA journal_mode = TRUNCATE;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS items (
        collection TEXT NOT NULL, name BLOB NOT NULL, due INTEGER NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (collection, name)) STRICT;
    CREATE INDEX IF NOT EXISTS items_by_time ON items (collection, due);
"""
_FORGET: Final = """
    DELETE FROM items WHERE rowid IN (
        SELECT rowid FROM items WHERE collection = ? ORDER BY due, rowid LIMIT ?)
"""

T = TypeVar("T")


class SealedStore:
    """The file. ``secret``: 32 bytes of which the keys are made. Safe for use from several threads."""

    def __init__(self, path: str, secret: bytes) -> None:
        self._names = _derived(secret, b"names")
        self._box = SecretBox(_derived(secret, b"bodies"))
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._db.close()

    def collection(
        self, name: str, shape: type[T], *, capacity: int = CAPACITY, forgets: bool = False
    ) -> Collection[T]:
        """The place for records of one kind.

        When it is full, nothing new is taken; or, if it ``forgets``, the record that is due first makes room.
        That is for what anybody can have made at no cost: nobody can then shut others out with it.
        """
        return Collection(self, name, shape, capacity, forgets=forgets)

    def name(self, *parts: str) -> str:
        """A name in hex that stands for these texts and tells nobody else anything."""
        joined = encode_json(parts)
        return hashlib.blake2b(joined, key=self._names, digest_size=16).hexdigest()

    def hashed(self, name: str) -> bytes:
        """A name as the file has it."""
        return hashlib.blake2b(name.encode(), key=self._names, digest_size=32).digest()

    def seal(self, value: object) -> bytes:
        """A record as the file has it."""
        return bytes(self._box.encrypt(encode_json(value)))

    def open(self, body: bytes, shape: type[T]) -> T:
        """The inverse of `seal`."""
        return decode_json(self._box.decrypt(body), shape, _BOUNDS)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, alone, of which all that is done to collections is part.

        Raises `Unavailable` (``disk``).
        """
        with self._lock:
            try:
                if self._db.in_transaction:
                    yield self._db
                    return
                with self._db:
                    self._db.execute("BEGIN IMMEDIATE")
                    yield self._db
            except sqlite3.Error as error:
                raise Unavailable(f"The storage failed ({type(error).__name__}).", code="disk") from None


class Collection(Generic[T]):
    """Records of one kind, by name. ``due`` is a moment in Unix seconds; what it means is its user's."""

    def __init__(
        self, store: SealedStore, name: str, shape: type[T], capacity: int, *, forgets: bool
    ) -> None:
        self._store = store
        self._name = name
        self._shape = shape
        self._capacity = capacity
        self._forgets = forgets

    def get(self, name: str) -> T | None:
        """The record of this name."""
        with self._store.writing() as db:
            return self._find(db, name)

    def put(self, name: str, value: T, *, due: int) -> None:
        """Keep a record, in place of one with its name. Raises `Unavailable` (``full``) unless it forgets."""
        with self._store.writing() as db:
            self._write(db, name, value, due)

    def swap(self, name: str, old: T | None, new: T, *, due: int) -> bool:
        """Keep a record if what is kept is still ``old``; None is nothing. Raises as `put` does."""
        with self._store.writing() as db:
            if self._find(db, name) != old:
                return False
            self._write(db, name, new, due)
            return True

    def take(self, name: str) -> T | None:
        """The record of this name, which is deleted."""
        with self._store.writing() as db:
            found = self._find(db, name)
            self._delete(db, name)
            return found

    def due(self, now: int, *, limit: int) -> list[T]:
        """Records whose moment has come, the oldest first."""
        query = "SELECT body FROM items WHERE collection = ? AND due <= ? ORDER BY due LIMIT ?"
        with self._store.writing() as db:
            rows = db.execute(query, (self._name, now, limit)).fetchall()
        return [self._store.open(body, self._shape) for (body,) in rows]

    def sweep(self, now: int) -> None:
        """Delete the records whose moment has come."""
        with self._store.writing() as db:
            db.execute("DELETE FROM items WHERE collection = ? AND due <= ?", (self._name, now))

    def _find(self, db: sqlite3.Connection, name: str) -> T | None:
        query = "SELECT body FROM items WHERE collection = ? AND name = ?"
        row = db.execute(query, self._key(name)).fetchone()
        return self._store.open(row[0], self._shape) if row else None

    def _write(self, db: sqlite3.Connection, name: str, value: T, due: int) -> None:
        self._delete(db, name)
        self._make_room(db)
        row = (*self._key(name), due, self._store.seal(value))
        db.execute("INSERT INTO items VALUES (?, ?, ?, ?)", row)

    def _delete(self, db: sqlite3.Connection, name: str) -> None:
        db.execute("DELETE FROM items WHERE collection = ? AND name = ?", self._key(name))

    def _make_room(self, db: sqlite3.Connection) -> None:
        (count,) = db.execute("SELECT count(*) FROM items WHERE collection = ?", (self._name,)).fetchone()
        surplus = count + 1 - self._capacity
        if surplus <= 0:
            return
        if not self._forgets:
            raise Unavailable("There is no room for more.", code="full")
        db.execute(_FORGET, (self._name, surplus))

    def _key(self, name: str) -> tuple[str, bytes]:
        return self._name, self._store.hashed(name)


def _derived(secret: bytes, purpose: bytes) -> bytes:
    # ``person`` keeps these keys apart from others of the same secret. With another, what is stored is lost.
    return hashlib.blake2b(purpose, key=secret, person=b"idos.apps.safe", digest_size=32).digest()
