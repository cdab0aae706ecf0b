"""The wallet kinds, one module each, behind one table: who signed this text, and is the address theirs?

A kind is a module with three functions: ``parse`` reads the text that says under which key a proof verifies,
``binds`` says whether an address is that of a key, ``verify`` checks a signature. What each kind signs:
``docs/protocol/signatures.md``.

Proofs come from anywhere, so nothing here raises on what it is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Protocol

from idos.crypto.encoding import hexdecode, utf8
from idos.crypto.wallets import evm, facesign, near, stellar, xrpl
from idos.errors import Invalid

MAX_MESSAGE_BYTES: Final = 64 * 1024
MAX_SIGNATURE_BYTES: Final = 4 * 1024
MAX_IDENTIFIER_CHARS: Final = 256


class _Kind(Protocol):
    def parse(self, text: str) -> bytes: ...
    def binds(self, address: str, key: bytes) -> bool: ...
    def verify(self, key: bytes, message: bytes, signature: bytes) -> bool: ...


_KINDS: Final[Mapping[str, _Kind]] = {
    "EVM": evm,
    "NEAR": near,
    "XRPL": xrpl,
    "Stellar": stellar,
    "FaceSign": facesign,
}
WALLET_TYPES: Final = tuple(_KINDS)

_ALGORITHMS: Final = {32: "ed25519", 33: "secp256k1"}
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


def wallet_identity(text: str) -> str:
    """The form in which identity texts are compared: EVM addresses and 32-byte hex in lower case."""
    return text.lower() if _CASELESS.fullmatch(text) else text


def _read(wallet_type: str, address: str, public_key: str | None) -> tuple[_Kind, bytes]:
    """The kind, and the key that its proofs verify under: of an EVM wallet, the account itself."""
    kind = _KINDS.get(wallet_type)
    text = address if wallet_type == "EVM" else public_key
    if kind is None or text is None or max(len(address), len(public_key or "")) > MAX_IDENTIFIER_CHARS:
        raise Invalid("not a wallet")
    return kind, kind.parse(text)


def _encoded(message: str) -> bytes:
    if len(message) <= MAX_MESSAGE_BYTES:
        data = utf8(message)
        if len(data) <= MAX_MESSAGE_BYTES:
            return data
    raise Invalid(f"the message is longer than {MAX_MESSAGE_BYTES} bytes")
