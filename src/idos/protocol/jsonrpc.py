"""JSON-RPC 2.0 as nodes and clients speak it: one request a message, faults with their HTTP status.

Numbers and texts: ``docs/protocol/transport.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from http import HTTPStatus
from typing import Annotated, Any, Literal

from msgspec import Meta

from idos.crypto.encoding import b64decode, b64encode, hexdecode
from idos.errors import Invalid
from idos.protocol.wire import PARSE_ERROR, JsonBounds, decode_json, encode_json

MAX_REQUEST_BYTES = 6_000_000
MAX_RESPONSE_BYTES = 64 * 1024 * 1024
MAX_METHOD_CHARS = 64
MAX_ID_CHARS = 128

_HASH_DIGITS = 64
_HASH = re.compile(f"[0-9a-f]{{{_HASH_DIGITS}}}")
_REQUEST_BOUNDS = JsonBounds(size=MAX_REQUEST_BYTES, values=4096)
_RESPONSE_BOUNDS = JsonBounds(size=MAX_RESPONSE_BYTES, values=4_000_000)


class ErrorCode(IntEnum):
    """Why a request got no result. Codes of parts that no client of idOS meets are left out."""

    PARSE_ERROR = -32700
    INTERNAL = -32603
    INVALID_PARAMS = -32602
    UNKNOWN_METHOD = -32601
    INVALID_REQUEST = -32600
    TIMEOUT = -32001
    RESULT_ENCODING = -32000
    TX_INTERNAL = -200
    TX_REJECTED = -201
    TX_NOT_FOUND = -202
    TX_PAYLOAD_INVALID = -203
    BLOCK_NOT_FOUND = -204
    ENGINE = -300
    NAMESPACE_NOT_FOUND = -301
    NAMESPACE_EXISTS = -302
    DATABASE = -400
    ACCOUNT = -500
    IDENTITY_INTERNAL = -600
    IDENTITY_INVALID = -601
    NODE_INTERNAL = -700
    GATEWAY_INTERNAL = -900
    GATEWAY_NOT_AUTHORIZED = -901
    GATEWAY_INVALID_PAYLOAD = -902
    GATEWAY_NOT_ALLOWED = -903
    GATEWAY_NOT_FOUND = -904
    GATEWAY_TOO_MANY_REQUESTS = -905
    GATEWAY_METHOD_NOT_ALLOWED = -906
    CALL_CHALLENGE_NEEDED = -1001
    CALL_CHALLENGE_INVALID = -1002
    CALL_CHALLENGE_EXPIRED = -1003
    CALL_SIGNATURE = -1004
    CALL_AUTH_TYPE = -1005
    CHALLENGE_RATE = -1006
    QUERY_NOT_ALLOWED = -1007


class TxCode(IntEnum):
    """What became of a transaction, at broadcast and in its receipt."""

    OK = 0
    ENCODING = 1
    PAYLOAD_TYPE = 2
    SIGNATURE = 3
    NONCE = 4
    CHAIN = 5
    BALANCE = 6
    FEE = 7
    AMOUNT = 8
    SENDER = 9
    TIMED_OUT = 10
    MEMPOOL_FULL = 11
    SCHEMA = 100
    NAMESPACE_MISSING = 110
    NAMESPACE_EXISTS = 120
    RESOLUTION_TYPE = 130
    MIGRATING = 200
    MIGRATED = 201
    UNKNOWN = 65535


_HTTP_STATUS: dict[int, HTTPStatus] = {
    ErrorCode.PARSE_ERROR: HTTPStatus.BAD_REQUEST,
    ErrorCode.INVALID_REQUEST: HTTPStatus.BAD_REQUEST,
    ErrorCode.INVALID_PARAMS: HTTPStatus.BAD_REQUEST,
    ErrorCode.UNKNOWN_METHOD: HTTPStatus.NOT_FOUND,
    ErrorCode.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
    ErrorCode.TIMEOUT: HTTPStatus.SERVICE_UNAVAILABLE,
}


def http_status(code: int) -> HTTPStatus:
    """The HTTP status that carries a fault: 200 but for the generic codes."""
    return _HTTP_STATUS.get(code, HTTPStatus.OK)


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``params`` is empty when the message has none, or null."""

    id: int | str
    method: str
    params: Mapping[str, Any]

    def encode(self) -> bytes:
        """The message."""
        return encode_json({"jsonrpc": "2.0", "id": self.id, "method": self.method, "params": self.params})


@dataclass(frozen=True, slots=True)
class RpcFault:
    """The ``error`` of a response. Unlike :mod:`idos.errors` it is said, not raised."""

    code: int
    message: str
    data: Any = None

    def to_json(self) -> dict[str, Any]:
        """The JSON form; without data, its member is left out."""
        data = {} if self.data is None else {"data": self.data}
        return {"code": self.code, "message": self.message, **data}


@dataclass(frozen=True, slots=True)
class Response:
    """One response: a ``result`` or a ``fault``. The id is ``None`` when the node could not tell it."""

    id: int | str | None
    result: dict[str, Any] | None
    fault: RpcFault | None


@dataclass(frozen=True, slots=True)
class _RequestShape:
    jsonrpc: Literal["2.0"]
    id: int | Annotated[str, Meta(min_length=1, max_length=MAX_ID_CHARS)]
    method: Annotated[str, Meta(min_length=1, max_length=MAX_METHOD_CHARS)]
    params: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class _ResponseShape:
    jsonrpc: Literal["2.0"]
    id: int | str | None = None
    result: dict[str, Any] | None = None
    error: RpcFault | None = None


def parse_request(body: bytes) -> Request:
    """Read a request. No batches, no notifications: every request has an id, neither 0 nor empty.

    Raises:
        Invalid: ``code="parse_error"`` when the body is not JSON or out of bounds, else
        ``code="invalid_request"``.
    """
    try:
        shape = decode_json(body, _RequestShape, _REQUEST_BOUNDS)
    except Invalid as error:
        if error.code == PARSE_ERROR:
            raise
        raise Invalid(error.message, code="invalid_request") from None
    if shape.id == 0 or (isinstance(shape.id, int) and not -(1 << 63) <= shape.id < 1 << 63):
        raise Invalid("request id is zero or out of range", code="invalid_request")
    return Request(shape.id, shape.method, shape.params or {})


def response(id: int | str, result: Mapping[str, Any]) -> bytes:
    """The message that answers a request. Clients refuse a result that is not an object."""
    return encode_json({"jsonrpc": "2.0", "id": id, "result": result})


def fault(id: int | str, error: RpcFault) -> bytes:
    """The message that refuses a request. The id is -1 when the request's own is unknown."""
    return encode_json({"jsonrpc": "2.0", "id": id, "error": error.to_json()})


def parse_response(body: bytes) -> Response:
    """Read a response. Raises :class:`Invalid` unless it is a result, which is an object, or a fault."""
    shape = decode_json(body, _ResponseShape, _RESPONSE_BOUNDS)
    if (shape.result is None) == (shape.error is None):
        raise Invalid("response has not exactly one of result and error")
    return Response(shape.id, shape.result, shape.error)


def client_tx_hash(tx_hash: str) -> str:
    """The 96 digits that the official client makes of a transaction hash: it reads the 64 as base64."""
    return b64decode(_checked_hash(tx_hash), _HASH_DIGITS).hex()


def server_tx_hash(client_hash: str) -> str:
    """The inverse of :func:`client_tx_hash`."""
    return _checked_hash(b64encode(hexdecode(client_hash, _HASH_DIGITS)))


def _checked_hash(tx_hash: str) -> str:
    if _HASH.fullmatch(tx_hash) is None:
        raise Invalid("not a transaction hash")
    return tx_hash
