"""``function.*``: what needs no state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from idos.crypto.authenticators import authenticator
from idos.crypto.encoding import b64decode, hexdecode
from idos.errors import Invalid
from idos.protocol.payloads import MAX_PAYLOAD_BYTES
from idos.protocol.transaction import MAX_SENDER_BYTES, MAX_SIGNATURE_BYTES
from idos.protocol.wire import convert
from idos.rpc.call import Call, Json
from idos.rpc.methods.schemas import BASE64, BOOLEAN, HEX, SIGNATURE, STRING, record
from idos.rpc.methods.table import method


@dataclass(frozen=True, slots=True)
class SignatureQuery:
    """``function.verify_sig``: did this sender sign this message?"""

    auth_type: str
    signature: bytes
    sender: bytes
    message: bytes

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """Raises ``Invalid``."""
        shape = convert(obj, _Shape)
        return cls(
            shape.signature.type,
            b64decode(shape.signature.sig, MAX_SIGNATURE_BYTES),
            hexdecode(shape.sender, MAX_SENDER_BYTES),
            b64decode(shape.msg, MAX_PAYLOAD_BYTES),
        )


@dataclass(frozen=True, slots=True)
class _SignatureShape:
    sig: str
    type: str


@dataclass(frozen=True, slots=True)
class _Shape:
    signature: _SignatureShape
    sender: str
    msg: str


@method(
    "function.verify_sig",
    params=SignatureQuery,
    schema=record(signature=SIGNATURE, sender=HEX, msg=BASE64),
    result=record(valid=BOOLEAN, reason=STRING, optional=("reason",)),
)
async def verify_sig(call: Call[SignatureQuery]) -> Json:
    """Whether a signature is the sender's over the message."""
    asked = call.params

    def reason() -> str | None:
        try:
            kind = authenticator(asked.auth_type)
            kind.caller(asked.sender)
        except Invalid as error:
            return error.message
        return None if kind.verify(asked.sender, asked.message, asked.signature) else "invalid signature"

    why = await call.in_thread(reason)
    return {"valid": True} if why is None else {"valid": False, "reason": why}
