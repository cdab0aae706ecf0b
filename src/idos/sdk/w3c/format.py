"""W3C Verifiable Credentials with Ed25519 as a credential format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from idos.errors import Invalid
from idos.sdk.credential_format import Claims, CredentialFormat, Verification
from idos.sdk.w3c.build import build_credential
from idos.sdk.w3c.contexts import CREDENTIALS_V1
from idos.sdk.w3c.keys import IssuerKey
from idos.sdk.w3c.shape import read, serialize
from idos.sdk.w3c.subject import CredentialFields, FaceIdSubject, Subject
from idos.sdk.w3c.verify import verify_credential


@dataclass(frozen=True, slots=True)
class _W3C:
    """Data Model 1.1, in the idOS vocabulary. See ``docs/protocol/w3c.md``."""

    name: str = "w3c"

    def build(
        self, fields: CredentialFields, subject: Subject | FaceIdSubject, key: IssuerKey, *, now: datetime
    ) -> dict[str, Any]:
        return build_credential(fields, subject, key, now=now)

    def serialize(self, document: Mapping[str, Any]) -> bytes:
        return serialize(document)

    def recognises(self, plaintext: bytes) -> bool:
        """A JSON object whose first context is that of the data model."""
        try:
            contexts = read(plaintext).get("@context")
        except Invalid:
            return False
        return isinstance(contexts, list) and contexts[:1] == [CREDENTIALS_V1]

    def verify(
        self,
        plaintext: bytes,
        issuers: Sequence[IssuerKey],
        *,
        now: datetime,
        attested_hash: str | None = None,
    ) -> Verification:
        return verify_credential(plaintext, issuers, now=now, attested_hash=attested_hash)

    def claims(self, document: Mapping[str, Any]) -> Claims:
        subject = {name: value for name, value in document["credentialSubject"].items() if name != "@context"}
        return Claims(document["issuer"], document["level"], subject)


W3C: Final[CredentialFormat] = _W3C()
