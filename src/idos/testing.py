"""A whole idOS in memory for tests: a node, an issuer, a consumer, and people as you need them.

::

    with network() as net:
        alice = net.join("NEAR")
        issued = net.issue(alice, serialize(net.credential()))
        shared = alice.share(issued.original_id, net.consumer.grantee, content_hash=issued.content_hash)
        net.consumer.verified_credential(shared.copy_id, [net.trusted_issuer])

Nothing is faked: the node answers HTTP on a free port of this machine, and forgets everything at the end.
Needs the ``node`` extra.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Final
from uuid import uuid4

from idos.actions.genesis import FoundingInserter, Genesis
from idos.actions.limits import LATEST_RULES, Limits
from idos.crypto import box
from idos.enclave.local import LocalEnclave
from idos.node import NodeConfig, open_node, serving
from idos.protocol.grants import WriteGrant
from idos.protocol.times import format_time
from idos.sdk.attestation import public_notes
from idos.sdk.clients import Client, Consumer, Issuer
from idos.sdk.connection import Terms
from idos.sdk.inspection import TrustedIssuer
from idos.sdk.issuer import NewProfile
from idos.sdk.records import Grantee, IssuedCredential
from idos.sdk.secret_texts import SECRET_SIZE
from idos.sdk.signers import ServerKey, WalletSigner
from idos.sdk.w3c import CredentialFields, IssuerKey, Subject, build_credential
from idos.sdk.wallet_kinds import WALLET_PROGRAMS, WalletProgram


def _new_wallet(program: WalletProgram) -> WalletSigner:
    return program.signer(os.urandom(SECRET_SIZE))


CHAIN_ID: Final = "idos-testing"
PASSWORD: Final = "a password for tests"  # noqa: S105  # everybody's, and nobody's secret
WALLETS: Final[Mapping[str, Callable[[], WalletSigner]]] = MappingProxyType(
    {name: partial(_new_wallet, program) for name, program in WALLET_PROGRAMS.items()}
)
"""Makes a new wallet, by kind."""

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Network:
    """A running network, with an issuer that may create profiles and a consumer, and the keys of both.

    ``credential_key`` signs the issuer's credentials; ``trusted_issuer`` is how the consumer knows it.
    ``terms`` are what clients of one's own hold the node to: ``Client(net.url, wallet, **net.terms)``.
    """

    url: str
    issuer: Issuer
    issuer_key: ServerKey
    issuer_encryption_key: bytes = field(repr=False)
    credential_key: IssuerKey
    trusted_issuer: TrustedIssuer
    consumer: Consumer
    consumer_key: ServerKey
    consumer_encryption_key: bytes = field(repr=False)
    terms: Terms
    _clock: Callable[[], float]
    _opened: ExitStack

    @property
    def chain_id(self) -> str:
        """The network's name."""
        return CHAIN_ID

    def join(self, wallet_type: str = "EVM", *, password: str = PASSWORD) -> Client:
        """Somebody with a new wallet of this type, a new profile, and an unlocked enclave."""
        wallet, profile_id = WALLETS[wallet_type](), uuid4()
        enclave = LocalEnclave.create(str(profile_id), password)
        proof = wallet.prove(f"This wallet is for the profile {profile_id}.")
        self.issuer.create_profile(NewProfile(profile_id, enclave.public_key, proof, uuid4()))
        return self._opened.enter_context(Client(self.url, wallet, enclave, **self.terms))

    def credential(self, *, bound: bool = True, **about: object) -> dict[str, Any]:
        """A W3C credential of the issuer on a made-up person, of whom any field of ``Subject`` can be given.

        ``bound``: see :func:`idos.sdk.w3c.build_credential`.
        """
        person: dict[str, Any] = {
            "id": f"uuid:{uuid4()}",
            "first_name": "Alice",
            "family_name": "Liddell",
            "date_of_birth": date(1852, 5, 4),
            "id_document_country": "GB",
            "id_document_number": "A1865",
            "id_document_type": "PASSPORT",
            "id_document_front_file": b"the front",
            "selfie_file": b"a face",
        }
        fields = CredentialFields(id=f"uuid:{uuid4()}", level="basic")
        now = datetime.fromtimestamp(self._clock(), UTC)
        return build_credential(fields, Subject(**person | about), self.credential_key, now=now, bound=bound)

    def write_grant(self, person: Client, grantee: Grantee | None = None) -> WriteGrant:
        """What the person is to sign so that the issuer may write a credential; unlocked after a day.

        The copy is for the issuer itself unless it is for another ``grantee``.
        """
        now = int(self._clock())
        return WriteGrant(
            owner=person.wallet.identifier,
            grantee=(grantee or self.issuer.grantee).identifier,
            issuer_public_key=self.issuer_key.identifier,
            id=uuid4(),
            access_grant_timelock=format_time(now + _DAY),
            not_usable_before=format_time(now),
            not_usable_after=format_time(now + _DAY),
        )

    def issue(
        self, person: Client, plaintext: bytes, *, notes: str | None = None, grantee: Grantee | None = None
    ) -> IssuedCredential:
        """Write a credential by a write grant that the person signs now; with ordinary notes unless given."""
        return self.issuer.issue(
            person.sign_write_grant(self.write_grant(person, grantee)),
            plaintext,
            notes or public_notes(plaintext, id=str(uuid4()), level="basic", type="human"),
            person.enclave.public_key,
            copy_recipient=(grantee or self.issuer.grantee).encryption_public_key,
        )


@contextmanager
def network(
    *,
    private: bool = False,
    limits: Limits | None = None,
    clock: Callable[[], float] = time.time,
    issuer_key: ServerKey | None = None,
) -> Iterator[Network]:
    """Run a network until the block is left.

    ``private``: reads carry a signed challenge instead of a session. ``clock`` gives seconds since 1970.
    ``issuer_key`` is who may create profiles, a new key unless given.
    """
    issuer_key, issuer_encryption_key = issuer_key or ServerKey.generate(), box.generate_secret_key()
    consumer_key, consumer_encryption_key = ServerKey.generate(), box.generate_secret_key()
    credential_key = IssuerKey.of_issuer("https://issuer.example", os.urandom(32))
    genesis = Genesis(
        chain_id=CHAIN_ID,
        owner=issuer_key.identifier,
        time_ms=int(clock() * 1000),
        inserters=(FoundingInserter(uuid4(), "issuer", (issuer_key.identifier,)),),
        limits=limits or Limits(),
        rules=LATEST_RULES,
    )
    config = NodeConfig(port=0, store="memory", private=private, log_level="error")
    terms = Terms(chain_id=CHAIN_ID, sign_reads=private)
    with ExitStack() as opened:
        node = opened.enter_context(open_node(config, genesis, clock=clock))
        url = opened.enter_context(serving(node))
        yield Network(
            url=url,
            issuer=opened.enter_context(Issuer(url, issuer_key, issuer_encryption_key, **terms)),
            issuer_key=issuer_key,
            issuer_encryption_key=issuer_encryption_key,
            credential_key=credential_key,
            trusted_issuer=TrustedIssuer((replace(credential_key, seed=None),), (issuer_key.identifier,)),
            consumer=opened.enter_context(Consumer(url, consumer_key, consumer_encryption_key, **terms)),
            consumer_key=consumer_key,
            consumer_encryption_key=consumer_encryption_key,
            terms=terms,
            _clock=clock,
            _opened=opened,
        )
