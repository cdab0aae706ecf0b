"""W3C Verifiable Credentials: building, verifying, levels and filters. See ``docs/protocol/w3c.md``."""

from __future__ import annotations

from idos.enclave.filters import Criteria, record_matches
from idos.sdk.credential_format import Check, Verification
from idos.sdk.w3c.build import build_credential
from idos.sdk.w3c.filters import highest_matching
from idos.sdk.w3c.keys import IssuerKey
from idos.sdk.w3c.levels import derive_level, highest_level, level_matches, level_score
from idos.sdk.w3c.shape import serialize
from idos.sdk.w3c.subject import (
    GENDERS,
    ID_DOCUMENT_TYPES,
    Address,
    CredentialFields,
    FaceIdSubject,
    Subject,
)
from idos.sdk.w3c.verify import verify_credential

__all__ = [
    "GENDERS",
    "ID_DOCUMENT_TYPES",
    "Address",
    "Check",
    "CredentialFields",
    "Criteria",
    "FaceIdSubject",
    "IssuerKey",
    "Subject",
    "Verification",
    "build_credential",
    "derive_level",
    "highest_level",
    "highest_matching",
    "level_matches",
    "level_score",
    "record_matches",
    "serialize",
    "verify_credential",
]
