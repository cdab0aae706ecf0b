"""What the endpoints answer in common: JSON-RPC errors, and the headers of JSON."""

from __future__ import annotations

from typing import Final

from idos.errors import Unavailable
from idos.protocol.jsonrpc import ErrorCode, RpcFault, fault
from idos.rpc.methods.table import MethodError

NO_ID: Final = -1
"""The id of an answer to a request whose id is unknown."""

JSON_HEADERS: Final = [
    (b"content-type", b"application/json; charset=utf-8"),
    (b"cache-control", b"no-store"),
]


def error_body(request_id: int | str, error: MethodError) -> bytes:
    """The JSON-RPC answer that is this error."""
    return fault(request_id, RpcFault(error.number, error.message, error.data))


def unavailable(error: Unavailable) -> MethodError:
    """How a method, or a stream, answers when the engine or the store cannot."""
    return MethodError(ErrorCode.NODE_INTERNAL, f"the node can not answer now: {error.code}")
