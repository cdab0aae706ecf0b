from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.verification.names import name_field, split_name_field, transliterate

WORDS = st.lists(st.text("ABCXYZ", min_size=1, max_size=12), min_size=1, max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anna Maria", "ANNA MARIA"),
        ("Zoë Müller-Łoś", "ZOE MUELLER LOS"),
        ("Åse Sørensen", "AASE SOERENSEN"),
        ("Weiß", "WEISS"),
        ("Þórður Æsir", "THORDUR AESIR"),
        ("O'Connor", "OCONNOR"),
        ("D\u2019Souza, Jr.", "DSOUZA JR"),
        ("Peñélope Núñez", "PENELOPE NUNEZ"),
        ("I\u015f\u0131k Öztürk", "ISIK OEZTUERK"),
        ("  Lee   Ann ", "LEE ANN"),
        ("A\u0308nne", "AENNE"),
        ("", ""),
    ],
)
def test_names_become_capitals_a_to_z(name: str, expected: str) -> None:
    assert transliterate(name) == expected


@pytest.mark.parametrize("name", ["Мария", "李小龙", "Anna2", "A<B", "A/B", "👩"])
def test_a_name_without_a_latin_transliteration_is_refused_and_not_repeated(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        transliterate(name)
    assert caught.value.code == "name_unsupported"
    assert name not in caught.value.message


@given(st.text("ÄÖÜßéłŃ -'abcXYZ"))
def test_transliterating_twice_changes_nothing(name: str) -> None:
    assert transliterate(transliterate(name)) == transliterate(name)


@pytest.mark.parametrize(
    ("surname", "given_names", "field"),
    [
        ("ERIKSSON", "ANNA MARIA", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"),
        ("VAN DER MUELLEN", "MARIANNE LOUISE", "VAN<DER<MUELLEN<<MARIANNE<LOUISE<<<<<<<"),
        ("ARKFREITH", "", "ARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"),
        ("", "AHMADI", "<<AHMADI<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"),
        ("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
    ],
)
def test_name_fields_of_icao_9303_are_written(surname: str, given_names: str, field: str) -> None:
    assert name_field(surname, given_names, 39) == field


@pytest.mark.parametrize(
    ("surname", "given_names", "field"),
    [
        ("ABCDEFGHIJKL", "MNOP", "ABCDEFG<<M"),
        ("ABCDEF", "G HIJ", "ABCDE<<G<H"),
        ("ABCDEFGHIJKL", "", "ABCDEFGHIJ"),
        ("ABCDEFGHI JKL", "", "ABCDEFGH<J"),
        ("A B C D E F", "", "A<B<C<D<E<"),
    ],
)
def test_names_that_are_too_long_are_cut_so_that_the_field_ends_in_a_letter(
    surname: str, given_names: str, field: str
) -> None:
    assert name_field(surname, given_names, 10) == field


@given(WORDS, st.one_of(st.just(""), WORDS), st.sampled_from([30, 31, 39]))
@settings(max_examples=200)
def test_a_field_holds_both_names_or_the_beginning_of_each(
    surname: str, given_names: str, width: int
) -> None:
    field = name_field(surname, given_names, width)
    assert len(field) == width
    read_surname, read_given_names = split_name_field(field)
    if len(surname) + 2 * bool(given_names) + len(given_names) <= width:
        assert (read_surname, read_given_names) == (surname, given_names)
    assert read_given_names[:1] == given_names[:1]
    assert name_field(read_surname, read_given_names, width) == field


@pytest.mark.parametrize(
    ("surname", "given_names"), [("", ""), ("A  B", "C"), ("a", ""), ("A<B", ""), ("A", " B")]
)
def test_names_that_no_field_can_state_are_refused(surname: str, given_names: str) -> None:
    with pytest.raises(Invalid) as caught:
        name_field(surname, given_names, 39)
    assert caught.value.code == "mrz_malformed"


@pytest.mark.parametrize(
    ("field", "surname", "given_names"),
    [
        ("AA<<BBBBBB<<CCCCC<DD<<<", "AA", "BBBBBB CCCCC DD"),
        ("A<<B<<C<<<", "A", "B C"),
        ("A<<<B<<<<<", "A", "B"),
        ("A<B<<<<<<<", "A B", ""),
        ("<<ANNA<<<<", "", "ANNA"),
        ("<<ANNA<<EVA", "", "ANNA EVA"),
        ("A<<<<<<<<B", "A", "B"),
    ],
)
def test_what_is_after_the_first_two_fillers_are_given_names(
    field: str, surname: str, given_names: str
) -> None:
    assert split_name_field(field) == (surname, given_names)


@pytest.mark.parametrize("field", ["<<<<<<<<<<", "", "<A<<B<<<<<", "<A<<<<<<<<"])
def test_fillers_in_the_wrong_places_of_a_name_field_are_refused(field: str) -> None:
    with pytest.raises(Invalid) as caught:
        split_name_field(field)
    assert caught.value.code == "mrz_malformed"
