"""Probes of the limits that a genesis or the owners set, and of those of the rules themselves."""

from __future__ import annotations

from typing import Any

import pytest

from idos.actions.approvals import MOST_PROPOSALS
from idos.actions.credential_writing import MOST_REMOVED
from idos.actions.genesis import MAX_OWNERS
from idos.actions.limits import A_YEAR, LATEST_RULES, MAX_NUMBER, Limits, bounds
from idos.consensus.versions import VERSIONS
from idos.errors import IdosError
from idos.protocol.refusals import refusal_of
from idos.protocol.results import tx_error
from idos.store.memory import MemoryStore
from tests.actions.world import (
    DAY,
    SECOND,
    START,
    World,
    bundle,
    edition,
    grant_id,
    named,
    offer_id,
    sharing,
    write_grant,
)
from tests.consensus.metered import Chain, attributes
from tests.people import ACME, ALICE, CHARLIE, NEOBANK, OWNER, Person, uid
from tests.rpc.limit_table import of_genesis, of_rules

MOST = MAX_NUMBER - 1
WORK = VERSIONS[LATEST_RULES].work
assert WORK
TRANSACTION_WORK, BLOCK_WORK = WORK.transaction, WORK.block


def refusal(world: World, who: Person, action: str, *args: Any, read: bool = False) -> str:
    """How an action is refused."""
    with pytest.raises(IdosError) as caught:
        (world.read if read else world.run)(who, action, *args)
    return f"`{caught.value.code}`"


def world(*people: Person, **limits: int) -> World:
    made = World(limits=Limits(**limits))
    made.sign_up(*people)
    return made


@of_genesis("content", "`too_large`")
def content() -> str:
    size = len(bundle(NEOBANK, "passport")[2])
    world(ALICE, content=size).add_credential(ALICE, "passport")
    small = world(ALICE, content=size - 1)
    return refusal(
        small, NEOBANK, "upsert_credential_as_inserter", uid("x"), ALICE.id, *bundle(NEOBANK, "passport")
    )


@of_genesis("notes", "`too_large`")
def notes() -> str:
    small = world(ALICE, notes=200)
    small.run(ALICE, "add_attribute", uid("a"), "key", "v" * 200)
    return refusal(small, ALICE, "add_attribute", uid("b"), "key", "v" * 201)


@of_genesis("text", "`too_large`")
def text() -> str:
    small = world(ALICE, text=100)
    small.run(ALICE, "add_attribute", uid("a"), "k" * 100, "value")
    return refusal(small, ALICE, "add_attribute", uid("b"), "k" * 99 + "é", "value")


@of_genesis("page", "`size_too_large`")
def page() -> str:
    small = world(ALICE, page=3)
    assert small.read(ALICE, "get_access_grants_granted", None, 1, 3) == []
    return refusal(small, ALICE, "get_access_grants_granted", None, 1, 4, read=True)


@of_genesis("default_page", "the page ends")
def default_page() -> str:
    small = shared(default_page=1)
    return (
        "the page ends"
        if len(small.read(CHARLIE, "get_access_grants_granted", None, None, None)) == 1
        else ""
    )


def shared(**limits: int) -> World:
    """Alice shares her passport with Charlie, twice."""
    made = world(ALICE, **limits)
    made.add_credential(ALICE, "passport")
    for copy in ("first", "second"):
        made.share(ALICE, "passport", copy, CHARLIE.caller)
    return made


@of_genesis("lock_seconds", "`grant_lock_too_long`, `write_grant_lock_too_long`")
def lock_seconds() -> str:
    small = shared(lock_seconds=DAY)
    long = sharing("passport", "third", CHARLIE.caller, START + DAY + 1)
    by_user = refusal(small, ALICE, "share_credential", *long)
    args = write_grant(ALICE, CHARLIE.caller, "by grant", timelock=START + DAY + 1)
    return f"{by_user}, {refusal(small, ALICE, 'create_credentials_by_dwg', *args.values())}"


@of_genesis("wallets_per_user", "`quota_exceeded`")
def wallets_per_user() -> str:
    return refusal(
        world(ALICE, wallets_per_user=1), ALICE, "add_wallet", uid("w"), *Person("b", "EVM").proof()
    )


@of_genesis("credentials_per_user", "`quota_exceeded`")
def credentials_per_user() -> str:
    small = shared(credentials_per_user=3)
    return refusal(small, ALICE, "add_credential", uid("x"), *bundle(NEOBANK, "licence"))


@of_genesis("credentials_per_notes", "`quota_exceeded`")
def credentials_per_notes() -> str:
    """An issuer edits all of them in one transaction, so there is an end to them."""
    small = world(ALICE, credentials_per_notes=2)
    same = '{"id": "the same"}'
    for label in ("a", "b"):
        small.run(ALICE, "add_credential", uid(label), *bundle(NEOBANK, label, same))
    small.run(ALICE, "edit_credential", uid("a"), *edition(NEOBANK, "a again", same))
    small.run(ALICE, "add_credential", uid("c"), *bundle(NEOBANK, "c"))
    edited = refusal(small, ALICE, "edit_credential", uid("c"), *edition(NEOBANK, "c again", same))
    assert edited == refusal(small, ALICE, "add_credential", uid("d"), *bundle(NEOBANK, "d", same))
    return edited


@of_genesis("content_per_user", "`quota_exceeded`")
def content_per_user() -> str:
    size = len(bundle(NEOBANK, "passport")[2])
    small = shared(content_per_user=3 * size)
    full = refusal(small, ALICE, "add_credential", uid("x"), *bundle(NEOBANK, "licence"))
    small.run(ALICE, "revoke_access_grant", grant_id(CHARLIE.caller, "second"))
    small.run(ALICE, "add_credential", uid("x"), *bundle(NEOBANK, "licence"))
    return full


@of_genesis("attributes_per_user", "`quota_exceeded`")
def attributes_per_user() -> str:
    small = world(ALICE, attributes_per_user=1)
    small.run(ALICE, "add_attribute", uid("a"), "key", "value")
    return refusal(small, ALICE, "add_attribute", uid("b"), "key", "value")


@of_genesis("grants_per_user", "`quota_exceeded`")
def grants_per_user() -> str:
    small = shared(grants_per_user=2)
    return refusal(small, ALICE, "share_credential", *sharing("passport", "third", CHARLIE.caller))


@of_genesis("write_grants_per_user", "`quota_exceeded`")
def write_grants_per_user() -> str:
    small = world(ALICE, write_grants_per_user=1)
    first, second = (write_grant(ALICE, CHARLIE.caller, label) for label in ("a", "b"))
    small.run(NEOBANK, "create_credentials_by_dwg", *first.values())
    return refusal(small, NEOBANK, "create_credentials_by_dwg", *second.values())


@of_genesis("erasures_per_block", "the next block goes on")
def erasures_per_block() -> str:
    small = world(ALICE, erasures_per_block=2)
    small.add_credential(ALICE, "passport")
    for copy in "abc":
        small.share(ALICE, "passport", copy, CHARLIE.caller, START + DAY)
    small.run(ALICE, "erase_profile")
    small.now += DAY + 1
    left = []
    for _ in range(3):
        small.sweep()
        left.append(small.read(CHARLIE, "get_access_grants_granted_count", None)[0]["count"])
    assert left == [1, 0, 0]
    return "the next block goes on"


@of_genesis("delegates_per_inserter", "`inserter_keys_exceeded`")
def delegates_per_inserter() -> str:
    small = world(delegates_per_inserter=2)
    acme = uid("inserter acme")
    small.run(OWNER, "delete_delegate_as_owner", ACME.caller)
    small.run(OWNER, "add_delegate_as_owner", CHARLIE.caller, acme)
    return refusal(small, OWNER, "add_delegate_as_owner", ALICE.caller, acme)


@of_genesis("notice_seconds", "`upgrade_notice`")
def notice_seconds() -> str:
    small = world(notice_seconds=DAY)
    small.run(OWNER, "schedule_upgrade", 9, 0, START + DAY)
    small.run(OWNER, "cancel_upgrade", 9)
    return refusal(small, OWNER, "schedule_upgrade", 9, 0, START + DAY - 1)


@of_genesis("approval_seconds", "`act_not_found`, `ownership_not_offered`")
def approval_seconds() -> str:
    governed = World(limits=Limits(approval_seconds=DAY), co_owners=(SECOND,), threshold=2)
    for owner in (OWNER, SECOND):
        governed.run(owner, "offer_ownership", CHARLIE.caller, 1)
    offered = offer_id(governed.height, 1, CHARLIE)
    governed.run(OWNER, "set_limit", "page", 500)
    (act,) = (row["id"] for row in governed.read(None, "get_pending_acts"))
    governed.now += DAY
    late = refusal(governed, SECOND, "approve_act", act)
    return f"{late}, {refusal(governed, CHARLIE, 'accept_ownership', offered)}"


@of_genesis("credentials_per_foreign_inserter", "`unasked_exceeded`")
def credentials_per_foreign_inserter() -> str:
    small, add = world(ALICE, credentials_per_foreign_inserter=1), "upsert_credential_as_inserter"
    small.run(ACME, add, uid("a"), ALICE.id, *bundle(ACME, "a"))
    return refusal(small, ACME, add, uid("b"), ALICE.id, *bundle(ACME, "b"))


@of_genesis("attributes_per_foreign_inserter", "`unasked_exceeded`")
def attributes_per_foreign_inserter() -> str:
    small, add = world(ALICE, attributes_per_foreign_inserter=1), "add_attribute_as_inserter"
    small.run(ACME, add, uid("a"), ALICE.id, "key", "value")
    return refusal(small, ACME, add, uid("b"), ALICE.id, "key", "value")


@of_rules(
    "The most that a limit is set to; some have less, and each has a least.", MOST, "`limit_out_of_range`"
)
def limits_that_are_set() -> str:
    made = World()
    answers = set()
    for name, within in bounds(LATEST_RULES).items():
        for allowed, beyond in ((within.most, within.most + 1), (within.least, within.least - 1)):
            assert allowed <= MOST
            made.run(OWNER, "set_limit", name, allowed)
            answers.add(refusal(made, OWNER, "set_limit", name, beyond))
    (answer,) = answers
    return answer


@of_rules("Seconds from scheduling an upgrade to its time.", A_YEAR, "`upgrade_notice`")
def longest_notice() -> str:
    made = World()
    made.run(OWNER, "schedule_upgrade", 9, 0, START + A_YEAR)
    made.run(OWNER, "cancel_upgrade", 9)
    return refusal(made, OWNER, "schedule_upgrade", 9, 0, START + A_YEAR + 1)


@of_rules("Owners of a network.", MAX_OWNERS, "`invalid_owners`")
def owners_of_a_network() -> str:
    people = [Person(f"owner {number}", "FaceSign") for number in range(MAX_OWNERS + 1)]
    made = World()
    made.run(OWNER, "offer_ownership", named(*people[1:]), 1)
    made.run(OWNER, "withdraw_ownership_offer", offer_id(1, 1, *people[1:]))
    return refusal(made, OWNER, "offer_ownership", named(*people), 1)


@of_rules("Credentials that one call removes.", MOST_REMOVED, "`too_large`")
def credentials_removed_at_once() -> str:
    made, ids = world(ALICE), [str(uid(f"{number}")) for number in range(MOST_REMOVED + 1)]
    made.run(ALICE, "remove_credentials", ",".join(ids[1:]))
    return refusal(made, ALICE, "remove_credentials", ",".join(ids))


@of_rules("Acts of one owner that wait for others.", MOST_PROPOSALS, "`too_many_acts`")
def proposals_of_an_owner() -> str:
    governed = World(co_owners=(SECOND,), threshold=2)
    for number in range(MOST_PROPOSALS):
        governed.run(OWNER, "set_limit", "page", 600 + number)
    governed.run(SECOND, "set_limit", "page", 500)
    return refusal(governed, OWNER, "set_limit", "page", 700)


@of_rules(
    "Units of work of a transaction of several calls.", TRANSACTION_WORK, "`too_much_work`, in the receipt"
)
def work_of_a_transaction() -> str:
    one = Chain(MemoryStore())
    one.sign_up(ALICE)
    one.run(NEOBANK, "upsert_credential_as_inserter", (uid("c"), ALICE.id, *bundle(NEOBANK, "c")))
    copies = [sharing("c", f"copy {number}", CHARLIE.caller) for number in range(250)]
    for copy in copies:
        one.run(ALICE, "share_credential", copy)
    receipt = one.run(ALICE, "remove_credential", (uid("c"),), *[(uid("c"),)] * 2)
    assert receipt.gas > TRANSACTION_WORK
    error = refusal_of(tx_error(receipt.log) or "")
    return f"`{error.code}`, in the receipt"


@of_rules("Units of work at which a block takes no more transactions.", BLOCK_WORK, "the next block")
def work_of_a_block() -> str:
    one = Chain(MemoryStore())
    one.sign_up(ALICE)
    one.run(ALICE, "add_attribute", *attributes("a", 1))
    edit = attributes("a", 1, "v" * 16_000) * 64
    txs = [one.signed(ALICE, "edit_attribute", *edit) for _ in range(20)]
    receipts = one.block(*txs)
    work = [receipt.gas for receipt in receipts]
    assert sum(work[:-1]) < BLOCK_WORK <= sum(work)
    assert len(one.block(*txs[len(receipts) :])) > 0
    return "the next block"
