"""A store that opens is as it was closed, or all of it was checked; what was acknowledged is not lost."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from idos.errors import Unavailable
from idos.store.records import CredentialContent
from idos.store.schema import DATABASE
from idos.store.seal import SEAL, Left, Seal
from idos.store.sqlite import LOG, SqliteStore
from tests.store.samples import content

CHECKED = "all of it is checked"


def _closed(folder: Path) -> Path:
    store = SqliteStore(folder)
    with store.write() as batch:
        batch.put(content(1, "c" * 9000))
    store.close()
    return folder


def _killed(folder: Path) -> Path:
    """A folder as a process leaves it that is killed after its third commit: the last two are in the log."""
    running = folder.with_name("running")
    store = SqliteStore(running)
    for number in range(1, 4):
        with store.write() as batch:
            batch.put(content(number, "c" * 9000))
        if number == 1:
            assert store.checkpoint()
    shutil.copytree(running, folder)
    store.close()
    return folder


def _count(folder: Path) -> int:
    store = SqliteStore(folder)
    try:
        with store.read() as tx:
            return tx.count(CredentialContent)
    finally:
        store.close()


def _refusal(folder: Path) -> str:
    with pytest.raises(Unavailable) as caught:
        SqliteStore(folder)
    assert caught.value.code == "store_corrupt"
    return caught.value.message


def _change(file: Path, change: Callable[[bytes], bytes]) -> None:
    file.write_bytes(change(file.read_bytes()))


def _flip(at: int) -> Callable[[bytes], bytes]:
    return lambda data: data[: at // 8] + bytes([data[at // 8] ^ 1 << at % 8]) + data[at // 8 + 1 :]


def test_a_closed_store_opens_without_a_check(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert _count(_closed(tmp_path)) == 1
    assert _count(tmp_path) == 1
    assert CHECKED not in caplog.text


def test_a_killed_one_is_checked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert _count(_killed(tmp_path / "store")) == 3
    assert CHECKED in caplog.text


def test_a_bit_flipped_in_a_row_while_the_store_was_closed_is_found_when_it_opens(tmp_path: Path) -> None:
    file = _closed(tmp_path) / DATABASE
    _change(file, _flip((file.read_bytes().index(b"cccc") + 9) * 8))
    assert DATABASE in _refusal(tmp_path)


def test_a_file_rewritten_by_another_program_is_checked_and_taken(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import sqlite3

    connection = sqlite3.connect(_closed(tmp_path) / DATABASE)
    connection.execute("VACUUM")
    connection.close()
    assert _count(tmp_path) == 1
    assert CHECKED in caplog.text


def test_a_log_beside_a_closed_store_is_not_trusted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (_closed(tmp_path) / LOG).write_bytes(b"")
    assert _count(tmp_path) == 1
    assert CHECKED in caplog.text


@pytest.mark.parametrize(
    ("damage", "lost"),
    [
        (lambda log: b"", 2),
        (lambda log: log[:20], 2),
        (lambda log: log[: len(log) * 3 // 4], 1),
        (lambda log: log[:-1], 1),
        (_flip(32 * 8), 2),
        (_flip(5000 * 8), 2),
    ],
)
def test_commits_lost_with_a_damaged_log_are_missed(
    tmp_path: Path, damage: Callable[[bytes], bytes], lost: int
) -> None:
    folder = _killed(tmp_path / "store")
    _change(folder / LOG, damage)
    for _ in range(2):
        assert f"{LOG} is damaged or gone, and with it {lost} acknowledged commits" in _refusal(folder)
    (folder / SEAL).unlink()
    assert _count(folder) == 3 - lost


def test_a_log_taken_away_is_missed(tmp_path: Path) -> None:
    folder = _killed(tmp_path / "store")
    (folder / LOG).unlink()
    assert f"{LOG} is damaged or gone" in _refusal(folder)


@pytest.mark.parametrize("make", [_closed, _killed])
@pytest.mark.parametrize(
    "damage",
    [
        lambda seal: b"",
        lambda seal: seal[:-1],
        lambda seal: seal + b"\n",
        lambda seal: seal[:40] + b"\0" + seal[41:],
        lambda seal: b"made\n",
    ],
)
def test_a_damaged_seal_costs_a_check(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    make: Callable[[Path], Path],
    damage: Callable[[bytes], bytes],
) -> None:
    folder = make(tmp_path / "store")
    _change(folder / SEAL, damage)
    first = _count(folder)
    assert CHECKED in caplog.text
    caplog.clear()
    assert _count(folder) == first
    assert CHECKED not in caplog.text


def test_no_bit_of_a_seal_can_be_flipped_unnoticed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    seal = Seal(tmp_path / SEAL)
    seal.write(7, "ab" * 32)
    whole = (tmp_path / SEAL).read_bytes()
    assert seal.read() == Left(7, "ab" * 32)
    for at in Random(1).sample(range(len(whole) * 8), 200):
        (tmp_path / SEAL).write_bytes(_flip(at)(whole))
        assert seal.read() is None
    seal.close()


def test_a_seal_that_can_not_be_written_does_not_undo_a_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    store = SqliteStore(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("idos.store.seal.os.pwrite", full)
        with store.write() as batch:
            batch.put(content(1, "kept"))
    store.close()
    assert _count(tmp_path) == 1


def test_a_folder_stays_locked_without_its_seal(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    (tmp_path / SEAL).unlink()
    with pytest.raises(Unavailable) as caught:
        SqliteStore(tmp_path)
    assert caught.value.code == "store_locked"
    store.close()


def test_a_store_that_failed_is_not_sealed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = SqliteStore(tmp_path)
    store._failed = Unavailable("the disk failed", code="disk")
    store.close()
    with caplog.at_level(logging.WARNING):
        SqliteStore(tmp_path).close()
    assert CHECKED in caplog.text
