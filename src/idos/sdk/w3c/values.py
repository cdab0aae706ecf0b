"""The text values a credential may hold: what every official version signs and reads alike.

Control characters are refused because versions of the official canonicaliser escape them differently;
``\\n`` and ``\\r`` are the two on which all agree. Surrogates have no UTF-8 form.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final

from idos.errors import Invalid

_REFUSED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_URI = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\ufeff]+""")
_PREFIXES: Final = ("cred:", "sec:", "xsd:")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)


def check_text(name: str, value: object) -> None:
    """Raises ``Invalid`` unless the value is text without control characters other than line ends."""
    if not isinstance(value, str):
        raise Invalid(f"{name} must be text", code="bad_value")
    if _REFUSED.search(value):
        raise Invalid(f"{name} holds a control character or broken Unicode", code="bad_value")


def check_uri(name: str, value: object) -> None:
    """Raises ``Invalid`` unless the value is an absolute URI that JSON-LD leaves as it is.

    Not so a blank node (``_:``) or a prefix of the pinned contexts (``cred:``, ``sec:``, ``xsd:``).
    """
    check_text(name, value)
    if not _URI.fullmatch(str(value)) or str(value).startswith(_PREFIXES):
        raise Invalid(f"{name} must be an absolute URI", code="bad_value")


def parse_moment(name: str, value: object) -> datetime:
    """The time of an XML Schema ``dateTime`` with a time zone; raises ``Invalid`` for anything else."""
    if isinstance(value, str) and _DATE_TIME.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise Invalid(f"{name} must be a date and time with a time zone", code="bad_value")


def format_moment(value: date) -> str:
    """A date as ``YYYY-MM-DDThh:mm:ss.mmmZ``; a date without a time is its midnight in UTC.

    Raises ``Invalid`` for a time without a time zone.
    """
    if not isinstance(value, datetime):
        return f"{value.isoformat()}T00:00:00.000Z"
    return _utc(value).isoformat(timespec="milliseconds") + "Z"


def format_second(value: datetime) -> str:
    """A time as ``YYYY-MM-DDThh:mm:ssZ``, its fraction cut off. Raises ``Invalid`` without a time zone."""
    return _utc(value).isoformat(timespec="seconds") + "Z"


def _utc(value: datetime) -> datetime:
    if value.utcoffset() is None:
        raise Invalid("a time needs a time zone", code="bad_value")
    try:
        return value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        raise Invalid("a time must lie in the years 1 to 9999", code="bad_value") from None
