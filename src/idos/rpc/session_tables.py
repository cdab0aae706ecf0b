"""Open sessions: of signers that the network knows, and of strangers, who can have any number of keys.

The two are kept apart, so that strangers never end a session of somebody who has data here. Whether a signer
is known is looked up again while a session is used: people join, and are erased.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from idos.crypto.authenticators import Identity
from idos.errors import Denied
from idos.rpc.expiring import Clock
from idos.rpc.settings import RpcSettings

_LOOKED_UP_SECONDS: Final = {True: 60.0, False: 5.0}
"""How long it counts that a signer is known, or is not."""


@dataclass(frozen=True, slots=True)
class Session:
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

    session: Session
    client: str
    opened: float
    known: bool
    looked_up: float


@dataclass(slots=True)
class _Table:
    """The sessions of one kind, in the order of their opening; the same by who holds them."""

    entries: dict[bytes, _Open] = field(default_factory=dict)
    of_holder: dict[str, dict[bytes, None]] = field(default_factory=dict)

    def add(self, name: bytes, entry: _Open, holder: str) -> None:
        self.entries[name] = entry
        self.of_holder.setdefault(holder, {})[name] = None

    def remove(self, name: bytes, holder: str) -> None:
        del self.entries[name]
        held = self.of_holder[holder]
        del held[name]
        if not held:
            del self.of_holder[holder]

    def oldest(self, holder: str | None = None) -> bytes:
        """The session that was opened first, of all or of one holder."""
        return next(iter(self.entries if holder is None else self.of_holder[holder]))

    def held(self, holder: str) -> int:
        """How many sessions the holder has."""
        return len(self.of_holder.get(holder, ()))

    def largest(self) -> str:
        """Who holds the most sessions."""
        return max(self.of_holder, key=self.held)


class Sessions:
    """All open sessions, by name. Safe for use from several threads."""

    def __init__(self, settings: RpcSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = Lock()
        self._known, self._strangers = _Table(), _Table()

    def __len__(self) -> int:
        """How many there are."""
        with self._lock:
            self._end_expired()
            return len(self._known.entries) + len(self._strangers.entries)

    def open(self, name: bytes, session: Session, client: str, *, known: bool) -> None:
        """Begin a session under a name that was not used before.

        A known signer has at most ``sessions_per_signer``, then her oldest ends; a client at most
        ``strangers_per_client`` of strangers. When there are too many in all, who has the most loses one.

        Raises:
            Denied: ``code="too_many_sessions"`` when a stranger's would end one that is not old enough.
        """
        now = self._clock()
        with self._lock:
            self._end_expired()
            self._place(name, _Open(session, client, now, known, now))

    def find(self, name: bytes | None) -> Session | None:
        """The session of this name, while it lasts."""
        with self._lock:
            entry = self._entry(name)
            return entry.session if entry else None

    def close(self, name: bytes | None) -> None:
        """End the session, if there is one."""
        with self._lock:
            if name and self._entry(name):
                self._end(name)

    def is_to_be_looked_up(self, name: bytes | None) -> bool:
        """Whether it is time to look up again whether the session's signer is known."""
        with self._lock:
            entry = self._entry(name)
            return entry is not None and self._clock() - entry.looked_up >= _LOOKED_UP_SECONDS[entry.known]

    def looked_up(self, name: bytes | None, *, known: bool) -> None:
        """Whether the session's signer is known. A stranger's for which there is no room ends."""
        with self._lock:
            entry = self._entry(name)
            if name is None or entry is None:
                return
            entry.looked_up = self._clock()
            if entry.known is not known:
                self._end(name)
                entry.known = known
                try:
                    self._place(name, entry)
                except Denied:
                    return

    def _entry(self, name: bytes | None) -> _Open | None:
        if name is None:
            return None
        entry = self._known.entries.get(name) or self._strangers.entries.get(name)
        return entry if entry and not self._is_over(entry) else None

    def _is_over(self, entry: _Open) -> bool:
        return self._clock() >= entry.opened + self._settings.session_seconds

    def _place(self, name: bytes, entry: _Open) -> None:
        settings, table, holder = self._settings, *self._table_of(entry)
        if entry.known:
            most, most_of_holder, safe_seconds = settings.max_sessions, settings.sessions_per_signer, 0.0
        else:
            most, most_of_holder = settings.max_stranger_sessions, settings.strangers_per_client
            safe_seconds = settings.stranger_seconds
        going: bytes | None = None
        if table.held(holder) >= most_of_holder:
            going = table.oldest(holder)
        elif len(table.entries) >= most:
            going = table.oldest()
            if table.held(largest := table.largest()) > table.held(holder) + 1:
                going, safe_seconds = table.oldest(largest), 0.0
        if going is not None:
            if self._clock() < table.entries[going].opened + safe_seconds:
                raise Denied("too many people sign in from there, come again later", code="too_many_sessions")
            self._end(going)
        table.add(name, entry, holder)

    def _end(self, name: bytes) -> None:
        entry = self._known.entries.get(name) or self._strangers.entries[name]
        table, holder = self._table_of(entry)
        table.remove(name, holder)

    def _table_of(self, entry: _Open) -> tuple[_Table, str]:
        if entry.known:
            return self._known, entry.session.identity.caller
        return self._strangers, entry.client

    def _end_expired(self) -> None:
        for table in (self._known, self._strangers):
            while table.entries and self._is_over(next(iter(table.entries.values()))):
                self._end(next(iter(table.entries)))
