"""Making a credential: a W3C Verifiable Credential in the form of the official SDK."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from idos.errors import Invalid
from idos.sdk.w3c import proofs
from idos.sdk.w3c.contexts import BUILD_CONTEXT
from idos.sdk.w3c.keys import IssuerKey
from idos.sdk.w3c.shape import MAX_BYTES, serialize
from idos.sdk.w3c.subject import CredentialFields, FaceIdSubject, Subject, members
from idos.sdk.w3c.values import format_second


def build_credential(
    fields: CredentialFields,
    subject: Subject | FaceIdSubject,
    key: IssuerKey,
    *,
    now: datetime,
    bound: bool = True,
) -> dict[str, Any]:
    """A signed credential, issued at ``now``; :func:`~idos.sdk.w3c.shape.serialize` makes it the plaintext.

    It carries two proofs by the same key: the one the official software checks, and one that binds each value
    to its name. ``bound=False`` leaves the second out: the official SDK's form, byte for byte, which our own
    verifier calls weak. See ``docs/protocol/w3c.md`` §4 and §5.

    Raises ``Invalid`` if the key cannot sign, ``now`` has no time zone, or the plaintext gets too long.
    """
    issued_at = format_second(now)
    document: dict[str, Any] = {
        "@context": list(BUILD_CONTEXT),
        "type": ["VerifiableCredential"],
        "issuer": key.controller,
        **members(fields),
        "credentialSubject": {"@context": subject.context, **members(subject)},
        "issuanceDate": issued_at,
    }
    linked = proofs.linked_proof(document, key, issued_at)
    proof = [linked, proofs.integrity_proof(document, key, issued_at)] if bound else linked
    credential = document | {"proof": proof}
    if len(serialize(credential)) > MAX_BYTES:
        raise Invalid(f"a credential has at most {MAX_BYTES} bytes", code="too_large")
    return credential
