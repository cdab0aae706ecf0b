"""The course of an account's opening: what each event makes of it. Rules without input or output."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from idos import WriteGrant
from idos.errors import Denied
from idos.sdk.records import IssuedCredential, Key, SignedWriteGrant
from idos.sdk.wire import Message, format_time, parse_time
from idos.verification.provider import VerificationSession

_HOPELESS: Final = frozenset({"underage", "country_not_served"})


class State(StrEnum):
    """How far it is."""

    OFFERED = "none"
    """The person was asked for her permission, and has not signed it."""
    VERIFYING = "verifying"
    REJECTED = "rejected"
    ISSUING = "issuing"
    ISSUED = "issued"
    FAILED = "failed"


_ENDED: Final = frozenset({State.REJECTED, State.FAILED})


@dataclass(frozen=True, slots=True)
class Attempts:
    """How many verifications a person may have; ``rest`` seconds after the last one, as many again."""

    most: int
    rest: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Opening(Message):
    """One person's, of one profile. Times are Unix seconds.

    ``recipient`` is the key that the credential is for. ``signature`` is hers on ``grant``. ``session`` and
    ``url`` are of the latest of ``sessions`` verifications since the last rest, begun at ``tried`` and open
    until ``session_ends``. ``is_final``: nothing can be tried again under this grant. ``failures`` counts the
    tries in a row that nobody answered. ``issued`` is set at the end.
    """

    id: str
    profile_id: UUID
    given_names: str
    surname: str
    grant: WriteGrant
    recipient: Key | None = None
    state: State = State.OFFERED
    signature: str = ""
    session: str = ""
    url: str = ""
    session_ends: int = 0
    sessions: int = 0
    tried: int = 0
    reasons: tuple[str, ...] = ()
    is_final: bool = False
    failures: int = 0
    issued: IssuedCredential | None = None

    @property
    def permission(self) -> SignedWriteGrant:
        """What the person signed."""
        return SignedWriteGrant(self.grant, self.signature)

    def is_usable(self, now: int) -> bool:
        """Whether the permission can still be used."""
        return now < parse_time(self.grant.not_usable_after)

    def is_open(self, now: int) -> bool:
        """Whether there is a verification for the person to go to."""
        return self.state is State.VERIFYING and now < self.session_ends

    @property
    def has_ended(self) -> bool:
        """Whether it came to an end without an account."""
        return self.state in _ENDED

    def rests_until(self, tries: Attempts) -> int:
        """When the next verification may be: 0 unless the tries are used up, or it was hopeless."""
        is_hopeless = not _HOPELESS.isdisjoint(self.reasons)
        return self.tried + tries.rest if self.sessions >= tries.most or is_hopeless else 0

    def can_retry(self, tries: Attempts, now: int) -> bool:
        """Whether another verification may be opened under the same permission."""
        return self.can_renew(tries, now) and not self.is_final and self.is_usable(now)

    def can_renew(self, tries: Attempts, now: int) -> bool:
        """Whether it came to an end, and a new permission may be asked for."""
        return self.has_ended and now >= self.rests_until(tries)

    def sessions_so_far(self, tries: Attempts, now: int) -> int:
        """How many verifications count: after a rest, none."""
        return 0 if now >= self.rests_until(tries) > 0 or self.state is State.ISSUED else self.sessions


def check_renewable(opening: Opening, tries: Attempts, now: int) -> None:
    """Raise `Denied` unless a new permission may be asked for in place of this opening's.

    ``already_open`` while it goes on; ``tries_used_up`` until the rest is over that follows them.
    """
    if opening.state in {State.VERIFYING, State.ISSUING}:
        raise Denied("This account is being opened already.", code="already_open")
    if opening.has_ended and not opening.can_renew(tries, now):
        end = format_time(opening.rests_until(tries))
        raise Denied(f"No further verification is possible before {end}.", code="tries_used_up")


def verifying(opening: Opening, session: VerificationSession, tries: Attempts, now: int) -> Opening:
    """The person goes to be verified."""
    return replace(
        opening,
        state=State.VERIFYING,
        session=session.id,
        url=session.url,
        session_ends=session.expires,
        sessions=opening.sessions_so_far(tries, now) + 1,
        tried=now,
        reasons=(),
        failures=0,
    )


def rejected(opening: Opening, reasons: tuple[str, ...]) -> Opening:
    """The verification ended without approval, or with a document that the bank does not take."""
    return replace(opening, state=State.REJECTED, url="", reasons=reasons)


def issuing(opening: Opening) -> Opening:
    """The credential is ready to be written."""
    return replace(opening, state=State.ISSUING, url="", failures=0)


def issued(opening: Opening, written: IssuedCredential) -> Opening:
    """The credential is written."""
    return replace(opening, state=State.ISSUED, issued=written, failures=0)


def failed(opening: Opening, code: str) -> Opening:
    """Something failed, and waiting does not help. What was refused by the network needs a new permission."""
    return replace(
        opening, state=State.FAILED, url="", reasons=(code,), is_final=opening.state is State.ISSUING
    )


def unanswered(opening: Opening) -> Opening:
    """Somebody did not answer: the same again, later."""
    return replace(opening, failures=opening.failures + 1)
