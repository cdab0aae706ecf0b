"""Signing in at the gateway, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from idos.protocol.requests import Login
from idos.rpc.sessions.callers import standing_of
from idos.rpc.sessions.gateway import cookie_token
from idos.rpc.sessions.tables import Standing
from tests.actions.world import bundle, sharing
from tests.people import ALICE, EVE, FACESIGN_ALICE, MALLORY, NEOBANK, OWNER, PEOPLE, Person, uid
from tests.rpc.kit import CHAIN_ID, START, Client, Clock, running, sign_login


def test_the_sign_in_text_is_what_official_clients_check(client: Client) -> None:
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
    reply = client.rpc("kgw.authn", sign_login(who, client.sign_in_text()).to_json())
    assert reply.result == {}
    assert reply.headers.get_list("set-cookie") == [reply.cookie]
    assert reply.cookie.startswith("kgw_session=")
    assert "; HttpOnly" in reply.cookie


def test_a_nonce_is_good_once(client: Client) -> None:
    login = sign_login(ALICE, client.sign_in_text()).to_json()
    assert client.rpc("kgw.authn", login).result == {}
    assert client.rpc("kgw.authn", login).error == (-904, "the nonce is unknown, used or expired")


def test_a_nonce_expires() -> None:
    clock = Clock()
    with running(clock, login_seconds=300.0) as (_, client):
        login = sign_login(ALICE, client.sign_in_text()).to_json()
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
    login = replace(sign_login(ALICE, client.sign_in_text()), **changes)
    reply = client.rpc("kgw.authn", login.to_json())
    assert reply.code == code
    assert "set-cookie" not in reply.headers


def test_a_signature_for_another_site_is_no_good(client: Client) -> None:
    """A site in the middle that shows its own name gets a signature that is worthless here."""
    text = client.sign_in_text()
    tricked = sign_login(ALICE, replace(text, domain="https://attacker.example"))
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
    login = Login(client.sign_in_text().nonce, ALICE.sender, ALICE.sign(b""), ALICE.signature_type)
    assert client.rpc("kgw.authn", login.to_json()).code == -901


# --- Tokens in the place of cookies


def test_a_sign_in_text_says_that_there_are_tokens(client: Client) -> None:
    assert client.rpc("kgw.authn_param").result["token"] is True


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.wallet_type)
def test_who_asks_for_a_token_gets_it_and_no_cookie(client: Client, who: Person) -> None:
    login = replace(sign_login(who, client.sign_in_text()), token=True)
    reply = client.rpc("kgw.authn", login.to_json())
    assert reply.result.keys() == {"token", "expires_at"}
    assert "set-cookie" not in reply.headers
    assert reply.result["expires_at"] == START + 86_400
    assert len(reply.result["token"]) == 43, "256 bits"
    bearer = client.with_headers(authorization=f"Bearer {reply.result['token']}")
    assert "error" not in bearer.call(who, "get_user").body
    assert bearer.call(MALLORY, "get_user").code == -901


def test_tokens_of_two_sessions_differ(client: Client) -> None:
    one, other = (client.with_token(ALICE)._headers["authorization"] for _ in range(2))
    assert one != other


@pytest.mark.parametrize("token", [False, None])
def test_without_asking_there_is_a_cookie(client: Client, token: bool | None) -> None:
    login = sign_login(ALICE, client.sign_in_text()).to_json()
    reply = client.rpc("kgw.authn", login if token is None else {**login, "token": token})
    assert reply.result == {}
    assert reply.cookie.startswith("kgw_session=")


@pytest.mark.parametrize("token", [1, "true", "", [], {}])
def test_only_true_asks_for_a_token(client: Client, token: object) -> None:
    """What is refused takes nothing: the same sign-in text opens a session afterwards."""
    login = sign_login(ALICE, client.sign_in_text()).to_json()
    reply = client.rpc("kgw.authn", {**login, "token": token})
    assert (reply.status, reply.code) == (400, -32602)
    assert client.rpc("kgw.authn", login).cookie


def test_a_token_is_no_cookie_and_a_cookie_no_token_of_another_session(client: Client) -> None:
    """One session however its token is shown: both are the same 256 bits to the node."""
    token = client.with_token(ALICE)._headers["authorization"].removeprefix("Bearer ")
    assert client.with_cookie(f"kgw_session={token}").call(ALICE, "get_user").result
    cookie = cookie_token(client.login(ALICE))
    assert client.with_headers(authorization=f"Bearer {cookie}").call(ALICE, "get_user").result


@pytest.mark.parametrize("bearer", ["Bearer unknown", "Bearer", "Bearer a b c", "Bearer " + "x" * 9_000])
def test_a_bearer_that_opens_nothing_is_answered_as_a_session_that_is_over(
    client: Client, bearer: str
) -> None:
    """Also when there is a cookie: whoever sends a token wants to be known by it."""
    over = client.with_cookie("kgw_session=over").call(ALICE, "get_user")
    assert over.error == (-901, "not authorized")
    for shown in (client, client.with_cookie(client.login(ALICE))):
        reply = shown.with_headers(authorization=bearer).call(ALICE, "get_user")
        assert (reply.status, reply.error) == (over.status, over.error)
    assert client.with_headers(authorization=bearer).call(None, "has_profile", ALICE.address).result


def test_of_a_token_and_a_cookie_the_token_counts(client: Client) -> None:
    both = client.with_token(MALLORY).with_cookie(client.login(ALICE))
    assert both.call(MALLORY, "get_user").result
    assert both.call(ALICE, "get_user").code == -901


def test_what_another_scheme_says_is_not_heard(client: Client) -> None:
    """A proxy in front may have its own."""
    shown = client.with_headers(authorization="Basic YWxpY2U6c2VjcmV0")
    assert shown.with_cookie(client.login(ALICE)).call(ALICE, "get_user").result


def test_pages_of_any_origin_may_use_a_token_they_hold(client: Client) -> None:
    """The browser of a visitor sends it for nobody, so no page acts with a session that is another's."""
    page = client.with_token(ALICE).with_headers(origin="https://stranger.example")
    reply = page.call(ALICE, "get_user")
    assert reply.result
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in reply.headers


def test_logging_out_by_a_token_ends_its_session_and_touches_no_cookie(client: Client) -> None:
    cookie = client.login(ALICE)
    bearer, other = client.with_token(ALICE), client.with_token(ALICE)
    reply = bearer.with_cookie(cookie).rpc("kgw.logout", {"account": ""})
    assert reply.result == {}
    assert "set-cookie" not in reply.headers
    assert bearer.call(ALICE, "get_user").code == -901
    assert other.call(ALICE, "get_user").result
    assert client.with_cookie(cookie).call(ALICE, "get_user").result


def test_a_token_lasts_as_long_as_a_cookie() -> None:
    clock = Clock()
    with running(clock, session_seconds=60.0) as (_, client):
        signed_in = client.with_token(MALLORY)
        clock.now += 59
        assert signed_in.call(MALLORY, "get_user").result
        clock.now += 1
        assert signed_in.call(MALLORY, "get_user").code == -901


def test_tokens_and_cookies_share_one_bound() -> None:
    with running(sessions_per_signer=2) as (_, client):
        client.join(ALICE)
        first = client.with_token(ALICE)
        second = client.with_cookie(client.login(ALICE))
        third = client.with_token(ALICE)
        assert first.call(ALICE, "get_user").code == -901
        assert second.call(ALICE, "get_user").result
        assert third.call(ALICE, "get_user").result


@pytest.mark.parametrize("known_by", ["profile", "grant", "right"])
def test_strangers_push_nobody_out_whom_the_network_knows(known_by: str) -> None:
    """Also not who was a stranger herself when she signed in."""
    clock = Clock()
    with running(clock, max_stranger_sessions=2) as (_, client):
        who = {"profile": ALICE, "grant": FACESIGN_ALICE, "right": NEOBANK}[known_by]
        signed_in = client.with_token(who)
        if known_by == "profile":
            client.join(ALICE)
        elif known_by == "grant":
            client.join(MALLORY)
            issued = bundle(NEOBANK, "passport")
            client.done(NEOBANK, "upsert_credential_as_inserter", uid("passport"), MALLORY.id, *issued)
            client.done(MALLORY, "share_credential", *sharing("passport", "copy", who.caller))
        clock.now += 10
        assert signed_in.call(who, "get_user").result
        for _ in range(5):
            clock.now += 600
            assert client.login(EVE)
        assert signed_in.call(who, "get_user").result


def test_what_the_network_has_of_somebody() -> None:
    with running() as (node, client):
        client.join(ALICE)
        client.done(
            NEOBANK, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *bundle(NEOBANK, "passport")
        )
        client.done(ALICE, "share_credential", *sharing("passport", "copy", MALLORY.caller))
        standings = {
            who: standing_of(node.services, who.identity) for who in (ALICE, NEOBANK, OWNER, MALLORY, EVE)
        }
    assert standings == {
        ALICE: Standing.MEMBER,
        NEOBANK: Standing.MEMBER,
        OWNER: Standing.MEMBER,
        MALLORY: Standing.GRANTEE,
        EVE: Standing.STRANGER,
    }


def test_who_is_erased_is_a_stranger() -> None:
    clock = Clock()
    with running(clock, max_stranger_sessions=2) as (_, client):
        client.join(ALICE)
        signed_in = client.with_token(ALICE)
        client.done(ALICE, "erase_profile")
        clock.now += 60
        assert signed_in.call(ALICE, "get_user").result
        for _ in range(2):
            clock.now += 600
            assert client.login(MALLORY)
        assert signed_in.call(ALICE, "get_user").code == -901


STRANGER = {"origin": "https://stranger.example"}


@pytest.mark.parametrize(
    "headers",
    [STRANGER, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)
def test_other_websites_neither_set_nor_clear_nor_use_the_cookie(
    client: Client, headers: dict[str, str]
) -> None:
    page = client.with_headers(**headers)
    login = sign_login(MALLORY, client.sign_in_text())
    refused = page.rpc("kgw.authn", login.to_json())
    assert refused.code == -903
    assert "allowed_origins" in refused.error[1]
    assert "set-cookie" not in refused.headers
    assert page.rpc("kgw.authn", replace(login, token=True).to_json()).result["token"]
    with_cookie = page.with_cookie(client.login(ALICE))
    assert with_cookie.call(ALICE, "get_user").code == -901
    assert "set-cookie" not in with_cookie.rpc("kgw.logout", {}).headers


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_what_no_other_website_asked_for_uses_the_cookie(client: Client, site: str) -> None:
    signed_in = client.with_cookie(client.login(ALICE)).with_headers(**{"sec-fetch-site": site})
    assert signed_in.call(ALICE, "get_user").result


def test_in_private_mode_a_token_counts_no_more_than_a_cookie() -> None:
    with running(private=True) as (_, client):
        assert client.with_token(ALICE).call(ALICE, "get_user").code == -1001


def test_public_urls_take_the_place_of_the_nodes_own() -> None:
    urls = ("https://node.example", "https://idos.example/node")
    with running(public_urls=urls) as (_, client):
        assert client.rpc("kgw.authn_param").result["domain"] == urls[0]
        there = client.with_headers(host="idos.example")
        assert there.rpc("kgw.authn_param").result["domain"] == urls[1]
        assert there.login(ALICE).endswith("; SameSite=None; Secure; Partitioned")
