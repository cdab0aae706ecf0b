"""Pictures for trying a verification out: a passport page of Utopia, and the selfie that goes with it.

Utopia (UTO) is the state of ICAO 9303's own examples. The page says SPECIMEN in large letters, its portrait
is drawn, and its layout is that of a passport's data page (ICAO 9303 part 4), ten pixels to the millimetre.
The same person gives the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from math import pi, sin
from typing import Final, Literal

from PIL import Image, ImageDraw, ImageFilter

from idos.errors import Invalid
from idos.verification import ocrb
from idos.verification.guilloche import blend, ground, rosette
from idos.verification.layouts import LAYOUTS, CheckDigit, Format, split_lines
from idos.verification.lettering import text_width, write
from idos.verification.mrz import MachineReadableZone, Sex, render
from idos.verification.names import transliterate
from idos.verification.portrait import Colour, Look, draw_portrait
from idos.verification.strokes import Point

Forgeable = Literal[CheckDigit.NUMBER, CheckDigit.BIRTH_DATE, CheckDigit.EXPIRY_DATE]

SIZE: Final = (1250, 880)
SELFIE_SIZE: Final = (900, 1200)

_FINE: Final = 2  # everything is drawn twice as large and then reduced, for smooth edges
_MARGIN: Final = 62
_PITCH: Final = 25.4
_BASELINES: Final = (752, 815.5)
_INK: Final = (30, 36, 38)
_GREEN: Final = (17, 86, 68)
_LABEL: Final = (66, 104, 92)
_RED: Final = (178, 48, 44)
_SIGNATURE: Final = (36, 52, 104)
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclass(frozen=True, slots=True)
class DocumentHolder:
    """Whom a specimen is issued to: names as the person writes them, codes as in ICAO 9303 part 3, §5.

    Of a person with one name, the surname or the given names are empty.
    """

    given_names: str
    surname: str
    birth_date: date
    sex: Sex
    birth_place: str
    number: str
    issue_date: date
    expiry_date: date
    nationality: str = "UTO"

    @property
    def look(self) -> Look:
        """The face that is drawn for this person."""
        return Look.of(f"{self.given_names} {self.surname}", feminine=self.sex == "F")


def draw_passport(person: DocumentHolder, *, tamper: Forgeable | None = None) -> bytes:
    """The data page of a passport as a PNG of `SIZE` pixels.

    ``tamper`` makes it a forgery: in the machine-readable zone, a digit that this check digit protects is
    altered and the check digit left as it was. Raises `Invalid` when a field does not fit the zone.
    """
    lines = _forged(_zone(person), tamper) if tamper else _zone(person)
    page = _Page(ground(SIZE[0] * _FINE, SIZE[1] * _FINE))
    _draw_heading(page)
    _draw_pictures(page, person)
    _draw_fields(page, person)
    _draw_signature(page, person)
    _draw_zone(page, lines)
    _draw_specimen_mark(page)
    return _encoded(page.image.reduce(_FINE), "PNG")


def draw_selfie(person: DocumentHolder) -> bytes:
    """The same face before a window, as a JPEG of `SELFIE_SIZE` pixels."""
    width, height = SELFIE_SIZE
    room = blend(width, height, (214, 208, 198), (170, 160, 150))
    canvas = ImageDraw.Draw(room)
    canvas.rectangle((60, 90, 380, 640), (236, 240, 240))
    canvas.rectangle((212, 90, 228, 640), (190, 184, 174))
    canvas.rectangle((640, 0, 900, 1200), (150, 138, 124))
    for leaf in range(7):
        left = 700 + 22 * leaf
        canvas.ellipse((left, 420 - 40 * (leaf % 3), left + 60, 700), (112, 128 + 4 * leaf, 104))
    room = room.filter(ImageFilter.GaussianBlur(18))
    portrait = draw_portrait(person.look, 920)
    room.paste(portrait, ((width - portrait.width) // 2, height - portrait.height), portrait)
    return _encoded(room, "JPEG")


class _Page:
    """A picture drawn in the pixels of `SIZE`, on a finer grid."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self.canvas = ImageDraw.Draw(image)

    def write(
        self, x: float, y: float, text: str, size: float, ink: Colour, *, bold: float = 0, spacing: float = 0
    ) -> None:
        write(
            self.canvas, (x * _FINE, y * _FINE), text, size * _FINE, ink, bold=bold, spacing=spacing * _FINE
        )

    def lay(self, layer: Image.Image, x: float, y: float) -> None:
        """Lay a picture with transparency on the page, its top left corner at ``x, y``."""
        self.image.paste(layer, (round(x * _FINE), round(y * _FINE)), layer)


def _zone(person: DocumentHolder) -> tuple[str, ...]:
    return render(
        MachineReadableZone(
            format=Format.TD3,
            document_type="P",
            issuing_state="UTO",
            surname=_in_zone(person.surname),
            given_names=_in_zone(person.given_names),
            number=person.number,
            nationality=person.nationality,
            birth_date=person.birth_date,
            sex=person.sex,
            expiry_date=person.expiry_date,
        )
    )


def _in_zone(name: str) -> str:
    plain = transliterate(name)
    if name and not plain:
        raise Invalid("A name field needs letters.", code="mrz_malformed")
    return plain


def _forged(lines: tuple[str, ...], check: Forgeable) -> tuple[str, ...]:
    """``lines`` with one digit that ``check`` protects raised by one: in a date, the last of the year."""
    layout = LAYOUTS[Format.TD3]
    text = "".join(lines)
    start = layout.spans[check].start + 1
    place = next(i for i in range(start, len(text)) if text[i].isdigit())
    altered = str((int(text[place]) + 1) % 10)
    return split_lines(text[:place] + altered + text[place + 1 :], layout)


def _draw_heading(page: _Page) -> None:
    rosette(page.canvas, (104 * _FINE, 88 * _FINE), 46 * _FINE, _GREEN, 2)
    page.write(172, 92, "UTOPIA", 50, _GREEN, bold=1, spacing=12)
    page.write(174, 124, "PASSPORT  ·  PASSEPORT", 19, _LABEL, spacing=3)
    box = [edge * _FINE for edge in (872, 56, 1188, 120)]
    page.canvas.rounded_rectangle(box, 12 * _FINE, outline=_RED, width=2 * _FINE)
    page.write(894, 86, "SPECIMEN", 25, _RED, bold=1, spacing=8)
    page.write(894, 108, "NOT A TRAVEL DOCUMENT", 15, _RED, spacing=2.1)
    page.canvas.line([edge * _FINE for edge in (_MARGIN, 148, 1188, 148)], _GREEN, 2 * _FINE)


def _draw_pictures(page: _Page, person: DocumentHolder) -> None:
    frame = (350, 450)
    photo = blend(frame[0] * _FINE, frame[1] * _FINE, (232, 236, 238), (208, 217, 222))
    portrait = draw_portrait(person.look, photo.width)
    photo.paste(portrait, (0, 0), portrait)
    rounded = Image.new("L", photo.size)
    ImageDraw.Draw(rounded).rounded_rectangle((0, 0, photo.width - 1, photo.height - 1), 10 * _FINE, 255)
    photo.putalpha(rounded)
    page.lay(photo, _MARGIN, 176)
    ghost = draw_portrait(person.look, 126 * _FINE)
    ghost.putalpha(ghost.getchannel("A").point(lambda value: value * 3 // 10))
    page.lay(ghost, 1052, 452)


def _draw_fields(page: _Page, person: DocumentHolder) -> None:
    fields = (
        (450, 186, "Type / Type", "P"),
        (560, 186, "Code of issuing State / Code du pays", "UTO"),
        (890, 186, "Passport No. / N° de passeport", person.number),
        (450, 254, "Surname / Nom", person.surname.upper()),
        (450, 322, "Given names / Prénoms", person.given_names.upper()),
        (450, 390, "Nationality / Nationalité", person.nationality),
        (790, 390, "Date of birth / Date de naissance", _day(person.birth_date)),
        (450, 458, "Sex / Sexe", person.sex),
        (560, 458, "Place of birth / Lieu de naissance", person.birth_place.upper()),
        (450, 526, "Date of issue / Date de délivrance", _day(person.issue_date)),
        (790, 526, "Authority / Autorité", "HMS ISLAND"),
        (450, 594, "Date of expiry / Date d'expiration", _day(person.expiry_date)),
        (790, 594, "Holder's signature / Signature", ""),
    )
    for x, y, label, value in fields:
        page.write(x, y, label, 15, _LABEL)
        room = 1188 - x
        size = min(28.0, 28 * room / max(1, text_width(value, 28)))
        page.write(x, y + 32, value, size, _INK, bold=1)


def _draw_signature(page: _Page, person: DocumentHolder) -> None:
    pace = [3 + byte % 5 for byte in transliterate(person.surname or person.given_names).encode()]
    points: list[Point] = []
    for step in range(240):
        part = step / 239
        swing = 16 * (1 - 0.7 * part) * sin(part * 2 * pi * pace[0] + pace[-1])
        wobble = 6 * sin(part * 2 * pi * pace[len(pace) // 2] * 2)
        points.append(
            ((800 + 210 * part + 2 * wobble) * _FINE, (626 - 10 * part - swing + wobble / 2) * _FINE)
        )
    page.canvas.line(points, _SIGNATURE, 2 * _FINE, "curve")


def _draw_zone(page: _Page, lines: tuple[str, ...]) -> None:
    band = Image.new("RGB", (page.image.width, 216 * _FINE), (247, 247, 243))
    page.image.paste(band, (0, page.image.height - band.height), Image.new("L", band.size, 190))
    top, sharper = 700, 4
    print_ = Image.new("L", (page.image.width * sharper, 140 * _FINE * sharper))
    unit = _FINE * sharper
    for line, baseline in zip(lines, _BASELINES, strict=True):
        origin = (_MARGIN * unit, (baseline - top) * unit)
        ocrb.draw(ImageDraw.Draw(print_), line, origin, _PITCH * unit, 255)
    page.image.paste(_INK, (0, top * _FINE), print_.reduce(sharper))


def _draw_specimen_mark(page: _Page) -> None:
    stamp = Image.new("L", (1000 * _FINE, 200 * _FINE))
    write(
        ImageDraw.Draw(stamp),
        (20 * _FINE, 150 * _FINE),
        "SPECIMEN",
        130 * _FINE,
        60,
        bold=2,
        spacing=26 * _FINE,
    )
    mask = stamp.rotate(16, Image.Resampling.BICUBIC, expand=True)
    page.image.paste(_RED, (300 * _FINE, 190 * _FINE), mask)


def _day(day: date) -> str:
    return f"{day.day:02} {_MONTHS[day.month - 1]} {day.year}"


def _encoded(image: Image.Image, form: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, quality=90)
    return buffer.getvalue()
