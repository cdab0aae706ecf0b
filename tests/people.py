"""People for tests: one with each kind of wallet, an issuer, a consumer, and what an issuer signs.

Keys are made from names, so every run signs the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID, uuid5

from idos.crypto import ed25519
from idos.crypto.authenticators import Identity, identify
from idos.crypto.encoding import b64encode
from idos.crypto.hashes import sha256
from idos.crypto.wallets import evm, near, stellar, xrpl
from idos.protocol.credentials import IssuedContent, broader_message, notes_message

_NAMESPACE = UUID("5b0c1f4e-3d92-4a53-8d0c-0f4e6f6a7b11")
_SIGNATURE_TYPES = {
    "EVM": "secp256k1_ep",
    "NEAR": "nep413",
    "XRPL": "xrpl",
    "Stellar": "sep53",
    "FaceSign": "ed25519",
}


def agrees(_plaintext: bytes) -> bool:
    """The consent of somebody who shares whatever she is shown."""
    return True


def uid(label: str) -> UUID:
    """A UUID that is always the same for a label."""
    return uuid5(_NAMESPACE, label)


def encryption_key(label: str) -> str:
    """32 bytes in base64, standing for an X25519 public key."""
    return b64encode(sha256(f"encryption key of {label}".encode()))


@dataclass(frozen=True)
class Person:
    """A key and the wallet that holds it. ``id`` is the profile, should the person get one."""

    name: str
    wallet_type: str

    @property
    def id(self) -> UUID:
        return uid(f"profile of {self.name}")

    @property
    def wallet_id(self) -> UUID:
        return uid(f"wallet of {self.name}")

    @property
    def signature_type(self) -> str:
        return _SIGNATURE_TYPES[self.wallet_type]

    @cached_property
    def secret(self) -> bytes:
        return sha256(f"secret of {self.name}".encode())

    @cached_property
    def key(self) -> bytes:
        """The public key; of an EVM wallet, the account."""
        return evm.account(self.secret) if self.wallet_type == "EVM" else ed25519.public_key(self.secret)

    @cached_property
    def address(self) -> str:
        return {
            "EVM": evm.checksum,
            "NEAR": lambda _: f"{self.name}.testnet",
            "XRPL": xrpl.classic_address,
            "Stellar": stellar.strkey,
            "FaceSign": bytes.hex,
        }[self.wallet_type](self.key)

    @cached_property
    def public_key(self) -> str | None:
        if self.wallet_type == "EVM":
            return None
        text = {"NEAR": near.key_text, "XRPL": xrpl.key_text}.get(self.wallet_type)
        return text(self.key) if text else self.key.hex()

    @cached_property
    def sender(self) -> bytes:
        """The sender of this person's transactions and view calls."""
        if self.wallet_type == "Stellar":
            return self.address.encode()
        return b"\xed" + self.key if self.wallet_type == "XRPL" else self.key

    @cached_property
    def identity(self) -> Identity:
        return identify(self.signature_type, self.sender)

    @property
    def caller(self) -> str:
        return self.identity.caller

    def sign(self, message: bytes) -> bytes:
        """Sign as this kind of wallet does."""
        if self.wallet_type == "EVM":
            return evm.sign(self.secret, message)
        if self.wallet_type == "NEAR":
            return near.sign(self.secret, message, nonce=sha256(message), recipient="idos.network")
        if self.wallet_type == "XRPL":
            return xrpl.sign(b"\xed" + self.secret, message)
        if self.wallet_type == "Stellar":
            return stellar.sign_sep53(self.secret, message)
        return ed25519.sign(self.secret, message)

    def sign_text(self, message: str) -> str:
        """The signature over a text, in hex."""
        return self.sign(message.encode()).hex()

    def proof(self, message: str | None = None) -> tuple[str, str | None, str, str, str]:
        """Address, public key, wallet type, message and signature: the last arguments of ``add_wallet``."""
        text = f"I am {self.name}" if message is None else message
        return self.address, self.public_key, self.wallet_type, text, self.sign_text(text)


def issue(issuer: Person, label: str, notes: str | None = None) -> IssuedContent:
    """A credential made by this issuer (who holds a bare Ed25519 key); ``label`` tells one from another."""
    public_notes = json.dumps({"id": f"vc {label}", "type": "human"}) if notes is None else notes
    return sign_content(issuer, sha256(label.encode()) * 3, public_notes, encryption_key(label))


def sign_content(issuer: Person, content: bytes, public_notes: str, encryptor: str) -> IssuedContent:
    """A ciphertext and notes with the signatures of this issuer."""
    notes_signature = ed25519.sign(issuer.secret, notes_message(public_notes))
    return IssuedContent(
        issuer_auth_public_key=issuer.key.hex(),
        encryptor_public_key=encryptor,
        content=b64encode(content),
        public_notes=public_notes,
        public_notes_signature=b64encode(notes_signature),
        broader_signature=b64encode(ed25519.sign(issuer.secret, broader_message(notes_signature, content))),
    )


OWNER = Person("the owner", "EVM")
NEOBANK = Person("neobank", "FaceSign")
ACME = Person("acme", "FaceSign")
CHARLIE = Person("charlie", "FaceSign")
EVE = Person("eve", "EVM")
MALLORY = Person("mallory", "FaceSign")
PEOPLE = tuple(Person(f"alice_{kind.lower()}", kind) for kind in _SIGNATURE_TYPES)
ALICE, NEAR_ALICE, XRPL_ALICE, STELLAR_ALICE, FACESIGN_ALICE = PEOPLE
