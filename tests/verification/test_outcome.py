from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from idos.errors import Invalid
from idos.verification import CheckDigit, DocumentHolder, Expected, Format, Reason, assess, draw_passport
from idos.verification.mrz import MachineReadableZone, parse, render
from idos.verification.outcome import judge
from tests.verification.pictures import ACCENTED, ANNA, LONG, TODAY, passport, photographed
from tests.verification.test_mrz import TD3

pytestmark = pytest.mark.slow

GOOD = replace(parse(TD3, today=TODAY), expiry_date=date(2030, 4, 15))


def expected(person: DocumentHolder) -> Expected:
    return Expected(person.surname, person.given_names, person.birth_date)


ONE_NAME = replace(ANNA, surname="", given_names="Ahmadi")


@pytest.mark.parametrize(
    "person", [ANNA, ACCENTED, LONG, ONE_NAME], ids=["plain", "accented", "long", "one name"]
)
def test_a_genuine_document_of_the_expected_person_is_approved(person: DocumentHolder) -> None:
    outcome = assess(photographed(passport(person), turned=1), today=TODAY, expected=expected(person))
    assert outcome.approved
    assert outcome.reasons == ()
    assert outcome.document.number == person.number


@pytest.mark.parametrize("check", [CheckDigit.NUMBER, CheckDigit.BIRTH_DATE, CheckDigit.EXPIRY_DATE])
def test_a_forged_document_is_rejected(check: CheckDigit) -> None:
    outcome = assess(draw_passport(ANNA, tamper=check), today=TODAY)  # type: ignore[arg-type]  # those three only
    assert not outcome.approved
    assert outcome.reasons == (Reason.CHECK_DIGIT_FAILED,)
    assert outcome.document.failed == (check, CheckDigit.COMPOSITE)


def test_a_genuine_document_of_somebody_else_is_rejected() -> None:
    outcome = assess(passport(LONG), today=TODAY, expected=expected(ANNA))
    assert outcome.reasons == (Reason.NAME_MISMATCH, Reason.BIRTH_DATE_MISMATCH)


def test_an_image_without_a_document_is_an_error_and_no_outcome() -> None:
    with pytest.raises(Invalid) as caught:
        assess(b"", today=TODAY)
    assert caught.value.code == "image_unsupported"


RULES: dict[str, tuple[dict[str, object], tuple[Reason, ...]]] = {
    "nothing wrong": ({}, ()),
    "a check digit": ({"failed": (CheckDigit.COMPOSITE,)}, (Reason.CHECK_DIGIT_FAILED,)),
    "no date of birth": ({"birth_date": None}, (Reason.DATE_IMPLAUSIBLE,)),
    "no date of expiry": ({"expiry_date": None}, (Reason.DATE_IMPLAUSIBLE,)),
    "expired yesterday": ({"expiry_date": date(2026, 11, 21)}, (Reason.DOCUMENT_EXPIRED,)),
    "expires today": ({"expiry_date": TODAY}, ()),
    "expired before birth": (
        {"birth_date": date(2000, 1, 1), "expiry_date": date(1999, 1, 1)},
        (Reason.DATE_IMPLAUSIBLE, Reason.DOCUMENT_EXPIRED),
    ),
    "eighteen today": ({"birth_date": date(2008, 11, 22)}, ()),
    "eighteen tomorrow": ({"birth_date": date(2008, 11, 23)}, (Reason.UNDERAGE,)),
    "a card for ever": ({"format": Format.TD1, "document_type": "I", "expiry_date": None}, ()),
    "a card of an impossible day": (
        {
            "format": Format.TD2,
            "document_type": "ID",
            "expiry_date": None,
            "impossible": (CheckDigit.EXPIRY_DATE,),
        },
        (Reason.DATE_IMPLAUSIBLE,),
    ),
    "a residence permit": ({"format": Format.TD1, "document_type": "IR"}, ()),
    "a visa": ({"document_type": "V"}, (Reason.DOCUMENT_UNSUPPORTED,)),
    "a crew member's certificate, with faults": (
        {
            "format": Format.TD1,
            "document_type": "AC",
            "expiry_date": date(2019, 1, 1),
            "failed": tuple(CheckDigit),
        },
        (Reason.DOCUMENT_UNSUPPORTED,),
    ),
    "everything at once": (
        {"birth_date": date(2020, 1, 1), "expiry_date": date(2019, 1, 1), "failed": (CheckDigit.NUMBER,)},
        (Reason.CHECK_DIGIT_FAILED, Reason.DATE_IMPLAUSIBLE, Reason.DOCUMENT_EXPIRED, Reason.UNDERAGE),
    ),
}


@pytest.mark.parametrize(("change", "reasons"), RULES.values(), ids=RULES)
def test_a_document_is_judged_by_its_dates_and_check_digits(
    change: dict[str, object], reasons: tuple[Reason, ...]
) -> None:
    document = replace(GOOD, **change)  # type: ignore[arg-type]  # the table's values fit their fields
    assert judge(document, today=TODAY).reasons == reasons


def test_the_minimum_age_can_be_set() -> None:
    document = replace(GOOD, birth_date=date(2008, 1, 1))
    assert judge(document, today=TODAY).approved
    assert judge(document, today=TODAY, minimum_age=21).reasons == (Reason.UNDERAGE,)


def test_someone_born_on_a_leap_day_comes_of_age_on_the_first_of_march() -> None:
    document = replace(GOOD, birth_date=date(2008, 2, 29))
    assert not judge(document, today=date(2026, 2, 28)).approved
    assert judge(document, today=date(2026, 3, 1)).approved


NAMES = [
    ("Eriksson", "Anna Maria", True),
    ("ERIKSSON", "anna", True),
    ("Eriksson", "Anna Maria Luisa", False),
    ("Eriksson", "Maria", False),
    ("Eriksson", "Ann", False),
    ("Eriksson", "", False),
    ("Erikson", "Anna Maria", False),
    ("Anna Maria", "Eriksson", False),
]


@pytest.mark.parametrize(("surname", "given_names", "agree"), NAMES)
def test_the_first_given_name_must_agree_and_later_ones_may_be_left_out(
    surname: str, given_names: str, agree: bool
) -> None:
    outcome = judge(GOOD, today=TODAY, expected=Expected(surname, given_names))
    assert outcome.reasons == (() if agree else (Reason.NAME_MISMATCH,))


def test_a_name_that_was_cut_agrees_with_the_whole_name_and_no_other() -> None:
    cut = cut_document("Nilavadhanananda", "Chayapa Dejthamrong Krasuang")
    assert judge(
        cut, today=TODAY, expected=Expected("Nilavadhanananda", "Chayapa Dejthamrong Krasuang")
    ).approved
    assert not judge(
        cut, today=TODAY, expected=Expected("Nilavadhanananda", "Chayapa Dejthamrong Sunan")
    ).approved


def test_an_expected_name_that_cannot_be_transliterated_is_the_callers_error() -> None:
    with pytest.raises(Invalid) as caught:
        judge(GOOD, today=TODAY, expected=Expected("Эрикссон", "Анна"))
    assert caught.value.code == "name_unsupported"


def test_every_reason_has_a_sentence_of_its_own() -> None:
    sentences = {reason.sentence for reason in Reason}
    assert len(sentences) == len(Reason)
    assert all(sentence.endswith(".") for sentence in sentences)


def test_neither_outcome_nor_expectation_tells_names_by_accident() -> None:
    wanted = Expected("Eriksson", "Anna")
    assert "riksson" not in f"{wanted!r} {judge(GOOD, today=TODAY, expected=wanted)!r}".lower()


def cut_document(surname: str, given_names: str) -> MachineReadableZone:
    whole = replace(GOOD, surname=surname.upper(), given_names=given_names.upper())
    return parse(render(whole), today=TODAY)
