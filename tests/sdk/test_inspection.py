"""Each check of a shared credential, made to fail by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from idos import Inspection, Invalid, ServerKey, TrustedIssuer, Unverified, public_notes
from idos.crypto import box
from idos.crypto.encoding import b64encode
from idos.crypto.hashes import content_hash
from idos.sdk.attestation import sign_content
from idos.sdk.inspection import Attestation, Evidence, inspect
from idos.sdk.records import AccessGrant, StoredCredential
from idos.sdk.w3c import build_credential, serialize
from tests.sdk.w3c.samples import KEY, NOW, bound, fields, subject

ISSUER, HOLDER, STRANGER = (ServerKey(bytes([number]) * 32) for number in (1, 2, 3))
TRUSTED = TrustedIssuer((KEY,), (ISSUER.identifier.upper(),))
RECIPIENT = box.public_key(b"\x11" * 32)
BOUND = serialize(bound())
SINGLE = serialize(build_credential(fields(), subject(), KEY, now=NOW, bound=False))


def notes_of(plaintext: bytes, **members: str) -> str:
    return public_notes(plaintext, id="n", **members)


def evidence(
    plaintext: bytes = BOUND,
    *,
    writer: ServerKey = ISSUER,
    inserter_type: str = "delegated_write_grant",
    notes: str | None = None,
    notes_writer: ServerKey = ISSUER,
) -> Evidence:
    """As the network would show a copy written by ``writer`` of an original with these notes."""
    notes = notes_of(plaintext) if notes is None else notes
    sealed = box.seal(plaintext, RECIPIENT)
    copy, original = sign_content(sealed, "", writer), sign_content(sealed, notes, notes_writer)
    copy_id, user_id = uuid4(), uuid4()
    return Evidence(
        AccessGrant(
            uuid4(),
            user_id,
            HOLDER.identifier,
            copy_id,
            0,
            inserter_type,
            "inserter",
            content_hash(plaintext),
        ),
        StoredCredential(
            copy_id, user_id, writer.identifier, sealed.content, sealed.encryptor_public_key, notes
        ),
        plaintext,
        Attestation(
            notes,
            original.public_notes_signature,
            notes_writer.identifier,
            copy.public_notes_signature,
            copy.broader_signature,
        ),
    )


def by_holder(plaintext: bytes = BOUND, **members: Any) -> Evidence:
    return evidence(plaintext, writer=HOLDER, inserter_type="user", **members)


def attested(case: Evidence, **changes: str) -> Evidence:
    assert case.attestation
    return replace(case, attestation=replace(case.attestation, **changes))


def look(case: Evidence, *, now: datetime = NOW) -> Inspection:
    return inspect(case, [TRUSTED], now=now)


def verdict(case: Evidence, *, now: datetime = NOW) -> tuple[str, set[str]]:
    report = look(case, now=now)
    assert bool(report.credential) is (report.status != "failed")
    return report.status, {f"{check.name}: {check.code}" for check in report.checks if not check.ok}


def changed(**members: Any) -> bytes:
    document = bound()
    document["credentialSubject"] |= members
    return serialize(document)


def code(case: Evidence, name: str) -> str:
    return next(check.code for check in look(case).checks if check.name == name)


def test_what_an_issuer_wrote_is_verified_whichever_proofs_it_has() -> None:
    for plaintext in (BOUND, SINGLE):
        assert verdict(evidence(plaintext)) == ("verified", set())
    assert code(evidence(), "provenance") == "written_by_issuer"


def test_what_the_holder_copied_is_verified_by_a_binding_proof_alone() -> None:
    assert verdict(by_holder(BOUND)) == ("verified", set())
    assert verdict(by_holder(SINGLE)) == ("weak", {"binding: not_bound"})


NAMES = bound()["credentialSubject"]
SWAPPED = changed(firstName=NAMES["familyName"], familyName=NAMES["firstName"])
DOUBLED = changed(maidenName=NAMES["firstName"])


@pytest.mark.parametrize("plaintext", [SWAPPED, DOUBLED])
def test_fields_that_the_holder_rearranged_are_found_out(plaintext: bytes) -> None:
    """Term collapse: the official proof signs values without the names they stand under."""
    assert verdict(by_holder(plaintext)) == ("failed", {"binding: invalid_binding"})


def test_other_content_than_the_grant_names() -> None:
    case = evidence()
    case = replace(case, grant=replace(case.grant, content_hash="ab" * 32))
    assert verdict(case) == ("failed", {"content: content_hash_mismatch"})


def test_a_grant_may_name_no_content_and_write_its_hash_in_upper_case() -> None:
    case = evidence()
    assert case.grant.content_hash
    assert code(replace(case, grant=replace(case.grant, content_hash=None)), "content") == "no_hash"
    upper = replace(case, grant=replace(case.grant, content_hash=case.grant.content_hash.upper()))
    assert verdict(upper) == ("verified", set())


@pytest.mark.parametrize(
    "changes",
    [
        {"broader_signature": b64encode(bytes(64))},
        {"broader_signature": b64encode(bytes(63))},
        {"copy_public_notes_signature": b64encode(bytes(64))},
        {"copy_public_notes_signature": ""},
    ],
)
def test_a_copy_whose_signature_is_not_the_issuers(changes: dict[str, str]) -> None:
    status, failures = verdict(attested(evidence(), **changes))
    assert (status, failures) == ("failed", {"provenance: invalid_copy_signature"})


@pytest.mark.parametrize("changes", [{"broader_signature": "?"}, {"copy_public_notes_signature": "x" * 999}])
def test_a_signature_that_is_no_base64(changes: dict[str, str]) -> None:
    status, failures = verdict(attested(evidence(SINGLE), **changes))
    assert status == "failed"
    assert failures == {"provenance: invalid", "binding: not_bound"}


def test_a_copy_by_somebody_who_only_claims_to_be_the_issuer() -> None:
    """The holder signs a copy with a key of her own, and names the issuer's."""
    case = evidence(writer=HOLDER)
    case = replace(case, stored=replace(case.stored, issuer_auth_public_key=ISSUER.identifier))
    assert verdict(case) == ("failed", {"provenance: invalid_copy_signature"})


def test_a_stranger_may_write_a_copy_but_it_counts_as_the_holders() -> None:
    case = evidence(SINGLE, writer=STRANGER)
    assert code(case, "provenance") == "by_holder"
    assert verdict(case) == ("weak", {"binding: not_bound"})


def test_a_network_that_keeps_no_signatures() -> None:
    case = replace(evidence(BOUND), attestation=None)
    assert verdict(case) == ("weak", {"notes: unattested"})
    assert (code(case, "provenance"), code(case, "notes")) == ("unattested", "unattested")
    single = replace(evidence(SINGLE), attestation=None)
    assert verdict(single) == ("weak", {"binding: not_bound", "notes: unattested"})


# Notes and status


def test_notes_that_somebody_else_signed() -> None:
    assert verdict(evidence(notes_writer=STRANGER)) == ("failed", {"notes: untrusted_notes"})


def test_notes_with_a_wrong_signature() -> None:
    case = evidence()
    forged = notes_of(BOUND, level="plus")
    case = attested(replace(case, stored=replace(case.stored, public_notes=forged)), public_notes=forged)
    assert verdict(case) == ("failed", {"notes: invalid_notes_signature"})


def test_notes_shown_in_two_forms() -> None:
    case = evidence()
    case = replace(case, stored=replace(case.stored, public_notes=notes_of(BOUND, level="plus")))
    assert verdict(case) == ("failed", {"notes: notes_mismatch"})


def test_notes_that_the_issuer_edited_have_no_signature_any_more() -> None:
    case = attested(evidence(), public_notes_signature="")
    assert verdict(case) == ("verified", set())
    assert code(case, "notes") == "edited_by_issuer"


@pytest.mark.parametrize(
    ("status", "failure"), [("revoked", "revoked"), ("pending", "not_approved"), ("Approved", "not_approved")]
)
def test_a_status_other_than_approved(status: str, failure: str) -> None:
    case = evidence(notes=notes_of(BOUND, status=status))
    assert verdict(case) == ("failed", {f"status: {failure}"})


def test_notes_without_a_status_say_nothing_against_it() -> None:
    case = evidence(notes=json.dumps({"id": "n"}))
    assert verdict(case) == ("verified", set())
    assert code(case, "status") == "no_status"


def test_notes_on_something_else() -> None:
    """A revoked credential, shown with the notes of another one that stands."""
    other = notes_of(b"something else")
    assert verdict(by_holder(notes=other)) == ("weak", {"notes_binding: notes_not_bound"})
    assert verdict(evidence(notes=other)) == ("verified", set()), "the issuer wrote both at once"


def test_notes_that_name_no_content() -> None:
    plain = json.dumps({"id": "n", "status": "approved"})
    assert verdict(by_holder(notes=plain)) == ("weak", {"notes_binding: notes_not_bound"})
    assert verdict(evidence(notes=plain)) == ("verified", set())
    assert code(evidence(notes=plain), "notes_binding") == "written_together"


def test_an_original_that_was_removed() -> None:
    case = attested(evidence(notes=""), public_notes_signature="", issuer_auth_public_key="")
    assert verdict(case) == ("weak", {"notes: no_notes", "notes_binding: no_notes"})
    unattested = replace(evidence(notes=""), attestation=None)
    assert verdict(unattested) == ("weak", {"notes: unattested", "notes_binding: no_notes"})


@pytest.mark.parametrize("notes", ["no JSON", "[]", "7", '{"a":' * 100])
def test_notes_of_another_form_state_nothing(notes: str) -> None:
    assert verdict(evidence(notes=notes)) == ("weak", {"notes_binding: no_notes"})


# The document


def test_an_expired_credential() -> None:
    years = NOW + timedelta(days=3650)
    assert verdict(evidence(), now=years) == ("failed", {"validity: expired"})


def test_what_is_no_credential() -> None:
    status, failures = verdict(evidence(b"hello"))
    assert status == "failed"
    assert "document: malformed" in failures


def test_the_first_failure_is_what_is_raised_and_the_rest_is_on_it() -> None:
    report = look(evidence(notes=notes_of(BOUND, status="revoked"), notes_writer=STRANGER))
    with pytest.raises(Unverified) as caught:
        report.raise_for_status(allow_weak=True)
    assert caught.value.code == "untrusted_notes"
    assert [check.code for check in caught.value.inspection.checks if not check.ok] == [
        "untrusted_notes",
        "revoked",
    ]
    look(evidence()).raise_for_status()


def test_nothing_of_the_content_is_shown() -> None:
    case = evidence()
    shown = repr(case) + repr(look(case)) + repr(look(evidence(b"hello")))
    assert "firstName" not in shown
    assert repr(case.stored.content) not in shown


def test_a_time_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(Invalid):
        look(evidence(), now=NOW.replace(tzinfo=None))
