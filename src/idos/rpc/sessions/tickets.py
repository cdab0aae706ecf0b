"""Numbers that the node gives out and knows again: the nonces of sign-in texts, and challenges.

Nothing is remembered of a number before it is used, so nobody can push out another's by asking for many.
When it was given out, and for what, is in the number itself: one block under a key of this process (AES, FIPS
197). To everybody else they look random, no two are equal, and nobody can make one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import Final

from Crypto.Cipher import AES

from idos.consensus.clock import Clock
from idos.errors import NotFound
from idos.rpc.sessions.expiring import ExpiringSet

TICKET_BYTES: Final = AES.block_size
_KEY_BYTES: Final = 32
_TIME, _NUMBER, _SUBJECT, _ZEROS = 6, 4, 2, bytes(4)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is in a number: when it was given out, in unix milliseconds, and a small number of its user's."""

    time_ms: int
    subject: int


class Tickets:
    """Numbers that are good once, for ``seconds``. Safe for use from several threads.

    ``capacity``: used numbers that are remembered until they would have expired, of those for which somebody
    signed, and as many of the others. Beyond that the oldest could be used again.
    """

    def __init__(
        self, *, seconds: float, capacity: int, clock: Clock, random: Callable[[int], bytes]
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        # Each number is one block of its own and no two are equal, so a mode would add nothing.
        self._cipher = AES.new(random(_KEY_BYTES), AES.MODE_ECB)
        self._numbers = count()
        self._lock = Lock()
        self._used = ExpiringSet(capacity=capacity, seconds=seconds, clock=clock)
        self._signed = ExpiringSet(capacity=capacity, seconds=seconds, clock=clock)

    def issue(self, ticket: Ticket) -> bytes:
        """A new number in which this is."""
        number = next(self._numbers) % (1 << 8 * _NUMBER)
        parts = (ticket.time_ms, _TIME), (number, _NUMBER), (ticket.subject, _SUBJECT)
        return self._cipher.encrypt(b"".join(value.to_bytes(size) for value, size in parts) + _ZEROS)

    def use(self, number: bytes) -> Ticket:
        """Take a number out of use, and tell what is in it.

        Raises:
            NotFound: ``code="ticket_unknown"`` when it was not given out here, or was used;
                ``code="ticket_expired"`` when its time is over.
        """
        ticket = self._read(number)
        if ticket and self._clock() * 1000 >= ticket.time_ms + self._seconds * 1000:
            raise NotFound("the number has expired", code="ticket_expired")
        with self._lock:
            if ticket is None or number in self._used or number in self._signed:
                raise NotFound("the number is unknown or was used", code="ticket_unknown")
            self._used.add(number)
        return ticket

    def keep(self, number: bytes) -> None:
        """Somebody signed for a number that was used: others who use theirs unsigned do not push it out."""
        with self._lock:
            self._signed.add(number)

    def _read(self, number: bytes) -> Ticket | None:
        if len(number) != TICKET_BYTES:
            return None
        block = self._cipher.decrypt(number)
        # Of numbers that are made up, one in 2^32 passes; it is then only another number that has to be
        # signed.
        if not block.endswith(_ZEROS):
            return None
        time_ms = int.from_bytes(block[:_TIME])
        subject = int.from_bytes(block[_TIME + _NUMBER : -len(_ZEROS)])
        return Ticket(time_ms, subject)
