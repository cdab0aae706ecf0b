"""The course of an account's opening: what each event makes of it. Rules without input or output."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from idos.errors import Denied
from idos.protocol.grants import WriteGrant
from idos.protocol.times import parse_time
from idos.protocol.wire import Message
from idos.sdk.records import Issued, SignedWriteGrant
from idos.verification.provider import VerificationSession

NEVER: Final = 1 << 62
"""When nothing is due that the bank would do by itself."""

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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Opening(Message):
    """One person's, of one profile. Times are Unix seconds.

    ``signature`` is hers on ``grant``. ``session`` and ``url`` are of the latest of ``sessions``
    verifications, open until ``session_ends``. ``is_final``: nothing can be tried again under this grant.
    ``failures`` counts the tries in a row that nobody answered. ``issued`` is set at the end.
    """

    id: str
    profile_id: UUID
    given_names: str
    surname: str
    grant: WriteGrant
    state: State = State.OFFERED
    signature: str = ""
    session: str = ""
    url: str = ""
    session_ends: int = 0
    sessions: int = 0
    reasons: tuple[str, ...] = ()
    is_final: bool = False
    failures: int = 0
    issued: Issued | None = None

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

    def can_retry(self, *, max_sessions: int, now: int) -> bool:
        """Whether another verification may be opened under the same permission."""
        ended = self.state in _ENDED and not self.is_final
        return ended and self.sessions < max_sessions and self.is_usable(now)


def check_renewable(opening: Opening, *, max_sessions: int) -> None:
    """Raise `Denied` unless a new permission may be asked for in place of this opening's.

    ``already_open`` while it goes on; ``tries_used_up`` when it was rejected for good.
    """
    if opening.state in {State.VERIFYING, State.ISSUING}:
        raise Denied("This account is being opened already.", code="already_open")
    if opening.state is State.ISSUED:
        return
    if opening.sessions >= max_sessions or not _HOPELESS.isdisjoint(opening.reasons):
        raise Denied("No further verification is possible.", code="tries_used_up")


def verifying(opening: Opening, session: VerificationSession) -> Opening:
    """The person goes to be verified."""
    return replace(
        opening,
        state=State.VERIFYING,
        session=session.id,
        url=session.url,
        session_ends=session.expires,
        sessions=opening.sessions + 1,
        reasons=(),
        failures=0,
    )


def rejected(opening: Opening, reasons: tuple[str, ...]) -> Opening:
    """The verification ended without approval, or with a document that the bank does not take."""
    is_final = not _HOPELESS.isdisjoint(reasons)
    return replace(opening, state=State.REJECTED, url="", reasons=reasons, is_final=is_final)


def issuing(opening: Opening) -> Opening:
    """The credential is ready to be written."""
    return replace(opening, state=State.ISSUING, url="", failures=0)


def issued(opening: Opening, written: Issued) -> Opening:
    """The credential is written."""
    return replace(opening, state=State.ISSUED, issued=written, failures=0)


def failed(opening: Opening, code: str) -> Opening:
    """Something went wrong that no waiting mends. What was refused by the network needs a new permission."""
    return replace(
        opening, state=State.FAILED, url="", reasons=(code,), is_final=opening.state is State.ISSUING
    )


def unanswered(opening: Opening) -> Opening:
    """Somebody did not answer: the same again, later."""
    return replace(opening, failures=opening.failures + 1)
