"""An account is opened, over HTTP, with the real verification and a real network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from idos.sdk.attestation import read_notes
from idos.sdk.w3c import verify_credential
from idos.verification import draw_passport
from idos.verification.provider import VerificationResult
from tests.apps.neobank.kit import ADA, FORGED, KEYS, PASSPORT, SELFIE, Bank, bank, shows

TAKEN = bytes(PASSPORT)


@pytest.fixture(scope="module")
def neobank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with bank(tmp_path_factory.mktemp("bank")) as running:
        yield running


@pytest.mark.parametrize("wallet_type", ["EVM", "NEAR", "XRPL", "Stellar", "FaceSign"])
def test_from_no_profile_to_a_credential_of_her_own(neobank: Bank, wallet_type: str) -> None:
    ada = neobank.customer(wallet_type)
    ada.joins()
    assert ada.opening["state"] == "none"
    page = ada.goes()
    assert ada.opening["state"] == "verifying"
    assert ada.opening["url"] == page.url
    shows(page)
    done = ada.reaches("issued")
    assert done["account"]["holder"] == "Ada Park"
    assert done["url"] is None
    with neobank.client(ada) as client:
        (info,) = [info for info in client.credentials() if info.original_id is None]
        (grant,) = client.grants_given()
        plaintext = client.read(info.id)
    notes = read_notes(info.public_notes)
    assert (notes["type"], notes["issuer"], notes["status"]) == ("passport", "Neobank", "approved")
    now = datetime.fromtimestamp(neobank.clock(), UTC)
    assert verify_credential(plaintext, [KEYS.issuer_key], now=now).status == "verified"
    assert grant.grantee == KEYS.server.identifier
    assert neobank.net.issuer.credential_exists(grant.data_id), "the bank's own copy"


def test_a_rejected_document_is_explained_and_another_accepted(neobank: Bank) -> None:
    ada = neobank.customer()
    ada.joins()
    shows(ada.goes(), FORGED, times=3)
    told = ada.reaches("rejected")
    assert told["reasons"] == ["check_digit_failed"]
    assert told["can_retry"]
    assert neobank.credentials(ada) == []
    shows(ada.retries())
    ada.reaches("issued")
    assert len(neobank.credentials(ada)) == 1


@pytest.mark.parametrize(("given_names", "surname"), [("Ahmadi", ""), ("", "Ahmadi")])
def test_a_person_with_one_name_opens_an_account(neobank: Bank, given_names: str, surname: str) -> None:
    ahmadi = neobank.customer()
    ahmadi.joins(given_names, f" {surname} ")
    page = ahmadi.goes()
    page.send("document", draw_passport(replace(ADA, given_names="Ahmadi", surname="")))
    page.send("selfie", SELFIE)
    assert ahmadi.reaches("issued")["account"]["holder"] == "Ahmadi"
    with neobank.client(ahmadi) as client:
        (info,) = [info for info in client.credentials() if info.original_id is None]
        credential = json.loads(client.read(info.id))
    subject = credential["credentialSubject"]
    assert (subject.get("firstName", ""), subject.get("familyName", "")) == (given_names, surname)
    assert (credential["level"], read_notes(info.public_notes)["level"]) == ("basic", "basic")


def test_a_document_in_another_name_is_not_signed_whatever_the_provider_says(neobank: Bank) -> None:
    def in_another_name(found: VerificationResult) -> VerificationResult:
        return replace(found, document=found.document and replace(found.document, given_names="EVA"))

    neobank.hears = in_another_name
    ada = neobank.customer()
    ada.joins()
    shows(ada.goes())
    told = ada.reaches("rejected")
    neobank.hears = lambda found: found
    assert (told["reasons"], told["can_retry"]) == (["name_mismatch"], True)
    assert neobank.credentials(ada) == []


def test_who_does_not_finish_in_time_may_try_again(neobank: Bank) -> None:
    ada = neobank.customer()
    ada.joins()
    ada.goes()
    neobank.clock.now += 3601
    assert ada.reaches("rejected")["reasons"] == ["session_expired"]
    shows(ada.retries())
    ada.reaches("issued")


def test_a_name_that_is_not_the_passports_is_corrected_for_the_next_try(neobank: Bank) -> None:
    ada = neobank.customer()
    ada.asks("names", given_names="Eva", surname="Park")
    ada.asks("profile", **ada.member())
    shows(ada.goes(), TAKEN, times=3)
    told = ada.reaches("rejected")
    assert told["reasons"] == ["name_mismatch"]
    assert told["names"] == {"given_names": "Eva", "surname": "Park"}
    ada.asks("names", given_names="Ada", surname="Park")
    shows(ada.retries())
    done = ada.reaches("issued")
    assert done["account"]["holder"] == "Ada Park"
    assert done["names"] == {"given_names": "Ada", "surname": "Park"}


def test_who_comes_back_elsewhere_corrects_her_name_too(neobank: Bank) -> None:
    ada = neobank.customer()
    ada.asks("names", given_names="Eva", surname="Park")
    ada.asks("profile", **ada.member())
    shows(ada.goes(), TAKEN, times=3)
    ada.reaches("rejected")
    ada = ada.elsewhere_proved()  # where she writes it right
    shows(ada.retries())
    assert ada.reaches("issued")["account"]["holder"] == "Ada Park"


def test_the_bank_says_whether_its_copy_is_there(neobank: Bank) -> None:
    ada = neobank.customer()
    ada.joins()
    assert ada.sees("copy")["code"] == "no_account"
    shows(ada.goes())
    ada.reaches("issued")
    told = {"status": 200, "profile": True, "credential": True, "copy": True}
    assert ada.sees("copy") == told
    with neobank.client(ada) as client:
        (grant,) = client.grants_given()
        client.revoke(grant.id)
        told["copy"] = False
        assert ada.sees("copy") == told
        (info,) = client.credentials()
        client.remove_credential(info.id)
        told["credential"] = False
        assert ada.sees("copy") == told
        client.erase_profile()
    told["profile"] = False
    assert ada.sees("copy") == told
    assert ada.elsewhere().sees("copy")["code"] == "unproven"
    assert ada.opening["state"] == "issued"


def test_everything_may_be_asked_twice(neobank: Bank) -> None:
    ada = neobank.customer()
    member = ada.member()
    ada.asks("names", given_names="Ada", surname="Park")
    ada.asks("profile", **member)
    ada.asks("profile", **member)
    grant = ada.permission()
    assert ada.permission() == grant
    signed = ada.signed(grant)
    url = ada.asks("verification", **signed)["url"]
    assert ada.asks("verification", **signed)["url"] == url
    assert ada.asks("retry", profile_id=str(ada.profile_id))["url"] == url


def test_in_another_browser_she_shows_her_wallet_and_finds_her_account(neobank: Bank) -> None:
    ada = neobank.customer()
    ada.joins()
    ada.goes()
    again = ada.elsewhere()
    asked = str(ada.profile_id)
    assert again.sees("application", profile_id=asked)["code"] == "unproven"
    again.asks("proof", **again.claim())
    assert again.sees("application", profile_id=asked)["state"] == "verifying"
    assert again.sees("visit")["application"]["state"] == "verifying"


def test_a_profile_made_elsewhere_is_welcome(neobank: Bank) -> None:
    friend = neobank.net.join()
    ada = neobank.customer()
    ada.wallet, ada.profile_id, ada.enclave = friend.wallet, friend.profile().id, friend.enclave  # type: ignore[assignment]  # it is a local one
    asked = str(ada.profile_id)
    assert ada.refused("permission", profile_id=asked) == "unproven"
    ada.asks("proof", **ada.claim())
    assert ada.refused("permission", profile_id=asked) == "names_missing"
    ada.asks("names", given_names="Ada", surname="Park")
    shows(ada.goes())
    ada.reaches("issued")


def test_who_leaves_is_forgotten_by_the_browser(neobank: Bank) -> None:
    ada = neobank.customer()
    ada.joins()
    assert ada.sees("visit")["names"] == {"given_names": "Ada", "surname": "Park"}
    ada.asks("leave")
    assert ada.sees("visit")["names"] is None
    assert ada.sees("visit")["application"] is None


def test_a_name_that_no_document_can_bear_is_refused_at_once(neobank: Bank) -> None:
    ada = neobank.customer()
    for name in ("阿达", "Ada 😀", "أدا", "Ада", "Ad4", "\x00Ada", "\ud7ff"):
        assert ada.refused("names", given_names=name, surname="Park") == "name_unsupported"
    assert ada.refused("names", given_names=" ", surname="") == "name_missing"
    assert ada.refused("names", given_names="...", surname="Park") == "name_unsupported"


def test_names_are_kept_without_what_came_along_when_they_were_pasted(neobank: Bank) -> None:
    ada = neobank.customer()
    for pasted in (
        "\u200eZoe\u0301\u00a0 Marie\u00ad\u200b",
        "  Zo\u00e9\tMarie\u202c\n",
        "\ufeffZo\u00e9 Marie",
    ):
        ada.asks("names", given_names=pasted, surname="\u3000M\u00fcller\u2060")
        assert ada.sees("visit")["names"] == {"given_names": "Zo\u00e9 Marie", "surname": "M\u00fcller"}
    assert ada.refused("names", given_names="\u200b", surname="\u00a0") == "name_missing"
    assert ada.refused("names", given_names="...", surname="Park") == "name_unsupported"
