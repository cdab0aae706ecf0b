"""Odd arguments of every action: refused by the rules, alike on both stores, and without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings

from idos.actions.registry import Rule, actions
from idos.store.sqlite import SqliteStore
from tests.actions.world import World
from tests.fuzz.rules import Attempt, attempts, inhabited, outcome

ACTIONS = [pytest.param(action, id=f"{action.name}-{len(action.parameters)}") for action in actions()]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, World]]:
    store = SqliteStore(Path(tmp_path_factory.mktemp("state")))
    yield inhabited(), inhabited(store)
    store.close()


@pytest.mark.parametrize("action", ACTIONS)
def test_odd_arguments_are_refused_without_a_trace(action: Rule, worlds: tuple[World, World]) -> None:
    memory, disk = worlds

    @settings(database=None)
    @given(attempts(action.name, len(action.parameters)))
    def survives(attempt: Attempt) -> None:
        for reading in (False, True):
            assert outcome(memory, attempt, reading=reading) == outcome(disk, attempt, reading=reading)

    survives()
    assert memory.state() == disk.state()
