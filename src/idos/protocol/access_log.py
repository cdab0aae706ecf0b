"""``user.access_log``: who read a person's credentials, and when [reads 4.1]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from msgspec import Meta

from idos.crypto.encoding import b64decode, b64encode, hexdecode
from idos.protocol.payloads import NAMESPACE, ActionCall
from idos.protocol.reads import CHALLENGE_BYTES, CallRequest
from idos.protocol.transaction import MAX_SENDER_BYTES, MAX_SIGNATURE_BYTES
from idos.protocol.values import INT8, EncodedValue
from idos.protocol.wire import Count, Message, convert

METHOD: Final = "user.access_log"
"""The method, and the name under which a call of it is signed. No action can have it."""

MAX_ENTRIES: Final = 1_000
"""The most entries of one answer."""

Relation = Literal["owner", "grantee"]


@dataclass(frozen=True, slots=True)
class AccessEntry(Message):
    """One reading of a credential.

    ``number`` counts the entries of the credential's owner, from 1. ``reader`` is a caller text, ``relation``
    the right by which it read, ``action`` what it read with. ``time`` is in unix milliseconds.
    """

    number: Count
    credential_id: UUID
    reader: str
    relation: Relation
    action: str
    time: Count


@dataclass(frozen=True, slots=True)
class AccessLogPage(Message):
    """The result: entries of the caller's profile, the newest first."""

    entries: tuple[AccessEntry, ...]


def access_log_call(before: int | None, limit: int) -> ActionCall:
    """The view call that a query is signed as. [reads 4.2]"""
    return ActionCall(NAMESPACE, METHOD, (EncodedValue.of(before, INT8), EncodedValue.of(limit, INT8)))


@dataclass(frozen=True, slots=True)
class AccessLogQuery:
    """The parameters: at most ``limit`` entries; with ``before``, only those of smaller numbers.

    ``proof`` says who asks, as for a view call; its payload is :func:`access_log_call` of the two.
    """

    before: int | None
    limit: int
    proof: CallRequest

    def to_json(self) -> dict[str, Any]:
        """The JSON form; without a challenge, its member is left out."""
        proof = self.proof
        challenge = {} if proof.challenge is None else {"challenge": b64encode(proof.challenge)}
        return {
            "before": self.before,
            "limit": self.limit,
            **challenge,
            "auth_type": proof.auth_type,
            "sender": proof.sender.hex(),
            "signature": b64encode(proof.signature),
        }

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`. Raises ``Invalid``, also for a limit that is out of range."""
        shape = convert(obj, _QueryShape)
        proof = CallRequest(
            access_log_call(shape.before, shape.limit).encode(),
            b64decode(shape.challenge or "", 2 * CHALLENGE_BYTES) or None,
            shape.auth_type,
            hexdecode(shape.sender or "", MAX_SENDER_BYTES),
            b64decode(shape.signature or "", MAX_SIGNATURE_BYTES),
        )
        return cls(shape.before, shape.limit, proof)


@dataclass(frozen=True, slots=True)
class _QueryShape:
    auth_type: str
    limit: Annotated[int, Meta(ge=1, le=MAX_ENTRIES)]
    before: Count | None = None
    challenge: str | None = None
    sender: str | None = None
    signature: str | None = None
