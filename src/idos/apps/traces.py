"""Looking for what was deleted: does any file still hold a part of it?"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

RUN: Final = 24
"""Bytes: what a file has in common with a needle, in any form, is found from this length on."""

_BLOCK: Final = 12  # a run of 24 bytes holds a whole block of 12 of the needle, wherever it begins
_CHUNK: Final = 4096


@dataclass(frozen=True, slots=True)
class Trace:
    """A run of bytes that should not be there: its file, where it begins, and how long it is."""

    file: str
    offset: int
    length: int

    def __str__(self) -> str:
        return f"{self.file} from byte {self.offset}"


@dataclass(frozen=True, slots=True)
class Scan:
    """What was searched, and what was found: of each file the first trace."""

    files: int
    bytes: int
    found: tuple[Trace, ...]

    def __str__(self) -> str:
        return f"{self.files} files, {self.bytes / 1e6:.1f} MB"


class Traces:
    """What needles look like in files: bare, in hex, in base64.

    Of what is shorter than ``RUN`` in one of these forms, that form is not found.
    """

    def __init__(self, needles: Iterable[bytes]) -> None:
        self._forms = sorted({form for needle in needles for form in _forms(needle)})
        self._blocks = frozenset(
            form[start : start + _BLOCK]
            for form in self._forms
            for start in range(0, len(form) - _BLOCK + 1, _BLOCK)
        )

    def search(self, folder: Path) -> Scan:
        """Search every file in the folder, however deep. Files that vanish meanwhile are skipped.

        The folder may be in use: a database's log is read before the database, since what moves meanwhile
        moves from the one to the other.
        """
        files = size = 0
        found = []
        for path in sorted((path for path in folder.rglob("*") if path.is_file()), reverse=True):
            with suppress(FileNotFoundError):
                content = path.read_bytes()
                files, size = files + 1, size + len(content)
                for offset, length in self._runs(content):
                    found.append(Trace(str(path.relative_to(folder)), offset, length))
                    break
        return Scan(files, size, tuple(found))

    def _runs(self, content: bytes) -> Iterator[tuple[int, int]]:
        """The offset and length of each run of at least ``RUN`` bytes."""
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK + _BLOCK - 1]
            if not chunk.strip(b"\0"):
                continue
            for at in range(len(chunk) - _BLOCK + 1):
                if (block := chunk[at : at + _BLOCK]) in self._blocks:
                    for form, place in self._places(block):
                        before, after = _common(content, start + at, form, place)
                        if before + after >= RUN:
                            yield start + at - before, before + after

    def _places(self, block: bytes) -> Iterator[tuple[bytes, int]]:
        for form in self._forms:
            place = form.find(block)
            while place >= 0:
                yield form, place
                place = form.find(block, place + 1)


def _forms(needle: bytes) -> Iterator[bytes]:
    """What the needle can look like; in base64 its first byte has one of three positions."""
    yield needle
    yield needle.hex().encode()
    yield needle.hex().upper().encode()
    for skipped in range(3):
        yield base64.b64encode(needle[skipped:]).rstrip(b"=")
        yield base64.urlsafe_b64encode(needle[skipped:]).rstrip(b"=")


def _common(content: bytes, at: int, form: bytes, place: int) -> tuple[int, int]:
    """How many bytes before the two positions are the same, and how many from them on."""
    before = after = 0
    while before < min(at, place) and content[at - before - 1] == form[place - before - 1]:
        before += 1
    while after < min(len(content) - at, len(form) - place) and content[at + after] == form[place + after]:
        after += 1
    return before, after
