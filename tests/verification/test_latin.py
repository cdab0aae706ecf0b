"""How letters may be written with A to Z."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.verification.latin import spell, tidy


def forms(letter: str) -> set[str]:
    """Every way to write it."""
    return set(map("".join, product(*spell(letter))))


@pytest.mark.parametrize(
    ("letter", "allowed"),
    [
        ("Ä", {"AE", "A"}),
        ("Å", {"AA", "A"}),
        ("Ñ", {"N", "NXX"}),
        ("Ö", {"OE", "O"}),
        ("Ü", {"UE", "U", "UXX"}),
        ("Ø", {"OE", "O"}),
        ("Æ", {"AE"}),
        ("Þ", {"TH"}),
        ("\u1e9e", {"SS"}),
        ("Đ", {"D"}),
        ("Ə", {"E"}),
        ("İ", {"I"}),
        ("\u0131", {"I"}),
        ("Ł", {"L"}),
        ("Ɓ", {"B"}),
        ("Ǻ", {"AA", "A"}),
    ],
)
def test_a_letter_has_every_form_that_the_standard_allows(letter: str, allowed: set[str]) -> None:
    for written in (letter, letter.lower(), unicodedata.normalize("NFD", letter)):
        assert forms(written) == allowed


@pytest.mark.parametrize("low", [0x41, 0xC0, 0x100, 0x1E00])
def test_every_latin_letter_of_living_languages_is_spelled(low: int) -> None:
    high = {0x41: 0x7B, 0xC0: 0x100, 0x100: 0x180, 0x1E00: 0x1EFA}[low]
    unknown = {"\u1e9c", "\u1e9d", "\u1e9f"}  # three signs of medievalists
    for letter in map(chr, range(low, high)):
        if letter.isalpha() and letter not in unknown:
            assert any(form.isalpha() and form.isascii() for forms_ in spell(letter) for form in forms_), (
                letter
            )


@pytest.mark.parametrize("sign", "'`´‘’‚‛ʹʻʼʽʾʿˈˊ′‵ꞌ＇｀")  # noqa: RUF001  # they look alike: that is the point
def test_what_keyboards_give_for_an_apostrophe_is_one(sign: str) -> None:
    assert spell(f"O{sign}C") == spell("O'C")


@pytest.mark.parametrize("sign", "-‐‑‒–—―−﹘﹣－⁃־")  # noqa: RUF001  # as above
def test_what_keyboards_give_for_a_hyphen_is_one(sign: str) -> None:
    assert spell(f"A{sign}B") == spell("A-B")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("  Lee \u00a0 Ann ", "Lee Ann"),
        ("A\u0308nne", "Änne"),
        ("Zo\u200be", "Zoe"),
        ("Mül\u00adler", "Müller"),
        ("\ufeffAnna", "Anna"),
        ("An\u202ena", "Anna"),
        ("Anna", "Anna"),
    ],
)
def test_a_name_is_tidied(name: str, meant: str) -> None:
    assert tidy(name) == meant


@pytest.mark.parametrize(
    "name", ["\u0301A", "Мария", "\u0410nna", "Ελένη", "محمد", "李小龙", "한국", "ȸ", "A\x00"]
)
def test_what_is_not_latin_is_refused_with_a_word_of_what_to_do(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        spell(name)
    assert caught.value.code == "name_unsupported"
    assert "lines of the document" in caught.value.message


@given(st.text())
def test_any_text_is_spelled_or_refused(text: str) -> None:
    try:
        spelled = spell(text)
    except Invalid:
        return
    assert all(set(form) <= set(" ABCDEFGHIJKLMNOPQRSTUVWXYZ") for forms_ in spelled for form in forms_)
