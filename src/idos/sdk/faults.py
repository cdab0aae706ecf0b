"""What a node's refusals mean: from codes and texts of the wire to the errors of this package."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from idos.errors import Denied, IdosError, Invalid, NotFound, Unavailable
from idos.protocol.jsonrpc import ErrorCode, RpcFault, TxCode
from idos.protocol.refusals import refusal_of
from idos.protocol.results import Rejection, TxResult, tx_error

_CODES: Final[Mapping[int, tuple[type[IdosError], str]]] = MappingProxyType(
    {
        ErrorCode.PARSE_ERROR: (Invalid, "parse_error"),
        ErrorCode.INVALID_REQUEST: (Invalid, "invalid_request"),
        ErrorCode.INVALID_PARAMS: (Invalid, "invalid_params"),
        ErrorCode.UNKNOWN_METHOD: (Unavailable, "unsupported_method"),
        ErrorCode.INTERNAL: (Unavailable, "node_internal"),
        ErrorCode.RESULT_ENCODING: (Unavailable, "node_internal"),
        ErrorCode.NODE_INTERNAL: (Unavailable, "node_internal"),
        ErrorCode.GATEWAY_INTERNAL: (Unavailable, "node_internal"),
        ErrorCode.TIMEOUT: (Unavailable, "node_timeout"),
        ErrorCode.TX_NOT_FOUND: (NotFound, "transaction_not_found"),
        ErrorCode.BLOCK_NOT_FOUND: (NotFound, "block_not_found"),
        ErrorCode.GATEWAY_NOT_AUTHORIZED: (Denied, "sign_in_needed"),
        ErrorCode.GATEWAY_TOO_MANY_REQUESTS: (Unavailable, "too_many_requests"),
        ErrorCode.CALL_CHALLENGE_NEEDED: (Denied, "sign_in_needed"),
        ErrorCode.CALL_CHALLENGE_EXPIRED: (Denied, "challenge_expired"),
        ErrorCode.CALL_SIGNATURE: (Denied, "bad_signature"),
        ErrorCode.CHALLENGE_RATE: (Unavailable, "too_many_requests"),
    }
)

NOT_AUTHORIZED: Final = frozenset({ErrorCode.GATEWAY_NOT_AUTHORIZED, ErrorCode.CALL_CHALLENGE_NEEDED})
"""Codes with which a node asks who is calling."""


def fault_error(fault: RpcFault) -> IdosError:
    """The error that a fault stands for."""
    if fault.code == ErrorCode.ENGINE:
        return refusal_of(fault.message)
    if fault.code == ErrorCode.TX_REJECTED:
        rejection = rejection_of(fault)
        if rejection.code == TxCode.MEMPOOL_FULL:
            return Unavailable(rejection.message or fault.message, code="busy")
        return Denied(rejection.message or fault.message, code=f"rejected_{_tx_code_name(rejection.code)}")
    kind, code = _CODES.get(fault.code, (Denied, "node_refused"))
    return kind(fault.message, code=code)


def rejection_of(fault: RpcFault) -> Rejection:
    """Why a broadcast was not admitted; an empty rejection when the node does not say."""
    try:
        return Rejection.from_json(fault.data or {})
    except Invalid:
        return Rejection()


def result_error(result: TxResult) -> IdosError:
    """The error of a transaction that is in a block and failed."""
    return refusal_of(tx_error(result.log) or result.log or f"the transaction failed with code {result.code}")


def _tx_code_name(code: int) -> str:
    return TxCode(code).name.lower() if code in set(TxCode) else "unknown"
