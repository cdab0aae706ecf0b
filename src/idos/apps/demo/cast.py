"""Who takes part: five people with the five kinds of wallet, a bank, an exchange and an auditor."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID, uuid4

from idos import LocalEnclave
from idos.apps.charlie import Charlie
from idos.apps.demo.companies import Companies
from idos.apps.demo.recorder import Recorder
from idos.apps.neobank import Neobank
from idos.sdk.clients import Client, Consumer, Issuer
from idos.sdk.issuer import NewProfile
from idos.sdk.keystore import KeyKind, Keys
from idos.sdk.signers import WalletSigner
from idos.verification import DocumentHolder
from idos.verification.mrz import Sex

PEOPLE: Final[Mapping[str, KeyKind]] = MappingProxyType(
    {
        "Alice": KeyKind.EVM,
        "Nadia": KeyKind.NEAR,
        "Xavier": KeyKind.XRPL,
        "Stella": KeyKind.STELLAR,
        "Felix": KeyKind.FACESIGN,
    }
)
"""The five, and their wallets."""

_HOLDERS: Final[Mapping[str, tuple[str, str, Sex, date, str]]] = MappingProxyType(
    {
        "Alice": ("Alice Maria", "Sørensen", "F", date(1990, 5, 14), "U74821390"),
        "Bob": ("Bob", "Lindqvist", "M", date(1984, 9, 27), "U30581746"),
        "Xavier": ("Xavier", "Moreau", "M", date(1987, 11, 2), "U51904662"),
    }
)


@dataclass(frozen=True, slots=True)
class CastMember:
    """One of the people: her wallet, her password, and what only her enclave can open."""

    name: str
    client: Client
    profile_id: UUID = field(default_factory=uuid4)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)

    def profile(self) -> NewProfile:
        """What she hands to an issuer in order to join."""
        enclave = LocalEnclave.create(str(self.profile_id), self.password)
        proof = self.client.wallet.prove(f"I join the idOS with the profile {self.profile_id}.")
        return NewProfile(self.profile_id, enclave.public_key, proof, uuid4())


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, each with a connection of their own to the node."""

    people: Mapping[str, CastMember]
    neobank: Neobank
    charlie: Charlie
    auditor: Consumer
    person: Callable[[WalletSigner], Client]
    """Makes a client of one more wallet."""


@contextmanager
def gathered(node_url: str, companies: Companies, calls: list[str], *, chain_id: str) -> Iterator[Cast]:
    """Let everybody meet at a node. The actions that they call are appended to ``calls``."""
    with ExitStack() as opened:

        def person(wallet: WalletSigner) -> Client:
            return opened.enter_context(
                Client(node_url, wallet, transport=Recorder(node_url, calls), chain_id=chain_id)
            )

        def consumer(keys: Keys) -> Consumer:
            client = Consumer(
                node_url,
                keys.server,
                keys.encryption_key,
                transport=Recorder(node_url, calls),
                chain_id=chain_id,
            )
            return opened.enter_context(client)

        people = {name: CastMember(name, person(Keys.generate(kind).wallet)) for name, kind in PEOPLE.items()}
        bank = companies.neobank
        server, secret = bank.server, bank.encryption_key
        issuer = opened.enter_context(
            Issuer(node_url, server, secret, transport=Recorder(node_url, calls), chain_id=chain_id)
        )
        neobank = Neobank(issuer, server, bank.issuer_key)
        charlie = Charlie(consumer(companies.charlie), (neobank.as_trusted,))
        yield Cast(people, neobank, charlie, consumer(Keys.generate(KeyKind.SERVER)), person)


def passport_of(name: str, *, today: date) -> DocumentHolder:
    """The holder of a specimen passport that is valid for years."""
    given_names, surname, sex, birth_date, number = _HOLDERS[name]
    return DocumentHolder(
        given_names=given_names,
        surname=surname,
        birth_date=birth_date,
        sex=sex,
        birth_place="Amaurot",
        number=number,
        issue_date=date(today.year - 2, 3, 1),
        expiry_date=date(today.year + 8, 2, 28),
    )
