"""A network to do harm to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.process import found


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """The folder of a new network."""
    return found(tmp_path / "node")
