"""An independent implementation of the idOS: an identity operating system of encrypted credentials.

An app needs :class:`Client` (a person), :class:`Issuer`, :class:`Consumer`, :class:`Owner` (of a network) or
:class:`Auditor` (who reads how it is governed), or their async twins. Errors are those of
:mod:`idos.errors`, W3C credentials are in :mod:`idos.sdk.w3c`, and :mod:`idos.testing` starts a whole network
for tests. What a site of one's own needs is in :mod:`idos.sdk.sign_in`, by which people prove their wallets
to it, and :mod:`idos.sdk.wire`, which reads what strangers send. Nothing else is promised to stay as it is.

Names are imported when they are first used, so that a node does not load the SDK.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from idos.enclave.local import LocalEnclave as LocalEnclave
    from idos.errors import Denied as Denied
    from idos.errors import IdosError as IdosError
    from idos.errors import Invalid as Invalid
    from idos.errors import NotFound as NotFound
    from idos.errors import Unavailable as Unavailable
    from idos.errors import UnknownOutcome as UnknownOutcome
    from idos.protocol.grants import AccessGrantOffer as AccessGrantOffer
    from idos.protocol.grants import WriteGrant as WriteGrant
    from idos.sdk.async_clients import AsyncAuditor as AsyncAuditor
    from idos.sdk.async_clients import AsyncClient as AsyncClient
    from idos.sdk.async_clients import AsyncConsumer as AsyncConsumer
    from idos.sdk.async_clients import AsyncIssuer as AsyncIssuer
    from idos.sdk.async_clients import AsyncOwner as AsyncOwner
    from idos.sdk.attestation import public_notes as public_notes
    from idos.sdk.clients import Auditor as Auditor
    from idos.sdk.clients import Client as Client
    from idos.sdk.clients import Consumer as Consumer
    from idos.sdk.clients import Issuer as Issuer
    from idos.sdk.clients import Owner as Owner
    from idos.sdk.inspection import Inspection as Inspection
    from idos.sdk.inspection import TrustedIssuer as TrustedIssuer
    from idos.sdk.inspection import Unverified as Unverified
    from idos.sdk.issuer import NewProfile as NewProfile
    from idos.sdk.key_change import UnreadableCredentials as UnreadableCredentials
    from idos.sdk.records import Grantee as Grantee
    from idos.sdk.records import SignedOffer as SignedOffer
    from idos.sdk.records import SignedWriteGrant as SignedWriteGrant
    from idos.sdk.signers import ServerKey as ServerKey
    from idos.sdk.signers import WalletProof as WalletProof
    from idos.sdk.signers import WalletSigner as WalletSigner
    from idos.sdk.signers import evm_wallet as evm_wallet
    from idos.sdk.signers import facesign_wallet as facesign_wallet
    from idos.sdk.signers import facesign_wallet_from_mnemonic as facesign_wallet_from_mnemonic
    from idos.sdk.signers import near_wallet as near_wallet
    from idos.sdk.signers import stellar_wallet as stellar_wallet
    from idos.sdk.signers import xrpl_wallet as xrpl_wallet

    __version__: str

_HOMES = {
    "LocalEnclave": "idos.enclave.local",
    "Denied": "idos.errors",
    "IdosError": "idos.errors",
    "Invalid": "idos.errors",
    "NotFound": "idos.errors",
    "Unavailable": "idos.errors",
    "UnknownOutcome": "idos.errors",
    "AccessGrantOffer": "idos.protocol.grants",
    "WriteGrant": "idos.protocol.grants",
    "AsyncAuditor": "idos.sdk.async_clients",
    "AsyncClient": "idos.sdk.async_clients",
    "AsyncConsumer": "idos.sdk.async_clients",
    "AsyncIssuer": "idos.sdk.async_clients",
    "AsyncOwner": "idos.sdk.async_clients",
    "public_notes": "idos.sdk.attestation",
    "Auditor": "idos.sdk.clients",
    "Client": "idos.sdk.clients",
    "Consumer": "idos.sdk.clients",
    "Issuer": "idos.sdk.clients",
    "Owner": "idos.sdk.clients",
    "Inspection": "idos.sdk.inspection",
    "TrustedIssuer": "idos.sdk.inspection",
    "Unverified": "idos.sdk.inspection",
    "NewProfile": "idos.sdk.issuer",
    "UnreadableCredentials": "idos.sdk.key_change",
    "Grantee": "idos.sdk.records",
    "SignedOffer": "idos.sdk.records",
    "SignedWriteGrant": "idos.sdk.records",
    "ServerKey": "idos.sdk.signers",
    "WalletProof": "idos.sdk.signers",
    "WalletSigner": "idos.sdk.signers",
    "evm_wallet": "idos.sdk.signers",
    "facesign_wallet": "idos.sdk.signers",
    "facesign_wallet_from_mnemonic": "idos.sdk.signers",
    "near_wallet": "idos.sdk.signers",
    "stellar_wallet": "idos.sdk.signers",
    "xrpl_wallet": "idos.sdk.signers",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name == "__version__":
        found = globals()[name] = _installed_version()
        return found
    if name not in _HOMES:
        raise AttributeError(f"module 'idos' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def _installed_version() -> str:
    """The version of the distribution; of a source tree that was not installed, nothing is known."""
    try:
        return version("idos")
    except PackageNotFoundError:
        return "0+unknown"


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})
