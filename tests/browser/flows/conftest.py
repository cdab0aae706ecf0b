"""The whole town of the demo, as `make demo` opens it: real pages, real companies, a real node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import BrowserContext

from idos.apps.demo.companies import Companies
from idos.apps.demo.own_node import OwnNode
from idos.apps.demo.town import Town, open_town, origins_at, site_of_town
from idos.sdk.signers import ServerKey
from tests.browser.flows.visitor import Visitor


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Without a lock on what Charlie is given, so that access can be taken back at once."""
    folder = tmp_path_factory.mktemp("town")
    companies = Companies.founded(folder)
    with ExitStack() as opened:
        listening = opened.enter_context(site_of_town(0))
        node = OwnNode(
            folder / "node",
            owner=ServerKey.generate().identifier,
            inserter=f"Neobank={companies.neobank.server.identifier}",
            origins=tuple(origins_at(listening).values()),
        )
        opened.callback(node.stop)
        node.start()
        yield opened.enter_context(open_town(node, companies, listening, lock_seconds=0))


@pytest.fixture
def visitor(context: BrowserContext, town: Town) -> Iterator[Callable[[str], Visitor]]:
    """Brings somebody to the town. At the end, nothing may have been refused or thrown."""
    came: list[Visitor] = []

    def come(name: str) -> Visitor:
        came.append(Visitor(context, town, name))
        return came[-1]

    yield come
    assert [complaint for each in came for complaint in each.complaints] == []
