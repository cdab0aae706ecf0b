from __future__ import annotations

from typing import Any

import pytest

from idos.errors import Invalid
from idos.sdk.w3c import serialize
from idos.sdk.w3c.contexts import CREDENTIAL_CONTEXTS, SUBJECT_V1, SUBJECT_V1_CONTEXTS
from idos.sdk.w3c.proofs import linked_proof
from idos.sdk.w3c.shape import MAX_BYTES

from .samples import (
    BOUND,
    CHECKS,
    KEY,
    bound,
    codes,
    recorded,
    verify,
    without_proof,
)

# Contexts


@pytest.mark.parametrize("context", CREDENTIAL_CONTEXTS)
@pytest.mark.parametrize("subject_context", sorted(SUBJECT_V1_CONTEXTS))
def test_credentials_of_early_versions_are_understood(context: list[str], subject_context: str) -> None:
    document = without_proof(recorded()) | {"@context": context}
    document["credentialSubject"] |= {"@context": subject_context, "applicantId": "a", "governmentId": "b"}
    credential = document | {"proof": linked_proof(document, KEY, "2025-06-01T12:00:00Z")}
    assert verify(credential).status == "weak"


@pytest.mark.parametrize(
    "context",
    [
        None,
        [],
        "https://www.w3.org/2018/credentials/v1",
        CREDENTIAL_CONTEXTS[0][:2],
        CREDENTIAL_CONTEXTS[0][::-1],
        [*CREDENTIAL_CONTEXTS[0], "https://attacker.example/v1"],
        [*CREDENTIAL_CONTEXTS[0], {"a": "https://attacker.example/a"}],
        ["https://www.w3.org/ns/credentials/v2", *CREDENTIAL_CONTEXTS[0][1:]],
        {"@vocab": "https://attacker.example/"},
    ],
)
def test_only_the_pinned_contexts_are_accepted(context: object) -> None:
    assert codes(verify(BOUND | {"@context": context}))["contexts"] == "unknown_context"


@pytest.mark.parametrize("held", [None, [], "uuid:1", {}, {"@context": []}, {"@context": SUBJECT_V1 + "#"}])
def test_only_the_pinned_subject_contexts_are_accepted(held: object) -> None:
    assert codes(verify(BOUND | {"credentialSubject": held}))["contexts"] == "unknown_context"


# Shape


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in BOUND.items() if key != name}


def with_proof(**changes: Any) -> dict[str, Any]:
    return BOUND | {"proof": [BOUND["proof"][0] | changes, BOUND["proof"][1]]}


def with_binding(**changes: Any) -> dict[str, Any]:
    return BOUND | {"proof": [BOUND["proof"][0], BOUND["proof"][1] | changes]}


def with_subject(**changes: Any) -> dict[str, Any]:
    return BOUND | {"credentialSubject": BOUND["credentialSubject"] | changes}


@pytest.mark.parametrize(
    ("credential", "code"),
    [
        (without("id"), "missing_member"),
        (without("issuanceDate"), "missing_member"),
        (without("proof"), "missing_proof"),
        (BOUND | {"proof": []}, "missing_proof"),
        (BOUND | {"proof": BOUND["proof"][1:]}, "missing_proof"),
        (BOUND | {"proof": None}, "unsupported_proof"),
        (BOUND | {"proof": BOUND["proof"] * 2}, "unsupported_proof"),
        (with_proof(type="RsaSignature2018"), "unsupported_proof"),
        (with_proof(type=["Ed25519Signature2020"]), "unsupported_proof"),
        (with_proof(proofPurpose="authentication"), "unsupported_proof"),
        (with_proof(**{"@context": CREDENTIAL_CONTEXTS[0]}), "unknown_member"),
        (with_proof(domain="https://a.example"), "unknown_member"),
        (with_proof(created=1), "bad_value"),
        (with_binding(cryptosuite="eddsa-rdfc-2022"), "unsupported_proof"),
        (with_binding(**{"@context": []}), "unsupported_proof"),
        (with_binding(challenge="1"), "unknown_member"),
        (with_binding(proofValue=None), "bad_value"),
        (BOUND | {"credentialStatus": "https://a.example"}, "unknown_member"),
        (BOUND | {"type": "VerifiableCredential"}, "bad_value"),
        (BOUND | {"type": ["VerifiableCredential", "Extra"]}, "bad_value"),
        (BOUND | {"issuer": {"id": KEY.controller}}, "bad_value"),
        (BOUND | {"id": "_:b0"}, "bad_value"),
        (BOUND | {"level": 1}, "bad_value"),
        (BOUND | {"issued": None}, "bad_value"),
        (BOUND | {"expirationDate": "soon"}, "bad_value"),
        (BOUND | {"issuanceDate": ["2025-06-01T12:00:00Z"]}, "bad_value"),
        (with_subject(level="plus"), "unknown_member"),
        (with_subject(type="Person"), "unknown_member"),
        (with_subject(applicantId="1"), "unknown_member"),
        (with_subject(id="alice"), "bad_value"),
        (with_subject(firstName=["John"]), "bad_value"),
        (with_subject(firstName={"@value": "John"}), "bad_value"),
        (with_subject(firstName="tab\there"), "bad_value"),
    ],
)
def test_other_shapes_fail_with_their_reason(credential: dict[str, Any], code: str) -> None:
    verification = verify(credential)
    assert codes(verification)["schema"] == code
    with pytest.raises(Invalid) as refused:
        verification.raise_for_status(allow_weak=True)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("plaintext", "code"),
    [
        (b"", "malformed"),
        (b"\xff", "malformed"),
        (b"\xef\xbb\xbf{}", "malformed"),
        (b"[]", "malformed"),
        (b'"text"', "malformed"),
        (b'{"a": NaN}', "malformed"),
        (b'{"a": -Infinity}', "malformed"),
        (b'{"a": "unfinished', "malformed"),
        (b'{"a": "\\', "malformed"),
        (b'{"a": 1, "a": 1}', "duplicate_member"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "duplicate_member"),
        ("\ud800", "malformed"),
        ({"a": {1, 2}}, "malformed"),
        ({"a": b"bytes"}, "malformed"),
        ({"a": float("nan")}, "malformed"),
        ({"a": "\ud800"}, "malformed"),
        (b"[" * 2000 + b"]" * 2000, "malformed"),
        (b"[" * MAX_BYTES, "too_large"),
        (b"[" + b"0," * 100_000 + b"0]", "too_large"),
        (b'"' + b"x" * MAX_BYTES + b'"', "too_large"),
        (b'"' * 3_000_001, "malformed"),
        (b'"' + b'\\"' * 1_000_000, "malformed"),
    ],
)
def test_what_is_not_bounded_strict_json_is_refused(plaintext: Any, code: str) -> None:
    verification = verify(plaintext)
    assert codes(verification) == dict.fromkeys(CHECKS, "not_checked") | {"document": code}
    with pytest.raises(Invalid):
        verification.raise_for_status()


def test_a_mapping_that_contains_itself_is_refused() -> None:
    loop = bound()
    loop["credentialSubject"]["loop"] = loop
    assert codes(verify(loop))["document"] == "malformed"


def test_a_broken_surrogate_in_a_value_is_refused() -> None:
    plaintext = serialize(BOUND).replace(b'"John"', b'"\\ud800"')
    assert codes(verify(plaintext))["schema"] == "bad_value"
