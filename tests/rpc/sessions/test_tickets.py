"""Numbers that are good once: what the node gave out, it knows again, and nobody else can make or spend."""

from __future__ import annotations

import os

import pytest

from idos.errors import NotFound
from idos.rpc.sessions.tickets import TICKET_BYTES, Ticket, Tickets
from tests.rpc.kit import START, Clock

NOW = int(START * 1000)


def tickets(clock: Clock | None = None, capacity: int = 3) -> Tickets:
    return Tickets(seconds=10.0, capacity=capacity, clock=clock or Clock(), random=os.urandom)


def refusal(given: Tickets, number: bytes) -> str:
    with pytest.raises(NotFound) as caught:
        given.use(number)
    return caught.value.code


def test_what_was_given_out_is_known_again_once() -> None:
    given = tickets()
    number = given.issue(Ticket(NOW, 7))
    assert given.use(number) == Ticket(NOW, 7)
    assert refusal(given, number) == "ticket_unknown"


def test_it_counts_until_its_time_is_over_and_then_says_so() -> None:
    clock = Clock()
    given = tickets(clock)
    early, late = given.issue(Ticket(NOW, 0)), given.issue(Ticket(NOW, 0))
    clock.now += 9.99
    assert given.use(early)
    clock.now += 0.01
    assert refusal(given, late) == "ticket_expired"
    clock.now += 1_000_000
    assert refusal(given, late) == "ticket_expired"
    assert refusal(given, early) == "ticket_expired"


def test_no_two_are_equal_and_nothing_can_be_read_from_them() -> None:
    given = tickets()
    numbers = {given.issue(Ticket(NOW, 0)) for _ in range(1_000)}
    assert len(numbers) == 1_000
    assert all(len(number) == TICKET_BYTES for number in numbers)
    assert len({number[:4] for number in numbers}) > 990


@pytest.mark.parametrize("size", [0, TICKET_BYTES - 1, TICKET_BYTES, TICKET_BYTES + 1])
def test_what_was_not_given_out_is_unknown(size: int) -> None:
    assert refusal(tickets(), bytes(size)) == "ticket_unknown"


def test_what_another_node_gave_out_is_unknown() -> None:
    assert refusal(tickets(), tickets().issue(Ticket(NOW, 0))) == "ticket_unknown"


def test_a_changed_number_is_unknown() -> None:
    given = tickets()
    number = given.issue(Ticket(NOW, 0))
    for bit in range(8 * TICKET_BYTES):
        changed = (int.from_bytes(number) ^ 1 << bit).to_bytes(TICKET_BYTES)
        assert refusal(given, changed) == "ticket_unknown"


def test_asking_for_many_takes_nothing_from_anybody() -> None:
    given = tickets(capacity=1)
    first = given.issue(Ticket(NOW, 0))
    for _ in range(1_000):
        given.issue(Ticket(NOW, 0))
    assert given.use(first)


def test_who_signs_for_nothing_does_not_bring_back_what_somebody_signed_for() -> None:
    given = tickets(capacity=2)
    signed = given.issue(Ticket(NOW, 0))
    given.use(signed)
    given.keep(signed)
    for _ in range(10):
        given.use(given.issue(Ticket(NOW, 0)))
    assert refusal(given, signed) == "ticket_unknown"
