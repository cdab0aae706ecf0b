"""What happens when things stop, get lost or do not answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from idos.apps.neobank import Draft, Neobank
from idos.apps.neobank.app import build_neobank_app
from idos.apps.neobank.ledger import Ledger
from idos.apps.neobank.opening import Opening
from idos.errors import Denied, IdosError, Unavailable, UnknownOutcome
from idos.sdk import keystore
from idos.sdk.keystore import KeyKind, Keys
from idos.sdk.records import IssuedCredential, SignedWriteGrant
from idos.verification.provider import VerificationResult
from idos.verification.sandbox import SandboxProvider
from tests.apps.neobank.kit import ADA, KEY_PASSWORD, Bank, Customer, bank, shows
from tests.apps.verify.kit import eventually


@pytest.fixture
def neobank(tmp_path: Path) -> Iterator[Bank]:
    with bank(tmp_path, database=str(tmp_path / "bank.sqlite")) as running:
        yield running


@pytest.fixture
def ada(neobank: Bank) -> Customer:
    customer = neobank.customer()
    customer.joins()
    return customer


def test_a_crash_between_writing_and_noting_makes_neither_two_nor_none(
    neobank: Bank, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver, tries = Neobank.deliver, []

    def crashing(
        self: Neobank, user_id: UUID, draft: Draft, permission: SignedWriteGrant, recipient: bytes
    ) -> IssuedCredential:
        tries.append(deliver(self, user_id, draft, permission, recipient))
        if len(tries) == 1:
            raise UnknownOutcome("The answer was lost.", tx_hash="00")
        return tries[-1]

    monkeypatch.setattr(Neobank, "deliver", crashing)
    shows(ada.goes())
    ada.reaches("issuing")
    neobank.stop()
    neobank.clock.now += 2
    neobank.start()
    ada.reaches("issued")
    (info,) = neobank.credentials(ada)
    assert [each.original_id for each in tries] == [info.id] * 2


def test_what_was_begun_survives_a_restart(neobank: Bank, ada: Customer) -> None:
    page = ada.goes()
    neobank.stop()
    shows(page)
    neobank.start()
    _wait(neobank, ada, "issued")  # the call-back that found nobody is sent again


def test_a_call_back_that_never_comes_is_not_waited_for(neobank: Bank, ada: Customer) -> None:
    page = ada.goes()
    neobank.stop()
    shows(page)
    neobank.clock.now += 100_000  # the provider gives up, and forgets the session
    path = f"/api/sessions/{_session(neobank)}"
    eventually(lambda: neobank.verification.api("GET", path).status_code == 404)
    neobank.start()
    assert ada.elsewhere_proved().reaches("failed")["can_retry"]


def test_lost_pictures_are_asked_for_again(neobank: Bank, ada: Customer) -> None:
    page = ada.goes()
    neobank.stop()
    shows(page)
    path = f"/api/sessions/{_session(neobank)}/images/document"
    eventually(lambda: neobank.verification.api("GET", path).is_success)
    neobank.start()
    told = _wait(neobank, ada, "failed")
    assert (told["reasons"], told["can_retry"]) == (["pictures_lost"], True)
    shows(ada.retries())
    ada.reaches("issued")


def test_a_crash_before_noting_that_the_credential_is_ready_loses_no_pictures(
    neobank: Bank, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap = Ledger.swap
    crashes: list[str] = []

    def crashing(self: Ledger, old: Opening | None, new: Opening, *, due: int) -> bool:
        if new.state == "issuing" and not crashes:
            crashes.append(new.id)
            raise Unavailable("The power is gone.", code="disk")
        return swap(self, old, new, due=due)

    monkeypatch.setattr(Ledger, "swap", crashing)
    shows(ada.goes())
    ada.reaches("issued")
    assert crashes


def test_an_outcome_about_somebody_else_is_not_believed(
    neobank: Bank, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = SandboxProvider.outcome

    def mistaken(self: SandboxProvider, session_id: str) -> VerificationResult:
        return replace(outcome(self, session_id), reference="somebody-else")

    with monkeypatch.context() as patched:
        patched.setattr(SandboxProvider, "outcome", mistaken)
        neobank.stop()
        neobank.start()
        shows(ada.goes())
        assert ada.reaches("failed")["reasons"] == ["wrong_answer"]
    assert neobank.credentials(ada) == []


def test_who_does_not_answer_is_asked_again(
    neobank: Bank, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ada.goes()
    shows(page)
    ada.reaches("issued")
    ben = neobank.customer()
    ben.joins()
    asked: list[float] = []

    def silent(_: SandboxProvider, __: str) -> None:
        asked.append(neobank.clock.now)
        raise Unavailable("Nobody is there.")

    with monkeypatch.context() as patched:
        patched.setattr(SandboxProvider, "outcome", silent)
        neobank.stop()
        neobank.start()
        shows(ben.goes())
        for times, pause in enumerate((2, 10, 60, 0), start=1):
            eventually(partial(_has, asked, times))
            neobank.clock.now += pause
        assert ben.opening["state"] == "verifying"
    neobank.stop()
    neobank.clock.now += 300
    neobank.start()
    ben.reaches("issued")


def test_a_fault_about_one_person_keeps_nobody_else_waiting(
    neobank: Bank, ada: Customer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    outcome = SandboxProvider.outcome
    ben = neobank.customer()
    ben.joins()
    page = ada.goes()

    def faulty(self: SandboxProvider, session_id: str) -> VerificationResult:
        if session_id == neobank.sessions[0][0]:
            raise ZeroDivisionError("Ada Park")
        return outcome(self, session_id)

    with monkeypatch.context() as patched:
        patched.setattr(SandboxProvider, "outcome", faulty)
        neobank.stop()
        neobank.start()
        shows(page)
        eventually(lambda: "not taken on (ZeroDivisionError at test_crashes.py" in caplog.text)
        shows(ben.goes())
        ben.reaches("issued")
        assert "Ada Park" not in caplog.text
    neobank.stop()
    neobank.start()
    _wait(neobank, ada, "issued")


def test_what_was_written_without_an_answer_is_found_after_the_permissions_end(
    neobank: Bank, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver = Neobank.deliver

    def unheard(
        self: Neobank, user_id: UUID, draft: Draft, permission: SignedWriteGrant, recipient: bytes
    ) -> IssuedCredential:
        deliver(self, user_id, draft, permission, recipient)
        raise UnknownOutcome("The answer was lost.", tx_hash="00")

    with monkeypatch.context() as patched:
        patched.setattr(Neobank, "deliver", unheard)
        shows(ada.goes())
        eventually(lambda: len(neobank.credentials(ada)) == 1)
        neobank.stop()
    neobank.clock.now += neobank.settings.permission_seconds + 1
    neobank.start()
    ada = ada.elsewhere_proved()
    assert ada.reaches("issued")["account"]
    assert len(neobank.credentials(ada)) == 1
    assert _drafts(neobank) == 0


def test_a_permission_that_ran_out_is_asked_for_anew(
    neobank: Bank, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> None:
        raise Unavailable("The node is away.")

    with monkeypatch.context() as patched:
        patched.setattr(Neobank, "deliver", silent)
        shows(ada.goes())
        ada.reaches("issuing")
        assert ada.refused("permission", profile_id=str(ada.profile_id)) == "already_open"
    neobank.clock.now += neobank.settings.permission_seconds + 1
    ada = ada.elsewhere_proved()
    told = ada.reaches("failed")
    assert (told["reasons"], told["can_retry"]) == (["permission_expired"], False)
    assert _drafts(neobank) == 0
    shows(ada.goes())
    ada.reaches("issued")
    assert len(neobank.credentials(ada)) == 1


def test_a_permission_that_runs_out_before_it_is_signed_is_asked_for_anew(
    neobank: Bank, ada: Customer
) -> None:
    signed = ada.signed()
    neobank.clock.now += neobank.settings.permission_seconds
    ada = ada.elsewhere_proved()
    assert ada.refused("verification", **signed) == "other_permission"
    ada.goes()


def test_a_rejection_whose_permission_ran_out_needs_a_new_one(neobank: Bank, ada: Customer) -> None:
    ada.goes()
    neobank.clock.now += 3601
    ada.reaches("rejected")
    neobank.clock.now += neobank.settings.permission_seconds
    ada = ada.elsewhere_proved()
    assert not ada.opening["can_retry"]
    assert ada.refused("retry", profile_id=str(ada.profile_id)) == "tries_used_up"
    shows(ada.goes())
    ada.reaches("issued")


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Denied("Not this country.", code="country_not_served"), "rejected"),
        (Denied("Something else.", code="odd"), "failed"),
    ],
)
def test_a_document_that_can_not_be_taken_ends_it(
    neobank: Bank, ada: Customer, monkeypatch: pytest.MonkeyPatch, error: IdosError, state: str
) -> None:
    def refuse(*_: object, **__: object) -> dict[str, Any]:
        raise error

    monkeypatch.setattr("idos.apps.neobank.worker.identity_credential", refuse)
    shows(ada.goes())
    told = ada.reaches(state)
    assert told["reasons"] == [error.code]
    assert told["can_retry"] == (state == "failed")


def test_what_the_node_refuses_in_time_ends_it_for_its_own_reason(
    neobank: Bank, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise Denied("The node does not like it.", code="refused")

    monkeypatch.setattr(Neobank, "deliver", refused)
    shows(ada.goes())
    told = ada.reaches("failed")
    assert (told["reasons"], told["can_retry"]) == (["refused"], False)
    assert _drafts(neobank) == 0


def test_a_draft_that_a_restored_file_lacks_ends_it(
    neobank: Bank, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> None:
        raise Unavailable("The node is away.")

    monkeypatch.setattr(Neobank, "deliver", silent)
    shows(ada.goes())
    ada.reaches("issuing")
    with closing(sqlite3.connect(neobank.settings.database, isolation_level=None)) as db:
        db.execute("DELETE FROM items WHERE collection = 'drafts'")
    assert _wait(neobank, ada, "failed")["reasons"] == ["draft_lost"]


def test_a_storage_that_fails_stops_nothing_for_good(
    neobank: Bank, ada: Customer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise Unavailable("The disk is full.", code="disk")

    with monkeypatch.context() as patched:
        patched.setattr("idos.apps.sealed_store.Collection.sweep", broken)
        eventually(lambda: "the worker failed (Unavailable" in caplog.text)
    shows(ada.goes())
    ada.reaches("issued")


def test_after_the_account_is_open_another_credential_may_be_permitted(neobank: Bank, ada: Customer) -> None:
    shows(ada.goes())
    account = ada.reaches("issued")["account"]
    ada.asks("names", given_names=ADA.given_names, surname=ADA.surname)
    shows(ada.goes())
    eventually(lambda: len(neobank.credentials(ada)) == 2)
    assert ada.reaches("issued")["account"] == account


def test_nothing_about_anybody_stands_in_the_database(neobank: Bank, ada: Customer) -> None:
    ada.goes()
    kept = Path(neobank.settings.database).read_bytes()
    for told in (b"Park", str(ada.profile_id).encode(), ada.wallet.address[2:].encode(), b"http"):
        assert told.lower() not in kept.lower()


def test_the_bank_opens_only_with_an_issuers_keys(neobank: Bank, tmp_path: Path) -> None:
    with pytest.raises(IdosError) as caught:
        build_neobank_app(replace(neobank.settings, key_password="another"), neobank.verification.provider)
    assert caught.value.code == "wrong_key_password"
    other = tmp_path / "server"
    keystore.save(other, Keys.generate(KeyKind.SERVER), KEY_PASSWORD)
    with pytest.raises(IdosError) as caught:
        build_neobank_app(replace(neobank.settings, key_file=other), neobank.verification.provider)
    assert caught.value.code == "wrong_key_kind"
    assert KEY_PASSWORD not in repr(neobank.settings)


def _wait(neobank: Bank, customer: Customer, state: str) -> dict[str, Any]:
    """Let time pass until an opening has this state."""

    def reached() -> bool:
        neobank.clock.now += 1
        return bool(customer.opening["state"] == state)

    eventually(reached)
    return customer.opening


def _drafts(neobank: Bank) -> int:
    """How many drafts are kept."""
    with closing(sqlite3.connect(neobank.settings.database)) as db:
        return int(db.execute("SELECT count(*) FROM items WHERE collection = 'drafts'").fetchone()[0])


def _has(things: list[float], count: int) -> bool:
    return len(things) == count


def _session(neobank: Bank) -> str:
    return neobank.sessions[-1][0]
