"""What was used is remembered for a time, and never piles up."""

from __future__ import annotations

from collections import OrderedDict

from idos.rpc.sessions.expiring import STEP, ExpiringSet
from tests.rpc.kit import Clock


def memory(clock: Clock, capacity: int = 3) -> ExpiringSet:
    return ExpiringSet(capacity=capacity, seconds=10, clock=clock)


def test_a_key_is_remembered_until_its_time_is_over() -> None:
    clock = Clock()
    keys = memory(clock)
    keys.add(b"a")
    clock.now += 9.9
    assert b"a" in keys
    clock.now += 0.1
    assert b"a" not in keys


def test_what_was_never_added_is_not_there() -> None:
    assert b"a" not in memory(Clock())


def test_the_oldest_makes_room() -> None:
    keys = memory(Clock())
    for name in (b"a", b"b", b"c", b"d"):
        keys.add(name)
    assert [name in keys for name in (b"a", b"b", b"c", b"d")] == [False, True, True, True]
    assert len(keys) == 3


def test_old_keys_are_forgotten_little_by_little_when_new_ones_come() -> None:
    clock = Clock()
    keys = memory(clock, capacity=2 * STEP + 10)
    for number in range(2 * STEP):
        keys.add(b"%d" % number)
    clock.now += 10
    keys.add(b"new")
    assert len(keys) == STEP + 1
    assert b"%d" % (2 * STEP - 1) not in keys
    keys.add(b"newer")
    keys.add(b"newest")
    assert len(keys) == 3
    assert all(name in keys for name in (b"new", b"newer", b"newest"))


def test_the_oldest_is_found_without_a_search() -> None:
    """A dict walks over all the gaps in front that the forgotten left, each time."""
    assert isinstance(memory(Clock())._keys, OrderedDict)
