"""Who holds how much, and who gives way to whom."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from idos.http_server.shares import Share, Shares


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ended() -> list[str]:
    return []


def taken(shares: Shares, client: str, amount: int = 1, **options: Any) -> Share:
    share = shares.take(client, amount, **options)
    assert share
    return share


def test_a_client_has_its_share_and_all_have_theirs_together() -> None:
    shares = Shares(total=5, each=3)
    taken(shares, "a", 3)
    assert shares.take("a") is None
    taken(shares, "b", 2)
    assert shares.take("c") is None
    assert shares.held == 5


def test_what_is_released_is_there_for_others_and_released_once() -> None:
    shares = Shares(total=3, each=3)
    first = taken(shares, "a", 3)
    first.release()
    first.release()
    assert shares.held == 0
    taken(shares, "b", 3)


def test_a_share_grows_as_far_as_there_is_room() -> None:
    shares = Shares(total=10, each=3)
    share = taken(shares, "a", 1)
    assert share.grow(2)
    assert not share.grow(1)
    assert (share.amount, shares.held) == (3, 3)
    share.release()
    assert shares.held == 0


def test_what_was_released_or_gave_way_grows_no_more_and_is_given_back_once(ended: list[str]) -> None:
    shares = Shares(total=4, each=4)
    first, second = taken(shares, "a", 3), taken(shares, "b", 1)
    first.may_end(partial(ended.append, "a"))
    taken(shares, "c", 2)
    assert ended == ["a"]
    second.release()
    for share in (first, second):
        assert not share.grow(0)
        assert not share.grow(1)
        share.release()
        assert share.amount == 0
    assert shares.held == 2
    assert shares.take("a", 3) is None


def test_who_is_exempt_is_bound_by_the_total_only() -> None:
    shares = Shares(total=5, each=1)
    taken(shares, "proxy", 4, exempt=True)
    taken(shares, "proxy", 1, exempt=True)
    assert shares.take("proxy", 1, exempt=True) is None


def test_a_client_that_holds_nothing_may_hold_one_long_thing_where_that_is_so() -> None:
    shares = Shares(total=10, each=2, lone=True)
    assert shares.take("a", 11) is None
    share = taken(shares, "a", 8)
    assert shares.take("a", 1) is None
    taken(shares, "b", 2)
    share.release()
    taken(shares, "a", 8)
    assert Shares(total=10, each=2).take("a", 3) is None


def test_a_clients_own_share_gives_way_to_what_it_does_next(ended: list[str]) -> None:
    shares = Shares(total=10, each=2)
    for name in ("first", "second"):
        taken(shares, "a").may_end(partial(ended.append, name))
    other = taken(shares, "b")
    other.may_end(lambda: ended.append("b"))
    taken(shares, "a")
    assert len(ended) == 1
    assert ended != ["b"]


def test_who_holds_most_gives_way_when_there_is_no_room_for_anybody(ended: list[str]) -> None:
    shares = Shares(total=4, each=4)
    for name in ("a", "a", "a", "b"):
        taken(shares, name).may_end(partial(ended.append, name))
    taken(shares, "c")
    taken(shares, "c")
    assert ended == ["a", "a"]


def test_who_asks_for_more_than_others_hold_takes_nothing_from_them(ended: list[str]) -> None:
    shares = Shares(total=10, each=8)
    for name in "abcde":
        taken(shares, name, 2).may_end(partial(ended.append, name))
    assert shares.take("f", 8) is None
    assert ended == []


def test_what_waited_longest_goes_first_and_nothing_before_its_time(clock: Clock, ended: list[str]) -> None:
    shares = Shares(total=2, each=2, clock=clock)
    late, early = taken(shares, "a"), taken(shares, "a")
    late.may_end(lambda: ended.append("late"), after=5)
    early.may_end(lambda: ended.append("early"), after=3)
    assert shares.take("b") is None
    clock.now = 3
    taken(shares, "b")
    assert ended == ["early"]


def test_what_stays_does_not_give_way(ended: list[str]) -> None:
    shares = Shares(total=1, each=1)
    share = taken(shares, "a")
    share.may_end(lambda: ended.append("a"))
    share.stay()
    assert shares.take("b") is None
    assert ended == []


def test_a_share_does_not_give_way_to_itself(ended: list[str]) -> None:
    shares = Shares(total=10, each=3)
    share = taken(shares, "a", 3)
    share.may_end(lambda: ended.append("a"))
    assert not share.grow(1)
    assert ended == []
