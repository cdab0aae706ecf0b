"""Every screen, judged. The pictures are in ``artefacts/screens``: look at them."""

from __future__ import annotations

import time
from datetime import date
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from idos import Client
from idos.testing import Network
from idos.verification.specimen import DocumentHolder, draw_passport, draw_selfie
from tests.browser.dashboard.page import DAY, DashboardPage, Town, give, share
from tests.browser.looks import judge
from tests.browser.wallet import Wallet
from tests.people import agrees

ALICE = DocumentHolder(
    given_names="Alice Maria",
    surname="Sørensen",
    birth_date=date(1990, 5, 4),
    sex="F",
    birth_place="Wonderland",
    number="A18650704",
    issue_date=date(2023, 3, 1),
    expiry_date=date(2033, 2, 28),
)


@cache
def _pictures() -> dict[str, bytes]:
    return {"id_document_front_file": draw_passport(ALICE), "selfie_file": draw_selfie(ALICE)}


def _about() -> dict[str, Any]:
    return {
        "first_name": ALICE.given_names,
        "family_name": ALICE.surname,
        "date_of_birth": ALICE.birth_date,
        "place_of_birth": "Copenhagen",
        "nationality": "DK",
        "gender": "F",
        "email": "alice@example.org",
        "phone_number": "+45 20 12 34 56",
        "id_document_country": "DK",
        "id_document_number": ALICE.number,
        "id_document_date_of_issue": ALICE.issue_date,
        "id_document_date_of_expiry": ALICE.expiry_date,
        **_pictures(),
    }


@pytest.fixture
def rich(net: Network, alice: Client, dashboard: DashboardPage) -> DashboardPage:
    """Alice with something on every screen."""
    passport = give(net, alice, **_about())
    share(net, alice, passport)
    share(net, alice, passport, locked_for=5 * 365 * DAY)
    give(net, alice, type="kyc")
    alice.share(passport, net.issuer.grantee, locked_until=int(time.time()) + 30 * DAY, consent=agrees)
    alice.add_attribute("language", "en")
    alice.add_attribute("marketing", "no, thank you")
    for grant in net.consumer.all_grants():
        net.consumer.read(grant.data_id)
    return dashboard.sign_in()


def _judge(page: Page, name: str) -> None:
    judge(page, f"dashboard-{name}")


def test_the_way_in(context: BrowserContext, town: Town, net: Network, dashboard: DashboardPage) -> None:
    _judge(dashboard.page, "sign-in")
    dashboard.wallet.waits = True
    dashboard.button("Continue with Test wallet").click()
    expect(dashboard.page.get_by_text("Choose the account in your wallet")).to_be_visible()
    _judge(dashboard.page, "signing-in")
    dashboard.wallet.answer()
    dashboard.button("Sign out").wait_for()
    expect(dashboard.page.get_by_text("You have no credentials yet")).to_be_visible()
    _judge(dashboard.page, "data-empty")
    for route, words in (
        ("shared", "You share nothing"),
        ("received", "Nobody shares anything with you"),
        ("attributes", "You have no attributes"),
        ("activity", "Nothing was read yet"),
    ):
        dashboard.go(route)
        expect(dashboard.page.get_by_text(words)).to_be_visible()
        _judge(dashboard.page, f"{route}-empty")


def test_a_newcomer(context: BrowserContext, town: Town) -> None:
    dashboard = DashboardPage(context, town, Wallet(context).announce("Fresh wallet"))
    dashboard.button("Continue with Fresh wallet").click()
    expect(dashboard.page.get_by_text("This wallet has no profile yet")).to_be_visible()
    _judge(dashboard.page, "newcomer")


def test_data(rich: DashboardPage) -> None:
    expect(rich.cards).to_have_count(2)
    _judge(rich.page, "data")
    rich.link("Passport").click()
    expect(rich.page.get_by_text("Your contents are locked")).to_be_visible()
    _judge(rich.page, "credential-locked")
    rich.button("Unlock").first.click()
    rich.enclave.locator("#unlock").wait_for()
    _judge(rich.page, "unlocking")
    rich.pass_enclave()
    expect(rich.page.get_by_text("Signed by Neobank")).to_be_visible()
    rich.page.get_by_text("What was checked").click()
    _judge(rich.page, "credential")
    rich.button("Delete").click()
    _judge(rich.page, "credential-delete")
    rich.answer("Keep")
    rich.go("data")
    expect(rich.page.get_by_text("Issued").first).to_be_visible()
    rich.button("Select").click()
    _judge(rich.page, "data-unlocked")


def test_forms(rich: DashboardPage) -> None:
    rich.go("data/add")
    rich.button("Encrypt and save").click()
    _judge(rich.page, "own-wrong")
    rich.go("shared/add")
    rich.page.get_by_label("Somebody else").check()
    rich.page.get_by_label("Time lock", exact=True).select_option("Until a date")
    rich.button("Make the copy").click()
    _judge(rich.page, "share-wrong")
    rich.go("data/import")
    _judge(rich.page, "import")
    rich.go("attributes")
    rich.page.get_by_role("button", name="Edit language").click()
    _judge(rich.page, "attributes-edit")


def test_the_others(rich: DashboardPage) -> None:
    rich.go("shared")
    expect(rich.page.get_by_text("Charlie's Cards").first).to_be_visible()
    _judge(rich.page, "shared")
    rich.page.get_by_role("button", name="Revoke: Passport").click()
    _judge(rich.page, "shared-revoke")
    rich.answer("Leave it")
    rich.go("attributes")
    _judge(rich.page, "attributes")
    rich.go("wallets")
    _judge(rich.page, "wallets")
    rich.go("activity")
    expect(rich.page.get_by_text("fetched a copy").first).to_be_visible()
    _judge(rich.page, "activity")
    rich.go("settings")
    _judge(rich.page, "settings")
    rich.go("settings/password")
    _judge(rich.page, "password")
    rich.go("settings/erase")
    expect(rich.page.get_by_text("What remains").first).to_be_visible()
    _judge(rich.page, "erase")
