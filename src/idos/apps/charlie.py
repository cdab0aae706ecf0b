"""Charlie's exchange, a consumer: opens accounts for people whose bank has identified them already.

It is a sample of what any consumer can write on the SDK.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from idos.sdk.clients import Consumer
from idos.sdk.inspection import Inspection, TrustedIssuer


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who may open an account, and why: the report on her credential."""

    given_names: str
    surname: str
    birth_date: str
    report: Inspection


@dataclass(frozen=True, slots=True)
class Charlie:
    """The exchange at a node, and the issuers that it relies on."""

    client: Consumer
    issuers: Sequence[TrustedIssuer]

    def identify(self, copy_id: UUID) -> Customer:
        """Retrieve, decrypt and verify what was shared, in one call.

        Raises ``Unverified``, with the report, when anything about it is wrong; ``NotFound`` when it is not
        shared, or not any more.
        """
        report = self.client.verified_credential(copy_id, self.issuers)
        subject = report.credential["credentialSubject"]
        return Customer(subject["firstName"], subject["familyName"], subject["dateOfBirth"][:10], report)
