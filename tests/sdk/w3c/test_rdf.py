from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld

from idos.sdk.w3c.contexts import BUILD_CONTEXT, FACE_ID_V1, SUBJECT_V1, SUBJECT_V2
from idos.sdk.w3c.rdf import canonical_credential, canonical_proof
from idos.sdk.w3c.shape import check_members

from .samples import CONTEXT_DOCUMENTS, VC, without_proof

TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from('\n\r"\\𠮷ﬁ'), max_size=6)
URI = st.sampled_from(["uuid:1", "https://a.example/ü", "aux:x", "level:x", "id:y", "a:b%20c"])


def canonical_by_pyld(document: dict[str, Any]) -> str:
    """The same by a general JSON-LD processor; its lines are in code point order."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    lines = str(jsonld.normalize(document, options)).splitlines(keepends=True)
    return "".join(sorted(lines, key=lambda line: line.encode("utf-16-be")))


def load(url: str, _options: object) -> dict[str, Any]:
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT_DOCUMENTS[url], "contentType": None}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    context = draw(st.sampled_from([SUBJECT_V1, SUBJECT_V2, FACE_ID_V1]))
    terms = sorted(CONTEXT_DOCUMENTS[context]["@context"].keys() - {"@version", "@protected", "xsd"})
    subject = {"@context": context} | draw(st.dictionaries(st.sampled_from(terms), TEXT))
    if draw(st.booleans()):
        subject["id"] = draw(URI)
    optional = {"issued": TEXT, "approvedAt": TEXT, "expirationDate": st.just("2030-01-01T00:00:00Z")}
    return {
        "@context": list(BUILD_CONTEXT),
        "type": ["VerifiableCredential"],
        "issuer": draw(URI),
        "id": draw(URI),
        "level": draw(TEXT),
        "credentialSubject": subject,
        "issuanceDate": "2025-06-01T12:00:00Z",
        **draw(st.fixed_dictionaries({}, optional=optional)),
    }


@pytest.mark.parametrize("name", ["", "face_"])
def test_recorded_canonical_forms(name: str) -> None:
    credential, expected = VC[f"{name}vc"], VC[f"{name}vc_canonical"]
    options = {key: value for key, value in credential["proof"].items() if key != "proofValue"}
    assert canonical_credential(without_proof(credential)) == expected["c14n_document"]
    assert canonical_proof(options) == expected["c14n_proof_options"]
    assert canonical_by_pyld(without_proof(credential)) == expected["c14n_document"]


@given(documents())
def test_a_general_processor_agrees_on_every_document_of_the_accepted_shape(document: dict[str, Any]) -> None:
    check_members(document)
    assert canonical_credential(document) == canonical_by_pyld(document)


@given(created=TEXT, method=URI)
def test_a_general_processor_agrees_on_proofs(created: str, method: str) -> None:
    options = {
        "type": "Ed25519Signature2020",
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    assert canonical_proof(options) == canonical_by_pyld({"@context": list(BUILD_CONTEXT)} | options)


def test_lines_are_sorted_as_the_official_software_sorts_them() -> None:
    document = without_proof(VC["face_vc"])
    document["credentialSubject"] = {"@context": SUBJECT_V2, "firstName": "ﬁ", "familyName": "𠮷"}
    canonical = canonical_credential(document)
    assert "ﬁ" < "𠮷"
    assert canonical.index("𠮷") < canonical.index("ﬁ")
