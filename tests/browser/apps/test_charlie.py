"""The pages of Charlie's exchange."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from idos.sdk.attestation import read_notes
from idos.sdk.records import SharedCopy
from tests.browser.apps.conftest import Place
from tests.browser.apps.isle import Holder, Isle
from tests.browser.looks import judge
from tests.people import agrees


@pytest.fixture
def page(browser: BrowserContext, place: Place) -> Page:
    page = browser.new_page()
    page.goto(f"{place.origins['charlie']}/?view=account")
    return page


@pytest.fixture
def alice(place: Place) -> Holder:
    holder = place.member()
    place.issued(holder)
    return holder


def shares(page: Page, place: Place, holder: Holder) -> tuple[Isle, SharedCopy]:
    """Share as the page asks, prove the wallet, and let the page know."""
    isle = Isle(page, "consumer", holder)
    isle.says("pending-permissions")
    with place.client(holder) as client:
        (info,) = [info for info in client.credentials() if info.original_id is None]
        shared = client.share(info.id, place.charlie, consent=agrees)
    isle.proves()
    tells(isle, shared)
    isle.says("verified")
    return isle, shared


def tells(isle: Isle, shared: SharedCopy) -> None:
    copy_id, grant_id = str(shared.copy_id), str(shared.grant_id)
    isle.asks("granted", copyId=copy_id, grantId=grant_id, ownerId=str(isle.holder.profile_id))


def heading(page: Page, name: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_the_first_page_says_what_is_offered(page: Page, place: Place) -> None:
    page.goto(place.origins["charlie"])
    heading(page, "Your bank knows you. That is enough.")
    judge(page, "charlie-home")
    page.get_by_role("button", name="Get your card").click()
    heading(page, "Start with your wallet")
    page.goto(f"{place.origins['charlie']}/?lang=de")
    heading(page, "Ihre Bank kennt Sie. Das genügt.")


def test_it_asks_through_the_isle(page: Page, place: Place, alice: Holder) -> None:
    isle = Isle(page, "consumer", alice)
    assert isle.call("granted", copyId=str(alice.profile_id), grantId="x", ownerId="y")["code"] == "invalid"
    asked = isle.facts
    assert asked["credentialType"] == "passport"
    assert asked["purpose"] == "Open a trading account and a card in your name"
    assert asked["issuers"] == [place.bank.key.identifier]
    assert asked["grantee"] == place.charlie.identifier
    assert asked["lockSeconds"] == 0
    isle.says("pending-permissions")
    heading(page, "Share your proof of identity")
    judge(page, "charlie-share", pictures=False)


def test_from_sharing_to_a_card_that_stops_when_access_ends(page: Page, place: Place, alice: Holder) -> None:
    isle, shared = shares(page, place, alice)
    heading(page, "Welcome, Alice Maria")
    expect(page.get_by_text("U74821390")).to_be_visible()
    expect(page.get_by_text("The issuer signed these values.")).to_be_visible()
    judge(page, "charlie-verified", pictures=False)
    page.get_by_role("button", name="Claim your card").click()
    expect(page.get_by_text("Card active")).to_be_visible()
    judge(page, "charlie-card", pictures=False)
    page.reload()
    expect(page.get_by_text("Card active")).to_be_visible()
    with place.client(alice) as client:
        client.revoke(shared.grant_id)
    page.reload()
    heading(page, "You took back access")
    expect(page.get_by_text("U74821390")).to_have_count(0)
    judge(page, "charlie-withdrawn", pictures=False)
    shares(page, place, alice)
    expect(page.get_by_text("Card active")).to_be_visible()
    assert isle.holder is alice


def test_a_credential_that_the_bank_withdrew_is_shown_for_what_it_is(
    page: Page, place: Place, alice: Holder
) -> None:
    shares(page, place, alice)
    heading(page, re.compile("Welcome"))
    with place.client(alice) as client:
        (info,) = [info for info in client.credentials() if read_notes(info.public_notes)]
    place.bank.client.revoke_credential(info.public_notes)
    page.reload()
    heading(page, "Your proof cannot be relied on")
    expect(page.get_by_text("U74821390")).to_have_count(0)
    judge(page, "charlie-unverified", pictures=False)


def test_without_a_proof_of_the_wallet_nothing_is_shown(
    page: Page, place: Place, alice: Holder, another_browser: Callable[[], BrowserContext]
) -> None:
    _, shared = shares(page, place, alice)
    other = another_browser().new_page()
    other.goto(f"{place.origins['charlie']}/?view=account")
    stranger = Isle(other, "consumer", alice)
    stranger.says("verified")
    copy_id, grant_id = str(shared.copy_id), str(shared.grant_id)
    told = {"copyId": copy_id, "grantId": grant_id, "ownerId": str(alice.profile_id)}
    assert stranger.call("granted", **told) == {"code": "unproven"}
    heading(other, "We are checking your proof")
    stranger.proves()
    tells(stranger, shared)
    heading(other, "Welcome, Alice Maria")


def test_who_leaves_is_forgotten(page: Page, place: Place, alice: Holder) -> None:
    shares(page, place, alice)
    heading(page, "Welcome, Alice Maria")
    page.get_by_role("button", name="Sign out").click()
    heading(page, "Your bank knows you. That is enough.")
    page.go_back()
    heading(page, "Start with your wallet")


def test_a_server_that_is_away_is_said_and_tried_again(page: Page, place: Place) -> None:
    page.route("**/api/account*", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("alert")).to_be_visible()
    page.unroute("**/api/account*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.route("**/api/request", lambda route: route.fulfill(status=502, body="bad gateway"))
    page.reload()
    expect(page.get_by_role("alert")).to_be_visible()
