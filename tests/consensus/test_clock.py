"""Time never goes backwards and never stands still, whatever becomes of the wall clock."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.actions.limits import A_YEAR
from idos.consensus.clock import SteadyClock


@dataclass
class Machine:
    """A machine's two clocks, in seconds."""

    wall: float = 1000.0
    pace: float = 50.0

    def clock(self) -> SteadyClock:
        return SteadyClock(lambda: self.wall, lambda: self.pace)

    def wait(self, seconds: float) -> None:
        self.wall += seconds
        self.pace += seconds


def test_it_is_the_wall_clock_while_that_goes_forwards() -> None:
    machine = Machine()
    clock = machine.clock()
    for seconds in (0, 0.5, 3):
        machine.wait(seconds)
        assert clock() == machine.wall * 1000
    machine.wall += 3600
    assert clock() == machine.wall * 1000


def test_set_back_it_goes_on_at_half_its_pace_until_the_wall_clock_has_caught_up() -> None:
    machine = Machine()
    clock = machine.clock()
    assert clock() == 1_000_000
    machine.wall -= 100
    assert clock() == 1_000_000
    machine.wait(50)
    assert clock() == 1_025_000
    machine.wait(50)
    assert clock() == 1_050_000
    machine.wait(100)
    assert clock() == 1_100_000 == machine.wall * 1000
    machine.wait(10)
    assert clock() == 1_110_000


def test_a_time_that_was_reached_before_counts_as_given() -> None:
    machine = Machine()
    clock = machine.clock()
    clock.reach(2_000_000)
    clock.reach(1_500_000)
    machine.wait(10)
    assert clock() == 2_005_000


def test_a_leap_of_more_than_a_year_is_not_followed(caplog: pytest.LogCaptureFixture) -> None:
    machine = Machine()
    clock = machine.clock()
    clock.reach(1_500_000)
    machine.wall += 600 + A_YEAR
    machine.wait(10)
    assert clock() == 1_510_000
    machine.wait(10)
    assert clock.seconds() == 1_520
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    machine.wall = 1_521
    assert clock() == 1_521_000
    machine.wall += A_YEAR
    assert clock.seconds() == machine.wall
    machine.wall += A_YEAR + 1
    clock()
    assert len(caplog.records) == 2


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(-3e7, 3e7))))
def test_it_never_goes_backwards(steps: list[tuple[float, float]]) -> None:
    machine = Machine()
    clock = machine.clock()
    last = clock()
    for seconds, change in steps:
        machine.pace += seconds
        machine.wall += change
        now = clock()
        assert now >= last
        assert now >= int(machine.wall * 1000) or machine.wall < 0
        last = now
