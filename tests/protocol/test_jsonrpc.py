from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.protocol.jsonrpc import (
    MAX_REQUEST_BYTES,
    ErrorCode,
    Request,
    RpcFault,
    client_tx_hash,
    fault,
    http_status,
    parse_request,
    parse_response,
    response,
    server_tx_hash,
)

GOOD: Mapping[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "user.ping", "params": {}}


def _body(**changes: object) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


@pytest.mark.parametrize("id", [1, -1, "1", "x" * 128, (1 << 63) - 1])
def test_ids_are_numbers_or_texts(id: int | str) -> None:
    assert parse_request(_body(id=id)).id == id


@pytest.mark.parametrize("id", [0, "", None, 1.5, True, [1], "x" * 129, 1 << 63])
def test_other_ids_are_invalid_requests(id: object) -> None:
    _assert_refused(_body(id=id), "invalid_request")


@pytest.mark.parametrize(
    "changes",
    [
        {"jsonrpc": "1.0"},
        {"jsonrpc": 2.0},
        {"method": ""},
        {"method": None},
        {"method": "x" * 65},
        {"params": []},
        {"params": "x"},
    ],
)
def test_other_members_are_invalid_requests(changes: dict[str, object]) -> None:
    _assert_refused(_body(**changes), "invalid_request")


def test_batches_and_notifications_are_invalid_requests() -> None:
    _assert_refused(b"[" + _body() + b"]", "invalid_request")
    _assert_refused(json.dumps({k: v for k, v in GOOD.items() if k != "id"}).encode(), "invalid_request")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        _body() + b" x",
        b'{"id":NaN}',
        b'\xef\xbb\xbf{"jsonrpc":"2.0"}',
        b'{"jsonrpc":"2.0","id":1,"method":"\xff"}',
        b'{"jsonrpc":"2.0","id":1,"method":"\\ud800"}',
        b'{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
        b'{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":' + b"[" * 40 + b"]" * 40 + b"}}",
        b'{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":[' + b"0," * 9000 + b"0]}}",
        b" " * (MAX_REQUEST_BYTES + 1),
        b'{"jsonrpc":"' + b'\\"' * 2_000_000,
        b'{"jsonrpc":"' + b"\\" * 5_000_001,
    ],
    ids=lambda body: f"{body[:40]!r} ({len(body)})",
)
def test_what_is_not_json_or_out_of_bounds_is_a_parse_error(body: bytes) -> None:
    _assert_refused(body, "parse_error")


def _assert_refused(body: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_request(body)
    assert caught.value.code == code


def test_brackets_and_commas_inside_strings_are_not_structure() -> None:
    text = '[{,\\" ' * 20_000
    body = json.dumps({**GOOD, "params": {"a": text}}).encode()
    assert parse_request(body).params["a"] == text


@given(st.binary(max_size=200))
def test_any_bytes_are_a_request_or_invalid(body: bytes) -> None:
    with pytest.raises(Invalid):
        parse_request(body)
    with pytest.raises(Invalid):
        parse_response(body)


@pytest.mark.parametrize("params", [None, {}])
def test_null_or_absent_params_are_no_params(params: object) -> None:
    assert parse_request(_body(params=params)).params == {}
    assert parse_request(json.dumps({k: v for k, v in GOOD.items() if k != "params"}).encode()).params == {}


def test_of_two_members_with_one_name_the_last_counts() -> None:
    assert parse_request(b'{"jsonrpc":"2.0","id":1,"method":"a","method":"b"}').method == "b"


def test_a_request_that_is_not_unicode_can_not_be_written() -> None:
    with pytest.raises(Invalid):
        Request(1, "\ud800", {}).encode()


def test_results_and_faults_are_read_back() -> None:
    assert response(1, {}) == b'{"jsonrpc":"2.0","id":1,"result":{}}'
    assert parse_response(response("a", {"x": [1]})).result == {"x": [1]}
    error = RpcFault(ErrorCode.TX_REJECTED, "broadcast error", {"code": 4})
    read = parse_response(fault(-1, error))
    assert (read.id, read.result, read.fault) == (-1, None, error)
    assert fault(1, RpcFault(-300, "no")) == b'{"jsonrpc":"2.0","id":1,"error":{"code":-300,"message":"no"}}'
    assert parse_response(b'{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no"}}').id is None


@pytest.mark.parametrize(
    "body",
    [
        b'{"jsonrpc":"2.0","id":1}',
        b'{"jsonrpc":"2.0","id":1,"result":null}',
        b'{"jsonrpc":"2.0","id":1,"result":[]}',
        b'{"jsonrpc":"2.0","id":1,"result":0}',
        b'{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":""}}',
        b'{"jsonrpc":"2.0","id":1,"error":{"code":1}}',
        b'{"id":1,"result":{}}',
    ],
)
def test_a_response_is_a_result_or_a_fault(body: bytes) -> None:
    with pytest.raises(Invalid):
        parse_response(body)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (ErrorCode.PARSE_ERROR, 400),
        (ErrorCode.INVALID_REQUEST, 400),
        (ErrorCode.INVALID_PARAMS, 400),
        (ErrorCode.UNKNOWN_METHOD, 404),
        (ErrorCode.INTERNAL, 500),
        (ErrorCode.TIMEOUT, 503),
        (ErrorCode.GATEWAY_NOT_AUTHORIZED, 200),
        (ErrorCode.TX_REJECTED, 200),
        (-12345, 200),
    ],
)
def test_only_generic_faults_have_an_http_status_of_their_own(code: int, status: int) -> None:
    assert http_status(code) == status


@given(st.binary(min_size=32, max_size=32))
def test_client_hashes_lead_back_to_the_hash(tx_hash: bytes) -> None:
    client = client_tx_hash(tx_hash.hex())
    assert len(client) == 96
    assert server_tx_hash(client) == tx_hash.hex()


@pytest.mark.parametrize("tx_hash", ["", "ab" * 31, "zz" * 32, "ab" * 48])
def test_only_hashes_have_a_client_form(tx_hash: str) -> None:
    with pytest.raises(Invalid):
        client_tx_hash(tx_hash)


@pytest.mark.parametrize("client", ["", "69b69b", "00" * 48, "69b69b" * 17, "x" * 96])
def test_only_client_hashes_lead_to_a_hash(client: str) -> None:
    with pytest.raises(Invalid):
        server_tx_hash(client)
