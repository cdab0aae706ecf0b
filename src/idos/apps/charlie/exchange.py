"""What the exchange does at the network: it retrieves what was shared, and makes sure of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from idos.errors import Denied
from idos.sdk.clients import Consumer
from idos.sdk.inspection import Inspection, TrustedIssuer

FIELDS: Final = ("firstName", "familyName", "dateOfBirth", "nationality", "idDocumentNumber")
"""What the exchange reads of a credential's subject."""
NAMES: Final = frozenset({"firstName", "familyName"})
"""Of these it needs one: people with one name have the other nowhere."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who may open an account, and why: the report on her credential.

    Of a person with one name, the surname or the given names are empty.
    """

    given_names: str
    surname: str
    birth_date: str
    report: Inspection


@dataclass(frozen=True, slots=True)
class Charlie:
    """The exchange at a node, and the issuers that it relies on."""

    client: Consumer
    issuers: Sequence[TrustedIssuer]

    def identify(self, copy_id: UUID, *, owner: UUID, content_hash: str | None = None) -> Customer:
        """Retrieve, decrypt and verify what ``owner`` shared, in one call.

        ``content_hash``: of what this copy held before, when it is known; a node could show another.

        Raises ``Unverified``, with the report, when anything about it is wrong; ``NotFound`` when it is not
        shared, or not any more; ``Denied`` (``fields_missing``) when it does not say enough.
        """
        report = self.client.verified_credential(
            copy_id, self.issuers, owner=owner, content_hash=content_hash
        )
        subject = report.claims.subject if report.claims else {}
        if "dateOfBirth" not in subject or NAMES.isdisjoint(subject):
            raise Denied("The credential does not state all that is needed.", code="fields_missing")
        given_names, surname = subject.get("firstName", ""), subject.get("familyName", "")
        return Customer(given_names, surname, subject["dateOfBirth"][:10], report)
