"""Overwriting what SQLite forgets in the pages of its file.

``secure_delete`` overwrites the rows that are deleted, where they are then. But rows move between pages as
these fill and empty, and a page that is laid out anew keeps the old bytes in its unallocated space, between
the cell pointers and the cells (SQLite's file format, §1.6): a copy that no later deletion finds. This module
overwrites that space, in the file itself. SQLite never reads it, so this is safe while others read, and when
the process ends half-way. Why this is safe, and what would make it unsafe: ``docs/adr``, "The
scrub"; ``tests/store/test_sqlite_assumptions.py`` asks the linked SQLite.

Every page that changes is written to the log first, so the log tells which pages are to be looked at.
[data-model 4.2]
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from struct import Struct

from idos.store.files import sync

MAX_PAGES = (1 << 25) - 1
"""The most pages of a file. From then on the first byte of another kind of page may look like a B-tree's."""

_LOG_HEADER, _FRAME_HEADER = 32, Struct(">I20x")
_FILE_HEADER = 100
_PAGE_HEADER = Struct(">BHHHB")  # kind, first free block, number of cells, start of the cells, fragments
_HEADER_SIZES = {2: 12, 5: 12, 10: 8, 13: 8}  # interior pages and leaves, of indexes and of tables
_POINTER = 2


def pages_in_log(path: Path, page_size: int) -> set[int]:
    """The pages of which a log holds versions; the numbers that are left from its past are among them."""
    pages: set[int] = set()
    with path.open("rb") as log:
        for start in range(_LOG_HEADER, os.fstat(log.fileno()).st_size, _FRAME_HEADER.size + page_size):
            header = os.pread(log.fileno(), _FRAME_HEADER.size, start)
            if len(header) == _FRAME_HEADER.size:
                pages.update(_FRAME_HEADER.unpack(header))
    return pages


def scrub(file: int, page_size: int, pages: Iterable[int] | None = None) -> None:
    """Overwrite the unallocated space of these pages, or of all, with zeros; durable when it returns.

    The log must be empty. Pages in SQLite's own memory must be dropped, or their old bytes are written again.

    Raises:
        OSError: the disk fails.
    """
    count = os.fstat(file).st_size // page_size
    for number in range(1, count + 1) if pages is None else sorted(pages):
        if 0 < number <= count:
            _scrub_page(file, page_size, number)
    sync(file)


def _scrub_page(file: int, page_size: int, number: int) -> None:
    place = (number - 1) * page_size
    page = os.pread(file, page_size, place)
    header = _FILE_HEADER if number == 1 else 0
    kind, _, cells, first_cell, _ = _PAGE_HEADER.unpack_from(page, header)
    # The other kinds of page begin with a page number, whose first byte is 0 or 1 below ``MAX_PAGES``.
    if kind in _HEADER_SIZES:
        start = header + _HEADER_SIZES[kind] + _POINTER * cells
        unallocated = page[start : first_cell or page_size]
        if unallocated.strip(b"\0"):
            os.pwrite(file, bytes(len(unallocated)), place + start)
