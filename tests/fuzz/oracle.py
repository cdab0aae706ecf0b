"""What every error of ours promises."""

from __future__ import annotations

import re

from idos.errors import IdosError

MAX_MESSAGE_CHARS = 2_000
"""No error has more to say; one that repeats what it was given soon has."""


_CODE = re.compile(r"[a-z0-9_]{1,64}")


def check_error(error: IdosError) -> None:
    """An error of ours has a stable code, and a sentence of bounded length that is harmless on a terminal."""
    assert "\x1b" not in error.message
    assert _CODE.fullmatch(error.code), error.code
    assert len(error.message) <= MAX_MESSAGE_CHARS, error.message[:200]
