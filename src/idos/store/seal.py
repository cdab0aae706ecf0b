"""The seal of a store's folder: how many commits its database holds, and how it was left.

One line, overwritten in place: ``idos 1``, the number of commits, the SHA-256 of the database's file as it
was closed (or dashes, while it is open), and the CRC-32 of all that. A database that still has its seal's
digest is as it was left. One that does not was killed, copied or changed, and is to be checked; if it then
holds fewer commits than its seal says, some of what was acknowledged is lost. [data-model 4.3]
"""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from idos.store.files import sync

SEAL = "seal"
_FORM = re.compile(rb"(idos 1 ([0-9]{20}) ([0-9a-f]{64}|-{64}) )([0-9a-f]{8})\n")
_OPEN = "-" * 64


@dataclass(frozen=True, slots=True)
class Left:
    """How a database was left: with at least so many commits, and with this digest if it was closed."""

    commits: int
    digest: str | None


class Seal:
    """The seal's file, made if it is missing. Raises ``OSError``."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self.found = os.fstat(self._descriptor).st_size > 0
        """Whether there was a seal, readable or not: then there was a database too."""

    def read(self) -> Left | None:
        """What the seal says; None when it is not there or damaged."""
        match = _FORM.fullmatch(os.pread(self._descriptor, 1024, 0))
        # A checksum finds a torn or damaged line. It is no defence against who can write to the folder.
        if not match or int(match[4], 16) != crc32(match[1]):
            return None
        digest = match[3].decode()
        return Left(int(match[2]), None if digest == _OPEN else digest)

    def write(self, commits: int, digest: str | None = None) -> None:
        """Say how the database is left, durably: closed with this digest, or open."""
        line = _line(commits, digest)
        os.pwrite(self._descriptor, line, 0)
        os.ftruncate(self._descriptor, len(line))
        sync(self._descriptor)

    def count(self, commits: int) -> None:
        """Note a commit. A seal that is not written, or lost with the power, says fewer than there are."""
        with suppress(OSError):
            os.pwrite(self._descriptor, _line(commits, None), 0)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _line(commits: int, digest: str | None) -> bytes:
    text = f"idos 1 {commits:020} {digest or _OPEN} ".encode()
    return text + f"{crc32(text):08x}\n".encode()
