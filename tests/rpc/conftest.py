"""One node for the tests that leave no traces in each other's way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from idos.node import Node
from tests.people import PEOPLE
from tests.rpc.kit import Client, Clock, running


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[Node, Client]]:
    """A node on which everybody has a profile."""
    with running(Clock()) as (node, client):
        for person in PEOPLE:
            client.join(person)
        yield node, client


@pytest.fixture
def node(served: tuple[Node, Client]) -> Node:
    return served[0]


@pytest.fixture
def client(served: tuple[Node, Client]) -> Client:
    return served[1]
