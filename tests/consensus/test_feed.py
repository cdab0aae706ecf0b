"""The notices of the newest blocks."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from idos.consensus.change_recorder import Notice, of_profile
from idos.consensus.feed import Feed
from idos.errors import Unavailable
from idos.protocol.jsonrpc import TxCode
from idos.store.memory import MemoryStore
from idos.store.verbs import Store
from tests.people import uid

from .conftest import Start
from .faults import Disk
from .network import ISSUER, SECONDS, user_id

NOTICES: tuple[Notice, ...] = ((of_profile(uid("profile")), "wallets"),)
OTHER: tuple[Notice, ...] = ((of_profile(uid("other")), "profile"), (of_profile(uid("other")), "wallets"))


def feed(height: int, *blocks: tuple[Notice, ...], most: int = 100) -> Feed:
    feed = Feed(most)
    feed.reach(height)
    for at, notices in enumerate(blocks, height + 1):
        feed.add(at, notices)
    return feed


@pytest.mark.parametrize(
    ("height", "known"),
    [(4, None), (5, [NOTICES, (), OTHER]), (6, [(), OTHER]), (7, [OTHER]), (8, []), (9, None), (-1, None)],
)
def test_what_came_after_a_height_is_known_if_nothing_is_missing(height: int, known: Any) -> None:
    assert feed(5, NOTICES, (), OTHER).since(height) == known


def test_the_oldest_blocks_make_room() -> None:
    """A block takes one more than its notices."""
    assert feed(0, NOTICES, OTHER, most=5).since(0) == [NOTICES, OTHER]
    full = feed(0, NOTICES, OTHER, (), most=5)
    assert (full.since(0), full.since(1), full.height) == (None, [OTHER, ()], 3)
    assert feed(0, *[()] * 20, most=5).since(15) == [()] * 5
    assert feed(0, NOTICES, OTHER, most=2).since(1) is None
    assert feed(0, NOTICES, OTHER, most=2).since(2) == []


def test_where_blocks_are_left_out_nothing_before_is_known() -> None:
    feed_ = feed(5, NOTICES)
    feed_.add(8, OTHER)
    assert (feed_.height, feed_.since(6), feed_.since(7)) == (8, None, [OTHER])


def test_a_chain_that_is_elsewhere_forgets_and_wakes_who_waits() -> None:
    feed_ = feed(5, NOTICES, OTHER)
    waiting = feed_.after(7)
    feed_.reach(9)
    assert (feed_.height, feed_.since(7), feed_.since(9), waiting.done()) == (9, None, [], True)
    feed_.add(10, NOTICES)
    feed_.reach(10)
    assert feed_.since(9) == [NOTICES]


def test_who_waits_is_woken_by_the_next_block() -> None:
    feed_ = feed(5)
    waiting: list[Future[None]] = [feed_.after(height) for height in (4, 5, 5)]
    assert [each.done() for each in waiting] == [True, False, False]
    waiting[2].cancel()
    feed_.add(6, ())
    assert [each.done() for each in waiting] == [True, True, True]
    assert feed_.after(5).done()


def test_who_stopped_waiting_is_forgotten() -> None:
    feed_ = feed(5)
    for _ in range(100):
        feed_.after(5).cancel()
    assert len(feed_._waiting) == 1


# --- The notices of an engine


def test_the_notices_of_a_block_are_there_when_its_transactions_are_answered(
    store: Store, start: Start
) -> None:
    engine = start(store)
    assert (engine.feed.height, engine.feed.since(0)) == (0, [])
    assert engine.submit(ISSUER.add_user(1, 1)).result(SECONDS).height == engine.feed.height == 1
    refused = engine.submit(ISSUER.add_user(1, 2)).result(SECONDS)
    assert (refused.code, engine.feed.height) == (TxCode.UNKNOWN, 2)
    assert engine.feed.since(0) == [((of_profile(user_id(1)), "profile"),), ()]


def test_an_engine_that_starts_anew_knows_where_it_is_and_nothing_of_before(
    store: Store, start: Start
) -> None:
    first = start(store)
    first.submit(ISSUER.add_user(1, 1)).result(SECONDS)
    first.stop()
    second = start(store)
    assert (second.feed.height, second.feed.since(0), second.feed.since(1)) == (1, None, [])


@pytest.mark.parametrize("after_commit", [False, True])
def test_a_block_that_could_not_be_written_has_no_notices_unless_it_was(
    start: Start, after_commit: bool
) -> None:
    """Whether a commit that failed took effect is known once the store can be read again."""
    disk = Disk(MemoryStore())
    engine = start(disk)
    waiting = engine.feed.after(0)
    disk.failure, disk.fails_after_commit = Unavailable("the disk failed", code="disk"), after_commit
    with pytest.raises(Unavailable):
        engine.submit(ISSUER.add_user(1, 1)).result(SECONDS)
    if after_commit:
        waiting.result(SECONDS)
        assert (engine.feed.height, engine.feed.since(0)) == (1, None)
    disk.failure = None
    nonce = 2 if after_commit else 1
    height = engine.submit(ISSUER.add_user(2, nonce)).result(SECONDS).height
    assert engine.feed.since(height - 1) == [((of_profile(user_id(2)), "profile"),)]
    assert (engine.feed.since(0) is None) == after_commit
