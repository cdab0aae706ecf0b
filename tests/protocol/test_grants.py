from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.protocol.grants import AccessGrantOffer, WriteGrant, access_grant_id

GRANT = WriteGrant(
    owner="0xOwner",
    grantee="grantee",
    issuer_public_key="ab" * 32,
    id=UUID("7b1f2f5a-5d0e-4f3b-9a55-000000000001"),
    access_grant_timelock="2030-01-01T00:00:00Z",
    not_usable_before="2025-01-01T00:00:00Z",
    not_usable_after="2035-01-01T00:00:00Z",
)
OFFER = AccessGrantOffer("0xOwner", "grantee", UUID("3c2b1a09-1111-4222-8333-444455556666"), 0, None)


def test_an_offer_without_a_hash_ends_with_an_empty_value() -> None:
    assert OFFER.text() == (
        "operation: delegatedAccessGrant\n"
        "owner: 0xOwner\n"
        "consumer: grantee\n"
        "data id: 3c2b1a09-1111-4222-8333-444455556666\n"
        "locked until: 0\n"
        "content hash: "
    )
    assert AccessGrantOffer.parse(OFFER.text()) == OFFER


@pytest.mark.parametrize(
    "field",
    [
        "owner",
        "grantee",
        "issuer_public_key",
        "access_grant_timelock",
        "not_usable_before",
        "not_usable_after",
    ],
)
@pytest.mark.parametrize("value", ["", "x\nconsumer: y", "x\r", "x" * 257, "\u202ex", "\ud800"])
def test_no_value_of_a_write_grant_can_speak_for_another(field: str, value: str) -> None:
    changes: dict[str, Any] = {field: value}
    with pytest.raises(Invalid):
        replace(GRANT, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"owner": ""},
        {"grantee": "x\nlocked until: 0"},
        {"content_hash": ""},
        {"content_hash": "x\n"},
        {"locked_until": -1},
        {"locked_until": 1 << 63},
    ],
)
def test_no_value_of_an_offer_can_speak_for_another(changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        replace(OFFER, **changes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("operation: delegatedWriteGrant", "operation: delegatedAccessGrant"),
        ("owner: ", "Owner: "),
        ("owner: ", "owner:"),
        ("consumer", "grantee"),
        ("7b1f2f5a-5d0e", "7B1F2F5A-5D0E"),
        ("7b1f2f5a-5d0e", "7b1f2f5a5d0e"),
        ("\nid: ", "\n\nid: "),
        ("\n", "\r\n"),
        ("2035-01-01T00:00:00Z", "2035-01-01T00:00:00Z\n"),
        ("\nnot usable after: 2035-01-01T00:00:00Z", ""),
        (GRANT.text(), ""),
    ],
)
def test_a_text_that_differs_in_form_is_no_write_grant(old: str, new: str) -> None:
    assert old in GRANT.text()
    with pytest.raises(Invalid):
        WriteGrant.parse(GRANT.text().replace(old, new))


@pytest.mark.parametrize("seconds", ["", "-1", "00", "+1", "1.0", "1e3", "٣", "9223372036854775808"])
def test_a_time_that_is_not_plain_decimal_is_no_offer(seconds: str) -> None:
    with pytest.raises(Invalid):
        AccessGrantOffer.parse(OFFER.text().replace("locked until: 0", f"locked until: {seconds}"))


@given(st.text(max_size=50))
def test_any_text_is_a_grant_or_invalid(text: str) -> None:
    for kind, template in ((WriteGrant, GRANT.text()), (AccessGrantOffer, OFFER.text())):
        for candidate in (
            text,
            f"{template}{text}",
            f"{template}\n{text}",
            template.replace("0xOwner", text),
        ):
            try:
                grant = kind.parse(candidate)
            except Invalid:
                continue
            assert grant.text() == candidate


def test_the_id_of_a_grant_needs_valid_text() -> None:
    with pytest.raises(Invalid):
        access_grant_id("\ud800", OFFER.data_id, 0)
