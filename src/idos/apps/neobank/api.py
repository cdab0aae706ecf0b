"""What a visitor can ask of the bank. A visit sees and changes only what is of the wallet that it proved."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from idos import WriteGrant
from idos.apps.neobank.bank import Neobank
from idos.apps.neobank.opening import Opening, State, check_renewable, verifying
from idos.apps.neobank.records import (
    ApplicantNames,
    BankRecords,
    Founder,
    PermissionRequest,
    ProfileRequest,
    Recipient,
    Retry,
    SignedPermission,
)
from idos.apps.neobank.settings import NeobankSettings
from idos.apps.sealed_store import NEVER, SealedStore
from idos.apps.visits import Claim, Visits
from idos.errors import Denied, Invalid, NotFound
from idos.sdk.issuer import NewProfile
from idos.sdk.sign_in import is_signed_by, wallet_identity
from idos.sdk.wire import parse_uuid
from idos.verification import Expected
from idos.verification.comparison import check_written
from idos.verification.provider import Applicant, Language, Provider

GRACE_SECONDS = 120
"""How long after a verification's end the bank asks by itself, should no call-back have come."""

log = logging.getLogger("idos.neobank")


class BankApi:
    """The bank's side of each of the page's questions. Safe for use from several threads."""

    def __init__(
        self, settings: NeobankSettings, bank: Neobank, provider: Provider, store: SealedStore, visits: Visits
    ) -> None:
        self._settings = settings
        self._bank = bank
        self._provider = provider
        self._store = store
        self._records = BankRecords.of(store)
        self._visits = visits

    def visit(self, visit: str, _: Mapping[str, str]) -> dict[str, Any]:
        """What is known of the visitor: her names, and how the opening stands whose wallet she has proved."""
        claim = self._visits.known(visit)
        return {"names": self._records.names.get(visit), "application": claim and self._report(claim)}

    def take_names(self, visit: str, names: ApplicantNames) -> None:
        """Note the names, for the document to confirm. Raises `Invalid` as `check_written` does."""
        clean = names.cleaned()
        check_written(Expected(clean.surname, clean.given_names).names)
        self._records.names.sweep(self._visits.now)
        self._records.names.put(visit, clean, due=self._visits.now + self._settings.visit_seconds)

    def take_in(self, visit: str, member: ProfileRequest) -> None:
        """Make a profile for the wallet that is proved with it. Safe to repeat.

        Raises `Denied` (``profile_taken``) for a profile that is not this wallet's: an inserter could
        otherwise be talked into linking a stranger's wallet to it.
        """
        claim = Claim(profile_id=member.profile_id, wallet=member.wallet)
        self._visits.prove(visit, claim)
        founder, name = Founder(wallet_identity(member.wallet.identifier)), str(member.profile_id)
        known = self._records.founders.get(name)
        is_new = known is None and self._bank.key_of(member.profile_id) is None
        if known != founder and not (is_new and self._records.founders.swap(name, None, founder, due=NEVER)):
            raise Denied("The profile is somebody else's.", code="profile_taken")
        wallet_id = uuid5(member.profile_id, founder.wallet)
        self._bank.take_in(
            NewProfile(member.profile_id, member.encryption_public_key, member.wallet, wallet_id)
        )
        recipient = Recipient(member.encryption_public_key)
        self._records.recipients.put(self._name(claim), recipient, due=self._visits.now)
        log.info("a profile was made")

    def permission(self, visit: str, asked: PermissionRequest) -> WriteGrant:
        """What the person is to sign. The same while she has not signed it and there is time.

        Raises `Denied`: ``unproven``, ``names_missing``, ``already_open``, ``tries_used_up``,
        ``profile_missing``, and ``key_changed`` unless she says so herself.
        """
        claim = self._visits.proved(visit, asked.profile_id)
        old, now = self._opening(claim), self._visits.now
        names = self._records.names.get(visit) or old
        if names is None:
            raise Denied("The names are needed first.", code="names_missing")
        if old:
            check_renewable(old, self._settings.tries, now)
        recipient = self._recipient(claim, is_changed=asked.key_changed)
        new = self._offer(claim, old, names, recipient)
        self._swap(old, new, due=now + self._settings.visit_seconds)
        return new.grant

    def verification(self, visit: str, signed: SignedPermission) -> dict[str, str]:
        """Keep the signed permission, and open a verification. When repeated, the same one."""
        claim = self._visits.proved(visit, signed.profile_id)
        opening = self._opening(claim)
        if opening is None or opening.grant != signed.grant:
            raise Denied("This permission was not asked for.", code="other_permission")
        if opening.is_open(self._visits.now):
            return {"url": opening.url}
        if opening.state is not State.OFFERED:
            raise Denied("This permission was signed already.", code="already_open")
        if not is_signed_by(claim.wallet, signed.grant.text(), signed.signature):
            raise Denied("The permission is not signed by this wallet.", code="bad_proof")
        return self._verify(opening, replace(opening, signature=signed.signature), signed.language)

    def retry(self, visit: str, wanted: Retry) -> dict[str, str]:
        """Open another verification under the permission that was signed, with the names as given last."""
        opening = self._opening(self._visits.proved(visit, wanted.profile_id))
        now = self._visits.now
        if opening is not None and opening.is_open(now):
            return {"url": opening.url}
        if opening is None or not opening.can_retry(self._settings.tries, now):
            raise Denied("No further verification is possible now.", code="tries_used_up")
        names = self._records.names.get(visit) or opening
        named = replace(opening, given_names=names.given_names, surname=names.surname)
        return self._verify(opening, named, wanted.language)

    def application(self, visit: str, query: Mapping[str, str]) -> dict[str, Any]:
        """How the opening of the profile ``profile_id`` stands."""
        return self._report(self._visits.proved(visit, parse_uuid(query.get("profile_id", ""))))

    def copy(self, visit: str, _: Mapping[str, str]) -> dict[str, bool]:
        """Whether the profile of this visit is still there, what was written to it, and the bank's copy.

        Raises `Unavailable` when the node does not answer, `NotFound` (``no_account``).
        """
        claim = self._visits.proved(visit)
        opening = self._opening(claim)
        written = opening.issued if opening else None
        if written is None:
            raise NotFound("No credential was issued.", code="no_account")
        exists = self._bank.key_of(claim.profile_id) is not None
        return {
            "profile": exists,
            "credential": exists and self._bank.client.credential_exists(written.original_id),
            "copy": exists and self._bank.holds(written.copy_id),
        }

    def take_webhook(self, headers: Mapping[str, str], body: bytes) -> None:
        """The provider says that something happened: look soon. Raises as `Provider.read_webhook` does."""
        try:
            event = self._provider.read_webhook(headers, body)
        except Denied as error:
            if error.code == "replayed":
                return
            raise
        opening = self._records.openings.get(event.reference)
        if opening and (opening.state, opening.session) == (State.VERIFYING, event.session_id):
            self._records.openings.swap(opening, opening, due=self._visits.now)

    def _report(self, claim: Claim) -> dict[str, Any]:
        opening, now = self._opening(claim), self._visits.now
        if opening is None:
            return {"state": State.OFFERED}
        tries = self._settings.tries
        rests_until = opening.rests_until(tries) if opening.has_ended else 0
        return {
            "state": opening.state,
            "reasons": opening.reasons,
            "url": opening.url if opening.is_open(now) else None,
            "names": ApplicantNames(given_names=opening.given_names, surname=opening.surname),
            "can_retry": opening.can_retry(tries, now),
            "can_renew": opening.can_renew(tries, now),
            "retry_from": rests_until if now < rests_until else None,
            "account": self._records.accounts.get(opening.id),
        }

    def _opening(self, claim: Claim) -> Opening | None:
        return self._records.openings.get(self._name(claim))

    def _name(self, claim: Claim) -> str:
        return self._store.name("opening", wallet_identity(claim.wallet.identifier), str(claim.profile_id))

    def _recipient(self, claim: Claim, *, is_changed: bool) -> bytes:
        """The key to write for: the one she gave, or else the first one seen; the network names it too."""
        seen = self._bank.key_of(claim.profile_id)
        if seen is None or not self._bank.client.has_profile(claim.wallet.address):
            raise Denied("There is no such profile of this wallet's.", code="profile_missing")
        name = self._name(claim)
        known = self._records.recipients.get(name)
        if known and known.key != seen and not is_changed:
            raise Denied("The profile's key is not the one that was given.", code="key_changed")
        self._records.recipients.put(name, Recipient(seen), due=self._visits.now)
        return seen

    def _offer(
        self, claim: Claim, old: Opening | None, names: ApplicantNames | Opening, recipient: bytes
    ) -> Opening:
        now, seconds = self._visits.now, self._settings.permission_seconds
        if old and old.state is State.OFFERED and old.is_usable(now + seconds // 2):
            return replace(old, given_names=names.given_names, surname=names.surname, recipient=recipient)
        return Opening(
            id=self._name(claim),
            profile_id=claim.profile_id,
            given_names=names.given_names,
            surname=names.surname,
            grant=self._bank.asks_permission(
                claim.wallet.identifier, now=datetime.fromtimestamp(now, UTC), usable_seconds=seconds
            ),
            recipient=recipient,
            sessions=old.sessions_so_far(self._settings.tries, now) if old else 0,
            tried=old.tried if old else 0,
        )

    def _verify(self, old: Opening, opening: Opening, language: Language) -> dict[str, str]:
        now = self._visits.now
        if not opening.is_usable(now):
            raise Denied("The permission's time is over.", code="permission_expired")
        applicant = Applicant(
            reference=opening.id,
            expected=Expected(opening.surname, opening.given_names),
            return_url=f"{self._settings.public_url}/?view=open",
            language=language,
        )
        try:
            session = self._provider.start(applicant)
        except Invalid:  # of what it was given, the names alone are the person's
            raise Invalid(
                "The verification service does not take these names.", code="names_refused"
            ) from None
        new = verifying(opening, session, self._settings.tries, now)
        self._swap(old, new, due=session.expires + GRACE_SECONDS)
        log.info("opening %s: %s", opening.id, State.VERIFYING)
        return {"url": session.url}

    def _swap(self, old: Opening | None, new: Opening, *, due: int) -> None:
        if not self._records.openings.swap(old, new, due=due):
            raise Denied("Something else happened at the same time. Try again.", code="conflict")
