"""Both stores under one name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from idos.store.memory import MemoryStore
from idos.store.sqlite import SqliteStore
from idos.store.verbs import Store


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of either kind."""
    opened: Store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "store")
    yield opened
    opened.close()
