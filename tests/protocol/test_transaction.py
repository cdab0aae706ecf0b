from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from idos.errors import Invalid
from idos.protocol.transaction import MAX_TRANSACTION_BYTES, Transaction

UNSIGNED = Transaction(
    signature=None,
    signature_type="ed25519",
    description="Add attribute",
    payload=b"payload",
    payload_type="execute",
    fee=0,
    nonce=1,
    chain_id="chain",
    sender=b"\x01",
)
SIGNED = replace(UNSIGNED, signature=b"s" * 64)
SKELETON = replace(UNSIGNED, description="", fee=None, nonce=None, chain_id="")


def _with(transaction: Transaction, changes: dict[str, Any]) -> Transaction:
    return replace(transaction, **changes)


def test_the_signed_text_is_the_documented_one() -> None:
    assert UNSIGNED.signed_text().decode() == (
        "Add attribute\n\n"
        "PayloadType: execute\n"
        "PayloadDigest: 239f59ed55e737c77147cf55ad0c1b030b6d7ee7\n"
        "Fee: 0\n"
        "Nonce: 1\n\n"
        "Kwil Chain ID: chain\n"
    )


def test_the_text_does_not_depend_on_the_signature_and_the_hash_does() -> None:
    assert SIGNED.signed_text() == UNSIGNED.signed_text()
    assert SIGNED.hash() != replace(SIGNED, signature=b"t" * 64).hash()


@pytest.mark.parametrize("field", ["description", "chain_id", "signature_type"])
@pytest.mark.parametrize("character", "\n\r\u2028")
def test_no_field_can_add_a_line_to_the_signed_text(field: str, character: str) -> None:
    with pytest.raises(Invalid, match="control character"):
        _with(UNSIGNED, {field: f"x{character}PayloadType: transfer"})


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "é" * 101},
        {"chain_id": "x" * 129},
        {"signature_type": ""},
        {"signature_type": "x" * 33},
        {"signature": bytes(8193)},
        {"sender": bytes(65)},
        {"payload": bytes(4 * 1024 * 1024 + 1)},
        {"serialization": "direct"},
        {"fee": -1},
        {"fee": 10**78},
        {"nonce": -1},
        {"nonce": 1 << 63},
    ],
)
def test_fields_are_bounded(changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        _with(SIGNED, changes)


def test_a_description_may_fill_its_200_bytes() -> None:
    assert Transaction.decode(replace(SIGNED, description="é" * 100).encode()).description == "é" * 100


def test_an_unknown_payload_type_has_an_error_code_of_its_own() -> None:
    with pytest.raises(Invalid) as caught:
        replace(SIGNED, payload_type="validator_join")
    assert caught.value.code == "unknown_payload_type"


def test_a_skeleton_has_json_with_nulls_and_nothing_else() -> None:
    obj = SKELETON.to_json()
    assert obj["signature"] == {"sig": None, "type": "ed25519"}
    assert (obj["body"]["fee"], obj["body"]["nonce"]) == (None, None)
    assert Transaction.from_json(obj, skeleton=True) == SKELETON
    with pytest.raises(Invalid, match="null"):
        Transaction.from_json(obj)
    with pytest.raises(Invalid, match="not known"):
        SKELETON.signed_text()
    with pytest.raises(Invalid, match="not signed"):
        SKELETON.encode()
    with pytest.raises(Invalid, match="not known"):
        replace(SKELETON, signature=b"").encode()


def test_a_price_can_be_asked_for_a_whole_transaction_too() -> None:
    assert Transaction.from_json(SIGNED.to_json(), skeleton=True) == SIGNED


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sender",), "0x01"),
        (("sender",), None),
        (("body", "fee"), ""),
        (("body", "fee"), 0),
        (("body", "fee"), "00"),
        (("body", "nonce"), "1"),
        (("body", "nonce"), -1),
        (("body", "nonce"), 1.5),
        (("body", "payload"), "YQ"),
        (("body", "payload"), None),
        (("signature", "sig"), "!"),
        (("serialization",), "direct"),
    ],
)
def test_json_of_another_type_is_refused(path: tuple[str, ...], value: object) -> None:
    obj = SIGNED.to_json()
    place = obj
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    with pytest.raises(Invalid):
        Transaction.from_json(obj)


def test_a_sender_may_be_written_in_upper_case() -> None:
    obj = replace(SIGNED, sender=b"\xab").to_json()
    assert obj["sender"] == "ab"
    assert Transaction.from_json({**obj, "sender": "AB"}).sender == b"\xab"


def test_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(Invalid, match="longer"):
        Transaction.decode(bytes(MAX_TRANSACTION_BYTES + 1))
