"""What a node's files ask of the operating system beyond reading and writing: durability, and a lock.

Linux and macOS have both. Windows has no lock on a folder, so no store is opened there. [data-model 4.1]
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from idos.errors import Unavailable

if sys.platform != "win32":
    import fcntl


def sync(descriptor: int) -> None:
    """Make what was written to a file, or the names in a folder, durable. Raises ``OSError``.

    On macOS ``fsync`` leaves it in the drive's cache; ``F_FULLFSYNC`` does not (its fsync(2)). File systems
    that lack it get an ``fsync``.
    """
    if sys.platform == "darwin":
        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError:
            pass
        else:
            return
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Make the names of the folder's files durable. Raises ``OSError``."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def replace(path: Path, text: str) -> None:
    """Put a text file in the place of another, whole or not at all, durably. Only its owner may read it.

    Raises ``OSError``.
    """
    new = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        new.chmod(0o600)
        file.write(text)
        file.flush()
        sync(file.fileno())
    new.replace(path)


def lock(folder: Path) -> int:
    """Open and lock the folder; closing it, or the end of the process, unlocks it.

    Raises:
        Unavailable: ``code="store_locked"`` when another process has it, ``"unsupported"`` on Windows.
        OSError: it cannot be opened.
    """
    if sys.platform == "win32":
        raise Unavailable(
            "a node keeps its files on Linux and macOS only; on Windows use WSL, or a store in memory",
            code="unsupported",
        )
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise Unavailable(f"another node uses {folder}; stop it first", code="store_locked") from None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
