from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.protocol.requests import AccountId
from idos.protocol.wire import PARSE_ERROR, JsonBounds, convert, decode_json, encode_json

BOUNDS = JsonBounds(size=1000, values=20, depth=4)


@pytest.mark.parametrize(
    "data",
    [
        b" " * 1001,
        b"[[[[[]]]]]",
        b'{"a":{"a":{"a":{"a":{}}}}}',
        b"[" + b"0," * 41 + b"0]",
        b"[" + b"[]," * 20 + b"[]]",
        b'"",' * 90,
        b'\\"\\\\"' * 90 + b"[]{}," * 8,
    ],
)
def test_bounds_hold_whatever_the_json_means(data: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        BOUNDS.check(data)
    assert caught.value.code == PARSE_ERROR


@pytest.mark.parametrize("data", [b" " * 1000, b"[[[[]]]]", b'"' + b"[" * 900 + b'"', b'"\\"' + b"[" * 900])
def test_what_is_within_the_bounds_passes(data: bytes) -> None:
    BOUNDS.check(data)


NESTED = st.recursive(
    st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner)
)


@given(NESTED)
def test_nesting_is_measured_as_the_parser_sees_it(value: object) -> None:
    def depth(value: object) -> int:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if inner is None else 1 + max(map(depth, inner), default=0)

    data = json.dumps(value).encode()
    JsonBounds(size=1 << 20, values=1 << 20, depth=depth(value)).check(data)
    if depth(value):
        with pytest.raises(Invalid):
            JsonBounds(size=1 << 20, values=1 << 20, depth=depth(value) - 1).check(data)


def test_a_refusal_quotes_little_of_the_input() -> None:
    obj: dict[str, Any] = {"identifier": "01", "key_type": "x" * 100_000}
    with pytest.raises(Invalid) as caught:
        convert(obj, AccountId)
    assert len(caught.value.message) <= 200
    with pytest.raises(Invalid) as caught:
        decode_json(encode_json(obj), AccountId, JsonBounds(size=1 << 20, values=10))
    assert len(caught.value.message) <= 200


def test_types_are_not_coerced_and_unknown_members_are_ignored() -> None:
    assert convert({"identifier": "01", "key_type": "ed25519", "x": 1}, AccountId) == AccountId(
        "01", "ed25519"
    )
    for wrong in (1, True, None, b"01"):
        with pytest.raises(Invalid):
            convert({"identifier": wrong, "key_type": "ed25519"}, AccountId)
