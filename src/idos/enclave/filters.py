"""Filters on records: which values are wanted at which paths (``docs/protocol/w3c.md`` §7)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

Criteria = Mapping[str, Collection[object]]
"""Allowed or refused values by path: ``a.b`` or ``a[0].b``."""

_STEP = re.compile(r"[^.\[\]]+")


def record_matches(
    record: Mapping[str, Any],
    *,
    pick: Criteria | None = None,
    omit: Criteria | None = None,
    omit_any: Criteria | None = None,
) -> bool:
    """Whether a record passes the filters.

    ``pick`` wants every path to have one of its values. ``omit`` refuses only a record that matches at *all*
    of its paths; ``omit_any`` refuses one that matches at any. A path that leads nowhere has the value None.
    Text, numbers and booleans are equal by type and value, anything else only to itself.
    """
    picked = all(_holds(record, path, values) for path, values in (pick or {}).items())
    omitted = bool(omit) and all(_holds(record, path, values) for path, values in (omit or {}).items())
    return picked and not omitted and not any(_holds(record, *entry) for entry in (omit_any or {}).items())


def _holds(record: Mapping[str, Any], path: str, values: Collection[object]) -> bool:
    found = _lookup(record, path)
    return any(same_value(found, value) for value in values)


def _lookup(record: Mapping[str, Any], path: str) -> object:
    if path in record:
        return record[path]
    steps = _STEP.findall(path)
    value: object = record if steps else None
    for step in steps:
        if isinstance(value, list):
            value = {str(index): item for index, item in enumerate(value)}
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def same_value(left: object, right: object) -> bool:
    """Text, numbers and booleans are equal by type and value; anything else only to itself."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, str | int | float) and isinstance(right, str | int | float):
        return left == right
    return left is right
