"""The signature types of transactions and view calls: who signed these bytes, and what is the signer called?

A type reads the sender's bytes into a key and the caller's text, and checks a signature by that key. The
table, with what each type signs: ``docs/protocol/signatures.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from idos.crypto import ed25519, secp256k1
from idos.crypto.hashes import sha256
from idos.crypto.wallets import evm, key_name, near, stellar, xrpl
from idos.errors import Invalid


@dataclass(frozen=True, slots=True)
class Authenticator:
    """One signature type.

    ``read`` turns the sender's bytes into the key that signs (of an EVM sender, the account) and the caller's
    text; it raises ``Invalid`` for bytes that are no sender of this type. ``check`` takes key, message and
    signature, and never raises.
    """

    name: str
    read: Callable[[bytes], tuple[bytes, str]]
    check: Callable[[bytes, bytes, bytes], bool]

    def verify(self, sender: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the sender signed the message. Never raises."""
        try:
            key, _ = self.read(sender)
        except Invalid:
            return False
        return self.check(key, message, signature)

    def caller(self, sender: bytes) -> str:
        """The sender as rules and wallets name it (``@caller``). Raises ``Invalid``."""
        return self.read(sender)[1]

    def key_type(self, sender: bytes) -> str:
        """``ed25519`` or ``secp256k1``: with the sender, the name of its account. Raises ``Invalid``."""
        key, _ = self.read(sender)
        return "ed25519" if len(key) == ed25519.PUBLIC_KEY_SIZE else "secp256k1"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed: the primary text, the name of the key, and the other texts that name the same key.

    An alias needs the same private key as the primary text. An EVM caller has neither key nor aliases.
    """

    caller: str
    key: str | None
    aliases: tuple[str, ...]


def authenticator(name: str) -> Authenticator:
    """The signature type of this name, in any case. Raises ``Invalid`` (``unknown_signature_type``)."""
    # ASCII only: some other letters have ASCII letters as their lower case, such as the Kelvin sign.
    found = _TABLE.get(name.lower()) if name.isascii() else None
    if found is None:
        raise Invalid("unknown signature type", code="unknown_signature_type")
    return found


def identify(auth_type: str, sender: bytes) -> Identity:
    """The identity of a sender of this signature type. Raises ``Invalid``."""
    key, caller = authenticator(auth_type).read(sender)
    return Identity(caller, key_name(key), tuple(text for text in _texts(key) if text != caller))


def texts_of_same_key(text: str) -> tuple[str, ...]:
    """Every text that names the key that this one does; none for an address, and for what names no key."""
    for parse in (near.parse, stellar.parse, xrpl.parse):
        with suppress(Invalid):
            return _texts(parse(text))
    return ()


def _texts(key: bytes) -> tuple[str, ...]:
    """Every text that names this key."""
    if len(key) == evm.ACCOUNT_SIZE:
        return ()
    texts = (key.hex(), xrpl.classic_address(key), xrpl.key_text(key))
    if len(key) == ed25519.PUBLIC_KEY_SIZE:
        return (*texts, near.key_text(key), stellar.strkey(key))
    return texts


def _evm_sender(sender: bytes) -> tuple[bytes, str]:
    return _sized(sender, evm.ACCOUNT_SIZE), evm.checksum(sender)


def _secp256k1_sender(sender: bytes) -> tuple[bytes, str]:
    secp256k1.uncompressed(_sized(sender, secp256k1.PUBLIC_KEY_SIZE))
    return sender, sender.hex()


def _ed25519_sender(sender: bytes) -> tuple[bytes, str]:
    if len(sender) == stellar.STRKEY_SIZE:
        return _stellar_sender(sender)
    return _sized(sender, ed25519.PUBLIC_KEY_SIZE), sender.hex()


def _near_sender(sender: bytes) -> tuple[bytes, str]:
    return _sized(sender, ed25519.PUBLIC_KEY_SIZE), near.key_text(sender)


def _xrpl_sender(sender: bytes) -> tuple[bytes, str]:
    key = xrpl.parse_bytes(sender)
    return key, xrpl.classic_address(key)


def _stellar_sender(sender: bytes) -> tuple[bytes, str]:
    text = _sized(sender, stellar.STRKEY_SIZE).decode("ascii", "replace")
    return stellar.parse(text), text


def _sized(sender: bytes, size: int) -> bytes:
    if len(sender) != size:
        raise Invalid(f"a sender of this type has {size} bytes")
    return sender


def _check_secp256k1(key: bytes, message: bytes, signature: bytes) -> bool:
    """65 bytes ``r ‖ s ‖ v``; the key is known, so v says nothing and is not read."""
    return len(signature) == 65 and secp256k1.verify(key, sha256(message), signature[:64])


_TABLE: Final = {
    entry.name: entry
    for entry in (
        Authenticator("secp256k1_ep", _evm_sender, evm.verify),
        Authenticator("secp256k1", _secp256k1_sender, _check_secp256k1),
        Authenticator("ed25519", _ed25519_sender, ed25519.verify),
        Authenticator("nep413", _near_sender, near.verify),
        Authenticator("xrpl", _xrpl_sender, xrpl.verify),
        Authenticator("sep53", _stellar_sender, stellar.verify_sep53),
    )
}
