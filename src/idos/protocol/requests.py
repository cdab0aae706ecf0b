"""The parameters of methods (``docs/protocol/transport.md``); those of calls and queries are in ``reads``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Self

from idos.crypto.encoding import b64decode, b64encode, hexdecode
from idos.protocol.reads import MAX_LOGIN_FIELD_BYTES
from idos.protocol.text import check_line
from idos.protocol.transaction import (
    MAX_SENDER_BYTES,
    MAX_SIGNATURE_BYTES,
    MAX_SIGNATURE_TYPE_BYTES,
    Transaction,
)
from idos.protocol.wire import Hex64, Message, convert


@dataclass(frozen=True, slots=True)
class Estimate:
    """``user.estimate_price``: what would this transaction cost?"""

    transaction: Transaction

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return {"tx": self.transaction.to_json()}

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`."""
        return cls(Transaction.from_json(convert(obj, _TransactionParams).tx, skeleton=True))


@dataclass(frozen=True, slots=True)
class Broadcast:
    """``user.broadcast``: execute this transaction. ``sync`` asks for the answer after it was committed."""

    transaction: Transaction
    sync: bool = False

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return {"tx": self.transaction.to_json(), **({"sync": 1} if self.sync else {})}

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`."""
        shape = convert(obj, _TransactionParams)
        return cls(Transaction.from_json(shape.tx), shape.sync == 1)


@dataclass(frozen=True, slots=True)
class _TransactionParams:
    tx: Any
    sync: Literal[0, 1] = 0


@dataclass(frozen=True, slots=True)
class AccountQuery:
    """``user.account``: the account of a key. ``pending`` counts transactions that wait in the mempool."""

    identifier: bytes
    key_type: str
    pending: bool = False

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        account = {"identifier": self.identifier.hex(), "key_type": self.key_type}
        return {"id": account, "status": int(self.pending)}

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`."""
        shape = convert(obj, _AccountParams)
        return cls(hexdecode(shape.id.identifier, MAX_SENDER_BYTES), shape.id.key_type, shape.status == 1)


@dataclass(frozen=True, slots=True)
class AccountId(Message):
    """An account on the wire: identifier in hex, and the type of its key."""

    identifier: str
    key_type: Literal["secp256k1", "ed25519"]


@dataclass(frozen=True, slots=True)
class _AccountParams:
    id: AccountId
    status: Literal[0, 1] = 0


@dataclass(frozen=True, slots=True)
class TransactionQuery(Message):
    """``user.tx_query``: what became of the transaction with this hash?"""

    tx_hash: Hex64


@dataclass(frozen=True, slots=True)
class Login:
    """``kgw.authn``: open a session. ``signature`` covers :func:`idos.protocol.reads.login_text`.

    ``token`` asks for the session's token in the result, in the place of a cookie.
    """

    nonce: str
    sender: bytes
    signature: bytes
    signature_type: str
    token: bool = False

    def __post_init__(self) -> None:
        check_line(self.nonce, "nonce", max_bytes=MAX_LOGIN_FIELD_BYTES)
        check_line(self.signature_type, "signature type", max_bytes=MAX_SIGNATURE_TYPE_BYTES)

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        signature = {"sig": b64encode(self.signature), "type": self.signature_type}
        token = {"token": True} if self.token else {}
        return {"nonce": self.nonce, "sender": self.sender.hex(), "signature": signature, **token}

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`."""
        shape = convert(obj, _LoginParams)
        return cls(
            shape.nonce,
            hexdecode(shape.sender, MAX_SENDER_BYTES),
            b64decode(shape.signature.sig, MAX_SIGNATURE_BYTES),
            shape.signature.type,
            shape.token,
        )


@dataclass(frozen=True, slots=True)
class _LoginSignature:
    sig: str
    type: str


@dataclass(frozen=True, slots=True)
class _LoginParams:
    nonce: str
    sender: str
    signature: _LoginSignature
    token: bool = False


@dataclass(frozen=True, slots=True)
class Logout:
    """``kgw.logout``: close the session. ``account`` is the sender's key, or empty."""

    account: bytes = b""

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return {"account": self.account.hex()}

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`."""
        return cls(hexdecode(convert(obj, _LogoutParams).account, MAX_SENDER_BYTES))


@dataclass(frozen=True, slots=True)
class _LogoutParams:
    account: str = ""
