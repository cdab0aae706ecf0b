"""Disks of a chosen size, or read-only, for one process: in a mount namespace of its own."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pytest

_NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-ec")
_SMALL = """
mount -t tmpfs -o size="$0" none "$1/state"
shift
exec "$@"
"""
_SMALL_FOR_ALL = """
kept=$(mktemp -d)
cp "$1"/*.toml "$1"/*.json "$kept"
mount -t tmpfs -o size="$0" none "$1"
mv "$kept"/* "$1"
rmdir "$kept"
exec 2>"$1/node.log"
shift
exec "$@"
"""
_READ_ONLY = """
mount --bind "$0" "$0"
mount -o remount,bind,ro "$0"
exec "$@"
"""


@cache
def _mounts() -> bool:
    trial = ["mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        done = subprocess.run([*_NAMESPACE[:-2], *trial], capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


def require_mounts() -> None:
    """Skip the test where nobody may mount. What it tests is then tested with file size limits alone."""
    if not _mounts():
        pytest.skip("this machine lets no process mount: only RLIMIT_FSIZE is tested")


def small_disk(folder: Path, size: str) -> list[str]:
    """Words that run a command with the folder's state on a disk of this size, empty at first."""
    require_mounts()
    (folder / "state").mkdir(exist_ok=True)
    return [*_NAMESPACE, _SMALL, size, str(folder)]


def small_disk_for_all(folder: Path, size: str) -> list[str]:
    """The same with the whole folder, and the log, on such a disk."""
    require_mounts()
    return [*_NAMESPACE, _SMALL_FOR_ALL, size, str(folder)]


def read_only_disk(folder: Path) -> list[str]:
    """Words that run a command that can not write to the folder."""
    require_mounts()
    return [*_NAMESPACE, _READ_ONLY, str(folder)]


def limited_files(blocks: int) -> list[str]:
    """Words that run a command whose files can grow to so many blocks of 512 bytes."""
    return ["sh", "-ec", 'ulimit -f "$0"; exec "$@"', str(blocks)]


def seen_by(process: int, folder: Path) -> Path:
    """The folder as a process sees it."""
    return Path(f"/proc/{process}/root") / folder.relative_to("/")
