"""Reading: every view call has a verified caller, or none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from idos.crypto.authenticators import identify
from idos.protocol.payloads import RawStatement
from idos.protocol.reads import SignedQuery, call_text, query_text
from idos.rpc.methods import views
from idos.rpc.methods.table import METHODS
from idos.rpc.sessions import callers
from tests.people import (
    ALICE,
    FACESIGN_ALICE,
    MALLORY,
    NEAR_ALICE,
    PEOPLE,
    STELLAR_ALICE,
    XRPL_ALICE,
    Person,
    uid,
)
from tests.rpc.kit import Client, Clock, raw_call, running, sign_call, view_call


def users(reply: Any) -> list[str]:
    """The profiles in an answer of ``get_user``."""
    result = reply.result
    assert result["error"] is None
    return [row[0] for row in result["query_result"]["values"] or []]


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.wallet_type)
def test_a_person_reads_their_profile_after_signing_in(client: Client, who: Person) -> None:
    signed_in = client.with_cookie(client.login(who))
    assert users(signed_in.call(who, "get_user")) == [str(who.id)]


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.wallet_type)
def test_a_person_reads_their_profile_by_a_signed_challenge(client: Client, who: Person) -> None:
    assert users(client.signed_call(who, "get_user")) == [str(who.id)]


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.wallet_type)
def test_naming_a_sender_proves_nothing(client: Client, who: Person) -> None:
    """S1: a request that only says who it is from reads nothing."""
    assert client.call(who, "get_user").error == (-901, "not authorized")


def test_a_session_is_good_for_its_signer_only(client: Client) -> None:
    """S1: the session of one person does not read as another."""
    malicious = client.with_cookie(client.login(MALLORY))
    assert malicious.call(ALICE, "get_user").error == (-901, "not authorized")
    assert malicious.call(FACESIGN_ALICE, "get_user").code == -901


def test_the_same_key_as_another_kind_of_sender_needs_a_session_of_its_own(client: Client) -> None:
    signed_in = client.with_cookie(client.login(FACESIGN_ALICE))
    request = view_call(FACESIGN_ALICE, "get_user")
    assert signed_in.rpc("user.call", replace(request, auth_type="nep413").to_json()).code == -901


def test_a_session_serves_a_request_that_names_nobody(client: Client) -> None:
    signed_in = client.with_cookie(client.login(ALICE))
    assert users(signed_in.call(None, "get_user")) == [str(ALICE.id)]


def test_anybody_may_ask_whether_there_is_a_profile(client: Client) -> None:
    assert client.call(None, "has_profile", ALICE.address).result["query_result"]["values"] == [[True]]
    named = client.call(MALLORY, "has_profile", ALICE.address)
    assert named.result["query_result"]["values"] == [[True]]


def test_a_view_that_refuses_says_so_in_its_result(client: Client) -> None:
    signed_in = client.with_cookie(client.login(MALLORY))
    result = signed_in.call(MALLORY, "get_access_grants_granted", None, 0, 10).result
    assert result["error"] == "page has to be a positive integer"
    assert result["query_result"] == {"column_names": None, "column_types": None, "values": None}
    assert result["logs"] == ""


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        (view_call(None, "get_user", namespace="other").payload, (-301, "namespace not found")),
        (view_call(None, "get_user", namespace="MAIN").payload, None),
        (view_call(None, "get_user", namespace="").payload, None),
        (view_call(None, "get_user").payload.replace(b"get_user", b"get_xxxx"), (-300, "unknown action")),
        (view_call(None, "get_user").payload.replace(b"get_user", b"GET_USER"), None),
        (view_call(None, "action_costing_gas").payload, (-300, "connection is read-only")),
        (b"", (-32602, "invalid params: payload")),
        (b"\x00\x00\xff\xff\xff\xff", (-32602, "invalid params: payload")),
    ],
)
def test_what_is_no_view_is_refused_before_it_runs(
    client: Client, payload: bytes, error: tuple[int, str] | None
) -> None:
    signed_in = client.with_cookie(client.login(ALICE))
    reply = signed_in.rpc("user.call", raw_call(ALICE, payload).to_json())
    if error is None:
        assert users(reply) == [str(ALICE.id)]
    else:
        assert reply.code == error[0]
        assert reply.error[1].startswith(error[1])


def test_arguments_are_not_decoded_before_it_is_known_who_asks(client: Client) -> None:
    malformed = view_call(None, "get_credential_owned", uid("passport")).payload[:-1]
    assert client.rpc("user.call", raw_call(ALICE, malformed).to_json()).code == -901
    signed_in = client.with_cookie(client.login(ALICE))
    reply = signed_in.rpc("user.call", raw_call(ALICE, malformed).to_json())
    assert reply.error == (-32602, "invalid params: payload: data ends too early")


def test_an_unknown_action_is_refused_as_such_to_strangers_too(client: Client) -> None:
    payload = view_call(None, "get_user").payload.replace(b"get_user", b"get_xxxx")
    assert client.rpc("user.call", raw_call(MALLORY, payload).to_json()).code == -300


@pytest.mark.parametrize("private", [False, True], ids=["open", "private"])
def test_challenges_are_good_once_and_for_a_short_time(private: bool) -> None:
    clock = Clock()
    with running(clock, challenge_seconds=30.0, private=private) as (_, client):
        request = view_call(MALLORY, "get_user")

        def challenge() -> bytes:
            return bytes.fromhex(client.rpc("user.challenge").result["challenge"])

        def read(challenge: bytes, **changes: Any) -> Any:
            return client.rpc(
                "user.call", replace(sign_call(MALLORY, challenge, request), **changes).to_json()
            )

        used = challenge()
        assert users(read(used)) == []
        assert read(used).code == -1001, "used"
        assert read(bytes(32)).code == -1001, "unknown"
        assert read(bytes(31)).code == -1002
        assert read(b"", signature=b"x" * 64).code == -1001, "no challenge"
        assert read(challenge(), sender=b"").code == -1001, "no sender"
        assert read(challenge(), signature=b"").code == -1001, "no signature"
        assert read(challenge(), auth_type="unheard_of").code == -601
        assert read(challenge(), sender=b"short").code == -601

        wrongly_signed = challenge()
        assert read(wrongly_signed, signature=b"x" * 64).code == -1004
        assert read(wrongly_signed).code == -1001, "spent by the wrong signature"

        of_another_call = sign_call(MALLORY, challenge(), view_call(MALLORY, "get_wallets"))
        stolen = replace(of_another_call, payload=request.payload)
        assert client.rpc("user.call", stolen.to_json()).code == -1004

        late = challenge()
        clock.now += 30
        assert read(late).code == -1003


def test_one_persons_signature_does_not_read_as_another(client: Client) -> None:
    """S1: the signature has to be the sender's."""
    challenge = bytes.fromhex(client.rpc("user.challenge").result["challenge"])
    request = sign_call(MALLORY, challenge, view_call(MALLORY, "get_user"))
    assert client.rpc("user.call", replace(request, sender=FACESIGN_ALICE.sender).to_json()).code == -1004


def test_challenges_are_rationed_per_client() -> None:
    clock = Clock()
    with running(clock, challenges_per_second=1, challenge_burst=3) as (_, client):
        assert ["error" in client.rpc("user.challenge").body for _ in range(4)] == [False, False, False, True]
        assert client.rpc("user.challenge").code == -1006
        clock.now += 1
        assert client.rpc("user.challenge").result
        assert client.rpc("user.challenge").code == -1006
        elsewhere = client.with_headers(**{"x-forwarded-for": "192.0.2.7"})
        assert elsewhere.rpc("user.challenge").result, "the proxy on this machine is believed"


def test_private_mode_demands_a_signature_on_each_call() -> None:
    with running(private=True) as (_, client):
        assert client.rpc("user.health").result["mode"] == "private"
        assert client.call(MALLORY, "get_user").error == (
            -1001,
            "signed call message with challenge required",
        )
        signed_in = client.with_cookie(client.login(MALLORY))
        assert signed_in.call(MALLORY, "get_user").code == -1001, "a session does not count"
        assert client.call(None, "has_profile", ALICE.address).result["error"] is None
        assert users(client.signed_call(MALLORY, "get_user")) == []


def statement(sql: str = "SELECT name FROM info.namespaces ORDER BY name") -> RawStatement:
    return RawStatement(sql)


def signed_query(client: Client, who: Person, asked: RawStatement) -> SignedQuery:
    challenge = bytes.fromhex(client.rpc("user.challenge").result["challenge"])
    signature = who.sign(query_text(asked.statement, asked.encode(), challenge))
    return SignedQuery(asked, challenge, who.signature_type, who.sender, signature)


def test_private_mode_refuses_ad_hoc_queries_that_are_not_signed() -> None:
    with running(private=True) as (_, client):
        assert client.rpc("user.query", statement().to_json()).code == -1007
        query = signed_query(client, ALICE, statement())
        assert client.rpc("user.authenticated_query", query.to_json()).result["values"] == [
            ["info"],
            ["main"],
        ]


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.wallet_type)
def test_a_signed_query_reads_the_public_views(client: Client, who: Person) -> None:
    query = signed_query(client, who, statement())
    assert client.rpc("user.authenticated_query", query.to_json()).result["column_names"] == ["name"]
    assert client.rpc("user.authenticated_query", query.to_json()).code == -1001, "used"


def test_a_signed_query_has_to_be_signed(client: Client) -> None:
    query = replace(
        signed_query(client, ALICE, statement()), statement=statement("SELECT * FROM info.actions")
    )
    assert client.rpc("user.authenticated_query", query.to_json()).code == -1004
    unsigned = replace(signed_query(client, ALICE, statement()), signature=b"")
    assert client.rpc("user.authenticated_query", unsigned.to_json()).code == -1001
    unknown = signed_query(client, ALICE, statement("SELECT * FROM users"))
    assert client.rpc("user.authenticated_query", unknown.to_json()).code == -300


def test_what_was_signed_is_hashed_off_the_event_loop(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have megabytes."""
    threads = []

    def seen(of: Callable[..., bytes]) -> Callable[..., bytes]:
        def text(*parts: Any) -> bytes:
            threads.append(threading.current_thread().name.partition("_")[0])
            return of(*parts)

        return text

    query = signed_query(client, ALICE, statement())
    monkeypatch.setattr(views, "query_text", seen(query_text))
    monkeypatch.setattr(callers, "call_text", seen(call_text))
    assert client.rpc("user.authenticated_query", query.to_json()).result
    assert client.signed_call(ALICE, "get_user").result
    assert threads == ["rpc", "rpc"]


def test_aliases_of_a_key_reach_the_same_profile(client: Client) -> None:
    """Who signed in with a bare key is the person whose wallet holds that key, in whatever form."""
    for who in (NEAR_ALICE, XRPL_ALICE, STELLAR_ALICE):
        bare = Person(who.name, "FaceSign")
        assert bare.caller in identify(who.signature_type, who.sender).aliases
        assert users(client.signed_call(bare, "get_user")) == [str(who.id)]


def test_the_errors_that_calls_give_are_announced() -> None:
    numbers = {int(code) for code in METHODS["user.call"].errors}
    assert numbers == {-32000, -300, -301, -601, -901, -1001, -1002, -1003, -1004}
