"""What the machine-readable zone of a travel document says, and how it is written (ICAO 9303 parts 3 to 6).

`parse` accepts only the characters and the layouts of the standard. A check digit that disagrees, or a date
that no calendar has, is not malformed: it is a finding about the document, and the zone carries it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from idos.errors import Invalid
from idos.verification.layouts import (
    CheckDigit,
    Format,
    Layout,
    check_digit,
    format_of,
    layout_of,
    split_lines,
)
from idos.verification.names import FILLER, name_field, split_name_field

Sex = Literal["M", "F", "X"]
_SEXES: Final[dict[str, Sex]] = {"M": "M", "F": "F", FILLER: "X"}


@dataclass(frozen=True, slots=True, repr=False)
class MachineReadableZone:
    """The fields of a zone. It has no telling ``repr``, so that it reaches no log by accident.

    Texts are A to Z and 0 to 9, the words of a name parted by spaces; of a person with one name the surname
    or the given names are empty. ``document_type`` is the document code, one or two characters
    (``P`` for a passport); states and nationalities are ICAO codes of one to three letters. A date is None
    when the document does not state it in full or no calendar has it; of these, ``impossible`` lists those in
    whose place something stands. ``sex`` is X when unspecified. Only TD1 has ``optional_data_2``. ``failed``
    lists the check digits that disagree; the others agree.
    """

    format: Format
    document_type: str
    issuing_state: str
    surname: str
    given_names: str
    number: str
    nationality: str
    birth_date: date | None
    sex: Sex
    expiry_date: date | None
    optional_data: str = ""
    optional_data_2: str = ""
    failed: tuple[CheckDigit, ...] = ()
    impossible: tuple[CheckDigit, ...] = ()


def parse(lines: Sequence[str], *, today: date) -> MachineReadableZone:
    """Read the lines of a zone.

    ``today`` places two-digit years: a birth lies in the hundred years up to today, an expiry in the fifty
    years on either side of it. Raises `Invalid` (``mrz_malformed``) for what the standard does not allow.
    """
    format_ = format_of(lines)
    text = "".join(lines)
    layout = layout_of(format_, text[0])
    fields = {name: text[span.start : span.stop] for name, span in layout.spans.items()}
    for name, value in fields.items():
        if not layout.spans[name].alphabet.issuperset(value):
            raise _malformed(f"holds a character that is not allowed in its field {name!r}")
    fields["composite"] = _composite(text, layout)
    if fields["number_check"] == FILLER:
        _join_long_number(fields)
    surname, given_names = split_name_field(fields["names"])
    dates = {
        CheckDigit.BIRTH_DATE: _date(fields["birth_date"], not_after=today),
        CheckDigit.EXPIRY_DATE: _date(fields["expiry_date"], not_after=date(today.year + 50, 12, 31)),
    }
    return MachineReadableZone(
        format=format_,
        document_type=_code(fields, "document_type"),
        issuing_state=_code(fields, "issuing_state"),
        surname=surname,
        given_names=given_names,
        number=fields["number"].rstrip(FILLER),
        nationality=_code(fields, "nationality"),
        birth_date=dates[CheckDigit.BIRTH_DATE],
        sex=_SEXES[fields["sex"]],
        expiry_date=dates[CheckDigit.EXPIRY_DATE],
        optional_data=fields["optional_data"].rstrip(FILLER),
        optional_data_2=fields.get("optional_data_2", "").rstrip(FILLER),
        failed=tuple(check for check in CheckDigit if not _agrees(check, fields)),
        impossible=tuple(name for name, day in dates.items() if day is None and fields[name].strip(FILLER)),
    )


def render(zone: MachineReadableZone) -> tuple[str, ...]:
    """The lines that say ``zone``, with check digits that agree; the inverse of `parse`.

    Names too long for their field are cut as ICAO 9303 prescribes. Raises `Invalid` (``mrz_malformed``) when
    another field does not fit or holds a character that it may not.
    """
    layout = layout_of(zone.format, zone.document_type[:1])
    names = layout.spans["names"]
    fields = {
        "document_type": zone.document_type,
        "issuing_state": zone.issuing_state,
        "names": name_field(zone.surname, zone.given_names, names.stop - names.start),
        "number": zone.number,
        "nationality": zone.nationality,
        "birth_date": _date_text(zone.birth_date),
        "sex": next(written for written, sex in _SEXES.items() if sex == zone.sex),
        "expiry_date": _date_text(zone.expiry_date),
        "optional_data": zone.optional_data,
        "optional_data_2": zone.optional_data_2,
    }
    _add_check_digits(fields)
    if zone.format is not Format.TD3:
        _split_long_number(fields)
    text = _place(fields, layout)
    if composite := layout.spans.get("composite_check"):
        text = text[: composite.start] + check_digit(_composite(text, layout)) + text[composite.stop :]
    return split_lines(text, layout)


def _composite(text: str, layout: Layout) -> str:
    return "".join(text[start:stop] for start, stop in layout.composite)


def _agrees(check: CheckDigit, fields: dict[str, str]) -> bool:
    stated = fields.get(f"{check}_check")
    if stated is None:  # only passports protect their optional data by itself
        return True
    if stated == FILLER:  # ICAO 9303 part 4, §4.2.2: allowed where there is nothing to protect
        return not fields[check].strip(FILLER)
    return stated == check_digit(fields[check])


def _join_long_number(fields: dict[str, str]) -> None:
    """Numbers of more than nine characters end in the optional data (ICAO 9303 part 5, §4.2.2 and part 6)."""
    tail, _, rest = fields["optional_data"].partition(FILLER)
    if len(tail) < 2 or FILLER in fields["number"] or not tail[-1].isdigit():
        raise _malformed("marks its document number as a long one, and the rest of the number is missing")
    fields |= {"number": fields["number"] + tail[:-1], "number_check": tail[-1], "optional_data": rest}


def _split_long_number(fields: dict[str, str]) -> None:
    head, tail = fields["number"][:9], fields["number"][9:]
    if tail:
        rest = tail + fields["number_check"] + FILLER + fields["optional_data"]
        fields |= {"number": head, "number_check": FILLER, "optional_data": rest}


def _add_check_digits(fields: dict[str, str]) -> None:
    for check in CheckDigit:
        if check is not CheckDigit.COMPOSITE:
            fields[f"{check}_check"] = check_digit(fields[check]) if fields[check] else FILLER


def _place(fields: dict[str, str], layout: Layout) -> str:
    text = [FILLER] * (layout.rows * layout.width)
    for name, value in fields.items():
        span = layout.spans.get(name)
        if span is None and (not value or name.endswith("_check")):
            continue
        if span is None or len(value) > span.stop - span.start or not span.alphabet.issuperset(value):
            raise _malformed(f"cannot hold this {name!r}")
        text[span.start : span.start + len(value)] = value
    return "".join(text)


def _code(fields: dict[str, str], name: str) -> str:
    code = fields[name].rstrip(FILLER)
    if not code or FILLER in code:
        raise _malformed(f"states no {name!r}")
    return code


def _date(text: str, *, not_after: date) -> date | None:
    if not text.isdigit():
        return None
    two_digits, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    year = not_after.year - (not_after.year - two_digits) % 100
    try:
        found = date(year, month, day)
        return found if found <= not_after else date(year - 100, month, day)
    except ValueError:
        return None


def _date_text(value: date | None) -> str:
    return value.strftime("%y%m%d") if value else FILLER * 6


def _malformed(what: str) -> Invalid:
    return Invalid(f"The machine-readable zone {what}.", code="mrz_malformed")
