"""What document a code stands for."""

from __future__ import annotations

from itertools import product
from string import ascii_uppercase

import pytest

from idos.verification.kinds import DocumentKind, kind_of

CODES = ["".join(code) for code in product(ascii_uppercase, ["", *ascii_uppercase, "1", "2"])]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("P", DocumentKind.PASSPORT),
        ("PP", DocumentKind.PASSPORT),
        ("PD", DocumentKind.PASSPORT),
        ("PR", DocumentKind.PASSPORT),
        ("I", DocumentKind.ID_CARD),
        ("ID", DocumentKind.ID_CARD),
        ("IP", DocumentKind.ID_CARD),
        ("C", DocumentKind.ID_CARD),
        ("A", DocumentKind.ID_CARD),
        ("IR", DocumentKind.RESIDENCE_PERMIT),
        ("AR", DocumentKind.RESIDENCE_PERMIT),
        ("CR", DocumentKind.RESIDENCE_PERMIT),
        ("C1", DocumentKind.RESIDENCE_PERMIT),
        ("C2", DocumentKind.RESIDENCE_PERMIT),
        ("AC", None),
        ("V", None),
        ("VC", None),
        ("VR", None),
        ("IV", None),
        ("CV", None),
        ("D", None),
        ("XX", None),
        ("I1", None),
        ("", None),
    ],
)
def test_a_code_stands_for_a_document_that_proves_an_identity_or_for_none(
    code: str, kind: DocumentKind | None
) -> None:
    assert kind_of(code) is kind


def test_only_the_first_letters_of_the_standard_are_known() -> None:
    for code in CODES:
        first, second = code[0], code[1:]
        is_card = first in "ACI" and second not in {"V", "1", "2"} and code != "AC"
        is_passport = first == "P" and second not in {"1", "2"}
        assert (kind_of(code) is not None) == (is_card or is_passport or code in {"C1", "C2"}), code
