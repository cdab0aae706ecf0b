"""Every ``.txt`` here is a transcript, and a test."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from idos.sdk import keystore
from tests.cli.transcript import Transcript

_HERE = Path(__file__).parent


class TranscriptFile(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        yield TranscriptItem.from_parent(self, name=self.path.stem)


class TranscriptItem(pytest.Item):
    def runtest(self) -> None:
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(keystore, "_MEMORY_BYTES", 64 * 1024)  # guessing need not be dear here
            Transcript(Path(folder)).run(self.path.read_text())


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    if file_path.suffix == ".txt" and file_path.parent == _HERE:
        return TranscriptFile.from_parent(parent, path=file_path)
    return None
