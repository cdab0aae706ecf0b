"""How much work a transaction and a block may be, and that it is counted alike everywhere."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from idos.actions.registry import actions, is_alone
from idos.consensus.machine import CALL_WORK, Machine
from idos.consensus.payers import STRANGERS, Payer, payer_of
from idos.consensus.solo import SoloEngine
from idos.consensus.versions import VERSIONS, WorkBounds
from idos.protocol.refusals import Refusal
from idos.protocol.results import tx_error
from idos.store.memory import MemoryStore
from idos.store.records import Credential, PendingErasure, Receipt, User, UserAttribute
from idos.store.verbs import Store
from tests.actions import world
from tests.consensus.metered import Chain, attributes
from tests.people import ALICE, NEOBANK, OWNER, Person, encryption_key, uid
from tests.people import NEAR_ALICE as BOB

SECONDS = 60
VECTORS = Path(__file__).parents[2] / "vectors" / "work.json"
MANY = 40


def credential(owner: Person, label: str) -> tuple[Any, ...]:
    return (uid(label), owner.id, *world.bundle(NEOBANK, label))


def errors(receipts: list[Receipt]) -> list[str | None]:
    return [tx_error(receipt.log) for receipt in receipts]


# One transaction


def test_under_the_first_rules_nothing_is_counted(store: Store) -> None:
    old = Chain(store, rules=1)
    old.sign_up(ALICE)
    receipt = old.run(ALICE, "add_attribute", *attributes("a", 64, "v" * 16_000))
    assert (receipt.code, receipt.gas) == (0, 0)


def test_what_is_counted_stands_in_the_receipt(store: Store) -> None:
    one = Chain(store)
    one.sign_up(ALICE)
    single = one.run(ALICE, "add_attribute", *attributes("a", 1))
    several = one.run(ALICE, "add_attribute", *attributes("b", 5))
    assert single.gas > CALL_WORK
    assert several.gas == 5 * single.gas
    with store.read() as tx:
        assert tx.get(Receipt, several.tx_hash) == several


def test_a_refusal_is_counted_too(store: Store) -> None:
    one = Chain(store)
    one.sign_up(ALICE)
    receipt = one.run(BOB, "add_attribute", *attributes("a", 1))
    assert receipt.code
    assert receipt.gas > CALL_WORK


def test_calls_that_are_too_much_together_are_refused_and_undone(store: Store) -> None:
    small = Chain(store, WorkBounds(block=100_000, transaction=500))
    small.sign_up(ALICE)
    receipt = small.run(ALICE, "add_attribute", *attributes("a", 20))
    assert errors([receipt]) == [Refusal.TOO_MUCH_WORK.text]
    assert 500 < receipt.gas < 600
    assert small.count(UserAttribute) == 0
    assert not small.run(ALICE, "add_attribute", *attributes("a", 3)).code


def test_one_call_may_be_as_much_as_there_is(store: Store) -> None:
    small = Chain(store, WorkBounds(block=100_000, transaction=500))
    small.sign_up(ALICE)
    for part in range(MANY // 4):
        assert not small.run(ALICE, "add_attribute", *attributes(f"{part}", 4)).code
    receipt = small.run(ALICE, "erase_profile", ())
    assert (receipt.code, small.count(UserAttribute), small.count(User)) == (0, 0, 0)
    assert receipt.gas > 500


def test_the_widest_transaction_that_official_clients_send_has_room(store: Store) -> None:
    one = Chain(store)
    one.sign_up(ALICE)
    receipt = one.run(ALICE, "add_attribute", *attributes("a", 64, "v" * 16_000))
    assert receipt.code == 0


@pytest.mark.parametrize("action", sorted({action.name for action in actions() if action.alone}))
def test_what_reaches_far_is_the_only_call_of_its_transaction(store: Store, action: str) -> None:
    one = Chain(store)
    one.sign_up(ALICE)
    one.run(ALICE, "add_attribute", *attributes("a", 64))
    count = {"change_encryption_key": 3, "edit_public_notes_as_issuer": 2}.get(action, 0)
    calls = (("x",) * count,) * 2
    receipt = one.run(ALICE, action.upper(), *calls)
    assert errors([receipt]) == [Refusal.CALL_IS_NOT_ALONE.text]
    assert receipt.gas == 0
    assert one.count(UserAttribute) == 64


def test_erasing_is_alone() -> None:
    assert is_alone("Erase_Profile")
    assert not is_alone("remove_credential")


def test_under_the_first_rules_two_may_stand_together(store: Store) -> None:
    old = Chain(store, rules=1)
    old.sign_up(ALICE)
    receipt = old.run(ALICE, "erase_profile", (), ())
    assert errors([receipt]) == [Refusal.NO_PROFILE.text]


# One block


def test_what_is_behind_as_much_work_as_a_block_takes_is_for_the_next(store: Store) -> None:
    small = Chain(store, WorkBounds(block=400, transaction=25_000))
    small.sign_up(ALICE)
    txs = [small.signed(ALICE, "add_attribute", *attributes(f"{number}", 1)) for number in range(20)]
    sizes = []
    while txs:
        receipts = small.block(*txs)
        assert not any(receipt.code for receipt in receipts)
        assert [receipt.tx_hash for receipt in receipts] == [tx.hash() for tx in txs[: len(receipts)]]
        assert sum(receipt.gas for receipt in receipts[:-1]) < 400
        sizes.append(len(receipts))
        txs = txs[len(receipts) :]
    assert len(sizes) > 2
    assert small.count(UserAttribute) == 20


def test_an_engine_makes_as_many_blocks_as_the_work_takes(store: Store) -> None:
    versions = {**VERSIONS, 2: replace(VERSIONS[2], work=WorkBounds(block=400, transaction=25_000))}
    signer = Chain(MemoryStore())
    profiles = [(uid(f"{number}"), encryption_key("a"), "user") for number in range(60)]
    txs = [signer.signed(NEOBANK, "add_user_as_inserter", profile) for profile in profiles]
    engine = SoloEngine(store, Machine(world.genesis(rules=2), versions=versions))
    engine.start()
    try:
        futures = [engine.submit(tx) for tx in txs]
        receipts = [future.result(SECONDS) for future in futures]
    finally:
        engine.stop()
    assert errors(receipts) == [None] * len(txs)
    assert [receipt.height for receipt in receipts] == sorted(receipt.height for receipt in receipts)
    per_block = Counter[int]()
    for receipt in receipts:
        per_block[receipt.height] += receipt.gas
    assert max(per_block.values()) < 400 + max(receipt.gas for receipt in receipts)
    assert len(per_block) > 5


def test_erasing_what_is_due_takes_half_of_a_block_and_goes_on_in_the_next(store: Store) -> None:
    small = Chain(store, WorkBounds(block=600, transaction=25_000))
    small.sign_up(ALICE)
    small.run(NEOBANK, "upsert_credential_as_inserter", credential(ALICE, "passport"))
    until = small.now // 1000 + 3_600
    for number in range(20):
        copy = world.sharing("passport", f"copy {number}", BOB.caller, until)
        assert not small.run(ALICE, "share_credential", copy).code
    assert not small.run(ALICE, "remove_credential", (uid("passport"),)).code
    assert small.count(PendingErasure) == small.count(Credential) == 20
    small.now = (until + 1) * 1000
    left, mine = [20], 0
    while left[-1]:
        receipts = small.block(small.signed(ALICE, "add_attribute", *attributes(f"{len(left)}", 1)))
        mine += len(receipts)
        left.append(small.count(PendingErasure))
    assert len(left) > 4
    assert mine == len(left) - 1
    assert small.count(Credential) == 0


# Who pays


def test_owners_profiles_inserters_and_strangers_pay_for_themselves(store: Store) -> None:
    one = Chain(store)
    one.sign_up(ALICE)
    neobank = str(uid("inserter neobank"))
    with store.read() as tx:
        rules = one.machine.rules(tx)
        found = {who.name: payer_of(tx, who.identity, rules) for who in (OWNER, ALICE, NEOBANK, BOB)}
    assert found == {
        OWNER.name: Payer("owners", OWNER.caller),
        ALICE.name: Payer(neobank, str(ALICE.id)),
        NEOBANK.name: Payer(neobank, ""),
        BOB.name: STRANGERS,
    }


def test_a_price_shows_calls_bytes_and_reach() -> None:
    one = Chain(MemoryStore())
    price = [
        one.checked(one.signed(ALICE, action, *calls)).price
        for action, calls in (
            ("add_attribute", attributes("a", 1)),
            ("add_attribute", attributes("a", 2)),
            ("add_attribute", attributes("a", 1, "v" * 16_000)),
            ("erase_profile", [()]),
        )
    ]
    assert price[0] < price[1] < price[3]
    assert price[0] < price[2] < price[3]


# The same everywhere


def test_the_work_of_each_step_of_a_story_is_written_down(store: Store) -> None:
    assert json.loads(VECTORS.read_text()) == told(store)


def told(store: Store) -> list[list[Any]]:
    """The story of ``vectors/work.json``: each action with its work and its refusal."""
    one = Chain(store)
    steps: list[list[Any]] = []

    def step(caller: Person, action: str, *calls: tuple[Any, ...]) -> None:
        receipt = one.run(caller, action, *calls)
        steps.append([caller.name, action, len(calls), receipt.gas, tx_error(receipt.log)])

    key = encryption_key(ALICE.name)
    step(NEOBANK, "add_user_as_inserter", (ALICE.id, key, "user"))
    step(NEOBANK, "upsert_wallet_as_inserter", (ALICE.wallet_id, ALICE.id, *ALICE.proof()))
    step(NEOBANK, "upsert_credential_as_inserter", credential(ALICE, "passport"))
    step(NEOBANK, "upsert_credential_as_inserter", credential(BOB, "nobody's"))
    step(ALICE, "add_attribute", *attributes("a", 3))
    step(ALICE, "add_attribute", *attributes("a", 1))
    step(ALICE, "remove_attribute", (uid("a 0"),))
    step(NEOBANK, "edit_public_notes_as_issuer", ("no such id", "{}"))
    step(BOB, "remove_credential", (uid("passport"),))
    step(ALICE, "remove_credential", (uid("passport"),))
    step(ALICE, "erase_profile", ())
    step(ALICE, "erase_profile", ())
    step(OWNER, "add_inserter_as_owner", (uid("new inserter"), "new"))
    return steps


if __name__ == "__main__":
    VECTORS.write_text("[\n" + ",\n".join("  " + json.dumps(each) for each in told(MemoryStore())) + "\n]\n")
