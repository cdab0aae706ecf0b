from __future__ import annotations

from typing import Any

import pytest

from idos.errors import Invalid
from idos.protocol.requests import AccountQuery, Broadcast, Login, Logout, TransactionQuery
from tests.protocol.test_transaction import SIGNED

ACCOUNT = {"identifier": "01", "key_type": "ed25519"}


@pytest.mark.parametrize(("sync", "expected"), [({}, False), ({"sync": 0}, False), ({"sync": 1}, True)])
def test_sync_is_one_zero_or_absent(sync: dict[str, int], expected: bool) -> None:
    assert Broadcast.from_json({"tx": SIGNED.to_json(), **sync}) == Broadcast(SIGNED, expected)


@pytest.mark.parametrize("sync", [2, True, "1", None])
def test_any_other_sync_is_refused(sync: object) -> None:
    with pytest.raises(Invalid):
        Broadcast.from_json({"tx": SIGNED.to_json(), "sync": sync})


def test_an_account_is_asked_for_as_confirmed_unless_said_otherwise() -> None:
    assert AccountQuery.from_json({"id": ACCOUNT}) == AccountQuery(b"\x01", "ed25519")
    assert AccountQuery.from_json({"id": ACCOUNT, "status": 1}).pending


@pytest.mark.parametrize(
    "obj", [{"id": {**ACCOUNT, "key_type": "rsa"}}, {"id": None}, {"id": ACCOUNT, "status": 2}]
)
def test_other_accounts_are_refused(obj: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        AccountQuery.from_json(obj)


@pytest.mark.parametrize("tx_hash", ["", "ab" * 31, "AB" * 32, "ab" * 32 + "\n", "zz" * 32, None])
def test_a_transaction_hash_is_64_lower_case_digits(tx_hash: object) -> None:
    with pytest.raises(Invalid):
        TransactionQuery.from_json({"tx_hash": tx_hash})


def test_a_logout_may_name_no_account() -> None:
    assert Logout.from_json({}) == Logout()


@pytest.mark.parametrize(("nonce", "kind"), [("", "ed25519"), ("x\n", "ed25519"), ("n", ""), ("n", "x" * 33)])
def test_a_login_names_its_nonce_and_signature_type(nonce: str, kind: str) -> None:
    with pytest.raises(Invalid):
        Login(nonce, b"", b"", kind)
