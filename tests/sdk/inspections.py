"""Shared credentials of every kind, with the verdict on each: ``vectors/inspections.json``.

Written with ``python -m tests.sdk.inspections``. The Python package and the pages judge the same file:
a person and a company never see two verdicts on one credential.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from idos.crypto.encoding import b64decode, b64encode
from idos.sdk.credentials import FORMATS
from idos.sdk.inspection import WRITTEN_BY_ISSUER, Attestation, Evidence
from idos.sdk.records import AccessGrant, StoredCredential
from idos.sdk.w3c import build_credential, serialize
from idos.sdk.w3c.contexts import CREDENTIAL_CONTEXTS, SUBJECT_V1, SUBJECT_V1_CONTEXTS
from idos.sdk.w3c.proofs import integrity_proof, linked_proof
from tests.sdk.test_inspection import (
    HOLDER,
    ISSUER,
    STRANGER,
    TRUSTED,
    attested,
    by_holder,
    evidence,
    look,
    notes_of,
)
from tests.sdk.w3c.samples import (
    KEY,
    NOW,
    OTHER_KEY,
    VC,
    bound,
    face_subject,
    fields,
    recorded,
    without_proof,
)

PATH: Final = Path(__file__).parents[2] / "vectors" / "inspections.json"
MAX_BYTES: Final = 1 << 20
OWNER: Final = UUID("0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9")
"""Whose every copy of the file is."""

Case = tuple[str, Evidence, timedelta]
_SEED: Final = 9106
_RANDOM_CASES: Final = 60


def cases() -> Iterator[Case]:
    """A name, what was gathered, and how much later than ``NOW`` it is looked at."""
    for name, plaintext in _plaintexts().items():
        yield name, by_holder(plaintext), timedelta()
    for name, case in _histories().items():
        yield name, case, timedelta()
    for name, case in _expectations().items():
        yield name, case, timedelta()
    at = NOW.replace(microsecond=0)
    momentary = serialize(build_credential(fields(expiration_date=at), face_subject(), KEY, now=at))
    for seconds in (-301, -300, -299, 299, 300, 301):
        yield f"{seconds} s from its only second", by_holder(momentary), at - NOW + timedelta(seconds=seconds)
    yield from _altered()


def _face() -> dict[str, Any]:
    """Short, so that the file is."""
    return build_credential(fields(), face_subject(), KEY, now=NOW)


def _plaintexts() -> dict[str, bytes]:
    document = without_proof(_face())
    created = document["issuanceDate"]
    mixed = [linked_proof(document, KEY, created), integrity_proof(document, OTHER_KEY, created)]
    swapped = bound()
    person = swapped["credentialSubject"]
    person["firstName"], person["familyName"] = person["familyName"], person["firstName"]
    single, old = build_credential(fields(), face_subject(), KEY, now=NOW, bound=False), _signed({})
    return {
        "both proofs": serialize(bound()),
        "both proofs, the other way round": serialize(_face() | {"proof": _face()["proof"][::-1]}),
        "as the official software builds it": serialize(single),
        "built by the official software": serialize(recorded()),
        "a face, by the official software": serialize(VC["face_vc"]),
        "of a person without an id": serialize(_signed({"id": None})),
        "values with every escape": serialize(_signed({"firstName": '\\"\r\n\u2028Zoë𠮷', "email": "\x80"})),
        "two names with one value": serialize(_signed({"firstName": "Same", "middleName": "Same"})),
        "a first context": serialize(_signed({"@context": SUBJECT_V1, "applicantId": "7"})),
        "contexts of a commit": serialize(
            _signed({"@context": max(SUBJECT_V1_CONTEXTS)}, {"@context": CREDENTIAL_CONTEXTS[3]})
        ),
        "names exchanged by the holder": serialize(swapped),
        "a binding proof by another key": serialize(document | {"proof": mixed}),
        "a controller that is not the issuer": serialize(_face() | {"issuer": "https://other.example"}),
        "by another key of that name": serialize(
            build_credential(fields(), face_subject(), OTHER_KEY, now=NOW, bound=False)
        ),
        "laid out with blanks": json.dumps(_face(), indent=2, ensure_ascii=False).encode(),
        "escapes in place of letters": json.dumps(_face()).encode(),
        "a member twice": b'{"id":"a:1",' + serialize(old)[1:],
        "a member twice, once escaped": b'{"\\u0069d":"a:1",' + serialize(old)[1:],
        "no JSON": b"hello",
        "a list": b"[]",
        "nothing": b"",
        "not UTF-8": b'"\xff"',
        "with a byte order mark": b"\xef\xbb\xbf" + serialize(old),
        "not a number": b'{"id":NaN}',
        "too many values": b'{"a":[' + b"1," * 2100 + b"1]}",
        "nested too deeply": b"[" * 4097,
        **{f"proof: {name}": serialize(_face() | {"proof": proof}) for name, proof in _proofs().items()},
        **{f"{name}: {value!r}": serialize(_put(name, value)) for name, value in _values()},
    }


def _proofs() -> dict[str, Any]:
    linked, integrity = _face()["proof"]
    return {
        "none": [],
        "text": "proof",
        "null": None,
        "alone": linked,
        "twice": [linked, linked],
        "of another type": [linked, integrity | {"type": "Other"}],
        "of another purpose": [linked | {"proofPurpose": "authentication"}],
        "of another suite": [linked, integrity | {"cryptosuite": "eddsa-rdfc-2022"}],
        "in another context": [linked, integrity | {"@context": []}],
        "with a further member": [linked | {"nonce": "1"}],
        "of another second": [linked | {"created": "2025-06-01T12:00:01Z"}, integrity],
        "of another second, bound": [linked, integrity | {"created": "2025-06-01T12:00:01Z"}],
        "no multibase": [linked | {"proofValue": "z1"}, integrity],
        "too long": [linked | {"proofValue": "z" + "2" * 129}, integrity],
        "no multibase, bound": [linked, integrity | {"proofValue": "z" + "2" * 88}],
    }


def _values() -> list[tuple[str, Any]]:
    return [
        ("id", "not a URI"),
        ("id", "_:b0"),
        ("id", "xsd:string"),
        ("id", "a:\u0085"),
        ("id", "a:\u200b"),
        ("level", 7),
        ("level", "\t"),
        ("level", "\x7f"),
        ("level", "\x85"),
        ("issued", None),
        ("type", ["VerifiableCredential", "Other"]),
        ("type", "VerifiableCredential"),
        ("surplus", "x"),
        ("__proto__", {"level": "x"}),
        ("credentialSubject", None),
        ("credentialSubject", {"@context": SUBJECT_V1, "constructor": "x"}),
        ("@context", []),
        ("@context", None),
        ("issuanceDate", "2025-02-29T00:00:00Z"),
        ("issuanceDate", "2025-06-01T24:00:00Z"),
        ("issuanceDate", "2025-06-01T23:59:60Z"),
        ("issuanceDate", "0000-06-01T00:00:00Z"),
        ("issuanceDate", "0050-06-01T00:00:00.123456789+23:59"),
        ("issuanceDate", "2025-06-01T00:00:00-24:00"),
        ("issuanceDate", "2025-06-01T00:00:00"),
        ("expirationDate", "2025-06-01T12:00:00.1234567890Z"),
        ("expirationDate", "9999-12-31T23:59:59-23:59"),
    ]


def _put(name: str, value: Any) -> dict[str, Any]:
    return _face() | {name: value}


def _signed(about: dict[str, Any], top: dict[str, Any] | None = None) -> dict[str, Any]:
    """A credential with the first proof, whose person has other members; None takes one away."""
    document = without_proof(bound()) | (top or {})
    person = document["credentialSubject"] | about
    document["credentialSubject"] = {name: value for name, value in person.items() if value is not None}
    return document | {"proof": linked_proof(document, KEY, document["issuanceDate"])}


def _histories() -> dict[str, Evidence]:
    bare = serialize(build_credential(fields(), face_subject(), KEY, now=NOW, bound=False))
    case, copied = evidence(bare), by_holder(serialize(_face()))
    notes = notes_of(bare, level="plus")
    forged = attested(replace(case, stored=replace(case.stored, public_notes=notes)), public_notes=notes)
    claimed = evidence(bare, writer=HOLDER)
    named = case.grant.content_hash or ""
    without = attested(evidence(bare, notes=""), public_notes_signature="", issuer_auth_public_key="")
    return {
        "written by its issuer": case,
        "written by a stranger": evidence(bare, writer=STRANGER),
        "written by its holder in the issuer's name": replace(
            claimed, stored=replace(claimed.stored, issuer_auth_public_key=ISSUER.identifier)
        ),
        "other content than the grant names": _granted(case, content_hash="ab" * 32),
        "a grant that names no content": _granted(case, content_hash=None),
        "a hash in upper case": _granted(case, content_hash=named.upper()),
        "kept by a network without signatures": replace(case, attestation=None),
        "copied, in a network without signatures": replace(copied, attestation=None),
        "a signature of zeros": attested(case, broader_signature=b64encode(bytes(64))),
        "a short signature": attested(case, broader_signature=b64encode(bytes(63))),
        "a long signature": attested(case, broader_signature=b64encode(bytes(66))),
        "a signature that is no base64": attested(case, broader_signature="?"),
        "no signature of the copy's notes": attested(case, copy_public_notes_signature=""),
        "notes by a stranger": evidence(bare, notes_writer=STRANGER),
        "notes with a wrong signature": forged,
        "notes in two forms": replace(case, stored=replace(case.stored, public_notes=notes)),
        "notes that the issuer edited": attested(case, public_notes_signature=""),
        "the original is gone": without,
        "the original is gone, unattested": replace(evidence(bare, notes=""), attestation=None),
        "notes on something else": by_holder(serialize(_face()), notes=notes_of(b"something else")),
        "notes without a status": evidence(bare, notes=json.dumps({"id": "n"})),
        **{
            f"status {status}": evidence(bare, notes=notes_of(bare, status=status))
            for status in ("revoked", "pending", "Approved")
        },
        **{
            f"notes {notes[:24]!r}": by_holder(serialize(_face()), notes=notes)
            for notes in (
                *("no JSON", "[]", "7", "{}", '{"a":' * 100, '{"status":null}', '{"status":["approved"]}'),
                *('{"a":"\\ud800"}', '{"a":1e999}', '{"status":"revoked","status":"approved"}', "\u00e9" * 9),
                *('{"a":' + "[" * 32 + "]" * 32 + "}", '{"a":' + "[" * 31 + "]" * 31 + "}"),
                '{"a":[' + "1," * 9000 + "1]}",
            )
        },
    }


def _expectations() -> dict[str, Evidence]:
    case = _granted(by_holder(serialize(_face())), owner_user_id=OWNER)
    right, another = case.grant.content_hash or "", UUID(int=OWNER.int + 1)
    return {
        "the owner that was expected": replace(case, expected_owner=OWNER),
        "another owner than was expected": replace(case, expected_owner=another),
        "the content that was expected": replace(case, expected_hash=right),
        "the content that was expected, in capitals": replace(case, expected_hash=right.upper()),
        "other content than was expected": replace(case, expected_owner=OWNER, expected_hash="ab" * 32),
        "an expectation that is no hash": replace(case, expected_hash=""),
    }


def _granted(case: Evidence, **changes: Any) -> Evidence:
    return replace(case, grant=replace(case.grant, **changes))


def _altered() -> Iterator[Case]:
    """One byte of the plaintext changed, anywhere."""
    chance = random.Random(_SEED)  # cases are to be the same every time
    plaintext = serialize(_face())
    for _ in range(_RANDOM_CASES):
        at = chance.randrange(len(plaintext))
        byte = chance.choice(b'"{}[]:,\\u0aZ 1')
        yield (
            f"byte {at} is {byte}",
            by_holder(plaintext[:at] + bytes([byte]) + plaintext[at + 1 :]),
            timedelta(),
        )


def to_json(case: Case) -> dict[str, Any]:
    """A case as the file has it, with the verdict of this package."""
    name, gathered, later = case
    report = look(gathered, now=NOW + later)
    attestation = gathered.attestation
    return {
        "name": name,
        "now_ms": round((NOW + later).timestamp() * 1000),
        "inserter_type": gathered.grant.inserter_type,
        "content_hash": gathered.grant.content_hash,
        "issuer_auth_public_key": gathered.stored.issuer_auth_public_key,
        "content": b64encode(gathered.stored.content) if _is_content_read(gathered) else "",
        "public_notes": gathered.stored.public_notes,
        "plaintext": b64encode(gathered.plaintext),
        "attestation": attestation and asdict(attestation),
        "owner": str(OWNER),
        "expected_owner": gathered.expected_owner and str(gathered.expected_owner),
        "expected_hash": gathered.expected_hash,
        "status": report.status,
        "checks": [[check.name, check.ok, check.code] for check in report.checks],
    }


def _is_content_read(gathered: Evidence) -> bool:
    return gathered.grant.inserter_type == WRITTEN_BY_ISSUER


def from_json(case: dict[str, Any]) -> Evidence:
    """What was gathered for a case of the file. Other ids, which no check reads, are made up."""
    copied = by_holder(b"")
    return Evidence(
        AccessGrant(
            **asdict(copied.grant)
            | {
                "owner_user_id": UUID(case["owner"]),
                "inserter_type": case["inserter_type"],
                "content_hash": case["content_hash"],
            }
        ),
        StoredCredential(
            **asdict(copied.stored)
            | {
                "issuer_auth_public_key": case["issuer_auth_public_key"],
                "content": b64decode(case["content"], MAX_BYTES),
                "public_notes": case["public_notes"],
            }
        ),
        b64decode(case["plaintext"], MAX_BYTES),
        Attestation(**case["attestation"]) if case["attestation"] else None,
        UUID(case["expected_owner"]) if case["expected_owner"] else None,
        case["expected_hash"],
    )


def main() -> None:
    """Write the file."""
    [key] = TRUSTED.keys
    document = {
        "formats": [each.name for each in FORMATS],
        "issuer": {
            "key": {"id": key.id, "controller": key.controller, "public_key": key.public_key.hex()},
            "auth_public_keys": TRUSTED.auth_public_keys,
        },
        "cases": [to_json(case) for case in cases()],
    }
    PATH.write_text(json.dumps(document, indent=1, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main()
