"""Streams of changes: the listeners, and what each is still to be sent. All of it on the event loop.

A slow listener misses nothing: what waits for it is a set of kinds, however many blocks they come from. So
nothing here grows with the blocks, and no block waits for a listener.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Final
from uuid import UUID

from idos.consensus.change_recorder import Audience, of_caller, of_profile
from idos.consensus.feed import Feed
from idos.consensus.machine import report_bug
from idos.crypto.authenticators import Identity
from idos.errors import Denied, Unavailable
from idos.protocol.changes import TOPICS, Change, Resync, Topic
from idos.rpc.sessions.tables import Standing
from idos.rpc.settings import RpcSettings

_PARTS: Final = 4
"""Strangers have at most this fraction of all streams, and signers with only a grant another one."""


class Stream:
    """One listener, of the standing that it had when it came.

    ``located``: its profile is known, and was not changed since.
    """

    def __init__(self, caller: Identity, session: bytes | None, standing: Standing) -> None:
        self.caller = caller
        self.session = session
        self.standing = standing
        self.audiences = of_caller(caller)
        self.located = False
        self.ended = False
        self._topics: set[Topic] = set()
        self._resync = False
        self._resting = False
        self._woken = asyncio.Event()

    def notify(self, audience: Audience, topic: Topic) -> None:
        """A change concerns the listener. One of its wallet may have given it another profile."""
        if audience.kind == "wallet":
            self.located = False
        self._topics.add(topic)
        self._notice()

    def notify_resync(self) -> None:
        """Anything may have changed."""
        self._resync = True
        self._notice()

    def _notice(self) -> None:
        if not self._resting:
            self._woken.set()

    def end(self) -> None:
        """Nothing more is to be sent."""
        self.ended = True
        self._woken.set()

    def wake(self) -> None:
        """There is something to look after."""
        self._woken.set()

    async def wait(self, seconds: float) -> bool:
        """Wait until there is something to send; False when there was nothing for ``seconds``."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return False
        return True

    async def rest(self, seconds: float) -> None:
        """Let all changes meanwhile become one event. Only ``end`` and ``wake`` end the pause sooner."""
        self._resting = True
        await self.wait(seconds)
        self._resting = False

    def take(self, height: int) -> bytes:
        """The event with all changes up to this height; empty when there are none."""
        topics = tuple(topic for topic in TOPICS if topic in self._topics)
        resync, self._resync = self._resync, False
        self._topics.clear()
        self._woken.clear()
        if resync:
            return Resync(height).event()
        return Change(height, topics).event() if topics else b""


class Streams:
    """All streams that are open."""

    def __init__(self, feed: Feed, settings: RpcSettings) -> None:
        self._feed = feed
        self._settings = settings
        self._streams: set[Stream] = set()
        self._listening: dict[Audience, set[Stream]] = {}
        self._height = 0
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    def __len__(self) -> int:
        """How many there are."""
        return len(self._streams)

    @property
    def height(self) -> int:
        """The block up to which everybody was notified, or is about to be."""
        return self._height

    @contextmanager
    def open(self, caller: Identity, session: bytes | None, standing: Standing) -> Iterator[Stream]:
        """A stream for somebody who is signed in, until the block is left. Its profile is yet to be located.

        Raises:
            Denied: ``code="too_many_streams"`` when the signer has too many.
            Unavailable: ``code="busy"`` when there are too many in all, or of this standing;
                ``code="stopped"`` when stopping.
        """
        if self._closed:
            raise Unavailable("the node is stopping", code="stopped")
        of_signer = sum(stream.caller == caller for stream in self._streams)
        if of_signer >= self._settings.streams_per_signer:
            raise Denied("too many streams of this signer", code="too_many_streams")
        if self._is_full(standing):
            raise Unavailable("too many streams", code="busy")
        stream = Stream(caller, session, standing)
        self._streams.add(stream)
        self._listen(stream)
        if self._task is None:
            self._height = self._feed.height
            self._task = asyncio.create_task(self._follow())
            self._task.add_done_callback(_report)
        try:
            yield stream
        finally:
            self._streams.remove(stream)
            self._unlisten(stream)

    def _is_full(self, standing: Standing) -> bool:
        """Whether there is no room for another. Members may use all that others do not."""
        most = self._settings.max_streams
        of_standing = sum(stream.standing is standing for stream in self._streams)
        is_member = standing is Standing.MEMBER
        return len(self._streams) >= most or (not is_member and of_standing >= max(1, most // _PARTS))

    def locate(self, stream: Stream, profile: UUID | None) -> None:
        """From now on the stream notifies of this profile."""
        self._unlisten(stream)
        stream.audiences = of_caller(stream.caller) | ({of_profile(profile)} if profile else set())
        stream.located = True
        self._listen(stream)

    def catch_up(self, stream: Stream, height: int) -> None:
        """Notify a stream of what came after this height, and before it was located."""
        blocks = self._feed.since(height) if height <= self._height else None
        if blocks is None:
            stream.notify_resync()
            return
        for audience, topic in chain.from_iterable(blocks):
            if audience in stream.audiences:
                stream.notify(audience, topic)

    def wake(self, session: bytes | None) -> None:
        """Let the streams of a session look whether it is over."""
        for stream in self._streams:
            if stream.session == session:
                stream.wake()

    def close(self) -> None:
        """End all streams, and open no more."""
        self._closed = True
        self._end()

    async def _follow(self) -> None:
        """Notify of each block, as long as anybody listens. However this ends, every stream is ended."""
        try:
            while self._streams and not self._closed:
                await asyncio.wrap_future(self._feed.after(self._height))
                self._deliver()
        finally:
            self._task = None
            self._end()

    def _deliver(self) -> None:
        blocks = self._feed.since(self._height)
        if blocks is None:
            self._height = self._feed.height
            for stream in self._streams:
                stream.notify_resync()
            return
        for audience, topic in chain.from_iterable(blocks):
            for stream in self._listening.get(audience, ()):
                stream.notify(audience, topic)
        self._height += len(blocks)

    def _end(self) -> None:
        for stream in self._streams:
            stream.end()

    def _listen(self, stream: Stream) -> None:
        for audience in stream.audiences:
            self._listening.setdefault(audience, set()).add(stream)

    def _unlisten(self, stream: Stream) -> None:
        for audience in stream.audiences:
            others = self._listening[audience]
            others.discard(stream)
            if not others:
                del self._listening[audience]


def _report(task: asyncio.Task[None]) -> None:
    """Log how following the blocks failed. Who listened comes again, and then it begins anew."""
    error = None if task.cancelled() else task.exception()
    if isinstance(error, Exception):
        report_bug(error, "the streams of changes")
