"""Every screen, judged, with its pictures kept in ``artefacts/screens``."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from idos import Client
from idos.testing import Network
from idos.verification import draw_selfie
from tests.browser.consumer.company import DAY, PASSWORD, Company, ConsumerPage, share
from tests.browser.looks import judge
from tests.verification.pictures import ANNA, passport


def test_signing_in(dashboard: ConsumerPage) -> None:
    judge(dashboard.page, "consumer-sign-in")
    dashboard.choose_file()
    dashboard.give_password("not it")
    expect(dashboard.page.get_by_text("The password does not open this file.")).to_be_visible()
    judge(dashboard.page, "consumer-wrong-password")


def test_nobody_has_shared_yet(dashboard: ConsumerPage) -> None:
    dashboard.sign_in()
    expect(dashboard.page.get_by_text("Nobody has shared anything with you yet")).to_be_visible()
    judge(dashboard.page, "consumer-empty")


def test_the_list_and_what_was_read(
    acme: Company, dashboard: ConsumerPage, alice: Client, net: Network
) -> None:
    pictures: dict[str, Any] = {"id_document_front_file": passport(ANNA), "selfie_file": draw_selfie(ANNA)}
    _, copy = share(
        acme, alice, locked_for=400 * DAY, level="plus+liveness+email", email="alice@example.org", **pictures
    )
    for number, lock in enumerate((0, 12 * DAY, 900 * DAY)):
        share(acme, net.join(), locked_for=lock, type=("passport", "kyc", "id_card")[number])
    dashboard.sign_in()
    expect(dashboard.rows).to_have_count(4)
    expect(dashboard.page.get_by_role("columnheader", name="State")).to_have_count(
        0
    )  # nothing would be in it
    judge(dashboard.page, "consumer-list")

    dashboard.go(f"grants/{copy.grant_id}")
    expect(dashboard.button("Read and check")).to_be_visible()
    expect(dashboard.page.get_by_text("Shared on")).to_be_visible()
    judge(dashboard.page, "consumer-grant")
    dashboard.button("Read and check").click()
    expect(dashboard.verdict).to_contain_text("Verified")
    expect(dashboard.page.get_by_role("img", name="Portrait")).to_be_visible()
    judge(dashboard.page, "consumer-verified")

    dashboard.button("Give it back").click()
    judge(dashboard.page, "consumer-give-back")
    dashboard.button("Keep it").click()
    dashboard.go("alerts")
    expect(dashboard.page.get_by_text("Lock ends soon")).to_be_visible()
    judge(dashboard.page, "consumer-alerts")
    dashboard.go("company")
    expect(dashboard.page.get_by_text("What this browser keeps")).to_be_visible()
    judge(dashboard.page, "consumer-company")
    dashboard.go("grants")
    expect(dashboard.page.get_by_role("columnheader", name="State")).to_be_visible()
    expect(dashboard.rows.filter(has_text="Alice Liddell")).to_contain_text("Read")


def test_what_can_not_be_relied_on(acme: Company, dashboard: ConsumerPage, alice: Client) -> None:
    _, copy = share(acme, alice, plaintext=b'{"credentialSubject": {"firstName": "Mallory"}}')
    dashboard.sign_in()
    dashboard.read(copy.grant_id)
    dashboard.button("Show what it says all the same").click()
    expect(dashboard.page.get_by_text("Mallory").first).to_be_visible()
    judge(dashboard.page, "consumer-failed")


def test_a_key_is_asked_for(acme: Company, dashboard: ConsumerPage, alice: Client) -> None:
    _, copy = share(acme, alice)
    dashboard.sign_in()
    dashboard.page.reload()
    dashboard.go(f"grants/{copy.grant_id}")
    dashboard.button("Read and check").click()
    expect(dashboard.page.get_by_role("dialog")).to_be_visible()
    dashboard.choose_file()
    judge(dashboard.page, "consumer-unlock")
    dashboard.give_password(PASSWORD)
    expect(dashboard.verdict).to_contain_text("Verified")
