"""What people, issuers and consumers do, by the official client alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.interop.kwil.conftest import RunningNode, failure

EMPTY = {"status": 200, "data": {"result": [], "logs": ""}}
"""All that the official client shows of a view that refuses."""


def test_an_owner_admits_an_issuer_who_creates_a_profile_that_its_holder_keeps(node: RunningNode) -> None:
    said = node.play("profile")
    assert failure(said["not admitted"]) == "Unauthorized inserter"
    assert failure(said["not the owner"]) == "action can only be executed by the owner"
    ann = said["ann"]
    user = {
        "id": ann["id"],
        "recipient_encryption_public_key": ann["key"],
        "encryption_password_store": "user",
    }
    assert (said["profile before"], said["profile"]) == ([{"has_profile": False}], [{"has_profile": True}])
    assert said["user"] == [user]
    assert said["user for the inserter"] == [{**user, "inserter": "acme"}]
    assert said["allowance"] == [{"gas_allowance": str(100 * 10**18)}]

    [attribute] = said["attributes"]
    assert attribute["user_id"] == ann["id"]
    assert (attribute["attribute_key"], attribute["value"]) == ("city", "Zürich")
    assert said["attributes edited"] == [{**attribute, "value": "Bern"}]
    assert said["attributes removed"] == []

    assert failure(said["a forged proof"]) == "wallet is invalid"
    first, second = sorted(said["wallets"], key=lambda wallet: str(wallet["wallet_type"]))
    assert (first["id"], first["address"], first["inserter"]) == (ann["wallet_id"], ann["address"], "acme")
    assert (first["public_key"], first["user_id"], second["user_id"]) == (None, ann["id"], ann["id"])
    assert (second["wallet_type"], second["inserter"]) == ("XRPL", None)
    assert (said["user by the second wallet"], said["user by a removed wallet"]) == ([user], [])
    assert failure(said["the connected wallet"]).startswith(
        "You can not delete a wallet you are connected with."
    )


@pytest.fixture(scope="module")
def said(node: RunningNode) -> dict[str, Any]:
    """Bob's credential, shared with Charlie and Dave."""
    return node.play("sharing")


def test_an_issuer_writes_once_by_a_delegated_write_grant(said: dict[str, Any]) -> None:
    owner, grantee, issuer, grant_id, timelock, before, after = said["grant"]["terms"]
    assert said["grant"]["message"].splitlines() == [
        "operation: delegatedWriteGrant",
        f"owner: {owner}",
        f"consumer: {grantee}",
        f"issuer public key: {issuer}",
        f"id: {grant_id}",
        f"access grant timelock: {timelock}",
        f"not usable before: {before}",
        f"not usable after: {after}",
    ]
    assert failure(said["a forged write grant"]) == "verify owner failed"
    assert "consumed_write_grants_pkey" in failure(said["a grant used twice"])
    ids, given = said["ids"], said["given"]
    credentials = {each["id"]: each for each in said["credentials"]}
    assert credentials.keys() == {ids["original"], ids["copy"]}
    original, copy = credentials[ids["original"]], credentials[ids["copy"]]
    assert (original["original_id"], copy["original_id"]) == (None, ids["original"])
    assert (original["public_notes"], copy["public_notes"]) == (given["notes"], "")
    assert {each["inserter"] for each in credentials.values()} == {grant_id}
    assert {each["user_id"] for each in credentials.values()} == {ids["bob"]}
    assert said["neobank asks"] == [{"credential_exist": True}]


@pytest.mark.parametrize("reader", ["bob", "neobank", "charlie"])
def test_holder_issuer_and_grantee_each_decrypt_their_own(said: dict[str, Any], reader: str) -> None:
    given = said["given"]
    assert said[f"{reader} reads"] == {"plaintext": given["plaintext"], "notes": given["notes"]}
    assert said["charlie cannot open"] is None


def test_a_grantee_finds_what_was_shared_page_by_page(said: dict[str, Any]) -> None:
    first, second = said["shares"]
    assert said["granted count"] == said["granted count of bob"] == [{"count": "2"}]
    [one], [two] = said["granted page 1"], said["granted page 2"]
    assert (one["data_id"], two["data_id"], said["granted page 3"]) == (first, second, [])
    assert one["ag_grantee_wallet_identifier"] == two["ag_grantee_wallet_identifier"].upper()
    assert (one["locked_until"], two["locked_until"]) == ("0", "1")
    assert one["content_hash"] == said["given"]["hash"]
    assert one["inserter_type"] == "user"
    assert said["granted page 0"] == EMPTY
    assert said["on the credential"] == [one]
    assert said["sibling"] == [{"id": first}]
    assert {(each["id"], each["original_id"]) for each in said["of bob"]} == {
        (first, said["ids"]["original"]),
        (second, said["ids"]["original"]),
    }


def test_nobody_reads_without_a_grant_nor_after_it_was_taken_back(said: dict[str, Any]) -> None:
    assert (
        said["dave reads"] == said["charlie reads after revoking"] == said["dave reads at the end"] == EMPTY
    )


def test_a_lock_holds_the_owner_but_not_the_grantee(said: dict[str, Any]) -> None:
    asked, stored = said["locked until"]
    assert asked == stored
    assert said["has a lock"] == [{"has": True}]
    assert failure(said["revoke a locked grant"]) == "the grant is locked"
    [left] = said["grants left"]
    assert (left["data_id"], left["inserter_type"]) == (said["ids"]["copy"], "delegated_write_grant")


def test_a_signed_offer_becomes_a_grant(said: dict[str, Any]) -> None:
    offered, content_hash = said["offered"], said["given"]["hash"]
    assert said["offer"].splitlines() == [
        "operation: delegatedAccessGrant",
        f"owner: {offered['owner']}",
        f"consumer: {offered['grantee']}",
        f"data id: {offered['copy']}",
        "locked until: 0",
        f"content hash: {content_hash}",
    ]
    [grant] = said["granted by offer"]
    assert (grant["data_id"], grant["content_hash"]) == (offered["copy"], content_hash)
    assert (grant["inserter_type"], grant["inserter_id"]) == ("dag_message", offered["grantee"])


def test_issuers_edit_notes_and_holders_their_own_credentials(said: dict[str, Any]) -> None:
    assert json.loads(said["notes edited"]) == {"status": "revoked"}
    assert said["own"] == "second"
    assert failure(said["not by its issuer"]) == "signature is wrong"


def test_a_removed_credential_leaves_only_the_copy_that_is_locked(said: dict[str, Any]) -> None:
    assert [each["id"] for each in said["credentials left"]] == [said["ids"]["copy"]]
