"""From the picture of a document to its machine-readable zone.

It reads OCR-B, the typeface that ICAO 9303 part 3, §4.3 prescribes, on a page within 6 degrees of level.
Nothing of the picture reaches a message or a log.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from PIL import Image

from idos.errors import Invalid
from idos.verification.image import decode_grey
from idos.verification.locate import grids, ink_of, level
from idos.verification.mrz import MachineReadableZone, parse
from idos.verification.recognise import RecognisedZone, read

# Ink that counts as paper, of 255: for print in good, faint and heavily patterned pictures.
_THRESHOLDS: Final = (90, 60, 130)


def read_mrz(image: bytes, *, today: date) -> MachineReadableZone:
    """The machine-readable zone in a PNG or JPEG; ``today`` as in `idos.verification.mrz.parse`.

    The first reading whose check digits all agree is returned; failing that, the clearest one, for
    its ``failed`` to be judged. Raises `Invalid`: ``mrz_not_found``, ``mrz_malformed`` when a zone is there
    whose fields break the standard, and the codes of `idos.verification.image.decode_grey`.
    """
    ink = level(ink_of(decode_grey(image)))
    found: list[tuple[float, MachineReadableZone]] = []
    malformed: Invalid | None = None
    for reading in _readings(ink):
        try:
            zone = parse(reading.lines, today=today)
        except Invalid as error:
            malformed = error
            continue
        if not zone.failed:
            return zone
        found.append((reading.likeness, zone))
    if found:
        return max(found, key=lambda pair: pair[0])[1]
    raise malformed or Invalid("No machine-readable zone could be read in the image.", code="mrz_not_found")


def _readings(ink: Image.Image) -> Iterator[RecognisedZone]:
    for threshold in _THRESHOLDS:
        for grid in grids(ink, threshold):
            reading = read(ink, grid)
            if reading.legible:
                yield reading
