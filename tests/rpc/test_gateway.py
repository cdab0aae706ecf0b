"""Signing in at the gateway, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from idos.protocol.requests import Login
from tests.people import ALICE, FACESIGN_ALICE, MALLORY, PEOPLE, Person
from tests.rpc.kit import CHAIN_ID, Client, Clock, running, sign_login


def test_the_invitation_is_what_official_clients_check(client: Client) -> None:
    result = client.rpc("kgw.authn_param").result
    assert result["domain"] == client.url
    assert result["version"] == "1"
    assert result["chain_id"] == CHAIN_ID
    assert result["uri"] == client.url + "/rpc/v1"
    assert (result["issue_at"], result["expiration_time"]) == ("2027-01-15T08:00:00Z", "2027-01-15T08:05:00Z")
    assert result["statement"] == "Sign in to your idOS profile."
    assert len(result["nonce"]) == 32


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.wallet_type)
def test_signing_in_answers_an_empty_object_and_one_cookie(client: Client, who: Person) -> None:
    reply = client.rpc("kgw.authn", sign_login(who, client.invitation()).to_json())
    assert reply.result == {}
    assert reply.headers.get_list("set-cookie") == [reply.cookie]
    assert reply.cookie.startswith("kgw_session=")
    assert "; HttpOnly" in reply.cookie


def test_a_nonce_is_good_once(client: Client) -> None:
    login = sign_login(ALICE, client.invitation()).to_json()
    assert client.rpc("kgw.authn", login).result == {}
    assert client.rpc("kgw.authn", login).error == (-904, "the nonce is unknown, used or expired")


def test_a_nonce_expires() -> None:
    clock = Clock()
    with running(clock, login_seconds=300.0) as (_, client):
        login = sign_login(ALICE, client.invitation()).to_json()
        clock.now += 300
        assert client.rpc("kgw.authn", login).code == -904


def test_a_session_expires_on_the_wire() -> None:
    clock = Clock()
    with running(clock, session_seconds=60.0) as (_, client):
        signed_in = client.with_cookie(client.login(MALLORY))
        assert signed_in.call(MALLORY, "get_user").result
        clock.now += 60
        assert signed_in.call(MALLORY, "get_user").code == -901


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"nonce": "unknown"}, -904),
        ({"signature": b"x" * 65}, -901),
        ({"sender": MALLORY.sender}, -902),
        ({"sender": b"x" * 20}, -901),
        ({"signature_type": "ed25519"}, -902),
        ({"signature_type": "unheard_of"}, -902),
    ],
)
def test_only_the_sender_signs_in(client: Client, changes: dict[str, Any], code: int) -> None:
    login = replace(sign_login(ALICE, client.invitation()), **changes)
    reply = client.rpc("kgw.authn", login.to_json())
    assert reply.code == code
    assert "set-cookie" not in reply.headers


def test_a_signature_for_another_site_is_no_good(client: Client) -> None:
    """A site in the middle that shows its own name gets a signature that is worthless here."""
    invitation = client.invitation()
    tricked = sign_login(ALICE, replace(invitation, domain="https://attacker.example"))
    assert client.rpc("kgw.authn", tricked.to_json()).code == -901


def test_the_host_header_does_not_choose_a_foreign_domain(client: Client) -> None:
    asked = client.with_headers(host="attacker.example").rpc("kgw.authn_param").result
    assert asked["domain"] == client.url


def test_the_host_header_chooses_among_the_nodes_own_urls(client: Client) -> None:
    port = client.url.rsplit(":", 1)[1]
    asked = client.with_headers(host=f"localhost:{port}").rpc("kgw.authn_param").result
    assert asked["domain"] == f"http://localhost:{port}"


def test_logging_out_ends_the_session_and_clears_the_cookie(client: Client) -> None:
    signed_in = client.with_cookie(client.login(ALICE))
    reply = signed_in.rpc("kgw.logout", {"account": ""})
    assert reply.result == {}
    assert reply.cookie.startswith("kgw_session=;")
    assert signed_in.call(ALICE, "get_user").code == -901


@pytest.mark.parametrize("params", [{}, {"account": ""}, {"account": FACESIGN_ALICE.sender.hex()}])
def test_logging_out_without_a_session_succeeds(client: Client, params: dict[str, str]) -> None:
    assert client.rpc("kgw.logout", params).cookie.startswith("kgw_session=;")


def test_logging_out_ends_no_other_session(client: Client) -> None:
    one, other = client.with_cookie(client.login(ALICE)), client.with_cookie(client.login(ALICE))
    one.rpc("kgw.logout", {"account": ALICE.sender.hex()})
    assert other.call(ALICE, "get_user").result


@pytest.mark.parametrize("form", ["{}", "__Host-{}", "other=1; {}"])
def test_cookies_come_back_in_many_forms(client: Client, form: str) -> None:
    whole = client.login(ALICE)
    assert client.with_cookie(form.format(whole)).call(ALICE, "get_user").result
    bare = whole.partition(";")[0]
    assert client.with_cookie(form.format(bare)).call(ALICE, "get_user").result


def test_a_login_text_with_every_field_empty_is_not_accepted(client: Client) -> None:
    login = Login(client.invitation().nonce, ALICE.sender, ALICE.sign(b""), ALICE.signature_type)
    assert client.rpc("kgw.authn", login.to_json()).code == -901


def test_public_urls_take_the_place_of_the_nodes_own() -> None:
    urls = ("https://node.example", "https://idos.example/node")
    with running(public_urls=urls) as (_, client):
        assert client.rpc("kgw.authn_param").result["domain"] == urls[0]
        there = client.with_headers(host="idos.example")
        assert there.rpc("kgw.authn_param").result["domain"] == urls[1]
        assert there.login(ALICE).endswith("; SameSite=None; Secure")
