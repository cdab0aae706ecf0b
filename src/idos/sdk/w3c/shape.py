"""The one shape a credential may have, checked before anything is computed from it.

A credential is untrusted input. It is read as strict JSON whose structure is bounded before memory is taken,
then held against the exact members, value types and contexts that idOS credentials have. What passes is flat
and made of plain text. See ``docs/protocol/w3c.md`` §2 and §6.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Set
from typing import Any, Final, NoReturn

from idos.errors import Invalid
from idos.sdk.w3c.contexts import CREDENTIAL_CONTEXTS, FACE_ID_V1, SUBJECT_V1_CONTEXTS, SUBJECT_V2
from idos.sdk.w3c.proofs import CRYPTOSUITE, INTEGRITY, LINKED, PURPOSE
from idos.sdk.w3c.subject import CredentialFields, FaceIdSubject, Subject, member_names
from idos.sdk.w3c.values import check_text, check_uri, parse_moment

MAX_BYTES: Final = 10 * 2**20
"""The longest plaintext, in bytes of UTF-8."""

MAX_STRUCTURE: Final = 4096
"""The most characters outside of strings, which bounds nesting and values. A credential has some hundreds."""

_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)

_OPTIONAL: Final = frozenset({"issued", "approvedAt", "expirationDate"})
_REQUIRED: Final = (member_names(CredentialFields) - _OPTIONAL) | {
    "@context",
    "type",
    "issuer",
    "credentialSubject",
    "issuanceDate",
}

_V2_MEMBERS: Final = member_names(Subject)
_V1_MEMBERS: Final = _V2_MEMBERS | {"applicantId", "inquiryId", "governmentId", "governmentIdType"}
_SUBJECT_MEMBERS: Final = {
    SUBJECT_V2: _V2_MEMBERS,
    FACE_ID_V1: member_names(FaceIdSubject) | {"id"},
    **dict.fromkeys(SUBJECT_V1_CONTEXTS, _V1_MEMBERS),
}

_LINKED_MEMBERS: Final = frozenset({"type", "created", "verificationMethod", "proofPurpose", "proofValue"})
_PROOF_MEMBERS: Final = {LINKED: _LINKED_MEMBERS, INTEGRITY: _LINKED_MEMBERS | {"cryptosuite", "@context"}}


def serialize(document: Mapping[str, Any]) -> bytes:
    """The plaintext of a credential: compact JSON in UTF-8, as ``JSON.stringify`` writes it.

    Raises ``Invalid`` for what JSON or UTF-8 cannot hold.
    """
    try:
        return json.dumps(dict(document), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError):
        raise Invalid("the credential is not JSON", code="malformed") from None


def read(plaintext: bytes) -> dict[str, Any]:
    """A JSON object from UTF-8 text, with no member named twice and within the size limits.

    Raises ``Invalid`` with code ``too_large``, ``duplicate_member`` or ``malformed``.
    """
    if len(plaintext) > MAX_BYTES:
        raise Invalid(f"a credential has at most {MAX_BYTES} bytes", code="too_large")
    try:
        text = plaintext.decode()
        if len(_STRING.sub("", text)) > MAX_STRUCTURE:
            raise Invalid("the credential has too many values or levels", code="too_large")
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Invalid("the credential is not JSON", code="malformed") from None
    if not isinstance(document, dict):
        raise Invalid("the credential is not a JSON object", code="malformed")
    return document


def check_contexts(document: Mapping[str, Any]) -> None:
    """Raises ``Invalid`` with code ``unknown_context`` unless both contexts are pinned ones."""
    subject = document.get("credentialSubject")
    context = subject.get("@context") if isinstance(subject, dict) else None
    known_subject = isinstance(context, str) and context in _SUBJECT_MEMBERS
    if document.get("@context") not in CREDENTIAL_CONTEXTS or not known_subject:
        raise Invalid("the credential does not have the pinned contexts", code="unknown_context")


def check_members(document: Mapping[str, Any]) -> None:
    """Raises ``Invalid`` unless a document without proofs has the members and values of a credential.

    Its contexts are known to be pinned. The codes are ``missing_member``, ``unknown_member``, ``bad_value``.
    """
    _check_names("the credential", document, _REQUIRED, _OPTIONAL)
    if document["type"] != ["VerifiableCredential"]:
        raise Invalid("type must be VerifiableCredential alone", code="bad_value")
    check_uri("id", document["id"])
    check_uri("issuer", document["issuer"])
    for name in ("level", "issued", "approvedAt"):
        check_text(name, document.get(name, ""))
    for name in ("issuanceDate", "expirationDate"):
        if name in document:
            parse_moment(name, document[name])
    subject = document["credentialSubject"]
    _check_names("the subject", subject, {"@context"}, _SUBJECT_MEMBERS[subject["@context"]])
    for name, value in subject.items():
        check_text(name, value)
    if "id" in subject:
        check_uri("credentialSubject.id", subject["id"])


def take_proofs(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Removes the proofs from a document and returns them by type: ``LINKED``, and perhaps ``INTEGRITY``.

    Raises ``Invalid`` with code ``missing_proof`` or ``unsupported_proof``, or as :func:`check_members`.
    """
    proof = document.pop("proof", [])
    proofs = proof if isinstance(proof, list) else [proof]
    by_type: dict[str, dict[str, Any]] = {}
    for item in proofs:
        kind = item.get("type") if isinstance(item, dict) else None
        if not isinstance(kind, str) or kind not in _PROOF_MEMBERS or kind in by_type:
            raise Invalid("a proof is repeated or of an unsupported type", code="unsupported_proof")
        by_type[kind] = item
    if LINKED not in by_type:
        raise Invalid(f"the credential has no {LINKED} proof", code="missing_proof")
    for kind, item in by_type.items():
        _check_proof(item, kind, document.get("@context"))
    return by_type


def _check_proof(proof: dict[str, Any], kind: str, context: object) -> None:
    _check_names("the proof", proof, _PROOF_MEMBERS[kind], frozenset())
    for name in proof.keys() - {"@context"}:
        check_text(name, proof[name])
    suite = proof.get("cryptosuite", CRYPTOSUITE)
    if proof["proofPurpose"] != PURPOSE or suite != CRYPTOSUITE or proof.get("@context", context) != context:
        raise Invalid("a proof has another purpose, cryptosuite or context", code="unsupported_proof")


def _check_names(what: str, value: Mapping[str, Any], required: Set[str], optional: Set[str]) -> None:
    if required - value.keys():
        raise Invalid(f"{what} lacks a member", code="missing_member")
    if value.keys() - required - optional:
        raise Invalid(f"{what} has a member that is not known here", code="unknown_member")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Invalid("a member is named twice", code="duplicate_member")
    return result


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError
