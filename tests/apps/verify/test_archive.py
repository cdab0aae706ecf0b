"""The archive is closed under nobody's hands."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from idos.apps.verify.archive import Archive


def test_closing_waits_for_who_is_reading() -> None:
    archive = Archive(":memory:", capacity=1)
    closing = threading.Thread(target=archive.close)
    with archive._lock:
        closing.start()
        assert archive._db.execute("SELECT 1").fetchone() == (1,)
    closing.join(20)
    with pytest.raises(sqlite3.ProgrammingError):
        archive.overdue(0, 1)
