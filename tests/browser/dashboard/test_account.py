"""Signing in and out, wallets that change their mind, and other nodes."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from idos import Client
from idos.pages.app import build_app
from idos.pages.server import bind, serving
from idos.pages.settings import PagesSettings
from idos.testing import CHAIN_ID, Network, network
from tests.browser.dashboard.page import DashboardPage, Town, give, join
from tests.browser.wallet import Wallet


def test_one_signature_signs_in(dashboard: DashboardPage, wallet: Wallet, alice: Client) -> None:
    dashboard.sign_in()
    assert len(wallet.texts) == 1
    assert "wants you to sign in with your account" in wallet.texts[0]
    assert wallet.address[:10] in dashboard.text()


def test_a_session_survives_a_reload_without_another_signature(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    give(net, alice)
    dashboard.sign_in()
    dashboard.page.reload()
    expect(dashboard.cards).to_have_count(1)
    assert len(dashboard.wallet.texts) == 1


def test_signing_out_ends_the_session_at_the_node_and_forgets_what_was_unlocked(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice, first_name="Marguerite")
    dashboard.sign_in().go(f"data/{credential}").unlock()
    expect(dashboard.page.get_by_text("Marguerite").first).to_be_visible()
    token = _token(dashboard.page)
    dashboard.button("Sign out").click()
    expect(dashboard.page.get_by_text("You are signed out.")).to_be_visible()
    assert "Marguerite" not in dashboard.page.content()
    assert _status_of(dashboard.page, net, token) == 401
    dashboard.page.reload()
    dashboard.sign_in().go(f"data/{credential}")
    dashboard.unlock()  # with the password: the enclave forgot the key


def test_signing_out_ends_it_in_other_tabs_too(dashboard: DashboardPage, context: BrowserContext) -> None:
    dashboard.sign_in()
    other = DashboardPage(context, dashboard.town, dashboard.wallet).sign_in()
    dashboard.button("Sign out").click()
    expect(other.page.get_by_text("You are signed out.")).to_be_visible()


@pytest.mark.parametrize("step", ["connect", "sign"])
def test_a_wallet_that_refuses_changes_nothing(dashboard: DashboardPage, wallet: Wallet, step: str) -> None:
    wallet.waits = True
    dashboard.button("Continue with Test wallet").click()
    if step == "sign":
        wallet.answer()
        wallet.waits = True
        expect(dashboard.page.locator(".steps .now")).to_contain_text("Approve the sign-in")
    wallet.refuses = True
    wallet.answer()
    expect(dashboard.page.get_by_role("alert")).to_contain_text("You declined.")
    expect(dashboard.button("Continue with Test wallet")).to_be_enabled()
    wallet.refuses = False
    dashboard.sign_in()


def test_a_wallet_that_does_not_answer_can_be_left(dashboard: DashboardPage, wallet: Wallet) -> None:
    wallet.waits = True
    dashboard.button("Continue with Test wallet").click()
    dashboard.button("Cancel").click()
    expect(dashboard.button("Continue with Test wallet")).to_be_enabled()
    wallet.answer()  # too late: nobody is signed in by it
    expect(dashboard.button("Continue with Test wallet")).to_be_enabled()
    assert wallet.texts == []
    dashboard.sign_in()


def test_a_node_of_another_network_than_before_is_signed_for_only_when_the_person_says_so(
    dashboard: DashboardPage, net: Network, wallet: Wallet
) -> None:
    dashboard.page.evaluate("key => localStorage.setItem(key, 'another-network')", f"idos-network {net.url}")
    dashboard.button("Continue with Test wallet").click()
    said = dashboard.page.get_by_role("alert")
    expect(said).to_contain_text("The node belongs to another network than it is to.")
    assert wallet.texts == []
    dashboard.button("Use the other network").click()
    expect(dashboard.page.get_by_text(f"Network {CHAIN_ID}, through")).to_be_visible()
    assert len(wallet.texts) == 1


def test_the_network_that_the_operator_names_is_not_the_persons_choice(
    context: BrowserContext, net: Network, wallet: Wallet, alice: Client
) -> None:
    listening = bind()
    port = listening.getsockname()[1]
    settings = PagesSettings(port=port, node_url=net.url, network="another-network")
    with serving(build_app(settings), listening):
        dashboard = DashboardPage(context, Town(net, settings.origins["dashboard"]), wallet)
        dashboard.button("Continue with Test wallet").click()
        expect(dashboard.page.get_by_role("alert")).to_contain_text("another network")
        expect(dashboard.button("Use the other network")).to_have_count(0)
        assert wallet.texts == []


def test_the_wallet_of_an_apps_own_browser_signs_in_and_is_found_again(
    context: BrowserContext, town: Town, net: Network
) -> None:
    inside = Wallet(context).inject()
    with join(net, inside.signer):
        dashboard = DashboardPage(context, town, inside).sign_in("Wallet of this browser")
        dashboard.page.reload()
        dashboard.go("attributes")
        dashboard.button("Add an attribute").click()
        dashboard.page.get_by_label("Name", exact=True).fill("language")
        dashboard.answer("Save")
        expect(dashboard.page.get_by_role("row", name="language")).to_be_visible()


def test_a_contract_account_is_told_what_it_lacks(dashboard: DashboardPage, wallet: Wallet) -> None:
    wallet.is_contract = True
    dashboard.button("Continue with Test wallet").click()
    said = dashboard.page.get_by_role("alert")
    expect(said).to_contain_text("This account is a contract (a smart account).")
    expect(said).to_contain_text("Choose an account with a key of its own")


def test_a_change_of_network_in_the_wallet_changes_nothing(dashboard: DashboardPage, wallet: Wallet) -> None:
    dashboard.sign_in().go("attributes")
    wallet.change_network()
    dashboard.button("Add an attribute").click()
    dashboard.page.get_by_label("Name", exact=True).fill("language")
    dashboard.answer("Save")
    expect(dashboard.page.get_by_role("row", name="language")).to_be_visible()


def test_a_wallet_without_a_profile_is_taught_and_signs_nothing(context: BrowserContext, town: Town) -> None:
    wallet = Wallet(context).announce("Fresh wallet")
    dashboard = DashboardPage(context, town, wallet)
    dashboard.button("Continue with Fresh wallet").click()
    expect(dashboard.page.get_by_role("heading", name="This wallet has no profile yet")).to_be_visible()
    expect(dashboard.page.get_by_text("then link this one under Wallets")).to_be_visible()
    expect(dashboard.link("Open Neobank")).to_have_attribute("href", "https://neobank.example")
    assert wallet.texts == []
    dashboard.button("Use another wallet").click()
    expect(dashboard.button("Continue with Fresh wallet")).to_be_visible()


def test_a_browser_without_a_wallet_is_told_what_one_is(context: BrowserContext, town: Town) -> None:
    page = context.new_page()
    page.goto(town.url)
    expect(page.get_by_text("No wallet was found in this browser")).to_be_visible()


def test_another_account_locks_and_says_so_and_the_first_goes_on(
    dashboard: DashboardPage, net: Network, alice: Client, wallet: Wallet
) -> None:
    credential = give(net, alice, first_name="Marguerite")
    dashboard.sign_in().go(f"data/{credential}").unlock()
    wallet.switch(1)
    expect(dashboard.page.get_by_text("Your wallet shows another account")).to_be_visible()
    expect(dashboard.page.get_by_text("Your contents are locked").first).to_be_visible()
    assert "Marguerite" not in dashboard.page.content()
    dashboard.go("attributes")
    dashboard.button("Add an attribute").click()
    dashboard.page.get_by_label("Name", exact=True).fill("language")
    dashboard.answer("Save")
    expect(dashboard.dialog.get_by_role("alert")).to_contain_text("wallet")
    wallet.switch(0)
    expect(dashboard.page.get_by_text("Your wallet shows another account")).to_be_hidden()
    dashboard.answer("Save")
    expect(dashboard.page.get_by_role("row", name="language")).to_be_visible()


def test_one_can_turn_to_the_other_account(
    dashboard: DashboardPage, net: Network, alice: Client, wallet: Wallet
) -> None:
    with join(net, wallet.account(1)) as bob:
        bob.add_attribute("whose", "Bob's")
        dashboard.sign_in()
        wallet.switch(1)
        dashboard.button("Sign in with the other account").click()
        dashboard.sign_in().go("attributes")
        expect(dashboard.page.get_by_text("Bob's")).to_be_visible()


def test_two_wallets_are_told_apart(dashboard: DashboardPage, net: Network, context: BrowserContext) -> None:
    second = Wallet(context).announce("Second wallet", rdns="org.example.second")
    with join(net, second.signer) as bob:
        bob.add_attribute("whose", "Bob's")
        other = DashboardPage(context, dashboard.town, second).sign_in("Second wallet").go("attributes")
        expect(other.page.get_by_text("Bob's")).to_be_visible()
        other.page.reload()
        expect(other.page.get_by_text("Bob's")).to_be_visible()
        dashboard.sign_in().go("attributes")
        expect(dashboard.page.get_by_text("You have no attributes")).to_be_visible()


def test_another_node_is_chosen_by_its_address_and_remembered(
    dashboard: DashboardPage, wallet: Wallet, context: BrowserContext
) -> None:
    dashboard.page.get_by_text("Advanced: another node").click()
    field = dashboard.page.get_by_label("Address of the node")
    field.fill("ftp://node.example")
    expect(dashboard.page.get_by_role("alert")).to_contain_text("not the address of a node")
    with network() as elsewhere, join(elsewhere, wallet.signer) as same:
        same.add_attribute("where", "elsewhere")
        field.fill(elsewhere.url)
        dashboard.page.reload()
        dashboard.sign_in().go("attributes")
        expect(dashboard.page.get_by_text("elsewhere")).to_be_visible()
        dashboard.go("settings")
        expect(dashboard.page.get_by_text(elsewhere.url)).to_be_visible()


def test_a_session_that_the_node_has_ended_is_explained(dashboard: DashboardPage, net: Network) -> None:
    dashboard.sign_in()
    _log_out(dashboard.page, net, _token(dashboard.page))
    expect(dashboard.page.get_by_text("Your session has ended.")).to_be_visible()
    assert [said for said in dashboard.complaints if "401" not in said] == []
    dashboard.complaints.clear()
    expect(dashboard.button("Continue with Test wallet")).to_be_visible()


def _token(page: Page) -> str:
    kept = page.evaluate("() => Object.entries(sessionStorage).find(([name]) => name.startsWith('idos-'))[1]")
    token: str = json.loads(kept)["token"]
    return token


def _status_of(page: Page, net: Network, token: str) -> int:
    """How the node answers the token."""
    answer = page.request.get(f"{net.url}/api/v1/changes", headers={"Authorization": f"Bearer {token}"})
    return answer.status


def _log_out(page: Page, net: Network, token: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "kgw.logout", "params": {"account": ""}}
    page.request.post(f"{net.url}/rpc/v1", data=body, headers={"Authorization": f"Bearer {token}"})
