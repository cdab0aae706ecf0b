"""What a provider says of a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from idos.verification import Expected, Reason
from idos.verification.kinds import DocumentKind
from idos.verification.layouts import Format
from idos.verification.mrz import MachineReadableZone
from idos.verification.provider import Document, VerificationSession, VerificationStatus


def zone(document_type: str, state: str) -> MachineReadableZone:
    return MachineReadableZone(
        format=Format.TD3,
        document_type=document_type,
        issuing_state=state,
        surname="ERIKSSON",
        given_names="ANNA MARIA",
        number="L898902C3",
        nationality=state,
        birth_date=date(1990, 8, 12),
        sex="F",
        expiry_date=date(2032, 4, 15),
    )


@pytest.mark.parametrize(
    ("document_type", "kind"),
    [
        ("P", DocumentKind.PASSPORT),
        ("PD", DocumentKind.PASSPORT),
        ("I", DocumentKind.ID_CARD),
        ("IR", DocumentKind.RESIDENCE_PERMIT),
        ("AR", DocumentKind.RESIDENCE_PERMIT),
    ],
)
def test_the_kind_of_a_document_follows_from_its_type(document_type: str, kind: DocumentKind) -> None:
    assert Document.of_zone(zone(document_type, "UTO")).kind is kind


@pytest.mark.parametrize(("stated", "given"), [("D", "DEU"), ("UTO", "UTO"), ("FRA", "FRA")])
def test_states_have_iso_codes_where_iso_has_one(stated: str, given: str) -> None:
    document = Document.of_zone(zone("P", stated))
    assert (document.issuing_state, document.nationality) == (given, given)


@pytest.mark.parametrize(
    ("expected", "reasons"),
    [
        (Expected("Eriksson", "Anna", date(1990, 8, 12)), ()),
        (Expected("Ériksson", "anna"), ()),
        (Expected("Eriksson", "Eva"), (Reason.NAME_MISMATCH,)),
        (Expected("Doe", "Anna", date(1990, 8, 13)), (Reason.NAME_MISMATCH, Reason.BIRTH_DATE_MISMATCH)),
    ],
)
def test_a_document_says_what_it_does_not_confirm(expected: Expected, reasons: tuple[Reason, ...]) -> None:
    assert Document.of_zone(zone("P", "UTO")).contradicts(expected) == reasons


def test_a_document_remembers_that_its_names_may_have_been_cut() -> None:
    names = {"surname": "NILAVADHANANANDA", "given_names": "CHAYAPA DEJTHAMRONG K"}
    document = Document.of_zone(replace(zone("P", "UTO"), **names))  # type: ignore[arg-type]  # texts
    assert document.names_cut_at == 39
    assert document.contradicts(Expected("Nilavadhanananda", "Chayapa Dejthamrong Krasuang")) == ()
    assert Document.of_zone(zone("P", "UTO")).names_cut_at is None


def test_a_session_keeps_its_address_out_of_its_repr() -> None:
    session = VerificationSession("id-of-it", "https://verify.example/s/secret", 1)
    assert "id-of-it" in repr(session)
    assert "secret" not in repr(session)


def test_nothing_personal_is_in_the_repr_of_a_document() -> None:
    assert "ERIKSSON" not in repr(Document.of_zone(zone("P", "UTO")))


def test_more_is_heard_of_sessions_that_are_not_final() -> None:
    assert [status for status in VerificationStatus if not status.final] == [
        VerificationStatus.PENDING,
        VerificationStatus.RETRY,
    ]
