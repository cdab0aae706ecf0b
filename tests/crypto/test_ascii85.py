from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.crypto import ascii85
from idos.errors import Invalid
from tests.crypto.recorded import vectors

CODECS = vectors("sdk")["codecs"]
LOSSLESS = [case for case in CODECS["base85"] if case["lossless"]]
LOSSY = [case for case in CODECS["base85"] if not case["lossless"]]


@pytest.mark.parametrize("case", LOSSLESS, ids=lambda case: case["input_hex"])
def test_files_are_written_and_read_as_by_the_official_sdk(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["input_hex"])
    assert ascii85.encode(data) == case["encoded"]
    assert ascii85.decode(case["encoded"]) == data


@pytest.mark.parametrize("case", LOSSY, ids=lambda case: case["input_hex"])
def test_a_tail_of_zeros_survives_where_the_official_encoder_loses_it(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["input_hex"])
    text = ascii85.encode(data)
    assert text != case["encoded"]
    assert ascii85.decode(text) == data


@pytest.mark.parametrize("case", CODECS["base85_python_style_decode"], ids=lambda case: case["encoded"])
def test_the_official_decoder_reads_what_this_encoder_writes(case: dict[str, str]) -> None:
    assert ascii85.encode(bytes.fromhex(case["decoded_hex"])) == case["encoded"]


@given(st.binary(max_size=40) | st.binary(max_size=6).map(lambda head: head + bytes(7)))
def test_decoding_undoes_encoding(data: bytes) -> None:
    assert ascii85.decode(ascii85.encode(data)) == data


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@/",
        "<~@/",
        "@/~>",
        "<~@/ ~>",
        "<~@/\n~>",
        "<~@:z~>",  # z inside a group
        "<~!!!!!~>",  # four zeros are written z
        '<~s8W-"~>',  # more than 2^32 - 1
        "<~@~>",  # one digit is no byte
        "<~@:E~>",  # what the official encoder makes of "abcd\0": the file has lost its end
        "<~v~>",
        "<~é~>",
        "<~\ud800~>",
    ],
)
def test_only_canonical_text_is_read(text: str) -> None:
    with pytest.raises(Invalid):
        ascii85.decode(text)
