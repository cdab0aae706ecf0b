"""Fixtures of these tests: both stores, and engines that are stopped when a test ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from idos.consensus.solo import EngineSettings, SoloEngine
from idos.store.memory import MemoryStore
from idos.store.sqlite import SqliteStore
from idos.store.verbs import Store

from .network import Clock, machine

Start = Callable[..., SoloEngine]


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    store: Store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "store")
    yield store
    store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def start(clock: Clock) -> Iterator[Start]:
    """Start an engine on a store, with the tests' clock and short ticks."""
    engines: list[SoloEngine] = []

    def start(store: Store, **settings: object) -> SoloEngine:
        chosen = EngineSettings(**{"tick_seconds": 0.01, **settings})  # type: ignore[arg-type]  # its fields by name
        engine = SoloEngine(store, machine(), clock=clock, settings=chosen)
        engines.append(engine)
        engine.start()
        return engine

    yield start
    for engine in engines:
        engine.stop()
