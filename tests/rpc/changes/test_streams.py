"""What waits for a listener: a set of kinds, whatever happens and however slow it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from typing import Any

import pytest

from idos.consensus.change_recorder import Audience, Notice, of_caller, of_profile
from idos.consensus.feed import Feed
from idos.errors import IdosError
from idos.protocol.changes import Change, Resync
from idos.rpc.changes.streams import Stream, Streams
from idos.rpc.sessions.tables import Standing
from idos.rpc.settings import RpcSettings
from tests.people import ALICE, CHARLIE, PEOPLE, Person, uid

SESSION = b"session"
PROFILE = of_profile(uid("profile"))
OTHER = of_profile(uid("other"))


def streams_of(feed: Feed, **settings: Any) -> Streams:
    return Streams(feed, RpcSettings(**settings))


def in_a_loop(test: Coroutine[Any, Any, None]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(10):
            await test

    asyncio.run(bounded())


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what the loop does by itself."""
    while not condition():
        await _a_turn()


async def _a_turn() -> None:
    await asyncio.sleep(0)


async def told(streams: Streams, height: int) -> None:
    """Wait until everybody was told of this block."""
    await until(lambda: streams.height >= height)


def opened(streams: Streams) -> Any:
    return streams.open(ALICE.identity, SESSION, Standing.MEMBER)


def test_a_slow_listener_is_told_once_of_what_many_blocks_changed() -> None:
    async def test() -> None:
        feed = Feed()
        feed.reach(7)
        streams = streams_of(feed)
        with opened(streams) as stream:
            streams.locate(stream, uid("profile"))
            assert not await stream.wait(0.01)
            blocks: list[tuple[Notice, ...]] = [
                ((PROFILE, "wallets"), (OTHER, "attributes")),
                ((PROFILE, "profile"),),
                ((OTHER, "attributes"),),
                ((PROFILE, "wallets"),),
            ]
            for number, notices in enumerate(blocks, 8):
                feed.add(number, notices)
            await told(streams, 11)
            assert await stream.wait(0.01)
            assert stream.take(11) == Change(11, ("profile", "wallets")).event()
            assert stream.take(11) == b""
            assert not await stream.wait(0.01)

    in_a_loop(test())


def test_who_was_located_anew_hears_of_the_new_profile_only() -> None:
    async def test() -> None:
        feed = Feed()
        streams = streams_of(feed)
        with opened(streams) as stream:
            streams.locate(stream, uid("other"))
            streams.locate(stream, uid("profile"))
            feed.add(1, ((OTHER, "attributes"), (PROFILE, "wallets")))
            await told(streams, 1)
            assert stream.take(1) == Change(1, ("wallets",)).event()
            streams.locate(stream, None)
            feed.add(2, ((OTHER, "attributes"), (PROFILE, "wallets")))
            await told(streams, 2)
            assert stream.take(2) == b""

    in_a_loop(test())


def test_a_change_of_the_callers_own_wallet_makes_its_profile_unknown() -> None:
    async def test() -> None:
        feed = Feed()
        streams = streams_of(feed)
        with opened(streams) as stream:
            streams.locate(stream, None)
            feed.add(1, ((Audience("grantee", ALICE.caller.lower()), "grants_received"),))
            await told(streams, 1)
            assert stream.located
            wallet = next(each for each in of_caller(ALICE.identity) if each.kind == "wallet")
            feed.add(2, ((wallet, "credentials"),))
            await told(streams, 2)
            assert not stream.located
            assert stream.take(2) == Change(2, ("credentials", "grants_received")).event()

    in_a_loop(test())


def test_blocks_that_went_by_too_fast_may_have_changed_anything() -> None:
    async def test() -> None:
        feed = Feed(most=4)
        streams = streams_of(feed)
        with opened(streams) as stream:
            streams.locate(stream, uid("profile"))
            for height in range(1, 6):
                feed.add(height, ((PROFILE, "wallets"),))
            await told(streams, 5)
            assert stream.take(5) == Resync(5).event()
            feed.add(6, ((PROFILE, "wallets"),))
            await told(streams, 6)
            assert stream.take(6) == Change(6, ("wallets",)).event()

    in_a_loop(test())


def test_nothing_is_kept_of_who_left_and_nobody_follows_the_blocks() -> None:
    async def test() -> None:
        feed = Feed()
        streams = streams_of(feed)
        for height in (1, 3):
            with opened(streams) as stream, streams.open(CHARLIE.identity, None, Standing.MEMBER):
                streams.locate(stream, uid("profile"))
                assert len(streams) == 2
            feed.add(height, ())
            feed.add(height + 1, ())
            await until(lambda: streams._task is None)
            assert (len(streams), streams._listening) == (0, {})

    in_a_loop(test())


def test_if_the_blocks_can_not_be_followed_nobody_waits_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        feed = Feed()
        streams = streams_of(feed)

        def broken(_: int) -> None:
            raise KeyError

        with opened(streams) as stream:
            with monkeypatch.context() as patched:
                patched.setattr(feed, "since", broken)
                following = streams._task
                assert following
                feed.add(1, ())
                with pytest.raises(KeyError):
                    await following
            assert stream.ended
            with opened(streams) as another:
                streams.locate(another, uid("profile"))
                feed.add(2, ((PROFILE, "wallets"),))
                await told(streams, 2)
                assert another.take(2) == Change(2, ("wallets",)).event()

    in_a_loop(test())


def refused(streams: Streams, who: int = 0, standing: Standing = Standing.MEMBER) -> str:
    with pytest.raises(IdosError) as caught:
        streams.open(PEOPLE[who].identity, SESSION, standing).__enter__()
    return caught.value.code


def test_there_are_only_so_many() -> None:
    async def test() -> None:
        streams = streams_of(Feed(), max_streams=3, streams_per_signer=2)
        with opened(streams), streams.open(PEOPLE[1].identity, None, Standing.MEMBER):
            with opened(streams):
                assert refused(streams) == "too_many_streams"
                assert refused(streams, 2) == "busy"
            with opened(streams):
                pass
        assert len(streams) == 0

    in_a_loop(test())


def test_throw_away_keys_leave_streams_to_members() -> None:
    async def test() -> None:
        streams = streams_of(Feed(), max_streams=8)
        with ExitStack() as stack:
            for standing in (Standing.STRANGER, Standing.GRANTEE):
                for number in range(2):
                    key = Person(f"{standing.name} {number}", "FaceSign").identity
                    stack.enter_context(streams.open(key, SESSION, standing))
                assert refused(streams, standing=standing) == "busy"
            for _ in range(4):
                stack.enter_context(opened(streams))
            assert refused(streams, 1) == "busy"

    in_a_loop(test())


def test_when_the_node_stops_all_end_and_none_begins() -> None:
    async def test() -> None:
        streams = streams_of(Feed())
        with opened(streams) as stream:
            streams.close()
            assert stream.ended
            assert await stream.wait(0.01)
            assert refused(streams) == "stopped"

    in_a_loop(test())


def test_a_session_wakes_its_own_streams() -> None:
    async def test() -> None:
        streams = streams_of(Feed())
        with opened(streams) as stream, streams.open(ALICE.identity, b"another", Standing.MEMBER) as other:
            streams.wake(SESSION)
            assert await stream.wait(0.01)
            assert not await other.wait(0.01)
            streams.wake(None)
            assert not await other.wait(0.01)

    in_a_loop(test())


def test_who_rests_is_woken_by_the_end_and_by_a_look_and_by_no_change() -> None:
    async def test() -> None:
        streams = streams_of(Feed())
        with opened(streams) as stream:
            rests = asyncio.create_task(stream.rest(30))
            await _a_turn()
            stream.notify(PROFILE, "wallets")
            stream.notify_resync()
            await asyncio.sleep(0.02)
            assert not rests.done()
            streams.wake(SESSION)
            await rests
            assert stream.take(1) == Resync(1).event()
            rests = asyncio.create_task(stream.rest(30))
            await _a_turn()
            streams.close()
            await rests
            await Stream(ALICE.identity, None, Standing.MEMBER).rest(0.01)

    in_a_loop(test())


def test_what_everything_means_takes_the_place_of_kinds() -> None:
    stream = Stream(ALICE.identity, SESSION, Standing.MEMBER)
    stream.notify(PROFILE, "wallets")
    stream.notify_resync()
    assert stream.take(3) == Resync(3).event()
    assert stream.take(3) == b""
