"""Acme: a company with a key file, a directory that knows it, and the page at which it reads."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from idos import Client, Consumer, public_notes
from idos.crypto.encoding import b64encode
from idos.pages.app import build_app
from idos.pages.directory import Party, logo_of
from idos.pages.server import bind, serving
from idos.pages.settings import PagesSettings
from idos.sdk.keystore import KeyKind, Keys, save
from idos.sdk.records import SharedCopy
from idos.sdk.w3c import serialize
from idos.testing import Network
from tests.people import agrees

PASSWORD: Final = "the password of Acme"
DAY: Final = 86_400
_LOGO: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="8" fill="{}"/>'
    '<path d="{}" stroke="#fff" stroke-width="3" fill="none"/></svg>'
)
_LOGOS: Final = {
    "Acme": logo_of(_LOGO.format("#7a3ff2", "M8 24 16 8l8 16M11 18h10").encode()),
    "Issuer One": logo_of(_LOGO.format("#0b6e99", "M8 12h16M8 20h16M16 6v20").encode()),
}


@dataclass(frozen=True, slots=True)
class Company:
    """Acme at one network: its keys, its key file, and where its page is."""

    net: Network
    url: str
    keys: Keys
    file: Path
    consumer: Consumer

    @property
    def origin(self) -> str:
        """The page's origin."""
        return self.url.rstrip("/")


@contextmanager
def company(net: Network, folder: Path) -> Iterator[Company]:
    """Serve the page for a network, whose issuer and Acme are in the directory."""
    keys = Keys.generate(KeyKind.SERVER)
    file = folder / f"{uuid4()}.key"
    save(file, keys, PASSWORD)
    listening = bind()
    settings = PagesSettings(
        port=listening.getsockname()[1], node_url=net.url, directory=(_issuer(net), _acme(keys))
    )
    with (
        serving(build_app(settings), listening),
        Consumer(net.url, keys.server, keys.encryption_key, chain_id=net.chain_id) as consumer,
    ):
        yield Company(net, settings.origins["consumer"], keys, file, consumer)


def _issuer(net: Network) -> Party:
    return Party(
        name="Issuer One",
        about={"en": "It checks passports.", "de": "Prüft Pässe."},
        roles=("issuer",),
        origins=("https://issuer.example",),
        url="https://issuer.example",
        logo=_LOGOS["Issuer One"],
        identifiers=(net.issuer_key.identifier,),
        issuer_ids=("https://issuer.example",),
        credential_keys=(net.credential_key.document()["publicKeyMultibase"],),
        credential_types=("passport",),
    )


def _acme(keys: Keys) -> Party:
    return Party(
        name="Acme",
        about={"en": "It sells everything.", "de": "Verkauft alles."},
        roles=("consumer",),
        origins=("https://acme.example",),
        url="https://acme.example",
        logo=_LOGOS["Acme"],
        identifiers=(keys.server.identifier,),
        encryption_key=b64encode(keys.card.grantee.encryption_public_key),
    )


def share(
    acme: Company,
    person: Client,
    *,
    locked_for: int = 0,
    type: str = "passport",
    level: str = "basic+liveness",
    plaintext: bytes | None = None,
    **about: Any,
) -> tuple[UUID, SharedCopy]:
    """Issue a credential to the person, who shares it with Acme; the original's id, and the copy.

    ``plaintext`` in place of a credential on a person, of whom ``about`` gives any fields.
    """
    content = plaintext or serialize(acme.net.credential(**about))
    notes = public_notes(content, id=str(uuid4()), level=level, type=type, issuer="Issuer One")
    issued = acme.net.issue(person, content, notes=notes)
    locked_until = int(time.time()) + locked_for if locked_for else 0
    return issued.original_id, person.share(
        issued.original_id, acme.keys.card.grantee, locked_until=locked_until, consent=agrees
    )


class ConsumerPage:
    """The company's page in a browser, as somebody at the company uses it."""

    def __init__(self, context: BrowserContext, acme: Company) -> None:
        self.acme = acme
        self.context = context
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        context.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        context.on("request", lambda request: self.requests.append(request))
        self.page = self.open()

    def open(self, route: str = "") -> Page:
        """The page in a new tab."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.goto(f"{self.acme.url}/{route}")
        return page

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(said.text)

    def choose_file(self, file: Path | None = None) -> None:
        """Choose a key file, the company's unless another is given."""
        self.page.locator("input[type=file]").set_input_files(file or self.acme.file)

    def give_password(self, password: str = PASSWORD) -> None:
        """Type the password of the key file, and send it."""
        self.page.get_by_label("Password of the key file").fill(password)
        self.page.get_by_label("Password of the key file").press("Enter")

    def sign_in(self) -> None:
        """Sign in with the company's key file."""
        self.choose_file()
        self.give_password()
        self.button("Sign out").wait_for()

    def go(self, route: str) -> None:
        """Turn to a screen by its address, such as ``grants/<id>``."""
        self.page.goto(f"{self.acme.url}/#/{route}")

    def read(self, grant_id: UUID) -> None:
        """Open a grant, and read what it gives."""
        self.go(f"grants/{grant_id}")
        self.button("Read and check").click()
        self.verdict.wait_for()

    def button(self, name: str) -> Locator:
        """A button by its exact name."""
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def rows(self) -> Locator:
        """The grants in the list."""
        return self.page.get_by_role("table").get_by_role("row").filter(has=self.page.locator("td"))

    @property
    def verdict(self) -> Locator:
        """What the checks of a credential came to."""
        return self.page.locator(".verdict")

    def stored(self) -> str:
        """Everything that the page keeps in this browser."""
        kept: str = self.page.evaluate(
            "async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie,"
            "  (await indexedDB.databases()).map(({ name }) => name)])"
        )
        return kept

    def sent(self) -> str:
        """Everything that the page has sent, and where to."""
        return "\n".join(
            f"{request.method} {request.url} {json.dumps(request.headers)} {request.post_data or ''}"
            for request in self.requests
        )
