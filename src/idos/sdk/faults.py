"""What a node's answers mean: from codes and texts of the wire to the errors of this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from idos.errors import Denied, IdosError, Invalid, NotFound, Unavailable
from idos.protocol.jsonrpc import ErrorCode, RpcFault, TxCode
from idos.protocol.refusals import refusal_of
from idos.protocol.results import Rejection, TxResult, tx_error
from idos.protocol.text import one_line

T = TypeVar("T")
A = TypeVar("A")

SIGN_IN_NEEDED: Final = "sign_in_needed"
CHALLENGE_NEEDED: Final = frozenset({"challenge_needed", "challenge_expired"})
"""Codes with which a node asks who is calling: to be answered by a session, or by a signed challenge."""

NONCE_TAKEN: Final = "rejected_nonce"
"""The error's code when the account's next nonce is another: somebody else used it first."""

SENT_TWICE: Final = frozenset({NONCE_TAKEN, "rejected_unknown"})
"""Codes of rejections that a transaction also meets when it has arrived before."""

NOT_EXECUTED: Final = frozenset(
    {"unreachable", "http_refused", "busy", "too_many_requests", "unsupported_method"}
)
"""Codes of ``Unavailable`` that say that a request surely had no effect."""

UNKNOWN_ACTION: Final = frozenset({"unknown_action", "action_failed"})
"""Codes with which a node answers an action that it lacks; an official one has no text for it."""

_INTERNAL: Final = (Unavailable, "node_internal")
_FAULTS: Final[Mapping[int, tuple[type[IdosError], str]]] = MappingProxyType(
    {
        ErrorCode.PARSE_ERROR: (Invalid, "parse_error"),
        ErrorCode.INVALID_REQUEST: (Invalid, "invalid_request"),
        ErrorCode.INVALID_PARAMS: (Invalid, "invalid_params"),
        ErrorCode.TX_PAYLOAD_INVALID: (Invalid, "invalid_payload"),
        ErrorCode.IDENTITY_INVALID: (Invalid, "invalid_identity"),
        ErrorCode.GATEWAY_INVALID_PAYLOAD: (Invalid, "invalid_payload"),
        ErrorCode.CALL_CHALLENGE_INVALID: (Invalid, "invalid_challenge"),
        ErrorCode.CALL_AUTH_TYPE: (Invalid, "unknown_signature_type"),
        ErrorCode.GATEWAY_NOT_AUTHORIZED: (Denied, SIGN_IN_NEEDED),
        ErrorCode.GATEWAY_NOT_ALLOWED: (Denied, "not_allowed"),
        ErrorCode.CALL_CHALLENGE_NEEDED: (Denied, "challenge_needed"),
        ErrorCode.CALL_CHALLENGE_EXPIRED: (Denied, "challenge_expired"),
        ErrorCode.CALL_SIGNATURE: (Denied, "bad_signature"),
        ErrorCode.TX_NOT_FOUND: (NotFound, "transaction_not_found"),
        ErrorCode.GATEWAY_NOT_FOUND: (NotFound, "sign_in_expired"),
        ErrorCode.UNKNOWN_METHOD: (Unavailable, "unsupported_method"),
        ErrorCode.GATEWAY_TOO_MANY_REQUESTS: (Unavailable, "too_many_requests"),
        ErrorCode.CHALLENGE_RATE: (Unavailable, "too_many_requests"),
        ErrorCode.TIMEOUT: (Unavailable, "node_timeout"),
        ErrorCode.INTERNAL: _INTERNAL,
        ErrorCode.RESULT_ENCODING: _INTERNAL,
        ErrorCode.TX_INTERNAL: _INTERNAL,
        ErrorCode.DATABASE: _INTERNAL,
        ErrorCode.ACCOUNT: _INTERNAL,
        ErrorCode.IDENTITY_INTERNAL: _INTERNAL,
        ErrorCode.NODE_INTERNAL: _INTERNAL,
        ErrorCode.GATEWAY_INTERNAL: _INTERNAL,
    }
)
_REJECTIONS: Final[Mapping[int, tuple[type[IdosError], str]]] = MappingProxyType(
    {code: (Denied, f"rejected_{code.name.lower()}") for code in TxCode}
    | {TxCode.MEMPOOL_FULL: (Unavailable, "busy"), TxCode.TIMED_OUT: (Unavailable, "node_timeout")}
)


def understood(read: Callable[[A], T], answer: A) -> T:
    """What the node answered, read. Raises ``Unavailable`` (``bad_response``) when it makes no sense."""
    try:
        return read(answer)
    except Invalid as error:
        text = f"the node's answer is not understood: {error.message}"
        raise Unavailable(text, code="bad_response") from None


def fault_error(fault: RpcFault) -> IdosError:
    """The error that a fault stands for. One with an unknown code does not say that nothing was done."""
    if fault.code == ErrorCode.ENGINE:
        return refusal_of(fault.message)
    if fault.code == ErrorCode.TX_REJECTED:
        return _rejection_error(fault)
    kind, code = _FAULTS.get(fault.code, (Unavailable, "unknown_fault"))
    return kind(one_line(fault.message), code=code)


def result_error(result: TxResult) -> IdosError:
    """The error of a transaction that is in a block and failed."""
    if result.code == TxCode.NONCE:
        return Denied(one_line(result.log), code=NONCE_TAKEN)
    return refusal_of(tx_error(result.log) or result.log or f"the transaction failed with code {result.code}")


def _rejection_error(fault: RpcFault) -> IdosError:
    """Why a transaction was not admitted."""
    try:
        rejection = Rejection.from_json(fault.data)
    except Invalid:
        rejection = Rejection()
    kind, code = _REJECTIONS.get(rejection.code or TxCode.UNKNOWN, (Denied, "rejected_unknown"))
    return kind(one_line(rejection.message or fault.message), code=code)
