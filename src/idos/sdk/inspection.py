"""Is a shared credential what it claims to be? Every check on its own line, and one verdict."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from idos.crypto.encoding import b64decode, hexdecode
from idos.crypto.hashes import content_hash
from idos.errors import Denied, IdosError, Invalid
from idos.protocol.credentials import MAX_NOTES_BYTES
from idos.protocol.wire import Bounds, decode_json
from idos.sdk.attestation import content_is_signed, notes_are_signed
from idos.sdk.records import AccessGrant, StoredCredential
from idos.sdk.w3c import Check, IssuerKey, Verification, verify_credential

_SIGNATURE_BYTES = 64
_KEY_BYTES = 32
_NOTES_BOUNDS = Bounds(size=MAX_NOTES_BYTES, values=4096)
_GOOD_STATUS = "approved"


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """An issuer as a consumer knows it: the keys that sign its credentials, and those that it writes with."""

    keys: tuple[IssuerKey, ...]
    auth_public_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attestation:
    """The signatures that the network keeps: of the original's notes, and of the copy's content."""

    public_notes: str
    public_notes_signature: str
    issuer_auth_public_key: str
    copy_notes_signature: str
    broader_signature: str
    copy_issuer_auth_public_key: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Attestation:
        """From a row of ``get_credential_attestation``."""
        return cls(
            row["public_notes"],
            row["public_notes_signature"],
            row["issuer_auth_public_key"],
            row["copy_public_notes_signature"],
            row["broader_signature"],
            row["copy_issuer_auth_public_key"],
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was gathered about one shared credential. ``attestation``: None where the network has none."""

    grant: AccessGrant
    stored: StoredCredential
    plaintext: bytes = field(repr=False)
    attestation: Attestation | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found. ``credential`` is the verified document, empty when the verdict is ``failed``."""

    status: str
    checks: tuple[Check, ...]
    grant: AccessGrant
    credential: Mapping[str, Any] = field(repr=False)

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
    writers = {key for issuer in issuers for key in issuer.auth_public_keys}
    provenance = _line("provenance", lambda: _provenance(evidence, writers))
    by_issuer = provenance.ok and provenance.code == "written_by_issuer"
    document = verify_credential(
        evidence.plaintext,
        [key for issuer in issuers for key in issuer.keys],
        now=now,
        attested_hash=content_hash(evidence.plaintext) if by_issuer else None,
    )
    checks = (
        _line("content", lambda: _content(evidence)),
        provenance,
        *document.checks,
        _line("notes", lambda: _notes(evidence, writers)),
        _line("status", lambda: _status(evidence)),
    )
    return Inspection(_verdict(document, checks), checks, evidence.grant, document.credential)


def _verdict(document: Verification, checks: Sequence[Check]) -> str:
    others_hold = all(check.ok for check in checks if check not in document.checks)
    return document.status if others_hold else "failed"


def _line(name: str, step: Callable[[], tuple[str, str]]) -> Check:
    try:
        code, message = step()
    except IdosError as error:
        return Check(name, ok=False, code=error.code, message=error.message)
    return Check(name, ok=True, code=code, message=message)


def _content(evidence: Evidence) -> tuple[str, str]:
    if evidence.grant.content_hash is None:
        return "no_hash", "The grant names no hash of the content."
    if content_hash(evidence.plaintext) != evidence.grant.content_hash.lower():
        raise Denied("This is not the content that the grant names.", code="content_hash_mismatch")
    return "ok", "The content is the one that the grant names."


def _provenance(evidence: Evidence, writers: Collection[str]) -> tuple[str, str]:
    """Who encrypted this copy. Only an issuer's signature over the ciphertext says that it was the issuer."""
    seen = evidence.attestation
    if evidence.grant.inserter_type != "delegated_write_grant":
        return (
            "copied_by_owner",
            "The person made this copy herself; the proofs in the credential must decide.",
        )
    if seen is None:
        return (
            "unattested",
            "The network does not show who signed this copy; the credential's proofs must decide.",
        )
    if seen.copy_issuer_auth_public_key not in writers:
        return (
            "unknown_writer",
            "An issuer you have not named wrote this copy; the credential's proofs must decide.",
        )
    if not content_is_signed(
        evidence.stored.sealed.content,
        b64decode(seen.copy_notes_signature, _SIGNATURE_BYTES),
        b64decode(seen.broader_signature, _SIGNATURE_BYTES),
        hexdecode(seen.copy_issuer_auth_public_key, _KEY_BYTES),
    ):
        raise Denied("The issuer's signature over this copy is wrong.", code="invalid_copy_signature")
    return "written_by_issuer", "The issuer encrypted and signed this copy itself."


def _notes(evidence: Evidence, writers: Collection[str]) -> tuple[str, str]:
    seen = evidence.attestation
    if seen is None or not seen.issuer_auth_public_key:
        return "unattested", "The network does not show who signed the public notes."
    if seen.public_notes != evidence.stored.public_notes:
        raise Denied("The node shows two different public notes.", code="notes_mismatch")
    if writers and seen.issuer_auth_public_key not in writers:
        raise Denied("The public notes are by an issuer you do not trust.", code="untrusted_notes")
    if not seen.public_notes_signature:
        return (
            "edited_by_issuer",
            "The issuer edited the public notes on the network, which vouches for that.",
        )
    if not notes_are_signed(
        seen.public_notes,
        b64decode(seen.public_notes_signature, _SIGNATURE_BYTES),
        hexdecode(seen.issuer_auth_public_key, _KEY_BYTES),
    ):
        raise Denied("The signature of the public notes is wrong.", code="invalid_notes_signature")
    return "ok", "The issuer signed the public notes."


def _status(evidence: Evidence) -> tuple[str, str]:
    try:
        notes = decode_json(evidence.stored.public_notes.encode(), dict[str, Any], _NOTES_BOUNDS)
    except Invalid:
        return "no_status", "The public notes state no status."
    status = notes.get("status")
    if status is None:
        return "no_status", "The public notes state no status."
    if status != _GOOD_STATUS:
        code = "revoked" if status == "revoked" else "not_approved"
        raise Denied("The issuer does not stand by this credential any more.", code=code)
    return "ok", "The issuer stands by this credential."
