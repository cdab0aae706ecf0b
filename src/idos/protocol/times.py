"""Times as people sign them: UTC, second precision, one text per second (a profile of RFC 3339)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from idos.errors import Invalid

_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")
_END = 253_402_300_800  # 10000-01-01T00:00:00Z


def parse_time(text: str) -> int:
    """Unix seconds of ``YYYY-MM-DDTHH:MM:SSZ``, years 1970 to 9999; no leap seconds, no other form."""
    if _FORM.fullmatch(text):
        try:
            seconds = int(datetime.fromisoformat(text).timestamp())
        except ValueError:
            seconds = -1
        if seconds >= 0:
            return seconds
    raise Invalid("invalid date format: must be yyyy-mm-ddThh:mm:ssZ")


def format_time(seconds: int) -> str:
    """The inverse of :func:`parse_time`."""
    if not 0 <= seconds < _END:
        raise Invalid("time is not between the years 1970 and 9999")
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}Z"
