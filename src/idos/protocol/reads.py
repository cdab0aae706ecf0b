"""Reads: their parameters, and the texts that prove who asks (``docs/protocol/reads.md``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from idos.crypto.encoding import b64decode, b64encode, hexdecode
from idos.errors import Invalid
from idos.protocol.payloads import MAX_NAME_BYTES, MAX_PAYLOAD_BYTES, RawStatement, payload_digest
from idos.protocol.text import check_line, encode_text
from idos.protocol.transaction import MAX_SENDER_BYTES, MAX_SIGNATURE_BYTES, MAX_SIGNATURE_TYPE_BYTES
from idos.protocol.values import EncodedValue
from idos.protocol.wire import Message, convert

CHALLENGE_BYTES = 32
MAX_LOGIN_FIELD_BYTES = 512
LOGIN_VERSION = "1"


def call_text(namespace: str, action: str, payload: bytes, challenge: bytes) -> bytes:
    """What the signature of a view call covers [reads 2.1].

    The names are those inside the payload, letter case kept. No name has a control character, so none can
    begin a line of its own [reads 2.2].
    """
    check_line(namespace, "namespace", max_bytes=MAX_NAME_BYTES, may_be_empty=True)
    check_line(action, "action name", max_bytes=MAX_NAME_BYTES)
    return (
        f"Kwil view call.\n\nNamespace: {namespace}\nMethod: {action}\n"
        f"Digest: {payload_digest(payload)}\nChallenge: {challenge.hex()}\n"
    ).encode()


def query_text(statement: str, payload: bytes, challenge: bytes) -> bytes:
    """What the signature of an authenticated query covers. ``payload`` is the encoded ``RawStatement``.

    A statement may have many lines; the digest, which covers it, is what leaves no doubt. [reads 2.5]
    """
    return encode_text(
        f"Kwil SQL statement.\n\nStatement: {statement}\n"
        f"Digest: {payload_digest(payload)}\nChallenge: {challenge.hex()}\n"
    )


def _check_proof(auth_type: str, sender: bytes, signature: bytes) -> None:
    check_line(auth_type, "signature type", max_bytes=MAX_SIGNATURE_TYPE_BYTES, may_be_empty=True)
    if len(sender) > MAX_SENDER_BYTES or len(signature) > MAX_SIGNATURE_BYTES:
        raise Invalid("sender or signature is too long")


@dataclass(frozen=True, slots=True)
class CallRequest:
    """The parameters of ``user.call`` [reads 1.1]. ``payload`` is an encoded ``ActionCall``.

    Without a signature, ``sender`` is only a claim. ``signature`` covers :func:`call_text`. A challenge of
    the wrong length is for the reader to refuse, since that has an error code of its own; 64 bytes is the
    most that is read. [reads 1.2]
    """

    payload: bytes
    challenge: bytes | None
    auth_type: str
    sender: bytes
    signature: bytes

    def __post_init__(self) -> None:
        _check_proof(self.auth_type, self.sender, self.signature)
        if len(self.payload) > MAX_PAYLOAD_BYTES or len(self.challenge or b"") > 2 * CHALLENGE_BYTES:
            raise Invalid("payload or challenge is too long")

    def to_json(self) -> dict[str, Any]:
        """The JSON form; without a challenge, its member is left out."""
        challenge = {} if self.challenge is None else {"challenge": b64encode(self.challenge)}
        return {
            "body": {"payload": b64encode(self.payload), **challenge},
            "auth_type": self.auth_type,
            "sender": self.sender.hex(),
            "signature": b64encode(self.signature),
        }

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`. Null and empty both mean: no challenge, no sender, no signature."""
        shape = convert(obj, _CallShape)
        challenge = b64decode(shape.body.challenge or "", 2 * CHALLENGE_BYTES)
        return cls(
            b64decode(shape.body.payload, MAX_PAYLOAD_BYTES),
            challenge or None,
            shape.auth_type,
            hexdecode(shape.sender or "", MAX_SENDER_BYTES),
            b64decode(shape.signature or "", MAX_SIGNATURE_BYTES),
        )


@dataclass(frozen=True, slots=True)
class _CallBody:
    payload: str
    challenge: str | None = None


@dataclass(frozen=True, slots=True)
class _CallShape:
    body: _CallBody
    auth_type: str
    sender: str | None = None
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class SignedQuery:
    """The parameters of ``user.authenticated_query``. ``signature`` covers :func:`query_text`."""

    statement: RawStatement
    challenge: bytes
    auth_type: str
    sender: bytes
    signature: bytes

    def __post_init__(self) -> None:
        _check_proof(self.auth_type, self.sender, self.signature)
        if len(self.challenge) != CHALLENGE_BYTES:
            raise Invalid(f"challenge is not {CHALLENGE_BYTES} bytes long")

    def to_json(self) -> dict[str, Any]:
        """The JSON form. Its capital letters are those of the official node."""
        parameters = [{"Name": name, "Value": value.to_json()} for name, value in self.statement.params]
        return {
            "body": {"Statement": self.statement.statement, "Parameters": parameters},
            "Challenge": b64encode(self.challenge),
            "auth_type": self.auth_type,
            "sender": self.sender.hex(),
            "signature": b64encode(self.signature),
        }

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`."""
        shape = convert(obj, _SignedQueryShape)
        params = tuple(
            (param.Name, EncodedValue.from_json(param.Value)) for param in shape.body.Parameters or ()
        )
        return cls(
            RawStatement(shape.body.Statement, params),
            b64decode(shape.Challenge, CHALLENGE_BYTES),
            shape.auth_type,
            hexdecode(shape.sender, MAX_SENDER_BYTES),
            b64decode(shape.signature, MAX_SIGNATURE_BYTES),
        )


@dataclass(frozen=True, slots=True)
class _ParameterShape:
    Name: str
    Value: Any


@dataclass(frozen=True, slots=True)
class _StatementShape:
    Statement: str
    Parameters: list[_ParameterShape] | None = None


@dataclass(frozen=True, slots=True)
class _SignedQueryShape:
    body: _StatementShape
    Challenge: str
    auth_type: str
    sender: str
    signature: str


@dataclass(frozen=True, slots=True)
class LoginParameters(Message):
    """The result of ``kgw.authn_param``: what to sign in order to open a session. [reads 3.1]

    ``domain`` is the address of the gateway as its clients know it, without a final slash; times are texts,
    shown and not read. A member that is missing is empty. Raises :class:`Invalid` for a value that is
    over-long or not one line.
    """

    nonce: str
    statement: str
    issue_at: str
    expiration_time: str
    chain_id: str = ""
    domain: str = ""
    version: str = ""
    uri: str = ""

    def __post_init__(self) -> None:
        for name, value in self.to_json().items():
            check_line(value, name, max_bytes=MAX_LOGIN_FIELD_BYTES, may_be_empty=True)


def login_text(params: LoginParameters, provider: str) -> bytes:
    """What the signature of a login covers. ``provider`` is the address asked, without a final slash.

    The text resembles EIP-4361 and is not: it has no address, and says ``Issue At``. An empty statement
    leaves no line. [reads 3.2]
    """
    check_line(provider, "provider", max_bytes=MAX_LOGIN_FIELD_BYTES)
    statement = f"{params.statement}\n" if params.statement else ""
    return (
        f"{provider} wants you to sign in with your account:\n\n{statement}\n"
        f"URI: {params.uri}\nVersion: {LOGIN_VERSION}\nChain ID: {params.chain_id}\nNonce: {params.nonce}\n"
        f"Issue At: {params.issue_at}\nExpiration Time: {params.expiration_time}\n"
    ).encode()
