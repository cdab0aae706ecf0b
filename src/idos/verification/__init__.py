"""Identity verification from documents: read a passport's picture, judge what it says.

`assess` is the whole of it. `read_mrz` stops after reading; `draw_passport` and `draw_selfie` make pictures
to try it with. Needs the extra ``idos[verification]``.
"""

from __future__ import annotations

from idos.extras import extra

with extra("verification", "idos.verification"):
    import numpy  # noqa: F401  # named before a part deep inside misses it
    import PIL  # noqa: F401  # as above

from idos.verification.layouts import CheckDigit, Format
from idos.verification.mrz import MachineReadableZone
from idos.verification.outcome import Expected, Outcome, Reason, assess
from idos.verification.reader import read_mrz
from idos.verification.specimen import DocumentHolder, draw_passport, draw_selfie

__all__ = [
    "CheckDigit",
    "DocumentHolder",
    "Expected",
    "Format",
    "MachineReadableZone",
    "Outcome",
    "Reason",
    "assess",
    "draw_passport",
    "draw_selfie",
    "read_mrz",
]
