"""What a consumer does: read what people shared with it, and make sure of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from idos.crypto import box
from idos.errors import IdosError, NotFound
from idos.sdk.common import Operations
from idos.sdk.inspection import (
    WRITTEN_BY_ISSUER,
    Attestation,
    Evidence,
    Inspection,
    TrustedIssuer,
    inspect,
)
from idos.sdk.issuer import create_grant
from idos.sdk.operations import Operation, writes
from idos.sdk.records import AccessGrant, Grantee, SignedOffer
from idos.sdk.session import Session
from idos.sdk.signers import ServerKey, WalletSigner

_PAGE = 500


class Consuming(Operations):
    """A consumer's operations. ``encryption_key``: the 32-byte X25519 secret that copies are encrypted to."""

    def __init__(self, session: Session, signer: ServerKey | WalletSigner, encryption_key: bytes) -> None:
        super().__init__(session)
        self.signer = signer
        self.encryption_public_key = box.public_key(encryption_key)
        self._encryption_key: Callable[[], bytes] = lambda: encryption_key

    @property
    def grantee(self) -> Grantee:
        """The consumer as somebody to share with."""
        return Grantee(self.signer.identifier, self.encryption_public_key)

    def all_grants(self, user_id: UUID | None = None) -> Operation[list[AccessGrant]]:
        """Every grant made to the consumer, fetched page by page.

        The count that comes with the first page ends it: a node that always has one more is not followed.
        """
        page = yield from self.grants_received(user_id, size=_PAGE)
        grants, total = list(page.grants), page.total
        while len(page.grants) == _PAGE and len(grants) < total:
            page = yield from self.grants_received(user_id, page=len(grants) // _PAGE + 1, size=_PAGE)
            grants.extend(page.grants)
        return grants

    def read(self, credential_id: UUID) -> Operation[bytes]:
        """The plaintext of a copy, unverified. Raises ``NotFound``, or ``Denied`` (``cannot_decrypt``)."""
        sealed = (yield from self.shared_credential(credential_id)).sealed
        return box.open_sealed(sealed.content, sealed.encryptor_public_key, self._encryption_key())

    def inspect_credential(
        self, credential_id: UUID, issuers: Sequence[TrustedIssuer], *, now: datetime | None = None
    ) -> Operation[Inspection]:
        """Decrypt a copy and check it in every way, without judging: the report says what was found.

        Raises ``NotFound`` when it is not shared with the consumer, ``Denied`` (``cannot_decrypt``) when it
        was encrypted for another key.
        """
        grants = yield from self.grants_for(credential_id)
        if not grants:
            raise NotFound("the credential is not shared with this consumer", code="credential_not_readable")
        stored = yield from self.shared_credential(credential_id)
        plaintext = box.open_sealed(
            stored.sealed.content, stored.sealed.encryptor_public_key, self._encryption_key()
        )
        attestation = yield from self._attestation(credential_id)
        # Of several grants on one copy, the one that it came with says how it came about.
        grant = next((grant for grant in grants if grant.inserter_type == WRITTEN_BY_ISSUER), grants[0])
        evidence = Evidence(grant, stored, plaintext, attestation)
        return inspect(evidence, issuers, now=now or datetime.now(UTC))

    def verified_credential(
        self,
        credential_id: UUID,
        issuers: Sequence[TrustedIssuer],
        *,
        allow_weak: bool = False,
        now: datetime | None = None,
    ) -> Operation[Inspection]:
        """A credential that may be relied on, in one call: its content is in ``credential`` of the report.

        Raises ``Unverified``, with the report, for the first check that failed: the content's hash, who wrote
        the copy, the issuer's proofs, the dates, the notes' signature, the status.
        """
        report = yield from self.inspect_credential(credential_id, issuers, now=now)
        report.raise_for_status(allow_weak=allow_weak)
        return report

    @writes
    def rescind(self, credential_id: UUID) -> Operation[None]:
        """Give a copy back: the consumer's grants on it go, and the copy too when nobody else has one."""
        yield from self._session.execute(
            "rescind_shared_credential", credential_id, description="Rescind a shared credential in idOS"
        )

    @writes
    def create_grant(self, signed: SignedOffer) -> Operation[None]:
        """Create the access grant that a person offered."""
        yield from create_grant(self._session, signed)

    def _attestation(self, credential_id: UUID) -> Operation[Attestation | None]:
        """What the network keeps of the issuer's signatures; None at nodes without that view."""
        try:
            return (yield from self._session.row(Attestation, "get_credential_attestation", credential_id))
        except IdosError as error:
            if error.code in {"unknown_action", "action_failed"}:
                return None
            raise
