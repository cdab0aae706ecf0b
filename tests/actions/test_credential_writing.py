"""Storing, replacing and removing credentials."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from idos.actions.credential_writing import MOST_REMOVED
from idos.actions.limits import LATEST_RULES, Limits, bounds
from idos.protocol.refusals import Refusal
from idos.store.records import (
    AccessGrant,
    ConsumedWriteGrant,
    Credential,
    CredentialContent,
    PendingErasure,
    SharedCredential,
)
from tests.actions.world import DAY, START, World, bundle, edition, refused, sharing, taken, write_grant
from tests.people import ACME, ALICE, CHARLIE, EVE, MALLORY, NEAR_ALICE, NEOBANK, Person, issue, uid

OTHER = issue(NEOBANK, "other")
# What spoils a bundle, and the refusal.
FAULTS = [
    ({"content": OTHER.content}, Refusal.INVALID_CREDENTIAL_SIGNATURE),
    ({"content": "no base64"}, Refusal.INVALID_CREDENTIAL_SIGNATURE),
    ({"public_notes": "other notes"}, Refusal.INVALID_CREDENTIAL_SIGNATURE),
    ({"public_notes_signature": OTHER.public_notes_signature}, Refusal.INVALID_CREDENTIAL_SIGNATURE),
    ({"public_notes_signature": ""}, Refusal.INVALID_CREDENTIAL_SIGNATURE),
    ({"broader_signature": OTHER.broader_signature}, Refusal.INVALID_CREDENTIAL_SIGNATURE),
    ({"issuer_auth_public_key": ACME.key.hex()}, Refusal.INVALID_CREDENTIAL_SIGNATURE),
    ({"issuer_auth_public_key": NEOBANK.key.hex().upper()}, Refusal.INVALID_ISSUER_KEY),
    ({"issuer_auth_public_key": "0x" + NEOBANK.key.hex()}, Refusal.INVALID_ISSUER_KEY),
    ({"issuer_auth_public_key": ""}, Refusal.INVALID_ISSUER_KEY),
    ({"encryptor_public_key": ""}, Refusal.INVALID_ENCRYPTOR_KEY),
    ({"encryptor_public_key": "AAAA"}, Refusal.INVALID_ENCRYPTOR_KEY),
]


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(ALICE, NEAR_ALICE)
    return world


def spoiled(changes: dict[str, str], label: str = "passport") -> dict[str, str]:
    return {**asdict(issue(NEOBANK, label)), **changes}


def ids(world: World, person: Person) -> set[Any]:
    return {row["id"] for row in world.read(person, "get_credentials")}


# --- Adding


def test_a_user_adds_a_credential_of_any_issuer(world: World) -> None:
    world.run(ALICE, "add_credential", uid("passport"), *bundle(MALLORY, "passport"))
    issued = issue(MALLORY, "passport")
    assert world.read(ALICE, "get_credential_owned", uid("passport")) == [
        {
            "id": uid("passport"),
            "user_id": ALICE.id,
            "public_notes": issued.public_notes,
            "content": issued.content,
            "encryptor_public_key": issued.encryptor_public_key,
            "issuer_auth_public_key": MALLORY.key.hex(),
            "inserter": None,
        }
    ]


def test_an_inserter_adds_a_credential_to_any_profile(world: World) -> None:
    world.run(ACME, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *bundle(NEOBANK, "passport"))
    (row,) = world.read(ALICE, "get_credentials")
    assert row["inserter"] == "acme"
    with refused(Refusal.USER_NOT_FOUND):
        world.run(ACME, "upsert_credential_as_inserter", uid("x"), uid("nobody"), *bundle(NEOBANK, "x"))


def test_only_a_user_adds_credentials(world: World) -> None:
    with refused(Refusal.NO_PROFILE):
        world.run(EVE, "add_credential", uid("passport"), *bundle(NEOBANK, "passport"))


@pytest.mark.parametrize(("changes", "refusal"), FAULTS)
def test_a_credential_needs_both_signatures_of_its_issuer(
    world: World, changes: dict[str, str], refusal: Refusal
) -> None:
    values = spoiled(changes).values()
    with refused(refusal):
        world.run(ALICE, "add_credential", uid("passport"), *values)
    with refused(refusal):
        world.run(NEOBANK, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *values)


def test_empty_notes_are_signed_too(world: World) -> None:
    world.run(ALICE, "add_credential", uid("passport"), *bundle(NEOBANK, "passport", ""))
    assert world.records(Credential)[0].verifiable_credential_id is None


@pytest.mark.parametrize(
    ("notes", "found"), [('{"id":"x"}', "x"), ('{"id":1}', None), ("[]", None), ("plain", None)]
)
def test_the_verifiable_credential_id_is_taken_from_the_notes(
    world: World, notes: str, found: str | None
) -> None:
    world.run(ALICE, "add_credential", uid("passport"), *bundle(NEOBANK, "passport", notes))
    assert world.records(Credential)[0].verifiable_credential_id == found


def test_an_id_belongs_to_one_credential(world: World) -> None:
    world.run(ALICE, "add_credential", uid("passport"), *bundle(NEOBANK, "passport"))
    with taken("credentials_pkey"):
        world.run(NEAR_ALICE, "add_credential", uid("passport"), *bundle(NEOBANK, "other"))


def test_the_credential_of_one_user_cannot_be_planted_in_another_profile(world: World) -> None:
    """S13"""
    world.run(ALICE, "add_credential", uid("passport"), *bundle(NEOBANK, "passport"))
    with refused(Refusal.CREDENTIAL_REPLANTED):
        world.run(NEAR_ALICE, "add_credential", uid("stolen"), *bundle(NEOBANK, "passport"))
    world.run(ALICE, "remove_credential", uid("passport"))
    with refused(Refusal.CREDENTIAL_REPLANTED):
        world.run(NEAR_ALICE, "add_credential", uid("stolen"), *bundle(NEOBANK, "passport"))
    world.run(NEAR_ALICE, "add_credential", uid("own"), *bundle(NEOBANK, "own"))
    with refused(Refusal.CREDENTIAL_REPLANTED):
        world.run(NEAR_ALICE, "edit_credential", uid("own"), *edition(NEOBANK, "passport"))
    world.run(ALICE, "add_credential", uid("again"), *bundle(NEOBANK, "passport"))


def test_a_profile_has_a_quota_of_credentials() -> None:
    """S15"""
    world = World(limits=Limits(credentials_per_user=1))
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    for caller, action, args in (
        (ALICE, "add_credential", (uid("x"), *bundle(NEOBANK, "x"))),
        (ALICE, "share_credential", sharing("passport", "copy", CHARLIE.caller)),
        (NEOBANK, "upsert_credential_as_inserter", (uid("x"), ALICE.id, *bundle(NEOBANK, "x"))),
    ):
        with refused(Refusal.QUOTA_EXCEEDED):
            world.run(caller, action, *args)
    world.run(NEOBANK, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *bundle(NEOBANK, "new"))


# --- Replacing, as an inserter


def test_an_inserter_replaces_a_credential_that_it_added(world: World) -> None:
    world.add_credential(ALICE, "passport")
    world.run(NEOBANK, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *bundle(NEOBANK, "new"))
    (row,) = world.read(ALICE, "get_credential_owned", uid("passport"))
    assert row["content"] == issue(NEOBANK, "new").content
    assert row["inserter"] == "neobank"
    assert len(world.records(CredentialContent)) == 1


@pytest.mark.parametrize(
    ("inserter", "user", "issuer"),
    [(ACME, ALICE, NEOBANK), (NEOBANK, NEAR_ALICE, NEOBANK), (NEOBANK, ALICE, MALLORY)],
    ids=["inserter", "user", "issuer"],
)
def test_an_inserter_cannot_replace_what_is_anothers(
    world: World, inserter: Person, user: Person, issuer: Person
) -> None:
    """S4"""
    world.add_credential(ALICE, "passport")
    with refused(Refusal.CREDENTIAL_OF_OTHERS):
        world.run(inserter, "upsert_credential_as_inserter", uid("passport"), user.id, *bundle(issuer, "new"))


def test_an_inserter_cannot_replace_what_a_user_added(world: World) -> None:
    """S4"""
    world.run(ALICE, "add_credential", uid("passport"), *bundle(NEOBANK, "passport"))
    with refused(Refusal.CREDENTIAL_OF_OTHERS):
        world.run(
            NEOBANK, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *bundle(NEOBANK, "new")
        )


def test_an_inserter_cannot_replace_what_is_shared(world: World) -> None:
    """S4"""
    world.add_credential(ALICE, "passport")
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    with refused(Refusal.CREDENTIAL_SHARED):
        world.run(
            NEOBANK, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *bundle(NEOBANK, "new")
        )


# --- Editing, as the owner


def test_a_user_edits_a_credential_with_a_new_issue_of_the_same_issuer(world: World) -> None:
    world.add_credential(ALICE, "passport")
    world.run(ALICE, "edit_credential", uid("passport"), *edition(NEOBANK, "new"))
    (row,) = world.read(ALICE, "get_credential_owned", uid("passport"))
    new = issue(NEOBANK, "new")
    assert (row["content"], row["public_notes"]) == (new.content, new.public_notes)
    assert row["inserter"] == "neobank"
    assert world.records(Credential)[0].verifiable_credential_id == "vc new"


def test_a_user_cannot_put_an_own_key_in_the_place_of_the_issuers(world: World) -> None:
    """S12"""
    world.add_credential(ALICE, "passport")
    with refused(Refusal.INVALID_CREDENTIAL_SIGNATURE):
        world.run(ALICE, "edit_credential", uid("passport"), *edition(MALLORY, "forged"))


def test_an_edit_needs_the_issuers_signatures(world: World) -> None:
    world.add_credential(ALICE, "passport")
    values = list(edition(NEOBANK, "new"))
    values[3] = OTHER.content
    with refused(Refusal.INVALID_CREDENTIAL_SIGNATURE):
        world.run(ALICE, "edit_credential", uid("passport"), *values)


def test_a_copy_is_not_edited_even_when_its_grant_and_original_are_gone(world: World) -> None:
    """S8"""
    world.add_credential(ALICE, "passport")
    world.share(ALICE, "passport", "copy", CHARLIE.caller, START + DAY)
    signer = Person("signer of copy", "FaceSign")
    with refused(Refusal.CREDENTIAL_SHARED):
        world.run(ALICE, "edit_credential", uid("copy"), *edition(signer, "new"))
    world.run(ALICE, "remove_credential", uid("passport"))
    with refused(Refusal.CREDENTIAL_SHARED):
        world.run(ALICE, "edit_credential", uid("copy"), *edition(signer, "new"))


def test_a_copy_without_grants_is_not_edited(world: World) -> None:
    world.add_credential(ALICE, "passport")
    args = list(sharing("passport", "copy", ""))
    world.run(ALICE, "create_credential_copy", *args[:6], *args[7:9])
    with refused(Refusal.CREDENTIAL_SHARED):
        world.run(
            ALICE, "edit_credential", uid("copy"), *edition(Person("signer of copy", "FaceSign"), "new")
        )


@pytest.mark.parametrize("caller", [NEAR_ALICE, EVE])
def test_editing_anothers_or_no_credential_changes_nothing_and_tells_nothing(
    world: World, caller: Person
) -> None:
    """S20"""
    world.add_credential(ALICE, "passport")
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    before = world.state()
    for label in ("passport", "copy", "nothing"):
        world.run(caller, "edit_credential", uid(label), *edition(NEOBANK, "new"))
    assert world.state() == before


# --- Removing


def test_a_user_removes_a_credential_with_its_copies(world: World) -> None:
    """S8, S11"""
    world.add_credential(ALICE, "passport")
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    world.share(ALICE, "copy", "copy of copy", EVE.caller)
    world.run(ALICE, "remove_credential", uid("passport"))
    for table in (Credential, CredentialContent, SharedCredential, AccessGrant, PendingErasure):
        assert world.records(table) == []


@pytest.mark.parametrize(
    ("caller", "label"), [(NEAR_ALICE, "passport"), (EVE, "passport"), (ALICE, "nothing")]
)
def test_only_the_owner_removes_a_credential(world: World, caller: Person, label: str) -> None:
    world.add_credential(ALICE, "passport")
    with refused(Refusal.CREDENTIAL_NOT_OWNED):
        world.run(caller, "remove_credential", uid(label))


def test_a_copy_with_a_locked_grant_is_not_removed_until_the_lock_is_over(world: World) -> None:
    world.add_credential(ALICE, "passport")
    world.share(ALICE, "passport", "copy", CHARLIE.caller, START)
    with refused(Refusal.CREDENTIAL_LOCKED):
        world.run(ALICE, "remove_credential", uid("copy"))
    world.now = START + 1
    world.run(ALICE, "remove_credential", uid("copy"))
    assert ids(world, ALICE) == {uid("passport")}
    assert world.records(AccessGrant) == []


def test_a_used_write_grant_forgets_removed_credentials_but_stays_used(world: World) -> None:
    call = write_grant(ALICE, CHARLIE.caller, "grant", timelock=START - DAY)
    world.run(NEOBANK, "create_credentials_by_dwg", *call.values())
    world.run(ALICE, "remove_credential", uid("grant"))
    (used,) = world.records(ConsumedWriteGrant)
    assert (used.original_credential_id, used.copy_credential_id) == (None, None)
    with refused(Refusal.WRITE_GRANT_CONSUMED):
        world.run(NEOBANK, "create_credentials_by_dwg", *call.values())


# --- Removing many


def listed(*labels: str) -> str:
    return ",".join(str(uid(label)) for label in labels)


def test_many_credentials_are_removed_at_once_with_their_copies(world: World) -> None:
    labels = [f"planted {number}" for number in range(MOST_REMOVED)]
    for label in labels:
        world.add_credential(ALICE, label)
    world.add_credential(ALICE, "kept")
    world.share(ALICE, "planted 3", "copy", CHARLIE.caller)
    world.run(ALICE, "remove_credentials", listed(*labels))
    assert ids(world, ALICE) == {uid("kept")}
    assert world.records(AccessGrant) == world.records(SharedCredential) == []
    assert len(world.records(CredentialContent)) == 1


def test_what_is_not_ones_own_or_not_there_is_passed_over(world: World) -> None:
    world.add_credential(ALICE, "hers")
    world.add_credential(NEAR_ALICE, "another's")
    world.run(ALICE, "remove_credentials", listed("another's", "nothing", "hers", "hers"))
    assert ids(world, ALICE) == set()
    assert ids(world, NEAR_ALICE) == {uid("another's")}
    before = world.state()
    world.run(ALICE, "remove_credentials", listed("another's", "hers"))
    assert world.state() == before


def test_what_is_locked_stays_and_stops_nothing_else(world: World) -> None:
    """The copy that is named has a locked grant itself; the other goes when its lock ends."""
    for label in ("first", "second", "third"):
        world.add_credential(ALICE, label)
    world.share(ALICE, "first", "named", CHARLIE.caller, START + DAY)
    world.share(ALICE, "second", "locked", CHARLIE.caller, START + DAY)
    world.run(ALICE, "remove_credentials", listed("named", "second", "third"))
    assert ids(world, ALICE) == {uid("first"), uid("named"), uid("locked")}
    assert [each.credential_id for each in world.records(PendingErasure)] == [uid("locked")]
    world.now = START + DAY + 1
    world.sweep()
    world.run(ALICE, "remove_credentials", listed("first"))
    assert ids(world, ALICE) == set()


@pytest.mark.parametrize(
    ("texts", "refusal"),
    [
        ("", Refusal.INVALID_IDS),
        ("passport", Refusal.INVALID_IDS),
        (listed("a") + ",", Refusal.INVALID_IDS),
        (listed("a").upper(), Refusal.INVALID_IDS),
        (listed("a", "b").replace(",", ", "), Refusal.INVALID_IDS),
        (listed(*map(str, range(MOST_REMOVED + 1))), Refusal.TOO_LARGE),
    ],
)
def test_a_list_of_ids_has_one_form_and_an_end(world: World, texts: str, refusal: Refusal) -> None:
    with refused(refusal):
        world.run(ALICE, "remove_credentials", texts)


def test_the_longest_list_of_ids_is_taken_under_the_least_limits() -> None:
    least = bounds(LATEST_RULES)["text"].least
    world = World(limits=Limits(text=least))
    world.sign_up(ALICE)
    world.run(ALICE, "remove_credentials", listed(*map(str, range(MOST_REMOVED))))
