"""The recorded credential's inputs as our types, and the contexts as other JSON-LD software loads them."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from idos.sdk.w3c import (
    Address,
    CredentialFields,
    FaceIdSubject,
    IssuerKey,
    Subject,
    Verification,
    build_credential,
    verify_credential,
)
from idos.sdk.w3c.contexts import (
    CREDENTIALS_V1,
    ED25519_2020_V1,
    FACE_ID_V1,
    IDOS_V1,
    SUBJECT_V1,
    SUBJECT_V2,
)

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "vectors" / "sdk.json").read_text(encoding="utf-8")
)
VC: dict[str, Any] = RECORDED["vc"]

KEY = IssuerKey.parse(VC["issuer_input"])
OTHER_KEY = IssuerKey.of_issuer("https://vc-issuers.cool.id/idos", bytes(32))
NOW = datetime(2025, 6, 1, 12, 0, 0, 123000, tzinfo=UTC)

_CONTEXTS = Path(__file__).parent / "contexts"
CONTEXT_DOCUMENTS: dict[str, dict[str, Any]] = {
    url: json.loads((_CONTEXTS / name).read_text(encoding="utf-8"))
    for url, name in {
        CREDENTIALS_V1: "credentials-v1.json",
        ED25519_2020_V1: "ed25519-2020-v1.json",
        IDOS_V1: "idos-credentials-v1.json",
        SUBJECT_V1: "idos-credential-subject-v1.json",
        SUBJECT_V2: "idos-credential-subject-v2.json",
        FACE_ID_V1: "idos-credential-subject-face-id-v1.json",
    }.items()
}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def fields(**changes: Any) -> CredentialFields:
    stated = VC["fields"]
    values = {
        "id": stated["id"],
        "level": stated["level"],
        "issued": moment(stated["issued"]),
        "approved_at": moment(stated["approvedAt"]),
        "expiration_date": moment(stated["expirationDate"]),
    }
    return CredentialFields(**values | changes)


def address(**changes: Any) -> Address:
    stated = VC["subject"]["residentialAddress"]
    values = {
        "street": stated["street"],
        "house_number": stated["houseNumber"],
        "additional_address_info": stated["additionalAddressInfo"],
        "region": stated["region"],
        "city": stated["city"],
        "postal_code": stated["postalCode"],
        "country": stated["country"],
        "proof_category": stated["proofCategory"],
        "proof_date_of_issue": moment(stated["proofDateOfIssue"]),
        "proof_file": VC["subject"]["files_utf8"]["residentialAddress.proofFile"].encode(),
    }
    return Address(**values | changes)


def subject(**changes: Any) -> Subject:
    stated = VC["subject"]
    values = {
        "id": stated["id"],
        "first_name": stated["firstName"],
        "middle_name": stated["middleName"],
        "family_name": stated["familyName"],
        "ssn": stated["ssn"],
        "gender": stated["gender"],
        "nationality": stated["nationality"],
        "email": stated["email"],
        "phone_number": stated["phoneNumber"],
        "date_of_birth": moment(stated["dateOfBirth"]),
        "place_of_birth": stated["placeOfBirth"],
        "id_document_country": stated["idDocumentCountry"],
        "id_document_number": stated["idDocumentNumber"],
        "id_document_type": stated["idDocumentType"],
        "id_document_date_of_issue": moment(stated["idDocumentDateOfIssue"]),
        "id_document_date_of_expiry": moment(stated["idDocumentDateOfExpiry"]),
        "id_document_front_file": stated["files_utf8"]["idDocumentFrontFile"].encode(),
        "id_document_back_file": stated["files_utf8"]["idDocumentBackFile"].encode(),
        "selfie_file": stated["files_utf8"]["selfieFile"].encode(),
        "residential_address": address(),
    }
    return Subject(**values | changes)


def face_subject() -> FaceIdSubject:
    return FaceIdSubject(face_sign_user_id=VC["face_vc"]["credentialSubject"]["faceSignUserId"])


def recorded() -> dict[str, Any]:
    """A fresh copy of the credential the official SDK built."""
    return copy.deepcopy(VC["vc"])


def without_proof(credential: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in credential.items() if name != "proof"}


CHECKS = ("document", "contexts", "schema", "issuer", "proof", "binding", "validity")
BOUND: dict[str, Any] = build_credential(fields(), subject(), KEY, now=NOW)


def verify(credential: Any, *issuers: IssuerKey, **options: Any) -> Verification:
    return verify_credential(credential, issuers or [KEY], **{"now": NOW} | options)


def codes(verification: Verification) -> dict[str, str]:
    """The code of every check that did not pass."""
    return {check.name: check.code for check in verification.checks if not check.ok}


def bound() -> dict[str, Any]:
    return copy.deepcopy(BOUND)
