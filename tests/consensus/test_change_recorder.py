"""Who hears what: those who see something else than before, of the kind that it is of, and nobody else."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idos.actions.context import Context, find_user
from idos.actions.dispatch import dispatch
from idos.actions.erasure import sweep
from idos.actions.genesis import found
from idos.consensus.change_recorder import OWNED, ChangeRecorder, of_caller, of_profile
from idos.errors import Denied
from idos.protocol.changes import TOPICS, Topic
from idos.store.memory import MemoryStore
from idos.store.records import Credential
from idos.store.verbs import Tx
from tests.actions.test_key_change import staging
from tests.actions.test_model import LIMITS, PROLOGUE, RULES, STEPS, Existing, PresentDigest, Step, run
from tests.actions.world import DAY, START, World, bundle, edition, encoded, genesis, grant_id, sharing
from tests.people import (
    ACME,
    ALICE,
    CHARLIE,
    NEAR_ALICE,
    NEOBANK,
    STELLAR_ALICE,
    XRPL_ALICE,
    Person,
    encryption_key,
    uid,
)

BOB, NEW = STELLAR_ALICE, XRPL_ALICE
EVERYONE = {"Alice": ALICE, "Near": NEAR_ALICE, "Bob": BOB, "Charlie": CHARLIE, "Issuer": NEOBANK, "New": NEW}
LETTERS: dict[str, Topic] = dict(zip("pwcaor", TOPICS, strict=True))

# Alice's profile has two wallets, Alice and Near; what follows is done to it, each time to the same state.
HEARD = """
                                     Alice   Near    Bob     Charlie Issuer  New

add_attribute                        a       a       -       -       -       -
edit_attribute                       a       a       -       -       -       -
edit_attribute (the same)            -       -       -       -       -       -
remove_attribute                     a       a       -       -       -       -
share_attribute                      a       a       -       -       -       -
add_attribute_as_inserter            a       a       -       -       -       -
add_credential                       c       c       -       -       -       -
upsert_credential_as_inserter        c       c       -       -       -       -
edit_credential                      c       c       -       -       -       -
remove_credential                    co      co      -       r       -       -
remove_credentials                   co      co      -       r       -       -
remove_credential (locked copy)      c       c       -       r       -       -
edit_public_notes_as_issuer          c       c       -       r       -       -
edit_public_notes_as_issuer (same)   -       -       -       -       -       -
share_credential                     co      co      -       r       -       -
share_credential (to another form)   co      co      -       r       -       -
share_credential (to Bob)            co      co      r       -       -       -
revoke_access_grant                  co      co      -       r       -       -
rescind_shared_credential            co      co      -       r       -       -
stage_reencryption                   -       -       -       -       -       -
change_encryption_key                pc      pc      -       -       -       -
update_user_pub_key_as_inserter      -       -       p       -       -       -
add_wallet                           w       w       -       -       -       pwcao
upsert_wallet_as_inserter (first)    -       -       -       -       -       pwcao
upsert_wallet_as_inserter (again)    w       w       -       -       -       -
remove_wallet                        w       pwcao   -       -       -       -
erase_profile                        pwcao   pwcao   -       r       -       -
add_user_as_inserter                 -       -       -       -       -       -
sweep                                co      co      -       r       -       -
"""
ROWS = dict(re.split(r" {2,}", line, maxsplit=1) for line in HEARD.splitlines()[3:] if line)

DONE: dict[str, tuple[Person, tuple[Any, ...]]] = {
    "add_attribute": (ALICE, (uid("new"), "key", "value")),
    "edit_attribute": (ALICE, (uid("attribute"), "key", "another")),
    "edit_attribute (the same)": (ALICE, (uid("attribute"), "key", "value")),
    "remove_attribute": (ALICE, (uid("attribute"),)),
    "share_attribute": (ALICE, (uid("new"), uid("attribute"), "key", "value")),
    "add_attribute_as_inserter": (NEOBANK, (uid("new"), ALICE.id, "key", "value")),
    "add_credential": (ALICE, (uid("new"), *bundle(ACME, "new"))),
    "upsert_credential_as_inserter": (NEOBANK, (uid("license"), ALICE.id, *bundle(NEOBANK, "license 2"))),
    "edit_credential": (ALICE, (uid("license"), *edition(NEOBANK, "license 2"))),
    "remove_credential": (ALICE, (uid("passport"),)),
    "remove_credential (locked copy)": (ALICE, (uid("visa"),)),
    "remove_credentials": (ALICE, (f"{uid('passport')},{uid('license')}",)),
    "edit_public_notes_as_issuer": (NEOBANK, ("vc passport", '{"id":"vc passport","status":"revoked"}')),
    "edit_public_notes_as_issuer (same)": (NEOBANK, ("nothing", "{}")),
    "share_credential": (ALICE, sharing("passport", "new", CHARLIE.caller)),
    "share_credential (to another form)": (ALICE, sharing("passport", "new", CHARLIE.identity.aliases[0])),
    "share_credential (to Bob)": (ALICE, sharing("passport", "new", BOB.caller)),
    "revoke_access_grant": (ALICE, (grant_id(CHARLIE.caller, "copy"),)),
    "rescind_shared_credential": (CHARLIE, (uid("copy"),)),
    "change_encryption_key": (ALICE, (encryption_key(ALICE.name), encryption_key("new"), "user")),
    "update_user_pub_key_as_inserter": (NEOBANK, (BOB.id, encryption_key("new"), "user")),
    "add_wallet": (ALICE, (uid("new"), *NEW.proof())),
    "upsert_wallet_as_inserter (first)": (NEOBANK, (uid("new"), uid("empty"), *NEW.proof())),
    "upsert_wallet_as_inserter (again)": (NEOBANK, (ALICE.wallet_id, ALICE.id, *ALICE.proof("again"))),
    "remove_wallet": (ALICE, (NEAR_ALICE.wallet_id,)),
    "erase_profile": (ALICE, ()),
    "add_user_as_inserter": (NEOBANK, (uid("new"), encryption_key("new"), "user")),
    "stage_reencryption": (ALICE, staging("passport")),
}


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(ALICE, BOB)
    world.run(NEOBANK, "add_user_as_inserter", uid("empty"), encryption_key("empty"), "user")
    world.run(ALICE, "add_wallet", NEAR_ALICE.wallet_id, *NEAR_ALICE.proof())
    world.run(ALICE, "add_attribute", uid("attribute"), "key", "value")
    for label in ("passport", "license", "visa"):
        world.add_credential(ALICE, label)
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    world.share(ALICE, "visa", "locked", CHARLIE.caller, START + DAY)
    return world


def subjects(tx: Tx, person: Person) -> set[Any]:
    """By what the person is told, as long as nothing is changed."""
    profile = find_user(Context(person.identity, 0, START, RULES), tx)
    return {*of_caller(person.identity), *([of_profile(profile)] if profile else [])}


def heard(world: World, change: Any) -> dict[str, str]:
    """What everybody hears of a change, in letters."""
    with world.store.write() as batch:
        known = {name: subjects(batch, person) for name, person in EVERYONE.items()}
        recorder = ChangeRecorder(batch)
        change(recorder)
        notices = recorder.notices()
        assert len(set(notices)) == len(notices)
    return {
        name: "".join(
            letter
            for letter, topic in LETTERS.items()
            if any((each, topic) in notices for each in known[name])
        )
        or "-"
        for name in EVERYONE
    }


STAGED = [staging(label) for label in ("passport", "license", "visa")]


def changes(world: World, name: str) -> Any:
    """What a row of the table is about, after what has to come before."""
    if name == "sweep":
        world.run(ALICE, "remove_credential", uid("visa"))
        world.now = START + 2 * DAY
        return lambda batch: sweep(world.context(None), batch)
    if name == "change_encryption_key":
        for arguments in STAGED:
            world.run(ALICE, "stage_reencryption", *arguments)
    caller, arguments = DONE[name]
    return lambda batch: act(world, batch, caller, name.split()[0], arguments)


def act(world: World, batch: Any, caller: Person, action: str, arguments: tuple[Any, ...]) -> None:
    dispatch(world.context(caller), batch, action, encoded(action, arguments), reading=False)


@pytest.mark.parametrize("name", ROWS)
def test_everyone_hears_what_the_table_says_and_nothing_else(world: World, name: str) -> None:
    assert list(heard(world, changes(world, name)).values()) == ROWS[name].split()


def test_the_table_has_every_kind() -> None:
    assert set("".join("".join(row.split()) for row in ROWS.values())) == {*LETTERS, "-"}
    assert {*OWNED, "grants_received"} == set(TOPICS)


def test_nobody_is_notified_of_what_is_undone(world: World) -> None:
    """A transaction of several calls is undone as a whole, and the block goes on."""

    def block(batch: Any) -> None:
        with suppress(Denied), batch.nested():
            act(world, batch, ALICE, "add_attribute", (uid("new"), "key", "value"))
            act(world, batch, ALICE, "revoke_access_grant", (uid("nothing"),))
        with batch.nested():
            act(world, batch, BOB, "add_attribute", (uid("new"), "key", "value"))

    assert heard(world, block) == dict.fromkeys(EVERYONE, "-") | {"Bob": "a"}


def test_new_notes_that_very_many_read_are_told_to_everybody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("idos.consensus.change_recorder._MOST_READERS", 1)
    for number in range(3):
        world.share(ALICE, "passport", f"more {number}", CHARLIE.caller)

    def block(batch: Any) -> None:
        act(world, batch, NEOBANK, "edit_public_notes_as_issuer", ("vc passport", '{"id": "vc passport"}'))

    told = heard(world, block)
    assert all("r" in letters for letters in told.values()), told


def test_notes_whose_edit_was_undone_are_told_to_nobody(world: World) -> None:
    def block(batch: Any) -> None:
        with suppress(Denied), batch.nested():
            edit = ("vc passport", '{"id": "vc passport"}')
            act(world, batch, NEOBANK, "edit_public_notes_as_issuer", edit)
            act(world, batch, ALICE, "revoke_access_grant", (uid("nothing"),))

    assert heard(world, block) == dict.fromkeys(EVERYONE, "-")


def test_a_grant_is_heard_of_by_every_form_of_the_grantees_key_and_by_nobody_else(world: World) -> None:
    forms = (CHARLIE.caller, CHARLIE.caller.upper(), *CHARLIE.identity.aliases)
    for number, form in enumerate(forms):
        shared = sharing("passport", f"copy {number}", form)
        told = heard(world, lambda batch, shared=shared: act(world, batch, ALICE, "share_credential", shared))
        assert told == dict.fromkeys(EVERYONE, "-") | {"Alice": "co", "Near": "co", "Charlie": "r"}


# --- Random histories

WATCHERS = (ALICE, BOB, CHARLIE, NEAR_ALICE)
VIEWS: dict[Topic, tuple[tuple[str, tuple[Any, ...]], ...]] = {
    "profile": (("get_user", ()), ("get_allowance", ())),
    "wallets": (("get_wallets", ()),),
    "credentials": (("get_credentials", ()),),
    "attributes": (("get_attributes", ()),),
    "grants_owned": (("get_access_grants_owned", ()),),
    "grants_received": (
        ("get_access_grants_granted", (None, 1, 3)),
        ("get_access_grants_granted_count", (None,)),
        ("get_access_grant_notes_granted", (None, 1, LIMITS.page)),
    ),
}
CREDENTIAL_VIEWS: dict[Topic, str] = {
    "credentials": "get_credential_owned",
    "grants_received": "get_credential_shared",
}


def seen(batch: Any, person: Person, now: int) -> dict[Topic, list[object]]:
    """All that somebody sees, by kind."""
    context = Context(person.identity, 0, now, RULES)
    visible = {
        topic: [run(batch, context, view, arguments) for view, arguments in views]
        for topic, views in VIEWS.items()
    }
    for topic, view in CREDENTIAL_VIEWS.items():
        ids = [credential.id for credential in batch.find(Credential)]
        rows = [row for each in ids if is_rows(row := run(batch, context, view, (each,)))]
        visible[topic].append(sorted(rows, key=repr))
    return visible


def is_rows(answer: object) -> bool:
    """Whether it is neither a refusal nor empty."""
    return isinstance(answer, tuple) and bool(answer) and not isinstance(answer[0], type)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(STEPS, min_size=10, max_size=40))
def test_whoever_sees_something_else_hears_of_it_and_nobody_else_does(steps: list[Step]) -> None:
    with MemoryStore().write() as batch:
        now = START
        found(batch, genesis(LIMITS))
        was = {person: seen(batch, person, now) for person in WATCHERS}
        for height, (caller, action, drawn) in enumerate([*PROLOGUE, *steps]):
            now += drawn[0] if action == "wait" else 0
            arguments = tuple(
                a.resolve(batch) if isinstance(a, Existing | PresentDigest) else a for a in drawn
            )
            known = {person: subjects(batch, person) for person in WATCHERS}
            recorder = ChangeRecorder(batch)
            context = Context(caller.identity if caller else None, height, now, RULES)
            run(recorder, context, action, arguments)
            notices = recorder.notices()
            for person in WATCHERS:
                told = {topic for subject, topic in notices if subject in known[person]}
                before, was[person] = was[person], seen(batch, person, now)
                differ = {topic for topic in TOPICS if before[topic] != was[person][topic]}
                assert differ <= told, (action, arguments, person)
                # With a profile all that belongs to it comes or goes, also what it has nothing of.
                if not {*OWNED} <= told:
                    assert told <= differ, (action, arguments, person)
