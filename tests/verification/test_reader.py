from __future__ import annotations

import io
import logging
from dataclasses import replace
from datetime import date
from string import ascii_uppercase, digits
from typing import Any

import pytest
from PIL import Image, ImageDraw

from idos.errors import Invalid
from idos.verification import CheckDigit, DocumentHolder, Format, draw_passport, draw_selfie, ocrb, read_mrz
from idos.verification.mrz import parse, render
from idos.verification.specimen import Forgeable
from tests.verification.pictures import ACCENTED, ANNA, LONG, TODAY, encoded, passport, photographed, printed
from tests.verification.test_mrz import TD1, TD2, TD3

pytestmark = pytest.mark.slow

CHARACTERS = digits + ascii_uppercase
ON_CARD = parse(TD1, today=TODAY)


@pytest.mark.parametrize(
    ("person", "surname", "given_names"),
    [
        (ANNA, "ERIKSSON", "ANNA MARIA"),
        (ACCENTED, "MUELLER LOS", "ZOE ANAIS"),
        (LONG, "FEATHERSTONEHAUGH", "BARTHOLOMEW MAXIMILI"),
    ],
    ids=["plain", "accented", "long"],
)
def test_a_specimen_is_read_back(person: DocumentHolder, surname: str, given_names: str) -> None:
    zone = read_mrz(passport(person), today=TODAY)
    assert (zone.format, zone.surname, zone.given_names) == (Format.TD3, surname, given_names)
    assert (zone.number, zone.nationality, zone.sex) == (person.number, person.nationality, person.sex)
    assert (zone.birth_date, zone.expiry_date) == (person.birth_date, person.expiry_date)
    assert zone.failed == ()


CAMERAS: dict[str, dict[str, Any]] = {
    "turned left": {"turned": 3},
    "turned right": {"turned": -3},
    "small": {"width": 700},
    "as small as may be": {"width": 520, "border": 0},
    "large": {"width": 2400},
    "badly compressed": {"quality": 20},
    "noisy": {"noise": 35},
    "out of focus": {"blur": 2},
    "far away": {"border": 250, "width": 1600},
    "all at once": {"turned": -2.2, "width": 900, "noise": 12, "blur": 0.7, "quality": 40},
}


@pytest.mark.parametrize("camera", CAMERAS.values(), ids=CAMERAS)
@pytest.mark.parametrize("person", [ANNA, LONG], ids=["plain", "long"])
def test_a_photographed_specimen_is_read_letter_by_letter(
    person: DocumentHolder, camera: dict[str, Any]
) -> None:
    clean = read_mrz(passport(person), today=TODAY)
    assert read_mrz(photographed(passport(person), **camera), today=TODAY) == clean


@pytest.mark.parametrize("lines", [TD1, TD2, TD3], ids=["TD1", "TD2", "TD3"])
@pytest.mark.parametrize("pen", [2.6, 4.1, 5.6], ids=["thin", "normal", "heavy"])
def test_every_format_is_read_in_thin_and_heavy_print(lines: tuple[str, ...], pen: float) -> None:
    assert render(read_mrz(encoded(printed(lines, pen=pen)), today=TODAY)) == lines


@pytest.mark.parametrize("order", [1, -1, 7])
def test_no_two_characters_are_confused(order: int) -> None:
    every = "".join(CHARACTERS[i * order % 36] for i in range(36))
    zone = replace(ON_CARD, number=every[:9], optional_data=every[9:24], optional_data_2=every[25:])
    assert read_mrz(encoded(printed(render(zone))), today=TODAY) == zone


@pytest.mark.parametrize("check", [CheckDigit.NUMBER, CheckDigit.BIRTH_DATE, CheckDigit.EXPIRY_DATE])
def test_an_altered_digit_is_read_as_it_stands(check: Forgeable) -> None:
    genuine = read_mrz(passport(ANNA), today=TODAY)
    forged = read_mrz(draw_passport(ANNA, tamper=check), today=TODAY)
    assert forged.failed == (check, CheckDigit.COMPOSITE)
    assert replace(forged, failed=(), **{check: getattr(genuine, check)}) == genuine
    assert getattr(forged, check) != getattr(genuine, check)


def test_what_the_print_leaves_open_is_decided_by_the_field() -> None:
    lines = (TD3[0].replace("ERIKSSON", "ERIKSS0N"), TD3[1].replace("740812", "74O812"))
    zone = read_mrz(encoded(printed(lines)), today=TODAY)
    assert (zone.surname, zone.birth_date) == ("ERIKSSON", date(1974, 8, 12))


def test_what_the_field_leaves_open_is_not_guessed() -> None:
    letter, digit = (printed((TD3[0], TD3[1].replace("902C", f"9{form}2C"))) for form in "O0")
    between = Image.blend(letter, digit, 0.5)
    with pytest.raises(Invalid) as caught:
        read_mrz(encoded(between), today=TODAY)
    assert caught.value.code == "mrz_not_found"


def test_a_zone_that_breaks_the_standard_is_malformed() -> None:
    nobody = "P<UTO".ljust(44, "<")
    with pytest.raises(Invalid) as caught:
        read_mrz(encoded(printed((nobody, TD3[1]))), today=TODAY)
    assert caught.value.code == "mrz_malformed"


def full_of(text: str, step: int) -> Image.Image:
    page = Image.new("L", (1250, 1700), 255)
    for y in range(60, 1700, step):
        ocrb.draw(ImageDraw.Draw(page), text, (40, y), 25.4, 0)
    return page


NO_ZONE = {
    "white": Image.new("L", (1250, 880), 255),
    "black": Image.new("L", (1250, 880), 0),
    "noise": Image.effect_noise((1250, 880), 90),
    "a selfie": Image.open(io.BytesIO(draw_selfie(ANNA))),
    "a page without its zone": Image.open(io.BytesIO(draw_passport(ANNA))).crop((0, 0, 1250, 660)),
    "half a zone": printed((TD3[0], TD3[1])).crop((400, 0, 1250, 880)),
    "one line": printed((TD3[0],)),
    "lines of another width": printed((TD3[0][:40], TD3[1][:40])),
    "lines too far apart": full_of(TD3[1], 200),
    "bars": full_of("I" * 45, 60),
    "a zone with a letter covered": printed((TD3[0], TD3[1])),
}
ImageDraw.Draw(NO_ZONE["a zone with a letter covered"]).rectangle((570, 610, 602, 650), 20)


@pytest.mark.parametrize("page", NO_ZONE.values(), ids=NO_ZONE)
def test_a_page_without_a_legible_zone_is_not_guessed_at(page: Image.Image) -> None:
    with pytest.raises(Invalid) as caught:
        read_mrz(encoded(page), today=TODAY)
    assert caught.value.code == "mrz_not_found"


def test_an_image_that_cannot_be_decoded_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        read_mrz(passport(ANNA)[:1000], today=TODAY)
    assert caught.value.code == "image_broken"


def test_nothing_that_was_read_reaches_a_log_or_standard_output(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        read_mrz(passport(ANNA), today=TODAY)
    assert "ERIKSSON" not in caplog.text
    assert capfd.readouterr() == ("", "")
