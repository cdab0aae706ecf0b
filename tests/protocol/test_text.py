from __future__ import annotations

import pytest

from idos.errors import Invalid
from idos.protocol.text import check_line, decode_text, encode_text


def test_lone_surrogates_have_no_utf8() -> None:
    with pytest.raises(Invalid):
        encode_text("\ud800")
    with pytest.raises(Invalid):
        decode_text(b"\xed\xa0\x80")


@pytest.mark.parametrize(
    "character", "\x00\t\n\r\x1b\x7f\x85\x9f\u061c\u200e\u2028\u2029\u202a\u202e\u2066\u2069"
)
def test_a_line_holds_nothing_that_ends_or_reorders_it(character: str) -> None:
    with pytest.raises(Invalid, match="name contains a control character"):
        check_line(f"a{character}b", "name", max_bytes=9)


@pytest.mark.parametrize("text", ["a b", "naïve", "日本語", "👩‍🚀", "~", "\u00a0"])
def test_other_characters_are_welcome(text: str) -> None:
    check_line(text, "name", max_bytes=64)


def test_lines_are_bounded_in_bytes() -> None:
    check_line("éé", "name", max_bytes=4)
    for text in ("éé", "xxxx"):
        with pytest.raises(Invalid, match="longer than 3 bytes"):
            check_line(text, "name", max_bytes=3)


def test_lines_are_empty_only_where_they_may_be() -> None:
    check_line("", "name", max_bytes=1, may_be_empty=True)
    with pytest.raises(Invalid, match="name is empty"):
        check_line("", "name", max_bytes=1)
