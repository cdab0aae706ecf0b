"""Whose name it is, however it was written down."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.verification.comparison import Names, check_written, names_agree
from idos.verification.latin import spell

AGREE = [
    ("Öztürk", "Ali", "OZTURK", "ALI"),
    ("Öztürk", "Ali", "OEZTUERK", "ALI"),
    ("Öztürk", "Ali", "OEZTURK", "ALI"),
    ("Öztürk", "Ali", "OZTUXXRK", "ALI"),
    ("OEZTUERK", "Ali", "Öztürk", "Ali"),
    ("Schröder", "Jörg", "SCHRODER", "JOERG"),
    ("Muñoz", "Íñigo", "MUNXXOZ", "INIGO"),
    ("Ångström", "Åse", "ANGSTROEM", "AASE"),
    ("Weiß", "Anna", "WEISS", "ANNA"),
    ("\uff2f\u2019\uff23onnor", "Siné\u00adad", "OCONNOR", "SINEAD"),
    ("O\u2018Connor", "Sinéad", "O CONNOR", "SINEAD"),
    ("Garcia\u2011Lopez", "Ana", "GARCIA LOPEZ", "ANA MARIA"),
    ("Garcia - Lopez", "Ana", "GARCIALOPEZ", "ANA"),
    ("Gal\u00b7la", "Ŀuis", "GALLA", "LUIS"),
    ("Əliyev", "Əli", "ELIYEV", "ELI"),
    ("van der Berg", "Jan", "BERG", "JAN VAN DER"),
    ("Berg", "Jan van der", "VAN DER BERG", "JAN"),
    ("Nguyen", "Thi", "NGUYEN", "THI VAN"),
    ("Eriksson", "Annamaria", "ERIKSSON", "ANNA MARIA"),
    ("Eriksson", "Anna Maria", "ERIKSSON", "ANNAMARIA LUISA"),
    ("Eriksson", "Anna-Maria Luisa", "ERIKSSON", "ANNA MARIA EVA LUISA"),
    ("Lee", "Anne Marie", "LEE", "ANNE-MARIE LOUISE"),
    ("Smith", "J. R.", "SMITH", "J R"),
    ("Ahmadi", "", "AHMADI", ""),
    ("Ahmadi", "", "", "AHMADI"),
    ("", "Ahmadi", "AHMADI", ""),
    ("", "Mohammed Ahmadi", "", "MOHAMMED AHMADI"),
    ("Ahmadi", "Mohammed", "", "MOHAMMED AHMADI"),
    ("Ahmadi", "Mohammed", "AHMADI MOHAMMED", ""),
]
DIFFER = [
    ("Öztürk", "Ali", "OTTURK", "ALI"),
    ("Oeztuerk", "Ali", "OZTURK", "ALI"),
    ("Eriksson", "Maria", "ERIKSSON", "ANNA MARIA"),
    ("Eriksson", "Ann", "ERIKSSON", "ANNA"),
    ("Eriksson", "Anna Luisa", "ERIKSSON", "ANNA MARIA"),
    ("Anna", "Eriksson", "ERIKSSON", "ANNA"),
    ("Eriksson", "", "ERIKSSON", "ANNA"),
    ("", "Anna Eriksson", "ERIKSSON", "ANNA"),
    ("Eriksson", "Anna", "ERIKSSON", ""),
    ("Ahmadi", "Ali", "", "MOHAMMED AHMADI"),
    ("Berg", "Jan", "VAN DER BERG", "JAN"),
    ("Eriksson", "Anna", "", ""),
    ("Eriksson", "Anna", "ЭРИКССОН", "ЮЛИЯ"),
    ("Eriksson", "Anna", "E" * 201, "ANNA"),
]


def agree(row: tuple[str, str, str, str], room: int | None = None) -> bool:
    return names_agree(Names(*row[:2]), Names(*row[2:]), room=room)


@pytest.mark.parametrize("row", AGREE, ids=" ".join)
def test_forms_of_one_name_agree(row: tuple[str, str, str, str]) -> None:
    assert agree(row)
    assert agree((unicodedata.normalize("NFD", row[0]), unicodedata.normalize("NFD", row[1]), *row[2:]))


@pytest.mark.parametrize("row", DIFFER, ids=range(len(DIFFER)))
def test_other_names_do_not(row: tuple[str, str, str, str]) -> None:
    assert not agree(row)
    assert not agree(row, room=39)


LETTERS = st.text("aäöüßåñçøþłéxyz'-", min_size=1, max_size=12).filter(lambda name: name.strip("'-"))


@given(LETTERS, LETTERS, st.data())
def test_any_choice_of_forms_agrees_with_what_was_written(
    surname: str, given_names: str, data: st.DataObject
) -> None:
    written = Names(surname, given_names)
    stated = Names(*("".join(data.draw(st.sampled_from(forms)) for forms in spell(name)) for name in written))
    assert names_agree(written, stated)


CUT = [
    (("Nilavadhanananda", "Chayapa Dejthamrong Krasuang", "NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG K"), True),
    (("Nilavadhanananda", "Chayapa Dejthamrong", "NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG K"), True),
    (("Nilavadhanananda", "Chayapa", "NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG K"), True),
    (("Nilavadhanananda", "Chayapa Dejthamrong Sunan", "NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG K"), False),
    (("Nilavadhanananda", "Chaya", "NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG K"), False),
    (
        (
            "Bennelong Wooloomooloo Warrandyte Warnambool",
            "Dingo Potoroo",
            "BENNELONG WOOLOOMOOLOO WARRANDYTE W",
            "DI",
        ),
        True,
    ),
    (("Müller-Lüdenscheidt-Öhmichen-Überlingen", "Jörg", "MULLER LUDENSCHEIDT OHMICHEN UBERL", "JOE"), True),
    (("Featherstonehaugh-Windsor", "Mary", "FEATHERSTONEHAUGH", "MARY BARTHOLOMEW MAXIM"), False),
    (("Österreicher-Übermüller Ölschläger", "Jörg", "OESTERREICHER UEBERMUELLER OELSCHLAEGE", "J"), True),
    (("A" * 45, "", "A" * 39, ""), True),
    (("A" * 39 + "B", "", "A" * 38 + "B", ""), False),
]


@pytest.mark.parametrize(("row", "agrees"), CUT, ids=range(len(CUT)))
def test_a_full_name_field_may_have_been_cut(row: tuple[str, str, str, str], agrees: bool) -> None:
    assert agree(row, room=39) == agrees


def test_names_that_were_not_cut_are_whole() -> None:
    assert not agree(CUT[0][0])


def test_hostile_names_are_compared_in_bounded_time() -> None:
    assert not agree(("Å" * 200, "Ö" * 200, "A" * 199 + "B", "O" * 200))
    assert not agree(("Å" * 100, "a " * 99 + "b", "A" * 150, "A " * 99 + "A"))


def test_a_written_name_that_is_not_latin_is_the_callers_error() -> None:
    with pytest.raises(Invalid) as caught:
        agree(("Эрикссон", "Анна", "ERIKSSON", "ANNA"))
    assert caught.value.code == "name_unsupported"


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (Names("", ""), "name_missing"),
        (Names("...", "Anna"), "name_unsupported"),
        (Names("Иванова", "Anna"), "name_unsupported"),
        (Names("Anna", "2"), "name_unsupported"),
    ],
)
def test_what_no_document_could_confirm_is_refused(names: Names, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_written(names)
    assert caught.value.code == code


@pytest.mark.parametrize("names", [Names("Ahmadi", ""), Names("", "Ahmadi"), Names("Öztürk", "Ali")])
def test_one_name_is_enough(names: Names) -> None:
    check_written(names)
