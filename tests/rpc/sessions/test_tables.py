"""Whose sessions end when there are many, and whose do not."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from idos.errors import Denied
from idos.rpc.sessions.expiring import STEP
from idos.rpc.sessions.tables import OpenSession, Sessions, Standing
from idos.rpc.settings import RpcSettings
from tests.people import ALICE, CHARLIE, EVE, MALLORY, NEOBANK, Person
from tests.rpc.kit import Clock

_NAMES = count()
MEMBER, GRANTEE, STRANGER = Standing


class Table:
    """Sessions with small bounds, opened one after the other."""

    def __init__(self, **settings: Any) -> None:
        self.clock = Clock()
        small = replace(
            RpcSettings(
                max_sessions=5, sessions_per_signer=3, max_stranger_sessions=4, strangers_per_client=2
            ),
            **settings,
        )
        self.sessions = Sessions(small, self.clock)

    def open(self, who: Person = MALLORY, client: str = "a", standing: Standing = STRANGER) -> bytes:
        name = b"%d" % next(_NAMES)
        session = OpenSession(who.signature_type, who.sender, who.identity)
        self.sessions.open(name, session, client, standing)
        self.clock.now += 1
        return name

    def lasts(self, *names: bytes) -> list[bool]:
        return [self.sessions.find(name) is not None for name in names]


def test_strangers_never_end_a_session_of_who_is_known() -> None:
    table = Table()
    known = table.open(ALICE, standing=MEMBER)
    for number in range(100):
        table.open(client=f"client {number}")
        table.clock.now += 600
    assert table.lasts(known) == [True]
    assert len(table.sessions) == 5


def test_keys_that_were_only_granted_something_end_no_session_of_a_member() -> None:
    """A grant costs nothing to who has data, and may be made to any key."""
    table = Table()
    member = table.open(ALICE, standing=MEMBER)
    for number in range(20):
        table.open(Person(f"key {number}", "FaceSign"), standing=GRANTEE)
    assert table.lasts(member) == [True]
    assert len(table.sessions) == 6


def test_keys_that_take_turns_end_only_their_own() -> None:
    """So do several that have as many sessions as each other."""
    for standing in (MEMBER, GRANTEE):
        table = Table(max_sessions=6, sessions_per_signer=10)
        victim = table.open(ALICE, standing=standing)
        for _ in range(7):
            for who in (MALLORY, EVE, NEOBANK):
                table.open(who, standing=standing)
        assert table.lasts(victim) == [True]


def test_who_has_the_most_is_found_as_sessions_come_and_go() -> None:
    table = Table(max_sessions=5)
    of_alice = [table.open(ALICE, standing=MEMBER) for _ in range(3)]
    of_neobank = [table.open(NEOBANK, standing=MEMBER) for _ in range(2)]
    for name in of_alice[:2]:
        table.sessions.close(name)
    table.open(EVE, standing=MEMBER)
    table.open(CHARLIE, standing=MEMBER)
    assert table.lasts(*of_neobank) == [True, True]
    table.open(MALLORY, standing=MEMBER)
    assert table.lasts(of_alice[2], *of_neobank) == [True, False, True]


def test_what_is_over_goes_little_by_little() -> None:
    table = Table(max_sessions=100)
    for number in range(2 * STEP):
        table.open(Person(f"key {number}", "FaceSign"), standing=MEMBER)
    table.clock.now += 86_400
    table.open(ALICE, standing=MEMBER)
    assert len(table.sessions._tables[MEMBER].entries) == STEP + 1
    table.open(ALICE, standing=MEMBER)
    assert len(table.sessions) == 2


def test_a_strangers_session_that_is_over_is_not_safe() -> None:
    table = Table(session_seconds=500.0, max_stranger_sessions=100)
    for number in range(2 * STEP):
        table.open(client=f"client {number}")
    for _ in range(2):
        table.open(client="a")
    table.clock.now += 500
    assert table.lasts(table.open(client="a"), table.open(client="a")) == [True, True]


def test_a_strangers_session_is_safe_for_ten_minutes() -> None:
    """In which 20 MiB are uploaded at 0.3 Mbit/s, and nobody is asked by her wallet twice."""
    table = Table()
    first, *others = (table.open(client=f"client {number}") for number in range(4))
    table.clock.now += 595
    with pytest.raises(Denied) as caught:
        table.open(client="e")
    assert caught.value.code == "too_many_sessions"
    assert table.lasts(first, *others) == [True] * 4
    table.clock.now += 1
    last = table.open(client="e")
    assert table.lasts(first, *others, last) == [False, True, True, True, True]


def test_one_client_has_only_so_many_strangers() -> None:
    table = Table()
    first, second = table.open(), table.open()
    with pytest.raises(Denied):
        table.open()
    elsewhere = table.open(client="b")
    table.clock.now += 597
    third = table.open()
    assert table.lasts(first, second, elsewhere, third) == [False, True, True, True]


def test_clients_with_many_strangers_keep_no_other_from_signing_in() -> None:
    table = Table()
    first, *greedy = table.open(client="a"), table.open(client="a"), table.open(client="b")
    other = table.open(client="b")
    newcomer = table.open(client="c")
    assert table.lasts(first, *greedy, other, newcomer) == [False, True, True, True, True]
    with pytest.raises(Denied):
        table.open(client="c")
    last = table.open(client="d")
    assert table.lasts(*greedy, other, newcomer, last) == [True, False, True, True, True]
    with pytest.raises(Denied):
        table.open(client="e")


def test_a_signer_with_many_sessions_ends_no_other() -> None:
    table = Table(max_sessions=3)
    other = table.open(MALLORY, standing=MEMBER)
    first, second = table.open(ALICE, standing=MEMBER), table.open(ALICE, standing=MEMBER)
    newcomer = table.open(EVE, standing=MEMBER)
    assert table.lasts(other, first, second, newcomer) == [True, False, True, True]


def test_a_signer_who_is_known_ends_only_her_own() -> None:
    table = Table()
    others = table.open(MALLORY, standing=MEMBER)
    first, second, third, fourth = (table.open(ALICE, standing=MEMBER) for _ in range(4))
    assert table.lasts(others, first, second, third, fourth) == [True, False, True, True, True]


def test_beyond_the_bound_the_oldest_of_the_known_ends() -> None:
    table = Table(max_sessions=2)
    first, second, third = (table.open(ALICE, standing=MEMBER) for _ in range(3))
    assert table.lasts(first, second, third) == [False, True, True]


def test_who_joined_is_a_stranger_no_more() -> None:
    table = Table()
    session = table.open(ALICE)
    assert not table.sessions.is_to_be_looked_up(session)
    table.clock.now += 5
    assert table.sessions.is_to_be_looked_up(session)
    table.sessions.looked_up(session, MEMBER)
    assert not table.sessions.is_to_be_looked_up(session)
    table.clock.now += 600
    for number in range(10):
        table.open(client=f"client {number}")
        table.clock.now += 600
    assert table.lasts(session) == [True]
    assert table.sessions.is_to_be_looked_up(session)


def test_who_is_gone_is_a_stranger_again() -> None:
    table = Table()
    session = table.open(ALICE, standing=MEMBER)
    table.sessions.looked_up(session, STRANGER)
    assert table.lasts(session) == [True]
    table.clock.now += 600
    for number in range(4):
        table.open(client=f"client {number}")
    assert table.lasts(session) == [False]


def test_who_is_gone_has_no_session_where_strangers_have_no_room() -> None:
    table = Table()
    session = table.open(ALICE, standing=MEMBER)
    strangers = [table.open(), table.open()]
    table.sessions.looked_up(session, STRANGER)
    assert table.lasts(session, *strangers) == [False, True, True]


def test_what_is_looked_up_again_stays_where_it_is() -> None:
    table = Table()
    session = table.open(ALICE, standing=MEMBER)
    table.sessions.looked_up(session, MEMBER)
    assert table.lasts(session) == [True]


def test_sessions_that_are_over_make_room() -> None:
    table = Table()
    for number in range(4):
        table.open(client=f"client {number}")
    table.open(ALICE, standing=MEMBER)
    table.clock.now += 86_400
    assert len(table.sessions) == 0
    for number in range(4):
        table.open(client=f"client {number}")


def test_a_session_that_is_over_is_not_looked_up() -> None:
    table = Table()
    session = table.open(ALICE)
    table.clock.now += 86_400
    for name in (session, b"unknown", None):
        assert not table.sessions.is_to_be_looked_up(name)
        table.sessions.looked_up(name, MEMBER)
        table.sessions.close(name)
        assert table.sessions.find(name) is None
