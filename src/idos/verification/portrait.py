"""A drawn portrait: nobody's face, and the same one each time for the same seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

from idos.verification.strokes import path

Colour = tuple[int, int, int]

_SKINS: Final[tuple[Colour, ...]] = (
    (244, 212, 186), (232, 190, 160), (214, 164, 128), (184, 132, 96), (142, 96, 68), (104, 70, 50),
)  # fmt: skip
# From dark to fair; dark skins go with the dark end.
_HAIRS: Final[tuple[Colour, ...]] = (
    (38, 30, 28), (64, 44, 34), (104, 68, 42), (150, 104, 58), (188, 146, 90), (120, 58, 36),
)  # fmt: skip
_CLOTHES: Final[tuple[Colour, ...]] = (
    (38, 70, 83), (58, 80, 66), (92, 64, 84), (52, 58, 72), (120, 72, 56), (40, 84, 96),
)  # fmt: skip
_IRISES: Final[tuple[Colour, ...]] = ((70, 48, 34), (46, 36, 30), (82, 98, 68), (84, 104, 118))


@dataclass(frozen=True, slots=True)
class Look:
    """What tells one drawn person from another."""

    skin: Colour
    hair: Colour
    clothes: Colour
    iris: Colour
    long_hair: bool
    parting_right: bool
    beard: bool

    @classmethod
    def of(cls, seed: str, *, feminine: bool) -> Look:
        """The look that belongs to ``seed``."""
        digest = hashlib.sha256(seed.encode()).digest()
        skin = digest[0] % len(_SKINS)
        hairs = _HAIRS[: len(_HAIRS) + 1 - skin]
        return cls(
            skin=_SKINS[skin],
            hair=hairs[digest[1] % len(hairs)],
            clothes=_CLOTHES[digest[2] % len(_CLOTHES)],
            iris=_IRISES[digest[3] % (len(_IRISES) - skin // 2)],
            long_hair=feminine,
            parting_right=digest[4] % 2 == 0,
            beard=not feminine and digest[5] % 3 == 0,
        )


# Shapes on a grid 700 wide and 900 high, y going down.
_FACE: Final = "~210,215 ~490,215 ~502,330 ~492,480 ~440,590 ~370,622 ~330,622 ~260,590 ~208,480 ~198,330"
_NECK: Final = "282,520 286,650 ~290,690 250,712 ~350,900 450,712 ~410,690 414,650 418,520"
_SHADOW_OF_CHIN: Final = "284,570 ~350,660 416,570 416,600 ~350,690 285,610"
_SHOULDERS: Final = "20,900 ~30,790 ~120,735 ~250,705 ~350,800 ~450,705 ~580,735 ~670,790 680,900"
_COLLAR: Final = "240,702 ~350,840 460,702 ~478,705 492,712 ~350,890 208,712 ~222,705 240,702"
_BACK_OF_LONG_HAIR: Final = (
    "~175,140 ~525,140 ~560,330 ~552,560 ~575,720 ~500,760 ~200,760 ~125,720 ~148,560 ~140,330"
)
_SHORT_HAIR: Final = (
    "196,400 ~180,330 ~168,200 ~250,120 ~350,108 ~450,112 ~540,190 ~522,330 504,400 ~500,330 ~470,285 "
    "~400,262 ~330,268 ~290,226 ~232,290 ~208,330 196,400"
)
_LONG_HAIR: Final = (
    "190,470 ~150,330 ~170,170 ~270,112 ~350,110 ~450,112 ~540,180 ~550,330 510,470 ~512,350 ~450,300 "
    "~320,262 ~290,215 ~258,300 ~190,350 190,470"
)
_BEARD: Final = (
    "204,430 ~214,520 ~262,596 ~330,630 ~370,630 ~438,596 ~486,520 496,430 ~476,500 ~440,520 ~400,500 "
    "~350,492 ~300,500 ~260,520 ~224,500 204,430"
)
_EYE: Final = "246,403 ~264,386 ~298,386 314,404 ~298,415 ~264,415 246,403"
_LID: Final = "242,404 ~263,383 ~299,383 317,405"
_BROW: Final = "236,362 ~262,338 ~300,340 324,356 ~300,350 ~262,350 236,362"
_NOSE: Final = "352,395 ~360,440 ~378,476 ~374,492 ~352,496 332,490"
_UPPER_LIP: Final = "292,535 ~330,525 ~350,534 ~370,525 408,535 ~350,556 292,535"
_LOWER_LIP: Final = "292,535 ~350,556 408,535 ~386,573 ~314,573 292,535"

_SOFT: Final = 160  # of 255: how much of a soft colour covers what lies under it

WIDTH: Final = 700
HEIGHT: Final = 900


def draw_portrait(look: Look, width: int) -> Image.Image:
    """The portrait on nothing (RGBA), ``width`` pixels wide and 9/7 as high."""
    scale = 2 * width / WIDTH
    image = Image.new("RGBA", (2 * width, 2 * round(width * HEIGHT / WIDTH)))
    pen = _Pen(image, scale)
    if look.long_hair:
        pen.fill(_BACK_OF_LONG_HAIR, _shade(look.hair, 0.82))
    pen.fill(_NECK, _shade(look.skin, 0.9))
    pen.fill(_SHADOW_OF_CHIN, _shade(look.skin, 0.8))
    pen.fill(_SHOULDERS, look.clothes)
    pen.fill(_COLLAR, _shade(look.clothes, 1.35))
    if not look.long_hair:
        pen.ellipse(204, 410, 28, 56, _shade(look.skin, 0.92))
        pen.ellipse(496, 410, 28, 56, _shade(look.skin, 0.86))
    pen.fill(_FACE, look.skin)
    _draw_features(pen, look)
    pen.fill(_LONG_HAIR if look.long_hair else _SHORT_HAIR, look.hair, mirrored=look.parting_right)
    return image.resize((width, round(width * HEIGHT / WIDTH)), Image.Resampling.LANCZOS)


def _draw_features(pen: _Pen, look: Look) -> None:
    cheek = _mix(look.skin, (214, 96, 90), 0.25)
    pen.soft_ellipse(268, 476, 32, 22, cheek)
    pen.soft_ellipse(432, 476, 32, 22, cheek)
    if look.beard:
        pen.fill(_BEARD, _shade(look.hair, 1.1))
    lip = _mix(look.skin, (168, 66, 70), 0.5)
    pen.fill(_UPPER_LIP, _shade(lip, 0.88))
    pen.fill(_LOWER_LIP, lip)
    pen.line(_NOSE, _shade(look.skin, 0.78), 7)
    for mirrored in (False, True):
        middle = 420 if mirrored else 280
        pen.fill(_EYE, (250, 248, 244), mirrored=mirrored)
        pen.ellipse(middle, 400, 15, 15, look.iris)
        pen.ellipse(middle, 400, 7, 7, (18, 16, 16))
        pen.ellipse(middle + 6, 394, 4, 4, (255, 255, 255))
        pen.line(_LID, _shade(look.hair, 0.6), 8 if look.long_hair else 6, mirrored=mirrored)
        pen.fill(_BROW, _shade(look.hair, 0.8), mirrored=mirrored)


class _Pen:
    """Shapes of the grid, on an image of another scale."""

    def __init__(self, image: Image.Image, scale: float) -> None:
        self._image = image
        self._canvas = ImageDraw.Draw(image)
        self._scale = scale

    def fill(self, stroke: str, colour: Colour, *, mirrored: bool = False) -> None:
        self._canvas.polygon(self._points(stroke, mirrored=mirrored), colour)

    def line(self, stroke: str, colour: Colour, width: float, *, mirrored: bool = False) -> None:
        self._canvas.line(
            self._points(stroke, mirrored=mirrored), colour, round(width * self._scale), "curve"
        )

    def ellipse(
        self, x: float, y: float, half_width: float, half_height: float, colour: Colour | int
    ) -> None:
        box = (x - half_width, y - half_height, x + half_width, y + half_height)
        self._canvas.ellipse([edge * self._scale for edge in box], colour)

    def soft_ellipse(self, x: float, y: float, half_width: float, half_height: float, colour: Colour) -> None:
        mask = Image.new("L", self._image.size)
        _Pen(mask, self._scale).ellipse(x, y, half_width, half_height, _SOFT)
        self._image.paste(colour, None, mask.filter(ImageFilter.GaussianBlur(half_height / 2 * self._scale)))

    def _points(self, stroke: str, *, mirrored: bool) -> list[tuple[float, float]]:
        return [((WIDTH - x if mirrored else x) * self._scale, y * self._scale) for x, y in path(stroke)]


def _mix(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _shade(colour: Colour, factor: float) -> Colour:
    """Darker below 1, lighter above."""
    return _mix(colour, (0, 0, 0), 1 - factor) if factor <= 1 else _mix(colour, (255, 255, 255), factor - 1)
