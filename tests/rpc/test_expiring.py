"""Sign-in texts, challenges and sessions are forgotten in time, and never pile up."""

from __future__ import annotations

from idos.rpc.expiring import Expiring
from tests.rpc.kit import Clock


def table(clock: Clock, capacity: int = 3) -> Expiring[str]:
    return Expiring(capacity=capacity, seconds=10, clock=clock)


def test_a_value_is_there_until_it_expires() -> None:
    clock = Clock()
    values = table(clock)
    values.put(b"a", "A")
    clock.now += 9.9
    assert values.get(b"a") == "A"
    clock.now += 0.1
    assert values.get(b"a") is None


def test_what_was_never_there_is_not_there() -> None:
    assert table(Clock()).get(b"a") is None
    assert table(Clock()).take(b"a") is None


def test_what_was_taken_is_gone() -> None:
    values = table(Clock())
    values.put(b"a", "A")
    entry = values.take(b"a")
    assert entry is not None
    assert (entry.value, values.expired(entry)) == ("A", False)
    assert values.take(b"a") is None


def test_an_expired_value_can_be_taken_for_a_while_to_learn_that_it_expired() -> None:
    clock = Clock()
    values = table(clock)
    values.put(b"a", "A")
    clock.now += 15
    entry = values.take(b"a")
    assert entry is not None
    assert values.expired(entry)


def test_the_oldest_makes_room() -> None:
    values = table(Clock())
    for name in (b"a", b"b", b"c", b"d"):
        values.put(name, name.decode())
    assert values.get(b"a") is None
    assert [values.get(name) for name in (b"b", b"c", b"d")] == ["b", "c", "d"]
    assert len(values) == 3


def test_old_values_are_forgotten_when_new_ones_come() -> None:
    clock = Clock()
    values = table(clock, capacity=100)
    for number in range(50):
        values.put(b"%d" % number, "")
    clock.now += 20
    values.put(b"new", "")
    assert len(values) == 1
