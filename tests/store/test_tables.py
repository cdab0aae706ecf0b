"""Records as plain values: checked, read back, and canonical."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given

from idos.errors import Invalid
from idos.store.lattice import Lattice
from idos.store.record import Record
from idos.store.records import Account, Block, Inserter, Receipt, User
from idos.store.tables import BY_TYPE, KINDS, MAX_DIGITS, MAX_FIELD_BYTES
from tests.store.samples import ANY, records

USER = User(UUID(int=1), "key", "user", "name", UUID(int=2), Decimal(5))


def _user(**fields: Any) -> User:
    return replace(USER, **fields)


def _parse(data: bytes) -> list[tuple[bytes, bytes]]:
    fields = []
    while data:
        size = int.from_bytes(data[1:9], "big")
        fields.append((data[:1], data[9 : 9 + size]))
        data = data[9 + size :]
    return fields


@given(records(ANY))
def test_a_record_is_read_back_from_its_plain_values(record: Record) -> None:
    table = BY_TYPE[type(record)]
    row = table.row(record)
    assert table.record(row.values) == record
    assert row.key == table.key(tuple(getattr(record, name) for name in record.KEY))


@given(records(ANY))
def test_the_canonical_form_can_be_read_back(record: Record) -> None:
    table = BY_TYPE[type(record)]
    (tag, name), *fields = _parse(table.canonical(table.row(record).values))
    assert (tag, name.decode()) == (b"T", record.TABLE)
    tags = {kind.tag: kind for kind in KINDS.values()}
    read: list[Any] = []
    for tag, octets in fields:
        match tag:
            case b"0":
                read.append(None)
            case b"I" | b"B":
                read.append(tags[tag].python(int.from_bytes(octets, "big", signed=tag == b"I")))
            case b"T" | b"D":
                read.append(tags[tag].python(octets.decode()))
            case _:
                read.append(tags[tag].python(octets))
    assert table.type(*read) == record


def test_the_canonical_form_is_fixed() -> None:
    size = "00000000000000"
    assert BY_TYPE[User].canonical(BY_TYPE[User].row(USER).values).hex() == "".join(
        [
            f"54{size}05" + b"users".hex(),
            f"55{size}10" + UUID(int=1).hex,
            f"54{size}03" + b"key".hex(),
            f"54{size}04" + b"user".hex(),
            f"54{size}04" + b"name".hex(),
            f"55{size}10" + UUID(int=2).hex,
            f"44{size}01" + b"5".hex(),
            f"42{size}0100",
            f"49{size}08" + "0000000000000000",
        ]
    )


@pytest.mark.parametrize(
    ("record", "code", "text"),
    [
        (_user(id="1"), "wrong_type", "users.id must be a UUID"),
        (_user(id=None), "wrong_type", "users.id must be a UUID"),
        (_user(inserter=b"x"), "wrong_type", "users.inserter must be a text"),
        (_user(inserter="a\0b"), "bad_text", "users.inserter must not hold a NUL"),
        (_user(inserter="\ud800"), "bad_text", "users.inserter must not hold a lone surrogate"),
        (
            _user(inserter="é" * (MAX_FIELD_BYTES // 2 + 1)),
            "too_large",
            f"users.inserter must not be longer than {MAX_FIELD_BYTES} bytes",
        ),
        (_user(gas_allowance=5), "wrong_type", "users.gas_allowance must be a Decimal"),
        *(
            (
                _user(gas_allowance=Decimal(text)),
                "out_of_range",
                f"users.gas_allowance must be an integer of up to {MAX_DIGITS} digits",
            )
            for text in ("1.5", "1E+2", "-0", "NaN", "Infinity", "9" * 79)
        ),
        (Account("ab", "ed25519", True), "wrong_type", "accounts.nonce must be an integer"),
        (Account("ab", "ed25519", 2**63), "out_of_range", "accounts.nonce must fit in 64 bits"),
        (Account("ab", "ed25519", -(2**63) - 1), "out_of_range", "accounts.nonce must fit in 64 bits"),
        (
            Inserter(UUID(int=1), "name", 1),  # type: ignore[arg-type]  # the wrong type is the point
            "wrong_type",
            "inserters.retired must be true or false",
        ),
        (
            Receipt("00", 0, 0, 0, 0, ""),  # type: ignore[arg-type]  # the wrong type is the point
            "wrong_type",
            "receipts.tx_hash must be bytes",
        ),
        (
            Receipt(bytes(MAX_FIELD_BYTES + 1), 0, 0, 0, 0, ""),
            "too_large",
            f"receipts.tx_hash must not be longer than {MAX_FIELD_BYTES} bytes",
        ),
    ],
)
def test_what_a_column_cannot_hold_is_refused(record: Record, code: str, text: str) -> None:
    with pytest.raises(Invalid) as caught:
        BY_TYPE[type(record)].row(record)
    assert (caught.value.code, caught.value.message) == (code, text)


@pytest.mark.parametrize("key", [(), (1, 2), ("1",), (True,), (2**63,)])
def test_what_cannot_be_a_key_is_refused(key: tuple[Any, ...]) -> None:
    with pytest.raises(Invalid):
        BY_TYPE[Block].key(key)


def test_keys_and_orders_are_never_null() -> None:
    for table in BY_TYPE.values():
        nullable = {column.name for column in table.columns if column.nullable}
        ordering = {name for index in table.indexes for name in index.order}
        assert not nullable & {*table.type.KEY, *ordering}


def test_the_documented_example_of_the_state_hash() -> None:
    table = BY_TYPE[Inserter]
    digest = table.digest(table.row(Inserter(UUID(int=1), "bank")).values)
    assert digest.hex() == "016e509982ed8b38419ba5943d31011fb35207683538da1c701984ad820df658"
    state_hash = Lattice().plus(digest).state_hash()
    assert state_hash.hex() == "bb480a502b5b760d55cd81d7573d082da0f851a5d2963df9238eca1704a878da"
