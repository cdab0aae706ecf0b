"""The methods that need no caller, each over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from idos.actions.limits import LATEST_RULES
from idos.crypto.encoding import b64encode
from idos.node import Node
from idos.store.records import Block
from tests.people import ALICE, FACESIGN_ALICE, NEOBANK, PEOPLE, STELLAR_ALICE, Person
from tests.rpc.kit import CHAIN_ID, Client, genesis


@pytest.mark.parametrize("service", ["user", "chain", "function"])
def test_versions(client: Client, service: str) -> None:
    result = client.rpc(f"{service}.version").result
    assert result.pop("kwil_ver").startswith("idos/")
    assert result == {"service": service, "api_ver": "0.2.0", "major": 0, "minor": 2, "patch": 0}


def test_ping_answers_pong_whatever_it_is_sent(client: Client) -> None:
    assert client.rpc("user.ping", {"message": "ping"}).result == {"message": "pong"}


def test_the_chain_is_where_the_engine_says(node: Node, client: Client) -> None:
    status = node.services.engine.status()
    assert client.rpc("user.chain_info").result == {
        "chain_id": CHAIN_ID,
        "block_height": status.height,
        "block_hash": status.block_hash.hex(),
        "gas": False,
    }
    for method in ("user.health", "chain.health"):
        assert client.rpc(method).result == {
            "chain_id": CHAIN_ID,
            "block_height": status.height,
            "block_hash": status.block_hash.hex(),
            "gas": False,
            "healthy": True,
            "version": "0.2.0",
            "block_time": status.block_time,
            "block_age": status.now - status.block_time,
            "syncing": False,
            "height": status.height,
            "app_hash": status.state_hash.hex(),
            "peer_count": 0,
            "mode": "open",
        }


def test_accounts(client: Client) -> None:
    used = {"identifier": NEOBANK.sender.hex(), "key_type": "ed25519"}
    result = client.rpc("user.account", {"id": used, "status": 1}).result
    assert result["id"] == used
    assert result["nonce"] == client.nonce(NEOBANK) > 0
    unused = {"identifier": "00" * 20, "key_type": "secp256k1"}
    assert client.rpc("user.account", {"id": unused, "status": 0}).result == {"balance": "0", "nonce": 0}
    assert client.rpc("user.num_accounts").result["count"] >= 1


@pytest.mark.parametrize(
    "params",
    [
        {"id": {"identifier": "0x00", "key_type": "ed25519"}},
        {"id": {"identifier": "00", "key_type": "rsa"}},
        {"id": {"identifier": "00" * 1000, "key_type": "ed25519"}},
        {"id": {"identifier": "00", "key_type": "ed25519"}, "status": 2},
    ],
)
def test_accounts_are_named_strictly(client: Client, params: dict[str, Any]) -> None:
    reply = client.rpc("user.account", params)
    assert (reply.status, reply.code) == (400, -32602)


def test_blocks_are_found_by_height(node: Node, client: Client) -> None:
    height = client.rpc("user.chain_info").result["block_height"]
    with node.services.store.read() as tx:
        block = tx.get(Block, height)
    assert block
    newest = client.rpc("chain.block").result
    assert newest == client.rpc("chain.block", {"height": height}).result
    assert newest == {
        "height": height,
        "hash": block.hash.hex(),
        "time": block.time,
        "previous_hash": block.previous_hash.hex(),
        "receipts_hash": block.receipts_hash.hex(),
        "state_hash": block.state_hash.hex(),
        "transactions": 1,
    }
    before = client.rpc("chain.block", {"height": height - 1}).result
    assert before["hash"] == newest["previous_hash"]
    results = client.rpc("chain.block_result", {"height": 1}).result
    assert results == {"height": 1, "tx_results": [{"code": 0, "gas": 63, "log": ""}]}


@pytest.mark.parametrize("method", ["chain.block", "chain.block_result"])
def test_a_block_that_is_not_there_is_not_found(client: Client, method: str) -> None:
    assert client.rpc(method, {"height": 1 << 40}).error == (-204, "block not found")
    assert client.rpc(method, {"height": -1}).code == -32602


def test_no_method_lists_the_hashes_by_which_transactions_are_shown(client: Client) -> None:
    """What a person wrote to their profile must not be found by who watches the chain."""
    reply = client.execute(NEOBANK, "action_costing_gas")
    tx_hash = reply.result["tx_hash"]
    height = client.rpc("user.chain_info").result["block_height"]
    for method in ("chain.block", "chain.block_result"):
        assert tx_hash not in str(client.rpc(method, {"height": height}).body)
    assert client.rpc("chain.unconfirmed_txs", {"limit": 10}).result == {"txs": []}


def test_what_the_network_began_with(client: Client) -> None:
    document = genesis().to_json()
    assert client.rpc("chain.genesis").result == document
    parameters = client.rpc("chain.consensus_params").result
    assert parameters == {
        "chain_id": CHAIN_ID,
        "disabled_gas_costs": True,
        "limits": document["limits"],
        "rules": {"version": LATEST_RULES, "supported": LATEST_RULES, "upgrade": None},
        "owners": {"identifiers": [document["owner"]], "threshold": 1},
    }
    height = client.rpc("user.chain_info").result["block_height"]
    assert client.rpc("chain.validators").result == {"height": height, "validators": []}


def verify(client: Client, who: Person, **changes: Any) -> Any:
    params: dict[str, Any] = {
        "signature": {"sig": b64encode(who.sign(b"message")), "type": who.signature_type},
        "sender": who.sender.hex(),
        "msg": b64encode(b"message"),
    }
    return client.rpc("function.verify_sig", {**params, **changes})


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.wallet_type)
def test_signatures_can_be_verified(client: Client, who: Person) -> None:
    assert verify(client, who).result == {"valid": True}
    other = b64encode(b"another message")
    assert verify(client, who, msg=other).result == {"valid": False, "reason": "invalid signature"}


def test_a_sender_that_can_not_be_is_no_signer(client: Client) -> None:
    assert verify(client, ALICE, sender="00").result["valid"] is False
    unknown = {"sig": "", "type": "rsa"}
    assert verify(client, ALICE, signature=unknown).result == {
        "valid": False,
        "reason": "unknown signature type",
    }
    assert verify(client, FACESIGN_ALICE, sender=STELLAR_ALICE.sender.hex()).result["valid"] is False
    assert verify(client, ALICE, msg="%").code == -32602
