"""The pages of Neobank."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from idos.apps.demo.specimens import specimen_picture
from idos.verification import CheckDigit, draw_passport
from tests.browser.apps.conftest import Place
from tests.browser.apps.isle import Holder, Isle
from tests.browser.looks import judge
from tests.verification.pictures import ANNA

FORGED = draw_passport(ANNA, tamper=CheckDigit.BIRTH_DATE)


@pytest.fixture
def page(browser: BrowserContext, place: Place) -> Page:
    page = browser.new_page()
    page.goto(place.origins["neobank"])
    return page


def named(page: Page, given_names: str = "Alice Maria", surname: str = "Sørensen") -> None:
    """From the first page to the Isle."""
    page.get_by_role("button", name="Open an account").click()
    page.get_by_label("Given names").fill(given_names)
    page.get_by_label("Surname").fill(surname)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("idos-isle")).to_be_visible()


def arrived(page: Page, holder: Holder) -> Isle:
    """The Isle of somebody who has just joined."""
    isle = Isle(page, "issuer", holder)
    isle.says("no-profile", is_known=False)
    isle.joins()
    isle.says("not-verified")
    return isle


def hands_in(page: Page, passport: bytes, *, times: int = 1) -> None:
    """At the verification: hand in a passport so many times, and a selfie where one is asked for."""
    for _ in range(times):
        upload(page, passport)
    if times == 1:
        upload(page, specimen_picture("alice-selfie.jpg"))


def upload(page: Page, picture: bytes) -> None:
    files = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture}
    page.get_by_label(re.compile("Choose|picture", re.IGNORECASE)).first.set_input_files(files)  # type: ignore[arg-type]  # a TypedDict of Playwright's
    with page.expect_navigation():
        page.locator("button.send").click()


def heading(page: Page, name: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_the_first_page_says_what_is_offered(page: Page, place: Place) -> None:
    heading(page, "The account that starts with you")
    expect(page).to_have_title("The account that starts with you · Neobank")
    judge(page, "neobank-home")
    page.goto(f"{place.origins['neobank']}/?lang=de")
    heading(page, "Das Konto, das bei Ihnen anfängt")
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_names_are_asked_for_once(page: Page) -> None:
    named(page)
    expect(page.get_by_text("Opening as Alice Maria Sørensen")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Opening as Alice Maria Sørensen")).to_be_visible()
    page.get_by_role("button", name="Change").click()
    page.get_by_label("Given names").fill("Alicia")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Opening as Alicia Sørensen")).to_be_visible()


def test_a_name_that_no_passport_can_bear_is_explained(page: Page) -> None:
    page.get_by_role("button", name="Open an account").click()
    heading(page, "Open an account")
    judge(page, "neobank-names")
    page.get_by_label("Given names").fill("Ada")
    page.get_by_label("Surname").fill("李")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Write it in Latin letters")).to_be_visible()
    expect(page.get_by_label("Surname")).to_have_attribute("aria-invalid", "true")


def test_from_nothing_to_an_open_account(page: Page, place: Place) -> None:
    named(page)
    heading(page, "Start with your wallet")
    judge(page, "neobank-wallet", pictures=False)
    isle = arrived(page, place.newcomer())
    heading(page, "Permit us to write one credential")
    page.goto(isle.goes())
    hands_in(page, specimen_picture("alice-passport.png"))
    page.get_by_role("link", name=re.compile("Neobank")).first.click()
    expect(page).to_have_url(f"{place.origins['neobank']}/?view=open")
    page.wait_for_selector("idos-isle")
    while isle.asks("application")["state"] != "issued":
        page.wait_for_timeout(200)
    heading(page, "Welcome, Alice")
    expect(page.get_by_role("status").filter(has_text="Your account is open.")).to_be_visible()
    expect(page.get_by_role("button", name="Open my dashboard")).to_be_visible()
    expect(page.get_by_role("button", name="Use it at Charlie")).to_be_visible()
    judge(page, "neobank-account", pictures=False)
    page.reload()
    heading(page, "Welcome, Alice")
    page.get_by_role("button", name="Sign out").click()
    heading(page, "The account that starts with you")
    page.goto(f"{place.origins['neobank']}/?view=open")
    heading(page, "Open an account")
    with place.client(isle.holder) as client:
        assert len([info for info in client.credentials() if info.original_id is None]) == 1


def test_while_the_passport_is_checked_she_may_go_and_come_back(page: Page, place: Place) -> None:
    named(page)
    isle = arrived(page, place.newcomer())
    url = isle.goes()
    assert isle.asks("application") == {"state": "verifying", "reasons": [], "canRetry": False, "url": url}
    heading(page, "Your passport is being checked")
    judge(page, "neobank-verifying", pictures=False)
    page.reload()
    page.get_by_role("button", name="Go on with the verification").click()
    expect(page).to_have_url(url)


def test_a_rejected_passport_is_explained_and_can_be_tried_again(page: Page, place: Place) -> None:
    named(page)
    isle = arrived(page, place.newcomer())
    page.goto(isle.goes())
    hands_in(page, FORGED, times=3)
    page.goto(f"{place.origins['neobank']}/?view=open")
    page.wait_for_selector("idos-isle")
    while (told := isle.asks("application"))["state"] != "rejected":
        page.wait_for_timeout(200)
    assert told["canRetry"]
    assert "The check digits of the passport do not agree with its contents." in told["reasons"]
    heading(page, "Your passport was not accepted")
    expect(page.get_by_role("listitem").filter(has_text="check digits")).to_be_visible()
    judge(page, "neobank-rejected", pictures=False)
    page.goto(isle.asks("retry")["url"])
    expect(page.locator("button.send")).to_be_visible()


def test_a_name_that_is_not_the_passports_is_corrected_beside_the_reason(page: Page, place: Place) -> None:
    named(page, given_names="Alicia")
    isle = arrived(page, place.newcomer())
    page.goto(isle.goes())
    for _ in range(3):
        upload(page, specimen_picture("alice-passport.png"))
    page.goto(f"{place.origins['neobank']}/?view=open")
    page.wait_for_selector("idos-isle")
    while isle.asks("application")["state"] != "rejected":
        page.wait_for_timeout(200)
    heading(page, "Is your name written otherwise?")
    expect(page.get_by_label("Given names")).to_have_value("Alicia")
    page.get_by_label("Given names").fill("Alice Maria")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("The next check compares with Alice Maria Sørensen.")).to_be_visible()
    judge(page, "neobank-corrected", pictures=False)
    page.wait_for_selector("idos-isle")
    page.goto(isle.asks("retry")["url"])
    hands_in(page, specimen_picture("alice-passport.png"))
    page.goto(f"{place.origins['neobank']}/?view=open")
    page.wait_for_selector("idos-isle")
    while isle.asks("application")["state"] != "issued":
        page.wait_for_timeout(200)
    heading(page, "Welcome, Alice")


def test_when_the_tries_are_used_up_it_says_when_it_goes_on(page: Page, place: Place) -> None:
    told = {
        "state": "rejected",
        "reasons": ["check_digit_failed"],
        "names": {"given_names": "Ada", "surname": "Park"},
        "can_retry": False,
        "can_renew": False,
        "retry_from": 1_900_000_000,
    }
    page.route("**/api/application*", lambda route: route.fulfill(json=told))
    named(page)
    isle = Isle(page, "issuer", place.newcomer())
    assert isle.asks("application")["state"] == "rejected"
    expect(page.get_by_text(re.compile("You can try again from 17 Mar.* 2030"))).to_be_visible()
    told |= {"retry_from": None, "can_renew": True}
    assert isle.asks("application")["state"] == "none", "the Isle asks for a new permission"
    expect(page.get_by_text("You can begin again, in the panel, with a new permission.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="check digits")).to_be_visible()


def test_the_page_follows_when_the_copy_is_taken_back_and_the_profile_erased(
    page: Page, place: Place
) -> None:
    named(page)
    isle = arrived(page, place.newcomer())
    page.goto(isle.goes())
    hands_in(page, specimen_picture("alice-passport.png"))
    page.goto(f"{place.origins['neobank']}/?view=open")
    page.wait_for_selector("idos-isle")
    while isle.asks("application")["state"] != "issued":
        page.wait_for_timeout(200)
    expect(page.get_by_text("We hold a copy, which you can take back there.")).to_be_visible()
    with place.client(isle.holder) as client:
        (grant,) = client.grants_given()
        client.revoke(grant.id)
        expect(page.get_by_text("We hold no copy: you took it back.")).to_be_visible(timeout=30_000)
        page.reload()
        expect(page.get_by_text("We hold no copy: you took it back.")).to_be_visible()
        client.erase_profile()
        expect(page.get_by_text("Your profile was erased")).to_be_visible(timeout=30_000)
    heading(page, "Your proof is not there any more")
    judge(page, "neobank-erased", pictures=False)
    page.reload()
    expect(page.get_by_text("Your profile was erased")).to_be_visible()
    page.route("**/api/copy", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("cannot be looked up just now")).to_be_visible()


def test_another_key_of_the_profile_is_asked_about(page: Page, place: Place) -> None:
    named(page)
    isle = arrived(page, place.newcomer())
    with place.client(isle.holder) as client:
        client.change_password("another password of hers")
    identifier = isle.holder.wallet.identifier
    assert isle.call("permission", identifier=identifier) == {"code": "key_changed"}
    heading(page, "Did you change your password?")
    judge(page, "neobank-key", pictures=False)
    page.get_by_role("button", name="Yes, I changed it").click()
    expect(page.get_by_role("heading", name="Did you change your password?")).to_have_count(0)
    assert isle.asks("permission", identifier=identifier)


def test_in_another_browser_the_wallet_finds_the_account(
    page: Page, place: Place, another_browser: Callable[[], BrowserContext]
) -> None:
    named(page)
    isle = arrived(page, place.newcomer())
    isle.goes()
    other = another_browser().new_page()
    other.goto(place.origins["neobank"])
    other.get_by_role("button", name="I have an account").click()
    again = Isle(other, "issuer", isle.holder)
    expect(other.locator("idos-isle")).to_be_visible()
    assert again.call("application") == {"code": "unproven"}
    again.proves()
    assert again.asks("application")["state"] == "verifying"
    heading(other, "Your passport is being checked")


def test_when_the_names_are_missing_the_page_asks_for_them(page: Page, place: Place) -> None:
    page.get_by_role("button", name="I have an account").click()
    isle = Isle(page, "issuer", place.member())
    expect(page.locator("idos-isle")).to_be_visible()
    isle.proves()
    assert isle.call("permission", identifier=isle.holder.wallet.identifier) == {"code": "names_missing"}
    page.get_by_label("Given names").fill("Ada")
    page.get_by_label("Surname").fill("Park")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Opening as Ada Park")).to_be_visible()
    assert isle.goes().startswith(place.origins["verify"])


def test_another_wallet_does_not_see_the_former_ones_account(page: Page, place: Place) -> None:
    named(page)
    isle = arrived(page, place.newcomer())
    isle.goes()
    isle.asks("application")
    heading(page, "Your passport is being checked")
    Isle(page, "issuer", place.newcomer()).says("no-profile", is_known=False)
    heading(page, "Start with your wallet")


def test_a_server_that_is_away_is_said_and_tried_again(page: Page, place: Place) -> None:
    page.route("**/api/visit", lambda route: route.abort())
    page.get_by_role("button", name="Open an account").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.unroute("**/api/visit")
    page.get_by_role("button", name="Try again").click()
    heading(page, "Open an account")


def test_the_isle_follows_the_pages_language_and_theme(page: Page, place: Place) -> None:
    named(page)
    isle = page.locator("idos-isle")
    expect(isle).to_have_attribute("lang", "en")
    page.get_by_label("Appearance").select_option("dark")
    expect(isle).to_have_attribute("theme", "dark")
    page.get_by_label("Language").select_option("de")
    expect(page.locator("idos-isle")).to_have_attribute("lang", "de")
    judge(page, "neobank-wallet-de", pictures=False)


def test_it_can_be_used_with_the_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Open an account").focus()
    page.keyboard.press("Enter")
    heading(page, "Open an account")
    page.get_by_label("Given names").focus()
    page.keyboard.type("Ada")
    page.keyboard.press("Tab")
    page.keyboard.type("Park")
    page.keyboard.press("Enter")
    expect(page.locator("idos-isle")).to_be_visible()
    page.go_back()
    heading(page, "The account that starts with you")
