"""The wallet kinds, one module each, behind one table: who signed this text, and is the address theirs?

What a row says: :mod:`idos.crypto.wallets.kind`. What each kind signs: ``docs/protocol/signatures.md``.

Proofs come from anywhere, so nothing here raises on what it is given.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from idos.crypto import ed25519, secp256k1
from idos.crypto.encoding import hexdecode, utf8
from idos.crypto.wallets import evm, facesign, near, stellar, xrpl
from idos.crypto.wallets.kind import WalletKind
from idos.errors import Invalid

MAX_MESSAGE_BYTES: Final = 64 * 1024
MAX_SIGNATURE_BYTES: Final = 4 * 1024
MAX_IDENTIFIER_CHARS: Final = 256

WALLET_KINDS: Final = MappingProxyType(
    {row.name: row for row in (evm.KIND, near.KIND, xrpl.KIND, stellar.KIND, facesign.KIND)}
)
"""Every kind, by its name on the wire. Networks that run decide by it: a new row changes their rules."""
WALLET_TYPES: Final = tuple(WALLET_KINDS)

_ALGORITHMS: Final = {ed25519.PUBLIC_KEY_SIZE: "ed25519", secp256k1.PUBLIC_KEY_SIZE: "secp256k1"}
_CASELESS = re.compile(r"0x[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")


def is_wallet_valid(
    address: str, public_key: str | None, wallet_type: str, message: str, signature: str
) -> bool:
    """Whether the proof shows that its maker controls the wallet.

    That is: the address is that of the key, the message is not empty, and the key signed it. An EVM wallet
    has no stored key; for the others ``public_key`` is required.
    """
    try:
        kind, key = _read(wallet_type, address, public_key)
        bound = kind.binds(address, key)
    except Invalid:
        return False
    return bound and message != "" and verify_message(wallet_type, address, public_key, message, signature)


def verify_message(
    wallet_type: str, address: str, public_key: str | None, message: str, signature: str
) -> bool:
    """Whether the wallet signed the message; whether its address is that of its key is not asked again.

    ``signature`` is hex in either case, with or without ``0x``.
    """
    try:
        kind, key = _read(wallet_type, address, public_key)
        proof = hexdecode(signature, MAX_SIGNATURE_BYTES, allow_0x=True)
        return kind.verify(key, _encoded(message), proof)
    except Invalid:
        return False


def wallet_key(wallet_type: str, address: str, public_key: str | None) -> str | None:
    """The one name of the wallet's key, however it was written: ``ed25519/<hex>`` or ``secp256k1/<hex>``.

    None for an EVM wallet, whose key is not known, and for a key that cannot be read.
    """
    try:
        _, key = _read(wallet_type, address, public_key)
    except Invalid:
        return None
    return key_name(key)


def key_name(key: bytes) -> str | None:
    """``ed25519/<hex>`` for a 32-byte key, ``secp256k1/<hex>`` for a 33-byte key, None for anything else."""
    algorithm = _ALGORITHMS.get(len(key))
    return f"{algorithm}/{key.hex()}" if algorithm else None


def wallet_identifier(wallet_type: str, address: str, public_key: str | None) -> str | None:
    """The text that names a wallet to the network: its address, or its public key, as its kind has it.

    None where that is the public key, and there is none.
    """
    kind = WALLET_KINDS.get(wallet_type)
    return kind.identifier(address, public_key) if kind else address


def wallet_identity(text: str) -> str:
    """The form in which identity texts are compared: EVM addresses and 32-byte hex in lower case."""
    return text.lower() if _CASELESS.fullmatch(text) else text


def _read(wallet_type: str, address: str, public_key: str | None) -> tuple[WalletKind, bytes]:
    """The kind, and the key that its proofs verify under: of an EVM wallet, the account itself."""
    kind = WALLET_KINDS.get(wallet_type)
    text = public_key if kind is None or kind.has_public_key else address
    if kind is None or text is None or max(len(address), len(public_key or "")) > MAX_IDENTIFIER_CHARS:
        raise Invalid("not a wallet")
    return kind, kind.parse(text)


def _encoded(message: str) -> bytes:
    if len(message) <= MAX_MESSAGE_BYTES:
        data = utf8(message)
        if len(data) <= MAX_MESSAGE_BYTES:
            return data
    raise Invalid(f"the message is longer than {MAX_MESSAGE_BYTES} bytes")
