from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.crypto.encoding import b58decode, b58encode, b64decode, b64encode, hexdecode, utf8
from idos.errors import Invalid

Encode = Callable[[bytes], str]
Decode = Callable[[str, int], bytes]

CODECS: list[tuple[Encode, Decode]] = [
    (b64encode, b64decode),
    (bytes.hex, hexdecode),
    (b58encode, b58decode),
]


@pytest.mark.parametrize(("encode", "decode"), CODECS)
@given(data=st.binary(max_size=64))
def test_decoding_undoes_encoding_up_to_the_bound(encode: Encode, decode: Decode, data: bytes) -> None:
    assert decode(encode(data), len(data)) == data
    if data:
        with pytest.raises(Invalid):
            decode(encode(data), len(data) - 1)


@pytest.mark.parametrize(("encode", "decode"), [(b64encode, b64decode), (b58encode, b58decode)])
@given(text=st.text(alphabet="ABCDEFGHIJabcxyz0123456789+/= \n\ud800é", max_size=12))
def test_a_value_has_one_text(encode: Encode, decode: Decode, text: str) -> None:
    try:
        data = decode(text, 64)
    except Invalid:
        return
    assert encode(data) == text


@pytest.mark.parametrize(
    "text", ["YQ", "YQ=", "YR==", "YQ==\n", " YQ==", "YQ===", "-_8=", "é", "\ud800", "YQ==YQ=="]
)
def test_base64_is_standard_padded_and_canonical(text: str) -> None:
    with pytest.raises(Invalid):
        b64decode(text, 100)


@pytest.mark.parametrize("text", ["a", "0x61", "6 1", "61 ", "gg", "\uff16\uff11", "\ud800\ud800", "61\n"])
def test_hex_is_pairs_of_digits_only(text: str) -> None:
    with pytest.raises(Invalid):
        hexdecode(text, 100)


def test_hex_comes_in_either_case_and_0x_only_where_allowed() -> None:
    assert hexdecode("aBcD", 2) == b"\xab\xcd"
    assert hexdecode("0xaBcD", 2, allow_0x=True) == hexdecode("abcd", 2, allow_0x=True) == b"\xab\xcd"
    with pytest.raises(Invalid):
        hexdecode("0x0xabcd", 8, allow_0x=True)


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "2 ", " 2", "2\n", "é", "\ud800"])
def test_base58_refuses_what_is_outside_its_alphabet(text: str) -> None:
    with pytest.raises(Invalid):
        b58decode(text, 100)


def test_base58_keeps_leading_zeros() -> None:
    assert b58decode("112", 3) == b"\x00\x00\x01"


def test_messages_do_not_repeat_the_input() -> None:
    for decode in (b64decode, hexdecode, b58decode):
        with pytest.raises(Invalid) as caught:
            decode("s3cr#t", 100)
        assert "s3cr" not in caught.value.message


def test_only_unicode_text_has_bytes() -> None:
    assert utf8("é\0") == b"\xc3\xa9\0"
    with pytest.raises(Invalid):
        utf8("before\ud800after")
