"""Levels of verification: ``basic`` or ``plus``, then addons, such as ``plus+liveness+email``.

The rules are those of the official SDK, surprises included: any base but ``plus`` ranks as ``basic``, so
``human`` satisfies ``basic``; unknown addons count in the score. See ``docs/protocol/w3c.md`` §7.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from idos.sdk.w3c.subject import Subject


def derive_level(subject: Subject, *, face_compared: bool = True) -> str:
    """The level that the data of a subject support.

    ``plus`` takes an address with a city and a category of proof. The official SDK reads ``liveness`` off the
    selfie file, which is required, and may be empty. An issuer that did not have the face compared with the
    document says so with ``face_compared=False``; then ``liveness`` is left out.
    """
    address = subject.residential_address
    proven = address is not None and address.city and address.proof_category
    addons = (("liveness", face_compared), ("email", subject.email), ("phoneNumber", subject.phone_number))
    return "+".join(["plus" if proven else "basic", *(name for name, value in addons if value)])


def level_matches(current: str, base: str, addons: Collection[str] = ()) -> bool:
    """Whether a level is at least ``base`` and has all the ``addons``."""
    current_base, *current_addons = current.split("+")
    return (base != "plus" or current_base == "plus") and set(addons) <= set(current_addons)


def level_score(level: str) -> int:
    """The rank of a level: 100 for ``plus``, and 10 for each addon."""
    base, *addons = level.split("+")
    return 100 * (base == "plus") + 10 * len(addons)


def highest_level(levels: Iterable[str], base: str, addons: Collection[str] = ()) -> str | None:
    """The matching level with the highest score, the first of equals; None if none matches."""
    matching = (level for level in levels if level_matches(level, base, addons))
    return max(matching, key=level_score, default=None)
