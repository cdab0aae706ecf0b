from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.protocol.credentials import (
    MAX_NOTES_BYTES,
    broader_message,
    notes_message,
    verifiable_credential_id,
)


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ('{"id":"abc"}', "abc"),
        (' {"x":[1,{"id":"inner"}],"id":"ü"} ', "ü"),
        ('{"id":"first","id":"last"}', "last"),
        ('{"id":""}', ""),
        ('{"id":5}', ""),
        ('{"id":null}', ""),
        ('{"id":["abc"]}', ""),
        ('{"ID":"abc"}', ""),
        ("{}", ""),
        ("", ""),
        ("plain words", ""),
        ('[{"id":"abc"}]', ""),
        ('"id"', ""),
        ('{"id":"abc"', ""),
        ('{"id":"abc"} x', ""),
        ('{"id":"\\ud800"}', ""),
        ('{"id":"abc\ud800"}', ""),
    ],
)
def test_the_id_is_the_string_member_of_an_object_and_else_empty(notes: str, expected: str) -> None:
    assert verifiable_credential_id(notes) == expected


def test_the_id_does_not_depend_on_how_deep_a_parser_can_go() -> None:
    def nested(depth: int) -> str:
        return f'{{"id":"abc","x":{"[" * depth}{"]" * depth}}}'

    assert verifiable_credential_id(nested(31)) == "abc"
    assert verifiable_credential_id(nested(32)) == ""
    assert verifiable_credential_id(nested(30_000)) == ""


def test_notes_may_be_long_but_not_without_end() -> None:
    notes = json.dumps({"x": [0] * 20_000, "id": "abc"}, separators=(",", ":"))
    assert verifiable_credential_id(notes) == "abc"
    assert verifiable_credential_id(notes + " " * MAX_NOTES_BYTES) == ""


@given(
    st.text()
    | st.recursive(st.text() | st.none(), lambda inner: st.dictionaries(st.text(), inner)).map(json.dumps)
)
def test_no_notes_raise(notes: str) -> None:
    assert isinstance(verifiable_credential_id(notes), str)


def test_empty_notes_have_a_message_too() -> None:
    assert notes_message("") == b""
    with pytest.raises(Invalid):
        notes_message("\ud800")


def test_the_broader_message_can_be_split_in_one_way_only() -> None:
    assert broader_message(b"s" * 64, b"content") == b"s" * 64 + b"content"
    for length in (63, 65):
        with pytest.raises(Invalid):
            broader_message(b"s" * length, b"content")
