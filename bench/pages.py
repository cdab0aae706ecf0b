"""How smooth is a person's dashboard with hundreds of credentials and thousands of grants?

    python bench/pages.py [--credentials 500] [--grants 2000] [--repeat 10]

A node in memory, the dashboard in a real Chromium, and as many credentials and grants as asked. It prints the
time from signing in to the first cards, and for each interaction how long the page's main thread was busy,
script and layout. A frame has 16.7 ms; people notice an answer that takes more than 100 ms.
"""

from __future__ import annotations

import argparse
import os
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median
from typing import Final

from pages_consumer import measure, say  # beside this file, which comes first: it finds the tests' pages
from playwright.sync_api import sync_playwright
from tests.browser.conftest import ARGUMENTS
from tests.browser.dashboard.page import DashboardPage, Town, directory, join
from tests.browser.wallet import Wallet
from tests.people import agrees

from idos import Client, Grantee, ServerKey, evm_wallet
from idos.crypto.box import generate_secret_key, public_key
from idos.pages.app import build_app
from idos.pages.server import bind, serving
from idos.pages.settings import PagesSettings
from idos.testing import Network, network

RECIPIENTS: Final = 40
WALLETS: Final = 30
CONTENT: Final = b'{"credentialSubject": {"a": "b"}}'
TYPES: Final = ("passport", "kyc", "address", "liveness")


def seed(net: Network, person: Client, credentials: int, grants: int) -> None:
    """Let her write credentials, and share them with some companies in turn.

    A node takes only so much from one wallet in a time, so she does it with many.
    """
    key, wallets = ServerKey.generate(), [evm_wallet(os.urandom(32)) for _ in range(WALLETS)]
    for wallet in wallets:
        person.add_wallet(wallet.prove(f"This is mine too: {wallet.address}"))
    recipients = [
        Grantee(ServerKey.generate().identifier, public_key(generate_secret_key())) for _ in range(RECIPIENTS)
    ]
    with ExitStack() as opened:
        hands = [
            opened.enter_context(Client(net.url, wallet, person.enclave, chain_id=net.chain_id))
            for wallet in wallets
        ]
        originals = [
            hands[at % WALLETS].add_credential(CONTENT, f'{{"type": "{TYPES[at % 4]}"}}', key=key)
            for at in range(credentials)
        ]
        for at in range(grants):
            hands[at % WALLETS].share(
                originals[at % credentials], recipients[at % RECIPIENTS], consent=agrees
            )


def interactions(dashboard: DashboardPage) -> dict[str, tuple[str, Callable[[], object]]]:
    """What she does with the lists: where, and what. Each leaves the list so that it can be done again."""
    letters = iter("passtkyclivenadr" * 100)

    def turn(route: str, pages: int) -> Callable[[], object]:
        numbers = iter(range(10_000))
        script = "hash => { location.hash = hash }"
        return lambda: dashboard.page.evaluate(script, f"#/{route}?page={1 + next(numbers) % pages}")

    def search() -> None:
        dashboard.page.get_by_role("searchbox").fill(next(letters))

    return {
        "next page of credentials": ("data", turn("data", 20)),
        "a letter in the search of credentials": ("data", search),
        "next page of recipients": ("shared", turn("shared", 5)),
        "a letter in the search of recipients": ("shared", search),
        "from one list to the other": ("data", turn("shared", 1)),
    }


def main() -> None:
    """Seed, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--credentials", type=int, default=500)
    parser.add_argument("--grants", type=int, default=2000)
    parser.add_argument("--repeat", type=int, default=10)
    options = parser.parse_args()
    listening = bind()
    port = listening.getsockname()[1]
    with network() as net, sync_playwright() as playwright:
        settings = PagesSettings(port=port, node_url=net.url, directory=directory(net))
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        context = browser.new_context(locale="en-GB")
        wallet = Wallet(context).announce()
        with (
            serving(build_app(settings), listening),
            join(net, wallet.signer) as person,
        ):
            seed(net, person, options.credentials, options.grants)
            dashboard = DashboardPage(context, Town(net, settings.origins["dashboard"]), wallet)
            started = time.perf_counter()
            dashboard.sign_in().cards.first.wait_for()
            first = time.perf_counter() - started
            say(
                f"{options.credentials} credentials, {options.grants} grants: first cards after {first:.2f} s"
            )
            devtools = dashboard.page.context.new_cdp_session(dashboard.page)
            devtools.send("Performance.enable")
            say(f"{'busy milliseconds for':<40}{'median':>8}{'most':>8}")
            for name, (route, act) in interactions(dashboard).items():
                dashboard.go(route)
                times = measure(dashboard.page, devtools, act, options.repeat)
                say(f"{name:<40}{median(times):>8.1f}{times[-1]:>8.1f}")
        browser.close()


if __name__ == "__main__":
    main()
