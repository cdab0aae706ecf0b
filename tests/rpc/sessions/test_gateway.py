"""Cookies as clients send them, and whose a session is."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from idos.errors import Invalid, NotFound
from idos.protocol.challenges import names
from idos.rpc.sessions.gateway import Gateway, bearer_token, cookie_token, session_name
from idos.rpc.sessions.tables import OpenSession, Standing
from idos.rpc.settings import RpcSettings
from tests.people import ALICE, FACESIGN_ALICE, MALLORY, Person
from tests.rpc.kit import Clock

URLS = ("https://node.example", "http://127.0.0.1:8484", "https://idos.example:8443/node")


def gateway(clock: Callable[[], float] | None = None, **settings: Any) -> Gateway:
    chosen = replace(RpcSettings(public_urls=URLS), **settings)
    return Gateway(chosen, "chain", clock=clock or Clock(), random=os.urandom)


def session_of(who: Person) -> OpenSession:
    return OpenSession(who.signature_type, who.sender, who.identity)


def opened(services: Gateway, who: Person = ALICE) -> str:
    """The token of a session that somebody has opened."""
    return services.open(
        services.accept(services.sign_in_text("").nonce), session_of(who), "192.0.2.7", Standing.MEMBER
    )


@pytest.mark.parametrize(
    ("cookie", "token"),
    [
        ("kgw_session=tok", "tok"),
        ("kgw_session=tok; Path=/; HttpOnly; Max-Age=86400; SameSite=None; Secure", "tok"),
        ("__Host-kgw_session=tok", "tok"),
        ("theme=dark; kgw_session=tok", "tok"),
        ("  kgw_session=tok  ;", "tok"),
        ("kgw_session=; kgw_session=tok", "tok"),
        ("kgw_session=a=b==", "a=b=="),
        ("kgw_session=", None),
        ("kgw_session", None),
        ("my_kgw_session=tok", None),
        ("Path=/", None),
        ("", None),
        (";;;===", None),
    ],
)
def test_the_token_is_found_among_what_clients_send_back(cookie: str, token: str | None) -> None:
    assert cookie_token(cookie) == token


@pytest.mark.parametrize(
    ("authorization", "token"),
    [
        ("Bearer tok", "tok"),
        ("bearer tok", "tok"),
        ("BEARER   tok ", "tok"),
        ("Bearer a b", "a b"),
        ("Bearer", ""),
        ("Bearer ", ""),
        ("Basic tok", None),
        ("Bearertok", None),
        ("tok", None),
        ("", None),
    ],
)
def test_a_bearer_that_makes_no_sense_is_a_token_that_opens_nothing(
    authorization: str, token: str | None
) -> None:
    assert bearer_token(authorization) == token


def test_a_session_is_found_by_the_name_of_its_token_and_by_nothing_else() -> None:
    services = gateway()
    token = opened(services)
    assert services.sessions.find(session_name(token)) == session_of(ALICE)
    assert services.sessions.find(session_name("another")) is None
    assert services.sessions.find(token.encode()) is None
    assert services.sessions.find(None) is None


def test_tokens_are_kept_only_as_hashes() -> None:
    services = gateway()
    token = opened(services)
    assert len(token) == 43, "256 bits"
    assert token not in repr(vars(services.sessions)["_tables"])


def test_a_session_expires_when_it_was_said_to() -> None:
    clock = Clock()
    services = gateway(clock, session_seconds=100.0)
    expires_at = services.expires_at()
    name = session_name(opened(services))
    clock.now = expires_at - 1
    assert services.sessions.find(name)
    clock.now = expires_at
    assert services.sessions.find(name) is None


def test_beyond_the_bound_the_oldest_session_ends() -> None:
    services = gateway(max_sessions=2)
    names = [session_name(opened(services)) for _ in range(3)]
    assert [services.sessions.find(name) is not None for name in names] == [False, True, True]


def test_a_closed_session_is_over() -> None:
    services = gateway()
    name = session_name(opened(services))
    services.sessions.close(name)
    assert services.sessions.find(name) is None
    services.sessions.close(None)


@pytest.mark.parametrize(
    ("host", "attributes"),
    [
        ("node.example", {"SameSite=None", "Secure", "Partitioned"}),
        ("127.0.0.1:8484", {"SameSite=Lax"}),
        ("IDOS.EXAMPLE:8443", {"SameSite=None", "Secure", "Partitioned"}),
        ("attacker.example", {"SameSite=None", "Secure", "Partitioned"}),
    ],
)
def test_cookies_cross_sites_only_over_https(host: str, attributes: set[str]) -> None:
    services = gateway(session_seconds=60.0)
    for token, seconds in (("tok", 60), ("", 0)):
        first, *rest = services.cookie(host, token, None).split("; ")
        assert first == f"kgw_session={token}"
        assert set(rest) == {"Path=/", "HttpOnly", f"Max-Age={seconds}"} | attributes


@pytest.mark.parametrize(
    ("origin", "crosses"),
    [
        (None, False),
        ("http://127.0.0.1:5173", False),
        ("http://localhost:5173", True),
        ("http://my.localhost:5173", True),
        ("https://app.example", True),
    ],
)
def test_on_one_machine_cookies_cross_from_one_name_of_it_to_the_other(
    origin: str | None, crosses: bool
) -> None:
    cookie = gateway().cookie("127.0.0.1:8484", "tok", origin)
    assert cookie.endswith("; SameSite=None; Secure; Partitioned" if crosses else "; SameSite=Lax")


def test_pages_elsewhere_have_no_cookie_of_a_node_that_is_not_on_their_machine() -> None:
    services = gateway(public_urls=("http://192.0.2.7:8484",))
    assert "SameSite=Lax" in services.cookie("192.0.2.7:8484", "tok", "http://localhost:5173")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("node.example", URLS[0]),
        ("127.0.0.1:8484", URLS[1]),
        ("idos.example:8443", URLS[2]),
        ("attacker.example", URLS[0]),
        ("", URLS[0]),
    ],
)
def test_a_sign_in_text_names_a_url_of_the_node_and_no_other(host: str, url: str) -> None:
    text = gateway().sign_in_text(host)
    assert (text.domain, text.uri) == (url, f"{url}/rpc/v1")


@pytest.mark.parametrize("host", ["127.0.0.1:8484", "attacker.example", ""])
def test_a_challenge_names_the_url_by_which_the_client_came(host: str) -> None:
    services = gateway()
    challenge = services.challenge(host)
    assert [url for url in URLS if names(challenge, url, "chain")] == [services.url(host)]
    assert not names(challenge, services.url(host), "another chain")


def test_a_challenge_is_taken_back_as_it_was_given_out() -> None:
    services = gateway()
    other = services.challenge("127.0.0.1:8484")
    for changed in (
        bytes(32),
        other[:31],
        other + b"x",
        other[:16] + services.challenge("node.example")[16:],
    ):
        with pytest.raises(NotFound):
            services.spend(changed)
    given = services.challenge("127.0.0.1:8484")
    services.spend(given)
    with pytest.raises(NotFound):
        services.spend(given)


@pytest.mark.parametrize("nonce", ["", "00" * 16, "zz", "00" * 17])
def test_a_nonce_that_was_not_given_out_is_unknown(nonce: str) -> None:
    with pytest.raises(NotFound):
        gateway().accept(nonce)


def test_a_sign_in_text_is_known_again_as_it_was_shown() -> None:
    clock = Clock()
    services = gateway(clock)
    for host in ("127.0.0.1:8484", "attacker.example"):
        text = services.sign_in_text(host)
        clock.now += 7.7
        assert services.accept(text.nonce.upper()) == text


@pytest.mark.parametrize(
    "settings",
    [
        {"statement": "two\u2028lines"},
        {"public_urls": ("https://a\u202eb",)},
        {"public_urls": ("http://a:port",)},
    ],
)
def test_a_text_that_no_wallet_shows_is_refused_at_the_start(settings: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        gateway(**settings)


def test_a_session_serves_its_signer_and_who_names_nobody() -> None:
    session = session_of(FACESIGN_ALICE)
    assert session.belongs_to("ed25519", FACESIGN_ALICE.sender)
    assert session.belongs_to("ED25519", FACESIGN_ALICE.sender)
    assert session.belongs_to("secp256k1_ep", b"")
    assert not session.belongs_to("ed25519", MALLORY.sender)
    assert not session.belongs_to("nep413", FACESIGN_ALICE.sender)
