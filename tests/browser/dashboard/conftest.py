"""Alice, her wallet, a real node, and the dashboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from idos import Client
from idos.pages.app import build_app
from idos.pages.server import bind, serving
from idos.pages.settings import PagesSettings
from idos.testing import Network, network
from tests.browser.dashboard.page import DashboardPage, Town, directory, join
from tests.browser.wallet import Wallet

expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def net() -> Iterator[Network]:
    with network() as net:
        yield net


@pytest.fixture(scope="session")
def town(net: Network) -> Iterator[Town]:
    listening = bind()
    port = listening.getsockname()[1]
    settings = PagesSettings(port=port, node_url=net.url, directory=directory(net))
    with serving(build_app(settings), listening):
        yield Town(net, settings.origins["dashboard"])


@pytest.fixture
def wallet(context: BrowserContext) -> Wallet:
    context.set_default_timeout(30_000)
    return Wallet(context).announce()


@pytest.fixture
def alice(net: Network, wallet: Wallet) -> Iterator[Client]:
    """The person whose wallet it is, with a profile."""
    with join(net, wallet.signer) as client:
        yield client


@pytest.fixture
def dashboard(context: BrowserContext, town: Town, wallet: Wallet, alice: Client) -> Iterator[DashboardPage]:
    """Her dashboard. At the end, nothing may have been refused by a policy or thrown by the page."""
    dashboard = DashboardPage(context, town, wallet)
    yield dashboard
    assert dashboard.complaints == []
