"""Acme's page, a real node, and people who share with Acme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from idos import Client
from idos.testing import Network, network
from tests.browser.consumer.company import Company, ConsumerPage, company


@pytest.fixture(scope="module")
def net() -> Iterator[Network]:
    with network() as net:
        yield net


@pytest.fixture
def acme(net: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company of its own for each test, at one network."""
    with company(net, tmp_path_factory.mktemp("keys")) as acme:
        yield acme


@pytest.fixture
def alice(net: Network) -> Client:
    return net.join()


@pytest.fixture
def dashboard(context: BrowserContext, acme: Company) -> Iterator[ConsumerPage]:
    """Its page. At the end, nothing may have been refused by a policy or thrown by the page."""
    dashboard = ConsumerPage(context, acme)
    yield dashboard
    assert dashboard.complaints == []
