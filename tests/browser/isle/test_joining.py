"""From no wallet to a profile."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, expect

from idos import Client
from idos.crypto.encoding import b64decode
from idos.enclave.local import LocalEnclave
from tests.browser.enclave.website import STRONG
from tests.browser.isle.app import App, Refusal
from tests.browser.isle.conftest import Town, issuer_app
from tests.browser.wallet import Wallet


def test_without_a_wallet_the_card_says_what_one_is(context: BrowserContext, town: Town) -> None:
    app = issuer_app(context, town, Wallet(context)).visit()
    app.expect_title("Connect your wallet")
    app.expect_text("No wallet in this browser yet")
    app.expect_text("MetaMask")
    app.expect_state("not-connected")


def test_the_person_chooses_among_her_wallets_and_may_decline(
    context: BrowserContext, neobank: App, wallet: Wallet
) -> None:
    Wallet(context).announce("Another wallet", rdns="org.example.another")
    neobank.visit()
    wallets = neobank.isle.get_by_role("list", name="Wallets in this browser").get_by_role("button")
    expect(wallets).to_have_text(["Test wallet", "Another wallet"])
    wallet.refuses = True
    neobank.press("Test wallet")
    neobank.expect_text("You declined.")
    wallet.refuses = False
    neobank.press("Test wallet")
    neobank.expect_title("You have no idOS profile yet")
    assert neobank.page.evaluate("states.at(-1)") == {
        "state": "no-profile",
        "address": wallet.address,
        "profileId": None,
    }


@pytest.mark.parametrize("app", ["neobank", "charlie"])
def test_who_has_a_profile_with_another_wallet_is_shown_the_way(
    app: str, town: Town, request: pytest.FixtureRequest
) -> None:
    asking: App = request.getfixturevalue(app)
    asking.connect().expect_title("You have no idOS profile yet")
    way = asking.isle.get_by_role("link", name="I have a profile with another wallet")
    expect(way).to_have_attribute("href", f"{town.page('dashboard')}/#/wallets")
    asking.expect_text("sign in there with that wallet, link this one")


def test_a_profile_is_made_in_three_steps(neobank: App, wallet: Wallet, town: Town) -> None:
    neobank.connect().press("Create a profile")
    neobank.expect_title("Show that this wallet is yours")
    neobank.expect_text(f"{neobank.host} wants you to sign in with your wallet:")
    assert wallet.texts == []  # what is to be signed is read first
    neobank.sign()
    neobank.make_key()
    neobank.expect_title("Sign in to your profile")
    [profile] = neobank.calls("createProfile")
    key = LocalEnclave.create(profile["profileId"], STRONG).public_key
    assert b64decode(profile["encryptionPublicKey"], max_bytes=32) == key
    assert profile["wallet"]["message"] == wallet.texts[0]
    assert town.net.issuer.user(UUID(profile["profileId"])).encryption_public_key == key
    neobank.sign()
    neobank.expect_title("Neobank asks to write into your profile")
    neobank.expect_state("not-verified")
    assert neobank.page.evaluate("states.at(-1).profileId") == profile["profileId"]


def test_what_is_done_is_kept_when_the_window_is_closed(neobank: App, wallet: Wallet) -> None:
    neobank.connect().press("Create a profile")
    neobank.sign()
    neobank.popup("unlock").close()
    neobank.expect_text("window was closed.")
    neobank.press("Continue")
    neobank.make_key()
    neobank.expect_title("Sign in to your profile")
    assert len(neobank.calls("challenge")) == 1
    assert len(wallet.texts) == 1


def test_a_signature_that_is_declined_starts_nothing(neobank: App, wallet: Wallet) -> None:
    neobank.connect().press("Create a profile")
    neobank.press("Not now")
    neobank.expect_text("You declined.")
    wallet.refuses = True
    neobank.press("Continue")
    neobank.sign()
    neobank.expect_text("You declined.")
    assert neobank.calls("createProfile") == []


def test_an_app_that_fails_to_make_the_profile_is_asked_again_with_the_same_key(
    neobank: App, town: Town
) -> None:
    make = neobank.handlers["createProfile"]
    neobank.handlers["createProfile"] = _fail
    neobank.connect().press("Create a profile")
    neobank.sign()
    neobank.make_key()
    neobank.expect_text("Neobank did not do its part.")
    neobank.handlers["createProfile"] = make
    neobank.press("Continue")
    neobank.sign()  # the app's text can be used once
    neobank.expect_title("Sign in to your profile")
    first, second = neobank.calls("createProfile")
    assert first["profileId"] == second["profileId"]
    assert first["encryptionPublicKey"] == second["encryptionPublicKey"]


def test_a_profile_that_was_made_counts_although_the_answer_was_lost(neobank: App) -> None:
    make = neobank.handlers["createProfile"]

    def make_and_fail(profile: object) -> None:
        make(profile)
        raise Refusal("unavailable")

    neobank.handlers["createProfile"] = make_and_fail
    neobank.connect().press("Create a profile")
    neobank.sign()
    neobank.make_key()
    neobank.expect_title("Sign in to your profile")


def test_a_reload_while_a_profile_is_made_loses_no_key(neobank: App) -> None:
    neobank.handlers["createProfile"] = _fail
    neobank.connect().press("Create a profile")
    neobank.sign()
    neobank.make_key()
    neobank.expect_text("Neobank did not do its part.")
    neobank.page.reload()
    neobank.press("Create a profile")
    neobank.sign()
    neobank.expect_text("Neobank did not do its part.")
    first, second = neobank.calls("createProfile")
    assert first["profileId"] == second["profileId"]
    assert first["encryptionPublicKey"] == second["encryptionPublicKey"]


@pytest.mark.parametrize(
    "text",
    [
        "Sign this, please.",
        "mine.{host} wants you to sign in with your wallet.",
        "another.localhost wants you to sign in at {host} .",
        "{host} wants this.\noperation: delegatedWriteGrant",
        "{host} wants a change.\n\nPayloadDigest: 00",
    ],
)
def test_a_text_that_does_not_say_where_it_is_used_is_not_signed(
    neobank: App, wallet: Wallet, text: str
) -> None:
    neobank.handlers["challenge"] = lambda who: text.format(host=neobank.host)
    neobank.connect().press("Create a profile")
    neobank.expect_text("Neobank wants something signed that does not say what it is for.")
    assert wallet.texts == []


def test_a_consumers_app_leads_to_issuers_that_make_profiles(charlie: App) -> None:
    charlie.connect()
    charlie.expect_title("You have no idOS profile yet")
    link = charlie.isle.get_by_role("link", name="Go to Neobank")
    expect(link).to_have_attribute("href", charlie.origin.replace("charlie", "neobank"))
    charlie.expect_text("A bank that checks your passport once.")


def test_the_sign_in_shows_its_text_and_outlives_a_reload(
    neobank: App, wallet: Wallet, alice: Client
) -> None:
    neobank.connect()
    neobank.expect_title("Sign in to your profile")
    neobank.expect_text("wants you to sign in with your account")
    neobank.expect_state("not-connected")
    assert wallet.texts == []
    neobank.sign()
    neobank.expect_title("Neobank asks to write into your profile")
    neobank.page.reload()
    neobank.expect_title("Neobank asks to write into your profile")
    assert len(wallet.texts) == 1


def test_a_sign_in_that_is_declined_can_be_repeated(neobank: App, wallet: Wallet, alice: Client) -> None:
    neobank.connect()
    wallet.refuses = True
    neobank.sign()
    neobank.expect_text("You declined.")
    wallet.refuses = False
    neobank.press("Sign in")
    neobank.sign()
    neobank.expect_title("Neobank asks to write into your profile")


def test_another_account_sees_nothing_of_the_former(neobank: App, wallet: Wallet, alice: Client) -> None:
    neobank.sign_in()
    neobank.expect_title("Neobank asks to write into your profile")
    wallet.switch(1)
    neobank.expect_title("You have no idOS profile yet")
    assert neobank.page.evaluate("states.at(-1)") == {
        "state": "no-profile",
        "address": wallet.address,
        "profileId": None,
    }
    wallet.switch(0)
    neobank.expect_title("Neobank asks to write into your profile")


def test_a_question_to_the_former_account_is_never_answered_by_the_next(
    neobank: App, wallet: Wallet, alice: Client
) -> None:
    neobank.connect()
    neobank.expect_title("Sign in to your profile")
    wallet.waits = True
    neobank.sign()
    wallet.switch(1)
    neobank.expect_title("You have no idOS profile yet")
    wallet.answer()
    neobank.expect_title("You have no idOS profile yet")
    assert wallet.texts == []


@pytest.mark.parametrize("end", ["disconnect", "lose"])
def test_a_wallet_that_goes_takes_everything_with_it(
    neobank: App, wallet: Wallet, alice: Client, end: str
) -> None:
    neobank.sign_in()
    neobank.expect_title("Neobank asks to write into your profile")
    getattr(wallet, end)()
    neobank.expect_title("Connect your wallet")
    neobank.expect_state("not-connected")


def test_leaving_ends_the_session(neobank: App, wallet: Wallet, alice: Client) -> None:
    neobank.sign_in()
    neobank.expect_title("Neobank asks to write into your profile")
    neobank.press("Use another wallet")
    neobank.expect_title("Connect your wallet")
    neobank.page.reload()
    neobank.expect_title("Connect your wallet")
    neobank.press("Test wallet")
    neobank.expect_title("Sign in to your profile")


def _fail(_: object) -> None:
    raise Refusal("unavailable")
