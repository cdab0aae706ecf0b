from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from uuid import UUID

import pytest
from PIL import Image

from idos.apps.neobank import Application, ApplicationRejected, Neobank, credential_of, identity_credential
from idos.crypto import ascii85
from idos.errors import Denied, Invalid
from idos.sdk.clients import Issuer
from idos.sdk.w3c import IssuerKey, serialize, verify_credential
from idos.testing import network
from idos.verification import CheckDigit, DocumentHolder, Expected, Reason, assess, draw_passport, draw_selfie
from idos.verification.kinds import DocumentKind
from idos.verification.provider import Document, Images

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
KEY = IssuerKey.of_issuer("https://neobank.example", bytes(32))
ADA = DocumentHolder(
    "Ada", "Park", date(1990, 4, 1), "F", "Amaurot", "U12345678", date(2024, 1, 1), date(2034, 1, 1)
)
PASSPORT, SELFIE = draw_passport(ADA), draw_selfie(ADA)


def test_a_good_passport_becomes_a_credential_that_verifies() -> None:
    document = credential_of(Application("Ada", "Park", PASSPORT, SELFIE), KEY, now=NOW)
    subject = document["credentialSubject"]
    assert (subject["firstName"], subject["familyName"], subject["gender"]) == ("Ada", "Park", "F")
    assert (subject["idDocumentNumber"], subject["idDocumentCountry"]) == ("U12345678", "XU")
    assert subject["dateOfBirth"].startswith("1990-04-01")
    assert document["expirationDate"].startswith("2034-01-01")
    assert verify_credential(serialize(document), [KEY], now=NOW).status == "verified"


def test_a_rejection_tells_every_reason() -> None:
    forged = draw_passport(ADA, tamper=CheckDigit.BIRTH_DATE)
    with pytest.raises(ApplicationRejected) as caught:
        credential_of(Application("Eva", "Park", forged, SELFIE), KEY, now=NOW)
    assert set(caught.value.reasons) == {Reason.CHECK_DIGIT_FAILED, Reason.NAME_MISMATCH}
    assert caught.value.code == "document_rejected"
    assert "check digits" in caught.value.message


IMAGES = Images(PASSPORT, SELFIE)
DOCUMENT = Document(DocumentKind.PASSPORT, "UTO", "PARK", "ADA", "U12345678", date(1990, 4, 1))


@pytest.mark.parametrize("said", [Expected("Park", "Eva"), Expected("Parker", "Ada"), Expected("Park", "")])
def test_no_name_is_signed_that_the_document_does_not_confirm(said: Expected) -> None:
    with pytest.raises(ApplicationRejected) as caught:
        identity_credential(said, DOCUMENT, IMAGES, KEY, now=NOW)
    assert caught.value.reasons == (Reason.NAME_MISMATCH,)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (Expected("Ahmadi", ""), {"familyName": "Ahmadi"}),
        (Expected("", "Ahmadi"), {"firstName": "Ahmadi"}),
    ],
)
def test_a_person_with_one_name_gets_a_credential(said: Expected, names: dict[str, str]) -> None:
    document = replace(DOCUMENT, surname="", given_names="AHMADI")
    credential = identity_credential(said, document, IMAGES, KEY, now=NOW)
    subject = credential["credentialSubject"]
    assert {name: subject[name] for name in ("firstName", "familyName") if name in subject} == names
    assert "expirationDate" not in credential, "the document is valid for ever"
    assert verify_credential(serialize(credential), [KEY], now=NOW).status == "verified"


@pytest.mark.parametrize(("face_compared", "level"), [(False, "basic"), (True, "basic+liveness")])
def test_a_credential_claims_that_a_face_was_compared_only_if_one_was(
    face_compared: bool, level: str
) -> None:
    said = Expected("Park", "Ada")
    credential = identity_credential(said, DOCUMENT, IMAGES, KEY, now=NOW, face_compared=face_compared)
    assert credential["level"] == level


def test_nothing_but_the_picture_is_in_a_credential() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Secret camera", {1: "N", 2: (52.0, 31.0, 12.0)}
    photograph = io.BytesIO()
    Image.open(io.BytesIO(SELFIE)).save(photograph, "JPEG", exif=exif)
    credential = credential_of(Application("Ada", "Park", PASSPORT, photograph.getvalue()), KEY, now=NOW)
    selfie = ascii85.decode(credential["credentialSubject"]["selfieFile"])
    assert b"Secret" in photograph.getvalue()
    assert b"Secret" not in selfie
    assert Image.open(io.BytesIO(selfie)).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert credential["level"] == "basic"


def test_a_picture_of_something_else_is_no_finding_about_the_person() -> None:
    with pytest.raises(Invalid):
        credential_of(Application("Ada", "Park", SELFIE, SELFIE), KEY, now=NOW)


def test_passports_of_other_countries_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idos.apps.neobank.bank.COUNTRIES", MappingProxyType({}))
    with pytest.raises(Denied) as caught:
        credential_of(Application("Ada", "Park", PASSPORT, SELFIE), KEY, now=NOW)
    assert caught.value.code == "country_not_served"


def test_only_what_the_document_says_is_signed() -> None:
    zone = replace(Document.of_zone(assess(PASSPORT, today=NOW.date()).document), sex="X", nationality=None)
    images = Images(PASSPORT, SELFIE)
    document = identity_credential(Expected("Park", "Ada"), zone, images, KEY, now=NOW)
    subject = document["credentialSubject"]
    assert not {"gender", "nationality", "email", "residentialAddressCountry"} & subject.keys()


def test_what_is_committed_between_look_up_and_write_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with network() as net:
        bank = Neobank(net.issuer, net.issuer_key, net.credential_key)
        alice = net.join()
        profile_id, key = alice.profile().id, alice.enclave.public_key
        permission = alice.sign_write_grant(
            bank.asks_permission(alice.wallet.identifier, now=datetime.now(UTC))
        )
        draft = bank.draft(net.credential())
        first = bank.deliver(profile_id, draft, permission, key)
        exists, looks = Issuer.credential_exists, []

        def too_early(self: Issuer, id: UUID) -> bool:
            looks.append(id)
            return len(looks) > 1 and exists(self, id)

        monkeypatch.setattr(Issuer, "credential_exists", too_early)
        assert bank.deliver(profile_id, draft, permission, key) == first


def test_what_is_delivered_twice_is_written_once() -> None:
    with network() as net:
        bank = Neobank(net.issuer, net.issuer_key, net.credential_key)
        alice = net.join()
        profile_id, key = alice.profile().id, alice.enclave.public_key
        now = datetime.now(UTC)
        permission = alice.sign_write_grant(bank.asks_permission(alice.wallet.identifier, now=now))
        draft = bank.draft(net.credential())
        first = bank.deliver(profile_id, draft, permission, key)
        assert bank.deliver(profile_id, draft, permission, key) == first
        with pytest.raises(Denied) as caught:
            bank.issue(profile_id, net.credential(), permission, key)
        assert caught.value.code == "write_grant_consumed"
        assert [info.id for info in alice.credentials() if info.original_id is None] == [first.original_id]
        assert bank.as_trusted == net.trusted_issuer
