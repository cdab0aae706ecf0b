"""The transaction: signed text, binary form, hash and JSON form (``docs/protocol/transactions.md``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import msgspec

from idos.crypto.encoding import b64decode, b64encode, hexdecode
from idos.crypto.hashes import sha256
from idos.errors import Invalid
from idos.protocol.binary import (
    VERSION,
    Reader,
    amount,
    compact,
    compact_signed,
    compact_text,
    read_decimal,
    uint,
    write_decimal,
)
from idos.protocol.payloads import MAX_PAYLOAD_BYTES, PAYLOADS, payload_digest
from idos.protocol.text import check_line
from idos.protocol.wire import Count, convert

MAX_DESCRIPTION_BYTES = 200
MAX_CHAIN_ID_BYTES = 128
MAX_SIGNATURE_BYTES = 8192
MAX_SIGNATURE_TYPE_BYTES = 32
MAX_SENDER_BYTES = 64
MAX_TRANSACTION_BYTES = MAX_PAYLOAD_BYTES + 16 * 1024
SERIALIZATION = "concat"
"""The only way of signing that clients use: the text of :meth:`Transaction.signed_text`."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """A change that somebody signed, or is about to sign.

    ``signature``, ``fee`` and ``nonce`` are ``None`` while unknown: such a skeleton has a JSON form, with
    nulls, and its price can be asked for. ``signature_type`` names an authenticator
    (``docs/protocol/signatures.md``), ``sender`` is that authenticator's form of the public key, ``fee`` is
    in the token's smallest unit. An empty ``chain_id`` is well-formed; whether it is accepted is not decided
    here.

    Raises:
        Invalid: a field out of bounds, or a control character in one that the signed text shows;
            ``code="unknown_payload_type"`` for a payload type outside :data:`PAYLOADS`.
    """

    signature: bytes | None
    signature_type: str
    description: str
    payload: bytes
    payload_type: str
    fee: int | None
    nonce: int | None
    chain_id: str
    sender: bytes
    serialization: str = SERIALIZATION

    def __post_init__(self) -> None:
        check_line(self.signature_type, "signature type", max_bytes=MAX_SIGNATURE_TYPE_BYTES)
        check_line(self.description, "description", max_bytes=MAX_DESCRIPTION_BYTES, may_be_empty=True)
        check_line(self.chain_id, "chain id", max_bytes=MAX_CHAIN_ID_BYTES, may_be_empty=True)
        if len(self.signature or b"") > MAX_SIGNATURE_BYTES:
            raise Invalid(f"signature is longer than {MAX_SIGNATURE_BYTES} bytes")
        if len(self.payload) > MAX_PAYLOAD_BYTES:
            raise Invalid(f"payload is longer than {MAX_PAYLOAD_BYTES} bytes")
        if len(self.sender) > MAX_SENDER_BYTES:
            raise Invalid(f"sender is longer than {MAX_SENDER_BYTES} bytes")
        if self.payload_type not in PAYLOADS:
            raise Invalid("unknown payload type", code="unknown_payload_type")
        if self.serialization != SERIALIZATION:
            raise Invalid("unknown serialization")
        if self.fee is not None:
            write_decimal(self.fee)
        if self.nonce is not None and not 0 <= self.nonce < 1 << 63:
            raise Invalid("nonce is out of range")

    def signed_text(self) -> bytes:
        """The bytes that the signature covers. Fee and nonce must be known."""
        fee, nonce = self._price()
        return (
            f"{self.description}\n\n"
            f"PayloadType: {self.payload_type}\n"
            f"PayloadDigest: {payload_digest(self.payload)}\n"
            f"Fee: {fee}\n"
            f"Nonce: {nonce}\n\n"
            f"Kwil Chain ID: {self.chain_id}\n"
        ).encode()

    def encode(self) -> bytes:
        """The binary form. Nothing may be ``None``."""
        if self.signature is None:
            raise Invalid("the transaction is not signed")
        fee, nonce = self._price()
        signature = compact(self.signature) + compact_text(self.signature_type)
        body = (
            compact_text(self.description)
            + compact_signed(self.payload)
            + compact_text(self.payload_type)
            + amount(fee)
            + uint(nonce, 8)
            + compact_text(self.chain_id)
        )
        tail = compact_text(self.serialization) + compact_signed(self.sender)
        return VERSION + compact_signed(signature) + compact_signed(body) + tail

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The inverse of :meth:`encode`."""
        if len(data) > MAX_TRANSACTION_BYTES:
            raise Invalid(f"transaction is longer than {MAX_TRANSACTION_BYTES} bytes")
        reader = Reader(data)
        reader.version()
        signature, body = Reader(reader.compact_signed()), Reader(reader.compact_signed())
        serialization, sender = reader.compact_text(), reader.compact_signed()
        reader.finish()
        transaction = cls(
            signature=signature.compact(),
            signature_type=signature.compact_text(),
            description=body.compact_text(),
            payload=body.compact_signed(),
            payload_type=body.compact_text(),
            fee=body.amount(),
            nonce=body.uint(8),
            chain_id=body.compact_text(),
            sender=sender,
            serialization=serialization,
        )
        # Nothing may be left over: otherwise one transaction would have many encodings, and as many hashes.
        signature.finish()
        body.finish()
        return transaction

    def hash(self) -> bytes:
        """SHA-256 of the binary form, signature included: the nonce, not the hash, defends against replay."""
        return sha256(self.encode())

    def to_json(self) -> dict[str, Any]:
        """The JSON form, with nulls for what is unknown."""
        obj: dict[str, Any] = msgspec.to_builtins(
            _TransactionShape(
                _SignatureShape(
                    None if self.signature is None else b64encode(self.signature), self.signature_type
                ),
                _BodyShape(
                    self.description,
                    b64encode(self.payload),
                    self.payload_type,
                    None if self.fee is None else write_decimal(self.fee),
                    self.nonce,
                    self.chain_id,
                ),
                self.sender.hex(),
                self.serialization,
            )
        )
        return obj

    @classmethod
    def from_json(cls, obj: object, *, skeleton: bool = False) -> Self:
        """The inverse of :meth:`to_json`. Nulls are only for a ``skeleton``, as price estimation sends it."""
        shape = convert(obj, _TransactionShape)
        signature, body = shape.signature, shape.body
        if not skeleton and None in (signature.sig, body.fee, body.nonce):
            raise Invalid("signature, fee and nonce must not be null")
        return cls(
            signature=None if signature.sig is None else b64decode(signature.sig, MAX_SIGNATURE_BYTES),
            signature_type=signature.type,
            description=body.desc,
            payload=b64decode(body.payload, MAX_PAYLOAD_BYTES),
            payload_type=body.type,
            fee=None if body.fee is None else read_decimal(body.fee),
            nonce=body.nonce,
            chain_id=body.chain_id,
            sender=hexdecode(shape.sender, MAX_SENDER_BYTES),
            serialization=shape.serialization,
        )

    def _price(self) -> tuple[int, int]:
        if self.fee is None or self.nonce is None:
            raise Invalid("fee and nonce are not known yet")
        return self.fee, self.nonce


@dataclass(frozen=True, slots=True)
class _SignatureShape:
    sig: str | None
    type: str


@dataclass(frozen=True, slots=True)
class _BodyShape:
    desc: str
    payload: str
    type: str
    fee: str | None
    nonce: Count | None
    chain_id: str


@dataclass(frozen=True, slots=True)
class _TransactionShape:
    signature: _SignatureShape
    body: _BodyShape
    sender: str
    serialization: str
