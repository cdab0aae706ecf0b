"""The founding document."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from idos.actions.genesis import MAX_OWNERS, FoundingInserter, Genesis, found
from idos.actions.limits import LATEST_RULES, Limits, defaults
from idos.actions.rules import Owners, first_rules, rules_of
from idos.consensus.chain import GENESIS_TAG, genesis_hash
from idos.crypto.hashes import sha256
from idos.errors import Invalid
from idos.protocol.payloads import MAX_PAYLOAD_BYTES
from idos.store.memory import MemoryStore
from idos.store.records import Delegate, Inserter
from tests.actions.world import SECOND, THIRD, World, genesis
from tests.people import ACME, ALICE, EVE, NEOBANK, OWNER, Person, uid

MEMBERS = ["chain_id", "owner", "time_ms", "inserters", "limits"]
FIRST = genesis(rules=1)
GOVERNED = genesis(rules=2, co_owners=(SECOND, THIRD), threshold=2)


@pytest.mark.parametrize(
    ("document", "members"),
    [
        (FIRST, MEMBERS),
        (genesis(rules=2), [*MEMBERS, "rules"]),
        (GOVERNED, [*MEMBERS, "rules", "co_owners", "threshold"]),
    ],
    ids=["version 1", "version 2", "several owners"],
)
def test_a_genesis_reads_back_as_it_was_written(document: Genesis, members: list[str]) -> None:
    assert Genesis.from_json(document.to_json()) == document
    assert Genesis.from_json(json.loads(json.dumps(document.to_json(), sort_keys=True))) == document
    assert list(document.to_json()) == members
    assert list(document.to_json()["limits"]) == list(defaults(document.rules))


def test_the_first_state_holds_inserters_and_delegates_in_comparison_form() -> None:
    inserter = FoundingInserter(uid("i"), "first", (ALICE.caller, NEOBANK.caller.upper()))
    store = MemoryStore()
    with store.write() as batch:
        found(batch, replace(genesis(), inserters=(inserter,)))
    with store.read() as tx:
        assert tx.find(Inserter) == [Inserter(uid("i"), "first")]
        addresses = {delegate.address for delegate in tx.find(Delegate)}
    assert addresses == {ALICE.caller.lower(), NEOBANK.caller}


def changed(first: Genesis = FIRST, **changes: Any) -> dict[str, Any]:
    return {**first.to_json(), **changes}


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}


def refusal(document: object) -> Invalid:
    with pytest.raises(Invalid) as caught:
        Genesis.from_json(document)
    return caught.value


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        changed(unknown=1),
        changed(chain_id=""),
        changed(chain_id="two\nlines"),
        changed(owner=""),
        changed(owner=7),
        changed(time_ms=-1),
        changed(time_ms="1"),
        changed(inserters=[{"id": "no uuid", "name": "x", "delegates": []}]),
        changed(inserters=[{"id": str(uid("i")), "name": "", "delegates": []}]),
        changed(inserters=[{"id": str(uid("i")), "name": "x", "delegates": [""]}]),
        changed(inserters=[{"id": str(uid("i")), "name": "x"}]),
        changed(limits=None),
        changed(limits=[]),
        changed(limits={"page": "10"}),
        changed(limits={"page": None}),
        changed(limits={"page": 10.0}),
        changed(limits={"Page": 10}),
        changed(limits={"pages": 10}),
        without(changed(), "limits"),
        without(changed(), "inserters"),
    ],
)
def test_a_genesis_is_exact(document: object) -> None:
    assert refusal(document).code == "invalid_genesis"


# --- Rules and limits


def test_a_genesis_without_rules_has_the_first() -> None:
    document = Genesis.from_json(changed())
    assert document.rules == 1
    assert "rules" not in document.to_json()


@pytest.mark.parametrize("rules", [1, 0, -1, True, "2", 2.0, None, [2]])
def test_rules_are_a_number_and_are_not_stated_when_they_are_the_first(rules: object) -> None:
    """A document has one form, so that it has one hash."""
    assert refusal(changed(rules=rules)).code == "invalid_genesis"


@pytest.mark.parametrize("rules", [LATEST_RULES + 1, 99, 1 << 53, 1 << 70])
def test_rules_of_a_later_program_are_told_from_a_mistake(rules: int) -> None:
    assert refusal(changed(genesis(rules=2), rules=rules)).code == "rules_newer"
    with pytest.raises(Invalid) as caught:
        genesis(rules=rules)
    assert caught.value.code == "rules_newer"


@pytest.mark.parametrize("rules", range(1, LATEST_RULES + 1))
def test_a_limit_that_is_left_out_has_the_default_of_the_rules(rules: int) -> None:
    whole = genesis(rules=rules)
    for stated in ({}, {"page": 70}, {"erasures_per_block": 7, "content": 1_000}):
        document = Genesis.from_json(changed(whole, limits=stated))
        for name, default in defaults(rules).items():
            assert getattr(document.limits, name) == stated.get(name, default)
        assert document.unstated == defaults(rules).keys() - stated
        assert document.to_json() == changed(whole, limits=stated)
        assert genesis_hash(document) != genesis_hash(whole)


def test_a_limit_that_is_left_out_is_another_document_than_its_default() -> None:
    """The hash is of what was written, whatever it means."""
    left_out = Genesis.from_json(changed(limits=without(FIRST.to_json()["limits"], "page")))
    assert left_out.limits == FIRST.limits
    assert left_out != FIRST
    assert genesis_hash(left_out) != genesis_hash(FIRST)


def test_the_first_rules_take_no_limit_that_later_ones_brought() -> None:
    for name in defaults(2).keys() - defaults(1).keys():
        limits = {**FIRST.to_json()["limits"], name: 10}
        assert refusal(changed(limits=limits)).code == "invalid_genesis"
        assert Genesis.from_json(changed(genesis(rules=2), limits=limits)).limits == replace(
            FIRST.limits, **{name: 10}
        )


# --- Owners


def test_several_owners_govern_from_the_first_block_on() -> None:
    with MemoryStore().write() as batch:
        found(batch, GOVERNED)
        owners = rules_of(batch, first_rules(GOVERNED)).owners
    assert owners == Owners((OWNER.caller, SECOND.caller, THIRD.caller), 2)
    assert OWNER.caller.lower() in owners
    assert SECOND.caller.upper() in owners
    assert EVE.caller not in owners


@pytest.mark.parametrize(
    "document",
    [
        changed(co_owners=[SECOND.caller], threshold=1),
        changed(threshold=1),
        changed(co_owners=[]),
        changed(genesis(rules=2), threshold=1),
        changed(genesis(rules=2), co_owners=[]),
        changed(genesis(rules=2), co_owners=[], threshold=1),
        without(GOVERNED.to_json(), "threshold"),
        without(GOVERNED.to_json(), "rules"),
        without(GOVERNED.to_json(), "co_owners"),
        changed(GOVERNED, threshold=0),
        changed(GOVERNED, threshold=-1),
        changed(GOVERNED, threshold=4),
        changed(GOVERNED, threshold="2"),
        changed(GOVERNED, co_owners=SECOND.caller),
        changed(GOVERNED, co_owners=[SECOND.caller, ""]),
        changed(GOVERNED, co_owners=[SECOND.caller, "a\0b"]),
        changed(GOVERNED, co_owners=[SECOND.caller, "x" * 257]),
        changed(GOVERNED, co_owners=[SECOND.caller, None]),
        changed(GOVERNED, co_owners=[SECOND.caller, SECOND.caller]),
        changed(GOVERNED, co_owners=[SECOND.caller, SECOND.caller.upper()]),
        changed(GOVERNED, co_owners=[SECOND.caller, OWNER.caller.lower()]),
        changed(GOVERNED, co_owners=[SECOND.caller, f"{EVE.caller},{ALICE.caller}"]),
        changed(GOVERNED, owner=f"{EVE.caller},{ALICE.caller}"),
    ],
)
def test_owners_are_exact(document: object) -> None:
    assert refusal(document).code == "invalid_genesis"


def test_owners_and_their_threshold_are_bounded() -> None:
    people = tuple(Person(f"owner {number}", "FaceSign") for number in range(MAX_OWNERS))
    for threshold in (1, MAX_OWNERS):
        document = genesis(rules=2, co_owners=people[1:], threshold=threshold)
        assert Genesis.from_json(document.to_json()) == document
    with pytest.raises(Invalid, match="more than 16 owners"):
        genesis(rules=2, co_owners=people)
    with pytest.raises(Invalid, match="threshold"):
        genesis(rules=2, co_owners=people[1:], threshold=MAX_OWNERS + 1)


# --- The hash


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (FIRST, "d0957fa936accc33c710a22bd26bd33ef2bd8530588b11d205d9e4e56b6626d1"),
        (genesis(rules=2), "955bf7eabafc33ea0d66953a2af4a73e6168a64fa20a37266091991478219699"),
        (GOVERNED, "1d391b987172cc10daed897ca5f7abb309ec7e22b325f9f6090aadb162f75a6d"),
        (
            Genesis.from_json(changed(limits={})),
            "a4ed81313d86b1f23fd46257cb0fa07b814297b8a3c5fca97984fa883a014c54",
        ),
        (
            Genesis.from_json(changed(GOVERNED, limits={"page": 70})),
            "4d4a03f9af86cf7a9825f22d790f85361ae460799f12ad441c40870126c7e6ec",
        ),
    ],
    ids=["version 1", "version 2", "several owners", "no limits", "one limit"],
)
def test_the_hash_of_a_document_never_changes(document: Genesis, expected: str) -> None:
    """The first is of a program that had the first rules only."""
    assert genesis_hash(document).hex() == expected
    written = json.dumps(document.to_json(), separators=(",", ":")).encode()
    assert sha256(GENESIS_TAG + written).hex() == expected


# --- Values


def test_limits_are_positive() -> None:
    with pytest.raises(Invalid, match="out of range"):
        genesis(Limits(page=0))


def test_a_content_fits_in_a_transaction() -> None:
    assert genesis(Limits(content=MAX_PAYLOAD_BYTES)).limits.content == MAX_PAYLOAD_BYTES
    with pytest.raises(Invalid, match="no transaction carries"):
        genesis(Limits(content=MAX_PAYLOAD_BYTES + 1))


def test_nothing_occurs_twice_in_a_genesis() -> None:
    first = FoundingInserter(uid("i"), "first", (ACME.caller,))
    for second in (
        FoundingInserter(uid("i"), "second"),
        FoundingInserter(uid("j"), "first"),
        FoundingInserter(uid("j"), "second", (ACME.caller,)),
    ):
        with MemoryStore().write() as batch, pytest.raises(Invalid, match="duplicate key"):
            found(batch, replace(genesis(), inserters=(first, second)))


def test_equal_documents_found_equal_states() -> None:
    assert World().state() == World().state()
