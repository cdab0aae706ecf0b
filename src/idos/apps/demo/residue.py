"""Looking for remains: does any file still hold a part of some ciphertext?"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

RUN: Final = 31
"""Bytes: a part of a ciphertext, or of its base64, that is this long is found wherever it stands."""

_BLOCK: Final = 16  # a run of 31 bytes holds a whole block of 16, wherever it begins
_CHUNK: Final = 4096


@dataclass(frozen=True, slots=True)
class Scan:
    """What was searched, and the files in which something was found."""

    files: int
    bytes: int
    found: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.files} files, {self.bytes / 1e6:.1f} MB"


class Traces:
    """What ciphertexts look like in files: their blocks, bare and in base64 at each of its alignments."""

    def __init__(self, ciphertexts: Iterable[bytes]) -> None:
        self._blocks = frozenset(
            form[start : start + _BLOCK]
            for ciphertext in ciphertexts
            for form in _forms(ciphertext)
            for start in range(0, len(form) - _BLOCK + 1, _BLOCK)
        )

    def search(self, folder: Path) -> Scan:
        """Search every file in the folder, however deep."""
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        contents = {str(path.relative_to(folder)): path.read_bytes() for path in files}
        found = tuple(name for name, content in contents.items() if self._is_in(content))
        return Scan(len(contents), sum(map(len, contents.values())), found)

    def _is_in(self, content: bytes) -> bool:
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK + _BLOCK - 1]
            if chunk.strip(b"\0") and any(
                chunk[place : place + _BLOCK] in self._blocks for place in range(len(chunk) - _BLOCK + 1)
            ):
                return True
        return False


def _forms(ciphertext: bytes) -> Iterator[bytes]:
    yield ciphertext
    for shift in range(3):
        yield base64.b64encode(ciphertext[shift:])
