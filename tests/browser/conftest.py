"""A real Chromium, the real server of the pages, and websites on other origins."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from idos.pages.app import build_app
from idos.pages.server import serving
from idos.pages.sites import PagesSettings
from tests.browser.website import Website

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # In the place of Playwright's own list, which turns off the partitioning of storage that people have.
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,PaintHolding",
)
SITE = Path(__file__).parent / "site"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "Chromium is not installed: apt-get install chromium, or set CHROMIUM to its path"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def enclave_url() -> Iterator[str]:
    with serving(build_app(PagesSettings())) as port:
        yield f"http://enclave.localhost:{port}"


@pytest.fixture(scope="session")
def site_port() -> Iterator[int]:
    with serving(Starlette(routes=[Mount("/", StaticFiles(directory=SITE, html=True))])) as port:
        yield port


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def website(context: BrowserContext, enclave_url: str, site_port: int) -> Iterator[Website]:
    """Neobank's website. At its end, nothing may have been refused by a policy or thrown by a page."""
    website = Website(context, enclave_url, f"http://neobank.localhost:{site_port}")
    yield website
    assert website.complaints == []
