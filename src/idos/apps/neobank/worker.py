"""What goes on by itself: hear how verifications ended, write credentials, open accounts.

Each step is kept before the next is taken, and can be taken twice: a crash between writing a credential and
noting that it is written ends neither in two credentials nor in none.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from starlette.concurrency import run_in_threadpool

from idos.apps.neobank.bank import ApplicationRejected, Neobank, identity_credential
from idos.apps.neobank.opening import Opening, State, failed, issued, issuing, rejected, unanswered
from idos.apps.neobank.records import BankAccount, BankRecords
from idos.apps.neobank.settings import NeobankSettings
from idos.apps.sealed_store import NEVER, SealedStore
from idos.background import fault
from idos.errors import Denied, IdosError, NotFound, Unavailable
from idos.sdk.wire import parse_time
from idos.verification import Expected
from idos.verification.provider import Clock, Provider, VerificationResult, VerificationStatus

_AT_ONCE: Final = 20

Step = tuple[Opening, int]
"""What an opening becomes, and when it is to be looked at again."""

log = logging.getLogger("idos.neobank")


class Worker:
    """Takes openings on. One at a time is enough: of one database, only one may run."""

    def __init__(
        self, settings: NeobankSettings, bank: Neobank, provider: Provider, store: SealedStore, clock: Clock
    ) -> None:
        self._settings = settings
        self._bank = bank
        self._provider = provider
        self._store = store
        self._records = BankRecords.of(store)
        self._clock = clock
        self._steps: Mapping[State, Callable[[Opening], Step]] = MappingProxyType(
            {State.VERIFYING: self._hear, State.ISSUING: self._issue}
        )

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await run_in_threadpool(self.act)
            await asyncio.sleep(self._settings.pause)

    def act(self) -> None:
        """Do all that is due."""
        self._records.drafts.sweep(self._now)
        self._records.openings.sweep(self._now)
        while due := self._records.openings.due(self._now, limit=_AT_ONCE):
            for opening in due:
                self._take_on(opening)

    @property
    def _now(self) -> int:
        return int(self._clock())

    def _take_on(self, opening: Opening) -> None:
        try:
            new, due = self._steps[opening.state](opening)
        except Unavailable as error:
            log.warning("opening %s: not answered (%s)", opening.id, error.code)
            new, due = self._later(opening)
        except IdosError as error:
            log.warning("opening %s: failed (%s)", opening.id, error.code)
            new, due = self._ended(failed(opening, error.code))
        except Exception as error:  # noqa: BLE001  # whatever it is, it is this opening's alone
            log.error("opening %s: not taken on (%s)", opening.id, fault(error))  # noqa: TRY400  # see fault
            new, due = self._later(opening)
        self._note(opening, new, due)

    def _later(self, opening: Opening) -> Step:
        pauses = self._settings.retry_seconds
        pause = pauses[min(opening.failures, len(pauses) - 1)]
        return unanswered(opening), self._now + pause

    def _ended(self, opening: Opening) -> Step:
        """Failed openings are deleted some time after their permission can no longer be used."""
        end = max(self._now, parse_time(opening.grant.not_usable_after))
        return opening, end + self._settings.keep_seconds

    def _note(self, old: Opening, new: Opening, due: int) -> None:
        """Keep what an opening has become, and of its draft no more than that needs: both or neither."""
        with self._store.writing():
            if not self._records.openings.swap(old, new, due=due) or new.state is old.state:
                return
            draft = self._records.drafts.take(old.session)
            if draft and new.state is State.ISSUING:
                # From here on it may be at the network without our knowing: the permission's end, after which
                # nothing can be written, is no reason to forget what was.
                self._records.drafts.put(old.session, draft, due=NEVER)
        log.info("opening %s: %s", old.id, new.state)

    def _hear(self, opening: Opening) -> Step:
        """Ask how the verification stands; when it was approved, make the credential ready."""
        found = self._provider.outcome(opening.session)
        if not found.status.final:
            return opening, max(opening.session_ends, self._now) + self._settings.retry_seconds[-1]
        if found.status is VerificationStatus.EXPIRED:
            return self._ended(rejected(opening, ("session_expired",)))
        if found.status is VerificationStatus.REJECTED:
            return self._ended(rejected(opening, found.reasons))
        try:
            self._draft(opening, found)
        except ApplicationRejected as error:
            return self._ended(rejected(opening, error.reasons))
        except Denied as error:
            if error.code == "country_not_served":
                return self._ended(rejected(opening, (error.code,)))
            raise
        return issuing(opening), self._now

    def _draft(self, opening: Opening, found: VerificationResult) -> None:
        if found.document is None or found.reference != opening.id:
            raise Denied("The provider's answer is about somebody else.", code="wrong_answer")
        if self._records.drafts.get(opening.session):
            return
        try:
            images = self._provider.images(opening.session, found.document)
        except NotFound:  # a crash came after they were fetched, which works once, and before the next line
            raise NotFound("The pictures are gone.", code="pictures_lost") from None
        credential = identity_credential(
            Expected(opening.surname, opening.given_names),
            found.document,
            images,
            self._bank.credential_key,
            now=datetime.fromtimestamp(self._now, UTC),
            face_compared=found.face_compared,
            form=self._bank.form,
        )
        # Should nobody come to take it away, it goes when the permission to write it does.
        end = parse_time(opening.grant.not_usable_after)
        self._records.drafts.put(opening.session, self._bank.draft(credential), due=end)

    def _issue(self, opening: Opening) -> Step:
        """Write the credential, and open the account."""
        draft = self._records.drafts.get(opening.session)
        if draft is None:
            raise NotFound("The credential is gone.", code="draft_lost")
        try:
            recipient = opening.recipient or self._bank.client.user(opening.profile_id).encryption_public_key
            written = self._bank.deliver(opening.profile_id, draft, opening.permission, recipient)
        except Denied as error:
            if opening.is_usable(self._now):
                raise
            raise Denied("The credential was not written in time.", code="permission_expired") from error
        self._records.accounts.swap(opening.id, None, self._account(opening), due=NEVER)
        return issued(opening, written), NEVER

    def _account(self, opening: Opening) -> BankAccount:
        digits = f"{secrets.randbelow(10**8):08}"
        return BankAccount(
            holder=f"{opening.given_names} {opening.surname}".strip(),
            number=f"DEMO {digits[:4]} {digits[4:]}",
            card=f"{secrets.randbelow(10**4):04}",
            opened=self._now,
        )
