"""The element as an app uses it."""

from __future__ import annotations

from playwright.sync_api import expect

from idos import Client
from tests.browser.isle.app import App

_SIZE = "document.querySelector('idos-isle').getBoundingClientRect()"


def test_it_is_made_small_and_opened_by_the_person_and_by_the_app(neobank: App) -> None:
    neobank.visit().expect_title("Connect your wallet")
    neobank.press("Make it small")
    neobank.page.wait_for_function(f"() => {_SIZE}.width === 80 && {_SIZE}.height === 40")
    neobank.press("Your identity: Not connected. Open")
    neobank.expect_title("Connect your wallet")
    neobank.page.evaluate("document.querySelector('idos-isle').close()")
    neobank.page.wait_for_function(f"() => {_SIZE}.width === 80")
    neobank.page.evaluate("document.querySelector('idos-isle').open()")
    neobank.page.wait_for_function(f"() => {_SIZE}.height > 200")


def test_it_is_as_high_as_what_it_shows(neobank: App) -> None:
    neobank.visit().expect_title("Connect your wallet")
    frame = next(frame for frame in neobank.page.frames if "isle.localhost" in frame.url)
    height = frame.evaluate("document.documentElement.offsetHeight")
    neobank.page.wait_for_function(f"height => {_SIZE}.height === height", arg=height)


def test_its_language_and_theme_follow_its_attributes(neobank: App) -> None:
    neobank.visit().expect_title("Connect your wallet")
    neobank.page.evaluate("document.querySelector('idos-isle').lang = 'de'")
    neobank.expect_title("Verbinden Sie Ihre Wallet")
    neobank.page.evaluate("document.querySelector('idos-isle').theme = 'dark'")
    expect(neobank.isle.locator("html")).to_have_attribute("data-theme", "dark")
    assert neobank.page.evaluate("document.querySelector('idos-isle').theme") == "dark"


def test_what_is_no_host_is_refused_where_it_is_set(neobank: App) -> None:
    neobank.visit().expect_title("Connect your wallet")
    refused = neobank.page.evaluate(
        """() => [["issuer", {}], ["issuer", { credentialType: "a" }], ["consumer", { lockSeconds: "1" }]]
          .map(([role, host]) => {
            try { document.querySelector("idos-isle")[role] = host; return null; }
            catch (error) { return error.code; }
          })"""
    )
    assert refused == ["invalid"] * 3


def test_an_app_can_ask_for_something_else_later(neobank: App, alice: Client) -> None:
    neobank.sign_in().expect_title("Neobank asks to write into your profile")
    neobank.page.evaluate(
        """() => {
          const isle = document.querySelector("idos-isle");
          isle.issuer = { ...isle.issuer, credentialType: "liveness" };
        }"""
    )
    neobank.expect_text("To write one credential of the type “Liveness check”")


def test_taking_it_out_of_the_page_ends_it(neobank: App, alice: Client) -> None:
    neobank.sign_in().expect_title("Neobank asks to write into your profile")
    neobank.page.evaluate("window.kept = document.querySelector('idos-isle'); kept.remove()")
    expect(neobank.page.locator("iframe")).to_have_count(0)
    neobank.page.evaluate("document.body.append(kept)")
    neobank.expect_title("Neobank asks to write into your profile")


def test_the_keyboard_suffices(neobank: App) -> None:
    neobank.visit().expect_title("Connect your wallet")
    neobank.isle.get_by_role("button", name="Test wallet").focus()
    neobank.page.keyboard.press("Enter")
    neobank.expect_title("You have no idOS profile yet")
    expect(neobank.isle.get_by_role("heading", level=1)).to_be_focused()
    neobank.page.keyboard.press("Tab")
    expect(neobank.isle.get_by_role("button", name="Create a profile")).to_be_focused()


def test_what_was_set_before_its_script_had_loaded_counts(neobank: App) -> None:
    neobank.settings["role"] = "nothing"
    neobank.context.add_init_script(
        """new MutationObserver((_, observer) => {
          const isle = document.querySelector("idos-isle");
          if (!isle) return;
          observer.disconnect();
          isle.issuer = { credentialType: "passport", challenge() {} };
        }).observe(document, { childList: true, subtree: true });"""
    )
    neobank.connect()
    expect(neobank.isle.get_by_role("button", name="Create a profile")).to_be_visible()
