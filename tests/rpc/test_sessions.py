"""Cookies as clients send them, and whose a session is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from idos.errors import Invalid
from idos.rpc.sessions import Gateway, Session, bearer_token, cookie_token, session_name
from idos.rpc.settings import RpcSettings
from tests.people import ALICE, FACESIGN_ALICE, MALLORY, Person
from tests.rpc.kit import Clock

URLS = ("https://node.example", "http://127.0.0.1:8484", "https://idos.example:8443/node")


def gateway(clock: Callable[[], float] | None = None, **settings: Any) -> Gateway:
    numbers = iter(range(1, 1000))
    chosen = replace(RpcSettings(public_urls=URLS), **settings)
    return Gateway(chosen, "chain", clock=clock or Clock(), random=lambda size: next(numbers).to_bytes(size))


def session_of(who: Person) -> Session:
    return Session(who.signature_type, who.sender, who.identity)


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
    door = gateway()
    token = door.open(session_of(ALICE))
    assert door.find(session_name(token)) == session_of(ALICE)
    assert door.find(session_name("another")) is None
    assert door.find(token.encode()) is None
    assert door.find(None) is None


def test_tokens_are_kept_only_as_hashes() -> None:
    door = gateway()
    token = door.open(session_of(ALICE))
    assert len(token) == 43, "256 bits"
    assert token not in repr(vars(door.sessions))


def test_a_session_expires_when_it_was_said_to() -> None:
    clock = Clock()
    door = gateway(clock, session_seconds=100.0)
    expires_at = door.expires_at()
    name = session_name(door.open(session_of(ALICE)))
    clock.now = expires_at - 1
    assert door.find(name)
    clock.now = expires_at
    assert door.find(name) is None


def test_beyond_the_bound_the_oldest_session_ends() -> None:
    door = gateway(max_sessions=2)
    names = [session_name(door.open(session_of(ALICE))) for _ in range(3)]
    assert [door.find(name) is not None for name in names] == [False, True, True]


def test_a_closed_session_is_over() -> None:
    door = gateway()
    name = session_name(door.open(session_of(ALICE)))
    door.close(name)
    assert door.find(name) is None
    door.close(None)


@pytest.mark.parametrize(
    ("host", "attributes"),
    [
        ("node.example", {"SameSite=None", "Secure"}),
        ("127.0.0.1:8484", {"SameSite=Lax"}),
        ("IDOS.EXAMPLE:8443", {"SameSite=None", "Secure"}),
        ("attacker.example", {"SameSite=None", "Secure"}),
    ],
)
def test_cookies_cross_sites_only_over_https(host: str, attributes: set[str]) -> None:
    door = gateway(session_seconds=60.0)
    for token, seconds in (("tok", 60), ("", 0)):
        first, *rest = door.cookie(host, token).split("; ")
        assert first == f"kgw_session={token}"
        assert set(rest) == {"Path=/", "HttpOnly", f"Max-Age={seconds}"} | attributes


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
    invitation = gateway().invite(host)
    assert (invitation.domain, invitation.uri) == (url, f"{url}/rpc/v1")


@pytest.mark.parametrize(
    "settings", [{"statement": "two\u2028lines"}, {"public_urls": ("https://a\u202eb",)}]
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
