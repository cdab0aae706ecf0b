"""Public notes, edited by who issued them, and by nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from idos.actions.limits import LATEST_RULES
from idos.store.memory import MemoryStore
from idos.store.records import Credential
from idos.store.sqlite import SqliteStore
from tests.actions.world import DAY, START, World, bundle
from tests.people import ACME, ALICE, EVE, MALLORY, NEAR_ALICE, NEOBANK, OWNER, Person, uid

BANK, ACMES = uid("inserter neobank"), uid("inserter acme")
CLERK = Person("clerk of neobank", "EVM")
SECOND_KEY = Person("second key of neobank", "FaceSign")
SAME = '{"id":"license","status":"approved"}'


@pytest.fixture(params=range(1, LATEST_RULES + 1))
def world(request: pytest.FixtureRequest) -> World:
    """What is asked of every rules version."""
    world = World(rules=request.param)
    world.sign_up(ALICE, NEAR_ALICE)
    return world


@pytest.fixture(params=["memory", "sqlite"])
def latest(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Alice has credentials of Neobank's two keys and of Acme's, all with one id in their notes."""
    kind = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path)
    with closing(kind) as store:
        yield stocked(World(store))


def stocked(world: World) -> World:
    world.sign_up(ALICE)
    for key in (CLERK, SECOND_KEY):
        world.run(OWNER, "add_delegate_as_owner", key.caller, BANK)
    for key in (NEOBANK, SECOND_KEY, ACME, MALLORY):
        world.run(ALICE, "add_credential", uid(key.name), *bundle(key, key.name, SAME))
    return world


def edits(world: World, caller: Person, text: str = "revoked") -> set[str]:
    """Whose credentials have other notes after the caller edited those with the id; and what a view tells."""
    world.run(caller, "edit_public_notes_as_issuer", "license", text)
    names = {uid(key.name): key.name for key in (NEOBANK, SECOND_KEY, ACME, MALLORY)}
    reached = {names[each.id] for each in world.records(Credential) if each.public_notes == text}
    (counted,) = world.read(caller, "count_public_notes_as_issuer", "license", text)
    assert counted == {"credentials": len(reached), "same": len(reached)}
    return reached


def end(world: World, key: Person) -> None:
    world.run(OWNER, "delete_delegate_as_owner", key.caller)


def begin(world: World, key: Person, inserter: object = BANK) -> None:
    world.run(OWNER, "add_delegate_as_owner", key.caller, inserter)


def test_an_issuer_edits_the_notes_of_all_credentials_with_one_id(world: World) -> None:
    same = '{"id":"license","status":"approved"}'
    world.run(ALICE, "add_credential", uid("a"), *bundle(NEOBANK, "a", same))
    world.run(NEAR_ALICE, "add_credential", uid("b"), *bundle(NEOBANK, "b", same))
    world.run(ALICE, "add_credential", uid("foreign"), *bundle(ACME, "foreign", same))
    world.run(ALICE, "add_credential", uid("other"), *bundle(NEOBANK, "other"))
    world.run(NEOBANK, "edit_public_notes_as_issuer", "license", "revoked")
    notes = {record.id: record.public_notes for record in world.records(Credential)}
    assert {key for key, text in notes.items() if text == "revoked"} == {uid("a"), uid("b")}


def test_the_id_for_editing_notes_stays_when_the_notes_lose_it(world: World) -> None:
    world.run(ALICE, "add_credential", uid("a"), *bundle(NEOBANK, "a", '{"id":"license"}'))
    world.run(NEOBANK, "edit_public_notes_as_issuer", "license", "no id")
    world.run(NEOBANK, "edit_public_notes_as_issuer", "license", "edited again")
    assert world.records(Credential)[0].public_notes == "edited again"


def test_edited_notes_no_longer_carry_the_signature_over_the_old_ones(world: World) -> None:
    """S12"""
    world.run(ALICE, "add_credential", uid("a"), *bundle(NEOBANK, "a", '{"id":"license"}'))
    world.run(NEOBANK, "edit_public_notes_as_issuer", "license", "revoked")
    assert world.records(Credential)[0].public_notes_signature == ""


@pytest.mark.parametrize(
    ("caller", "notes_id"), [(NEOBANK, "unknown"), (NEOBANK, ""), (ALICE, "license"), (ACME, "license")]
)
def test_notes_that_are_not_the_issuers_stay(world: World, caller: Person, notes_id: str) -> None:
    world.run(ALICE, "add_credential", uid("a"), *bundle(NEOBANK, "a", '{"id":"license"}'))
    before = world.records(Credential)
    world.run(caller, "edit_public_notes_as_issuer", notes_id, "revoked")
    assert world.records(Credential) == before


def test_one_id_is_not_mistaken_for_another_that_ends_alike(world: World) -> None:
    crafted = json.dumps({"id": f"license|{ACME.key.hex()}"})
    world.run(ALICE, "add_credential", uid("a"), *bundle(NEOBANK, "a", crafted))
    before = world.records(Credential)
    world.run(ACME, "edit_public_notes_as_issuer", "license", "forged")
    assert world.records(Credential) == before


# --- Which keys


NEOBANKS = {NEOBANK.name, SECOND_KEY.name}


@pytest.mark.parametrize("key", [NEOBANK, SECOND_KEY, CLERK], ids=lambda key: key.name)
def test_every_key_of_an_issuer_edits_what_any_of_them_issued(latest: World, key: Person) -> None:
    assert edits(latest, key) == NEOBANKS


def test_what_a_removed_key_issued_is_edited_by_those_that_are_left_and_not_by_it(latest: World) -> None:
    """Who stole it can not take a revocation back."""
    end(latest, NEOBANK)
    assert edits(latest, NEOBANK, "approved again") == set()
    assert edits(latest, SECOND_KEY) == NEOBANKS
    end(latest, SECOND_KEY)
    assert edits(latest, SECOND_KEY, "approved again") == set()
    assert edits(latest, CLERK, "by the clerk") == NEOBANKS


def test_a_removed_key_edits_nothing_in_another_form_either(latest: World) -> None:
    as_wallet = Person(SECOND_KEY.name, "NEAR")
    begin(latest, as_wallet, ACMES)
    end(latest, as_wallet)
    end(latest, SECOND_KEY)
    begin(latest, SECOND_KEY)
    latest.run(OWNER, "delete_inserter_as_owner", BANK)
    for form in (as_wallet, SECOND_KEY):
        assert edits(latest, form, "approved again") == set()


def test_nothing_of_a_retired_issuer_is_edited(latest: World) -> None:
    latest.run(OWNER, "delete_inserter_as_owner", BANK)
    for key in (NEOBANK, SECOND_KEY, CLERK, ACME):
        assert edits(latest, key, key.name) == ({ACME.name} if key == ACME else set())


@pytest.mark.parametrize("again", [str, lambda text: "0x" + text[2:].upper()])
def test_a_key_that_is_added_back_in_any_spelling_edits_again(latest: World, again: object) -> None:
    assert callable(again)
    end(latest, CLERK)
    assert edits(latest, CLERK) == set()
    latest.run(OWNER, "add_delegate_as_owner", again(CLERK.caller), BANK)
    assert edits(latest, CLERK) == NEOBANKS
    end(latest, SECOND_KEY)
    latest.run(OWNER, "add_delegate_as_owner", SECOND_KEY.caller.upper(), BANK)
    assert edits(latest, SECOND_KEY, "again") == NEOBANKS


def test_a_key_that_moves_to_another_inserter_takes_nothing_along(latest: World) -> None:
    end(latest, SECOND_KEY)
    begin(latest, SECOND_KEY, ACMES)
    assert edits(latest, SECOND_KEY, "acme's") == edits(latest, ACME, "acme's too") == {ACME.name}
    assert edits(latest, NEOBANK) == NEOBANKS
    end(latest, SECOND_KEY)
    assert edits(latest, SECOND_KEY, "nobody's") == set()
    assert edits(latest, ACME, "still acme's") == {ACME.name}
    begin(latest, SECOND_KEY)
    assert edits(latest, SECOND_KEY, "back") == NEOBANKS
    assert edits(latest, ACME, "only acme's") == {ACME.name}


def test_a_key_that_comes_from_another_inserter_brings_nothing_along(latest: World) -> None:
    end(latest, ACME)
    begin(latest, ACME)
    assert edits(latest, NEOBANK) == edits(latest, ACME) == NEOBANKS


def test_a_key_that_never_acted_for_an_inserter_edits_its_own(latest: World) -> None:
    assert edits(latest, MALLORY) == {MALLORY.name}
    assert edits(latest, EVE, "eve's") == edits(latest, ALICE, "alice's") == set()


# --- Across the beginning of version 2


def test_a_key_that_was_removed_under_the_first_rules_edits_until_the_owner_writes_it_down() -> None:
    world = stocked(World(rules=1))
    end(world, SECOND_KEY)
    assert edits(world, SECOND_KEY, "its own") == {SECOND_KEY.name}
    assert edits(world, NEOBANK, "neobank's") == {NEOBANK.name}
    assert edits(world, CLERK, "the clerk's") == set()
    world.run(OWNER, "schedule_upgrade", 2, 0, START + DAY)
    world.activate()
    assert edits(world, SECOND_KEY, "one more") == {SECOND_KEY.name}
    assert edits(world, CLERK, "two") == {NEOBANK.name}
    world.run(OWNER, "add_former_delegate_as_owner", SECOND_KEY.caller.upper(), BANK)
    assert edits(world, SECOND_KEY, "three") == set()
    assert edits(world, CLERK, "four") == NEOBANKS


# --- What an edit reached


def test_an_edit_that_reached_nothing_is_told_from_one_that_did(latest: World) -> None:
    def counted(caller: Person, notes_id: str, text: str) -> tuple[int, int]:
        (row,) = latest.read(caller, "count_public_notes_as_issuer", notes_id, text)
        return row["credentials"], row["same"]

    assert counted(NEOBANK, "license", SAME) == (2, 2)
    assert counted(NEOBANK, "license", "revoked") == (2, 0)
    assert counted(NEOBANK, "other", "revoked") == counted(EVE, "license", SAME) == (0, 0)
