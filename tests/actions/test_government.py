"""Random histories of governing: both stores agree, and what governs a network stays whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idos.actions.approvals import MOST_PROPOSALS
from idos.actions.context import Context
from idos.actions.genesis import MAX_OWNERS, Genesis, found
from idos.actions.limits import MAX_NUMBER, Limits, bounds
from idos.actions.rules import Owners, Rules, first_rules, owners_of, rules_of, split
from idos.actions.upgrades import activate
from idos.crypto.hashes import sha256
from idos.crypto.wallets import wallet_identity
from idos.store.governance import (
    ChangedLimit,
    FormerDelegate,
    InserterActs,
    OwnerAct,
    Ownership,
    OwnershipOffer,
    PendingAct,
    Upgrade,
)
from idos.store.memory import MemoryStore
from idos.store.records import Delegate, Inserter
from idos.store.sqlite import SqliteStore
from idos.store.verbs import Batch, Tx
from tests.actions.story import Story
from tests.actions.test_model import Step, nothing, run, step
from tests.actions.world import DAY, SECOND, START, THIRD, genesis, named, offer_id
from tests.people import EVE, MALLORY, NEOBANK, OWNER, Person, encryption_key, uid

LIMITS = Limits(approval_seconds=3 * DAY, delegates_per_inserter=3, notice_seconds=10)
OF_THE_SECOND_RULES = (
    ChangedLimit,
    Ownership,
    OwnershipOffer,
    PendingAct,
    OwnerAct,
    InserterActs,
    FormerDelegate,
)


@dataclass(frozen=True)
class Waiting:
    """Stands for the id of an act that waits when its step is taken."""

    number: int

    def resolve(self, tx: Tx) -> str:
        acts = tx.find(PendingAct)
        return acts[self.number % len(acts)].id if acts else ""


@dataclass(frozen=True)
class Offered:
    """Stands for the id of the ownership that is offered when its step is taken."""

    def resolve(self, tx: Tx) -> str:
        return next((offer.id for offer in tx.find(OwnershipOffer)), "nothing")


@dataclass(frozen=True)
class FromNow:
    """Stands for a time in unix seconds."""

    seconds: int


owners = st.sampled_from([OWNER, OWNER, OWNER, SECOND, SECOND, THIRD, EVE])
governing = (OWNER, SECOND, THIRD, EVE)
offers = st.sampled_from([*[Offered()] * 4, "another", offer_id(1, 1, SECOND)])
groups = st.lists(st.sampled_from(governing), min_size=1, max_size=3, unique=True)
inserters = st.sampled_from([uid("inserter acme"), uid("inserter new")])
keys = st.sampled_from([MALLORY.caller, MALLORY.caller.upper(), EVE.caller, EVE.caller.lower(), "a", "b"])
limits = st.sampled_from(
    [*(("approval_seconds", days * DAY) for days in (1, 3)), ("approval_seconds", 1), ("page", 500)]
    + [("delegates_per_inserter", count) for count in (1, 3)]
    + [("notice_seconds", 3_600), ("notice_seconds", 1), ("nothing", 1)]
)
thresholds = st.sampled_from([1, 1, 2, 2, 3])
people = st.just(NEOBANK) | st.just(MALLORY) | st.just(EVE)
ACTS = st.one_of(
    step(owners, "offer_ownership", st.tuples(groups.map(lambda group: named(*group)), thresholds)),
    step(owners, "withdraw_ownership_offer", st.tuples(offers)),
    step(owners, "set_limit", limits),
    step(
        owners,
        "schedule_upgrade",
        st.tuples(st.integers(1, 4), st.integers(0, 20), st.builds(FromNow, st.sampled_from([0, 10, DAY]))),
    ),
    step(owners, "cancel_upgrade", st.tuples(st.integers(1, 4))),
    step(owners, "add_delegate_as_owner", st.tuples(keys, inserters)),
    step(owners, "add_delegate_as_owner", st.tuples(keys, inserters)),
    step(owners, "delete_delegate_as_owner", st.tuples(keys)),
    step(owners, "add_former_delegate_as_owner", st.tuples(keys, inserters)),
    step(owners, "add_inserter_as_owner", st.just((uid("inserter new"), "new"))),
    step(owners, "delete_inserter_as_owner", st.tuples(inserters)),
)
STEPS = st.one_of(
    *(step(st.just(person), "accept_ownership", st.tuples(offers)) for person in governing),
    *(step(owners, "approve_act", st.tuples(st.builds(Waiting, st.integers(0, 5)))) for _ in range(3)),
    step(owners, "withdraw_approval", st.tuples(st.builds(Waiting, st.integers(0, 5)))),
    step(
        people,
        "add_user_as_inserter",
        st.tuples(st.integers(0, 50).map(lambda n: uid(f"user {n}")), st.just(encryption_key("x"))).map(
            lambda pair: (*pair, "user")
        ),
    ),
    *(step(st.none(), view, nothing) for view in ("get_owners", "get_ownership_offer", "get_pending_acts")),
    *(step(st.none(), view, nothing) for view in ("get_upgrades", "get_limits", "get_inserters")),
    step(st.none(), "get_delegates", st.tuples(inserters)),
    step(st.none(), "get_owner_acts", st.sampled_from([(None,), (3,)])),
    step(
        st.none(),
        "get_inserter_acts",
        st.sampled_from([(None, None), (START // DAY, uid("inserter neobank"))]),
    ),
)


def together(act: Step, several: list[Person]) -> list[Step]:
    """Several call the same."""
    return [(person, *act[1:]) for person in several]


def hand_over(several: list[Person], group: list[Person], threshold: int) -> list[Step]:
    """Several offer the network, and each who is named accepts."""
    offering = [(person, "offer_ownership", (named(*group), threshold)) for person in several]
    return [*offering, *((person, "accept_ownership", (Offered(),)) for person in group)]


MOVES = st.one_of(
    ACTS.map(lambda act: [act]),
    STEPS.map(lambda each: [each]),
    st.builds(together, ACTS, groups),
    st.builds(hand_over, groups, groups, thresholds),
)
BLOCKS = st.lists(
    st.tuples(st.sampled_from([0, 1, 5, DAY]), st.lists(MOVES, min_size=1, max_size=3)),
    min_size=8,
    max_size=25,
)
GENESES = [
    genesis(LIMITS, rules=1),
    genesis(LIMITS),
    genesis(LIMITS, co_owners=(SECOND,)),
    genesis(LIMITS, co_owners=(SECOND, THIRD), threshold=2),
]


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.sampled_from(GENESES), BLOCKS)
def test_both_stores_agree_and_government_stays_whole(
    document: Genesis, blocks: list[tuple[int, list[list[Step]]]]
) -> None:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        stores = (MemoryStore(), SqliteStore(Path(folder)))
        for store in stores:
            stack.callback(store.close)
        with stores[0].write() as memory, stores[1].write() as sqlite:
            now = START
            for batch in (memory, sqlite):
                found(batch, document)
            for height, (seconds, moves) in enumerate(blocks, 1):
                now += seconds
                steps = [*chain.from_iterable(moves)]
                outcomes = [run_block(batch, document, height, now, steps) for batch in (memory, sqlite)]
                assert outcomes[0] == outcomes[1]
                assert memory.state_hash() == sqlite.state_hash()
                assert list(faults(memory, document)) == []
        for store in stores:
            store.verify()


def run_block(batch: Batch, document: Genesis, height: int, now: int, steps: list[Step]) -> list[object]:
    """What each step of a block answers. The rules are those that it begins with."""
    rules = rules_of(batch, first_rules(document))
    if rules.upgrade and rules.version_at(height, now * 1000) != rules.version:
        activate(batch, rules.upgrade, height)
        rules = rules_of(batch, first_rules(document))
    answers = []
    for caller, action, drawn in steps:
        arguments = tuple(resolved(batch, now, each) for each in drawn)
        answers.append(
            run(batch, Context(caller.identity if caller else None, height, now, rules), action, arguments)
        )
    return answers


def resolved(tx: Tx, now: int, argument: Any) -> Any:
    if isinstance(argument, FromNow):
        return now + argument.seconds
    return argument.resolve(tx) if isinstance(argument, Waiting | Offered) else argument


def faults(tx: Tx, document: Genesis) -> Iterator[str]:
    """What is not whole in a state."""
    rules = rules_of(tx, first_rules(document))
    if rules.version == 1:
        for table in OF_THE_SECOND_RULES:
            if tx.count(table):
                yield f"the first rules know no {table.TABLE}"
    waiting = [upgrade for upgrade in tx.find(Upgrade) if not upgrade.activated]
    if len(waiting) > 1 or any(upgrade.version <= rules.version for upgrade in waiting):
        yield f"{waiting} wait"
    for name, within in bounds(rules.version).items():
        value = getattr(rules.limits, name)
        if not within.least <= value <= within.most and value != getattr(document.limits, name):
            yield f"{name} is out of bounds"
    yield from _faults_of_owners(tx, document, rules)
    yield from _faults_of_acts(tx, rules)
    yield from _faults_of_keys(tx)


def _faults_of_owners(tx: Tx, document: Genesis, rules: Rules) -> Iterator[str]:
    texts = rules.owners.texts
    if not 1 <= rules.owners.threshold <= len(set(texts)) == len(texts) <= MAX_OWNERS:
        yield f"{rules.owners} can not govern"
    told = Story(owners_of(document))
    for act in tx.find(OwnerAct):
        told.go_on(act)
    if told.owners != Owners(tuple(map(wallet_identity, texts)), rules.owners.threshold):
        yield f"{rules.owners} govern, and not {told.owners}"
    if told.ownerships != {row.since: (row.owners, row.threshold) for row in tx.find(Ownership)}:
        yield f"it was not {told.ownerships}"
    offers = [(row.id, row.owners, row.threshold, row.accepted_by) for row in tx.find(OwnershipOffer)]
    if offers != ([told.offer.row] if told.offer else []):
        yield f"what is offered is not {told.offer}"


def _faults_of_acts(tx: Tx, rules: Rules) -> Iterator[str]:
    proposals: dict[str, int] = {}
    for act in tx.find(PendingAct):
        approvals = split(act.approved_by)
        if act.id != sha256(act.call).hex() or not all(approvals) or len(set(approvals)) != len(approvals):
            yield f"{act} is not whole"
        proposals[act.proposed_by] = proposals.get(act.proposed_by, 0) + 1
    if max(proposals.values(), default=0) > MOST_PROPOSALS:
        yield "one owner proposes too much"
    acts = tx.find(OwnerAct)
    if [act.number for act in acts] != list(range(1, len(acts) + 1)):
        yield "the trail has gaps"
    if sorted(act.height for act in acts) != [act.height for act in acts]:
        yield "the trail is out of order"
    if not all(0 < act.time < MAX_NUMBER and act.owners for act in acts):
        yield "the trail says what can not be"


def _faults_of_keys(tx: Tx) -> Iterator[str]:
    present = {(each.address, each.inserter_id) for each in tx.find(Delegate)}
    former = {(each.address, each.inserter_id) for each in tx.find(FormerDelegate)}
    inserters = {inserter.id: inserter for inserter in tx.find(Inserter)}
    if present & former:
        yield "a key acts for whom it no longer acts for"
    if any(inserters[inserter_id].retired for _, inserter_id in present):
        yield "a key acts for a retired inserter"
    if any(inserter_id not in inserters for _, inserter_id in former):
        yield "a key acted for no inserter"
