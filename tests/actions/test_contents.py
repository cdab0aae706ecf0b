"""What a profile's contents take is counted as they come, change and go."""

from __future__ import annotations

from typing import Any

from idos.actions.limits import Limits
from idos.crypto.encoding import b64decode
from idos.crypto.hashes import sha256
from idos.protocol.refusals import Refusal
from idos.store.records import User
from tests.actions.world import DAY, START, World, bundle, edition, grant_id, refused, sharing, write_grant
from tests.people import ALICE, CHARLIE, NEOBANK, STELLAR_ALICE, encryption_key, uid

SIZE = len(bundle(NEOBANK, "passport")[2])


def world(**limits: Any) -> World:
    made = World(limits=Limits(**limits))
    made.sign_up(ALICE)
    return made


def stored(world: World) -> int:
    """How many contents are counted; in these tests all are equally long."""
    (alice,) = (user for user in world.records(User) if user.id == ALICE.id)
    contents, rest = divmod(alice.content_bytes, SIZE)
    assert rest == 0
    return int(contents)


def test_contents_are_counted_as_they_come_and_go() -> None:
    alices = world()
    assert stored(alices) == 0
    alices.add_credential(ALICE, "passport")
    alices.share(ALICE, "passport", "copy", CHARLIE.caller)
    alices.share(ALICE, "passport", "locked", CHARLIE.caller, START + DAY)
    assert stored(alices) == 3
    alices.run(NEOBANK, "create_credentials_by_dwg", *write_grant(ALICE, CHARLIE.caller, "licence").values())
    assert stored(alices) == 5
    alices.run(ALICE, "revoke_access_grant", grant_id(CHARLIE.caller, "copy"))
    assert stored(alices) == 4
    alices.run(ALICE, "remove_credential", uid("passport"))
    assert stored(alices) == 3, "the locked copy is still there"
    alices.now += DAY + 1
    alices.sweep()
    assert stored(alices) == 2


def test_what_replaces_a_content_is_counted_instead() -> None:
    alices = world(content_per_user=SIZE)
    alices.run(ALICE, "add_credential", uid("x"), *bundle(NEOBANK, "x"))
    alices.run(ALICE, "edit_credential", uid("x"), *edition(NEOBANK, "y"))
    assert stored(alices) == 1


def test_a_full_profile_may_shrink_and_be_erased() -> None:
    alices = world(content_per_user=2 * SIZE)
    alices.add_credential(ALICE, "passport")
    alices.share(ALICE, "passport", "copy", CHARLIE.caller, START + DAY)
    with refused(Refusal.QUOTA_EXCEEDED):
        alices.run(ALICE, "share_credential", *sharing("passport", "more", CHARLIE.caller))
    with refused(Refusal.QUOTA_EXCEEDED):
        alices.add_credential(ALICE, "licence")
    alices.run(ALICE, "erase_profile")
    alices.now += DAY + 1
    alices.sweep()
    assert alices.records(User) == []


def test_a_profile_has_its_own_quota() -> None:
    alices = world(content_per_user=SIZE)
    alices.sign_up(STELLAR_ALICE)
    alices.add_credential(ALICE, "passport")
    alices.add_credential(STELLAR_ALICE, "licence")


def test_under_the_first_rules_what_is_staged_hardly_takes_more_than_what_it_replaces() -> None:
    alices = World(limits=Limits(content_per_user=SIZE + 4), rules=1)
    alices.sign_up(ALICE)
    alices.add_credential(ALICE, "passport")
    present = bundle(NEOBANK, "passport")[2]
    key = encryption_key("new")

    def stage(content: str) -> None:
        digest = sha256(b64decode(present, SIZE)).hex()
        alices.run(ALICE, "stage_reencryption", uid("passport"), digest, key, key, content)

    stage(present)
    stage(present + "AAAA")
    with refused(Refusal.QUOTA_EXCEEDED):
        stage(present + "A" * 8)
    with refused(Refusal.TOO_LARGE):
        stage(present + "A" * 1_028)
    assert stored(alices) == 1
    stage(present)
    alices.run(ALICE, "change_encryption_key", encryption_key(ALICE.name), key, "user")
    assert stored(alices) == 1
