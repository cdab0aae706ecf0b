"""Neobank, running, with a network of its own and the real sandbox verification."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Self

import httpx

from idos.apps.neobank import NeobankSettings
from idos.apps.neobank.app import build_neobank_app
from idos.crypto.encoding import b64encode
from idos.enclave.local import LocalEnclave
from idos.protocol.grants import WriteGrant
from idos.protocol.wire import convert, encode_json
from idos.sdk import keystore
from idos.sdk.clients import Client
from idos.sdk.keystore import KeyKind, Keys
from idos.testing import PASSWORD, WALLETS, Network, network
from idos.verification import CheckDigit, DocumentHolder, draw_passport, draw_selfie
from idos.verification.provider import Applicant, Provider, VerificationResult, VerificationSession
from idos.verification.sandbox import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from tests.apps.customer import Holder
from tests.apps.serving import free_address, reserved, serving
from tests.apps.verify import kit as verify
from tests.apps.verify.kit import Clock, eventually

ADA = DocumentHolder(
    "Ada", "Park", date(1990, 4, 1), "F", "Amaurot", "U12345678", date(2024, 1, 1), date(2034, 1, 1)
)
PASSPORT, SELFIE = draw_passport(ADA), draw_selfie(ADA)
FORGED = draw_passport(ADA, tamper=CheckDigit.BIRTH_DATE)
KEY_PASSWORD = "the bank's own"
KEYS = Keys.generate(KeyKind.ISSUER, "https://neobank.example")


@dataclass
class Customer(Holder):
    """A person who opens an account."""

    enclave: LocalEnclave = field(init=False)

    def __post_init__(self) -> None:
        self.enclave = LocalEnclave.create(str(self.profile_id), PASSWORD)

    def member(self) -> dict[str, Any]:
        return {**self.claim(), "encryption_public_key": b64encode(self.enclave.public_key)}

    def joins(self, given_names: str = ADA.given_names, surname: str = ADA.surname) -> None:
        self.asks("names", given_names=given_names, surname=surname)
        self.asks("profile", **self.member())

    def permission(self) -> WriteGrant:
        return convert(self.asks("permission", profile_id=str(self.profile_id)), WriteGrant)

    def signed(self, grant: WriteGrant | None = None) -> dict[str, Any]:
        grant = grant or self.permission()
        terms = {name: str(getattr(grant, name)) for name in WriteGrant.__slots__}
        signature = self.wallet.sign_text(grant.text())
        return {"profile_id": str(self.profile_id), "grant": terms, "signature": signature}

    def goes(self) -> verify.Visitor:
        """Sign the permission and go to be verified."""
        return self.at(self.asks("verification", **self.signed())["url"])

    def retries(self) -> verify.Visitor:
        return self.at(self.asks("retry", profile_id=str(self.profile_id))["url"])

    @staticmethod
    def at(url: str) -> verify.Visitor:
        return verify.Visitor("", url)

    def elsewhere_proved(self) -> Self:
        """The same person in another browser, where she has shown her wallet."""
        other = replace(self, cookies=httpx.Cookies())
        other.enclave = self.enclave
        other.asks("proof", **other.claim())
        other.asks("names", given_names=ADA.given_names, surname=ADA.surname)
        return other

    @property
    def opening(self) -> dict[str, Any]:
        return self.sees("application", profile_id=str(self.profile_id))

    def reaches(self, state: str) -> dict[str, Any]:
        eventually(lambda: self.opening["state"] == state)
        return self.opening


def shows(page: verify.Visitor, passport: bytes = PASSPORT, times: int = 1) -> None:
    """Send a document, and a selfie if it was accepted."""
    for _ in range(times):
        page.send("document", passport)
    if passport is PASSPORT:
        page.send("selfie", SELFIE)


class RecordingProvider:
    """A provider, of which every session is noted, and whose answers can be changed."""

    def __init__(self, provider: Provider, bank: Bank) -> None:
        self._bank = bank
        self._start = provider.start
        self._outcome = provider.outcome
        self.read_webhook = provider.read_webhook
        self.images = provider.images
        self.close = provider.close

    def start(self, applicant: Applicant) -> VerificationSession:
        session = self._start(applicant)
        self._bank.sessions.append((session.id, applicant.reference))
        return session

    def outcome(self, session_id: str) -> VerificationResult:
        return self._bank.hears(self._outcome(session_id))


@dataclass
class Bank:
    """The bank, and what it deals with."""

    net: Network
    verification: verify.World
    settings: NeobankSettings
    clock: Clock
    running: ExitStack = field(default_factory=ExitStack)
    sessions: list[tuple[str, str]] = field(default_factory=list)
    """Of every verification that was opened: its name, and the bank's reference."""
    hears: Callable[[VerificationResult], VerificationResult] = lambda found: found
    """What another provider than the sandbox would have said."""

    def start(self) -> None:
        provider = RecordingProvider(self.verification.provider, self)
        app = build_neobank_app(self.settings, provider, clock=self.clock)
        self.running.enter_context(serving(app, reserved(self.settings.public_url)))

    def stop(self) -> None:
        self.running.close()

    def webhook(self, body: dict[str, object], **changes: str) -> httpx.Response:
        """Post what the provider might, signed as it signs, or with these ``changes`` of the headers."""
        raw, now = encode_json(body), int(self.clock.now)
        signature = sign((verify.WEBHOOK_KEY,), now, raw)
        headers = {TIMESTAMP_HEADER: str(now), SIGNATURE_HEADER: signature} | changes
        return httpx.post(f"{self.settings.public_url}/api/webhook", content=raw, headers=headers)

    def customer(self, wallet_type: str = "EVM") -> Customer:
        return Customer(self.settings.public_url, wallet=WALLETS[wallet_type]())

    def client(self, customer: Customer) -> Client:
        return Client(self.net.url, customer.wallet, customer.enclave, chain_id=self.net.chain_id)

    def credentials(self, customer: Customer) -> list[Any]:
        with self.client(customer) as client:
            return [info for info in client.credentials() if info.original_id is None]


@contextmanager
def key_file(folder: Path, keys: Keys, name: str = "keys") -> Iterator[Path]:
    path = folder / name
    keystore.save(path, keys, KEY_PASSWORD)
    yield path


@contextmanager
def bank(folder: Path, **changes: Any) -> Iterator[Bank]:
    """The bank with these changes of settings."""
    clock, url = Clock(), free_address()
    with ExitStack() as stack:
        net = stack.enter_context(network(clock=clock, issuer_key=KEYS.server))
        world = stack.enter_context(
            verify.world(
                clock=clock,
                companies=lambda company: (
                    replace(company, webhook_url=f"{url}/api/webhook", return_origins=(url,)),
                ),
            )
        )
        settings = NeobankSettings(
            **{
                "public_url": url,
                "node_url": net.url,
                "chain_id": net.chain_id,
                "key_file": stack.enter_context(key_file(folder, KEYS)),
                "key_password": KEY_PASSWORD,
                "pause": 0.02,
                **changes,
            }
        )
        running = Bank(net, world, settings, clock)
        stack.callback(running.stop)
        running.start()
        yield running
