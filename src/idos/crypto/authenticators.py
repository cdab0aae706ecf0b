"""The signature types of transactions and view calls: who signed these bytes, and what is the signer called?

A type reads the sender's bytes into a key and the caller's text, and checks a signature by that key. The
table, with what each type signs: ``docs/protocol/signatures.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from idos.crypto import ed25519, secp256k1
from idos.crypto.hashes import sha256
from idos.crypto.wallets import WALLET_KINDS, key_name, near, stellar, xrpl
from idos.crypto.wallets.kind import Check, SenderForm, sized
from idos.errors import Invalid


@dataclass(frozen=True, slots=True)
class Authenticator:
    """One signature type: the forms in which it takes a sender, by their size, and how it checks a signature.

    ``check`` takes key, message and signature, and never raises.
    """

    name: str
    senders: Mapping[int, SenderForm]
    check: Check

    def read(self, sender: bytes) -> tuple[bytes, str]:
        """The key that signs (of an EVM sender, the account), and the caller's text.

        Raises ``Invalid`` for bytes that are no sender of this type.
        """
        form = self.senders.get(len(sender)) or self.senders[min(self.senders)]
        return form.read(sender)

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
        return _key_type(key)


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
    for kind in WALLET_KINDS.values():
        with suppress(Invalid):
            return _texts(kind.parse(text))
    return ()


def key_of_sender(sender: bytes, key_type: str) -> bytes:
    """The key of a sender whose key is of this type, whichever kind of wallet wrote it so.

    Bytes that no such key can be read from are given back as they are.
    """
    for kind in WALLET_KINDS.values():
        if kind.sender.size == len(sender):
            with suppress(Invalid):
                key = kind.sender.key(sender)
                if _key_type(key) == key_type:
                    return key
    return sender


def _key_type(key: bytes) -> str:
    return "ed25519" if len(key) == ed25519.PUBLIC_KEY_SIZE else "secp256k1"


def _texts(key: bytes) -> tuple[str, ...]:
    """Every text that names this key; none of an EVM account, whose key is not known."""
    if key_name(key) is None:
        return ()
    texts = (text for kind in _IN_ORDER for text in kind.texts(key))
    return tuple(dict.fromkeys([key.hex(), *texts]))


def _secp256k1_key(sender: bytes) -> bytes:
    secp256k1.uncompressed(sized(sender, secp256k1.PUBLIC_KEY_SIZE))
    return sender


def _check_secp256k1(key: bytes, message: bytes, signature: bytes) -> bool:
    """65 bytes ``r ‖ s ‖ v``; the key is known, so v says nothing and is not read."""
    return len(signature) == 65 and secp256k1.verify(key, sha256(message), signature[:64])


def _table() -> dict[str, Authenticator]:
    """The types that wallets sign with, and that of a bare secp256k1 key, which is no wallet's."""
    bare = SenderForm(secp256k1.PUBLIC_KEY_SIZE, _secp256k1_key, bytes.hex)
    found = {"secp256k1": Authenticator("secp256k1", {bare.size: bare}, _check_secp256k1)}
    for kind in WALLET_KINDS.values():
        for name, check in kind.signature_types.items():
            known = found[name].senders if name in found else {}
            found[name] = Authenticator(name, {**known, kind.sender.size: kind.sender}, check)
    return found


# A rule may ask for these texts in turn until one is found, and what it asked is work, which receipts tell.
# So this order is as fixed as a rule: texts of a further kind come behind.
_FIRST: Final = (xrpl.KIND, near.KIND, stellar.KIND)
_IN_ORDER: Final = (*_FIRST, *(kind for kind in WALLET_KINDS.values() if kind not in _FIRST))
_TABLE: Final = _table()
