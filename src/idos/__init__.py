"""An independent implementation of the idOS: an identity operating system of encrypted credentials.

An app needs :class:`Client` (a person), :class:`Issuer` or :class:`Consumer`, or their async twins. Errors are
those of :mod:`idos.errors`. :mod:`idos.testing` starts a whole network for tests.
"""

from __future__ import annotations

from idos.enclave.local import LocalEnclave
from idos.errors import Denied, IdosError, Invalid, NotFound, Unavailable, UnknownOutcome
from idos.protocol.grants import AccessGrantOffer, WriteGrant
from idos.sdk.clients import AsyncClient, AsyncConsumer, AsyncIssuer, Client, Consumer, Issuer
from idos.sdk.inspection import Inspection, TrustedIssuer, Unverified
from idos.sdk.issuer import NewProfile
from idos.sdk.records import Grantee, SignedOffer, SignedWriteGrant
from idos.sdk.signers import (
    ServerKey,
    WalletProof,
    WalletSigner,
    evm_wallet,
    facesign_wallet,
    facesign_wallet_from_mnemonic,
    near_wallet,
    stellar_wallet,
    xrpl_wallet,
)

__all__ = [
    "AccessGrantOffer",
    "AsyncClient",
    "AsyncConsumer",
    "AsyncIssuer",
    "Client",
    "Consumer",
    "Denied",
    "Grantee",
    "IdosError",
    "Inspection",
    "Invalid",
    "Issuer",
    "LocalEnclave",
    "NewProfile",
    "NotFound",
    "ServerKey",
    "SignedOffer",
    "SignedWriteGrant",
    "TrustedIssuer",
    "Unavailable",
    "UnknownOutcome",
    "Unverified",
    "WalletProof",
    "WalletSigner",
    "WriteGrant",
    "evm_wallet",
    "facesign_wallet",
    "facesign_wallet_from_mnemonic",
    "near_wallet",
    "stellar_wallet",
    "xrpl_wallet",
]
