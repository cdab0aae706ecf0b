"""A process that does something with a store again and again, and is killed one step later each time.

A step is a statement that SQLite is about to run, or something else that changes a file: what comes before it
is done, it is not. Statements that only read are no steps. For each step the process forks a child that gets
its own copy of the folder and kills itself there; what the copies are then is for the test to say.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from idos.store.sqlite import SqliteStore
from tests.upgrades.kit import FOLDER, Chain, environment, read_plans

PLANS = "plans.json"
"""The blocks that ``cross`` makes; the file is beside its folder."""

_CHANGING = (
    *("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER"),
    *("PRAGMA journal_mode =", "PRAGMA user_version =", "PRAGMA wal_checkpoint"),
)
_WRITING = ("pwrite", "ftruncate", "fsync")


def migrate(folder: Path) -> None:
    """Open the store, which brings it up to date, and close it."""
    SqliteStore(folder).close()


def cross(folder: Path) -> None:
    """Make the planned blocks."""
    store = SqliteStore(folder)
    chain = Chain(store)
    for plan in read_plans(folder.parent / PLANS):
        chain.make(plan)
    store.checkpoint()
    store.close()


def steps(work: Callable[[Path], None], folder: Path, scratch: Path) -> list[str]:
    """The steps of the work, as the test's process learns of them: ``scratch/<n>`` was killed before step n.

    ``scratch/<count>`` is of a child that came to its end.
    """
    words = [sys.executable, "-m", __name__, work.__name__, str(folder), str(scratch)]
    done = subprocess.run(
        words, cwd=FOLDER.parents[1], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    names: list[str] = json.loads(done.stdout)
    return names


class _Steps:
    """Counts the steps of this process, and kills it before the one that is told."""

    def __init__(self, fatal: int | None) -> None:
        self.names: list[str] = []
        self._fatal = fatal
        connect = sqlite3.connect

        def traced(*args: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*args, **options)
            if args[0] != ":memory:":
                connection.set_trace_callback(self._statement)
            return connection

        sqlite3.connect = traced  # type: ignore[assignment]  # with the arguments that it is called with here
        for name in _WRITING:
            setattr(os, name, self._counted(name, getattr(os, name)))

    def _counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            self._step(name)
            return call(*args, **options)

        return counted

    def _statement(self, sql: str) -> None:
        if sql.startswith(_CHANGING):
            self._step(sql[:60])

    def _step(self, name: str) -> None:
        if len(self.names) == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        self.names.append(name)


def _child(work: Callable[[Path], None], folder: Path, fatal: int | None) -> tuple[int, list[str]]:
    """Do the work in a child. Gives what it ended with, and its steps if it came to its end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        counted = _Steps(fatal)
        work(folder)
        with os.fdopen(writing, "w") as told:
            json.dump(counted.names, told)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        names = told.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(names or "[]")


def main() -> None:
    works: dict[str, Callable[[Path], None]] = {"migrate": migrate, "cross": cross}
    work, folder, scratch = works[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3])
    number = 0
    while True:
        copy = shutil.copytree(folder, scratch / str(number))
        ended, names = _child(work, copy, number)
        if ended == 0:
            break
        assert ended == -signal.SIGKILL, f"it ended with {ended} before step {number}"
        number += 1
    assert len(names) == number
    json.dump(names, sys.stdout)


if __name__ == "__main__":
    main()
