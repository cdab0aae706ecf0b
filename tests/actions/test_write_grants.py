"""Delegated write grants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from idos.actions.limits import Limits
from idos.errors import Invalid
from idos.protocol.grants import WriteGrant
from idos.protocol.refusals import Refusal
from idos.protocol.times import parse_time
from idos.store.records import AccessGrant, ConsumedWriteGrant, Credential
from tests.actions.world import DAY, HASH, START, World, refused, taken, write_grant
from tests.people import (
    ACME,
    ALICE,
    CHARLIE,
    EVE,
    MALLORY,
    NEAR_ALICE,
    NEOBANK,
    OWNER,
    PEOPLE,
    Person,
    encryption_key,
    issue,
    uid,
)

VECTORS = json.loads(Path("vectors/wallets.json").read_text())


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(*PEOPLE)
    return world


def hand_in(world: World, call: dict[str, Any], caller: Person = NEOBANK) -> None:
    world.run(caller, "create_credentials_by_dwg", *call.values())


@pytest.mark.parametrize("owner", PEOPLE, ids=lambda person: person.wallet_type)
def test_owners_of_every_kind_of_wallet_grant_writing(world: World, owner: Person) -> None:
    hand_in(world, write_grant(owner, CHARLIE.caller, "passport"))
    (row,) = world.read(CHARLIE, "get_credential_shared", uid("passport copy"))
    assert row["content"] == issue(NEOBANK, "passport copy", "").content
    assert row["public_notes"] == issue(NEOBANK, "passport").public_notes
    assert row["inserter"] == str(uid("grant passport"))
    (own,) = world.read(owner, "get_credential_owned", uid("passport"))
    assert (own["user_id"], own["inserter"]) == (owner.id, str(uid("grant passport")))


def test_what_a_write_grant_leaves_behind(world: World) -> None:
    """S19: the credentials name the grant by which they came."""
    hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport"))
    assert {row["inserter"] for row in world.read(ALICE, "get_credentials")} == {str(uid("grant passport"))}
    (grant,) = world.records(AccessGrant)
    assert (grant.inserter_type, grant.inserter_id) == ("delegated_write_grant", str(uid("grant passport")))
    assert (grant.locked_until, grant.content_hash, grant.height) == (START + DAY, HASH, world.height)
    (used,) = world.records(ConsumedWriteGrant)
    assert (used.id, used.owner_user_id) == (uid("grant passport"), ALICE.id)
    assert (used.original_credential_id, used.copy_credential_id) == (uid("passport"), uid("passport copy"))
    assert (used.owner_wallet_identifier, used.grantee_wallet_identifier) == (ALICE.caller, CHARLIE.caller)
    assert parse_time(used.access_grant_timelock) == START + DAY


def test_anyone_may_hand_in_the_signed_bundle(world: World) -> None:
    hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport"), caller=EVE)
    assert len(world.read(ALICE, "get_credentials")) == 2


def test_the_keys_of_one_inserter_may_act_for_each_other(world: World) -> None:
    world.run(OWNER, "add_delegate_as_owner", MALLORY.caller, uid("inserter neobank"))
    hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport", issuer=MALLORY, named=NEOBANK))


@pytest.mark.parametrize(
    ("issuer", "named"), [(MALLORY, NEOBANK), (NEOBANK, MALLORY), (ACME, NEOBANK), (MALLORY, MALLORY)]
)
def test_the_issuer_must_be_of_the_inserter_that_the_owner_named(
    world: World, issuer: Person, named: Person
) -> None:
    with refused(Refusal.WRITE_GRANT_ISSUER_MISMATCH):
        hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport", issuer=issuer, named=named))


def test_a_removed_inserter_writes_no_more(world: World) -> None:
    """S24"""
    world.run(OWNER, "delete_inserter_as_owner", uid("inserter neobank"))
    with refused(Refusal.WRITE_GRANT_ISSUER_MISMATCH):
        hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport"))


def test_the_owner_must_have_a_profile(world: World) -> None:
    with refused(Refusal.WRITE_GRANT_OWNER_NOT_FOUND):
        hand_in(world, write_grant(EVE, CHARLIE.caller, "passport"))


@pytest.mark.parametrize(
    ("before", "after", "refusal"),
    [
        (START, START, Refusal.WRITE_GRANT_TIMES_REVERSED),
        (START + 1, START, Refusal.WRITE_GRANT_TIMES_REVERSED),
        (START + 66, START + DAY, Refusal.WRITE_GRANT_NOT_USABLE_NOW),
        (START - DAY, START - 1, Refusal.WRITE_GRANT_NOT_USABLE_NOW),
    ],
)
def test_a_grant_is_used_in_its_time(world: World, before: int, after: int, refusal: Refusal) -> None:
    with refused(refusal):
        hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport", before=before, after=after))


@pytest.mark.parametrize(("before", "after"), [(START + 65, START + DAY), (START - DAY, START)])
def test_a_grant_is_good_from_65_seconds_early_to_its_last_second(
    world: World, before: int, after: int
) -> None:
    hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport", before=before, after=after))


def test_a_lock_has_a_longest_length() -> None:
    """S18"""
    world = World(limits=Limits(lock_seconds=DAY))
    world.sign_up(ALICE)
    with refused(Refusal.WRITE_GRANT_LOCK_TOO_LONG):
        hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport", timelock=START + DAY + 1))
    hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport", timelock=START + DAY))


@pytest.mark.parametrize("name", ["dwg_access_grant_timelock", "dwg_not_before", "dwg_not_after"])
def test_times_have_one_form(world: World, name: str) -> None:
    call = write_grant(ALICE, CHARLIE.caller, "passport")
    with pytest.raises(Invalid, match="invalid date format"):
        hand_in(world, {**call, name: "2030-01-01"})


@pytest.mark.parametrize(
    "changes",
    [
        {"dwg_grantee": EVE.caller},
        {"dwg_id": uid("another grant")},
        {"dwg_access_grant_timelock": "2027-01-01T00:00:00Z"},
        {"dwg_signature": EVE.sign_text("something else")},
        {"dwg_signature": ""},
        {"dwg_owner": ALICE.caller.lower()},
    ],
)
def test_the_owner_must_have_signed_every_word(world: World, changes: dict[str, Any]) -> None:
    with refused(Refusal.WRITE_GRANT_SIGNATURE):
        hand_in(world, {**write_grant(ALICE, CHARLIE.caller, "passport"), **changes})


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("original_content", Refusal.INVALID_ORIGINAL_SIGNATURE),
        ("original_public_notes", Refusal.INVALID_ORIGINAL_SIGNATURE),
        ("copy_content", Refusal.INVALID_COPY_SIGNATURE),
        ("copy_broader_signature", Refusal.INVALID_COPY_SIGNATURE),
    ],
)
def test_both_credentials_need_their_signatures(world: World, name: str, refusal: Refusal) -> None:
    call = write_grant(ALICE, CHARLIE.caller, "passport")
    other = write_grant(ALICE, CHARLIE.caller, "other")
    with refused(refusal):
        hand_in(world, {**call, name: other[name]})


def test_the_issuer_key_is_lower_case_hex(world: World) -> None:
    call = write_grant(ALICE, CHARLIE.caller, "passport")
    with refused(Refusal.INVALID_ISSUER_KEY):
        hand_in(world, {**call, "issuer_auth_public_key": call["issuer_auth_public_key"].upper()})


def test_the_ids_must_be_new(world: World) -> None:
    call = write_grant(ALICE, CHARLIE.caller, "passport")
    with taken("credentials_pkey"):
        hand_in(world, {**call, "copy_credential_id": call["original_credential_id"]})


# --- Once only


def test_a_write_grant_is_used_once(world: World) -> None:
    """S18"""
    hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport"))
    with refused(Refusal.WRITE_GRANT_CONSUMED):
        hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport"))
    with refused(Refusal.WRITE_GRANT_CONSUMED):
        hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport", credentials="other"))


def test_the_id_of_a_grant_is_used_once_whatever_else_it_says(world: World) -> None:
    """S18"""
    hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport"))
    with refused(Refusal.WRITE_GRANT_CONSUMED):
        hand_in(world, write_grant(ALICE, EVE.caller, "passport", credentials="other"))


def test_nobody_burns_the_id_of_anothers_grant(world: World) -> None:
    """S18"""
    hand_in(world, write_grant(NEAR_ALICE, CHARLIE.caller, "passport", credentials="burnt"))
    hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport"))


def test_a_write_grant_cannot_be_used_again_in_a_later_profile_of_the_wallet(world: World) -> None:
    """S18"""
    hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport"))
    world.run(ALICE, "erase_profile")
    world.run(NEOBANK, "add_user_as_inserter", uid("new"), encryption_key("new"), "user")
    world.run(NEOBANK, "upsert_wallet_as_inserter", uid("w"), uid("new"), *ALICE.proof("new proof"))
    with refused(Refusal.WRITE_GRANT_CONSUMED):
        hand_in(world, write_grant(ALICE, CHARLIE.caller, "passport", credentials="planted"))


# --- Messages


@pytest.mark.parametrize("vector", VECTORS["dwg"], ids=lambda vector: vector["wallet_type"])
def test_the_message_is_the_recorded_one(world: World, vector: dict[str, Any]) -> None:
    params = {**vector["params"], "id": UUID(vector["params"]["id"])}
    assert world.read(None, "dwg_message", *params.values()) == [{"message": vector["message"]}]


def message_arguments(**changes: Any) -> tuple[Any, ...]:
    arguments = {
        "owner": ALICE.caller,
        "grantee": CHARLIE.caller,
        "issuer": NEOBANK.caller,
        "id": uid("g"),
        "timelock": "1970-01-01T00:00:00Z",
        "before": "2030-01-01T00:00:00Z",
        "after": "2030-01-01T00:00:01Z",
    }
    return tuple({**arguments, **changes}.values())


def test_a_message_is_made_of_valid_times_in_order_and_single_lines(world: World) -> None:
    (row,) = world.read(None, "dwg_message", *message_arguments())
    assert WriteGrant.parse(row["message"]).text() == row["message"]
    with refused(Refusal.MESSAGE_TIMES_REVERSED):
        world.read(None, "dwg_message", *message_arguments(after="2030-01-01T00:00:00Z"))
    for changes in (
        {"timelock": "soon"},
        {"before": ""},
        {"after": "2030-02-30T00:00:00Z"},
        {"owner": "a\nb"},
    ):
        with pytest.raises(Invalid):
            world.read(None, "dwg_message", *message_arguments(**changes))


# --- The recorded call of the official issuer SDK


def test_the_recorded_call_of_the_official_issuer_is_accepted_end_to_end() -> None:
    inputs = dict(VECTORS["dwg_credentials_call"]["inputs"])
    for name in ("original_credential_id", "copy_credential_id", "dwg_id"):
        inputs[name] = UUID(inputs[name])
    wallet = VECTORS["wallets"][0]
    issuer, grantee = inputs["issuer_auth_public_key"], Person("recorded grantee", "FaceSign")
    grantee.__dict__["key"] = bytes.fromhex(inputs["dwg_grantee"])
    world = World()
    world.now = parse_time("2029-06-01T00:00:00Z")
    world.run(OWNER, "add_delegate_as_owner", issuer, uid("inserter neobank"))
    world.run(NEOBANK, "add_user_as_inserter", uid("user"), encryption_key("user"), "user")
    proof = (wallet["address"], wallet["public_key"], "EVM", wallet["message"], wallet["signature"])
    world.run(NEOBANK, "upsert_wallet_as_inserter", uid("wallet"), uid("user"), *proof)
    world.run(EVE, "create_credentials_by_dwg", *inputs.values())
    (row,) = world.read(grantee, "get_credential_shared", inputs["copy_credential_id"])
    assert row["content"] == inputs["copy_content"]
    assert row["public_notes"] == inputs["original_public_notes"]
    original = next(record for record in world.records(Credential) if not record.copy)
    assert original.verifiable_credential_id == json.loads(inputs["original_public_notes"])["id"]
