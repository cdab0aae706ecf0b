"""A real node, the real pages, and two apps of the directory and one stranger that embed the Isle."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import BrowserContext, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from idos import Client, NewProfile
from idos.crypto.box import public_key
from idos.crypto.encoding import b64decode, b64encode
from idos.enclave.local import LocalEnclave
from idos.pages.app import build_app
from idos.pages.directory import Party
from idos.pages.server import bind, serving
from idos.pages.settings import PagesSettings
from idos.protocol.grants import WriteGrant
from idos.protocol.times import format_time
from idos.sdk.attestation import public_notes
from idos.sdk.records import IssuedCredential, SignedWriteGrant
from idos.sdk.signers import WalletProof
from idos.sdk.w3c import serialize
from idos.testing import PASSWORD, Network, network
from tests.browser.isle.app import App
from tests.browser.wallet import Wallet

SITE = Path(__file__).parent / "site"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_DAY = 86_400

expect.set_options(timeout=30_000)

_LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8"
fill="%s"/><path d="M9 23V9l14 14V9" fill="none" stroke="#fff" stroke-width="3"/></svg>"""


@dataclass(frozen=True)
class Town:
    """Where everything is."""

    net: Network
    apps_port: int
    pages_port: int

    def origin(self, name: str) -> str:
        """An app's."""
        return f"http://{name}.localhost:{self.apps_port}"

    def page(self, name: str) -> str:
        """A site's."""
        return f"http://{name}.localhost:{self.pages_port}"


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    apps_place, pages_place = bind(), bind()
    with network() as net:
        town = Town(net, apps_place.getsockname()[1], pages_place.getsockname()[1])
        settings = PagesSettings(port=town.pages_port, node_url=net.url, directory=_directory(town))
        with serving(_apps(town.page("isle")), apps_place), serving(build_app(settings), pages_place):
            yield town


@pytest.fixture
def wallet(context: BrowserContext) -> Wallet:
    context.set_default_timeout(30_000)
    return Wallet(context).announce()


@pytest.fixture
def neobank(context: BrowserContext, town: Town, wallet: Wallet) -> Iterator[App]:
    """An issuer's app. At its end, nothing may have been refused by a policy or thrown by a page."""
    app = issuer_app(context, town, wallet)
    yield app
    assert app.complaints == []


@pytest.fixture
def charlie(context: BrowserContext, town: Town, wallet: Wallet) -> Iterator[App]:
    """A consumer's app, which asks for a passport with a lock of 30 days."""
    app = consumer_app(context, town, wallet)
    yield app
    assert app.complaints == []


@pytest.fixture
def alice(town: Town, wallet: Wallet) -> Iterator[Client]:
    """The person whose wallet it is, with a profile."""
    with join(town, wallet) as client:
        yield client


def issuer_app(context: BrowserContext, town: Town, wallet: Wallet, name: str = "neobank") -> App:
    app = App(context, wallet, town.origin(name), {"role": "issuer", "credentialType": "passport"})
    app.handlers = {
        "challenge": lambda who: challenge(app, who["address"]),
        "prove": lambda proof: None,
        "createProfile": lambda profile: create_profile(town, profile),
        "permission": lambda who: permission(town, who["identifier"]),
        "verify": lambda signed: {"url": f"{app.origin}/?verification"},
        "application": lambda who: {"state": "none"},
        "retry": lambda who: {"url": f"{app.origin}/?verification-again"},
    }
    return app


def consumer_app(
    context: BrowserContext, town: Town, wallet: Wallet, name: str = "charlie", **changes: object
) -> App:
    settings: dict[str, Any] = {
        "role": "consumer",
        "credentialType": "passport",
        "issuers": [town.net.issuer_key.identifier],
        "purpose": "Open a trading account, and keep the records that the law asks for",
        "fields": ["firstName", "familyName", "dateOfBirth", "nationality", "idDocumentNumber"],
        "lockSeconds": 30 * _DAY,
        "grantee": town.net.consumer_key.identifier,
        "encryptionPublicKey": b64encode(public_key(town.net.consumer_encryption_key)),
    }
    app = App(context, wallet, town.origin(name), settings | changes)
    app.handlers = {
        "challenge": lambda who: challenge(app, who["address"]),
        "prove": lambda proof: None,
        "granted": lambda grant: None,
    }
    return app


def join(town: Town, wallet: Wallet, number: int = 0) -> Client:
    """Give an account of the wallet a profile; the client is the same person with the Python SDK."""
    profile_id, signer = uuid4(), wallet.account(number)
    enclave = LocalEnclave.create(str(profile_id), PASSWORD)
    proof = signer.prove(f"This wallet is for the profile {profile_id}.")
    town.net.issuer.create_profile(NewProfile(profile_id, enclave.public_key, proof, uuid4()))
    return Client(town.net.url, signer, enclave, chain_id=town.net.chain_id)


def challenge(app: App, address: str) -> str:
    """What an app's server wants signed to know whose wallet it is."""
    return f"{app.host} wants you to sign in with your wallet:\n{address}\n\nNonce: {os.urandom(8).hex()}"


def create_profile(town: Town, profile: dict[str, Any]) -> None:
    """What an issuer's server does."""
    wallet = profile["wallet"]
    proof = WalletProof(
        wallet["kind"], wallet["address"], wallet["publicKey"], wallet["message"], wallet["signature"]
    )
    key = b64decode(profile["encryptionPublicKey"], max_bytes=32)
    town.net.issuer.create_profile(NewProfile(UUID(profile["profileId"]), key, proof, uuid4()))


def permission(town: Town, owner: str, *, seconds: int = 7 * _DAY, lock: int = 0) -> dict[str, str]:
    """What an issuer's server asks leave for, as JSON."""
    now, identifier = int(time.time()), town.net.issuer_key.identifier
    grant = WriteGrant(
        owner=owner,
        grantee=identifier,
        issuer_public_key=identifier,
        id=uuid4(),
        access_grant_timelock=format_time(now + lock if lock else 0),
        not_usable_before=format_time(now),
        not_usable_after=format_time(now + seconds),
    )
    return {**asdict(grant), "id": str(grant.id)}


def issue(
    town: Town, person: Client, signed: dict[str, Any] | None = None, *, lock: int = 0, **about: Any
) -> IssuedCredential:
    """Write a passport for a person, by what she signed in the Isle or else by a permission of now."""
    net = town.net
    if signed is None:
        grant = _grant(permission(town, person.wallet.identifier, lock=lock))
        permitted = person.sign_write_grant(grant)
    else:
        permitted = SignedWriteGrant(_grant(signed["grant"]), signed["signature"])
    plaintext = serialize(net.credential(**about))
    notes = public_notes(plaintext, id=str(uuid4()), type="passport", level="basic+liveness")
    return net.issuer.issue(permitted, plaintext, notes, person.profile().encryption_public_key)


def _grant(fields: dict[str, str]) -> WriteGrant:
    return WriteGrant(**{**fields, "id": UUID(fields["id"])})  # type: ignore[arg-type]  # one of them is a UUID


def _directory(town: Town) -> tuple[Party, ...]:
    net = town.net
    return (
        Party(
            name="Neobank",
            about={
                "en": "A bank that checks your passport once.",
                "de": "Eine Bank, die Ihren Pass einmal prüft.",
            },
            roles=("issuer", "consumer"),
            origins=(town.origin("neobank"),),
            url=town.origin("neobank"),
            logo=_logo(b"#2743c9"),
            identifiers=(net.issuer_key.identifier,),
            encryption_key=b64encode(public_key(net.issuer_encryption_key)),
            credential_types=("passport",),
        ),
        Party(
            name="Charlie",
            about={"en": "An exchange.", "de": "Eine Börse."},
            roles=("consumer",),
            origins=(town.origin("charlie"),),
            url=town.origin("charlie"),
            logo=_logo(b"#b0431e"),
            identifiers=(net.consumer_key.identifier,),
            encryption_key=b64encode(public_key(net.consumer_encryption_key)),
        ),
    )


def _logo(colour: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(_LOGO % colour).decode()


def _apps(isle: str) -> Starlette:
    """The apps' pages, under a policy as strict as that of our own."""
    policy = (
        f"default-src 'none'; script-src 'self' {isle}; frame-src 'self' {isle}; style-src 'self'; "
        "img-src data:; require-trusted-types-for 'script'; trusted-types 'none'"
    )

    def answer(request: Request) -> Response:
        file = SITE / (request.url.path.removeprefix("/") or "index.html")
        body = file.read_text().replace("{isle}", isle)
        headers = {
            "Content-Security-Policy": policy,
            "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
        }
        return Response(body, media_type=_TYPES[file.suffix], headers=headers)

    return Starlette(routes=[Route("/{path:path}", answer)])
