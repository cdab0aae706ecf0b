"""The real server of the pages, and a website that uses the demo wallet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from idos.pages.app import build_app
from idos.pages.server import bind, serving
from idos.pages.settings import PagesSettings
from tests.browser.demo_wallet.dapp import Dapp, website


@pytest.fixture(scope="session")
def wallet_url() -> Iterator[str]:
    listening = bind()
    port = listening.getsockname()[1]
    with serving(build_app(PagesSettings(hosts={"wallet": "wallet.localhost"}, port=port)), listening):
        yield f"http://wallet.localhost:{port}"


@pytest.fixture(scope="session")
def site_port(wallet_url: str) -> Iterator[int]:
    listening = bind()
    with serving(website(wallet_url), listening):
        yield listening.getsockname()[1]


@pytest.fixture
def dapp(context: BrowserContext, wallet_url: str, site_port: int) -> Iterator[Dapp]:
    """Neobank's website. At its end, nothing may have been refused by a policy or thrown by a page."""
    context.set_default_timeout(30_000)
    dapp = Dapp(context, f"http://neobank.localhost:{site_port}", wallet_url)
    yield dapp
    assert dapp.complaints == []
