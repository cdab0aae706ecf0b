"""Who is at the browser: a visit, named by a random cookie, and the wallet that was proved in it.

A visitor proves a wallet by signing a text of ours (`idos.sdk.sign_in`). It is accepted once, in the visit
that asked for it, while it is fresh.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from msgspec import Meta

from idos.apps.sealed_store import SealedStore
from idos.apps.site_settings import DAY
from idos.errors import Denied
from idos.sdk.sign_in import MAX_IDENTIFIER_CHARS, SignInChallenge
from idos.sdk.signers import WalletProof
from idos.sdk.wire import Message
from idos.verification.provider import Clock

_TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeRequest(Message):
    """Who wants to prove what. An address of hex digits is an Ethereum account's."""

    profile_id: UUID
    address: Annotated[str, Meta(min_length=1, max_length=MAX_IDENTIFIER_CHARS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Message):
    """A profile, and a wallet with the text that it signed."""

    profile_id: UUID
    wallet: WalletProof


@dataclass(frozen=True, slots=True)
class _Challenge(Message):
    visit: str
    challenge: SignInChallenge


@dataclass(frozen=True, slots=True)
class _Proved(Message):
    claim: Claim
    expires: int


class Visits:
    """The visits to one site. ``origin`` is the site's, ``name`` what people call it; times in seconds."""

    def __init__(
        self,
        store: SealedStore,
        *,
        origin: str,
        name: str,
        clock: Clock,
        visit_seconds: int = DAY,
        challenge_seconds: int = 3600,
    ) -> None:
        self.origin = origin
        self.visit_seconds = visit_seconds
        self._name = name
        self._clock = clock
        self._challenge_seconds = challenge_seconds
        self._challenges = store.collection("challenges", _Challenge, forgets=True)
        self._proofs = store.collection("proofs", _Proved, forgets=True)

    @property
    def now(self) -> int:
        """Unix seconds."""
        return int(self._clock())

    @staticmethod
    def token() -> str:
        """The cookie of a new visit."""
        return secrets.token_urlsafe(_TOKEN_BYTES)

    def challenge(self, visit: str, asked: ChallengeRequest) -> dict[str, str]:
        """A text to sign. Raises `Invalid` for an address that is not one line of text."""
        challenge = SignInChallenge.fresh(
            origin=self.origin,
            name=self._name,
            address=asked.address,
            profile_id=asked.profile_id,
            now=self.now,
            seconds=self._challenge_seconds,
        )
        self._challenges.sweep(self.now)
        self._challenges.put(challenge.text, _Challenge(visit, challenge), due=challenge.expires)
        return {"message": challenge.text}

    def prove(self, visit: str, claim: Claim) -> None:
        """From now on the visit is this wallet's. The same claim may be repeated.

        Raises `Denied`: ``bad_challenge`` when the text is not ours, not for this, or was used; ``bad_proof``
        when the wallet did not sign it.
        """
        known = self._proof(visit)
        if known and known.claim == claim:
            return
        asked = self._challenges.take(claim.wallet.message)
        if not asked or (asked.visit, asked.challenge.profile_id) != (visit, claim.profile_id):
            raise Denied("The text is not one to sign here, or was used.", code="bad_challenge")
        asked.challenge.check(claim.wallet, now=self.now)
        expires = self.now + self.visit_seconds
        self._proofs.sweep(self.now)
        self._proofs.put(visit, _Proved(claim, expires), due=expires)

    def known(self, visit: str, profile_id: UUID | None = None) -> Claim | None:
        """What was proved in this visit; None: nothing, or of another profile than the one named."""
        known = self._proof(visit)
        return known.claim if known and profile_id in {None, known.claim.profile_id} else None

    def proved(self, visit: str, profile_id: UUID | None = None) -> Claim:
        """As `known`. Raises `Denied` (``unproven``) instead of giving None."""
        claim = self.known(visit, profile_id)
        if claim is None:
            raise Denied("This visit has not proved a wallet of this profile.", code="unproven")
        return claim

    def leave(self, visit: str) -> None:
        """Forget what was proved."""
        self._proofs.take(visit)

    def _proof(self, visit: str) -> _Proved | None:
        known = self._proofs.get(visit)
        return known if known and self.now < known.expires else None
