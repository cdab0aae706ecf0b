"""Every screen, judged. The pictures are in ``artefacts/screens``: look at them."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Frame, expect

from idos import Client
from tests.browser.isle.app import App, Refusal
from tests.browser.isle.conftest import Town, consumer_app, issue, issuer_app, permission
from tests.browser.looks import judge
from tests.browser.wallet import Wallet


def test_before_there_is_a_profile(context: BrowserContext, town: Town, neobank: App, wallet: Wallet) -> None:
    Wallet(context).announce("Another wallet of a longer name", rdns="org.example.another")
    neobank.visit().expect_title("Connect your wallet")
    _judge(neobank, "wallets")
    wallet.waits = True
    neobank.press("Test wallet")
    neobank.expect_title("Continue in Test wallet")
    _judge(neobank, "connecting")
    wallet.answer()
    neobank.expect_title("You have no idOS profile yet")
    _judge(neobank, "no-profile")
    neobank.press("Create a profile")
    neobank.expect_title("Show that this wallet is yours")
    _judge(neobank, "prove")
    neobank.sign()
    neobank.enclave.locator("#unlock").wait_for()
    _judge(neobank, "create-key")
    popup = neobank.popup("unlock")
    popup.close()
    neobank.expect_text("window was closed.")
    _judge(neobank, "create-interrupted")
    neobank.handlers["createProfile"] = _fail
    neobank.press("Continue")
    neobank.make_key()
    neobank.expect_text("Neobank did not do its part.")
    _judge(neobank, "create-failed")


def test_without_a_wallet(context: BrowserContext, town: Town) -> None:
    app = issuer_app(context, town, Wallet(context)).visit()
    app.expect_title("Connect your wallet")
    _judge(app, "no-wallet")


def test_at_an_issuer(neobank: App, alice: Client, town: Town) -> None:
    neobank.handlers["permission"] = lambda who: permission(town, who["identifier"], lock=5 * 365 * 86_400)
    neobank.connect().expect_title("Sign in to your profile")
    _judge(neobank, "sign-in")
    neobank.sign()
    neobank.expect_title("Neobank asks to write into your profile")
    _judge(neobank, "offer")
    neobank.handlers["verify"] = _fail
    neobank.press("Accept")
    neobank.expect_text("Neobank did not do its part.")
    _judge(neobank, "offer-failed")
    neobank.press("Decline")
    neobank.expect_title("You declined")
    _judge(neobank, "offer-declined")
    check = {"state": "verifying", "url": f"{neobank.origin}/?check"}
    neobank.handlers["application"] = lambda who: check
    neobank.page.reload()
    neobank.expect_title("Your documents are being checked")
    _judge(neobank, "verifying")
    reasons = ["The passport expired on 1 May 2020.", "The picture of the document is too dark to read."]
    neobank.handlers["application"] = lambda who: {"state": "rejected", "reasons": reasons, "canRetry": True}
    neobank.expect_title("The check did not succeed")
    _judge(neobank, "rejected")
    neobank.handlers["application"] = lambda who: {"state": "issuing"}
    neobank.page.reload()
    neobank.expect_title("Your credential is on its way")
    _judge(neobank, "issuing")
    issue(town, alice)
    neobank.expect_title("You are verified")
    _judge(neobank, "verified")
    neobank.press("Revoke: Neobank")
    _judge(neobank, "revoke")


def test_at_a_consumer(charlie: App, alice: Client, town: Town, wallet: Wallet) -> None:
    charlie.sign_in().expect_title("You have no “Passport” to share yet")
    _judge(charlie, "without")
    issue(town, alice)
    charlie.expect_title("Charlie asks for a copy")
    _judge(charlie, "request")
    issue(town, alice)
    expect(charlie.isle.get_by_role("radio")).to_have_count(2)
    charlie.press("Accept")
    charlie.expect_text("Choose a credential first.")
    _judge(charlie, "request-choose")
    charlie.isle.get_by_role("radio").first.check()
    charlie.press("Accept")
    charlie.enclave.locator("#unlock").wait_for()
    _judge(charlie, "sharing-enclave")
    charlie.unlock()
    wallet.waits = True
    charlie.agree()
    charlie.expect_title("Sign the change")
    _judge(charlie, "sharing-sign")
    charlie.handlers["granted"] = _fail
    wallet.answer()
    charlie.expect_text("Only the app does not know it yet.")
    _judge(charlie, "untold")
    charlie.handlers["granted"] = lambda grant: None
    charlie.press("Tell it again")
    charlie.expect_title("Shared with Charlie")
    charlie.isle.get_by_text("2 more recipients").click()
    _judge(charlie, "shared")
    charlie.press("Make it small")
    charlie.isle.get_by_role("button", name="Your identity: Shared. Open").wait_for()
    _judge(charlie, "pill")


def test_at_a_consumer_without_a_profile(charlie: App) -> None:
    charlie.connect().expect_title("You have no idOS profile yet")
    _judge(charlie, "no-profile-consumer")


def test_a_stranger(context: BrowserContext, town: Town, wallet: Wallet, alice: Client) -> None:
    issue(town, alice)
    stranger = consumer_app(context, town, wallet, "stranger", grantee="ab" * 32, lockSeconds=0)
    stranger.sign_in().expect_title(f"stranger.localhost:{town.apps_port} asks for a copy")
    _judge(stranger, "request-stranger")
    stranger.settings |= {"grantee": town.net.consumer_key.identifier}
    stranger.page.reload()
    stranger.expect_text("in the name of somebody else")
    _judge(stranger, "refused")


def test_the_page_by_itself(context: BrowserContext, town: Town) -> None:
    page = context.new_page()
    page.goto(town.page("isle"))
    expect(page.get_by_role("link", name="Open your dashboard")).to_have_attribute(
        "href", town.page("dashboard")
    )
    judge(page, "isle-alone")


def test_german_words_and_the_colours_of_the_app(chromium: Browser, town: Town) -> None:
    context = chromium.new_context(locale="de-AT")
    wallet = Wallet(context).announce("Test wallet")
    charlie = consumer_app(context, town, wallet)
    charlie.visit()
    charlie.page.evaluate(
        """() => {
          const isle = document.querySelector("idos-isle");
          isle.lang = "de";
          isle.style.cssText = "--isle-accent: #f4a300; --isle-radius: 20px; --isle-font-size: 16px";
        }"""
    )
    charlie.expect_title("Verbinden Sie Ihre Wallet")
    charlie.press("Test wallet")
    charlie.expect_title("Sie haben noch kein idOS-Profil")
    charlie.expect_text("Melden Sie sich dort mit ihr an, verbinden Sie dort auch diese")
    frame = _frame(charlie)
    assert frame.evaluate("document.documentElement.lang") == "de"
    assert frame.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--radius')") == "20px"
    judge(charlie.page, "isle-german-coloured", frame=frame)
    context.close()


def _judge(app: App, name: str) -> None:
    judge(app.page, f"isle-{name}", frame=_frame(app))
    app.page.set_viewport_size({"width": 1280, "height": 800})


def _frame(app: App) -> Frame:
    return next(frame for frame in app.page.frames if "isle.localhost" in frame.url)


def _fail(_: object) -> None:
    raise Refusal("unavailable")
