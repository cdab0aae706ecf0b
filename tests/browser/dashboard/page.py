"""Alice's dashboard in a browser, as she uses it."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from playwright.sync_api import BrowserContext, ConsoleMessage, FrameLocator, Locator, Page, expect

from idos import Client, Consumer, NewProfile, public_notes
from idos.crypto.encoding import b64encode
from idos.enclave.local import LocalEnclave
from idos.pages.directory import Party, logo_of
from idos.sdk.signers import WalletSigner
from idos.sdk.w3c import serialize
from idos.testing import PASSWORD, Network
from tests.browser.wallet import Wallet
from tests.browser.windows import opened_by
from tests.people import agrees

NEW_PASSWORD: Final = "violet-anchor-7-Reindeer-plaza"
DAY: Final = 86_400
_LOGO: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="8" fill="{}"/>'
    '<path d="{}" stroke="#fff" stroke-width="3" fill="none"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Town:
    """A network, and where the pages are that look at it."""

    net: Network
    url: str


def directory(net: Network) -> tuple[Party, ...]:
    """The issuer as Neobank, the consumer as Charlie's Cards."""
    return (
        Party(
            name="Neobank",
            about={"en": "A bank that checks passports.", "de": "Eine Bank, die Pässe prüft."},
            roles=("issuer",),
            origins=("https://neobank.example",),
            url="https://neobank.example",
            logo=logo_of(_LOGO.format("#0b6e99", "M8 12h16M8 20h16M16 6v20").encode()),
            identifiers=(net.issuer_key.identifier,),
            issuer_ids=("https://issuer.example",),
            credential_keys=(net.credential_key.document()["publicKeyMultibase"],),
            encryption_key=b64encode(net.issuer.grantee.encryption_public_key),
            credential_types=("passport",),
        ),
        Party(
            name="Charlie's Cards",
            about={"en": "Cards for everybody.", "de": "Karten für alle."},
            roles=("consumer",),
            origins=("https://charlie.example",),
            url="https://charlie.example",
            logo=logo_of(_LOGO.format("#7a3ff2", "M8 24 16 8l8 16M11 18h10").encode()),
            identifiers=(net.consumer_key.identifier,),
            encryption_key=b64encode(net.consumer.grantee.encryption_public_key),
        ),
    )


def join(net: Network, signer: WalletSigner, password: str = PASSWORD) -> Client:
    """Give a wallet a profile; the client is the same person with the Python SDK."""
    profile_id = uuid4()
    enclave = LocalEnclave.create(str(profile_id), password)
    proof = signer.prove(f"This wallet is for the profile {profile_id}.")
    net.issuer.create_profile(NewProfile(profile_id, enclave.public_key, proof, uuid4()))
    return Client(net.url, signer, enclave, chain_id=net.chain_id)


def give(net: Network, person: Client, *, type: str = "passport", **about: Any) -> UUID:
    """Issue a credential; the issuer gives its own copy back, so that nobody has one. The original's id."""
    plaintext = serialize(net.credential(**about))
    notes = public_notes(plaintext, id=str(uuid4()), level="basic+liveness", type=type)
    issued = net.issue(person, plaintext, notes=notes)
    with Consumer(net.url, net.issuer_key, net.issuer_encryption_key, chain_id=net.chain_id) as issuer:
        issuer.rescind(issued.copy_id)
    return issued.original_id


def share(net: Network, person: Client, credential: UUID, *, locked_for: int = 0) -> UUID:
    """Share with the consumer; the grant's id."""
    locked_until = int(time.time()) + locked_for if locked_for else 0
    return person.share(credential, net.consumer.grantee, locked_until=locked_until, consent=agrees).grant_id


class DashboardPage:
    """One tab with the dashboard, and the wallet that its person has."""

    def __init__(self, context: BrowserContext, town: Town, wallet: Wallet) -> None:
        self.town = town
        self.context = context
        self.wallet = wallet
        self.complaints: list[str] = []
        self.page = self.open()

    def open(self, route: str = "") -> Page:
        """The dashboard in a new tab."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.goto(f"{self.town.url}/{route}")
        return page

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(said.text)

    def sign_in(self, wallet: str = "Test wallet") -> DashboardPage:
        """Sign in with a wallet of this name."""
        self.button(f"Continue with {wallet}").click()
        self.button("Sign out").wait_for()
        return self

    def go(self, route: str) -> DashboardPage:
        """Turn to a screen by its address, such as ``data/<id>``."""
        self.page.goto(f"{self.town.url}/#/{route}")
        return self

    def unlock(self, password: str = PASSWORD) -> DashboardPage:
        """Unlock the contents: two clicks and a password."""
        self.button("Unlock").first.click()
        self.pass_enclave(password)
        expect(self.page.get_by_text("Unlocked", exact=True).first).to_be_visible()
        return self

    def unlock_again(self) -> DashboardPage:
        """Unlock while the enclave has the key in this tab: one click."""
        self.button("Unlock").first.click()
        expect(self.page.get_by_text("Unlocked", exact=True).first).to_be_visible()
        return self

    def pass_enclave(self, password: str = PASSWORD) -> None:
        """Give the enclave's window the password, and allow what is asked."""
        window = self.enclave_window("unlock")
        window.get_by_label("Password", exact=True).fill(password)
        window.get_by_role("button", name=re.compile("^(Allow and u|U)nlock$")).click()

    def enclave_window(self, prompt: str) -> Page:
        """Click the enclave's button, and give the window that opens."""
        return opened_by(self.context, self.enclave.locator(f"#{prompt}"))

    @property
    def enclave(self) -> FrameLocator:
        """The enclave's frame."""
        return self.page.frame_locator(".enclave iframe")

    def button(self, name: str) -> Locator:
        """A button by its exact name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        """A link by its exact name."""
        return self.page.get_by_role("link", name=name, exact=True)

    @property
    def dialog(self) -> Locator:
        """The question that is open."""
        return self.page.locator("dialog[open]")

    def answer(self, name: str) -> None:
        """Answer the question that is open."""
        self.dialog.get_by_role("button", name=name, exact=True).click()

    @property
    def cards(self) -> Locator:
        """The credentials in the list."""
        return self.page.locator(".tile")

    def text(self) -> str:
        """Everything that the page shows."""
        return self.page.locator("body").inner_text()

    def kept(self) -> str:
        """Everything that the page keeps in this browser."""
        kept: str = self.page.evaluate(
            "async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie,"
            "  (await indexedDB.databases()).map(({ name }) => name)])"
        )
        return kept


def notes_of(person: Client, credential: UUID) -> dict[str, Any]:
    """The public notes of one of a person's credentials."""
    (found,) = [info for info in person.credentials() if info.id == credential]
    notes: dict[str, Any] = json.loads(found.public_notes)
    return notes
