"""The memory of messages that were accepted."""

from __future__ import annotations

import pytest

from idos.errors import Denied, Unavailable
from idos.verification.replay import ReplayCache


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_key_is_accepted_once_while_it_is_remembered() -> None:
    clock = Clock()
    cache = ReplayCache(capacity=10, seconds=60, clock=clock)
    cache.claim(b"one")
    clock.now += 59
    cache.claim(b"two")
    with pytest.raises(Denied) as caught:
        cache.claim(b"one")
    assert caught.value.code == "replayed"
    clock.now += 1
    cache.claim(b"one")


def test_a_full_memory_accepts_nothing_new_until_something_expires() -> None:
    clock = Clock()
    cache = ReplayCache(capacity=2, seconds=60, clock=clock)
    cache.claim(b"one")
    clock.now += 30
    cache.claim(b"two")
    with pytest.raises(Unavailable) as caught:
        cache.claim(b"three")
    assert caught.value.code == "replay_cache_full"
    clock.now += 30
    cache.claim(b"three")
    with pytest.raises(Denied):
        cache.claim(b"two")
