"""How long a content may become by a change of the encryption key."""

from __future__ import annotations

import pytest

from idos.actions.limits import Limits
from idos.crypto import ed25519
from idos.crypto.encoding import b64decode, b64encode
from idos.protocol.credentials import broader_message, notes_message
from idos.protocol.refusals import Refusal
from tests.actions.test_key_change import NEW, change, digest, staging
from tests.actions.world import World, refused
from tests.people import ALICE, NEOBANK, OWNER, encryption_key, issue, uid


@pytest.mark.parametrize("rules", [1, 2])
def test_what_is_staged_is_bounded_by_the_content_that_it_replaces(rules: int) -> None:
    world = World(rules=rules)
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    args, longest = staging("passport")[:4], len(issue(NEOBANK, "passport").content) + 1_024
    with refused(Refusal.TOO_LARGE):
        world.run(ALICE, "stage_reencryption", *args, base64_of(longest + 4))
    world.run(ALICE, "stage_reencryption", *args, base64_of(longest))
    change(world)
    assert len(world.read(ALICE, "get_credential_owned", uid("passport"))[0]["content"]) == longest


def base64_of(length: int) -> str:
    text = b64encode(bytes(length // 4 * 3))
    assert len(text) == length
    return text


def test_a_content_beyond_a_limit_that_was_lowered_is_staged_and_grows_once() -> None:
    """Her password may be known to others: a change of key must be possible whatever the limits are."""
    world = World(limits=Limits(credentials_per_user=1))
    world.sign_up(ALICE)
    long = base64_of(2_000)
    world.run(ALICE, "add_credential", uid("long"), *signed_over(long))
    world.run(OWNER, "set_limit", "content", 1_024)
    for _ in range(3):
        call = (uid("long"), digest(long), NEW, encryption_key("anew"))
        with refused(Refusal.TOO_LARGE):
            world.run(ALICE, "stage_reencryption", *call, base64_of(3_028))
        world.run(ALICE, "stage_reencryption", *call, base64_of(3_024))
        key = world.read(ALICE, "get_user")[0]["recipient_encryption_public_key"]
        world.run(ALICE, "change_encryption_key", key, NEW, "user")
        (row,) = world.read(ALICE, "get_credential_owned", uid("long"))
        long = row["content"]
        assert len(long) == 3_024
    with refused(Refusal.TOO_LARGE):
        world.run(ALICE, "edit_credential", uid("long"), "", "", "", long, encryption_key("x"), "")


def signed_over(content: str) -> tuple[str, ...]:
    """What ``add_credential`` takes after the id, for this content."""
    notes = ed25519.sign(NEOBANK.secret, notes_message("notes"))
    broader = ed25519.sign(NEOBANK.secret, broader_message(notes, b64decode(content, len(content))))
    signatures = b64encode(notes), b64encode(broader)
    return NEOBANK.key.hex(), encryption_key("encryptor"), content, "notes", *signatures


@pytest.mark.parametrize("room", [0, 4, 400])
def test_under_the_first_rules_what_is_staged_grows_up_to_the_limit_of_contents(room: int) -> None:
    present = len(issue(NEOBANK, "passport").content)
    world = World(limits=Limits(content=present + room), rules=1)
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    args = staging("passport")[:4]
    with refused(Refusal.TOO_LARGE):
        world.run(ALICE, "stage_reencryption", *args, base64_of(present + room + 4))
    world.run(ALICE, "stage_reencryption", *args, base64_of(present + room))


@pytest.mark.parametrize("rules", [1, 2])
def test_each_change_may_add_as_much_again_up_to_the_limit_and_no_further(rules: int) -> None:
    present = len(issue(NEOBANK, "passport").content)
    world = World(limits=Limits(content=present + 1_500), rules=rules)
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    for longest in (present + 1_024, present + 1_500, present + 1_500):
        (row,) = world.read(ALICE, "get_credential_owned", uid("passport"))
        call = (uid("passport"), digest(row["content"]), NEW, encryption_key("anew"))
        with refused(Refusal.TOO_LARGE):
            world.run(ALICE, "stage_reencryption", *call, base64_of(longest + 4))
        world.run(ALICE, "stage_reencryption", *call, base64_of(longest))
        key = world.read(ALICE, "get_user")[0]["recipient_encryption_public_key"]
        world.run(ALICE, "change_encryption_key", key, NEW, "user")


def test_under_the_first_rules_a_longer_content_still_needs_room_in_the_profile() -> None:
    present = len(issue(NEOBANK, "passport").content)
    world = World(limits=Limits(content_per_user=present), rules=1)
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    args = staging("passport")[:4]
    with refused(Refusal.QUOTA_EXCEEDED):
        world.run(ALICE, "stage_reencryption", *args, base64_of(present + 4))
    world.run(ALICE, "stage_reencryption", *args, base64_of(present))
    change(world)


def test_a_profile_that_is_full_changes_its_key_to_longer_contents_and_grows_no_further() -> None:
    present = len(issue(NEOBANK, "passport").content)
    world = World(limits=Limits(content_per_user=2 * present, content=present))
    world.sign_up(ALICE)
    for label in ("passport", "license"):
        world.add_credential(ALICE, label)
        world.run(ALICE, "stage_reencryption", *staging(label)[:4], base64_of(present + 1_024))
    change(world)
    anew = base64_of(present + 1_024)
    call = (uid("passport"), digest(anew), NEW, encryption_key("anew"))
    with refused(Refusal.TOO_LARGE):
        world.run(ALICE, "stage_reencryption", *call, base64_of(present + 1_028))
    world.run(OWNER, "set_limit", "content", 4_096)
    with refused(Refusal.QUOTA_EXCEEDED):
        world.run(ALICE, "stage_reencryption", *call, base64_of(present + 1_028))
    world.run(ALICE, "stage_reencryption", *call, anew)
