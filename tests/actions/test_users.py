"""Profiles."""

from __future__ import annotations

import pytest

from idos.protocol.refusals import Refusal
from idos.store.records import User
from tests.actions.world import World, refused, taken
from tests.people import ACME, ALICE, EVE, NEOBANK, encryption_key, uid

KEY = encryption_key("other")


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(ALICE)
    return world


def test_a_profile_is_read_as_it_was_written(world: World) -> None:
    row = {
        "id": ALICE.id,
        "recipient_encryption_public_key": encryption_key(ALICE.name),
        "encryption_password_store": "user",
    }
    assert world.read(ALICE, "get_user") == [row]
    assert world.read(ACME, "get_user_as_inserter", ALICE.id) == [{**row, "inserter": "neobank"}]


def test_an_unknown_profile_has_no_row(world: World) -> None:
    assert world.read(NEOBANK, "get_user_as_inserter", uid("nobody")) == []
    with refused(Refusal.UNAUTHORIZED_INSERTER):
        world.read(EVE, "get_user_as_inserter", ALICE.id)


def test_an_id_belongs_to_one_profile(world: World) -> None:
    with taken("users_pkey"):
        world.run(NEOBANK, "add_user_as_inserter", ALICE.id, KEY, "user")


@pytest.mark.parametrize("action", ["add_user_as_inserter", "update_user_pub_key_as_inserter"])
@pytest.mark.parametrize("key", ["", "AAAA", "no base64", KEY.rstrip("="), KEY + "\n", "A" * 44, "A" * 88])
def test_an_encryption_key_is_32_bytes_of_canonical_base64(world: World, action: str, key: str) -> None:
    with refused(Refusal.INVALID_ENCRYPTION_KEY):
        world.run(NEOBANK, action, uid("user"), key, "user")


@pytest.mark.parametrize("action", ["add_user_as_inserter", "update_user_pub_key_as_inserter"])
def test_a_password_store_is_one_of_two(world: World, action: str) -> None:
    with refused(Refusal.INVALID_PASSWORD_STORE):
        world.run(NEOBANK, action, uid("user"), KEY, "User")
    world.run(NEOBANK, action, uid("user"), KEY, "mpc")


def test_the_key_of_an_empty_profile_can_be_replaced_by_its_inserter(world: World) -> None:
    world.run(NEOBANK, "update_user_pub_key_as_inserter", ALICE.id, KEY, "mpc")
    (row,) = world.read(ALICE, "get_user")
    assert row["recipient_encryption_public_key"] == KEY
    assert row["encryption_password_store"] == "mpc"


def test_updating_a_missing_profile_changes_nothing(world: World) -> None:
    before = world.records(User)
    world.run(NEOBANK, "update_user_pub_key_as_inserter", uid("nobody"), KEY, "user")
    assert world.records(User) == before


def test_an_inserter_cannot_replace_the_key_of_anothers_user(world: World) -> None:
    """S3"""
    with refused(Refusal.USER_NOT_INSERTED_BY_CALLER):
        world.run(ACME, "update_user_pub_key_as_inserter", ALICE.id, KEY, "user")


def test_nobody_replaces_the_key_of_a_user_with_credentials(world: World) -> None:
    """S3"""
    world.add_credential(ALICE, "passport")
    with refused(Refusal.USER_HAS_CREDENTIALS):
        world.run(NEOBANK, "update_user_pub_key_as_inserter", ALICE.id, KEY, "user")
