"""Every type of the wire has one encoding for each value, and nothing but ``Invalid`` for the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.protocol import changes, grants, jsonrpc, payloads, reads, requests, results, transaction, values
from idos.protocol.wire import encode_json
from tests.protocol.strategies import strategy_of

BINARY: list[Any] = [
    values.DataType,
    values.EncodedValue,
    payloads.ActionCall,
    payloads.ActionExecution,
    payloads.RawStatement,
    payloads.Transfer,
    transaction.Transaction,
]
JSON: list[Any] = [
    values.DataType,
    values.EncodedValue,
    payloads.RawStatement,
    transaction.Transaction,
    reads.CallRequest,
    reads.SignedQuery,
    reads.LoginParameters,
    requests.Estimate,
    requests.Broadcast,
    requests.AccountQuery,
    requests.TransactionQuery,
    requests.Login,
    requests.Logout,
    results.ChainInfo,
    results.Health,
    results.Challenge,
    results.Price,
    results.AccountInfo,
    results.TxResult,
    results.BroadcastResult,
    results.Rejection,
    results.TransactionInfo,
    results.QueryResult,
    results.CallResult,
    changes.Change,
    changes.Resync,
]

Encode = Callable[[Any], bytes]
Decode = Callable[[bytes], Any]


def _json_codec(kind: Any) -> tuple[Any, Encode, Decode]:
    return kind, lambda value: encode_json(value.to_json()), lambda data: kind.from_json(json.loads(data))


def _text_codec(kind: Any) -> tuple[Any, Encode, Decode]:
    return kind, lambda value: value.text().encode(), lambda data: kind.parse(data.decode())


CODECS = [
    *(pytest.param(kind, kind.encode, kind.decode, id=f"{kind.__name__}-binary") for kind in BINARY),
    *(pytest.param(*_json_codec(kind), id=f"{kind.__name__}-json") for kind in JSON),
    pytest.param(*_text_codec(grants.WriteGrant), id="WriteGrant-text"),
    pytest.param(*_text_codec(grants.AccessGrantOffer), id="AccessGrantOffer-text"),
    pytest.param(jsonrpc.Request, jsonrpc.Request.encode, jsonrpc.parse_request, id="Request"),
]


@pytest.mark.parametrize(("kind", "encode", "decode"), CODECS)
@given(data=st.data())
def test_values_and_encodings_are_one_to_one(
    kind: type, encode: Encode, decode: Decode, data: st.DataObject
) -> None:
    value = data.draw(strategy_of(kind))
    encoded = encode(value)
    decoded = decode(encoded)
    assert decoded == value
    assert encode(decoded) == encoded


@pytest.mark.parametrize(("kind", "encode", "decode"), CODECS[: len(BINARY)])
@given(data=st.data())
def test_changed_bytes_are_another_value_or_invalid(
    kind: type, encode: Encode, decode: Decode, data: st.DataObject
) -> None:
    encoded = bytearray(encode(data.draw(strategy_of(kind))))
    at = data.draw(st.integers(0, len(encoded) - 1))
    encoded[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    try:
        value = decode(bytes(encoded))
    except Invalid:
        return
    assert encode(value) == bytes(encoded)


@pytest.mark.parametrize(("kind", "encode", "decode"), CODECS[: len(BINARY)])
@given(data=st.binary(max_size=60))
def test_random_bytes_are_a_value_or_invalid(kind: type, encode: Encode, decode: Decode, data: bytes) -> None:
    try:
        value = decode(data)
    except Invalid:
        return
    assert encode(value) == data


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
JSON_VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@pytest.mark.parametrize("kind", JSON)
@given(data=st.data())
def test_json_of_the_wrong_shape_is_invalid_or_a_value(kind: Any, data: st.DataObject) -> None:
    obj = data.draw(strategy_of(kind)).to_json()
    _spoil(obj, data)
    try:
        value = kind.from_json(obj)
    except Invalid:
        return
    assert kind.from_json(value.to_json()) == value


def _spoil(obj: Any, data: st.DataObject) -> None:
    """Put any JSON value in one place of the object."""
    while isinstance(obj, dict | list) and obj:
        key = data.draw(st.sampled_from(sorted(obj) if isinstance(obj, dict) else range(len(obj))))
        if not isinstance(obj[key], dict | list) or not obj[key] or data.draw(st.booleans()):
            obj[key] = data.draw(JSON_VALUES)
            return
        obj = obj[key]


@pytest.mark.parametrize("kind", JSON)
@given(obj=JSON_VALUES)
def test_any_json_is_a_value_or_invalid(kind: Any, obj: object) -> None:
    try:
        value = kind.from_json(obj)
    except Invalid:
        return
    assert kind.from_json(value.to_json()) == value
