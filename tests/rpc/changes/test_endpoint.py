"""The stream of changes, over HTTP: who is let in, who hears what, and how it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from idos.errors import Unavailable
from idos.node import Node
from idos.protocol.jsonrpc import ErrorCode
from tests.actions.world import bundle, grant_id, sharing
from tests.people import (
    ALICE,
    CHARLIE,
    FACESIGN_ALICE,
    MALLORY,
    NEAR_ALICE,
    NEOBANK,
    STELLAR_ALICE,
    Person,
    encryption_key,
    uid,
)
from tests.rpc.http.test_bounds import connected, rest
from tests.rpc.kit import CHANGES, Client, Clock, Event, change, listening, resync, running
from tests.rpc.limit_table import until

EVERYTHING_OWNED = ("profile", "wallets", "credentials", "attributes", "grants_owned")
BOB = STELLAR_ALICE
STRANGER = "https://stranger.example"


@pytest.fixture(scope="module")
def town() -> Iterator[tuple[Node, Client]]:
    """Alice with a passport, and Bob. Every test leaves them with what they had."""
    with running(Clock(), streams_per_signer=100, challenge_burst=10_000) as (node, client):
        client.join(ALICE)
        client.join(BOB)
        client.done(
            NEOBANK, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *bundle(NEOBANK, "passport")
        )
        yield node, client


@pytest.fixture
def node(town: tuple[Node, Client]) -> Node:
    return town[0]


@pytest.fixture
def client(town: tuple[Node, Client]) -> Client:
    return town[1]


def attribute(client: Client, label: str, who: Any = ALICE) -> None:
    client.done(who, "add_attribute", uid(label), "key", "value")


def beats(stream: Iterator[Event]) -> Event:
    """The first thing that a stream sends."""
    event = next(stream)
    assert (event.name, event.data) == ("", None)
    return event


# --- Who hears what


def test_it_begins_with_the_height_up_to_which_all_is_known(client: Client) -> None:
    with listening(client.with_token(ALICE)) as stream:
        assert beats(stream) == Event(client.height)


def test_its_head_keeps_caches_and_proxies_from_holding_it_back(client: Client) -> None:
    with client.with_token(ALICE).stream(CHANGES) as response:
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-accel-buffering"] == "no"


def test_owner_and_grantee_hear_of_what_concerns_them_and_others_do_not(client: Client) -> None:
    """That somebody heard nothing is seen by the next event being of something later."""
    with (
        listening(client.with_token(ALICE)) as alice,
        listening(client.with_token(CHARLIE)) as charlie,
        listening(client.with_token(BOB)) as bob,
        listening(client.with_token(MALLORY)) as mallory,
    ):
        for stream in (alice, charlie, bob, mallory):
            beats(stream)
        attribute(client, "owner")
        assert next(alice) == change(client.height, "attributes")
        client.done(ALICE, "share_credential", *sharing("passport", "heard", CHARLIE.caller))
        assert next(alice) == change(client.height, "credentials", "grants_owned")
        assert next(charlie) == change(client.height, "grants_received")
        client.done(ALICE, "revoke_access_grant", grant_id(CHARLIE.caller, "heard"))
        assert next(alice) == change(client.height, "credentials", "grants_owned")
        assert next(charlie) == change(client.height, "grants_received")
        client.done(ALICE, "share_credential", *sharing("passport", "for bob", BOB.caller))
        assert next(bob) == change(client.height, "grants_received")
        client.done(
            ALICE, "share_credential", *sharing("passport", "for mallory", MALLORY.identity.aliases[0])
        )
        assert next(mallory) == change(client.height, "grants_received")


def test_what_failed_is_heard_of_by_nobody(client: Client) -> None:
    with listening(client.with_token(ALICE)) as stream:
        beats(stream)
        failed = client.execute(ALICE, "share_attribute", uid("x"), uid("nothing"), "k", "v")
        assert failed.result["result"]["code"] != 0
        attribute(client, "after a failure")
        assert next(stream) == change(client.height, "attributes")


def test_who_gets_a_profile_hears_of_all_that_is_in_it_from_then_on(client: Client) -> None:
    """As somebody does who signs in at an issuer's, before there is a profile for her."""
    person = FACESIGN_ALICE
    with listening(client.with_token(person)) as stream:
        beats(stream)
        client.done(NEOBANK, "add_user_as_inserter", person.id, encryption_key("x"), "user")
        client.done(NEOBANK, "upsert_wallet_as_inserter", person.wallet_id, person.id, *person.proof())
        assert next(stream) == change(client.height, *EVERYTHING_OWNED)
        client.done(NEOBANK, "add_attribute_as_inserter", uid("by issuer"), person.id, "key", "value")
        assert next(stream) == change(client.height, "attributes")


def test_a_wallet_that_is_taken_away_hears_of_that_and_of_nothing_after_it(client: Client) -> None:
    client.done(ALICE, "add_wallet", NEAR_ALICE.wallet_id, *NEAR_ALICE.proof())
    with listening(client.with_token(NEAR_ALICE)) as stream:
        beats(stream)
        attribute(client, "while it is hers")
        assert next(stream) == change(client.height, "attributes")
        client.done(ALICE, "remove_wallet", NEAR_ALICE.wallet_id)
        assert next(stream) == change(client.height, *EVERYTHING_OWNED)
        attribute(client, "when it is not")
        client.done(ALICE, "share_credential", *sharing("passport", "for near", NEAR_ALICE.caller))
        assert next(stream) == change(client.height, "grants_received")


def test_every_wallet_of_a_profile_hears_of_wallets_that_come_and_go_whoever_did_it(client: Client) -> None:
    """So a wallet that somebody adds with a stolen one is noticed by the others."""
    erin, second, third = (Person(f"wallet {number} of erin", "EVM") for number in (1, 2, 3))
    client.join(erin)
    client.done(erin, "add_wallet", second.wallet_id, *second.proof())
    with (
        listening(client.with_token(erin)) as one,
        listening(client.with_token(second)) as other,
    ):
        beats(one)
        beats(other)
        client.done(second, "add_wallet", third.wallet_id, *third.proof())
        assert next(one) == next(other) == change(client.height, "wallets")
        client.done(erin, "remove_wallet", third.wallet_id)
        assert next(one) == next(other) == change(client.height, "wallets")
        fresh = erin.proof("I am still here")
        client.done(NEOBANK, "upsert_wallet_as_inserter", erin.wallet_id, erin.id, *fresh)
        assert next(one) == next(other) == change(client.height, "wallets")


def test_a_profile_that_is_erased_is_heard_of_once_by_each_of_its_wallets(client: Client) -> None:
    client.join(MALLORY)
    with listening(client.with_token(MALLORY)) as stream:
        beats(stream)
        client.done(MALLORY, "erase_profile")
        assert next(stream) == change(client.height, *EVERYTHING_OWNED)


def test_a_wallet_that_is_taken_away_while_its_profile_is_looked_up_hears_nothing_of_it(
    node: Node, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the look-up found is not believed when a block has changed it meanwhile."""
    looked_up, go_on = threading.Event(), threading.Event()
    profile_of = node.services.machine.profile_of

    def slow(*asked: Any) -> Any:
        found = profile_of(*asked)
        looked_up.set()
        assert go_on.wait(10)
        return found

    with listening(client.with_token(NEAR_ALICE)) as stream:
        beats(stream)
        monkeypatch.setattr(node.services.machine, "profile_of", slow)
        client.done(ALICE, "add_wallet", NEAR_ALICE.wallet_id, *NEAR_ALICE.proof())
        assert looked_up.wait(10)
        client.done(ALICE, "remove_wallet", NEAR_ALICE.wallet_id)
        until(lambda: node.services.streams.height == node.services.engine.status().height)
        go_on.set()
        assert next(stream) == change(client.height, *EVERYTHING_OWNED)
        attribute(client, "when it is nobody's")
        client.done(ALICE, "share_credential", *sharing("passport", "for nobody", NEAR_ALICE.caller))
        assert next(stream) == change(client.height, "grants_received")


# --- Coming back


@pytest.mark.parametrize("shown", ["with_token", "with_cookie"])
def test_who_comes_back_is_told_what_was_missed(client: Client, shown: str) -> None:
    alice = client.with_token(ALICE) if shown == "with_token" else client.with_cookie(client.login(ALICE))
    with listening(alice) as stream:
        last = beats(stream).id
    attribute(client, f"missed {shown}")
    attribute(client, f"missed {shown} by others", BOB)
    height = client.height
    with listening(alice, **{"last-event-id": str(last)}) as stream:
        assert beats(stream) == Event(height)
        assert next(stream) == change(height, "attributes")
    with listening(alice, **{"last-event-id": str(height)}) as stream:
        beats(stream)
        attribute(client, f"after {shown}")
        assert next(stream) == change(client.height, "attributes")


def test_who_had_no_profile_when_leaving_is_told_of_it_on_coming_back() -> None:
    with running(Clock()) as (_, client):
        with listening(client.with_token(ALICE)) as stream:
            last = beats(stream).id
        client.join(ALICE)
        attribute(client, "new")
        with listening(client.with_token(ALICE), **{"last-event-id": str(last)}) as stream:
            beats(stream)
            assert next(stream) == change(client.height, *EVERYTHING_OWNED)
            attribute(client, "newer")
            assert next(stream) == change(client.height, "attributes")


@pytest.mark.parametrize("last", ["1000000", "-1", "", "abc", "1.5", "9" * 40, "٣"])
def test_a_height_of_which_nothing_is_known_means_anything_may_have_changed(
    client: Client, last: str
) -> None:
    with listening(client.with_token(ALICE), **{"last-event-id": last.encode()}) as stream:  # type: ignore[arg-type]  # also what is not ASCII
        beats(stream)
        assert next(stream) == resync(client.height)
        attribute(client, f"after {last}")
        assert next(stream) == change(client.height, "attributes")


def test_a_node_that_was_started_anew_knows_nothing_of_before(tmp_path: Path) -> None:
    with running(Clock(), tmp_path) as (_, client):
        client.join(ALICE)
        height = client.height
    with running(Clock(), tmp_path) as (_, client):
        alice = client.with_token(ALICE)
        with listening(alice, **{"last-event-id": str(height - 1)}) as stream:
            assert (next(stream), next(stream)) == (Event(height), resync(height))
        with listening(alice, **{"last-event-id": str(height)}) as stream:
            beats(stream)
            attribute(client, "after the start")
            assert next(stream) == change(height + 1, "attributes")


# --- Who is let in


def refusal(client: Client, method: str = "GET", **headers: str) -> tuple[int, int]:
    response = client.request(method, CHANGES, **headers)
    assert response.headers["content-type"].startswith("application/json")
    assert response.headers["cache-control"] == "no-store"
    body = response.json()
    assert (body["jsonrpc"], body["id"], "result" in body) == ("2.0", -1, False)
    return response.status_code, body["error"]["code"]


def test_nobody_is_let_in_without_a_session(client: Client) -> None:
    cookie = client.login(ALICE)
    assert refusal(client) == (401, -901)
    assert refusal(client, authorization="Bearer nonsense") == (401, -901)
    assert refusal(client, authorization="Bearer nonsense", cookie=cookie) == (401, -901)
    assert refusal(client, cookie="kgw_session=nonsense") == (401, -901)
    assert refusal(client, cookie=cookie, origin=STRANGER) == (401, -901)
    assert client.request("GET", CHANGES).headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE"])
def test_it_is_only_read(client: Client, method: str) -> None:
    response = client.with_token(ALICE).request(method, CHANGES)
    assert (response.status_code, response.headers["allow"]) == (405, "GET")
    if method != "HEAD":
        assert response.json()["error"]["code"] == ErrorCode.GATEWAY_METHOD_NOT_ALLOWED


def test_pages_of_any_origin_hear_with_a_token(client: Client) -> None:
    with client.with_token(ALICE).stream(CHANGES, origin=STRANGER) as response:
        assert response.status_code == 200
        assert response.headers["access-control-allow-origin"] == "*"
    asked = {"access-control-request-method": "GET"}
    wanted = {"access-control-request-headers": "authorization,last-event-id"}
    allowed = client.request("OPTIONS", CHANGES, origin=STRANGER, **asked, **wanted)
    assert allowed.status_code == 200
    names = {name.strip().lower() for name in allowed.headers["access-control-allow-headers"].split(",")}
    assert {"authorization", "last-event-id"} <= names
    refused = client.request("GET", CHANGES, origin=STRANGER)
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, "*")


def test_in_private_mode_no_session_counts() -> None:
    with running(Clock(), private=True) as (_, client):
        assert refusal(client.with_token(ALICE)) == (401, -1001)


def test_a_signer_opens_streams_no_more_often_than_she_calls_views() -> None:
    with running(Clock(), calls_per_second=1, call_burst=1) as (_, client):
        alice = client.with_token(ALICE)
        with listening(alice):
            assert refusal(alice) == (429, -905)
            with listening(client.with_token(BOB)):
                pass


def test_strangers_leave_streams_to_who_has_a_profile() -> None:
    """Also to who was a stranger herself when she signed in."""
    clock = Clock()
    with running(clock, max_streams=4) as (_, client):
        alice = client.with_token(ALICE)
        with listening(client.with_token(MALLORY)) as stream:
            beats(stream)
            assert refusal(alice) == (503, -700)
            client.join(ALICE)
            clock.now += 5
            with listening(alice) as another:
                beats(another)


def test_what_the_store_can_not_do_is_said_before_the_stream_begins(
    node: Node, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise Unavailable("/secret/path", code="disk")

    alice = client.with_token(ALICE)
    monkeypatch.setattr(node.services.machine, "profile_of", failing)
    response = alice.request("GET", CHANGES)
    assert (response.status_code, response.json()["error"]["code"]) == (503, -700)
    assert response.json()["error"]["message"] == "the node can not answer now: disk"


# --- How it ends


def ends(stream: Iterator[Event]) -> bool:
    """Whether nothing but beats comes until the end, which is a proper one."""
    return all(event.name == "" for event in stream)


def test_it_beats() -> None:
    with (
        running(Clock(), heartbeat_seconds=0.05) as (_, client),
        listening(client.with_token(ALICE)) as stream,
    ):
        assert [next(stream) for _ in range(4)] == [Event(client.height)] * 4


def test_it_ends_when_the_store_can_not_say_whose_profile_it_is_any_more(
    node: Node, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client comes again, with the id of what it heard last."""

    def failing(*_: object) -> None:
        raise Unavailable("/secret/path", code="disk")

    with listening(client.with_token(NEAR_ALICE)) as stream:
        last = beats(stream).id
        monkeypatch.setattr(node.services.machine, "profile_of", failing)
        client.done(ALICE, "add_wallet", uid("near's"), *NEAR_ALICE.proof())
        assert ends(stream)
    monkeypatch.undo()
    with listening(client.with_token(NEAR_ALICE), **{"last-event-id": str(last)}) as stream:
        beats(stream)
        assert next(stream) == change(client.height, *EVERYTHING_OWNED)
    client.done(ALICE, "remove_wallet", uid("near's"))


def test_it_ends_with_the_log_out_at_once(client: Client) -> None:
    alice, other = client.with_token(ALICE), client.with_token(ALICE)
    with listening(alice) as stream, listening(other) as stays:
        beats(stream)
        beats(stays)
        assert alice.rpc("kgw.logout").result == {}
        assert ends(stream)
        assert refusal(alice) == (401, -901)
        attribute(client, "after the log-out")
        assert next(stays) == change(client.height, "attributes")


def test_nothing_is_told_once_the_session_is_over() -> None:
    clock = Clock()
    with running(clock, session_seconds=60.0) as (_, client):
        client.join(ALICE)
        with listening(client.with_token(ALICE)) as stream:
            beats(stream)
            clock.now += 60
            attribute(client, "too late")
            assert ends(stream)


def test_a_session_that_is_over_ends_it_within_a_beat() -> None:
    clock = Clock()
    settings: dict[str, Any] = {"session_seconds": 60.0, "heartbeat_seconds": 0.05}
    with running(clock, **settings) as (_, client), listening(client.with_token(ALICE)) as stream:
        beats(stream)
        clock.now += 60
        assert ends(stream)


def test_a_node_that_stops_does_not_wait_for_streams() -> None:
    """Its requests would be given 21 seconds to end."""
    with (
        running(Clock(), handler_seconds=20.0) as (node, client),
        listening(client.with_token(ALICE)) as one,
        listening(client.with_token(BOB)) as other,
    ):
        beats(one)
        beats(other)
        started = time.monotonic()
        node.stop()
        assert ends(one)
        assert ends(other)
    assert time.monotonic() - started < 15


def test_who_leaves_makes_room(node: Node, client: Client) -> None:
    until(lambda: len(node.services.streams) == 0)
    with listening(client.with_token(ALICE)) as stream:
        beats(stream)
        assert len(node.services.streams) == 1
        assert "idos_streams 1.0" in client.get("/metrics").text
    until(lambda: len(node.services.streams) == 0)
    assert "idos_streams 0.0" in client.get("/metrics").text


def test_who_sends_a_body_is_cut_short(client: Client) -> None:
    token = client.with_token(ALICE)._headers["authorization"]
    head = f"GET {CHANGES} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nConnection: close\r\n"
    with connected(client) as connection:
        connection.sendall(f"{head}Content-Length: 5\r\n\r\nhello".encode())
        answer = rest(connection)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"0\r\n\r\n")


def test_open_streams_are_no_requests_in_progress() -> None:
    with (
        running(Clock(), max_requests=1) as (_, client),
        listening(client.with_token(ALICE)) as one,
        listening(client.with_token(BOB)) as other,
    ):
        beats(one)
        beats(other)
        assert client.rpc("user.ping").result
        assert "idos_requests_in_progress 0.0" in client.get("/metrics").text


def test_many_hear_the_same_block(client: Client) -> None:
    """Each in a thread of its own, as each is in a page of its own."""
    heard: list[Event] = []
    ready = threading.Barrier(21)

    def listen() -> None:
        with httpx.Client(timeout=30) as http:
            one = Client(client.url, http)
            with listening(one.with_token(ALICE)) as stream:
                beats(stream)
                ready.wait(30)
                heard.append(next(stream))

    threads = [threading.Thread(target=listen) for _ in range(20)]
    for thread in threads:
        thread.start()
    ready.wait(30)
    attribute(client, "for many")
    for thread in threads:
        thread.join()
    assert heard == [change(client.height, "attributes")] * 20
