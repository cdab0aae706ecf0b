from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from idos.errors import IdosError, Invalid
from idos.store.records import CredentialContent, UserAttribute
from idos.store.verbs import Store, Tx
from idos.store.work import Metered, WorkExceeded

ANN = UUID(int=1)
KIB = 1024


def attribute(number: int, value: str = "") -> UserAttribute:
    return UserAttribute(UUID(int=number), ANN, "key", value, None)


@pytest.fixture
def hundred(store: Store) -> Store:
    with store.write() as batch:
        for number in range(100):
            batch.put(attribute(number))
        batch.put(CredentialContent(ANN, "c" * 5 * KIB))
        batch.put(attribute(100, "ä" * (2 * KIB - 4)))
    return store


@pytest.mark.parametrize(
    ("ask", "units"),
    [
        (lambda tx: tx.get(UserAttribute, UUID(int=200)), 1),
        (lambda tx: tx.get(UserAttribute, UUID(int=1)), 1),
        (lambda tx: tx.get(UserAttribute, UUID(int=100)), 2),
        (lambda tx: tx.get(CredentialContent, ANN), 6),
        (lambda tx: tx.find(UserAttribute, "user", str(ANN)), 1 + 101 + 1),
        (lambda tx: tx.find(UserAttribute, "user", str(ANN), offset=10, limit=5), 1 + 10 + 5),
        (lambda tx: tx.find(UserAttribute, "user", "nobody"), 1),
        (lambda tx: tx.find(UserAttribute, "user", None), 1),
        (lambda tx: tx.count(UserAttribute, "user", str(ANN)), 2),
        (lambda tx: tx.count(UserAttribute, "user", "nobody"), 1),
        (lambda tx: tx.put(attribute(300)), 30),
        (lambda tx: tx.put(attribute(1), replace=True), 30),
        (lambda tx: tx.put(attribute(1, "v" * (KIB - 3)), replace=True), 32),
        (lambda tx: tx.delete(UserAttribute, UUID(int=1)), 30),
        (lambda tx: tx.delete(UserAttribute, UUID(int=200)), 30),
    ],
)
def test_what_is_asked_for_is_counted(hundred: Store, ask: Callable[[Tx], Any], units: int) -> None:
    with hundred.write() as batch:
        meter = Metered(batch)
        ask(meter)
        assert meter.spent == units


def test_what_is_refused_is_counted_too(hundred: Store) -> None:
    with hundred.write() as batch:
        meter = Metered(batch)
        with pytest.raises(Invalid):
            meter.put(attribute(1))
        assert meter.spent == 30


def test_beyond_its_limit_nothing_is_done_any_more_whatever_a_rule_makes_of_it(hundred: Store) -> None:
    with hundred.write() as batch:
        meter = Metered(batch, 45)
        meter.put(attribute(300))
        with pytest.raises(WorkExceeded):
            meter.find(UserAttribute, "user", str(ANN))
        for ask in (
            lambda: meter.get(UserAttribute, UUID(int=1)),
            lambda: meter.find(UserAttribute, limit=0),
            lambda: meter.count(UserAttribute),
            lambda: meter.put(attribute(301)),
            lambda: meter.delete(UserAttribute, UUID(int=1)),
        ):
            with pytest.raises(WorkExceeded):
                ask()
        assert batch.get(UserAttribute, UUID(int=1)) is not None
        assert batch.get(UserAttribute, UUID(int=301)) is None


def test_what_would_exceed_the_limit_is_not_looked_for(hundred: Store) -> None:
    asked: list[int | None] = []

    class Asked:
        def __init__(self, tx: Tx) -> None:
            self.get, self.count, self.put, self.delete = tx.get, tx.count, tx.put, tx.delete
            self._tx = tx

        def find(self, *args: Any, limit: int | None = None, **options: Any) -> list[Any]:
            asked.append(limit)
            return self._tx.find(*args, limit=limit, **options)

    with hundred.read() as tx:
        meter = Metered(Asked(tx), 21)
        assert len(meter.find(UserAttribute, "user", str(ANN), limit=5)) == 5
        with pytest.raises(WorkExceeded):
            meter.find(UserAttribute, "user", str(ANN))
        with pytest.raises(WorkExceeded):
            meter.find(UserAttribute, "user", str(ANN), offset=1 << 40)
    assert asked == [5, 15]


def test_no_rule_takes_it_for_a_refusal() -> None:
    assert not issubclass(WorkExceeded, IdosError)
