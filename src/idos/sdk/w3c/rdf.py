"""The canonical RDF form of a credential: the text that ``Ed25519Signature2020`` signs.

RDF Dataset Canonicalization (RDFC-1.0, the former URDNA2015) of the JSON-LD document. Because only pinned
contexts and one flat shape are accepted (:mod:`~idos.sdk.w3c.shape`), every member is one line, there is at
most one blank node, and no general JSON-LD or RDF algorithm meets untrusted input. Lines are sorted by UTF-16
code units, as the official software sorts. See ``docs/protocol/w3c.md`` §4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_CREDENTIALS: Final = "https://www.w3.org/2018/credentials#"
_SECURITY: Final = "https://w3id.org/security#"
_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_BLANK: Final = "_:c14n0"

_DATE_TIMES: Final = ("issued", "issuanceDate", "expirationDate")
_CREDENTIAL_PREDICATES: Final = {"level": _XSD + "string", "approvedAt": _XSD + "date"}
_SUBJECT_PREDICATES: Final = {
    "dateOfBirth": "aux:date",
    "idDocumentDateOfIssue": "aux:date",
    "idDocumentDateOfExpiry": "aux:date",
    "nationality": "aux:ISO_3166-1_alpha-2",
    "residentialAddressCountry": "aux:ISO_3166-1_alpha-2",
    "residentialAddressProofDateOfIssue": _XSD + "date",
}
"""Every other member of a subject has the predicate ``xsd:string``: names are not part of what is signed."""

_ESCAPES: Final = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"))


def canonical_credential(document: Mapping[str, Any]) -> str:
    """The N-Quads of a credential without its proof, which has passed :mod:`~idos.sdk.w3c.shape`."""
    credential = f"<{document['id']}>"
    subject = document["credentialSubject"]
    node = f"<{subject['id']}>" if "id" in subject else _BLANK
    lines = [
        f"{credential} {_TYPE} <{_CREDENTIALS}VerifiableCredential> .\n",
        f"{credential} <{_CREDENTIALS}credentialSubject> {node} .\n",
        f"{credential} <{_CREDENTIALS}issuer> <{document['issuer']}> .\n",
    ]
    lines += [
        f"{credential} <{_CREDENTIALS}{name}> {_date_time(document[name])} .\n"
        for name in _DATE_TIMES
        if name in document
    ]
    lines += [
        f"{credential} <{predicate}> {_literal(document[name])} .\n"
        for name, predicate in _CREDENTIAL_PREDICATES.items()
        if name in document
    ]
    lines += [
        f"{node} <{_SUBJECT_PREDICATES.get(name, _XSD + 'string')}> {_literal(value)} .\n"
        for name, value in subject.items()
        if name not in ("@context", "id")
    ]
    return _join(lines)


def canonical_proof(options: Mapping[str, str]) -> str:
    """The N-Quads of an ``Ed25519Signature2020`` proof without its value."""
    return _join(
        [
            f"{_BLANK} <http://purl.org/dc/terms/created> {_date_time(options['created'])} .\n",
            f"{_BLANK} {_TYPE} <{_SECURITY}{options['type']}> .\n",
            f"{_BLANK} <{_SECURITY}proofPurpose> <{_SECURITY}{options['proofPurpose']}> .\n",
            f"{_BLANK} <{_SECURITY}verificationMethod> <{options['verificationMethod']}> .\n",
        ]
    )


def _literal(value: str) -> str:
    for character, escape in _ESCAPES:
        value = value.replace(character, escape)
    return f'"{value}"'


def _date_time(value: str) -> str:
    return f"{_literal(value)}^^<{_XSD}dateTime>"


def _join(lines: Iterable[str]) -> str:
    return "".join(sorted(set(lines), key=lambda line: line.encode("utf-16-be")))
