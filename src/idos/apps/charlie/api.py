"""What a visitor can ask of the exchange.

A grant says which wallet gave it: the network writes that down (``inserter_id``). So a visit in which that
wallet was proved is its owner's, and nobody else can make use of a copy whose id became known.

Of a person the exchange keeps nothing but where her copy is: it reads the copy anew whenever she comes.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from idos.apps.charlie.exchange import FIELDS, Charlie, Customer
from idos.apps.charlie.settings import CharlieSettings
from idos.apps.sealed_store import NEVER, SealedStore
from idos.apps.visits import Claim, Visits
from idos.errors import Denied, NotFound
from idos.sdk.inspection import Inspection, Unverified
from idos.sdk.records import AccessGrant
from idos.sdk.sign_in import wallet_identity
from idos.sdk.wire import Message, b64encode, parse_uuid

CREDENTIAL_TYPE: Final = "passport"
"""The ``type`` in the public notes of what is asked for."""

_LEEWAY_SECONDS: Final = 900
"""How much shorter than asked a lock may be: the person takes her time between question and answer."""

log = logging.getLogger("idos.charlie")


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted(Message):
    """``POST /api/granted``: the page says that a grant stands."""

    copy_id: UUID
    grant_id: UUID
    owner_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRecord(Message):
    """What is kept of a person. Times are Unix seconds; ``withdrawn`` is when her copy was first missed.

    ``content_hash`` is of what her copy held when she was taken on: what a node shows later has to be that.
    """

    copy_id: UUID
    content_hash: str | None = None
    since: int
    locked_until: int
    card: str = ""
    withdrawn: int = 0


class ExchangeApi:
    """The exchange's side of each of the page's questions. Safe for use from several threads."""

    def __init__(
        self, settings: CharlieSettings, charlie: Charlie, store: SealedStore, visits: Visits
    ) -> None:
        self._settings = settings
        self._charlie = charlie
        self._store = store
        self._clients = store.collection("clients", ClientRecord)
        self._visits = visits

    def request(self, _: str, __: Mapping[str, str]) -> dict[str, Any]:
        """What the exchange asks people for."""
        grantee = self._charlie.client.grantee
        return {
            "credential_type": CREDENTIAL_TYPE,
            "issuers": [key for issuer in self._charlie.issuers for key in issuer.auth_public_keys],
            "fields": FIELDS,
            "lock_seconds": self._settings.lock_seconds,
            "grantee": grantee.identifier,
            "encryption_public_key": b64encode(grantee.encryption_public_key),
        }

    def take_grant(self, visit: str, said: Granted) -> None:
        """Take a person on who shared her credential. Safe to repeat.

        Raises `NotFound` (``not_shared``); `Denied`: ``unproven``, ``other_wallet`` when another wallet gave
        the grant, ``lock_too_short``, ``conflict``, and as `Charlie.identify` does.
        """
        claim = self._visits.proved(visit, said.owner_id)
        grant = self._grant(said)
        if grant.inserter_type != "user" or not _is_same(grant.inserter_id, claim.wallet.identifier):
            raise Denied("Another wallet gave this grant.", code="other_wallet")
        name = self._name(claim)
        known = self._clients.get(name)
        if known and known.copy_id == said.copy_id and not known.withdrawn:
            return
        self._check_lock(grant)
        self._charlie.identify(said.copy_id, owner=claim.profile_id, content_hash=grant.content_hash)
        old = self._clients.get(name)  # once more: while the node was asked, a card may have been claimed
        new = ClientRecord(
            copy_id=said.copy_id,
            content_hash=grant.content_hash,
            since=self._visits.now,
            locked_until=grant.locked_until,
            card=old.card if old else "",
        )
        self._swap(name, old, new)
        log.info("a client was taken on")

    def account(self, visit: str, query: Mapping[str, str]) -> dict[str, Any]:
        """How things stand now with the wallet that was proved: the copy is read and checked anew.

        Only of the profile ``profile_id``, where one is named. Raises `Unavailable` when the node does not
        answer.
        """
        asked = query.get("profile_id")
        claim = self._visits.known(visit, parse_uuid(asked) if asked else None)
        client = self._clients.get(self._name(claim)) if claim else None
        if claim is None or client is None:
            return {"state": "none"}
        try:
            report = self._identify(claim, client).report
        except Unverified as error:
            return self._answer("unverified", client, error.inspection)
        except NotFound:
            return self._answer("withdrawn", self._missed(self._name(claim), client), None)
        return self._answer("verified", client, report)

    def claim_card(self, visit: str, _: dict[str, Any]) -> dict[str, str]:
        """Give a person her card, if her credential can be relied on now. The same one when repeated.

        Raises `Denied` (``no_account``, ``conflict``), and as `Charlie.identify` does.
        """
        claim = self._visits.proved(visit)
        name = self._name(claim)
        client = self._clients.get(name)
        if client is None:
            raise Denied("There is no account.", code="no_account")
        self._identify(claim, client)
        if not client.card:
            new = replace(client, card=f"{secrets.randbelow(10**4):04}")
            self._swap(name, client, new)
            client = new
        return {"card": client.card}

    def _identify(self, claim: Claim, client: ClientRecord) -> Customer:
        return self._charlie.identify(
            client.copy_id, owner=claim.profile_id, content_hash=client.content_hash
        )

    def _grant(self, said: Granted) -> AccessGrant:
        grants = self._charlie.client.grants_for(said.copy_id)
        for grant in grants:
            if (grant.id, grant.owner_user_id) == (said.grant_id, said.owner_id):
                return grant
        raise NotFound("Nothing is shared under this name.", code="not_shared")

    def _check_lock(self, grant: AccessGrant) -> None:
        """Raise `Denied` (``lock_too_short``) when it can be revoked earlier than was asked."""
        wanted = self._visits.now + self._settings.lock_seconds - _LEEWAY_SECONDS
        if self._settings.lock_seconds and grant.locked_until < wanted:
            raise Denied("The grant can be revoked too early.", code="lock_too_short")

    def _swap(self, name: str, old: ClientRecord | None, new: ClientRecord) -> None:
        if not self._clients.swap(name, old, new, due=NEVER):
            raise Denied("Something else happened at the same time. Try again.", code="conflict")

    def _missed(self, name: str, client: ClientRecord) -> ClientRecord:
        if client.withdrawn:
            return client
        new = replace(client, withdrawn=self._visits.now)
        self._clients.swap(name, client, new, due=NEVER)
        return new

    def _answer(self, state: str, client: ClientRecord, report: Inspection | None) -> dict[str, Any]:
        claims = report.claims if report else None
        subject = claims.subject if claims else {}
        return {
            "state": state,
            "since": client.since,
            "locked_until": client.locked_until,
            "withdrawn": client.withdrawn or None,
            "checked": self._visits.now,
            "card": client.card or None,
            "subject": {field: subject[field] for field in FIELDS if field in subject},
            "checks": report.checks if report else (),
        }

    def _name(self, claim: Claim) -> str:
        return self._store.name("client", wallet_identity(claim.wallet.identifier), str(claim.profile_id))


def _is_same(one: str, other: str) -> bool:
    """Whether two identifiers name one wallet, however they are written."""
    return wallet_identity(one) == wallet_identity(other)
