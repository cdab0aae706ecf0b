from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.protocol import binary
from idos.protocol.binary import Reader

U64 = (1 << 64) - 1

PAIRS: list[Any] = [
    (lambda n: binary.uint(n, 8), lambda reader: reader.uint(8), st.integers(0, U64)),
    (lambda n: binary.uint(n, 2, "big"), lambda reader: reader.uint(2, "big"), st.integers(0, 65535)),
    (binary.uvarint, Reader.uvarint, st.integers(0, U64)),
    (binary.prefixed, Reader.prefixed, st.binary()),
    (binary.compact, Reader.compact, st.binary()),
    (binary.compact_signed, Reader.compact_signed, st.binary()),
    (binary.prefixed_text, Reader.prefixed_text, st.text()),
    (binary.compact_text, Reader.compact_text, st.text()),
    (binary.amount, Reader.amount, st.integers(0, 10**78 - 1)),
]


@pytest.mark.parametrize(("write", "read", "strategy"), PAIRS)
@given(data=st.data())
def test_reading_undoes_writing_and_takes_no_byte_more(
    write: Callable[[Any], bytes],
    read: Callable[[Reader], Any],
    strategy: st.SearchStrategy[Any],
    data: st.DataObject,
) -> None:
    value = data.draw(strategy)
    encoded = write(value)
    reader = Reader(encoded + b"!")
    assert read(reader) == value
    assert reader.take(1) == b"!"
    reader.finish()
    for end in range(min(len(encoded), 12)):
        with pytest.raises(Invalid):
            read(Reader(encoded[:end]))


@pytest.mark.parametrize(
    ("value", "encoded"),
    [(0, "00"), (127, "7f"), (128, "8001"), (300, "ac02"), (U64, "ffffffffffffffffff01")],
)
def test_varints_are_leb128(value: int, encoded: str) -> None:
    assert binary.uvarint(value).hex() == encoded


@pytest.mark.parametrize(
    "encoded",
    ["8000", "ff00", "80808000", "ffffffffffffffffff02", "80" * 10 + "01", "ff" * 50, "80" * 9 + "00"],
)
def test_varints_that_are_too_long_or_too_large_are_refused(encoded: str) -> None:
    with pytest.raises(Invalid, match="varint"):
        Reader(bytes.fromhex(encoded)).uvarint()


def test_zigzag_lengths_double_the_length() -> None:
    assert binary.compact_signed(b"12345").hex() == "0a3132333435"


def test_nil_is_not_another_form_of_empty() -> None:
    with pytest.raises(Invalid, match="negative"):
        Reader(b"\x01").compact_signed()
    with pytest.raises(Invalid, match="missing"):
        Reader(b"\x00").amount()
    with pytest.raises(Invalid, match="too early"):
        Reader(b"\xff\xff\xff\xff").prefixed()


@pytest.mark.parametrize("text", ["", "-1", "+1", "01", "1.0", "1e3", " 1", "٣", "9" * 79])
def test_amounts_are_plain_decimal_text(text: str) -> None:
    with pytest.raises(Invalid):
        binary.read_decimal(text)
    with pytest.raises(Invalid):
        Reader(b"\x01" + binary.compact_text(text)).amount()


def test_numbers_out_of_range_can_not_be_written() -> None:
    writers: list[Callable[[int], object]] = [
        lambda value: binary.uint(value, 2),
        binary.uvarint,
        binary.amount,
        binary.write_decimal,
    ]
    for write, above in zip(writers, (1 << 16, 1 << 64, 10**78, 10**78), strict=True):
        for value in (-1, above):
            with pytest.raises(Invalid):
                write(value)


def test_an_unknown_version_or_a_tail_is_refused() -> None:
    with pytest.raises(Invalid, match="version"):
        Reader(b"\x01\x00").version()
    reader = Reader(b"\x00\x00!")
    reader.version()
    with pytest.raises(Invalid, match="continues"):
        reader.finish()
