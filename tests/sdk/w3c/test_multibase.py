from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.sdk.w3c import multibase


@given(st.binary(max_size=66))
def test_decoding_undoes_encoding(data: bytes) -> None:
    assert multibase.decode(multibase.encode(data), len(data)) == data


@given(st.text(max_size=20), st.integers(0, 20))
def test_whatever_is_decoded_has_no_other_text(text: str, size: int) -> None:
    try:
        data = multibase.decode(text, size)
    except Invalid:
        return
    assert multibase.encode(data) == text


@pytest.mark.parametrize("text", ["", "z", "m" + "11", "z1", "z11 ", "z0", "zé", "z" + "1" * 128])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        multibase.decode(text, 2)
