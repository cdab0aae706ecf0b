"""A person sees who read her credentials, with either driver, at nodes that keep a log."""

from __future__ import annotations

import time
from typing import Any

import pytest

from idos import Invalid, NotFound, Unavailable
from idos.sdk.signers import evm_wallet
from idos.testing import WALLETS, network
from tests.sdk.conftest import World
from tests.sdk.scripted import ScriptedNode, person


def test_she_sees_who_read_what_and_when(world: World) -> None:
    alice = world.person("NEAR")
    assert alice.access_log() == []
    issued = world.net.issue(alice, b"content", grantee=world.consumer.grantee)
    before = time.time()
    alice.read(issued.original_id)
    world.consumer.read(issued.copy_id)
    newest, oldest = alice.access_log()
    assert (newest.credential_id, newest.reader, newest.relation, newest.action) == (
        issued.copy_id,
        world.consumer.grantee.identifier,
        "grantee",
        "get_credential_shared",
    )
    assert (oldest.credential_id, oldest.reader, oldest.relation, oldest.action) == (
        issued.original_id,
        alice.wallet.identifier,
        "owner",
        "get_credential_owned",
    )
    assert int(before * 1000) <= oldest.time <= newest.time <= time.time() * 1000
    assert (newest.number, oldest.number) == (2, 1)


def test_she_turns_the_pages(world: World) -> None:
    alice = world.person()
    issued = world.net.issue(alice, b"content")
    for _ in range(3):
        alice.read(issued.original_id)
    page = alice.access_log(limit=2)
    assert [entry.number for entry in page] == [3, 2]
    assert [entry.number for entry in alice.access_log(before=page[-1].number)] == [1]
    with pytest.raises(Invalid):
        alice.access_log(limit=1_001)


def test_where_calls_are_signed_the_query_is(world: World) -> None:
    with network(private=True) as net:
        alice = net.join("Stellar")
        issued = net.issue(alice, b"content")
        alice.read(issued.original_id)
        assert [entry.reader for entry in alice.access_log()] == [alice.wallet.identifier]


def test_without_a_profile_there_is_no_log(world: World) -> None:
    with pytest.raises(NotFound) as caught:
        world.client(WALLETS["EVM"]()).access_log()
    assert caught.value.code == "no_profile"


def test_a_node_without_a_log_says_so() -> None:
    node = ScriptedNode()
    with pytest.raises(Unavailable) as caught:
        person(node, evm_wallet(b"\x01" * 32)).access_log()
    assert caught.value.code == "unsupported_method"
    assert node.methods == ["user.access_log"]


def test_an_answer_that_is_no_log_is_not_understood() -> None:
    answers: list[Any] = [{}, {"entries": [{}]}, {"entries": [{"number": -1}]}]
    for nonsense in answers:
        node = ScriptedNode().on("user.access_log", nonsense)
        with pytest.raises(Unavailable) as caught:
            person(node, evm_wallet(b"\x01" * 32)).access_log()
        assert caught.value.code == "bad_response"
