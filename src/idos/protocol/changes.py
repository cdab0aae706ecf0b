"""``GET /api/v1/changes``: notices of new blocks to a caller (``docs/protocol/transport.md`` §6).

A stream of server-sent events (WHATWG HTML, 9.2). It says of which kind something changed, and never what.
[transport 6.1] [transport 6.2]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from idos.protocol.wire import Count, Message, encode_json

PATH: Final = "/api/v1/changes"
CONTENT_TYPE: Final = "text/event-stream; charset=utf-8"

Topic = Literal["profile", "wallets", "credentials", "attributes", "grants_owned", "grants_received"]
"""What a caller can see, by kind. All but the last are of the caller's profile."""

TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)


@dataclass(frozen=True, slots=True)
class Change(Message):
    """Something of these kinds changed for the caller, in blocks up to this height."""

    height: Count
    topics: tuple[Topic, ...]

    def event(self) -> bytes:
        """The event ``change``."""
        return _event("change", self.height, self)


@dataclass(frozen=True, slots=True)
class Resync(Message):
    """What changed before this height is no longer known: anything may have."""

    height: Count

    def event(self) -> bytes:
        """The event ``resync``."""
        return _event("resync", self.height, self)


def beat(height: int) -> bytes:
    """A sign of life: no event, only the height up to which everything was sent."""
    return b":\nid: %d\n\n" % height


def _event(name: str, height: int, data: Message) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (height, name.encode(), encode_json(data))
