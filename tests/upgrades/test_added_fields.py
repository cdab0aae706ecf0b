"""Fields that a table gets later: what is left out of a record's bytes, and that nothing else is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from hypothesis import given

from idos.store.record import Record, added
from idos.store.records import Delegate
from idos.store.tables import Table
from tests.store.canonical import Malformed, decode
from tests.store.samples import ANY, FEW, records_of
from tests.upgrades.kit import canonical


@dataclass(frozen=True, slots=True)
class Counted(Record):
    """Two numbers that came later."""

    TABLE = "counted"
    id: UUID
    name: str | None
    first: int = added(2, 0)
    second: int = added(2, 0)


@dataclass(frozen=True, slots=True)
class Marked(Record):
    """Two fields of other types and defaults, one after the other. What may be null at first stays."""

    TABLE = "marked"
    id: UUID
    note: bytes | None = None
    text: str = added(2, "7")
    size: int | None = added(3, None)


def _form(record: Record) -> bytes:
    table = Table(type(record))
    return table.canonical(table.row(record).values)


COUNTED = Counted(UUID(int=1), None)
MADE_UP = [records_of(Table(Counted), FEW) | records_of(Table(Marked), FEW)]


@given(records_of(Table(Counted), ANY) | records_of(Table(Marked), ANY) | MADE_UP[0])
def test_a_record_with_added_fields_is_read_back(record: Record) -> None:
    assert decode(_form(record), type(record)) == record


@given(MADE_UP[0], MADE_UP[0])
def test_no_two_records_with_added_fields_share_their_bytes(one: Record, other: Record) -> None:
    assert (_form(one) == _form(other)) == (one == other)


def test_only_the_defaults_at_the_end_are_left_out() -> None:
    forms = [
        _form(replace(COUNTED, first=first, second=second))
        for first, second in ((0, 0), (5, 0), (0, 5), (5, 5))
    ]
    assert [len(form) - len(forms[0]) for form in forms] == [0, 17, 34, 34]
    assert len(set(forms)) == 4
    fives = [form.endswith(b"I" + (8).to_bytes(8, "big") + (5).to_bytes(8, "big")) for form in forms]
    assert fives == [False, True, True, True]
    present = _form(replace(Marked(UUID(int=1)), size=0))
    assert decode(present, Marked) == Marked(UUID(int=1), None, "7", 0)


def _integer(value: int) -> bytes:
    return b"I" + (8).to_bytes(8, "big") + value.to_bytes(8, "big")


NULL = b"0" + bytes(8)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (_form(COUNTED) + _integer(0), "holds its default"),
        (_form(COUNTED) + _integer(0) * 2, "holds its default"),
        (_form(COUNTED) + _integer(5) + _integer(0), "holds its default"),
        (_form(COUNTED) + _integer(5) * 3, "has 5 fields"),
        (_form(COUNTED) + b"\0", "ends too early"),
        (_form(COUNTED)[:-1], "ends too early"),
        (_form(COUNTED)[: -len(NULL)], "has 1 fields"),
        (_form(COUNTED) + NULL, "stands where none can be"),
        (_form(COUNTED) + b"Q" + _integer(5)[1:], "a tag is unknown"),
        (_form(COUNTED) + b"B" + (1).to_bytes(8, "big") + b"\1", "of another type"),
        (_form(COUNTED)[:-9] + b"T" + (1).to_bytes(8, "big") + b"\xff", "not UTF-8"),
        (_form(COUNTED)[:-9] + b"T" + (1).to_bytes(8, "big") + b"\0", "has a NUL"),
        (_form(COUNTED) + b"I" + (1).to_bytes(8, "big") + b"\5", "has 8 octets"),
        (_form(Marked(UUID(int=1))), "of another table"),
        (b"", "of another table"),
    ],
)
def test_what_nobody_would_have_written_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        decode(data, Counted)


def test_a_present_table_refuses_the_untrimmed_form() -> None:
    record = Delegate("ab", UUID(int=1))
    with pytest.raises(Malformed, match="holds its default"):
        decode(canonical(record) + _integer(0), Delegate)
    later = replace(record, since=7)
    assert canonical(later) == canonical(record) + _integer(7)
    assert decode(canonical(later), Delegate) == later
