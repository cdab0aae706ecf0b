"""Every screen, judged, with its pictures kept in ``artefacts/screens``."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from idos import Client
from idos.testing import Network
from idos.verification import draw_selfie
from tests.browser.consumer.company import DAY, PASSWORD, Company, Desk, share
from tests.browser.looks import judge
from tests.verification.pictures import ANNA, passport


def test_signing_in(desk: Desk) -> None:
    judge(desk.page, "consumer-sign-in")
    desk.choose_file()
    desk.give_password("not it")
    expect(desk.page.get_by_text("The password does not open this file.")).to_be_visible()
    judge(desk.page, "consumer-wrong-password")


def test_nobody_has_shared_yet(desk: Desk) -> None:
    desk.sign_in()
    expect(desk.page.get_by_text("Nobody has shared anything with you yet")).to_be_visible()
    judge(desk.page, "consumer-empty")


def test_the_list_and_what_was_read(acme: Company, desk: Desk, alice: Client, net: Network) -> None:
    pictures: dict[str, Any] = {"id_document_front_file": passport(ANNA), "selfie_file": draw_selfie(ANNA)}
    _, copy = share(
        acme, alice, locked_for=400 * DAY, level="plus+liveness+email", email="alice@example.org", **pictures
    )
    for number, lock in enumerate((0, 12 * DAY, 900 * DAY)):
        share(acme, net.join(), locked_for=lock, type=("passport", "kyc", "id_card")[number])
    desk.sign_in()
    expect(desk.rows).to_have_count(4)
    expect(desk.page.get_by_role("columnheader", name="State")).to_have_count(0)  # nothing would be in it
    judge(desk.page, "consumer-list")

    desk.go(f"grants/{copy.grant_id}")
    expect(desk.button("Read and check")).to_be_visible()
    expect(desk.page.get_by_text("Shared on")).to_be_visible()
    judge(desk.page, "consumer-grant")
    desk.button("Read and check").click()
    expect(desk.verdict).to_contain_text("Verified")
    expect(desk.page.get_by_role("img", name="Portrait")).to_be_visible()
    judge(desk.page, "consumer-verified")

    desk.button("Give it back").click()
    judge(desk.page, "consumer-give-back")
    desk.button("Keep it").click()
    desk.go("alerts")
    expect(desk.page.get_by_text("Lock ends soon")).to_be_visible()
    judge(desk.page, "consumer-alerts")
    desk.go("company")
    expect(desk.page.get_by_text("What this browser keeps")).to_be_visible()
    judge(desk.page, "consumer-company")
    desk.go("grants")
    expect(desk.page.get_by_role("columnheader", name="State")).to_be_visible()
    expect(desk.rows.filter(has_text="Alice Liddell")).to_contain_text("Read")


def test_what_can_not_be_relied_on(acme: Company, desk: Desk, alice: Client) -> None:
    _, copy = share(acme, alice, plaintext=b'{"credentialSubject": {"firstName": "Mallory"}}')
    desk.sign_in()
    desk.read(copy.grant_id)
    desk.button("Show what it says all the same").click()
    expect(desk.page.get_by_text("Mallory").first).to_be_visible()
    judge(desk.page, "consumer-failed")


def test_a_key_is_asked_for(acme: Company, desk: Desk, alice: Client) -> None:
    _, copy = share(acme, alice)
    desk.sign_in()
    desk.page.reload()
    desk.go(f"grants/{copy.grant_id}")
    desk.button("Read and check").click()
    expect(desk.page.get_by_role("dialog")).to_be_visible()
    desk.choose_file()
    judge(desk.page, "consumer-unlock")
    desk.give_password(PASSWORD)
    expect(desk.verdict).to_contain_text("Verified")
