"""Signed things that count once."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from idos.actions.context import Context
from idos.actions.limits import LATEST_RULES
from idos.actions.proofs import bind, is_spent, spend
from idos.crypto.hashes import sha256
from idos.protocol.refusals import Refusal
from idos.store.memory import MemoryStore
from idos.store.records import SpentProof
from tests.actions.world import DAY, START, World, bundle, refused
from tests.people import ACME, ALICE, CHARLIE, NEOBANK, OWNER, encryption_key, uid

REFUSAL = Refusal.GRANT_EXISTS


@pytest.fixture(params=range(1, LATEST_RULES + 1))
def ctx(request: pytest.FixtureRequest) -> Context:
    """A call under each rules version."""
    return World(rules=request.param).context(None)


def first(ctx: Context) -> Context:
    return replace(ctx, rules=replace(ctx.rules, version=1))


def test_what_is_spent_is_refused_to_all_and_what_is_bound_to_others_only(ctx: Context) -> None:
    with MemoryStore().write() as tx:
        spend(ctx, tx, uid("alice"), REFUSAL, "offer", "text")
        bind(ctx, tx, uid("alice"), REFUSAL, "wallet", "text")
        bind(ctx, tx, uid("alice"), REFUSAL, "wallet", "text")
        for user in ("alice", "bob"):
            with refused(REFUSAL):
                spend(ctx, tx, uid(user), REFUSAL, "offer", "text")
        with refused(REFUSAL):
            bind(ctx, tx, uid("bob"), REFUSAL, "wallet", "text")


def test_parts_that_join_alike_are_different_things(ctx: Context) -> None:
    with MemoryStore().write() as tx:
        spend(ctx, tx, uid("alice"), REFUSAL, "ab", "c")
        assert is_spent(tx, "ab", "c")
        assert not any(is_spent(tx, *parts) for parts in (("a", "bc"), ("abc",), ("ab", "c", ""), ("ab",)))


def test_only_digests_are_kept_of_what_was_signed_and_of_whose_it_is() -> None:
    with MemoryStore().write() as tx:
        spend(World().context(None), tx, uid("alice"), REFUSAL, "wallet", "a signed text")
        (proof,) = tx.find(SpentProof)
    assert len(proof.digest) == 64
    hidden = sha256(bytes.fromhex(proof.digest) + uid("alice").bytes)[:16]
    assert proof == SpentProof(proof.digest, UUID(bytes=hidden), hashed=True)


def test_under_the_first_rules_the_profile_stands_beside_the_digest() -> None:
    with MemoryStore().write() as tx:
        spend(World(rules=1).context(None), tx, uid("alice"), REFUSAL, "wallet", "a signed text")
        (proof,) = tx.find(SpentProof)
    assert proof == SpentProof(proof.digest, uid("alice"))


def test_one_profile_has_another_value_beside_each_of_its_proofs() -> None:
    with MemoryStore().write() as tx:
        for text in "abc":
            bind(World().context(None), tx, uid("alice"), REFUSAL, text)
        assert len({proof.user_id for proof in tx.find(SpentProof)}) == 3


def test_what_was_bound_under_the_first_rules_is_read_as_it_was_written() -> None:
    ctx = World().context(None)
    with MemoryStore().write() as tx:
        bind(first(ctx), tx, uid("alice"), REFUSAL, "wallet", "text")
        (former,) = tx.find(SpentProof)
        bind(ctx, tx, uid("alice"), REFUSAL, "wallet", "text")
        assert tx.find(SpentProof) == [former]
        with refused(REFUSAL):
            bind(ctx, tx, uid("bob"), REFUSAL, "wallet", "text")
        with refused(REFUSAL):
            spend(ctx, tx, uid("alice"), REFUSAL, "wallet", "text")


def test_who_takes_a_hidden_value_for_a_profiles_id_gets_nothing() -> None:
    """Ids of profiles are chosen by who makes them."""
    world = World()
    world.sign_up(ALICE)
    world.run(ALICE, "add_credential", uid("hers"), *bundle(NEOBANK, "hers"))
    with world.store.read() as tx:
        values = [proof.user_id for proof in tx.find(SpentProof)]
    for number, value in enumerate(values):
        world.run(ACME, "add_user_as_inserter", value, encryption_key("x"), "user")
        with refused(Refusal.CREDENTIAL_REPLANTED):
            world.run(
                ACME, "upsert_credential_as_inserter", uid(f"{number}"), value, *bundle(NEOBANK, "hers")
            )


def test_an_erased_profile_leaves_its_id_nowhere() -> None:
    world = World()
    world.sign_up(ALICE, CHARLIE)
    world.add_credential(ALICE, "passport")
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    world.run(ALICE, "erase_profile")
    assert str(ALICE.id) not in "".join(map(repr, world.records(SpentProof)))
    with refused(Refusal.USER_ERASED):
        world.run(NEOBANK, "add_user_as_inserter", ALICE.id, encryption_key("x"), "user")


def test_an_id_that_was_erased_under_the_first_rules_is_not_given_out_under_the_second() -> None:
    world = World(rules=1)
    world.sign_up(ALICE)
    world.run(ALICE, "erase_profile")
    world.run(OWNER, "schedule_upgrade", 2, 0, START + DAY)
    world.activate()
    with refused(Refusal.USER_ERASED):
        world.run(NEOBANK, "add_user_as_inserter", ALICE.id, encryption_key("x"), "user")
