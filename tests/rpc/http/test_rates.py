"""Nobody gets more than their share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from idos.http_server.clients import client_name
from idos.rpc.http.rates import RateLimiter
from tests.rpc.kit import Clock


def test_a_burst_then_the_sustained_rate() -> None:
    clock = Clock()
    limiter = RateLimiter(per_second=2, burst=3, clock=clock)
    assert [limiter.allow("a") for _ in range(5)] == [True, True, True, False, False]
    clock.now += 0.5
    assert [limiter.allow("a") for _ in range(2)] == [True, False]
    clock.now += 1000
    assert sum(limiter.allow("a") for _ in range(10)) == 3


def test_looking_takes_nothing() -> None:
    clock = Clock()
    limiter = RateLimiter(per_second=1, burst=2, clock=clock)
    assert [limiter.is_spent("a") for _ in range(5)] == [False] * 5
    assert [limiter.allow("a") for _ in range(2)] == [True, True]
    assert limiter.is_spent("a")
    clock.now += 1
    assert not limiter.is_spent("a")


def test_threads_share_a_bucket() -> None:
    limiter = RateLimiter(per_second=1, burst=100, clock=Clock())
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(limiter.allow, ["a"] * 400)) == 100


def test_clients_have_a_share_each() -> None:
    limiter = RateLimiter(per_second=1, burst=1, clock=Clock())
    assert limiter.allow("a")
    assert not limiter.allow("a")
    assert limiter.allow("b")


def test_a_clock_that_is_set_back_takes_nothing_away() -> None:
    clock = Clock()
    limiter = RateLimiter(per_second=1, burst=2, clock=clock)
    assert limiter.allow("a")
    clock.now -= 1000
    assert limiter.allow("a")
    assert not limiter.allow("a")


def test_a_spent_bucket_fills_again_after_the_clock_was_set_back() -> None:
    clock = Clock()
    limiter = RateLimiter(per_second=1, burst=1, clock=clock)
    assert limiter.allow("a")
    clock.now -= 1000
    assert limiter.is_spent("a")
    clock.now += 1
    assert not limiter.is_spent("a")


def test_what_costs_more_is_a_debt_of_at_most_another_burst() -> None:
    clock = Clock()
    limiter = RateLimiter(per_second=1, burst=10, clock=clock)
    limiter.charge("a", 4)
    assert sum(limiter.allow("a") for _ in range(10)) == 6
    limiter.charge("a", 1e9)
    clock.now += 10
    assert not limiter.allow("a")
    clock.now += 1
    assert limiter.allow("a")
    assert limiter.allow("b")


def test_only_so_many_clients_are_remembered() -> None:
    limiter = RateLimiter(per_second=1, burst=1, clock=Clock(), capacity=2)
    assert [limiter.allow(name) for name in "abc"] == [True] * 3
    assert not limiter.allow("c")
    assert limiter.allow("a"), "the client seen longest ago was forgotten"


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:5678", "192.0.2.7"),
        ("[2001:db8:1:2::7]:80", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::7]", "2001:db8:1:2::/64"),
        ("[::ffff:192.0.2.7]:80", "192.0.2.7"),
        ("64:ff9b::192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("[::1", ""),
        ("[192.0.2.7:80", ""),
        ("[192.0.2.7]]:80", ""),
        ("192.0.2.7:port", ""),
        ("192.0.2.7:", ""),
        ("192.0.2.07", ""),
        ("unknown", ""),
        ("not an address", ""),
    ],
)
def test_a_client_is_an_address_or_what_one_customer_is_given(address: str, client: str) -> None:
    assert client_name(address) == client
