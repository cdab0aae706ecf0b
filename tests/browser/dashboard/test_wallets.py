"""The wallets of a profile: another one is linked when it proves itself, and unlinked again."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from idos import Client
from idos.testing import Network
from tests.browser.dashboard.page import DashboardPage
from tests.browser.wallet import Wallet


def _open_window(dashboard: DashboardPage) -> Page:
    dashboard.button("Link another wallet").click()
    with dashboard.context.expect_page() as opened:
        dashboard.answer("Open the window")
    return opened.value


def test_another_extension_is_linked_by_a_text_that_says_what_it_is_for(
    dashboard: DashboardPage, alice: Client, context: BrowserContext
) -> None:
    second = Wallet(context).announce("Second wallet", rdns="org.example.second")
    dashboard.page.reload()
    dashboard.sign_in().go("wallets")
    expect(dashboard.page.get_by_text("This is your only wallet")).to_be_visible()
    window = _open_window(dashboard)
    window.get_by_role("button", name="Continue with Second wallet").click()
    window.get_by_role("button", name="Sign").click()
    expect(dashboard.dialog.get_by_text("The other wallet has signed.")).to_be_visible()
    (text,) = second.texts
    host = dashboard.town.url.removeprefix("http://")
    assert text.startswith(f"{host} asks to add this wallet to an idOS profile.")
    for line in (
        f"Wallet: {second.address}",
        f"Profile: {alice.profile().id}",
        f"Origin: {dashboard.town.url}",
    ):
        assert line in text.splitlines()
    assert re.search(r"^Nonce: [0-9a-f]{32}$", text, re.M)
    assert re.search(r"^Expires at: \d{4}-\d\d-\d\dT", text, re.M)
    dashboard.answer("Approve with the wallet in use")
    expect(dashboard.page.get_by_role("row")).to_have_count(3)
    assert {wallet.address for wallet in alice.wallets()} == {dashboard.wallet.address, second.address}
    expect(dashboard.page.get_by_role("alert")).to_have_count(0)  # she did it herself
    with Client(dashboard.town.net.url, second.signer, chain_id=dashboard.town.net.chain_id) as same:
        assert same.profile().id == alice.profile().id


def test_another_account_of_the_same_extension_is_linked(
    dashboard: DashboardPage, alice: Client, wallet: Wallet
) -> None:
    dashboard.sign_in().go("wallets")
    window = _open_window(dashboard)
    window.get_by_role("button", name="Continue with Test wallet").click()
    expect(window.get_by_text("This account is linked already.")).to_be_visible()
    expect(window.get_by_role("button", name="Sign", exact=True)).to_have_count(0)
    wallet.switch(1)
    window.get_by_role("button", name="Sign", exact=True).click()
    expect(dashboard.dialog.get_by_text("switch back to it first")).to_be_visible()
    dashboard.answer("Approve with the wallet in use")
    expect(dashboard.dialog.get_by_role("alert")).to_contain_text("wallet")
    wallet.switch(0)
    dashboard.answer("Approve with the wallet in use")
    expect(dashboard.page.get_by_role("row")).to_have_count(3)
    assert len(alice.wallets()) == 2


def test_a_window_that_is_closed_links_nothing(dashboard: DashboardPage, alice: Client) -> None:
    dashboard.sign_in().go("wallets")
    _open_window(dashboard).close()
    expect(dashboard.dialog.get_by_role("button", name="Open the window")).to_be_enabled()
    expect(dashboard.dialog.get_by_text("Waiting for the other wallet")).to_be_hidden()
    expect(dashboard.dialog.get_by_role("alert")).to_contain_text("You broke it off.")
    assert len(alice.wallets()) == 1


def test_a_prompt_that_is_declined_is_said_in_both_windows(
    dashboard: DashboardPage, alice: Client, wallet: Wallet
) -> None:
    dashboard.sign_in().go("wallets")
    window = _open_window(dashboard)
    wallet.switch(1)
    window.get_by_role("button", name="Continue with Test wallet").click()
    wallet.refuses = True
    window.get_by_role("button", name="Sign", exact=True).click()
    expect(window.get_by_role("alert")).to_contain_text("You declined.")
    wallet.refuses = False
    window.get_by_role("button", name="Sign", exact=True).click()
    wallet.switch(0)
    wallet.refuses = True
    dashboard.answer("Approve with the wallet in use")
    expect(dashboard.dialog.get_by_role("alert")).to_contain_text("You declined.")
    assert len(alice.wallets()) == 1


def test_a_wallet_of_somebody_elses_profile_is_refused(
    dashboard: DashboardPage, net: Network, alice: Client, wallet: Wallet
) -> None:
    from tests.browser.dashboard.page import join

    with join(net, wallet.account(1)):
        dashboard.sign_in().go("wallets")
        window = _open_window(dashboard)
        wallet.switch(1)
        window.get_by_role("button", name="Continue with Test wallet").click()
        window.get_by_role("button", name="Sign", exact=True).click()
        wallet.switch(0)
        dashboard.answer("Approve with the wallet in use")
        expect(dashboard.dialog.get_by_role("alert")).to_contain_text("already")
        assert len(alice.wallets()) == 1


def test_a_window_without_its_dashboard_says_so(dashboard: DashboardPage) -> None:
    page = dashboard.context.new_page()
    page.goto(f"{dashboard.town.url}/link.html")
    expect(page.get_by_text("The dashboard that opened this window is gone.")).to_be_visible()
    page.goto(f"{dashboard.town.url}/link.html?{0}#{'ab' * 16}")
    expect(page.get_by_text("The dashboard that opened this window is gone.")).to_be_visible()


def test_a_wallet_that_was_added_elsewhere_is_told_until_the_person_knows_of_it(
    dashboard: DashboardPage, alice: Client, wallet: Wallet
) -> None:
    notice = dashboard.page.get_by_role("alert").filter(has_text="A wallet was added to your profile")
    dashboard.sign_in().go("wallets")
    expect(dashboard.page.get_by_role("row")).to_have_count(2)
    expect(notice).to_have_count(0)
    dashboard.go("data")
    added = wallet.account(1).address
    alice.add_wallet(wallet.account(1).prove("mine too"))
    expect(notice).to_contain_text(added.lower())
    expect(notice).to_contain_text("If that was not you")
    dashboard.page.reload()  # also when she was away
    expect(notice).to_contain_text(added.lower())
    notice.get_by_role("link", name="See the wallets").click()
    expect(dashboard.page.get_by_role("heading", name="Wallets", exact=True)).to_be_visible()
    notice.get_by_role("button", name="I know of this").click()
    expect(notice).to_have_count(0)
    dashboard.page.reload()
    expect(dashboard.page.get_by_role("row")).to_have_count(3)
    expect(notice).to_have_count(0)


def test_a_wallet_that_was_removed_elsewhere_is_told(
    dashboard: DashboardPage, alice: Client, wallet: Wallet
) -> None:
    alice.add_wallet(wallet.account(1).prove("mine too"))
    dashboard.sign_in().go("wallets")
    expect(dashboard.page.get_by_role("row")).to_have_count(3)
    (other,) = [each for each in alice.wallets() if each.address != wallet.address]
    alice.remove_wallet(other.id)
    notice = dashboard.page.get_by_role("alert")
    expect(notice).to_contain_text("A wallet was removed from your profile")
    expect(notice).to_contain_text(other.address.lower())


def test_wallet_news_in_german(dashboard: DashboardPage, alice: Client, wallet: Wallet) -> None:
    dashboard.page.goto(f"{dashboard.town.url}/?lang=de#/wallets")
    dashboard.page.get_by_role("button", name="Weiter mit Test wallet").click()
    expect(dashboard.page.get_by_role("row")).to_have_count(2)
    alice.add_wallet(wallet.account(1).prove("mine too"))
    notice = dashboard.page.get_by_role("alert")
    expect(notice).to_contain_text("Ihrem Profil wurde eine Wallet hinzugefügt")
    expect(notice).to_contain_text("Waren das nicht Sie")


def test_a_wallet_is_removed_but_not_the_one_in_use(
    dashboard: DashboardPage, alice: Client, wallet: Wallet
) -> None:
    alice.add_wallet(wallet.account(1).prove("mine too"))
    dashboard.sign_in().go("wallets")
    own = dashboard.page.get_by_role("row").filter(has_text="In use now")
    expect(own).to_have_count(1)
    expect(own.get_by_role("button", name="Remove")).to_have_count(0)
    dashboard.page.get_by_role("button", name="Remove").click()
    expect(dashboard.dialog.get_by_text("It can no longer sign in")).to_be_visible()
    dashboard.answer("Remove")
    expect(dashboard.page.get_by_text("This is your only wallet")).to_be_visible()
    assert [each.address for each in alice.wallets()] == [wallet.address]
    expect(dashboard.page.get_by_role("alert")).to_have_count(0)  # she did it herself
