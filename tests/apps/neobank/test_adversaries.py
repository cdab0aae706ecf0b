"""What strangers may try with the bank's web site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from idos.crypto.encoding import b64encode
from idos.sdk.signers import ServerKey
from idos.verification.sandbox import SIGNATURE_HEADER, TIMESTAMP_HEADER
from tests.apps.neobank.kit import Bank, Customer, bank, shows


@pytest.fixture(scope="module")
def neobank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with bank(tmp_path_factory.mktemp("bank")) as running:
        yield running


@pytest.fixture
def ada(neobank: Bank) -> Customer:
    customer = neobank.customer()
    customer.joins()
    return customer


def test_a_challenge_counts_once_and_where_it_was_asked_for(neobank: Bank) -> None:
    ada = neobank.customer()
    proof = ada.challenged()
    elsewhere = ada.elsewhere()
    assert elsewhere.refused("proof", **elsewhere.claim(proof)) == "bad_challenge"
    proof = ada.challenged()
    ada.asks("proof", **ada.claim(proof))
    ada.asks("leave")
    assert ada.refused("proof", **ada.claim(proof)) == "bad_challenge"


def test_a_challenge_grows_old(neobank: Bank) -> None:
    ada = neobank.customer()
    proof = ada.challenged()
    neobank.clock.now += neobank.settings.challenge_seconds
    assert ada.refused("proof", **ada.claim(proof)) == "bad_challenge"


def test_a_challenge_is_for_one_profile_and_one_wallet(neobank: Bank) -> None:
    ada = neobank.customer()
    claim = ada.claim()
    assert ada.refused("proof", **claim | {"profile_id": str(uuid4())}) == "bad_challenge"
    ben = neobank.customer()
    forged = replace(ben.wallet.prove(ada.challenged().message))
    assert ada.refused("proof", **ada.claim(forged)) == "bad_challenge"


def test_a_text_of_her_own_proves_nothing(neobank: Bank) -> None:
    ada = neobank.customer()
    assert ada.refused("proof", **ada.claim(ada.wallet.prove("I am Ada"))) == "bad_challenge"


def test_somebody_elses_signature_proves_nothing(neobank: Bank) -> None:
    ada, ben = neobank.customer(), neobank.customer()
    proof = ada.challenged()
    forged = replace(proof, signature=ben.wallet.sign_text(proof.message))
    assert ada.refused("proof", **ada.claim(forged)) == "bad_proof"


def test_the_challenge_says_for_whom_it_is(neobank: Bank) -> None:
    ada = neobank.customer()
    first, _, address, *_ = ada.challenged().message.partition("\n")
    host = neobank.settings.public_url.removeprefix("http://")
    assert first == f"{host} wants you to sign in with your Ethereum account:"
    assert address.startswith(f"{ada.wallet.address}\n")


def test_an_address_with_a_line_break_is_no_address(neobank: Bank) -> None:
    ada = neobank.customer()
    asked = {"profile_id": str(ada.profile_id), "address": "0x1\nNonce: 2"}
    assert ada.refused("challenge", **asked) == "invalid"


def test_an_opening_is_seen_by_the_wallet_that_began_it_only(neobank: Bank, ada: Customer) -> None:
    url = ada.goes().url
    eve = neobank.customer()
    eve.profile_id = ada.profile_id
    eve.asks("proof", **eve.claim())
    assert eve.opening == {"status": 200, "state": "none"}
    assert eve.refused("retry", profile_id=str(ada.profile_id)) == "tries_used_up"
    assert ada.opening["url"] == url
    ben = neobank.customer()
    ben.joins()
    asked = {"profile_id": str(ada.profile_id)}
    assert ben.sees("application", **asked)["code"] == "unproven"
    assert ben.refused("permission", **asked) == "unproven"
    assert ben.refused("retry", **asked) == "unproven"
    assert ben.refused("verification", **ben.signed() | asked) == "unproven"


@pytest.mark.parametrize("made_by", ["the bank", "somebody else"])
def test_no_wallet_is_linked_to_a_profile_that_is_not_its_own(
    neobank: Bank, ada: Customer, made_by: str
) -> None:
    profile_id, key = ada.profile_id, ada.enclave.public_key
    if made_by == "somebody else":
        friend = neobank.net.join()
        profile_id, key = friend.profile().id, friend.enclave.public_key
    eve = neobank.customer()
    eve.profile_id = profile_id
    member = eve.member() | {"encryption_public_key": b64encode(key)}
    assert eve.refused("profile", **member) == "profile_taken"
    assert not neobank.net.issuer.has_profile(eve.wallet.address)


def test_only_the_permission_that_was_asked_for_is_taken(neobank: Bank, ada: Customer) -> None:
    grant, other = ada.permission(), ServerKey.generate().identifier
    for changed in (
        replace(grant, issuer_public_key=other),
        replace(grant, grantee=other),
        replace(grant, id=uuid4()),
        replace(grant, not_usable_after="2099-01-01T00:00:00Z"),
        replace(grant, owner=neobank.customer().wallet.identifier),
    ):
        assert ada.refused("verification", **ada.signed(changed)) == "other_permission"
    unsigned = ada.signed(grant) | {"signature": neobank.customer().wallet.sign_text(grant.text())}
    assert ada.refused("verification", **unsigned) == "bad_proof"
    assert ada.opening["state"] == "none"


def test_a_permission_is_not_used_for_two_openings(neobank: Bank, ada: Customer) -> None:
    signed = ada.signed()
    shows(ada.at(ada.asks("verification", **signed)["url"]))
    ada.reaches("issued")
    assert ada.refused("verification", **signed) == "already_open"
    assert ada.refused("retry", profile_id=str(ada.profile_id)) == "tries_used_up"


def test_while_an_opening_goes_on_there_is_no_second(neobank: Bank, ada: Customer) -> None:
    ada.goes()
    assert ada.refused("permission", profile_id=str(ada.profile_id)) == "already_open"


def test_of_two_at_once_one_is_told_to_try_again(
    neobank: Bank, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = ada.signed()
    monkeypatch.setattr("idos.apps.neobank.ledger.Ledger.swap", lambda *_, **__: False)
    assert ada.refused("verification", **signed) == "conflict"


def test_call_backs_are_believed_only_when_signed(neobank: Bank, ada: Customer) -> None:
    ada.goes()
    said = {"id": "e1", "session": "x" * 22, "reference": "r", "status": "approved", "occurred": 1}
    assert neobank.webhook(said, **{SIGNATURE_HEADER: "v1=" + 64 * "0"}).json()["code"] == "bad_signature"
    stale = str(int(neobank.clock.now) - 301)
    assert neobank.webhook(said, **{TIMESTAMP_HEADER: stale}).status_code == 403
    too_long = {**said, "reference": "r" * 70_000}
    assert neobank.webhook(too_long).json()["code"] == "too_large"
    assert neobank.webhook(said).is_success, "about nobody, and so about nothing"
    assert ada.opening["state"] == "verifying"


def test_call_backs_may_come_twice_and_decide_nothing(neobank: Bank, ada: Customer) -> None:
    page = ada.goes()
    session, reference = neobank.sessions[-1]
    said = {"id": "e2", "session": session, "reference": reference, "status": "approved", "occurred": 1}
    assert neobank.webhook(said).is_success, "signed, and not true"
    assert neobank.webhook(said).is_success, "replayed"
    assert ada.opening["state"] == "verifying"
    shows(page)
    ada.reaches("issued")
    for _ in range(3):
        neobank.clock.now += 1
        assert neobank.webhook(said).is_success
    assert ada.opening["state"] == "issued"
    assert len(neobank.credentials(ada)) == 1


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": "https://evil.example", "Content-Type": "application/json"}, "foreign"),
        ({"Content-Type": "application/json"}, "foreign"),
        ({"Origin": "own", "Content-Type": "text/plain"}, "not_json"),
        ({"Origin": "own"}, "not_json"),
    ],
)
def test_other_sites_can_change_nothing(neobank: Bank, headers: dict[str, str], code: str) -> None:
    url = neobank.settings.public_url
    sent = {name: url if value == "own" else value for name, value in headers.items()}
    for path in ("names", "leave"):
        answer = httpx.post(f"{url}/api/{path}", content=b"{}", headers=sent)
        assert (answer.status_code // 100, answer.json()["code"]) == (4, code)
        assert "set-cookie" not in answer.headers


def test_bodies_are_bounded(neobank: Bank) -> None:
    ada = neobank.customer()
    assert ada.refused("names", given_names="A" * 70_000, surname="B") == "too_large"
    assert ada.refused("names", given_names="A" * 101, surname="B") == "invalid"
    assert ada.refused("names", given_names="A") == "invalid"
