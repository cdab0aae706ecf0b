"""What an issuer states: the fields of a credential and of its subject, checked from birth.

Attributes are the wire's members in snake case and in the order they are written. Text, dates and files have
one wire form each: text as it is, dates by :func:`~idos.sdk.w3c.values.format_moment`, files in Ascii85.
What is said of a person stays out of ``repr``. Every class raises ``Invalid`` on construction.
See ``docs/protocol/w3c.md`` §3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, Final, get_args, get_type_hints

from idos.crypto import ascii85
from idos.errors import Invalid
from idos.sdk.w3c.contexts import FACE_ID_V1, SUBJECT_V2
from idos.sdk.w3c.values import check_text, check_uri, format_moment

GENDERS: Final = ("M", "F", "OTHER")
ID_DOCUMENT_TYPES: Final = (
    "PASSPORT",
    "DRIVERS",
    "ID_CARD",
    "VOTING_CARD",
    "PAN_CARD",
    "INTERNAL_PASSPORT",
    "RESIDENCE_PERMIT",
)


@dataclass(frozen=True, slots=True)
class _Record:
    """A set of stated values: each has its declared type, and follows its rule if it has one."""

    def __post_init__(self) -> None:
        for name, kind in _hints(type(self)).items():
            value, wire_name = getattr(self, name), _camel(name)
            if not isinstance(value, kind):
                raise Invalid(f"{wire_name} is missing or of the wrong type", code="bad_value")
            if isinstance(value, str):
                check_text(wire_name, value)
            elif isinstance(value, date):
                format_moment(value)
            if isinstance(value, str) and name in _RULES:
                expected, rule = _RULES[name]
                if not rule(value):
                    raise Invalid(f"{wire_name} must be {expected}", code="bad_value")


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialFields(_Record):
    """What a credential says about itself. ``id`` is an absolute URI; see :mod:`idos.sdk.w3c.levels`."""

    id: str
    level: str
    issued: date | None = None
    approved_at: date | None = None
    expiration_date: date | None = None

    def __post_init__(self) -> None:
        _Record.__post_init__(self)
        check_uri("id", self.id)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Address(_Record):
    """Where a person lives, and the document that proves it. ``country`` is ISO 3166-1 alpha-2."""

    street: str
    house_number: str | None = None
    additional_address_info: str | None = None
    region: str | None = None
    city: str
    postal_code: str | None = None
    country: str
    proof_category: str
    proof_date_of_issue: date | None = None
    proof_file: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Subject(_Record):
    """A person, as an issuer has identified them. ``id`` is an absolute URI such as ``uuid:…``.

    Countries are ISO 3166-1 alpha-2 and ``gender`` is one of ``GENDERS``, ``id_document_type`` of
    ``ID_DOCUMENT_TYPES``; ``ssn`` has nine characters; a person has a first or a family name. An empty file
    counts as a file, as it does in the official SDK.
    """

    context: ClassVar[str] = SUBJECT_V2

    id: str
    first_name: str | None = None
    middle_name: str | None = None
    family_name: str | None = None
    maiden_name: str | None = None
    ssn: str | None = None
    gender: str | None = None
    nationality: str | None = None
    email: str | None = None
    phone_number: str | None = None
    date_of_birth: date
    place_of_birth: str | None = None
    id_document_country: str
    id_document_number: str
    id_document_type: str
    id_document_date_of_issue: date | None = None
    id_document_date_of_expiry: date | None = None
    id_document_front_file: bytes
    id_document_back_file: bytes | None = None
    selfie_file: bytes
    residential_address: Address | None = None

    def __post_init__(self) -> None:
        _Record.__post_init__(self)
        check_uri("credentialSubject.id", self.id)
        if not (self.first_name or self.family_name):
            raise Invalid("At least one of firstName or familyName must be provided", code="bad_value")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FaceIdSubject(_Record):
    """A unique human known by their face alone, by the user id of the FaceSign service."""

    context: ClassVar[str] = FACE_ID_V1

    face_sign_user_id: str


def members(record: _Record, prefix: str = "") -> dict[str, str]:
    """The wire's members of a record, in order; what is not stated is left out, an address is flattened."""
    result: dict[str, str] = {}
    for name in _hints(type(record)):
        value = getattr(record, name)
        if isinstance(value, _Record):
            result |= members(value, f"{name}_")
        elif value is not None:
            result[_camel(prefix + name)] = _wire_value(value)
    return result


def member_names(record: type[_Record], prefix: str = "") -> frozenset[str]:
    """Every member that :func:`members` may write for a class of records."""
    names: set[str] = set()
    for name, kind in _hints(record).items():
        names |= member_names(Address, f"{name}_") if Address in get_args(kind) else {_camel(prefix + name)}
    return frozenset(names)


def _wire_value(value: str | date | bytes) -> str:
    if isinstance(value, bytes):
        return ascii85.encode(value)
    return format_moment(value) if isinstance(value, date) else value


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def _hints(record: type[_Record]) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {field.name: hints[field.name] for field in fields(record)}


def _one_of(values: tuple[str, ...]) -> tuple[str, Callable[[str], object]]:
    return "one of " + ", ".join(values), values.__contains__


_COUNTRY = ("an ISO 3166-1 alpha-2 code", re.compile("[A-Za-z]{2}").fullmatch)
_EMAIL = re.compile(r"(?!.*\.\.)[\w'+-][\w'+.-]*(?<!\.)@([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}", re.ASCII)
_RULES: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "ssn": ("nine characters long", re.compile(".{9}").fullmatch),
    "gender": _one_of(GENDERS),
    "nationality": _COUNTRY,
    "email": ("an e-mail address", _EMAIL.fullmatch),
    "id_document_country": _COUNTRY,
    "id_document_type": _one_of(ID_DOCUMENT_TYPES),
    "country": _COUNTRY,
}
