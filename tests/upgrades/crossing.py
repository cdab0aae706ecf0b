"""One list of blocks that goes on from the fixture, across the beginning of rules version 2."""

from __future__ import annotations

from typing import Final

from idos.store.verbs import Store
from tests.people import ACME, ALICE, CHARLIE, NEAR_ALICE, OWNER, Person, encryption_key, uid
from tests.upgrades.kit import NOTICE, Plan, Signer

HEAD: Final = 20
"""The height of the fixture's newest block."""

NOW: Final = 1_790_091_000
"""Seconds: some time after that block."""

BEGINS: Final = NOW + NOTICE
"""The second from which version 2 may hold."""

AT: Final = 25
"""The height from which it may hold, and at which it begins."""

FAR: Final = 2_051_222_400
"""The second at which the last locks of the fixture end; two erasures wait for it."""

BEFORE: Final = AT - HEAD - 1
"""How many of the blocks come before version 2 begins."""

SECOND: Final = 1_000
CLERK = Person("clerk of neobank", "EVM")
DEPUTY = Person("deputy of acme", "FaceSign")
ERIKA = Person("erika", "FaceSign")


def plans(store: Store) -> list[Plan]:
    """The blocks that follow the fixture. ``store`` knows the nonces; it is only read."""
    signer = Signer(store)
    acme = uid("inserter acme")
    limit = ("attributes_per_user", 3)
    before: list[Plan] = [
        (
            NOW * SECOND,
            [
                signer.schedule(2, AT, BEGINS),
                signer.run(OWNER, "set_limit", *limit),
                signer.run(OWNER, "add_delegate_as_owner", DEPUTY.caller, acme),
                signer.run(OWNER, "approve_act", "ab"),
            ],
        ),
        (
            (NOW + 60) * SECOND,
            [
                signer.run(DEPUTY, "add_user_as_inserter", ERIKA.id, encryption_key("erika"), "user"),
                signer.run(OWNER, "delete_delegate_as_owner", DEPUTY.caller),
                signer.attribute(ALICE, "before"),
            ],
        ),
        (BEGINS * SECOND, [signer.attribute(ALICE, "at the second, but not the height")]),
        (
            BEGINS * SECOND + 1,
            [signer.run(OWNER, "set_limit", *limit), signer.attribute(CHARLIE, "nobody")],
        ),
    ]
    at: list[Plan] = [
        (
            BEGINS * SECOND + 2,
            [
                signer.run(OWNER, "set_limit", *limit),
                signer.run(OWNER, "delete_delegate_as_owner", CLERK.caller),
                signer.run(OWNER, "add_delegate_as_owner", DEPUTY.caller, acme),
                signer.attribute(NEAR_ALICE, "at", calls=4),
            ],
        )
    ]
    after: list[Plan] = [
        (
            (BEGINS + 60) * SECOND,
            [
                signer.attribute(NEAR_ALICE, "one too many"),
                signer.run(NEAR_ALICE, "remove_attribute", uid("at 0")),
                signer.run(DEPUTY, "add_user_as_inserter", CHARLIE.id, encryption_key("charlie"), "user"),
                signer.run(CLERK, "add_user_as_inserter", ACME.id, encryption_key("acme"), "user"),
                signer.run(OWNER, "set_limit", "attributes_per_user", 500),
            ],
        ),
        ((BEGINS + 700) * SECOND, [signer.run(OWNER, "delete_inserter_as_owner", acme)]),
        (
            (BEGINS + 701) * SECOND,
            [signer.attribute(NEAR_ALICE, "room again"), signer.run(OWNER, "delete_delegate_as_owner", "ab")],
        ),
        ((FAR + 1) * SECOND, []),
        ((FAR + 1) * SECOND + 1, [signer.run(NEAR_ALICE, "erase_profile")]),
    ]
    return [*before, *at, *after]
