"""A change of the encryption key."""

from __future__ import annotations

from typing import Any

import pytest

from idos.actions.limits import Limits
from idos.crypto.encoding import b64decode, b64encode
from idos.crypto.hashes import sha256
from idos.errors import Denied
from idos.protocol.refusals import Refusal
from idos.store.records import Credential, ReencryptedContent, Reencryption, User
from tests.actions.world import START, World, bundle, edition, grant_id, refused, write_grant
from tests.people import (
    ACME,
    ALICE,
    CHARLIE,
    EVE,
    NEAR_ALICE,
    NEOBANK,
    Person,
    encryption_key,
    issue,
    uid,
)

OLD, NEW, OTHER = (encryption_key(name) for name in (ALICE.name, "new", "other"))
OLD_OF_NEAR_ALICE = encryption_key(NEAR_ALICE.name)


@pytest.fixture
def world() -> World:
    """Alice has two originals; Charlie has a copy of one."""
    world = World()
    world.sign_up(ALICE, NEAR_ALICE)
    world.add_credential(ALICE, "passport")
    world.run(ALICE, "add_credential", uid("license"), *bundle(ACME, "license"))
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    return world


def digest(content: str) -> str:
    return sha256(b64decode(content, len(content))).hex()


def anew(label: str, key: str) -> tuple[str, str]:
    """Encryptor key and content of a re-encryption."""
    return encryption_key(f"{label} for {key}"), b64encode(f"{label} for {key}".encode())


def staging(label: str, key: str = NEW, replaced: str | None = None) -> tuple[Any, ...]:
    """The arguments of ``stage_reencryption``."""
    present = issue(NEOBANK, label).content if replaced is None else replaced
    return (uid(label), digest(present), key, *anew(label, key))


def stage(world: World, *labels: str, key: str = NEW) -> None:
    for label in labels:
        world.run(ALICE, "stage_reencryption", *staging(label, key))


def change(world: World, key: str = NEW, replaced: str = OLD) -> None:
    world.run(ALICE, "change_encryption_key", replaced, key, "user")


def seen(world: World) -> list[Any]:
    """All that Alice and Charlie read."""
    return [
        [world.read(ALICE, view) for view in ("get_user", "get_credentials", "get_access_grants_owned")],
        [world.read(ALICE, "get_credential_owned", uid(label)) for label in ("passport", "license", "copy")],
        [world.read(ALICE, "get_credential_attestation", uid(label)) for label in ("passport", "license")],
        world.read(CHARLIE, "get_credential_shared", uid("copy")),
        world.read(CHARLIE, "get_credential_attestation", uid("copy")),
    ]


# --- The change


def test_contents_and_key_are_swapped_and_all_else_stays(world: World) -> None:
    user, _, _ = seen(world)[0]
    passport, copy = (world.read(ALICE, "get_credential_owned", uid(c))[0] for c in ("passport", "copy"))
    charlies = seen(world)[3:]
    stage(world, "passport", "license")
    change(world)
    encryptor, content = anew("passport", NEW)
    assert world.read(ALICE, "get_credential_owned", uid("passport")) == [
        {**passport, "content": content, "encryptor_public_key": encryptor}
    ]
    assert world.read(ALICE, "get_credential_owned", uid("copy")) == [copy]
    assert world.read(ALICE, "get_user") == [{**user[0], "recipient_encryption_public_key": NEW}]
    assert seen(world)[3:] == charlies
    assert world.read(ALICE, "get_access_grants_owned")[0]["id"] == grant_id(CHARLIE.caller, "copy")
    assert world.records(Reencryption) == world.records(ReencryptedContent) == []


def test_the_issuers_signature_over_the_notes_stays_and_that_over_the_content_goes(world: World) -> None:
    stage(world, "passport", "license")
    (former,) = world.read(ALICE, "get_credential_attestation", uid("passport"))
    change(world)
    (row,) = world.read(ALICE, "get_credential_attestation", uid("passport"))
    assert row == {**former, "broader_signature": ""}
    assert row["public_notes_signature"] == issue(NEOBANK, "passport").public_notes_signature
    (record,) = (each for each in world.records(Credential) if each.id == uid("passport"))
    assert (record.verifiable_credential_id, record.inserter) == ("vc passport", "neobank")


def test_nothing_that_is_staged_is_seen_before_the_swap(world: World) -> None:
    before = seen(world)
    stage(world, "passport", "license")
    assert seen(world) == before


def test_a_profile_without_credentials_changes_its_key_at_once(world: World) -> None:
    world.run(NEAR_ALICE, "change_encryption_key", OLD_OF_NEAR_ALICE, NEW, "mpc")
    assert world.read(NEAR_ALICE, "get_user") == [
        {"id": NEAR_ALICE.id, "recipient_encryption_public_key": NEW, "encryption_password_store": "mpc"}
    ]


def test_contents_can_be_encrypted_to_the_present_key_again(world: World) -> None:
    stage(world, "passport", "license", key=OLD)
    change(world, key=OLD)
    assert world.read(ALICE, "get_credential_owned", uid("license"))[0]["content"] == anew("license", OLD)[1]


def test_a_second_change_starts_from_the_first(world: World) -> None:
    stage(world, "passport", "license")
    change(world)
    with refused(Refusal.REENCRYPTION_INCOMPLETE):
        change(world, key=OTHER, replaced=NEW)
    for label in ("passport", "license"):
        world.run(ALICE, "stage_reencryption", *staging(label, OTHER, anew(label, NEW)[1]))
    change(world, key=OTHER, replaced=NEW)
    assert world.read(ALICE, "get_user")[0]["recipient_encryption_public_key"] == OTHER


# --- All or nothing


def test_a_change_that_is_not_complete_is_refused_and_changes_nothing(world: World) -> None:
    stage(world, "passport")
    before = world.state()
    with pytest.raises(Denied, match=r"not every credential is encrypted .* \(1 of 2\)"):
        change(world)
    assert world.state() == before


def test_under_the_first_rules_a_refusal_names_no_more_than_twenty() -> None:
    world = World(rules=1)
    world.sign_up(NEAR_ALICE)
    for number in range(21):
        world.run(NEAR_ALICE, "add_credential", uid(f"c{number}"), *bundle(NEOBANK, f"c{number}"))
    with pytest.raises(Denied, match="not every credential") as error:
        world.run(NEAR_ALICE, "change_encryption_key", OLD_OF_NEAR_ALICE, NEW, "user")
    named = str(error.value).split("(")[1].rstrip(")").split()
    assert named == sorted(str(uid(f"c{number}")) for number in range(21))[:20]


def test_what_is_staged_for_another_key_does_not_count(world: World) -> None:
    stage(world, "passport", "license")
    stage(world, "license", key=OTHER)
    for key in (NEW, OTHER):
        with refused(Refusal.REENCRYPTION_INCOMPLETE):
            change(world, key=key)


def test_a_credential_that_was_written_meanwhile_has_to_be_staged_too(world: World) -> None:
    stage(world, "passport", "license")
    call = write_grant(ALICE, CHARLIE.caller, "diploma")
    world.run(NEOBANK, "create_credentials_by_dwg", *call.values())
    with refused(Refusal.REENCRYPTION_INCOMPLETE):
        change(world)
    stage(world, "diploma")
    change(world)


@pytest.mark.parametrize("writer", ["owner", "inserter"])
def test_a_content_that_was_replaced_meanwhile_has_to_be_staged_again(world: World, writer: str) -> None:
    world.run(ALICE, "remove_credential", uid("copy"))
    stage(world, "passport", "license")
    if writer == "owner":
        world.run(ALICE, "edit_credential", uid("passport"), *edition(NEOBANK, "edited"))
    else:
        args = (uid("passport"), ALICE.id, *bundle(NEOBANK, "edited"))
        world.run(NEOBANK, "upsert_credential_as_inserter", *args)
    with refused(Refusal.REENCRYPTION_OUTDATED):
        stage(world, "passport")
    with refused(Refusal.REENCRYPTION_INCOMPLETE):
        change(world)
    world.run(ALICE, "stage_reencryption", *staging("passport", NEW, issue(NEOBANK, "edited").content))
    change(world)


def test_notes_that_the_issuer_edits_meanwhile_are_kept(world: World) -> None:
    stage(world, "passport", "license")
    world.run(NEOBANK, "edit_public_notes_as_issuer", "vc passport", "revoked")
    change(world)
    (row,) = world.read(ALICE, "get_credential_owned", uid("passport"))
    assert (row["public_notes"], row["content"]) == ("revoked", anew("passport", NEW)[1])


def test_two_changes_at_once_do_not_mix(world: World) -> None:
    stage(world, "passport", "license")
    change(world)
    with refused(Refusal.ENCRYPTION_KEY_REPLACED):
        change(world, key=OTHER, replaced=OLD)
    with refused(Refusal.REENCRYPTION_OUTDATED):
        stage(world, "passport", key=OTHER)


# --- Staging


def test_what_is_staged_is_listed_with_its_key_for_its_owner(world: World) -> None:
    stage(world, "passport")
    rows = {row["credential_id"]: row for row in world.read(ALICE, "get_reencryptions")}
    assert {key: row["recipient_encryption_public_key"] for key, row in rows.items()} == {
        uid("passport"): NEW,
        uid("license"): None,
    }
    assert world.read(NEAR_ALICE, "get_reencryptions") == world.read(EVE, "get_reencryptions") == []


def test_an_original_has_one_re_encryption(world: World) -> None:
    """S15: what waits can never be more than what is there."""
    stage(world, "passport")
    stage(world, "passport", key=OTHER)
    (staged,), (content,) = world.records(Reencryption), world.records(ReencryptedContent)
    assert staged == Reencryption(uid("passport"), ALICE.id, OTHER, anew("passport", OTHER)[0])
    assert content == ReencryptedContent(uid("passport"), anew("passport", OTHER)[1])


def test_re_encryptions_need_no_free_quota_and_keep_to_the_size_of_contents() -> None:
    """Under the first rules, whose limits stay as they are."""
    world = World(limits=Limits(credentials_per_user=1, content=200), rules=1)
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    stage(world, "passport")
    args = [*staging("passport")]
    with refused(Refusal.TOO_LARGE):
        world.run(ALICE, "stage_reencryption", *args[:4], b64encode(bytes(180)))
    change(world)


@pytest.mark.parametrize(
    ("caller", "label"),
    [(NEAR_ALICE, "passport"), (EVE, "passport"), (CHARLIE, "copy"), (ALICE, "copy"), (ALICE, "nothing")],
)
def test_only_the_owner_stages_and_only_originals(world: World, caller: Person, label: str) -> None:
    before = world.state()
    with refused(Refusal.ORIGINAL_NOT_OWNED):
        world.run(caller, "stage_reencryption", *staging(label))
    assert world.state() == before


def test_discarding_deletes_ones_own_staging_only(world: World) -> None:
    world.run(NEAR_ALICE, "add_credential", uid("hers"), *bundle(NEOBANK, "hers"))
    before = world.state()
    stage(world, "passport", "license")
    world.run(NEAR_ALICE, "stage_reencryption", *staging("hers"))
    world.run(ALICE, "discard_reencryptions")
    assert [staged.credential_id for staged in world.records(Reencryption)] == [uid("hers")]
    world.run(NEAR_ALICE, "discard_reencryptions")
    assert world.state() == before


@pytest.mark.parametrize(
    ("action", "args"), [("remove_credential", (uid("passport"),)), ("erase_profile", ())]
)
def test_what_is_staged_goes_with_the_credential(world: World, action: str, args: tuple[Any, ...]) -> None:
    stage(world, "passport")
    world.run(ALICE, action, *args)
    assert world.records(Reencryption) == world.records(ReencryptedContent) == []


@pytest.mark.parametrize(
    ("place", "value", "refusal"),
    [
        (1, "", Refusal.REENCRYPTION_OUTDATED),
        (1, digest("AAAA"), Refusal.REENCRYPTION_OUTDATED),
        (1, digest(issue(NEOBANK, "passport").content).upper(), Refusal.REENCRYPTION_OUTDATED),
        (2, "AAAA", Refusal.INVALID_ENCRYPTION_KEY),
        (3, "AAAA", Refusal.INVALID_ENCRYPTOR_KEY),
        (4, "no base64", Refusal.INVALID_CONTENT),
    ],
)
def test_what_is_staged_is_well_formed(world: World, place: int, value: str, refusal: Refusal) -> None:
    args = [*staging("passport")]
    args[place] = value
    with refused(refusal):
        world.run(ALICE, "stage_reencryption", *args)


@pytest.mark.parametrize(
    ("key", "store", "refusal"),
    [
        ("AAAA", "user", Refusal.INVALID_ENCRYPTION_KEY),
        (NEW, "User", Refusal.INVALID_PASSWORD_STORE),
    ],
)
def test_a_new_key_is_well_formed(world: World, key: str, store: str, refusal: Refusal) -> None:
    with refused(refusal):
        world.run(NEAR_ALICE, "change_encryption_key", OLD_OF_NEAR_ALICE, key, store)


def test_only_a_user_has_a_key_to_change(world: World) -> None:
    with refused(Refusal.NO_PROFILE):
        world.run(EVE, "change_encryption_key", OLD, NEW, "user")


# --- What others can't do with it


def test_no_inserter_replaces_a_key_that_the_person_chose(world: World) -> None:
    """S3: the key that the person chose stays, also while the profile is empty."""
    world.run(NEAR_ALICE, "change_encryption_key", OLD_OF_NEAR_ALICE, NEW, "user")
    with refused(Refusal.USER_CHOSE_KEY):
        world.run(NEOBANK, "update_user_pub_key_as_inserter", NEAR_ALICE.id, OTHER, "user")
    assert {user.rekeyed for user in world.records(User)} == {True, False}


def test_a_credential_whose_content_was_re_encrypted_can_still_not_be_planted_elsewhere(world: World) -> None:
    """S13: the issuer's signatures on the former content stay spent."""
    stage(world, "passport", "license")
    change(world)
    with refused(Refusal.CREDENTIAL_REPLANTED):
        world.run(NEAR_ALICE, "add_credential", uid("stolen"), *bundle(NEOBANK, "passport"))
    stolen = (*bundle(NEOBANK, "passport")[:2], anew("passport", NEW)[1], *bundle(NEOBANK, "passport")[3:])
    with refused(Refusal.INVALID_CREDENTIAL_SIGNATURE):
        world.run(NEAR_ALICE, "add_credential", uid("stolen"), *stolen)


def test_a_re_encrypted_credential_is_edited_only_by_a_new_issue_of_its_issuer(world: World) -> None:
    """S12: re-encrypting gives the owner no say over the notes or the issuer."""
    stage(world, "passport", "license")
    change(world)
    forged = list(edition(NEOBANK, "forged"))
    forged[2] = ""
    with refused(Refusal.INVALID_CREDENTIAL_SIGNATURE):
        world.run(ALICE, "edit_credential", uid("passport"), *forged)
    world.run(ALICE, "edit_credential", uid("passport"), *edition(NEOBANK, "renewed"))
    (row,) = world.read(ALICE, "get_credential_attestation", uid("passport"))
    assert row["broader_signature"] == issue(NEOBANK, "renewed").broader_signature


def test_an_inserter_replaces_a_re_encrypted_credential_as_before(world: World) -> None:
    """S4: re-encryption changes nothing about who may replace a credential."""
    world.run(ALICE, "remove_credential", uid("copy"))
    stage(world, "passport", "license")
    change(world)
    renewed = (uid("passport"), ALICE.id, *bundle(NEOBANK, "renewed"))
    with refused(Refusal.CREDENTIAL_OF_OTHERS):
        world.run(ACME, "upsert_credential_as_inserter", *renewed)
    world.run(NEOBANK, "upsert_credential_as_inserter", *renewed)


def test_a_content_for_the_former_key_is_stored_like_any_other(world: World) -> None:
    """No node can tell: what an issuer writes does not say for whom it is encrypted."""
    stage(world, "passport", "license")
    change(world)
    call = write_grant(ALICE, CHARLIE.caller, "diploma", timelock=START)
    world.run(NEOBANK, "create_credentials_by_dwg", *call.values())
    assert world.read(ALICE, "get_credential_owned", uid("diploma"))
