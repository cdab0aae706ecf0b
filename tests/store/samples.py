"""Records to store: one of every table, and strategies that make them collide."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from idos.store.record import Record
from idos.store.records import AccessGrant, Account, CredentialContent, Wallet
from idos.store.tables import BY_TYPE, KINDS, Table

# Few values of each type: records of few values share keys, indexes and order fields.
FEW: dict[type, st.SearchStrategy[Any]] = {
    UUID: st.sampled_from([UUID(int=n) for n in (0, 1, 2**64, 2**127)]),
    str: st.sampled_from(["", "a", "A", "b|", "é\U0001f511", "0xAB" + "0" * 38, "x' OR 1=1 --"]),
    int: st.sampled_from([-(2**63), -1, 0, 7, 2**63 - 1]),
    bool: st.booleans(),
    bytes: st.sampled_from([b"", b"\0", b"\xff" * 32]),
    Decimal: st.sampled_from([Decimal(0), Decimal(-5), Decimal("9" * 78)]),
}
ANY: dict[type, st.SearchStrategy[Any]] = {
    UUID: st.uuids(),
    str: st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    int: st.integers(-(2**63), 2**63 - 1),
    bool: st.booleans(),
    bytes: st.binary(max_size=40),
    Decimal: st.integers(-(10**78) + 1, 10**78 - 1).map(Decimal),
}


def records_of(table: Table[Any], values: dict[type, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """Any record of the table."""
    fields = []
    for column in table.columns:
        type_ = next(type_ for type_ in values if KINDS[type_] is column.kind)
        fields.append(st.none() | values[type_] if column.nullable else values[type_])
    return st.builds(table.type, *fields)


def records(values: dict[type, st.SearchStrategy[Any]]) -> st.SearchStrategy[Record]:
    """Any record of any table."""
    return st.sampled_from(list(BY_TYPE.values())).flatmap(lambda table: records_of(table, values))


def wallet(number: int, *, address: str | None = None, user: int = 1) -> Wallet:
    """An EVM wallet; the number decides its id and, unless given, its address."""
    where = address or f"0x{number:040x}"
    return Wallet(UUID(int=number), UUID(int=user), where, None, "EVM", "hello", "0x00", None)


def grant(number: int, height: int, grantee: str = "0xAbC") -> AccessGrant:
    """A grant to one grantee; its number decides its id."""
    owner, data = UUID(int=1000 + number % 2), UUID(int=2000 + number)
    return AccessGrant(UUID(int=number), owner, grantee, data, 0, None, height, "user", "0x1")


def account(number: int, nonce: int) -> Account:
    """An account; the number decides its identifier."""
    return Account(f"{number:040x}", "secp256k1_ep", nonce)


def content(number: int, text: str) -> CredentialContent:
    """A ciphertext; the number decides its id."""
    return CredentialContent(UUID(int=number), text)


def key_of(record: Record) -> tuple[Any, ...]:
    """The values of the record's primary key, in the order of ``KEY``."""
    return tuple(getattr(record, name) for name in record.KEY)


def values_of(record: Record) -> tuple[Any, ...]:
    """The values of all fields, in the order of declaration."""
    return tuple(getattr(record, field.name) for field in fields(record))  # type: ignore[arg-type]  # every record is a dataclass
