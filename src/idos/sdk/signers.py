"""Who signs: wallets of every kind, and a server's key.

A signer holds its secret inside a function, so that it is in no ``repr``, no log and no pickle.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from idos.arguments import checked
from idos.crypto import ed25519
from idos.crypto.wallets import evm, facesign, near, stellar, wallet_identifier, xrpl
from idos.crypto.wallets.kind import WalletKind
from idos.protocol.signed_texts import refuse_signed_text

NEAR_WALLET_RECIPIENT = "idos.network"
"""The NEP-413 recipient that browser wallets show a person."""

Sign = Callable[[bytes], bytes]


@runtime_checkable
class Signer(Protocol):
    """Signs transactions, view calls and logins (``docs/protocol/signatures.md``)."""

    @property
    def auth_type(self) -> str:
        """The signature type's name on the wire."""
        ...

    @property
    def sender(self) -> bytes:
        """The signer as the signature type writes it."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The signature, as the signature type lays it out."""
        ...


@dataclass(frozen=True, slots=True)
class WalletProof:
    """A wallet and a message that it signed, to show who controls it. ``signature`` is hex."""

    wallet_type: str
    address: str
    public_key: str | None
    message: str
    signature: str

    @property
    def identifier(self) -> str:
        """The text that names this wallet to the network."""
        return wallet_identifier(self.wallet_type, self.address, self.public_key) or self.address


class WalletSigner:
    """A person's wallet. Make one with :func:`evm_wallet` and its like."""

    def __init__(
        self,
        kind: WalletKind,
        sender: bytes,
        address: str,
        public_key: str | None,
        sign: Sign,
        *,
        sign_text: Sign | None = None,
        prefix: str = "",
    ) -> None:
        """``sign_text`` signs what people read; ``prefix`` is written before the hex of that signature."""
        self.wallet_type = kind.name
        self.auth_type = kind.signature_type
        self.sender = sender
        self.address = address
        self.public_key = public_key
        self._sign = sign
        self._sign_text = sign_text or sign
        self._prefix = prefix

    def __repr__(self) -> str:
        return f"WalletSigner({self.wallet_type}, {self.address})"

    @property
    def identifier(self) -> str:
        """The text that names this wallet to the network: its address; of NEAR and FaceSign, its key."""
        return wallet_identifier(self.wallet_type, self.address, self.public_key) or self.address

    def sign(self, message: bytes) -> bytes:
        """Sign a transaction, a view call or a login."""
        return self._sign(message)

    def sign_text(self, text: str) -> str:
        """Sign a text that a person reads, such as a delegated grant. Hex, for EVM with ``0x``."""
        return self._prefix + self._sign_text(text.encode()).hex()

    @checked
    def prove(self, message: str) -> WalletProof:
        """Show that this wallet is the signer's.

        Raises ``Invalid`` (``signed_text``) for a message that reads as a transaction, a login or the like.
        """
        refuse_signed_text(message, "the message")
        return WalletProof(self.wallet_type, self.address, self.public_key, message, self.sign_text(message))


class ServerKey:
    """The Ed25519 key of an issuer or a consumer: it signs transactions, and credentials."""

    auth_type = "ed25519"

    @checked
    def __init__(self, seed: bytes) -> None:
        self.sender = ed25519.public_key(seed)
        self._sign: Sign = lambda message: ed25519.sign(seed, message)

    @classmethod
    def generate(cls) -> ServerKey:
        """A fresh key."""
        return cls(os.urandom(ed25519.SEED_SIZE))

    def __repr__(self) -> str:
        return f"ServerKey({self.identifier})"

    @property
    def identifier(self) -> str:
        """The text that names this key as an issuer, a delegate or a grantee: lower-case hex."""
        return self.sender.hex()

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature."""
        return self._sign(message)


@checked
def evm_wallet(secret: bytes) -> WalletSigner:
    """An EVM wallet from its 32-byte secp256k1 secret (EIP-191 signatures)."""
    account = evm.account(secret)
    return WalletSigner(
        evm.KIND,
        account,
        evm.checksum(account),
        None,
        lambda message: evm.sign(secret, message),
        prefix="0x",
    )


@checked
def near_wallet(
    seed: bytes, account_id: str | None = None, *, recipient: str = NEAR_WALLET_RECIPIENT
) -> WalletSigner:
    """A NEAR wallet from its 32-byte seed (NEP-413 signatures); its implicit account unless one is named."""
    key = ed25519.public_key(seed)

    def sign(message: bytes) -> bytes:
        return near.sign(seed, message, nonce=os.urandom(near.NONCE_SIZE), recipient=recipient)

    return WalletSigner(near.KIND, key, account_id or near.implicit_account(key), near.key_text(key), sign)


@checked
def xrpl_wallet(private_key: bytes) -> WalletSigner:
    """An XRPL wallet from its private key: ``ED`` and a 32-byte seed, or ``00`` and a secp256k1 secret."""
    key = xrpl.public_key(private_key)
    text = xrpl.key_text(key)
    return WalletSigner(
        xrpl.KIND,
        bytes.fromhex(text),
        xrpl.classic_address(key),
        text,
        lambda message: xrpl.sign(private_key, message),
    )


@checked
def stellar_wallet(seed: bytes) -> WalletSigner:
    """A Stellar wallet from its 32-byte seed: transactions signed as bare bytes, texts as SEP-53 says."""
    key = ed25519.public_key(seed)
    account = stellar.strkey(key)
    return WalletSigner(
        stellar.KIND,
        account.encode(),
        account,
        key.hex(),
        lambda message: ed25519.sign(seed, message),
        sign_text=lambda text: stellar.sign_sep53(seed, text),
    )


@checked
def facesign_wallet(seed: bytes) -> WalletSigner:
    """A FaceSign wallet from its 32-byte seed."""
    key = ed25519.public_key(seed)
    return WalletSigner(facesign.KIND, key, key.hex(), key.hex(), lambda message: ed25519.sign(seed, message))


@checked
def facesign_wallet_from_mnemonic(mnemonic: str) -> WalletSigner:
    """A FaceSign wallet from its BIP-39 English mnemonic. Raises ``Invalid`` for a wrong one."""
    return facesign_wallet(facesign.seed_from_mnemonic(mnemonic))
