"""Issuer keys: Ed25519 keys with which an issuer signs credentials.

They are of type ``Ed25519VerificationKey2020`` and are not the keys with which an issuer signs what it writes
to a node. See ``docs/protocol/w3c.md`` §1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from idos.crypto import ed25519
from idos.errors import Invalid
from idos.sdk.w3c import multibase
from idos.sdk.w3c.values import check_uri

KEY_TYPE: Final = "Ed25519VerificationKey2020"
_PUBLIC: Final = b"\xed\x01"  # multicodec ed25519-pub
_PRIVATE: Final = b"\x80\x26"  # multicodec ed25519-priv


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """One key of an issuer: public, or with its seed able to sign.

    ``id`` names the key, ``controller`` the issuer; both are absolute URIs, and a credential's ``issuer`` is
    the controller. Raises ``Invalid`` when the parts do not belong together.
    """

    id: str
    controller: str
    public_key: bytes
    seed: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        check_uri("id", self.id)
        check_uri("controller", self.controller)
        if len(self.public_key) != ed25519.PUBLIC_KEY_SIZE:
            raise Invalid("an Ed25519 public key has 32 bytes", code="bad_key")
        if self.seed is not None and ed25519.public_key(self.seed) != self.public_key:
            raise Invalid("the private key does not belong to the public key", code="bad_key")

    @classmethod
    def of_issuer(cls, issuer: str, seed: bytes) -> IssuerKey:
        """The signing key of an issuer known by one URI: id ``<issuer>/keys/1``, ``<issuer>/issuers/1``."""
        return cls(f"{issuer}/keys/1", f"{issuer}/issuers/1", ed25519.public_key(seed), seed)

    @classmethod
    def parse(cls, document: Mapping[str, object]) -> IssuerKey:
        """A key from any of the forms the official SDK takes as an issuer.

        Either ``{id, controller, publicKeyMultibase}``, where ``type`` may be given, or
        ``{issuer, publicKeyMultibase}`` as in :meth:`of_issuer`; each with ``privateKeyMultibase`` for a key
        that is to sign. Raises ``Invalid`` for anything else.
        """
        if document.get("type", KEY_TYPE) != KEY_TYPE:
            raise Invalid(f"only keys of type {KEY_TYPE} are supported", code="bad_key")
        if "issuer" in document:
            issuer = _text(document, "issuer")
            key_id, controller = f"{issuer}/keys/1", f"{issuer}/issuers/1"
        else:
            key_id, controller = _text(document, "id"), _text(document, "controller")
        public_key = _key_bytes(_text(document, "publicKeyMultibase"), _PUBLIC, ed25519.PUBLIC_KEY_SIZE)
        if document.get("privateKeyMultibase") is None:
            return cls(key_id, controller, public_key)
        size = ed25519.SEED_SIZE + ed25519.PUBLIC_KEY_SIZE
        private_key = _key_bytes(_text(document, "privateKeyMultibase"), _PRIVATE, size)
        seed, its_public_key = private_key[: ed25519.SEED_SIZE], private_key[ed25519.SEED_SIZE :]
        if its_public_key != public_key:
            raise Invalid("the private key does not belong to the public key", code="bad_key")
        return cls(key_id, controller, public_key, seed)

    def document(self) -> dict[str, str]:
        """The public key as a verification method: what an issuer publishes."""
        return {
            "type": KEY_TYPE,
            "id": self.id,
            "controller": self.controller,
            "publicKeyMultibase": multibase.encode(_PUBLIC + self.public_key),
        }

    @property
    def private_key_multibase(self) -> str:
        """The secret text of the signing key, as other software imports it. ``Invalid`` for a public key."""
        return multibase.encode(_PRIVATE + self._signing_seed() + self.public_key)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature of a message. ``Invalid`` for a public key."""
        return ed25519.sign(self._signing_seed(), message)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made the signature."""
        return ed25519.verify(self.public_key, message, signature)

    def _signing_seed(self) -> bytes:
        if self.seed is None:
            raise Invalid("this issuer key is public: it cannot sign", code="not_a_signing_key")
        return self.seed


def _text(document: Mapping[str, object], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str):
        raise Invalid(f"an issuer key needs {name}", code="bad_key")
    return value


def _key_bytes(text: str, header: bytes, size: int) -> bytes:
    data = multibase.decode(text, len(header) + size)
    if not data.startswith(header):
        raise Invalid("the multibase value is not an Ed25519 key of the expected kind", code="bad_key")
    return data[len(header) :]
