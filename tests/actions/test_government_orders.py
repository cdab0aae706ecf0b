"""Owners who act in whatever order, many times in a block: the trail alone tells who governs."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from idos.actions.genesis import Genesis, found
from idos.actions.rules import first_rules, rules_of
from idos.crypto.wallets import wallet_identity
from idos.store.memory import MemoryStore
from tests.actions.test_government import (
    GENESES,
    Offered,
    Waiting,
    faults,
    governing,
    run_block,
    together,
)
from tests.actions.test_model import Step
from tests.actions.world import DAY, START, named
from tests.people import Person, uid

PEOPLE = {wallet_identity(person.caller): person for person in governing}
ACTS: list[tuple[str, tuple[Any, ...]]] = [
    *(("set_limit", ("page", page)) for page in (500, 600)),
    *(("set_limit", ("approval_seconds", seconds)) for seconds in (3_600, 2 * DAY)),
    *(("add_delegate_as_owner", (key, uid("inserter acme"))) for key in "ab"),
    *(("delete_delegate_as_owner", (key,)) for key in "ab"),
    ("withdraw_ownership_offer", (Offered(),)),
]


@given(st.sampled_from(GENESES[1:]), st.integers(0, 1 << 32))
def test_the_trail_alone_tells_who_governs(document: Genesis, seed: int) -> None:
    random, now = Random(seed), START
    with MemoryStore().write() as batch:
        found(batch, document)
        for height in range(1, random.randint(10, 40)):
            now += random.choice([0, 1, 5, DAY, 3 * DAY])
            owners = [
                PEOPLE[wallet_identity(text)] for text in rules_of(batch, first_rules(document)).owners.texts
            ]
            steps = [step for _ in range(random.randint(1, 4)) for step in moves(random, owners)]
            run_block(batch, document, height, now, steps)
            assert list(faults(batch, document)) == []


def moves(random: Random, owners: list[Person]) -> list[Step]:
    """Something that one or several do, most of whom may."""
    who = random.choice(owners if random.random() < 0.75 else governing)
    several = random.sample(governing, random.randint(1, len(governing)))
    waiting = (Waiting(random.randint(0, 5)),)
    return random.choice(
        [
            [(who, *random.choice(ACTS))],
            together((who, *random.choice(ACTS)), several),
            [(who, "approve_act", waiting)],
            [(who, "withdraw_approval", waiting)],
            together(
                (who, "offer_ownership", (named(*several), random.randint(1, len(several)))),
                random.sample(owners, len(owners)),
            ),
            together((who, "accept_ownership", (Offered(),)), random.sample(governing, random.randint(1, 4))),
        ]
    )
