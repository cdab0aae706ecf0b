"""Which network a node belonged to at its first use, kept beside the keys; and what is signed for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from idos import Denied, Invalid, Unavailable
from idos.actions.registry import actions
from idos.sdk.known_networks import FILE_NAME, KnownNetworks
from idos.sdk.sending import DESTRUCTIVE
from tests.sdk.scripted import CHAIN_ID, ScriptedNode, person, rows

NODE = "https://node.example"


def nameless() -> ScriptedNode:
    return ScriptedNode().on(
        "user.chain_info", {"chain_id": "", "block_height": 7, "block_hash": "ab" * 32, "gas": False}
    )


def priced(price: str) -> ScriptedNode:
    node = ScriptedNode().on("user.estimate_price", {"price": price})
    return node.on(
        "user.chain_info", {"chain_id": CHAIN_ID, "block_height": 7, "block_hash": "ab" * 32, "gas": True}
    )


def test_the_network_of_the_first_use_is_kept_for_its_node(tmp_path: Path) -> None:
    known = KnownNetworks(tmp_path)
    assert known.of(NODE) is None
    known.keep(NODE, "first")
    known.keep("http://127.0.0.1:8484/base", "second")
    for same in (NODE, f"{NODE}/", "HTTPS://Node.Example", "https://node.example:443"):
        assert KnownNetworks(tmp_path).of(same) == "first"
    for other in ("http://node.example", f"{NODE}:8443", f"{NODE}/base"):
        assert known.of(other) is None
    assert known.of("http://127.0.0.1:8484/base/") == "second"
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_what_others_wrote_there_is_read_or_named(tmp_path: Path) -> None:
    known = KnownNetworks(tmp_path)
    text = json.dumps({"format": "idos-networks-1", "networks": {NODE: "first"}})
    for encoding in ("utf-8-sig", "utf-16"):
        known.path.write_bytes(text.encode(encoding))
        assert known.of(NODE) == "first"
    for noise in ("no JSON", "{}", '{"format":"idos-networks-2","networks":{}}', "\ud800"):
        known.path.write_bytes(noise.encode(errors="surrogatepass"))
        with pytest.raises(Invalid) as caught:
            known.of(NODE)
        assert caught.value.code == "not_known_networks"


def test_a_folder_that_can_not_be_written_or_read_is_named(tmp_path: Path) -> None:
    known = KnownNetworks(tmp_path / "missing")
    assert known.of(NODE) is None
    with pytest.raises(Unavailable) as caught:
        known.keep(NODE, "first")
    assert caught.value.code == "disk"
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(Unavailable):
        KnownNetworks(tmp_path).of(NODE)


def test_nothing_is_destroyed_on_the_nodes_word() -> None:
    node = ScriptedNode(
        get_erasure_plan=rows(), get_wallets=rows({"id": str(uuid4()), "user_id": str(uuid4())})
    )
    alice = person(node, chain_id=None)
    for attempt in (alice.erase_profile, lambda: alice.revoke(uuid4()), alice.abandon_password_change):
        with pytest.raises(Denied) as caught:
            attempt()
        assert caught.value.code == "network_not_given"
    assert node.transactions() == []
    alice.add_attribute("language", "pt")
    assert [sent.chain_id for sent in node.transactions()] == [CHAIN_ID]


def test_every_destructive_action_is_one_of_the_networks() -> None:
    known = {action.name for action in actions() if not action.view}
    assert known >= DESTRUCTIVE
    takes_away = ("remove", "revoke", "erase", "rescind", "delete", "discard", "withdraw", "cancel")
    assert {name for name in known if name.startswith(takes_away)} <= DESTRUCTIVE


def test_for_a_node_without_a_network_nothing_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    node = nameless()
    alice = person(node, chain_id=None)
    monkeypatch.setattr(alice.wallet, "sign", lambda _: pytest.fail("it was signed"))
    with pytest.raises(Denied) as caught:
        alice.add_attribute("language", "pt")
    assert caught.value.code == "network_unnamed"
    assert node.methods == []


@pytest.mark.parametrize(("price", "allowed"), [("2000000000000000", 10**16), ("7", 7), ("0", 0)])
def test_a_fee_within_the_limit_is_signed(price: str, allowed: int) -> None:
    node = priced(price)
    person(node, max_fee=allowed).add_attribute("a", "b")
    assert node.transactions()[0].fee == int(price)


@pytest.mark.parametrize(("price", "terms"), [("10000000000000001", {}), ("1", {"max_fee": 0})])
def test_a_fee_above_the_limit_is_not_signed(price: str, terms: dict[str, Any]) -> None:
    node = priced(price)
    with pytest.raises(Denied) as caught:
        person(node, **terms).add_attribute("a", "b")
    assert caught.value.code == "fee_too_high"
    assert node.transactions() == []
