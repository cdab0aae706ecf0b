"""The SDK in a page of its own origin, a real node, and a person with a wallet in her browser."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from idos import Client, NewProfile, ServerKey
from idos.enclave.local import LocalEnclave
from idos.pages.server import serving
from idos.testing import PASSWORD, Network, network
from tests.browser.sdk.tab import Tab
from tests.browser.wallet import Wallet

WEB = Path(__file__).parents[3] / "web"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    built = tmp_path_factory.mktemp("sdk-page")
    subprocess.run(
        ["node_modules/.bin/vite", "build", "--config", "wallets/testing/vite.config.ts", "--outDir", built],
        cwd=WEB,
        check=True,
    )
    with serving(Starlette(routes=[Mount("/", StaticFiles(directory=built, html=True))])) as port:
        yield f"http://anyone.localhost:{port}"


@pytest.fixture(scope="session")
def net() -> Iterator[Network]:
    with network() as net:
        yield net


@pytest.fixture
def wallet(context: BrowserContext) -> Wallet:
    return Wallet(context).announce()


@pytest.fixture
def open_tab(context: BrowserContext, site: str, net: Network, wallet: Wallet) -> Callable[[], Tab]:
    context.set_default_timeout(30_000)
    return lambda: Tab(context, site, net.url)


@pytest.fixture
def tab(open_tab: Callable[[], Tab]) -> Tab:
    return open_tab()


def join(net: Network, wallet: Wallet) -> Client:
    """Give the wallet's account a profile; the client is the same person with the Python SDK."""
    profile_id = uuid4()
    enclave = LocalEnclave.create(str(profile_id), PASSWORD)
    proof = wallet.signer.prove(f"This wallet is for the profile {profile_id}.")
    net.issuer.create_profile(NewProfile(profile_id, enclave.public_key, proof, uuid4()))
    return Client(net.url, wallet.signer, enclave, chain_id=net.chain_id)


@pytest.fixture
def alice(net: Network, wallet: Wallet) -> Iterator[Client]:
    with join(net, wallet) as client:
        yield client


@pytest.fixture
def server_key() -> tuple[bytes, ServerKey]:
    seed = os.urandom(32)
    return seed, ServerKey(seed)
