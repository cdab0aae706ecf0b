"""Alice's story, as the start page tells it: the four flows by mouse, until access is taken back."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from idos.apps.demo.cast import passport_of
from idos.apps.demo.companies import KEY_PASSWORD
from tests.browser.flows.visitor import Visitor
from tests.browser.looks import judge


def test_alice_joins_shares_and_takes_back(visitor: Callable[[str], Visitor]) -> None:
    alice = visitor("Alice")
    _flow_1(alice)
    _flow_2(alice)
    company = _flow_4(alice, _flow_3(alice))
    _take_back(alice, company)


def _flow_1(alice: Visitor) -> None:
    """She joins through Neobank, and gets a credential."""
    alice.say_names()
    alice.expect_card("Connect your wallet")
    judge(alice.page, "flow-1-connect")
    alice.connect()
    alice.press("Create a profile")
    alice.sign()
    alice.make_key()
    alice.expect_card("Sign in to your profile")
    alice.sign()
    alice.expect_card("Neobank asks to write into your profile")
    alice.expect_in_card("To write one credential of the type")
    judge(alice.page, "flow-1-permit")
    alice.permit()
    alice.hand_in("alice-passport.png")
    alice.hand_in("alice-selfie.jpg")
    alice.return_to_neobank()
    alice.expect_card("You are verified")
    expect(alice.page.get_by_role("heading", name="Welcome, Alice")).to_be_visible()
    judge(alice.page, "flow-1-open")
    _expect_no_plaintext(alice)


def _flow_2(alice: Visitor) -> None:
    """She reads on her dashboard what Neobank has signed."""
    alice.visit("dashboard")
    alice.page.get_by_role("button", name="Demo wallet (not for real use)").click()
    alice.choose()
    alice.wallet_says("Sign")
    tile = alice.page.locator(".tile")
    expect(tile).to_contain_text("Passport")
    expect(tile).to_contain_text("Neobank")
    alice.page.get_by_role("button", name="Unlock", exact=True).first.click()
    alice.unlock()
    tile.get_by_role("link").first.click()
    expect(alice.page.get_by_text("Signed by Neobank · checked in this browser just now")).to_be_visible()
    number = passport_of("Alice", today=datetime.now(UTC).date()).number
    expect(alice.page.get_by_text(number, exact=True)).to_be_visible()


def _flow_3(alice: Visitor) -> str:
    """She shares it with Charlie, and claims her card. Gives the grant's id."""
    alice.visit("charlie")
    alice.page.get_by_role("button", name="Get your card").click()
    alice.connect()
    alice.expect_card("Sign in to your profile")
    alice.sign()
    alice.expect_card("Charlie asks for a copy")
    alice.expect_in_card("Open a trading account and a card in your name")
    judge(alice.page, "flow-3-request")
    grant_id = alice.share_with_charlie()
    alice.expect_card("Shared with Charlie")
    alice.page.get_by_role("button", name="Claim your card").click()
    expect(alice.page.get_by_text("Card active")).to_be_visible()
    judge(alice.page, "flow-3-card")
    _expect_no_plaintext(alice)
    return grant_id


def _flow_4(alice: Visitor, grant_id: str) -> Page:
    """Somebody at Charlie's reads it on the company dashboard."""
    company = alice.context.new_page()
    key = company.request.get(f"{alice.town.origins['start']}/api/charlie.key").body()
    company.goto(alice.town.origins["consumer"])
    file = {"name": "charlie.key", "mimeType": "application/json", "buffer": key}
    company.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # as Playwright takes it
    company.get_by_label("Password of the key file").fill(KEY_PASSWORD)
    company.get_by_label("Password of the key file").press("Enter")
    company.get_by_role("table").locator(f"a[href*='{grant_id}']").first.click()
    company.get_by_role("button", name="Read and check", exact=True).click()
    expect(company.locator(".verdict")).to_contain_text("Verified")
    expect(company.locator(".verdict")).to_contain_text("Signed by Neobank")
    return company


def _take_back(alice: Visitor, company: Page) -> None:
    """She revokes on her dashboard: the company's page, which is open, loses the copy, and Charlie's too."""
    alice.visit("dashboard", "/#/shared")
    charlies = alice.page.locator(".card.body").filter(has_text="Charlie")
    charlies.get_by_role("button", name=re.compile("^Revoke")).first.click()
    alice.page.locator("dialog[open]").get_by_role("button", name="Revoke", exact=True).click()
    alice.wallet_says("Sign")
    expect(alice.page.get_by_text("Revoked: the copy is erased.").first).to_be_visible()
    expect(company.locator(".verdict")).to_have_count(0)
    alice.visit("charlie")
    alice.page.get_by_role("button", name="I have an account").click()
    expect(alice.page.get_by_role("heading", name="You took back access")).to_be_visible()
    judge(alice.page, "flow-3-withdrawn")


def _expect_no_plaintext(alice: Visitor) -> None:
    """No message that the host page could see holds anything of the passport, in any form."""
    seen = alice.seen()
    number = passport_of("Alice", today=datetime.now(UTC).date()).number.encode()
    assert len(seen) > 100, "the spy sees what there is to see"
    for secret in (number, b"credentialSubject"):
        assert secret.decode() not in seen
        assert secret.hex() not in seen
        assert not [form for form in _in_base64(secret) if form in seen]


def _in_base64(secret: bytes) -> list[str]:
    """What every base64 text has in common that holds it, for each position where it can begin."""
    return [base64.b64encode(b"\0" * skipped + secret)[4:-4].decode() for skipped in range(3)]
