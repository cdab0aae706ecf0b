"""Signed things that count once."""

from __future__ import annotations

from idos.actions.proofs import bind, is_spent, spend
from idos.protocol.refusals import Refusal
from idos.store.memory import MemoryStore
from idos.store.records import SpentProof
from tests.actions.world import refused
from tests.people import uid

REFUSAL = Refusal.GRANT_EXISTS


def test_what_is_spent_is_refused_to_all_and_what_is_bound_to_others_only() -> None:
    with MemoryStore().write() as tx:
        spend(tx, uid("alice"), REFUSAL, "offer", "text")
        bind(tx, uid("alice"), REFUSAL, "wallet", "text")
        bind(tx, uid("alice"), REFUSAL, "wallet", "text")
        for user in ("alice", "bob"):
            with refused(REFUSAL):
                spend(tx, uid(user), REFUSAL, "offer", "text")
        with refused(REFUSAL):
            bind(tx, uid("bob"), REFUSAL, "wallet", "text")


def test_parts_that_join_alike_are_different_things() -> None:
    with MemoryStore().write() as tx:
        spend(tx, uid("alice"), REFUSAL, "ab", "c")
        assert is_spent(tx, "ab", "c")
        assert not any(is_spent(tx, *parts) for parts in (("a", "bc"), ("abc",), ("ab", "c", ""), ("ab",)))


def test_only_a_digest_is_kept() -> None:
    with MemoryStore().write() as tx:
        spend(tx, uid("alice"), REFUSAL, "wallet", "a signed text")
        (proof,) = tx.find(SpentProof)
    assert len(proof.digest) == 64
    assert proof == SpentProof(proof.digest, uid("alice"))
