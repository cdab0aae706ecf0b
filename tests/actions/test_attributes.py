"""Attributes."""

from __future__ import annotations

from typing import Any

import pytest

from idos.actions.limits import Limits
from idos.protocol.refusals import Refusal
from idos.store.records import SharedUserAttribute
from tests.actions.world import World, refused, taken
from tests.people import ACME, ALICE, EVE, NEAR_ALICE, NEOBANK, Person, uid


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(ALICE, NEAR_ALICE)
    world.run(ALICE, "add_attribute", uid("a"), "color", "red")
    return world


def attributes(world: World, person: Person) -> dict[Any, tuple[str, str]]:
    return {row["id"]: (row["attribute_key"], row["value"]) for row in world.read(person, "get_attributes")}


def test_attributes_are_read_by_their_owner_only(world: World) -> None:
    assert world.read(ALICE, "get_attributes") == [
        {"id": uid("a"), "user_id": ALICE.id, "attribute_key": "color", "value": "red", "original_id": None}
    ]
    for person in (NEAR_ALICE, NEOBANK, EVE):
        assert world.read(person, "get_attributes") == []


def test_a_key_may_occur_more_than_once(world: World) -> None:
    world.run(ALICE, "add_attribute", uid("b"), "color", "blue")
    assert sorted(attributes(world, ALICE).values()) == [("color", "blue"), ("color", "red")]


def test_an_id_belongs_to_one_attribute(world: World) -> None:
    with taken("user_attributes_pkey"):
        world.run(NEAR_ALICE, "add_attribute", uid("a"), "color", "blue")


def test_an_inserter_adds_attributes_to_any_profile(world: World) -> None:
    world.run(ACME, "add_attribute_as_inserter", uid("b"), ALICE.id, "vip", "yes")
    assert attributes(world, ALICE)[uid("b")] == ("vip", "yes")
    with refused(Refusal.USER_NOT_FOUND):
        world.run(ACME, "add_attribute_as_inserter", uid("c"), uid("nobody"), "vip", "yes")


def test_a_profile_has_a_quota_of_attributes() -> None:
    """S15"""
    world = World(limits=Limits(attributes_per_user=1))
    world.sign_up(ALICE)
    world.run(ALICE, "add_attribute", uid("a"), "color", "red")
    for caller, action, args in (
        (ALICE, "add_attribute", (uid("b"), "k", "v")),
        (ALICE, "share_attribute", (uid("b"), uid("a"), "k", "v")),
        (NEOBANK, "add_attribute_as_inserter", (uid("b"), ALICE.id, "k", "v")),
    ):
        with refused(Refusal.QUOTA_EXCEEDED):
            world.run(caller, action, *args)


def test_an_own_attribute_is_edited_and_removed(world: World) -> None:
    world.run(ALICE, "edit_attribute", uid("a"), "colour", "green")
    assert attributes(world, ALICE) == {uid("a"): ("colour", "green")}
    world.run(ALICE, "remove_attribute", uid("a"))
    assert attributes(world, ALICE) == {}


@pytest.mark.parametrize("caller", [NEAR_ALICE, EVE, NEOBANK])
def test_anothers_attribute_is_neither_edited_nor_removed(world: World, caller: Person) -> None:
    before = world.state()
    for label in ("a", "nothing"):
        world.run(caller, "edit_attribute", uid(label), "color", "black")
        world.run(caller, "remove_attribute", uid(label))
    assert world.state() == before


def test_a_copy_names_its_original_and_is_not_edited(world: World) -> None:
    world.run(ALICE, "share_attribute", uid("copy"), uid("a"), "color", "red")
    rows = {row["id"]: row["original_id"] for row in world.read(ALICE, "get_attributes")}
    assert rows == {uid("a"): None, uid("copy"): uid("a")}
    with refused(Refusal.ATTRIBUTE_SHARED):
        world.run(ALICE, "edit_attribute", uid("copy"), "color", "blue")


@pytest.mark.parametrize(("caller", "label"), [(NEAR_ALICE, "a"), (EVE, "a"), (ALICE, "nothing")])
def test_only_an_own_attribute_is_shared(world: World, caller: Person, label: str) -> None:
    """S20"""
    with refused(Refusal.ATTRIBUTE_NOT_OWNED):
        world.run(caller, "share_attribute", uid("copy"), uid(label), "color", "red")


@pytest.mark.parametrize(("removed", "left"), [("a", "copy"), ("copy", "a")])
def test_links_go_with_either_end(world: World, removed: str, left: str) -> None:
    world.run(ALICE, "share_attribute", uid("copy"), uid("a"), "color", "red")
    world.run(ALICE, "remove_attribute", uid(removed))
    assert world.records(SharedUserAttribute) == []
    assert set(attributes(world, ALICE)) == {uid(left)}
