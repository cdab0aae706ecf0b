"""Charlie's exchange, running, with a network of its own on which an issuer has issued."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from idos.apps.charlie import CharlieSettings
from idos.apps.charlie.app import build_charlie_app
from idos.sdk import keystore
from idos.sdk.clients import Client
from idos.sdk.keystore import KeyKind, Keys
from idos.sdk.records import Grantee, IssuedCredential, SharedCopy
from idos.sdk.w3c import serialize
from idos.testing import Network, network
from tests.apps.customer import Holder
from tests.apps.serving import free_address, reserved, serving
from tests.apps.verify.kit import Clock
from tests.people import agrees

KEY_PASSWORD = "the exchange's own"
KEYS = Keys.generate(KeyKind.SERVER)


@dataclass
class Person(Holder):
    """Somebody with a credential who comes to the exchange."""

    client: Client = field(kw_only=True)
    issued: IssuedCredential = field(kw_only=True)
    exchange: Exchange = field(kw_only=True)

    def shares(self, lock: int | None = None) -> SharedCopy:
        """Share as the exchange asks; or with this lock, in seconds."""
        wanted = self.exchange.settings.lock_seconds if lock is None else lock
        until = int(self.exchange.clock.now) + wanted if wanted else 0
        return self.client.share(
            self.issued.original_id, self.exchange.grantee, locked_until=until, consent=agrees
        )

    def tells(self, shared: SharedCopy, **changes: UUID) -> dict[str, str]:
        """What her page tells the exchange."""
        said = {"copy_id": shared.copy_id, "grant_id": shared.grant_id, "owner_id": self.profile_id}
        return {name: str(value) for name, value in (said | changes).items()}

    def comes(self) -> Person:
        """She shows her wallet, shares, and says so."""
        self.asks("proof", **self.claim())
        self.asks("granted", **self.tells(self.shares()))
        return self

    @property
    def account(self) -> dict[str, Any]:
        return self.sees("account", profile_id=str(self.profile_id))


@dataclass
class Exchange:
    """The exchange, and the network."""

    net: Network
    settings: CharlieSettings
    clock: Clock

    @property
    def grantee(self) -> Grantee:
        return KEYS.card.grantee

    def person(self, **about: Any) -> Person:
        """Somebody new, with a credential of the network's issuer."""
        client = self.net.join()
        issued = self.net.issue(client, serialize(self.net.credential(**about)))
        return Person(
            self.settings.public_url,
            wallet=client.wallet,
            profile_id=client.profile().id,
            client=client,
            issued=issued,
            exchange=self,
        )


@contextmanager
def exchange(folder: Path, *, trusts_issuer: bool = True, **changes: Any) -> Iterator[Exchange]:
    """The exchange with these changes of settings."""
    clock, url = Clock(), free_address()
    with ExitStack() as stack:
        net = stack.enter_context(network(clock=clock))
        key_file = folder / "charlie.key"
        keystore.save(key_file, KEYS, KEY_PASSWORD)
        settings = CharlieSettings(
            **{
                "public_url": url,
                "node_url": net.url,
                "chain_id": net.chain_id,
                "key_file": key_file,
                "key_password": KEY_PASSWORD,
                "issuers": (net.trusted_issuer,) if trusts_issuer else (),
                "lock_seconds": 0,
                **changes,
            }
        )
        app = build_charlie_app(settings, clock=clock)
        stack.enter_context(serving(app, reserved(url)))
        yield Exchange(net, settings, clock)
