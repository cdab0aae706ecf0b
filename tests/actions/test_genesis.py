"""The founding document."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from idos.actions.context import Limits
from idos.actions.genesis import FoundingInserter, Genesis, found
from idos.errors import Invalid
from idos.protocol.payloads import MAX_PAYLOAD_BYTES
from idos.store.memory import MemoryStore
from idos.store.records import Delegate, Inserter
from tests.actions.world import World, genesis
from tests.people import ACME, ALICE, NEOBANK, uid


def test_a_genesis_reads_back_as_it_was_written() -> None:
    document = genesis()
    assert Genesis.from_json(document.to_json()) == document
    assert Genesis.from_json(json.loads(json.dumps(document.to_json(), sort_keys=True))) == document
    assert list(document.to_json()) == ["chain_id", "owner", "time_ms", "inserters", "limits"]


def test_the_first_state_holds_inserters_and_delegates_in_comparison_form() -> None:
    inserter = FoundingInserter(uid("i"), "first", (ALICE.caller, NEOBANK.caller.upper()))
    store = MemoryStore()
    with store.write() as batch:
        found(batch, replace(genesis(), inserters=(inserter,)))
    with store.read() as tx:
        assert tx.find(Inserter) == [Inserter(uid("i"), "first")]
        addresses = {delegate.address for delegate in tx.find(Delegate)}
    assert addresses == {ALICE.caller.lower(), NEOBANK.caller}


def changed(**changes: Any) -> dict[str, Any]:
    return {**genesis().to_json(), **changes}


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
        changed(limits={}),
        {name: value for name, value in changed().items() if name != "limits"},
    ],
)
def test_a_genesis_is_exact(document: object) -> None:
    with pytest.raises(Invalid) as caught:
        Genesis.from_json(document)
    assert caught.value.code == "invalid_genesis"


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
