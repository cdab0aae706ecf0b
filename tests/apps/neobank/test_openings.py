"""How long openings are kept, for whom there is room, and for which key is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from idos.apps.sealed_store import SealedStore
from idos.enclave.local import LocalEnclave
from idos.errors import Invalid
from idos.sdk.clients import Issuer
from idos.sdk.records import Profile
from idos.verification.provider import VerificationSession
from idos.verification.sandbox import SandboxProvider
from tests.apps.neobank.kit import FORGED, Bank, Customer, bank, shows
from tests.apps.verify.kit import eventually

OTHER_KEY = LocalEnclave.create(str(uuid4()), "another's password").public_key


@pytest.fixture
def neobank(tmp_path: Path) -> Iterator[Bank]:
    with bank(tmp_path, database=str(tmp_path / "bank.sqlite")) as running:
        yield running


def joined(neobank: Bank) -> Customer:
    customer = neobank.customer()
    customer.joins()
    return customer


def kept(neobank: Bank, collection: str) -> int:
    """How many records a collection has."""
    with closing(sqlite3.connect(neobank.settings.database)) as db:
        return int(db.execute("SELECT count(*) FROM items WHERE collection = ?", (collection,)).fetchone()[0])


def test_what_nobody_signs_is_forgotten(neobank: Bank) -> None:
    joined(neobank).permission()
    assert kept(neobank, "offers") == 1
    neobank.clock.now += neobank.settings.visit_seconds
    eventually(lambda: kept(neobank, "offers") == 0)


def test_what_came_to_nothing_is_forgotten_in_the_end(neobank: Bank) -> None:
    ada = joined(neobank)
    ada.goes()
    neobank.clock.now += 3601
    ada.reaches("rejected")
    assert (kept(neobank, "openings"), kept(neobank, "ended")) == (0, 1)
    neobank.clock.now += neobank.settings.permission_seconds + neobank.settings.keep_seconds
    eventually(lambda: kept(neobank, "ended") == 0)


def test_offers_and_ends_without_number_keep_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SealedStore.collection, "__kwdefaults__", {"capacity": 2, "forgets": False})
    with bank(tmp_path) as small:
        for _ in range(4):
            small.customer().asks("names", given_names="Eve", surname="Eve")
        first = joined(small)
        signed = first.signed()
        for _ in range(3):
            joined(small).permission()
        first = first.elsewhere_proved()
        assert first.refused("verification", **signed) == "other_permission", "it had to make room"
        ada, ben, eve = joined(small), joined(small), joined(small)
        going = []
        for each in (ada, ben):
            again = each.elsewhere_proved()
            again.goes()
            going.append(again)
        eve = eve.elsewhere_proved()
        assert eve.refused("verification", **eve.signed()) == "full", (
            "nobody who is being verified makes room"
        )
        small.clock.now += 3601
        eventually(lambda: going[1].opening["state"] == "rejected")
        eve = eve.elsewhere_proved()
        assert eve.goes()


def test_an_opening_is_for_a_profile_that_exists(neobank: Bank) -> None:
    nobody = neobank.customer().elsewhere_proved()
    asked = {"profile_id": str(nobody.profile_id)}
    assert nobody.refused("permission", **asked) == "profile_missing"
    nobody.profile_id = joined(neobank).profile_id  # somebody's; her wallet has none
    nobody = nobody.elsewhere_proved()
    assert nobody.refused("permission", profile_id=str(nobody.profile_id)) == "profile_missing"
    assert kept(neobank, "offers") == 0


def test_after_the_last_try_she_rests_and_goes_on(tmp_path: Path) -> None:
    with bank(tmp_path, max_sessions=1, rest_seconds=7200) as strict:
        ada = joined(strict)
        shows(ada.goes(), FORGED, times=3)
        told, asked = ada.reaches("rejected"), {"profile_id": str(ada.profile_id)}
        assert (told["can_retry"], told["can_renew"]) == (False, False)
        assert told["retry_from"] == int(strict.clock.now) + 7200
        assert ada.refused("retry", **asked) == "tries_used_up"
        assert ada.refused("permission", **asked) == "tries_used_up"
        strict.clock.now += 7200
        assert (ada.opening["can_retry"], ada.opening["retry_from"]) == (True, None)
        shows(ada.retries(), FORGED, times=3)
        eventually(lambda: ada.opening["retry_from"] == int(strict.clock.now) + 7200)
        strict.clock.now += strict.settings.permission_seconds
        ada = ada.elsewhere_proved()
        assert (ada.opening["can_retry"], ada.opening["can_renew"]) == (False, True)
        shows(ada.goes())
        ada.reaches("issued")


def test_nothing_is_written_for_a_key_that_the_node_alone_names(
    neobank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = joined(neobank)
    user, asked = Issuer.user, {"profile_id": str(ada.profile_id)}

    def lying(self: Issuer, id: UUID) -> Profile:
        return replace(user(self, id), encryption_public_key=OTHER_KEY)

    with monkeypatch.context() as patched:
        patched.setattr(Issuer, "user", lying)
        assert ada.refused("permission", **asked) == "key_changed"
    page = ada.goes()
    with monkeypatch.context() as patched:
        patched.setattr(Issuer, "user", lying)
        shows(page)
        told = ada.reaches("failed")
        assert (told["reasons"], told["can_retry"], told["can_renew"]) == (["key_changed"], False, True)
        assert neobank.credentials(ada) == []
    shows(ada.goes())
    ada.reaches("issued")


def test_a_key_that_she_changed_is_taken_when_she_says_so(neobank: Bank) -> None:
    ada = joined(neobank)
    with neobank.client(ada) as client:
        client.change_password("another password of hers")
        ada.enclave = client.enclave  # type: ignore[assignment]  # it is a local one
    asked: dict[str, Any] = {"profile_id": str(ada.profile_id)}
    assert ada.refused("permission", **asked) == "key_changed"
    assert ada.asks("permission", **asked, key_changed=True)
    shows(ada.goes())
    ada.reaches("issued")
    with neobank.client(ada) as client:
        (info,) = [info for info in client.credentials() if info.original_id is None]
        assert b"Park" in client.read(info.id)


def test_the_key_that_was_seen_first_is_kept_for_a_profile_made_elsewhere(
    neobank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    friend = neobank.net.join()
    ada = neobank.customer()
    ada.wallet, ada.profile_id = friend.wallet, friend.profile().id
    ada = ada.elsewhere_proved()
    ada.permission()
    user = Issuer.user

    def lying(self: Issuer, id: UUID) -> Profile:
        return replace(user(self, id), encryption_public_key=OTHER_KEY)

    monkeypatch.setattr(Issuer, "user", lying)
    assert ada.refused("permission", profile_id=str(ada.profile_id)) == "key_changed"


def test_names_that_the_provider_refuses_are_said_to_be_the_reason(
    neobank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> VerificationSession:
        raise Invalid("The provider answered with HTTP status 422.", code="provider_input")

    monkeypatch.setattr(SandboxProvider, "start", refuse)
    neobank.stop()
    neobank.start()
    ada = joined(neobank)
    assert ada.refused("verification", **ada.signed()) == "names_refused"


def test_nothing_is_signed_for_another_network(tmp_path: Path) -> None:
    with bank(tmp_path, chain_id="another") as mistaken:
        ada = mistaken.customer()
        assert ada.refused("profile", **ada.member()) == "wrong_network"
        assert not mistaken.net.issuer.has_profile(ada.wallet.address)
