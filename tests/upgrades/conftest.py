"""The fixture's chain in both stores, and engines on it that are stopped when a test ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Protocol

import pytest

from idos.consensus.machine import Machine
from idos.consensus.solo import EngineSettings, SoloEngine
from idos.consensus.versions import VERSIONS, Version
from idos.store.verbs import Store
from tests.consensus.network import Clock
from tests.upgrades.crossing import NOW, SECOND
from tests.upgrades.kit import BODIES_SECONDS, genesis, loaded, migrated


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The fixture's chain, in a store of either kind."""
    with closing(migrated(tmp_path)) as disk:
        yield disk if request.param == "sqlite" else loaded(disk)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW * SECOND)


class Start(Protocol):
    """Starts an engine of a program that has these versions, with the tests' clock and short ticks."""

    def __call__(
        self, store: Store, versions: Mapping[int, Version] = VERSIONS, **settings: object
    ) -> SoloEngine: ...


@pytest.fixture
def start(clock: Clock) -> Iterator[Start]:
    engines: list[SoloEngine] = []

    def start(store: Store, versions: Mapping[int, Version] = VERSIONS, **settings: object) -> SoloEngine:
        chosen = {"tick_seconds": 0.01, "body_retention_seconds": BODIES_SECONDS, **settings}
        engine = SoloEngine(
            store,
            Machine(genesis(), versions=versions),
            clock=clock,
            settings=EngineSettings(**chosen),  # type: ignore[arg-type]  # its fields by name
        )
        engines.append(engine)
        engine.start()
        return engine

    yield start
    for engine in engines:
        engine.stop()
