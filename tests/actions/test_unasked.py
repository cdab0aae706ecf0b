"""What inserters write to profiles that they did not make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from idos.actions.limits import Limits
from idos.protocol.refusals import Refusal
from idos.store.memory import MemoryStore
from idos.store.records import Credential, UnaskedWrite, UserAttribute
from idos.store.sqlite import SqliteStore
from tests.actions.test_legacy import through_dag
from tests.actions.world import DAY, START, World, bundle, refused, write_grant
from tests.people import ACME, ALICE, CHARLIE, NEAR_ALICE, NEOBANK, OWNER, Person, uid

LIMITS = Limits(credentials_per_foreign_inserter=2, attributes_per_foreign_inserter=3)
MOST = {"credential": 2, "attribute": 3}
KINDS = pytest.mark.parametrize("kind", MOST)


@pytest.fixture(params=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Neobank made Alice's profile, and Acme did not."""
    with closing(MemoryStore() if request.param == "memory" else SqliteStore(tmp_path)) as store:
        world = World(store, limits=LIMITS)
        world.sign_up(ALICE)
        yield world


def write(world: World, inserter: Person, kind: str, label: str, owner: Person = ALICE) -> None:
    if kind == "attribute":
        world.run(inserter, "add_attribute_as_inserter", uid(label), owner.id, "key", label)
    else:
        world.run(inserter, "upsert_credential_as_inserter", uid(label), owner.id, *bundle(inserter, label))


def fill(world: World, kind: str, inserter: Person = ACME) -> list[str]:
    """Let an inserter write all that it may."""
    labels = [f"{kind} {number} of {inserter.name}" for number in range(MOST[kind])]
    for label in labels:
        write(world, inserter, kind, label)
    with refused(Refusal.UNASKED_EXCEEDED):
        write(world, inserter, kind, "one more")
    return labels


@KINDS
def test_an_inserter_writes_little_to_a_profile_that_it_did_not_make(world: World, kind: str) -> None:
    fill(world, kind)
    write(world, NEOBANK, kind, "of who made it")
    world.sign_up(NEAR_ALICE)
    write(world, ACME, kind, "of another", NEAR_ALICE)


@KINDS
def test_who_made_the_profile_is_bound_by_the_persons_quota_only(world: World, kind: str) -> None:
    for number in range(MOST[kind] + 2):
        write(world, NEOBANK, kind, f"number {number}")
    assert world.records(UnaskedWrite) == []


@KINDS
def test_every_key_of_an_inserter_counts_for_it_and_every_inserter_for_itself(
    world: World, kind: str
) -> None:
    second = Person("acme's second", "FaceSign")
    world.run(OWNER, "add_delegate_as_owner", second.caller, uid("inserter acme"))
    fill(world, kind)
    with refused(Refusal.UNASKED_EXCEEDED):
        write(world, second, kind, "by another key")
    third = Person("third", "FaceSign")
    world.run(OWNER, "add_inserter_as_owner", uid("third"), "third")
    world.run(OWNER, "add_delegate_as_owner", third.caller, uid("third"))
    fill(world, kind, third)


@pytest.mark.parametrize(
    ("kind", "removal"), [("credential", "remove_credential"), ("attribute", "remove_attribute")]
)
def test_what_the_person_removes_leaves_room_for_another(world: World, kind: str, removal: str) -> None:
    first, *_ = fill(world, kind)
    world.run(ALICE, removal, uid(first))
    write(world, ACME, kind, "another")
    with refused(Refusal.UNASKED_EXCEEDED):
        write(world, ACME, kind, "one more")


def test_an_id_that_is_taken_is_refused_and_counts_nothing(world: World) -> None:
    world.run(ALICE, "add_attribute", uid("hers"), "key", "value")
    before = world.state()
    with pytest.raises(Refusal.ALREADY_EXISTS.kind, match="user_attributes_pkey"):
        world.run(ACME, "add_attribute_as_inserter", uid("hers"), ALICE.id, "key", "value")
    assert world.state() == before


def test_a_credential_that_is_replaced_counts_once(world: World) -> None:
    labels = fill(world, "credential")
    for label in labels:
        world.run(ACME, "upsert_credential_as_inserter", uid(label), ALICE.id, *bundle(ACME, f"{label}, new"))
    assert len(world.records(UnaskedWrite)) == len(labels)


def test_what_the_person_signed_for_is_not_counted(world: World) -> None:
    fill(world, "credential")
    granted = write_grant(ALICE, CHARLIE.caller, "granted", issuer=ACME, named=ACME)
    world.run(ACME, "create_credentials_by_dwg", *granted.values())
    world.add_credential(ALICE, "passport")
    world.run(ACME, "share_credential_through_dag", *through_dag())
    assert len(world.records(UnaskedWrite)) == MOST["credential"]
    assert len(world.records(Credential)) == MOST["credential"] + 4


def test_nothing_of_it_is_left_after_an_erasure(world: World) -> None:
    for kind in MOST:
        fill(world, kind)
    assert len(world.records(UnaskedWrite)) == sum(MOST.values())
    world.run(ALICE, "erase_profile")
    for table in (UnaskedWrite, Credential, UserAttribute):
        assert world.records(table) == []


@KINDS
def test_what_exceeds_the_limit_after_it_was_lowered_stays_and_goes(world: World, kind: str) -> None:
    labels = fill(world, kind)
    world.run(OWNER, "set_limit", f"{kind}s_per_foreign_inserter", 1)
    with refused(Refusal.UNASKED_EXCEEDED):
        write(world, ACME, kind, "one more")
    for label in labels:
        world.run(ALICE, f"remove_{kind}", uid(label))
    write(world, ACME, kind, "one")


@KINDS
def test_under_the_first_rules_any_inserter_writes_up_to_the_persons_quota(kind: str) -> None:
    world = World(rules=1, limits=Limits(credentials_per_user=30, attributes_per_user=30))
    world.sign_up(ALICE)
    for number in range(30):
        write(world, ACME, kind, f"number {number}")
    with refused(Refusal.QUOTA_EXCEEDED):
        write(world, ACME, kind, "one more")
    assert world.records(UnaskedWrite) == []
    world.run(OWNER, "schedule_upgrade", 2, 0, START + DAY)
    world.activate()
    for number in range(30):
        removed: Any = uid(f"number {number}")
        world.run(ALICE, f"remove_{kind}", removed)
    for number in range(20):
        write(world, ACME, kind, f"number {number}")
    with refused(Refusal.UNASKED_EXCEEDED):
        write(world, ACME, kind, "one more")
