"""Deleted means gone: no part of what was deleted is left in any file that the node has written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from random import Random
from threading import Timer
from typing import Any
from uuid import UUID

import httpx
import pytest

from idos.apps.traces import Scan, Traces
from idos.node import NodeConfig, open_node, serving
from idos.protocol.actions.credentials import EditCredential
from tests.chaos.load import bundle, issue, secrets_of, sharing
from tests.chaos.process import SECONDS, node
from tests.people import ALICE, CHARLIE, NEOBANK, uid
from tests.rpc.kit import Client, genesis, view_call

RETENTION = 1
CREDENTIAL, COPY, ATTRIBUTE, SHARED_ATTRIBUTE = map(uid, ("original", "copy", "note", "shared note"))


class Profile:
    """ALICE's profile, full of secrets. ``secrets`` is what to look for, by the record that holds it."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        self.fresh = random.randbytes
        self.credential = self.issued(9_000)
        self.copy = self.issued(3_000, notes="")
        self.notes = [random.randbytes(200).hex() for _ in range(2)]
        self.secrets = {
            "credential": secrets_of(self.credential),
            "copy": secrets_of(self.copy),
            "attribute": [self.notes[0].encode(), bytes.fromhex(self.notes[0])],
            "shared attribute": [self.notes[1].encode(), bytes.fromhex(self.notes[1])],
        }

    def issued(self, size: int, notes: str | None = None) -> Any:
        """A credential with new content, and new notes."""
        return issue(NEOBANK, self.fresh(size), self.fresh(60).hex() if notes is None else notes)

    def store(self, client: Client) -> None:
        """Put everything into the node."""
        client.join(ALICE)
        client.done(ALICE, "add_credential", CREDENTIAL, *bundle(self.credential))
        client.done(ALICE, "share_credential", *sharing(COPY, CREDENTIAL, self.copy))
        client.done(ALICE, "add_attribute", ATTRIBUTE, "note", self.notes[0])
        client.done(ALICE, "share_attribute", SHARED_ATTRIBUTE, ATTRIBUTE, "note", self.notes[1])

    def of(self, records: Iterable[str]) -> list[bytes]:
        return [secret for record in records for secret in self.secrets[record]]


def _edit(client: Client, profile: Profile) -> None:
    edit = EditCredential(id=CREDENTIAL, **asdict(profile.issued(4_000)))
    client.done(ALICE, edit.NAME, *edit.values())


def _revoke(client: Client, _: Profile) -> None:
    (grant,) = client.signed_call(ALICE, "get_access_grants_owned").result["query_result"]["values"]
    client.done(ALICE, "revoke_access_grant", UUID(grant[0]))


def _do(action: str, *args: Any) -> Callable[[Client, Profile], None]:
    return lambda client, _: client.done(ALICE, action, *args)


def _steps(*steps: Callable[[Client, Profile], None]) -> Callable[[Client, Profile], None]:
    def each(client: Client, profile: Profile) -> None:
        for step in steps:
            step(client, profile)

    return each


EVERYTHING = ("credential", "copy", "attribute", "shared attribute")
DELETIONS: dict[str, tuple[Callable[[Client, Profile], None], tuple[str, ...]]] = {
    "remove_credential": (_do("remove_credential", CREDENTIAL), ("credential", "copy")),
    "revoke_access_grant": (_revoke, ("copy",)),
    "edit_credential": (_steps(_revoke, _edit), ("credential", "copy")),
    "remove_attribute": (_do("remove_attribute", ATTRIBUTE), ("attribute",)),
    "edit_attribute": (_do("edit_attribute", ATTRIBUTE, "note", "shorter"), ("attribute",)),
    "erase_profile": (_do("erase_profile"), EVERYTHING),
}


def _searched(folder: Path, client: Client, needles: list[bytes]) -> Scan:
    """Search until nothing is found, or it takes too long; what the node tells of itself is searched too."""
    traces, deadline = Traces(needles), time.monotonic() + SECONDS / 2
    while (scan := traces.search(folder)).found and time.monotonic() < deadline:
        time.sleep(0.1)
    for number, path in enumerate(("/metrics", "/api/v1/health", "/spec/v1")):
        (folder / f"answer-{number}").write_bytes(client.get(path).content)
    return scan if scan.found else traces.search(folder)


@pytest.mark.parametrize("deletion", DELETIONS)
def test_nothing_is_left_while_the_node_runs_and_after_it_stopped(network: Path, deletion: str) -> None:
    profile = Profile(1)
    delete, records = DELETIONS[deletion]
    with (
        node(network, body_retention_seconds=RETENTION) as (process, url),
        httpx.Client(timeout=30) as http,
    ):
        client = Client(url, http)
        profile.store(client)
        for record in EVERYTHING:
            assert Traces(profile.secrets[record]).search(network).found, "what is stored can be found"
        delete(client, profile)
        scan = _searched(network, client, profile.of(records))
        assert (scan.found, scan.files >= 8) == ((), True)
        kept = [record for record in EVERYTHING if record not in records]
        assert all(Traces(profile.secrets[record]).search(network).found for record in kept)
        assert process.stop() == 0
    assert Traces(profile.of(records)).search(network).found == ()


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_left_when_the_node_was_killed_in_the_middle(network: Path, seed: int) -> None:
    """Whether the deletion was in a block or not when the node was killed: once it is, all traces go."""
    profile = Profile(seed)
    with (
        node(network, body_retention_seconds=RETENTION) as (process, url),
        httpx.Client(timeout=30) as http,
    ):
        client = Client(url, http)
        profile.store(client)
        killing = Timer([0, 0.004, 0.008, 0.012][seed], process.process.kill)
        killing.start()
        with suppress(httpx.TransportError):
            client.done(ALICE, "erase_profile")
        killing.join()
    with (
        node(network, body_retention_seconds=RETENTION) as (process, url),
        httpx.Client(timeout=30) as http,
    ):
        client = Client(url, http)
        if client.signed_call(ALICE, "get_credentials").result["query_result"]["values"]:
            client.done(ALICE, "erase_profile")
        assert _searched(network, client, profile.of(EVERYTHING)).found == ()
        assert process.stop() == 0
    assert Traces(profile.of(EVERYTHING)).search(network).found == ()


def test_what_was_refused_or_only_asked_for_is_in_no_file(network: Path) -> None:
    """Arguments of transactions that fail are kept as long as bodies are; those of reads not at all."""
    random = Random(3)
    refused, asked = random.randbytes(100).hex(), random.randbytes(100).hex()
    with (
        node(network, body_retention_seconds=RETENTION) as (_, url),
        httpx.Client(timeout=30) as http,
    ):
        client = Client(url, http)
        client.join(ALICE)
        client.done(ALICE, "add_attribute", ATTRIBUTE, "note", "short")
        answer = client.execute(ALICE, "add_attribute", ATTRIBUTE, "note", refused).result["result"]
        assert answer["code"] != 0
        assert (
            client.execute(CHARLIE, "add_attribute", uid("x"), refused, refused).result["result"]["code"] != 0
        )
        client.rpc("user.call", view_call(ALICE, "has_profile", asked).to_json())
        client.rpc("user.call", {"body": asked, "payload": asked})
        client.rpc(asked, {"text": asked})
        assert _searched(network, client, [refused.encode(), asked.encode()]).found == ()


def test_a_node_that_does_not_overwrite_would_be_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from idos.store import sqlite

    careless = tuple(
        pragma.replace("secure_delete = ON", "secure_delete = OFF") for pragma in sqlite._PRAGMAS
    )
    monkeypatch.setattr(sqlite, "_PRAGMAS", careless)
    profile = Profile(4)
    config = NodeConfig(port=0, log_level="error", body_retention_seconds=RETENTION)
    founded = genesis()
    with (
        open_node(config, founded, tmp_path) as opened,
        serving(opened) as url,
        httpx.Client(timeout=30) as http,
    ):
        client = Client(url, http)
        profile.store(client)
        client.done(ALICE, "erase_profile")
        time.sleep(RETENTION + 2)
    assert Traces(profile.of(EVERYTHING)).search(tmp_path).found != ()
