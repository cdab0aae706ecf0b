from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.protocol import values
from idos.protocol.binary import VERSION, prefixed, uint
from idos.protocol.values import (
    BOOL,
    BYTEA,
    INT8,
    NULL,
    TEXT,
    DataType,
    EncodedValue,
    numeric,
    value_from_json,
    value_to_json,
)

TEXTS = DataType("text", is_array=True)
INTS = DataType("int8", is_array=True)
NULLS = DataType("null", is_array=True)
AN_ID = UUID("01234567-89ab-4def-8123-456789abcdef")

VALUES: list[Any] = [
    ("é", TEXT, "01c3a9", "é"),
    (1, INT8, "010000000000000001", "1"),
    (-1, INT8, "01ffffffffffffffff", "-1"),
    (True, BOOL, "0101", True),
    (False, BOOL, "0100", False),
    (AN_ID, values.UUID, "010123456789ab4def8123456789abcdef", "01234567-89ab-4def-8123-456789abcdef"),
    (b"\x00\xff", BYTEA, "0100ff", "AP8="),
    (Decimal("12.5"), numeric(10, 4), "0131322e35", "12.5"),
    (Decimal("-0.50"), numeric(2, 2), "012d302e3530", "-0.50"),
    (Decimal("1E+3"), numeric(4, 0), "0131303030", "1000"),
    (None, TEXT, "00", None),
    (None, NULL, "00", None),
]


@pytest.mark.parametrize(("value", "type", "item", "cell"), VALUES)
def test_scalars_have_one_item_and_one_cell(value: Any, type: DataType, item: str, cell: object) -> None:
    encoded = EncodedValue.of(value, type)
    raw = bytes.fromhex(item)
    assert encoded.encode() == VERSION + prefixed(type.encode()) + uint(1, 2) + prefixed(raw)
    assert encoded.python() == value
    assert value_to_json(value, type) == cell
    assert value_from_json(cell, type) == value


def test_arrays_have_an_item_for_each_element() -> None:
    encoded = EncodedValue.of(["a", None], TEXTS)
    assert encoded.data == (b"a", None)
    assert encoded.python() == ["a", None]
    assert EncodedValue.of([], TEXTS).data == ()
    assert EncodedValue(NULLS, ()).python() == []
    assert EncodedValue(NULLS, (None,)).python() == [None]


def test_a_null_scalar_may_have_no_item_at_all() -> None:
    bare = VERSION + prefixed(NULL.encode()) + uint(0, 2)
    assert EncodedValue.decode(bare).python() is None
    assert EncodedValue.decode(bare).encode() == bare


@pytest.mark.parametrize(
    ("value", "type"),
    [
        (1, TEXT),
        ("1", INT8),
        (True, INT8),
        (1, BOOL),
        (1 << 63, INT8),
        (-(1 << 63) - 1, INT8),
        ("01234567-89ab-4def-8123-456789abcdef", values.UUID),
        (bytearray(b"x"), BYTEA),
        (1, numeric(3, 0)),
        (Decimal("1000"), numeric(3, 0)),
        (Decimal("1.23"), numeric(5, 1)),
        (Decimal("1"), numeric(1, 1)),
        (Decimal("NaN"), numeric(3, 0)),
        (Decimal("Infinity"), numeric(3, 0)),
        (Decimal("1E+999999"), numeric(3, 0)),
        (Decimal("0E+999999"), numeric(3, 0)),
        ("x", NULL),
        ("x", TEXTS),
        (["x"], TEXT),
        (None, TEXTS),
        ([1], TEXTS),
        ("\ud800", TEXT),
    ],
)
def test_values_of_another_type_or_range_are_refused(value: Any, type: DataType) -> None:
    with pytest.raises(Invalid):
        EncodedValue.of(value, type)


@pytest.mark.parametrize(
    ("type", "data"),
    [
        (TEXT, ()),
        (TEXT, (b"a", b"b")),
        (TEXT, (b"\xff",)),
        (INT8, (b"\x01",)),
        (BOOL, (b"\x02",)),
        (BOOL, (b"\x01\x00",)),
        (values.UUID, (b"x" * 15,)),
        (numeric(5, 2), (b"1e3",)),
        (numeric(5, 2), (b"01",)),
        (numeric(5, 2), (b".5",)),
        (numeric(5, 2), (b"5.",)),
        (numeric(5, 2), (b"+5",)),
        (numeric(5, 2), ("٣".encode(),)),
        (numeric(5, 2), (b"1.234",)),
        (NULL, (b"",)),
        (NULL, (None, None)),
        (NULLS, (b"x",)),
        (TEXTS, (None,) * 65536),
    ],
)
def test_items_that_do_not_fit_the_type_are_refused(type: DataType, data: tuple[bytes | None, ...]) -> None:
    with pytest.raises(Invalid):
        EncodedValue(type, data)


@pytest.mark.parametrize("item", [b"", b"\x02", b"\x00\x00"])
def test_items_begin_with_their_presence(item: bytes) -> None:
    with pytest.raises(Invalid):
        EncodedValue.decode(VERSION + prefixed(TEXT.encode()) + uint(1, 2) + prefixed(item))


@pytest.mark.parametrize(
    ("alias", "canonical"),
    [
        ("string", "text"),
        ("int", "int8"),
        ("integer", "int8"),
        ("bigint", "int8"),
        ("boolean", "bool"),
        ("blob", "bytea"),
        ("decimal", "numeric(5,2)"),
        ("null", "null"),
    ],
)
def test_aliases_are_kept_on_the_wire_and_mean_the_same(alias: str, canonical: str) -> None:
    aliased = DataType(alias, metadata=(5, 2))
    assert DataType.decode(aliased.encode()) == aliased
    assert aliased.canonical == canonical
    assert DataType(alias, is_array=True, metadata=(5, 2)).canonical == f"{canonical}[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ("TEXT", False, (0, 0)),
        ("", False, (0, 0)),
        ("text[]", False, (0, 0)),
        ("numeric", False, (0, 0)),
        ("numeric", False, (1001, 0)),
        ("numeric", False, (5, 6)),
        ("int8", False, (65536, 0)),
        ("int8", False, (0, -1)),
    ],
)
def test_unknown_types_are_refused(arguments: tuple[str, bool, tuple[int, int]]) -> None:
    with pytest.raises(Invalid):
        DataType(*arguments)


def test_the_array_flag_is_zero_or_one() -> None:
    encoded = bytearray(TEXTS.encode())
    assert encoded[-5] == 1
    encoded[-5] = 2
    with pytest.raises(Invalid, match="array flag"):
        DataType.decode(bytes(encoded))


def test_an_empty_int8_array_is_null_in_a_result_and_other_empty_arrays_are_not() -> None:
    assert value_to_json([], INTS) is None
    assert value_from_json(None, INTS) is None
    assert value_to_json([], TEXTS) == []
    assert value_to_json([1, None], INTS) == ["1", None]


def test_integers_are_read_from_json_numbers_too() -> None:
    assert value_from_json(5, INT8) == 5


@pytest.mark.parametrize("cell", ["x", True, 1, None, ["a", 1, None]])
def test_cells_of_type_null_are_what_json_says(cell: object) -> None:
    assert value_from_json(cell, NULL) == cell
    assert value_to_json(value_from_json(cell, NULL), NULL) == cell


@pytest.mark.parametrize(
    ("cell", "type"),
    [
        (True, INT8),
        ("1.0", INT8),
        ("01", INT8),
        ("-0", INT8),
        ("9223372036854775808", INT8),
        (1, TEXT),
        ("true", BOOL),
        (1, BOOL),
        ("01234567-89AB-4def-8123-456789abcdef", values.UUID),
        (5, values.UUID),
        ("AP8", BYTEA),
        (1.5, numeric(5, 2)),
        ("x", TEXTS),
        (["x"], TEXT),
        ({}, NULL),
        (1.5, NULL),
        ([[]], NULL),
    ],
)
def test_cells_that_are_not_of_their_columns_type_are_refused(cell: object, type: DataType) -> None:
    with pytest.raises(Invalid):
        value_from_json(cell, type)


@given(value=st.decimals(allow_nan=False, allow_infinity=False), scale=st.integers(0, 30))
def test_a_numeric_is_accepted_exactly_when_its_digits_fit(value: Decimal, scale: int) -> None:
    whole, _, fraction = format(value.copy_abs(), "f").partition(".")
    if len(fraction) <= scale and len(whole.lstrip("0")) <= 30 - scale and not whole.startswith("00"):
        assert EncodedValue.of(value, numeric(30, scale)).python() == value
    else:
        with pytest.raises(Invalid):
            EncodedValue.of(value, numeric(30, scale))
