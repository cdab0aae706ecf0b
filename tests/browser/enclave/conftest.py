"""The real server of the pages, and websites on other origins that embed the enclave."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from idos.pages.app import build_app
from idos.pages.server import serving
from idos.pages.settings import PagesSettings
from tests.browser.enclave.website import Website

SITE = Path(__file__).parent / "site"


@pytest.fixture(scope="session")
def enclave_url() -> Iterator[str]:
    with serving(build_app(PagesSettings(hosts={"enclave": "enclave.localhost"}))) as port:
        yield f"http://enclave.localhost:{port}"


@pytest.fixture(scope="session")
def site_port() -> Iterator[int]:
    with serving(Starlette(routes=[Mount("/", StaticFiles(directory=SITE, html=True))])) as port:
        yield port


@pytest.fixture
def website(context: BrowserContext, enclave_url: str, site_port: int) -> Iterator[Website]:
    """Neobank's website. At its end, nothing may have been refused by a policy or thrown by a page."""
    website = Website(context, enclave_url, f"http://neobank.localhost:{site_port}")
    yield website
    assert website.complaints == []
