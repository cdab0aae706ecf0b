"""Who read what is written down before it is read, and shown to nobody but its owner."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from idos.errors import Unavailable
from idos.node import ACCESS_LOG, Node, NodeConfig, init, open_node, serving, verify
from idos.protocol.access_log import MAX_ENTRIES
from tests.actions.world import bundle, sharing
from tests.people import ALICE, CHARLIE, MALLORY, NEAR_ALICE, NEOBANK, PEOPLE, Person, uid
from tests.rpc.kit import Client, Clock, genesis, log_query, running

SECONDS = 20.0
"""Within this time the log is looked after, however busy the machine."""


def share(client: Client, owner: Person, reader: Person) -> None:
    """Give the owner the credential ``passport``, and the reader the copy ``copy`` of it."""
    client.join(owner)
    issued = bundle(NEOBANK, "passport")
    client.done(NEOBANK, "upsert_credential_as_inserter", uid("passport"), owner.id, *issued)
    client.done(owner, "share_credential", *sharing("passport", "copy", reader.caller))


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with running(challenge_burst=10_000) as (_, client):
        share(client, ALICE, CHARLIE)
        client.join(MALLORY)
        yield client


def entries(client: Client, who: Person, before: int | None = None, limit: int = 100) -> list[Any]:
    query = log_query(client, who, before, limit)
    listed: list[Any] = client.rpc("user.access_log", query.to_json()).result["entries"]
    return listed


def read(client: Client, who: Person, action: str, label: str) -> Any:
    return client.signed_call(who, action, uid(label)).result


READINGS = [
    (ALICE, "get_credential_owned", "passport", "owner"),
    (ALICE, "get_credential_attestation", "passport", "owner"),
    (CHARLIE, "get_credential_shared", "copy", "grantee"),
    (CHARLIE, "get_credential_attestation", "copy", "grantee"),
]


@pytest.mark.parametrize(("who", "action", "label", "relation"), READINGS)
def test_every_reading_of_a_credential_is_logged(
    client: Client, who: Person, action: str, label: str, relation: str
) -> None:
    known = len(entries(client, ALICE, limit=MAX_ENTRIES))
    assert read(client, who, action, label)["query_result"]["values"]
    newest = entries(client, ALICE)[0]
    assert newest == {
        "number": known + 1,
        "credential_id": str(uid(label)),
        "reader": who.caller,
        "relation": relation,
        "action": action,
        "time": int(Clock()() * 1000),
    }


def test_the_name_of_an_action_is_logged_as_it_is_and_not_as_it_was_written(client: Client) -> None:
    read(client, ALICE, "GET_CREDENTIAL_OWNED", "passport")
    assert entries(client, ALICE, limit=1)[0]["action"] == "get_credential_owned"


def test_what_shows_no_credential_is_not_logged(client: Client) -> None:
    before = entries(client, ALICE, limit=MAX_ENTRIES)
    assert read(client, MALLORY, "get_credential_owned", "passport")["query_result"]["values"] is None
    for who, action, label in [
        (MALLORY, "get_credential_shared", "copy"),
        (MALLORY, "get_credential_attestation", "copy"),
        (CHARLIE, "get_credential_shared", "passport"),
        (CHARLIE, "get_credential_shared", "nothing"),
    ]:
        assert read(client, who, action, label)["error"]
    client.signed_call(ALICE, "get_credentials")
    client.call(None, "has_profile", ALICE.address)
    assert entries(client, ALICE, limit=MAX_ENTRIES) == before
    assert entries(client, MALLORY) == []


def test_a_session_shows_the_log_too(client: Client) -> None:
    read(client, CHARLIE, "get_credential_shared", "copy")
    signed_in = client.with_cookie(client.login(ALICE))
    unsigned = {"auth_type": ALICE.signature_type, "sender": ALICE.sender.hex(), "limit": 1}
    (newest,) = signed_in.rpc("user.access_log", unsigned).result["entries"]
    assert newest["reader"] == CHARLIE.caller


def test_nobody_reads_the_log_of_another(client: Client) -> None:
    """S1: neither a name, nor another's session or signature, opens it."""
    unsigned = {"auth_type": ALICE.signature_type, "sender": ALICE.sender.hex(), "limit": 1}
    assert client.rpc("user.access_log", unsigned).error == (-901, "not authorized")
    malicious = client.with_cookie(client.login(MALLORY))
    assert malicious.rpc("user.access_log", unsigned).code == -901
    query = log_query(client, MALLORY)
    claimed = {**query.to_json(), "sender": ALICE.sender.hex(), "auth_type": ALICE.signature_type}
    assert client.rpc("user.access_log", claimed).code == -1004
    assert entries(client, MALLORY) == []


def test_a_signature_is_good_for_one_query_and_for_what_it_asks(client: Client) -> None:
    query = log_query(client, ALICE, limit=1).to_json()
    assert client.rpc("user.access_log", {**query, "limit": 2}).code == -1004
    query = log_query(client, ALICE, limit=1).to_json()
    assert client.rpc("user.access_log", query).result
    assert client.rpc("user.access_log", query).code == -1001


def test_who_has_no_profile_has_no_log(client: Client) -> None:
    """A grantee's readings are in their owners' logs; a grantee need not have a profile."""
    reply = client.rpc("user.access_log", log_query(client, CHARLIE).to_json())
    assert reply.error == (-300, "the caller has no profile")


def test_private_mode_wants_a_signature_for_the_log() -> None:
    with running(private=True) as (_, client):
        client.join(ALICE)
        signed_in = client.with_cookie(client.login(ALICE))
        unsigned = {"auth_type": ALICE.signature_type, "sender": ALICE.sender.hex(), "limit": 1}
        assert signed_in.rpc("user.access_log", unsigned).code == -1001
        assert entries(client, ALICE) == []


def test_the_log_is_read_in_pages_from_the_newest_on() -> None:
    with running() as (_, client):
        share(client, ALICE, CHARLIE)
        for _ in range(5):
            read(client, CHARLIE, "get_credential_shared", "copy")
        assert [entry["number"] for entry in entries(client, ALICE)] == [5, 4, 3, 2, 1]
        assert [entry["number"] for entry in entries(client, ALICE, limit=2)] == [5, 4]
        assert [entry["number"] for entry in entries(client, ALICE, 4, 2)] == [3, 2]
        assert entries(client, ALICE, 1) == []


@pytest.mark.parametrize(
    "changes", [{"limit": 0}, {"limit": MAX_ENTRIES + 1}, {"limit": "1"}, {"before": -1}, {"before": 1 << 63}]
)
def test_a_page_has_bounds(client: Client, changes: dict[str, Any]) -> None:
    query = {**log_query(client, ALICE).to_json(), **changes}
    reply = client.rpc("user.access_log", query)
    assert (reply.status, reply.code) == (400, -32602)


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.wallet_type)
def test_any_wallet_shows_its_owner_the_log(who: Person) -> None:
    with running() as (_, client):
        share(client, who, CHARLIE)
        read(client, CHARLIE, "get_credential_shared", "copy")
        assert [entry["reader"] for entry in entries(client, who)] == [CHARLIE.caller]


# The file


@contextmanager
def running_in(folder: Path, clock: Clock | None = None, **settings: Any) -> Iterator[tuple[Node, Client]]:
    """A node with its state on the disk."""
    config = NodeConfig(**{"port": 0, "log_level": "error", "challenge_burst": 10_000, **settings})
    if not (folder / "genesis.json").exists():
        init(folder, genesis())
    with (
        open_node(config, genesis(), folder, clock=clock or Clock()) as node,
        serving(node) as url,
        httpx.Client(timeout=30) as http,
    ):
        yield node, Client(url, http)


def in_files(folder: Path, *texts: bytes) -> list[str]:
    """The files of the log in which any of these is."""
    files = sorted((folder / ACCESS_LOG).parent.iterdir())
    return [file.name for file in files if any(text in file.read_bytes() for text in texts)]


def eventually(condition: Any) -> bool:
    end = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(condition())


def test_an_entry_is_on_the_disk_before_the_reader_has_the_answer(tmp_path: Path) -> None:
    with running_in(tmp_path) as (_, client):
        share(client, ALICE, CHARLIE)
        read(client, CHARLIE, "get_credential_shared", "copy")
        with closing(sqlite3.connect(tmp_path / ACCESS_LOG)) as file:
            assert file.execute("SELECT reader FROM entries").fetchall() == [(CHARLIE.caller,)]


def test_entries_outlive_the_process(tmp_path: Path) -> None:
    with running_in(tmp_path) as (_, client):
        share(client, ALICE, CHARLIE)
        read(client, CHARLIE, "get_credential_shared", "copy")
        before = entries(client, ALICE)
    assert verify(tmp_path).height > 0
    with running_in(tmp_path) as (_, client):
        assert entries(client, ALICE) == before
    (tmp_path / ACCESS_LOG).unlink()
    assert verify(tmp_path).height > 0, "the log is no part of the state"
    with running_in(tmp_path) as (_, client):
        assert entries(client, ALICE) == []


def test_verifying_finds_a_damaged_log(tmp_path: Path) -> None:
    with running_in(tmp_path) as (_, client):
        share(client, ALICE, CHARLIE)
        read(client, CHARLIE, "get_credential_shared", "copy")
    content = (tmp_path / ACCESS_LOG).read_bytes()
    (tmp_path / ACCESS_LOG).write_bytes(content.replace(CHARLIE.caller.encode(), b"x" * 64, 1))
    with pytest.raises(Unavailable) as caught:
        verify(tmp_path)
    assert caught.value.code == "access_log"


def test_the_log_is_for_the_nodes_user_only(tmp_path: Path) -> None:
    with running_in(tmp_path) as (_, client):
        share(client, ALICE, CHARLIE)
        read(client, CHARLIE, "get_credential_shared", "copy")
        for path in [(tmp_path / ACCESS_LOG).parent, *(tmp_path / ACCESS_LOG).parent.iterdir()]:
            assert path.stat().st_mode & 0o077 == 0, path


def test_what_can_not_be_logged_is_not_read(tmp_path: Path) -> None:
    with running_in(tmp_path) as (_, client):
        share(client, ALICE, CHARLIE)
        with closing(sqlite3.connect(tmp_path / ACCESS_LOG, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            reply = client.signed_call(CHARLIE, "get_credential_shared", uid("copy"))
            assert (reply.status, reply.error) == (200, (-700, "the node can not answer now: access_log"))
            assert client.get("/api/v1/health").status_code == 503
            assert client.signed_call(ALICE, "get_credential_owned", uid("passport")).code == -700
            assert client.signed_call(ALICE, "get_credentials").result["query_result"]["values"]
            other.execute("ROLLBACK")
        assert eventually(lambda: client.get("/api/v1/health").status_code == 200)
        read(client, CHARLIE, "get_credential_shared", "copy")
        assert [entry["number"] for entry in entries(client, ALICE)] == [1]


def test_an_erased_profile_takes_its_entries_along(tmp_path: Path) -> None:
    """Deleted means gone, from the files too, without waiting for the node to stop."""
    with running_in(tmp_path) as (_, client):
        share(client, ALICE, CHARLIE)
        client.join(NEAR_ALICE)
        issued = bundle(NEOBANK, "licence")
        client.done(NEOBANK, "upsert_credential_as_inserter", uid("licence"), NEAR_ALICE.id, *issued)
        for _ in range(200):
            read(client, CHARLIE, "get_credential_shared", "copy")
            read(client, NEAR_ALICE, "get_credential_owned", "licence")
        traces = [ALICE.id.bytes, uid("copy").bytes, CHARLIE.caller.encode()]
        assert in_files(tmp_path, *traces)
        client.done(ALICE, "erase_profile")
        assert client.rpc("user.access_log", log_query(client, ALICE).to_json()).code == -300
        assert eventually(lambda: not in_files(tmp_path, *traces))
        assert len(entries(client, NEAR_ALICE, limit=MAX_ENTRIES)) == 200


def test_an_entry_that_came_after_the_erasure_goes_too(tmp_path: Path) -> None:
    """A copy under a lock can still be read when its owner's profile is gone."""
    with running_in(tmp_path) as (_, client):
        client.join(ALICE)
        issued = bundle(NEOBANK, "passport")
        client.done(NEOBANK, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *issued)
        lock = int(Clock()()) + 3_600
        client.done(ALICE, "share_credential", *sharing("passport", "copy", CHARLIE.caller, lock))
        client.done(ALICE, "erase_profile")
        time.sleep(1.5)  # until the file was looked after
        assert read(client, CHARLIE, "get_credential_shared", "copy")["query_result"]["values"]
        assert eventually(lambda: not in_files(tmp_path, ALICE.id.bytes))


def test_entries_expire(tmp_path: Path) -> None:
    clock = Clock()
    with running_in(tmp_path, clock, access_log_seconds=1_000) as (_, client):
        share(client, ALICE, CHARLIE)
        read(client, CHARLIE, "get_credential_shared", "copy")
        clock.now += 999
        read(client, ALICE, "get_credential_owned", "passport")
        time.sleep(1.5)  # until the file was looked after
        assert [entry["number"] for entry in entries(client, ALICE)] == [2, 1]
        clock.now += 2
        assert eventually(lambda: not in_files(tmp_path, uid("copy").bytes))
        assert [entry["number"] for entry in entries(client, ALICE)] == [2]
