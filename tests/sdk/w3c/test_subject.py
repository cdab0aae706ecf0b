from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from idos.errors import Invalid
from idos.sdk.w3c import ID_DOCUMENT_TYPES, FaceIdSubject, Subject
from idos.sdk.w3c.contexts import FACE_ID_V1, IDOS_V1, SUBJECT_V2
from idos.sdk.w3c.subject import CredentialFields, member_names, members

from .samples import CONTEXT_DOCUMENTS, VC, address, fields, subject


def test_members_are_those_the_official_builder_writes_in_its_order() -> None:
    expected = {name: value for name, value in VC["vc"]["credentialSubject"].items() if name != "@context"}
    assert list(members(subject()).items()) == list(expected.items())
    assert list(members(fields()).items()) == list(VC["fields"].items())


def test_what_is_not_stated_is_left_out() -> None:
    sparse = subject(middle_name=None, residential_address=None, id_document_back_file=None)

    left_out = {"middleName", "maidenName", "idDocumentBackFile", "residentialAddress"}
    assert not members(sparse).keys() & left_out
    assert members(sparse).keys() < members(subject()).keys()


def test_a_date_is_its_midnight_in_utc() -> None:
    born = subject(date_of_birth=date(1980, 1, 1))
    assert members(born) == members(subject(date_of_birth=datetime(1980, 1, 1, tzinfo=UTC)))


def test_the_contexts_define_exactly_the_members_we_may_write() -> None:
    def terms(url: str) -> set[str]:
        return set(CONTEXT_DOCUMENTS[url]["@context"]) - {"@version", "@protected", "xsd"}

    assert member_names(Subject) == terms(SUBJECT_V2) | {"id"}
    assert member_names(FaceIdSubject) == terms(FACE_ID_V1)
    assert member_names(CredentialFields) == terms(IDOS_V1) | {"id", "issued", "expirationDate"}


@pytest.mark.parametrize("kind", ID_DOCUMENT_TYPES)
def test_every_kind_of_document_is_accepted(kind: str) -> None:
    assert members(subject(id_document_type=kind))["idDocumentType"] == kind


def test_one_name_is_enough() -> None:
    assert "familyName" not in members(subject(family_name=None))
    assert members(subject(first_name=""))["firstName"] == ""
    with pytest.raises(Invalid, match="At least one of firstName or familyName must be provided"):
        subject(first_name="", family_name=None)


def test_personal_data_stay_out_of_repr() -> None:
    assert "Lennon" not in repr(subject())
    assert "Main St" not in repr(address())


def test_an_empty_file_counts_as_a_file() -> None:
    assert members(subject(selfie_file=b""))["selfieFile"] == "<~~>"


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "alice"},
        {"first_name": 7},
        {"first_name": "tab\there"},
        {"ssn": "12345678"},
        {"gender": "X"},
        {"nationality": "USA"},
        {"nationality": "ÜS"},
        {"email": "alice"},
        {"email": "alice@example"},
        {"email": ".alice@example.com"},
        {"email": "alice.@example.com"},
        {"email": "al..ice@example.com"},
        {"date_of_birth": None},
        {"date_of_birth": "1980-01-01"},
        {"date_of_birth": datetime.fromisoformat("1980-01-01")},
        {"id_document_country": "U"},
        {"id_document_type": "LIBRARY_CARD"},
        {"selfie_file": None},
        {"selfie_file": "<~~>"},
        {"residential_address": {"street": "Main St"}},
    ],
)
def test_other_values_are_refused_without_repeating_them(changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        subject(**changes)
    assert refused.value.code == "bad_value"
    assert "alice" not in refused.value.message


@pytest.mark.parametrize("changes", [{"country": "us "}, {"city": None}, {"proof_file": None}, {"region": 1}])
def test_an_address_follows_its_rules(changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        address(**changes)


@pytest.mark.parametrize("changes", [{"id": "credential 1"}, {"level": None}, {"issued": "2022-01-01"}])
def test_fields_follow_their_rules(changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        fields(**changes)
