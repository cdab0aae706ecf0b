from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageDraw

from idos.errors import Invalid
from idos.verification import CheckDigit, draw_passport, draw_selfie, lettering, read_mrz
from idos.verification.portrait import Look, draw_portrait
from idos.verification.specimen import SELFIE_SIZE, SIZE
from tests.verification.pictures import ACCENTED, ANNA, LONG, TODAY, passport

pytestmark = pytest.mark.slow


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture))


def test_a_passport_is_a_png_of_the_stated_size_without_metadata() -> None:
    page = opened(draw_passport(ANNA))
    assert (page.format, page.size, page.mode, page.info) == ("PNG", SIZE, "RGB", {})


def test_a_selfie_is_a_jpeg_of_the_stated_size() -> None:
    selfie = opened(draw_selfie(ANNA))
    assert (selfie.format, selfie.size) == ("JPEG", SELFIE_SIZE)
    assert not selfie.getexif()


def test_the_same_person_gives_the_same_bytes() -> None:
    again = replace(ANNA)
    assert draw_passport(again) == passport(ANNA)
    assert draw_selfie(again) == draw_selfie(ANNA)


def test_other_people_look_different() -> None:
    assert len({draw_selfie(person) for person in (ANNA, ACCENTED, LONG)}) == 3


def test_a_forgery_differs_from_the_genuine_page_in_one_letter_only() -> None:
    forged = opened(draw_passport(ANNA, tamper=CheckDigit.BIRTH_DATE))
    box = ImageChops.difference(opened(passport(ANNA)), forged).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert right - left < 26
    assert 770 < top < bottom < 830


def test_a_number_without_digits_is_forged_in_its_check_digit() -> None:
    person = replace(ANNA, number="ABCDEFGHI")
    assert draw_passport(person, tamper=CheckDigit.NUMBER) != draw_passport(person)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": "TOO-LONG-BY-FAR"}, "mrz_malformed"),
        ({"nationality": "Utopia"}, "mrz_malformed"),
        ({"surname": "Иванова"}, "name_unsupported"),
        ({"surname": "..."}, "mrz_malformed"),
    ],
)
def test_a_person_whom_no_passport_can_state_is_refused(change: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as caught:
        draw_passport(replace(ANNA, **change))  # type: ignore[arg-type]  # only text fields change
    assert caught.value.code == code


@pytest.mark.parametrize("names", [("Ahmadi", ""), ("", "Ahmadi")])
def test_a_person_with_one_name_has_a_passport(names: tuple[str, str]) -> None:
    given_names, surname = names
    zone = read_mrz(draw_passport(replace(ANNA, given_names=given_names, surname=surname)), today=TODAY)
    assert (zone.given_names, zone.surname) == (given_names.upper(), surname.upper())


def test_a_look_belongs_to_its_seed() -> None:
    looks = [Look.of(str(seed), feminine=seed % 2 == 0) for seed in range(40)]
    assert looks == [Look.of(str(seed), feminine=seed % 2 == 0) for seed in range(40)]
    assert len(set(looks)) > 30
    assert {look.beard for look in looks} == {True, False}


@pytest.mark.parametrize("feminine", [True, False])
def test_a_portrait_has_a_face_and_no_background(feminine: bool) -> None:
    look = next(
        look for seed in range(99) if (look := Look.of(str(seed), feminine=feminine)).beard is not feminine
    )
    portrait = draw_portrait(look, 350)
    assert (portrait.mode, portrait.size) == ("RGBA", (350, 450))
    assert portrait.getpixel((2, 2)) == (0, 0, 0, 0)
    assert portrait.getpixel((175, 170)) == (*look.skin, 255)


def written(text: str) -> Image.Image:
    page = Image.new("L", (400, 120), 255)
    lettering.write(ImageDraw.Draw(page), (20, 80), text, 60, 0)
    return page


@pytest.mark.parametrize("letter", "ÀÁÂÃÄÅÇĒĔĖŐŠȘĘ")
def test_a_mark_is_drawn_outside_its_letter(letter: str) -> None:
    plain = {
        "À": "A",
        "Á": "A",
        "Â": "A",
        "Ã": "A",
        "Ä": "A",
        "Å": "A",
        "Ç": "C",
        "Ő": "O",
        "Š": "S",
        "Ș": "S",
    }
    difference = ImageChops.difference(written(letter), written(plain.get(letter, "E"))).getbbox()
    assert difference is not None
    assert difference[3] < 45 or difference[1] > 74


def test_the_width_of_a_text_is_where_it_ends() -> None:
    for text in ("Zenith", "ZOË ANAÏS"):
        box = ImageChops.invert(written(text)).getbbox()
        assert box is not None
        assert abs(box[2] - 20 - lettering.text_width(text, 60)) < 6
