from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.protocol.times import format_time, parse_time


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("2000-02-29T12:34:56Z", 951827696),
        ("2030-01-01T00:00:00Z", 1893456000),
        ("9999-12-31T23:59:59Z", 253402300799),
    ],
)
def test_times_are_utc_seconds(text: str, seconds: int) -> None:
    assert parse_time(text) == seconds
    assert format_time(seconds) == text


@given(st.integers(0, 253402300799))
def test_every_second_has_one_text(seconds: int) -> None:
    assert parse_time(format_time(seconds)) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1969-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "2001-02-29T00:00:00Z",
        "2000-13-01T00:00:00Z",
        "2000-00-01T00:00:00Z",
        "2000-01-01T24:00:00Z",
        "2000-01-01T00:60:00Z",
        "2016-12-31T23:59:60Z",
        "2000-01-01T00:00:00",
        "2000-01-01T00:00:00z",
        "2000-01-01 00:00:00Z",
        "2000-01-01T00:00:00.000Z",
        "2000-01-01T00:00:00+00:00",
        "2000-1-1T0:0:0Z",
        "20000101T000000Z",
        "10000-01-01T00:00:00Z",
        "2000-01-01T00:00:00Z\n",
        "٢٠٠٠-01-01T00:00:00Z",
    ],
)
def test_every_other_form_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="invalid date format: must be yyyy-mm-ddThh:mm:ssZ"):
        parse_time(text)


@pytest.mark.parametrize("seconds", [-1, 253402300800])
def test_years_before_1970_and_after_9999_can_not_be_written(seconds: int) -> None:
    with pytest.raises(Invalid):
        format_time(seconds)
