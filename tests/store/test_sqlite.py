"""The store's folder: its files, its lock and its versions."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest

from idos.errors import Unavailable
from idos.store.records import Account, CredentialContent, Wallet
from idos.store.schema import DATABASE
from idos.store.seal import SEAL
from idos.store.sqlite import SqliteStore
from idos.store.statements import STATEMENTS
from tests.store.samples import account, content, wallet


def _refusal(folder: Path) -> str:
    with pytest.raises(Unavailable) as caught:
        SqliteStore(folder)
    return caught.value.code


def _with_rows(folder: Path) -> Path:
    store = SqliteStore(folder)
    with store.write() as batch:
        batch.put(wallet(1))
        batch.put(account(1, 1))
    store.close()
    return folder


def test_a_store_opened_again_holds_what_was_committed(tmp_path: Path) -> None:
    store = SqliteStore(_with_rows(tmp_path))
    with store.read() as tx:
        assert tx.find(Wallet) == [wallet(1)]
        assert tx.find(Account) == [account(1, 1)]
    store.verify()
    store.close()


def test_folder_and_files_are_their_owners_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        store = SqliteStore(tmp_path / "a" / "store")
        with store.write() as batch, store.read():
            batch.put(wallet(1))
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a" / "store").iterdir()
        }
    finally:
        os.umask(old)
    assert set(modes) == {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", SEAL}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "a" / "store").stat().st_mode) == 0o700
    store.close()


def test_closing_leaves_one_database_file(tmp_path: Path) -> None:
    _with_rows(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {DATABASE, SEAL}


def test_the_settings_that_keep_promises_are_on(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    with store.read():
        pass
    for connection in (store._writer, *store._idle):
        settings = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
        ]
        assert settings == ["wal", 2, 1, 0, 2]
    store.close()


def test_a_second_node_on_the_folder_is_refused(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    assert _refusal(tmp_path) == "store_locked"
    code = f"from pathlib import Path; from idos.store.sqlite import *; SqliteStore(Path({str(tmp_path)!r}))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "another node uses" in other.stderr
    store.close()
    SqliteStore(tmp_path).close()


def test_an_opening_that_fails_lets_go_of_the_lock(tmp_path: Path) -> None:
    _with_rows(tmp_path)
    saved = (tmp_path / DATABASE).read_bytes()
    (tmp_path / DATABASE).write_bytes(b"")
    assert _refusal(tmp_path) == "store_corrupt"
    (tmp_path / DATABASE).write_bytes(saved)
    SqliteStore(tmp_path).close()


def test_a_folder_that_cannot_be_made_or_locked_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert _refusal(tmp_path / "file") == "disk"
    (tmp_path / "store" / SEAL).mkdir(parents=True)
    assert _refusal(tmp_path / "store") == "disk"


def test_a_lock_the_file_system_refuses_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    assert _refusal(tmp_path) == "disk"


@pytest.mark.parametrize("how", ["gone", "emptied", "another", "no version"])
def test_a_file_that_is_not_the_store_is_refused(tmp_path: Path, how: str) -> None:
    database = _with_rows(tmp_path) / DATABASE
    if how == "gone":
        database.unlink()
    elif how == "emptied":
        database.write_bytes(b"")
    elif how == "another":
        database.write_bytes(b"not a database " * 1000)
    else:
        with sqlite3.connect(database) as connection:
            connection.execute("PRAGMA user_version = 0")
        connection.close()
    assert _refusal(tmp_path) == "store_corrupt"


def test_a_crash_before_the_first_commit_leaves_a_folder_that_can_be_opened(tmp_path: Path) -> None:
    (tmp_path / SEAL).touch()
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    SqliteStore(tmp_path).close()
    (tmp_path / SEAL).write_bytes(b"")
    store = SqliteStore(tmp_path)
    store.verify()
    store.close()
    assert (tmp_path / SEAL).stat().st_size > 0


def test_a_file_system_without_a_write_ahead_log_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_memory = sqlite3.connect(":memory:")
    monkeypatch.setattr(SqliteStore, "_connect", lambda store: in_memory)
    assert _refusal(tmp_path) == "disk"


def test_a_creation_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(STATEMENTS["wallets"], "create", ("CREATE TABLE nonsense (",))
        assert _refusal(tmp_path) == "store_corrupt"
    SqliteStore(tmp_path).close()


def test_snapshots_are_shared_out_and_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteStore(tmp_path, readers=1)
    with store.read() as tx:
        monkeypatch.setattr("idos.store.sqlite._SECONDS_FOR_A_READER", 0.01)
        with pytest.raises(Unavailable) as caught, store.read():
            pass
        assert caught.value.code == "busy"
        monkeypatch.setattr("idos.store.sqlite._SECONDS_FOR_A_READER", 30)
        waiting = Thread(target=store.verify)
        waiting.start()
        assert tx.count(Wallet) == 0
    waiting.join()
    assert len(store._idle) == 1
    store.close()


def test_a_snapshot_outlives_closing(tmp_path: Path) -> None:
    store = SqliteStore(_with_rows(tmp_path))
    with store.read() as tx:
        store.close()
        assert tx.find(Wallet) == [wallet(1)]
    assert {path.name for path in tmp_path.iterdir()} == {DATABASE, SEAL}


def test_a_snapshot_holds_up_a_checkpoint_only_while_it_lasts(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    with store.write() as batch:
        batch.put(content(1, "x" * 9000))
    with store.read() as tx:
        with store.write() as batch:
            batch.delete(CredentialContent, UUID(int=1))
        assert store.checkpoint() is False
        assert tx.count(CredentialContent) == 1
    assert store.checkpoint() is True
    assert (tmp_path / f"{DATABASE}-wal").stat().st_size == 0
    store.close()


def test_another_program_that_writes_to_the_file_makes_the_store_busy(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    other = sqlite3.connect(tmp_path / DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable) as caught, store.write():
        pass
    assert caught.value.code == "busy"
    other.execute("ROLLBACK")
    other.close()
    with store.write() as batch:
        batch.put(wallet(1))
    store.close()
