"""Where cases, pictures and unsent call-backs are kept: one SQLite file, or memory.

What is deleted is overwritten (``secure_delete``), and the rollback journal is cut to nothing.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from idos.apps.verify.case import Case
from idos.errors import Unavailable
from idos.sdk.wire import JsonBounds, decode_json, encode_json
from idos.verification.sandbox import ImageKind

_BOUNDS: Final = JsonBounds(size=64 * 1024, values=1_000)
_SCHEMA: Final = """
    PRAGMA secure_delete = ON;
    PRAGMA fullfsync = ON;
    PRAGMA journal_mode = TRUNCATE;
    PRAGMA foreign_keys = ON;
    CREATE TABLE IF NOT EXISTS cases (
        id TEXT PRIMARY KEY, token BLOB NOT NULL UNIQUE, ends INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS cases_by_end ON cases (ends);
    CREATE TABLE IF NOT EXISTS images (
        case_id TEXT NOT NULL REFERENCES cases ON DELETE CASCADE, kind TEXT NOT NULL, content BLOB NOT NULL,
        PRIMARY KEY (case_id, kind)) STRICT;
    CREATE TABLE IF NOT EXISTS deliveries (
        id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases ON DELETE CASCADE,
        company TEXT NOT NULL, body BLOB NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS deliveries_by_company ON deliveries (company, due);
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A call-back that waits to be sent; ``attempts`` were made, the next is ``due`` (Unix seconds)."""

    id: str
    company: str
    body: bytes
    attempts: int
    due: int


class Archive:
    """The service's memory. Safe for use from several threads; survives a restart when it is a file."""

    def __init__(self, path: str, *, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Release the file once nobody uses it: a thread goes on for a while after its task was ended."""
        with self._lock:
            self._db.close()

    def add(self, case: Case, token: str) -> None:
        """Keep a new case. The token itself is not kept. Raises `Unavailable` (``full``)."""
        with self._writing() as db:
            if db.execute("SELECT count(*) FROM cases").fetchone()[0] >= self._capacity:
                raise Unavailable("Too many sessions are open.", code="full")
            row = (case.id, _digest(token), case.ends, encode_json(case))
            db.execute("INSERT INTO cases VALUES (?, ?, ?, ?)", row)

    def find(self, case_id: str) -> Case | None:
        """The case of this id."""
        return self._case("SELECT body FROM cases WHERE id = ?", case_id)

    def find_by_token(self, token: str) -> Case | None:
        """The case whose page has this token."""
        return self._case("SELECT body FROM cases WHERE token = ?", _digest(token))

    def replace(
        self,
        old: Case,
        new: Case,
        *,
        images: Mapping[ImageKind, bytes],
        delivery: Delivery | None = None,
    ) -> bool:
        """Change a case, if it is still ``old``. Pictures of a case that holds no document are deleted."""
        with self._writing() as db:
            change = "UPDATE cases SET ends = ?, body = ? WHERE id = ? AND body = ?"
            if not db.execute(change, (new.ends, encode_json(new), old.id, encode_json(old))).rowcount:
                return False
            for kind, content in images.items():
                db.execute("INSERT OR REPLACE INTO images VALUES (?, ?, ?)", (new.id, kind, content))
            if new.document is None:
                db.execute("DELETE FROM images WHERE case_id = ?", (new.id,))
            if delivery:
                row = (delivery.id, new.id, delivery.company, delivery.body, delivery.attempts, delivery.due)
                db.execute("INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?)", row)
            return True

    def delete(self, case_id: str) -> None:
        """Forget a case and all that belongs to it."""
        with self._writing() as db:
            db.execute("DELETE FROM cases WHERE id = ?", (case_id,))

    def overdue(self, now: int, limit: int) -> list[str]:
        """The ids of cases whose present state is over, those that are over longest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT id FROM cases WHERE ends <= ? ORDER BY ends LIMIT ?", (now, limit)
            )
            return [case_id for (case_id,) in rows]

    def image_kinds(self, case_id: str) -> tuple[ImageKind, ...]:
        """Which pictures are there."""
        with self._lock:
            rows = self._db.execute("SELECT kind FROM images WHERE case_id = ? ORDER BY kind", (case_id,))
            return tuple(ImageKind(kind) for (kind,) in rows)

    def take_image(self, case_id: str, kind: str) -> bytes | None:
        """A picture, which is deleted."""
        with self._writing() as db:
            taken = "DELETE FROM images WHERE case_id = ? AND kind = ? RETURNING content"
            row = db.execute(taken, (case_id, kind)).fetchone()
            return row[0] if row else None

    def due(self, company: str, now: int, limit: int) -> list[Delivery]:
        """A company's call-backs whose time has come, those that waited longest first."""
        query = (
            "SELECT id, company, body, attempts, due FROM deliveries"
            " WHERE company = ? AND due <= ? ORDER BY due LIMIT ?"
        )
        with self._lock:
            return [Delivery(*row) for row in self._db.execute(query, (company, now, limit))]

    def addressees(self) -> set[str]:
        """The names of the companies for which call-backs wait."""
        with self._lock:
            return {name for (name,) in self._db.execute("SELECT DISTINCT company FROM deliveries")}

    def drop_all(self, company: str) -> None:
        """Forget the call-backs of a company."""
        with self._writing() as db:
            db.execute("DELETE FROM deliveries WHERE company = ?", (company,))

    def postpone(self, delivery: Delivery, due: int) -> None:
        """Try the call-back again later."""
        with self._writing() as db:
            change = "UPDATE deliveries SET attempts = attempts + 1, due = ? WHERE id = ?"
            db.execute(change, (due, delivery.id))

    def drop(self, delivery: Delivery) -> None:
        """Forget the call-back: it was taken, or given up."""
        with self._writing() as db:
            db.execute("DELETE FROM deliveries WHERE id = ?", (delivery.id,))

    def _case(self, query: str, key: str | bytes) -> Case | None:
        with self._lock:
            row = self._db.execute(query, (key,)).fetchone()
        return _decode(row[0]) if row else None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()


def _decode(body: bytes) -> Case:
    return decode_json(body, Case, _BOUNDS)
