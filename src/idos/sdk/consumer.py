"""What a consumer does: read what people shared with it, and make sure of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from idos.crypto import box
from idos.errors import IdosError, NotFound, Unavailable
from idos.protocol.actions.credentials import GetCredentialAttestation
from idos.protocol.actions.sharing import RescindSharedCredential
from idos.sdk.drivers import Operation, writes
from idos.sdk.faults import UNKNOWN_ACTION
from idos.sdk.inspection import (
    WRITTEN_BY_ISSUER,
    Attestation,
    Evidence,
    Inspection,
    TrustedIssuer,
    inspect,
)
from idos.sdk.issuer import create_grant
from idos.sdk.operations import Operations, check_answer
from idos.sdk.records import AccessGrant, Grantee, SignedOffer, StoredCredential
from idos.sdk.session import Session
from idos.sdk.signers import ServerKey, WalletSigner

MAX_GRANTS: Final = 100_000
"""The most grants that are fetched at once, unless another number is given."""

_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class _Attestation(Attestation):
    id: UUID
    user_id: UUID
    copy_issuer_auth_public_key: str


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

    def all_grants(
        self, user_id: UUID | None = None, *, limit: int = MAX_GRANTS
    ) -> Operation[list[AccessGrant]]:
        """Every grant made to the consumer, fetched page by page, and each once.

        The count that comes with the first page ends it. Raises ``Unavailable``: ``too_many_grants`` when
        there are more than ``limit``, ``bad_response`` for a node that shows grants again.
        """
        page = yield from self.grants_received(user_id, size=_PAGE)
        total, grants = page.total, {grant.id: grant for grant in page.grants}
        if total > limit:
            raise Unavailable(f"the node names {total} grants, more than {limit}", code="too_many_grants")
        while len(page.grants) == _PAGE and len(grants) < total:
            page = yield from self.grants_received(user_id, page=len(grants) // _PAGE + 1, size=_PAGE)
            known = len(grants)
            grants.update((grant.id, grant) for grant in page.grants)
            check_answer(len(grants) == known + len(page.grants))
        return list(grants.values())

    def read(self, credential_id: UUID) -> Operation[bytes]:
        """The plaintext of a copy, unverified. Raises ``NotFound``, or ``Denied`` (``cannot_decrypt``)."""
        sealed = (yield from self.shared_credential(credential_id)).sealed
        return box.open_sealed(sealed.content, sealed.encryptor_public_key, self._encryption_key())

    def inspect_credential(
        self,
        credential_id: UUID,
        issuers: Sequence[TrustedIssuer],
        *,
        owner: UUID | None = None,
        content_hash: str | None = None,
        now: datetime | None = None,
    ) -> Operation[Inspection]:
        """Decrypt a copy and check it in every way, without judging: the report says what was found.

        ``owner``, a profile's id, and ``content_hash``, lower hex, are what is expected: as the person, or
        one's own books, name them. Without a hash, that this copy is the one asked for is the node's word.

        Raises ``NotFound`` when it is not shared with the consumer, ``Denied`` (``cannot_decrypt``) when it
        was encrypted for another key.
        """
        grants = yield from self.grants_for(credential_id)
        if not grants:
            raise NotFound("the credential is not shared with this consumer", code="credential_not_readable")
        stored = yield from self.shared_credential(credential_id)
        check_answer({grant.owner_user_id for grant in grants} == {stored.user_id})
        plaintext = box.open_sealed(
            stored.sealed.content, stored.sealed.encryptor_public_key, self._encryption_key()
        )
        attestation = yield from self._attestation(stored)
        # Of several grants on one copy, the one that it came with says how it came about.
        grant = next((grant for grant in grants if grant.inserter_type == WRITTEN_BY_ISSUER), grants[0])
        evidence = Evidence(grant, stored, plaintext, attestation, owner, content_hash)
        return inspect(evidence, issuers, now=now or datetime.now(UTC))

    def verified_credential(
        self,
        credential_id: UUID,
        issuers: Sequence[TrustedIssuer],
        *,
        owner: UUID | None = None,
        content_hash: str | None = None,
        allow_weak: bool = False,
        now: datetime | None = None,
    ) -> Operation[Inspection]:
        """A credential that may be relied on, in one call: its content is in ``credential`` of the report.

        Raises ``Unverified``, with the report, for the first check that failed: what was expected (as
        :meth:`inspect_credential`), the content's hash, who wrote the copy, the issuer's proofs, the dates,
        the notes' signature, the status.
        """
        report = yield from self.inspect_credential(
            credential_id, issuers, owner=owner, content_hash=content_hash, now=now
        )
        report.raise_for_status(allow_weak=allow_weak)
        return report

    @writes
    def rescind(self, credential_id: UUID) -> Operation[None]:
        """Give a copy back: the consumer's grants on it go, and the copy too when nobody else has one."""
        yield from self._session.execute(
            RescindSharedCredential(credential_id), "Rescind a shared credential in idOS"
        )

    @writes
    def create_grant(self, signed: SignedOffer) -> Operation[None]:
        """Create the access grant that a person offered."""
        yield from create_grant(self._session, signed)

    def _attestation(self, stored: StoredCredential) -> Operation[Attestation | None]:
        """What the network keeps of the issuer's signatures; None at nodes without that view."""
        try:
            found = yield from self._session.row(_Attestation, GetCredentialAttestation(stored.id))
        except IdosError as error:
            if error.code in UNKNOWN_ACTION:
                return None
            raise
        shown = (found.id, found.user_id, found.copy_issuer_auth_public_key)
        check_answer(shown == (stored.id, stored.user_id, stored.issuer_auth_public_key))
        return found
