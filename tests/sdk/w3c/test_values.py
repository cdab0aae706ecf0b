from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from idos.errors import Invalid
from idos.sdk.w3c.values import check_text, check_uri, format_moment, format_second, parse_moment


@pytest.mark.parametrize("text", ["", "Zoë 𠮷田\r\n", "\u2028", '"\\'])
def test_text_may_hold_any_letters_and_line_ends(text: str) -> None:
    check_text("name", text)


@pytest.mark.parametrize(
    "value", ["\t", "\0", "\x0b", "\x0c", "\x1f", "\x7f", "\ud800", None, 1, b"x", ["x"]]
)
def test_control_characters_broken_unicode_and_other_types_are_not_text(value: object) -> None:
    with pytest.raises(Invalid) as refused:
        check_text("firstName", value)
    assert refused.value.code == "bad_value"
    assert refused.value.message.startswith("firstName ")


@pytest.mark.parametrize("uri", ["uuid:1", "https://a.example/ü?q#f", "did:key:z6Mk", "a+b-c.1:x"])
def test_absolute_uris_pass(uri: str) -> None:
    check_uri("id", uri)


@pytest.mark.parametrize(
    "uri", ["", "a", "/a", "1:a", "_:b0", "a:", "a: b", "a:<b>", 'a:"', "a:\n", "cred:x", "sec:x", "xsd:x", 1]
)
def test_what_json_ld_would_rewrite_is_no_uri(uri: object) -> None:
    with pytest.raises(Invalid):
        check_uri("id", uri)


def test_times_are_written_in_utc_and_cut_to_milliseconds_or_seconds() -> None:
    value = datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-1)))
    assert format_moment(value) == "2024-03-01T00:59:59.999Z"
    assert format_second(value) == "2024-03-01T00:59:59Z"
    assert format_moment(date(980, 1, 2)) == "0980-01-02T00:00:00.000Z"


@pytest.mark.parametrize(
    "value",
    [
        datetime.fromisoformat("2024-01-01"),
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-2))),
    ],
)
def test_times_without_a_zone_or_a_utc_form_are_refused(value: datetime) -> None:
    with pytest.raises(Invalid):
        format_moment(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-01T00:59:59Z", datetime(2024, 3, 1, 0, 59, 59, tzinfo=UTC)),
        ("2024-03-01T01:59:59.5+01:00", datetime(2024, 3, 1, 0, 59, 59, 500000, tzinfo=UTC)),
    ],
)
def test_times_are_read_with_their_zone(text: str, expected: datetime) -> None:
    assert parse_moment("issued", text) == expected


@pytest.mark.parametrize(
    "value",
    [
        "2024-03-01",
        "2024-03-01T00:59:59",
        "2024-02-30T00:00:00Z",
        "2024-03-01T24:00:00Z",
        "2024-03-01 00:00:00Z",
        "20240301T000000Z",
        "٢٠٢٤-03-01T00:00:00Z",
        "2024-03-01T00:00:00Z\n",
        None,
        1709251200,
    ],
)
def test_other_forms_of_time_are_refused(value: object) -> None:
    with pytest.raises(Invalid):
        parse_moment("issued", value)
