"""Is a shared credential what it claims to be? Every check on its own line, and one verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from idos.arguments import check_fields
from idos.crypto import ed25519
from idos.crypto.encoding import b64decode, hexdecode
from idos.crypto.hashes import content_hash
from idos.enclave.signatures import content_is_signed, notes_are_signed
from idos.errors import Denied, IdosError
from idos.sdk.attestation import APPROVED, read_notes
from idos.sdk.credentials import Check, Claims, Status, claims_of, verify
from idos.sdk.records import AccessGrant, RowRecord, StoredCredential
from idos.sdk.w3c.keys import IssuerKey

WRITTEN_BY_ISSUER: Final = "delegated_write_grant"
"""The ``inserter_type`` of a grant whose copy came with its original, from the same issuer."""

_DOUBTS: Final = frozenset({"not_bound", "notes_not_bound", "no_notes", "unattested"})
"""Codes of failed checks that leave a credential authentic, but in part on holder's or node's word."""


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """An issuer as a consumer knows it.

    ``keys`` sign its credentials; ``auth_public_keys`` (hex) sign what it writes to the network.
    """

    keys: tuple[IssuerKey, ...]
    auth_public_keys: tuple[str, ...]

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Attestation(RowRecord):
    """The signatures that the network keeps: of the original's notes, and of the copy.

    The first three are empty when the original was removed; the signature also when its issuer edited the
    notes on the network.
    """

    public_notes: str
    public_notes_signature: str
    issuer_auth_public_key: str
    copy_public_notes_signature: str
    broader_signature: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was gathered about one shared credential. ``attestation``: None where the network has none.

    ``expected_owner`` and ``expected_hash`` are what the consumer knows by other means than from this node.
    """

    grant: AccessGrant
    stored: StoredCredential
    plaintext: bytes = field(repr=False)
    attestation: Attestation | None
    expected_owner: UUID | None = None
    expected_hash: str | None = None

    @property
    def is_expected(self) -> bool:
        """Whether anything was known beforehand."""
        return self.expected_owner is not None or self.expected_hash is not None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found about a shared credential, a line for each check.

    ``verified``: an issuer signed exactly this, and stands by it. ``weak``: an issuer signed these values,
    but which field they stand in, or whether the status is theirs, is the holder's or the node's word.
    ``failed``: neither.
    ``credential`` is the document, empty when the verdict is ``failed``; ``format`` names its format, and is
    None when that is unknown.
    """

    status: Status
    checks: tuple[Check, ...]
    grant: AccessGrant
    credential: Mapping[str, Any] = field(repr=False)
    format: str | None = None

    @property
    def claims(self) -> Claims | None:
        """What the credential says, whatever its format; None when the verdict is ``failed``."""
        return claims_of(self.format, self.credential)

    def raise_for_status(self, *, allow_weak: bool = False) -> None:
        """Return when verified (or weak, where allowed); else raise :class:`Unverified`."""
        if self.status == "verified" or (self.status == "weak" and allow_weak):
            return
        raise Unverified(self)


class Unverified(Denied):
    """A credential that must not be relied on. The code is that of the first failed check."""

    def __init__(self, inspection: Inspection) -> None:
        failed = next(check for check in inspection.checks if not check.ok)
        super().__init__(failed.message, code=failed.code)
        self.inspection = inspection


def inspect(evidence: Evidence, issuers: Sequence[TrustedIssuer], *, now: datetime) -> Inspection:
    """Make every check. Never raises for what the credential is."""
    case = _Case(
        evidence,
        writers=frozenset(key.lower() for issuer in issuers for key in issuer.auth_public_keys),
        hash=content_hash(evidence.plaintext),
    )
    provenance = _line("provenance", case, _provenance)
    document = verify(
        evidence.plaintext,
        [key for issuer in issuers for key in issuer.keys],
        now=now,
        attested_hash=case.hash if provenance.code == "written_by_issuer" else None,
    )
    checks = (
        *((_line("request", case, _request),) if evidence.is_expected else ()),
        _line("content", case, _content),
        provenance,
        *document.checks,
        _line("notes", case, _notes),
        _line("status", case, _status),
        _line("notes_binding", case, _notes_binding),
    )
    failures = {check.code for check in checks if not check.ok}
    status: Status = "failed" if failures - _DOUBTS else "weak" if failures else "verified"
    shown = {} if status == "failed" else document.credential
    return Inspection(status, checks, evidence.grant, shown, document.format)


@dataclass(frozen=True, slots=True)
class _Case:
    """One inspection: what was gathered, whose signatures count, and the hash of the plaintext."""

    evidence: Evidence
    writers: frozenset[str]
    hash: str

    @property
    def by_delegation(self) -> bool:
        """Whether the copy came about together with its original, from one of the issuers."""
        grant, stored = self.evidence.grant, self.evidence.stored
        return grant.inserter_type == WRITTEN_BY_ISSUER and stored.issuer_auth_public_key in self.writers


def _line(name: str, case: _Case, step: Callable[[_Case], tuple[str, str]]) -> Check:
    try:
        code, message = step(case)
    except IdosError as error:
        return Check(name, ok=False, code=error.code, message=error.message)
    return Check(name, ok=True, code=code, message=message)


def _request(case: _Case) -> tuple[str, str]:
    """Whether the answer is to the question: a node can show another copy under the id that was asked for."""
    owner, named = case.evidence.expected_owner, case.evidence.expected_hash
    if owner not in {None, case.evidence.grant.owner_user_id}:
        raise Denied("The copy is another person's than expected.", code="owner_mismatch")
    if named is not None and named.lower() != case.hash:
        raise Denied("This is not the content that was expected.", code="content_hash_mismatch")
    return "ok", "The copy is the one that was expected."


def _content(case: _Case) -> tuple[str, str]:
    named = case.evidence.grant.content_hash
    if named is None:
        return "no_hash", "The grant names no hash of the content."
    if case.hash != named.lower():
        raise Denied("This is not the content that the grant names.", code="content_hash_mismatch")
    return "ok", "The content is the one that the grant names."


def _provenance(case: _Case) -> tuple[str, str]:
    """Who encrypted this copy. Only an issuer's signature over the ciphertext says that it was the issuer."""
    stored, seen = case.evidence.stored, case.evidence.attestation
    if not case.by_delegation:
        return "by_holder", "The holder may have made this copy; the credential's own proofs decide."
    if seen is None:
        return "unattested", "The network does not show who signed this copy; the credential's proofs decide."
    if not content_is_signed(
        stored.content,
        b64decode(seen.copy_public_notes_signature, ed25519.SIGNATURE_SIZE),
        b64decode(seen.broader_signature, ed25519.SIGNATURE_SIZE),
        hexdecode(stored.issuer_auth_public_key, ed25519.PUBLIC_KEY_SIZE),
    ):
        raise Denied("The issuer's signature over this copy is wrong.", code="invalid_copy_signature")
    return "written_by_issuer", "The issuer encrypted and signed this copy itself."


def _notes(case: _Case) -> tuple[str, str]:
    stored, seen = case.evidence.stored, case.evidence.attestation
    if seen is None:
        text = "The network does not show who signed the public notes: their status is the node's word."
        raise Denied(text, code="unattested")
    if seen.public_notes != stored.public_notes:
        raise Denied("The node shows two different public notes.", code="notes_mismatch")
    if not seen.issuer_auth_public_key:
        raise Denied("The original was removed, and its public notes with it.", code="no_notes")
    if seen.issuer_auth_public_key not in case.writers:
        raise Denied("The public notes are by an issuer you do not trust.", code="untrusted_notes")
    if not seen.public_notes_signature:
        return "edited_by_issuer", "The issuer edited the public notes, as the network vouches."
    if not notes_are_signed(
        seen.public_notes,
        b64decode(seen.public_notes_signature, ed25519.SIGNATURE_SIZE),
        hexdecode(seen.issuer_auth_public_key, ed25519.PUBLIC_KEY_SIZE),
    ):
        raise Denied("The signature of the public notes is wrong.", code="invalid_notes_signature")
    return "ok", "The issuer signed the public notes."


def _status(case: _Case) -> tuple[str, str]:
    status = read_notes(case.evidence.stored.public_notes).get("status")
    if status is None:
        return "no_status", "The public notes state no status."
    if status != APPROVED:
        code = "revoked" if status == "revoked" else "not_approved"
        raise Denied("The issuer does not stand by this credential.", code=code)
    return "ok", "The issuer stands by this credential."


def _notes_binding(case: _Case) -> tuple[str, str]:
    """Whether the notes, and so the status, are about this content, and not about another of the holder's.

    [credentials 2.2]
    """
    notes = read_notes(case.evidence.stored.public_notes)
    if not notes:
        raise Denied("There are no public notes that could state a status.", code="no_notes")
    if notes.get("content_hash") == case.hash:
        return "ok", "The public notes name this content."
    if case.by_delegation:
        return "written_together", "The issuer wrote this copy and the public notes at once."
    raise Denied("Nothing ties the public notes to this content.", code="notes_not_bound")
