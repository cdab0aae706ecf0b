"""The pages of Neobank and Charlie in the town of the demo, with a stub in the place of the Isle.

The Isle has tests of its own, and the flows have both. Here the pages, their handlers and their servers are
real, and what the Isle would do with its frame, the test does: it asks the handlers, and signs.
Screens that hold the stub are judged without pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from idos.apps.demo.cast import passport_of
from idos.apps.demo.companies import Companies
from idos.apps.demo.own_node import CHAIN_ID, OwnNode
from idos.apps.demo.town import Town, open_town, origins_at, site_of_town
from idos.apps.neobank import Application, Neobank, credential_of
from idos.sdk.clients import Client, Issuer
from idos.sdk.issuer import NewProfile
from idos.sdk.records import Grantee, IssuedCredential
from idos.sdk.signers import ServerKey
from idos.testing import WALLETS
from idos.verification import draw_passport, draw_selfie
from tests.browser.apps.isle import Holder

STUB = Path(__file__).with_name("stub.js").read_text()


@dataclass(frozen=True)
class Place:
    """The town, and what its people need to be there already."""

    town: Town
    node: OwnNode
    bank: Neobank
    charlie: Grantee

    @property
    def origins(self) -> dict[str, str]:
        return dict(self.town.origins)

    def newcomer(self) -> Holder:
        """Somebody with a wallet, and without a profile."""
        return Holder.new(WALLETS["EVM"]())

    def member(self) -> Holder:
        """Somebody with a profile of the bank's making."""
        holder = self.newcomer()
        proof = holder.wallet.prove(f"This wallet is for the profile {holder.profile_id}.")
        self.bank.take_in(NewProfile(holder.profile_id, holder.enclave.public_key, proof, holder.profile_id))
        return holder

    def client(self, holder: Holder) -> Client:
        return Client(self.node.url, holder.wallet, holder.enclave, chain_id=CHAIN_ID)

    def issued(self, holder: Holder) -> IssuedCredential:
        """A credential of the bank's, written for her."""
        now = datetime.now(UTC)
        alice = passport_of("Alice", today=now.date())
        application = Application(alice.given_names, alice.surname, draw_passport(alice), draw_selfie(alice))
        credential = credential_of(application, self.bank.credential_key, now=now)
        with self.client(holder) as client:
            asked = self.bank.asks_permission(holder.wallet.identifier, now=now)
            permission = client.sign_write_grant(asked)
        return self.bank.issue(holder.profile_id, credential, permission, holder.enclave.public_key)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("town")
    companies = Companies.founded(folder)
    with ExitStack() as opened:
        listening = opened.enter_context(site_of_town(0))
        keys = companies.neobank
        node = OwnNode(
            folder / "node",
            owner=ServerKey.generate().identifier,
            inserter=f"Neobank={keys.server.identifier}",
            origins=tuple(origins_at(listening).values()),
        )
        opened.callback(node.stop)
        node.start()
        issuer = opened.enter_context(Issuer(node.url, keys.server, keys.encryption_key, chain_id=CHAIN_ID))
        town = opened.enter_context(open_town(node, companies, listening, lock_seconds=0))
        bank = Neobank(issuer, keys.server, keys.issuer_key)
        yield Place(town, node, bank, companies.charlie.card.grantee)


@pytest.fixture
def browser(context: BrowserContext) -> BrowserContext:
    """A browser in which the Isle is a stub."""
    stub_isle(context)
    return context


@pytest.fixture
def another_browser(context: BrowserContext) -> Iterator[Callable[[], BrowserContext]]:
    with ExitStack() as opened:

        def open_one() -> BrowserContext:
            assert context.browser
            other = context.browser.new_context(locale="en-GB")
            opened.callback(other.close)
            stub_isle(other)
            return other

        yield open_one


def stub_isle(context: BrowserContext) -> None:
    context.set_default_timeout(30_000)
    headers = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    context.route(
        "**/isle.js",
        lambda route: route.fulfill(body=STUB, content_type="text/javascript", headers=headers),
    )
