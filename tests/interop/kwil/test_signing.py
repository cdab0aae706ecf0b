"""How the official client proves who asks: gateway sessions, signed challenges, and browsers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.interop.kwil.conftest import CHAIN_ID, RunningNode, play, running_node

VECTORS = Path(__file__).parents[3] / "vectors" / "node-rpc.json"
FAMILY_SEEDS = {
    "001ACAAEDECE405B2A958212629E16F2EB46B153EEE94CDD350FDEFF52795525B7": "snoPBrXtMeMyMHUVTgbuqAfg1SUTb"
}
"""The XRPL family seed of a private key: some recordings give only the key."""
WALLETS = (
    "EVM",
    "NEAR",
    "NEAR of a server",
    "NEAR with a callback",
    "XRPL ed25519",
    "XRPL secp256k1",
    "Stellar by key",
    "Stellar by address",
    "Stellar SEP-53",
    "FaceSign",
)
REFUSED = {"status": 200, "authCode": -901}
ONE_LOGIN = [("user.call", -901), ("kgw.authn_param", 0), ("kgw.authn", 0), ("user.call", 0)]


RECORDED = {
    "infra_evm": "EVM",
    "infra_near_nep413": "NEAR",
    "kgw_authn_nep413_browser_wallet": "NEAR",
    "infra_xrpl_ed25519": "XRPL",
    "kgw_authn_xrpl_secp256k1_and_execute_explicit_nonce": "XRPL",
    "infra_stellar": "Stellar",
    "facesign_custom_signer_kgw_and_execute": "FaceSign",
}
"""Recordings of the official SDK's signers, and the wallet that stands for each."""


def recorded() -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
    """What was signed in each recording: a name, how to sign it again, and by whom and with what result."""
    recordings = {each["name"]: each for each in json.loads(VECTORS.read_text())["vectors"]}
    for name, kind in RECORDED.items():
        keys = recordings[name]["inputs"]
        secret = keys.get("xrpl_seed") or keys.get("seed_hex") or FAMILY_SEEDS.get(keys["private_key_hex"])
        signing = {"kind": kind, "secret": secret or keys["private_key_hex"]}
        options = {"nonce": keys.get("nonce_hex", ""), "recipient": keys.get("recipient")}
        for request in recordings[name]["requests"]:
            signed = request.get("expected", {})
            if "signature_hex" in signed:
                body = json.loads(request["request_body"])
                sender = body["params"].get("sender") or body["params"]["tx"]["sender"]
                asked = {**signing, **options, "message": signed["signed_message_hex"]}
                yield (
                    f"{name}, {body['method']}",
                    asked,
                    {"sender": sender, "signature": signed["signature_hex"]},
                )


def test_the_wallets_here_sign_byte_for_byte_as_the_official_sdk_does() -> None:
    every = list(recorded())
    assert len(every) == 9
    said = play("signatures", asked=[{"step": step, **asked} for step, asked, _ in every])
    assert said == {step: expected for step, _, expected in every}


def test_every_kind_of_wallet_joins_logs_in_executes_and_signs_write_grants(node: RunningNode) -> None:
    said = node.play("wallets")
    assert said == {kind: {"user": True, "credential": True, "attributes": [kind]} for kind in WALLETS}


@pytest.fixture(scope="module")
def login(node: RunningNode) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    """What signing in and out is like, and the requests that it took."""
    node.requests()
    return node.play("login"), node.requests()


def test_the_client_logs_in_when_a_view_needs_it(login: tuple[dict[str, Any], list[tuple[str, int]]]) -> None:
    said, requests = login
    assert requests[:6] == [("user.chain_info", 0), ("user.health", 0), *ONE_LOGIN]
    assert (said["before"], said["ed25519"], said["evm"]) == (None, {"result": [], "logs": ""}, True)
    pair, *attributes = said["cookie"].split("; ")
    assert pair.startswith("kgw_session=")
    assert attributes == ["Path=/", "HttpOnly", "Max-Age=86400", "SameSite=Lax"]
    assert said["no signer"] == {"error": "KGW authentication requires a KwilSigner"}
    assert said["open to all"] == [{"has_profile": True}]
    assert (said["a slash"], said["by name"]) == (1, 1)
    assert (said["the client for browsers"]["rows"], said["cookie kept"]) == (1, True)


def test_a_session_is_its_signers_until_it_ends(login: tuple[dict[str, Any], list[tuple[str, int]]]) -> None:
    said, _ = login
    assert said["another signer"] == {"id": True, "cookieReplaced": True}
    assert said["the first again"] is True
    assert said["without login"] == REFUSED
    assert (said["with a cookie"], said["with its pair alone"]) == (1, 1)
    assert said["a stolen cookie"] == said["an invented cookie"] == REFUSED
    assert said["after logout"] is said["after logout with the signer"] is None
    assert said["a session that ended"] == REFUSED
    assert said["in again"] is True


def test_a_private_node_is_called_with_signed_challenges(tmp_path: Path) -> None:
    with running_node(tmp_path / "node", private=True) as node:
        said = node.play("private")
        requests = node.requests()
    assert [said[kind] for kind in WALLETS] == [True] * len(WALLETS)
    methods = {method for method, _ in requests}
    assert "user.challenge" in methods
    assert not any(method.startswith("kgw.") for method in methods)
    assert said["cookie"] is None
    assert said["named"] == 200
    assert said["no signer"] == {
        "error": "Authentication failed: Error: Private mode authentication requires a KwilSigner."
    }
    assert said["open to all"] == [{"has_profile": True}]
    assert said["another key"]["error"].startswith("JSON RPC call error: code: -1004,")
    assert said["query"]["error"].startswith("JSON RPC call error: code: -1007,")
    assert said["unsigned"] == {"status": 200, "authCode": -1001}


@pytest.mark.parametrize("origin", ["http://127.0.0.1:5173", None])
def test_trusted_pages_and_the_nodes_own_have_a_session_that_scripts_can_not_read(
    node: RunningNode, origin: str | None
) -> None:
    said = node.play("web", origin=origin or node.url)
    assert said == {
        "chain": CHAIN_ID,
        "user": True,
        "attributes": ["v"],
        "cookie of the client": None,
        "cookie for scripts": "",
        "the page asks as another": True,
        "session": -901,  # ended
    }


def test_pages_of_strangers_get_no_answer(node: RunningNode) -> None:
    refused = {"error": "Network Error"}
    assert node.play("web", origin="https://evil.example") == {"chain": refused, "session": refused}
