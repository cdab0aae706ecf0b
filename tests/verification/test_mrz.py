from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.verification.layouts import LAYOUTS, CheckDigit, Format, Layout, check_digit
from idos.verification.mrz import MachineReadableZone, Sex, parse, render

TODAY = date(2011, 1, 1)

TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
TD1_LONG = (
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<JOHN<<<<<<<<<",
)
SPECIMENS = pytest.mark.parametrize("lines", [TD3, TD2, TD1, TD1_LONG], ids=["TD3", "TD2", "TD1", "TD1-long"])


def test_the_passport_of_icao_9303_part_4_is_read() -> None:
    zone = parse(TD3, today=TODAY)
    assert zone == MachineReadableZone(
        format=Format.TD3,
        document_type="P",
        issuing_state="UTO",
        surname="ERIKSSON",
        given_names="ANNA MARIA",
        number="L898902C3",
        nationality="UTO",
        birth_date=date(1974, 8, 12),
        sex="F",
        expiry_date=date(2012, 4, 15),
        optional_data="ZE184226B",
    )


@pytest.mark.parametrize(("lines", "format_"), [(TD1, Format.TD1), (TD2, Format.TD2)])
def test_the_cards_of_icao_9303_parts_5_and_6_are_read(lines: tuple[str, ...], format_: Format) -> None:
    assert parse(lines, today=TODAY) == replace(
        parse(TD3, today=TODAY), format=format_, document_type="I", number="D23145890", optional_data=""
    )


def test_a_document_number_of_more_than_nine_characters_continues_in_the_optional_data() -> None:
    zone = parse(TD1_LONG, today=TODAY)
    assert (zone.number, zone.optional_data, zone.failed) == ("D23145890734", "", ())


@SPECIMENS
def test_rendering_a_zone_gives_its_lines_back(lines: tuple[str, ...]) -> None:
    assert render(parse(lines, today=TODAY)) == lines


CODES = st.text("ABCXYZ", min_size=1, max_size=3)
WORDS = st.lists(st.text("ABCXYZ", min_size=1, max_size=4), min_size=1, max_size=2).map(" ".join)


@st.composite
def zones(draw: st.DrawFn) -> MachineReadableZone:
    format_ = draw(st.sampled_from(list(Format)))
    alphabet = "AZ09"
    longest_number = 9 if format_ is Format.TD3 else 13
    number = draw(st.text(alphabet, min_size=1, max_size=longest_number))
    room = {Format.TD1: 9, Format.TD2: 1, Format.TD3: 14}[format_]
    return MachineReadableZone(
        format=format_,
        document_type=draw(st.text("ACIPV", min_size=1, max_size=2)),
        issuing_state=draw(CODES),
        surname=draw(WORDS),
        given_names=draw(st.one_of(st.just(""), WORDS)),
        number=number,
        nationality=draw(CODES),
        birth_date=draw(st.one_of(st.none(), st.dates(TODAY - timedelta(36000), TODAY))),
        sex=draw(st.sampled_from(get_args(Sex))),
        expiry_date=draw(st.one_of(st.none(), st.dates(date(1962, 1, 1), date(2061, 12, 31)))),
        optional_data=draw(st.text(alphabet, max_size=room)),
        optional_data_2=draw(st.text(alphabet, max_size=11)) if format_ is Format.TD1 else "",
    )


@given(zones())
@settings(max_examples=200)
def test_parsing_undoes_rendering(zone: MachineReadableZone) -> None:
    assert parse(render(zone), today=TODAY) == zone


SPANS = LAYOUTS[Format.TD3].spans
DIGITS_UNDER_CHECK = [
    pytest.param(place, check, id=f"{check}-{place}")
    for check in (CheckDigit.NUMBER, CheckDigit.BIRTH_DATE, CheckDigit.EXPIRY_DATE, CheckDigit.OPTIONAL_DATA)
    for place in range(SPANS[check].start, SPANS[f"{check}_check"].stop)
    if "".join(TD3)[place].isdigit()
]


@pytest.mark.parametrize(("place", "check"), DIGITS_UNDER_CHECK)
def test_every_altered_digit_of_a_passport_is_caught(place: int, check: CheckDigit) -> None:
    text = "".join(TD3)
    for digit in set("0123456789") - {text[place]}:
        forged = text[:place] + digit + text[place + 1 :]
        failed = parse((forged[:44], forged[44:]), today=TODAY).failed
        assert check in failed
        assert CheckDigit.COMPOSITE in failed


def test_an_altered_composite_digit_is_caught_alone() -> None:
    assert parse((TD3[0], TD3[1][:-1] + "1"), today=TODAY).failed == (CheckDigit.COMPOSITE,)


def test_rendering_a_forged_zone_gives_check_digits_that_agree() -> None:
    forged = parse((TD3[0], TD3[1].replace("740812", "750812")), today=TODAY)
    assert forged.failed == (CheckDigit.BIRTH_DATE, CheckDigit.COMPOSITE)
    assert parse(render(forged), today=TODAY) == replace(forged, failed=())


@pytest.mark.parametrize(
    ("check_character", "optional", "failed"),
    [
        ("<", "<" * 14, ()),
        ("0", "<" * 14, ()),
        ("<", "A".ljust(14, "<"), (CheckDigit.OPTIONAL_DATA,)),
        ("1", "<" * 14, (CheckDigit.OPTIONAL_DATA,)),
    ],
)
def test_only_empty_optional_data_needs_no_check_digit(
    check_character: str, optional: str, failed: tuple[CheckDigit, ...]
) -> None:
    body = TD3[1][:28] + optional + check_character
    line = body + check_digit(body[:10] + body[13:20] + body[21:43])
    assert parse((TD3[0], line), today=TODAY).failed == failed


def test_weights_and_letter_values_are_those_of_icao_9303() -> None:
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"
    assert check_digit("HA672242<658022549601086<<<<<<<<<<<<<<0") == "8"


@pytest.mark.parametrize(
    ("today", "birth", "expiry"),
    [
        (date(2011, 1, 1), date(1974, 8, 12), date(2012, 4, 15)),
        (date(2074, 8, 11), date(1974, 8, 12), date(2112, 4, 15)),
        (date(2074, 8, 12), date(2074, 8, 12), date(2112, 4, 15)),
        (date(2061, 12, 31), date(1974, 8, 12), date(2012, 4, 15)),
        (date(2062, 1, 1), date(1974, 8, 12), date(2112, 4, 15)),
    ],
)
def test_two_digit_years_are_placed_by_today(today: date, birth: date, expiry: date) -> None:
    zone = parse(TD3, today=today)
    assert (zone.birth_date, zone.expiry_date) == (birth, expiry)


@pytest.mark.parametrize("birth", ["740230", "741301", "740800", "<<<<<<", "74<<<<", "010229"])
def test_a_date_that_no_calendar_has_is_none(birth: str) -> None:
    assert parse((TD3[0], TD3[1].replace("740812", birth)), today=TODAY).birth_date is None


def with_composite(line: str) -> str:
    """The second line of a TD2 card with its last check digit made to agree."""
    return line[:-1] + check_digit(line[0:10] + line[13:20] + line[21:35])


@pytest.mark.parametrize("stated", ["<<<<<<0", "<<<<<<<"])
def test_a_document_without_a_date_of_expiry_says_so(stated: str) -> None:
    card = (TD2[0], with_composite(TD2[1].replace("1204159", stated)))
    zone = parse(card, today=TODAY)
    assert (zone.expiry_date, zone.impossible, zone.failed) == (None, (), ())


@pytest.mark.parametrize("stated", ["129915", "12<<<<", "000000"])
def test_a_date_that_can_not_be_is_not_the_same_as_none(stated: str) -> None:
    zone = parse((TD3[0], TD3[1].replace("120415", stated)), today=TODAY)
    assert (zone.expiry_date, zone.impossible) == (None, (CheckDigit.EXPIRY_DATE,))


VISAS = {
    "MRV-A": ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"),
    "MRV-B": ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"),
}


@pytest.mark.parametrize("lines", VISAS.values(), ids=VISAS)
def test_the_visas_of_icao_9303_part_7_have_a_layout_of_their_own(lines: tuple[str, ...]) -> None:
    zone = parse(lines, today=TODAY)
    assert (zone.document_type, zone.surname, zone.failed) == ("V", "ERIKSSON", ())
    assert zone.optional_data == ("6ZE184226B" if len(lines[0]) == 44 else "")
    assert render(zone) == lines


@pytest.mark.parametrize(
    ("code", "given_names"), [("P<IND<<AHMADI", "AHMADI"), ("P<IND<<ALI<AHMADI", "ALI AHMADI")]
)
def test_a_person_with_one_name_is_read(code: str, given_names: str) -> None:
    zone = parse((code.ljust(44, "<"), TD3[1]), today=TODAY)
    assert (zone.surname, zone.given_names) == ("", given_names)
    assert render(zone)[0] == code.ljust(44, "<")


MALFORMED = {
    "no lines": (),
    "one line": (TD3[0],),
    "a short line": (TD3[0], TD3[1][:-1]),
    "three long lines": (*TD3, TD3[1]),
    "lower case": (TD3[0].lower(), TD3[1]),
    "a space": (TD3[0].replace("<<<<<<", "<<<< <"), TD3[1]),
    "a digit in the name": (TD3[0].replace("ANNA", "4NNA"), TD3[1]),
    "a letter in a date": (TD3[0], TD3[1].replace("740812", "74O812")),
    "an unknown sex": (TD3[0], TD3[1].replace("2F1", "2X1")),
    "an Arabic digit": (TD3[0], TD3[1].replace("740812", "74081\u0662")),
    "no document type": ("<<" + TD3[0][2:], TD3[1]),
    "a hole in a code": (TD3[0].replace("UTO", "U<O"), TD3[1]),
    "no nationality": (TD3[0], TD3[1].replace("UTO", "<<<")),
    "a long number cut short": (TD1_LONG[0].replace("7349", "<<<<"), *TD1_LONG[1:]),
    "a long number without check digit": (TD1_LONG[0].replace("7349", "73A<"), *TD1_LONG[1:]),
    "a hole in a long number": (TD1_LONG[0].replace("D23145890", "D2314589<"), *TD1_LONG[1:]),
}


@pytest.mark.parametrize("lines", MALFORMED.values(), ids=MALFORMED)
def test_what_the_standard_does_not_allow_is_malformed(lines: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as caught:
        parse(lines, today=TODAY)
    assert caught.value.code == "mrz_malformed"
    assert "ERIKSSON" not in caught.value.message


@pytest.mark.parametrize(
    "change",
    [
        {"number": "L898902C34"},
        {"number": "l898902"},
        {"nationality": "UTOP"},
        {"document_type": "PAS"},
        {"optional_data": "A" * 15},
        {"optional_data_2": "A"},
        {"surname": "MÜLLER"},
    ],
    ids=str,
)
def test_a_zone_that_does_not_fit_its_lines_is_not_rendered(change: dict[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        render(replace(parse(TD3, today=TODAY), **change))  # type: ignore[arg-type]  # only text fields change
    assert caught.value.code == "mrz_malformed"


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_fields_of_a_layout_cover_its_lines_once(layout: Layout) -> None:
    covered = sorted(place for start, stop, _ in layout.spans.values() for place in range(start, stop))
    assert covered == list(range(layout.rows * layout.width))
    assert len(layout.alphabets) == len(covered)


@pytest.mark.parametrize("text", ["a", "-", "Ä", " ", "\u0663"])
def test_a_check_digit_covers_only_the_characters_of_a_zone(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_digit(text)
    assert caught.value.code == "mrz_malformed"


def test_a_zone_does_not_tell_what_it_holds_by_accident() -> None:
    assert "ERIKSSON" not in repr(parse(TD3, today=TODAY))
