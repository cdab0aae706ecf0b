"""Open sessions: of members, of grantees, and of strangers, who can have any number of keys.

They are kept apart, so that throw-away keys, and grants to them, cannot end a session of a signer who has
data or a right here. A signer's standing is looked up again while a session is used: people join, and are
erased.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock
from typing import Final

from idos.consensus.clock import Clock
from idos.crypto.authenticators import Identity
from idos.errors import Denied
from idos.rpc.sessions.expiring import STEP
from idos.rpc.settings import RpcSettings


class Standing(Enum):
    """What the network has of a signer's."""

    MEMBER = "a profile, or a right to act in it"
    GRANTEE = "a grant, which any member makes to any key, and nothing else"
    STRANGER = "nothing"


_LOOKED_UP_SECONDS: Final = {Standing.MEMBER: 60.0, Standing.GRANTEE: 60.0, Standing.STRANGER: 5.0}
"""How long it counts what a signer's standing is."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Somebody who signed in: the signature type and the sender that the signature was checked with."""

    auth_type: str
    sender: bytes
    identity: Identity

    def belongs_to(self, auth_type: str, sender: bytes) -> bool:
        """Whether a request that names this sender may use the session. One that names none may."""
        return not sender or (sender == self.sender and auth_type.lower() == self.auth_type)


@dataclass(slots=True)
class _Open:
    """A session that is open, since when, and where it was opened from."""

    session: OpenSession
    client: str
    opened: float
    standing: Standing
    looked_up: float


@dataclass(slots=True)
class _Table:
    """The sessions of one kind, in the order of their opening; the same by who holds them."""

    entries: OrderedDict[bytes, _Open] = field(default_factory=OrderedDict)
    of_holder: dict[str, OrderedDict[bytes, None]] = field(default_factory=dict)
    holders: dict[int, OrderedDict[str, None]] = field(default_factory=dict)
    """Who holds so many sessions, who came to hold that many first in front."""
    most: int = 0

    def add(self, name: bytes, entry: _Open, holder: str) -> None:
        self.entries[name] = entry
        held = self.of_holder.setdefault(holder, OrderedDict())
        held[name] = None
        self._count(holder, len(held) - 1, len(held))

    def remove(self, name: bytes, holder: str) -> None:
        del self.entries[name]
        held = self.of_holder[holder]
        del held[name]
        self._count(holder, len(held) + 1, len(held))
        if not held:
            del self.of_holder[holder]

    def _count(self, holder: str, before: int, after: int) -> None:
        if before:
            del self.holders[before][holder]
            if not self.holders[before]:
                del self.holders[before]
        if after:
            self.holders.setdefault(after, OrderedDict())[holder] = None
        self.most = max(after, self.most if self.most in self.holders else 0)

    def oldest(self, holder: str | None = None) -> bytes:
        """The session that was opened first, of all or of one holder."""
        return next(iter(self.entries if holder is None else self.of_holder[holder]))

    def held(self, holder: str) -> int:
        """How many sessions the holder has."""
        return len(self.of_holder.get(holder, ()))

    def largest(self) -> str:
        """The holder of the most sessions; of several, the one who has held so many the longest."""
        return next(iter(self.holders[self.most]))


class Sessions:
    """All open sessions, by name. Safe for use from several threads."""

    def __init__(self, settings: RpcSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = Lock()
        self._tables = {standing: _Table() for standing in Standing}

    def __len__(self) -> int:
        """How many there are, expired ones that were not removed yet included."""
        with self._lock:
            self._end_expired()
            return sum(len(table.entries) for table in self._tables.values())

    def open(self, name: bytes, session: OpenSession, client: str, standing: Standing) -> None:
        """Begin a session under a name that was not used before.

        A member or grantee has at most ``sessions_per_signer``, then her oldest ends; a client at most
        ``strangers_per_client`` of strangers. When there are too many of one standing, the holder of the
        most loses one.

        Raises:
            Denied: ``code="too_many_sessions"`` when a stranger's would end one that is not old enough.
        """
        now = self._clock()
        with self._lock:
            self._end_expired()
            self._place(name, _Open(session, client, now, standing, now))

    def find(self, name: bytes | None) -> OpenSession | None:
        """The session of this name, while it lasts."""
        with self._lock:
            entry = self._entry(name)
            return entry.session if entry else None

    def close(self, name: bytes | None) -> None:
        """End the session, if there is one."""
        with self._lock:
            if name and self._entry(name):
                self._end(name)

    def standing(self, name: bytes | None) -> Standing:
        """The standing of the session's signer, as it was looked up last; a stranger's when it is over."""
        with self._lock:
            entry = self._entry(name)
            return entry.standing if entry else Standing.STRANGER

    def is_to_be_looked_up(self, name: bytes | None) -> bool:
        """Whether it is time to look up again what the standing of the session's signer is."""
        with self._lock:
            entry = self._entry(name)
            return entry is not None and self._clock() - entry.looked_up >= _LOOKED_UP_SECONDS[entry.standing]

    def looked_up(self, name: bytes | None, standing: Standing) -> None:
        """Note the standing of the session's signer. A stranger's session for which there is no room ends."""
        with self._lock:
            entry = self._entry(name)
            if name is None or entry is None:
                return
            entry.looked_up = self._clock()
            if entry.standing is not standing:
                self._end(name)
                entry.standing = standing
                try:
                    self._place(name, entry)
                except Denied:
                    return

    def _entry(self, name: bytes | None) -> _Open | None:
        if name is None:
            return None
        entry = self._held(name)
        return entry if entry and not self._is_over(entry) else None

    def _held(self, name: bytes) -> _Open | None:
        return next((table.entries[name] for table in self._tables.values() if name in table.entries), None)

    def _is_over(self, entry: _Open) -> bool:
        return self._clock() >= entry.opened + self._settings.session_seconds

    def _place(self, name: bytes, entry: _Open) -> None:
        table, holder = self._table_of(entry)
        going = self._going(table, holder, is_stranger=entry.standing is Standing.STRANGER)
        if going is not None:
            self._end(going)
        table.add(name, entry, holder)

    def _going(self, table: _Table, holder: str, *, is_stranger: bool) -> bytes | None:
        """The session that ends when the holder opens another. Raises ``Denied`` if it is protected."""
        settings = self._settings
        most = settings.max_stranger_sessions if is_stranger else settings.max_sessions
        most_of_holder = settings.strangers_per_client if is_stranger else settings.sessions_per_signer
        if table.held(holder) >= most_of_holder:
            going = table.oldest(holder)
        elif len(table.entries) < most:
            return None
        elif table.most > table.held(holder) + is_stranger:  # a protected stranger's ends for fewer only
            return table.oldest(table.largest())
        else:
            going = table.oldest(None if is_stranger else holder)
        if is_stranger and self._is_protected(table.entries[going]):
            raise Denied("too many people sign in from there, come again later", code="too_many_sessions")
        return going

    def _is_protected(self, entry: _Open) -> bool:
        return not self._is_over(entry) and self._clock() < entry.opened + self._settings.stranger_seconds

    def _end(self, name: bytes) -> None:
        entry = self._held(name)
        assert entry, "only what is open ends"
        table, holder = self._table_of(entry)
        table.remove(name, holder)

    def _table_of(self, entry: _Open) -> tuple[_Table, str]:
        is_stranger = entry.standing is Standing.STRANGER
        return self._tables[entry.standing], entry.client if is_stranger else entry.session.identity.caller

    def _end_expired(self) -> None:
        """End some of what is over: much that is over at once holds up nobody."""
        for table in self._tables.values():
            for _ in range(STEP):
                if not table.entries or not self._is_over(next(iter(table.entries.values()))):
                    break
                self._end(table.oldest())
