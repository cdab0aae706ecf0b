from __future__ import annotations

import fcntl
import os
import stat
import sys
from pathlib import Path

import pytest

from idos.errors import Unavailable
from idos.store import files
from idos.store.sqlite import SqliteStore


def test_a_file_is_replaced_whole_and_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "genesis.json"
    path.write_text("of everybody")
    path.chmod(0o644)
    files.replace(path, "é\n")
    assert path.read_bytes() == b"\xc3\xa9\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_can_not_be_written_leaves_the_former(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("former")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.replace(path, "later")
    assert path.read_text() == "former"


def test_macos_is_asked_to_empty_the_drives_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def full(_: int, command: int) -> None:
        asked.append(("fcntl", command))
        if len(asked) > 1:
            raise OSError(45, "Operation not supported")

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", full)
    monkeypatch.setattr(os, "fsync", lambda _: asked.append(("fsync", 0)))
    monkeypatch.setattr(sys, "platform", "darwin")
    files.sync(1)
    assert asked == [("fcntl", 51)]
    files.sync(1)
    assert asked[1:] == [("fcntl", 51), ("fsync", 0)]


def test_windows_is_told_where_a_node_keeps_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(Unavailable, match="WSL") as caught:
        SqliteStore(tmp_path)
    assert caught.value.code == "unsupported"
