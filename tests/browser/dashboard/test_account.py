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
from tests.browser.dashboard.desk import Desk, Town, give, join
from tests.browser.wallet import Wallet


def test_one_signature_signs_in(desk: Desk, wallet: Wallet, alice: Client) -> None:
    desk.sign_in()
    assert len(wallet.texts) == 1
    assert "wants you to sign in with your account" in wallet.texts[0]
    assert wallet.address[:10] in desk.text()


def test_a_session_survives_a_reload_without_another_signature(
    desk: Desk, net: Network, alice: Client
) -> None:
    give(net, alice)
    desk.sign_in()
    desk.page.reload()
    expect(desk.cards).to_have_count(1)
    assert len(desk.wallet.texts) == 1


def test_signing_out_ends_the_session_at_the_node_and_forgets_what_was_unlocked(
    desk: Desk, net: Network, alice: Client
) -> None:
    credential = give(net, alice, first_name="Marguerite")
    desk.sign_in().go(f"data/{credential}").unlock()
    expect(desk.page.get_by_text("Marguerite").first).to_be_visible()
    token = _token(desk.page)
    desk.button("Sign out").click()
    expect(desk.page.get_by_text("You are signed out.")).to_be_visible()
    assert "Marguerite" not in desk.page.content()
    assert _status_of(desk.page, net, token) == 401
    desk.page.reload()
    desk.sign_in().go(f"data/{credential}")
    desk.unlock()  # with the password: the enclave forgot the key


def test_signing_out_ends_it_in_other_tabs_too(desk: Desk, context: BrowserContext) -> None:
    desk.sign_in()
    other = Desk(context, desk.town, desk.wallet).sign_in()
    desk.button("Sign out").click()
    expect(other.page.get_by_text("You are signed out.")).to_be_visible()


@pytest.mark.parametrize("step", ["connect", "sign"])
def test_a_wallet_that_refuses_changes_nothing(desk: Desk, wallet: Wallet, step: str) -> None:
    wallet.waits = True
    desk.button("Continue with Test wallet").click()
    if step == "sign":
        wallet.answer()
        wallet.waits = True
        expect(desk.page.locator(".steps .now")).to_contain_text("Approve the sign-in")
    wallet.refuses = True
    wallet.answer()
    expect(desk.page.get_by_role("alert")).to_contain_text("You declined.")
    expect(desk.button("Continue with Test wallet")).to_be_enabled()
    wallet.refuses = False
    desk.sign_in()


def test_a_wallet_that_does_not_answer_can_be_left(desk: Desk, wallet: Wallet) -> None:
    wallet.waits = True
    desk.button("Continue with Test wallet").click()
    desk.button("Cancel").click()
    expect(desk.button("Continue with Test wallet")).to_be_enabled()
    wallet.answer()  # too late: nobody is signed in by it
    expect(desk.button("Continue with Test wallet")).to_be_enabled()
    assert wallet.texts == []
    desk.sign_in()


def test_a_node_of_another_network_than_before_is_signed_for_only_when_the_person_says_so(
    desk: Desk, net: Network, wallet: Wallet
) -> None:
    desk.page.evaluate("key => localStorage.setItem(key, 'another-network')", f"idos-network {net.url}")
    desk.button("Continue with Test wallet").click()
    said = desk.page.get_by_role("alert")
    expect(said).to_contain_text("The node belongs to another network than it is to.")
    assert wallet.texts == []
    desk.button("Use the other network").click()
    expect(desk.page.get_by_text(f"Network {CHAIN_ID}, through")).to_be_visible()
    assert len(wallet.texts) == 1


def test_the_network_that_the_operator_names_is_not_the_persons_choice(
    context: BrowserContext, net: Network, wallet: Wallet, alice: Client
) -> None:
    listening = bind()
    port = listening.getsockname()[1]
    settings = PagesSettings(port=port, node_url=net.url, network="another-network")
    with serving(build_app(settings), listening):
        desk = Desk(context, Town(net, settings.origins["dashboard"]), wallet)
        desk.button("Continue with Test wallet").click()
        expect(desk.page.get_by_role("alert")).to_contain_text("another network")
        expect(desk.button("Use the other network")).to_have_count(0)
        assert wallet.texts == []


def test_the_wallet_of_an_apps_own_browser_signs_in_and_is_found_again(
    context: BrowserContext, town: Town, net: Network
) -> None:
    inside = Wallet(context).inject()
    with join(net, inside.signer):
        desk = Desk(context, town, inside).sign_in("Wallet of this browser")
        desk.page.reload()
        desk.go("attributes")
        desk.button("Add an attribute").click()
        desk.page.get_by_label("Name", exact=True).fill("language")
        desk.answer("Save")
        expect(desk.page.get_by_role("row", name="language")).to_be_visible()


def test_a_contract_account_is_told_what_it_lacks(desk: Desk, wallet: Wallet) -> None:
    wallet.is_contract = True
    desk.button("Continue with Test wallet").click()
    said = desk.page.get_by_role("alert")
    expect(said).to_contain_text("This account is a contract (a smart account).")
    expect(said).to_contain_text("Choose an account with a key of its own")


def test_a_change_of_network_in_the_wallet_changes_nothing(desk: Desk, wallet: Wallet) -> None:
    desk.sign_in().go("attributes")
    wallet.change_network()
    desk.button("Add an attribute").click()
    desk.page.get_by_label("Name", exact=True).fill("language")
    desk.answer("Save")
    expect(desk.page.get_by_role("row", name="language")).to_be_visible()


def test_a_wallet_without_a_profile_is_taught_and_signs_nothing(context: BrowserContext, town: Town) -> None:
    wallet = Wallet(context).announce("Fresh wallet")
    desk = Desk(context, town, wallet)
    desk.button("Continue with Fresh wallet").click()
    expect(desk.page.get_by_role("heading", name="This wallet has no profile yet")).to_be_visible()
    expect(desk.page.get_by_text("then link this one under Wallets")).to_be_visible()
    expect(desk.link("Open Neobank")).to_have_attribute("href", "https://neobank.example")
    assert wallet.texts == []
    desk.button("Use another wallet").click()
    expect(desk.button("Continue with Fresh wallet")).to_be_visible()


def test_a_browser_without_a_wallet_is_told_what_one_is(context: BrowserContext, town: Town) -> None:
    page = context.new_page()
    page.goto(town.url)
    expect(page.get_by_text("No wallet was found in this browser")).to_be_visible()


def test_another_account_locks_and_says_so_and_the_first_goes_on(
    desk: Desk, net: Network, alice: Client, wallet: Wallet
) -> None:
    credential = give(net, alice, first_name="Marguerite")
    desk.sign_in().go(f"data/{credential}").unlock()
    wallet.switch(1)
    expect(desk.page.get_by_text("Your wallet shows another account")).to_be_visible()
    expect(desk.page.get_by_text("Your contents are locked").first).to_be_visible()
    assert "Marguerite" not in desk.page.content()
    desk.go("attributes")
    desk.button("Add an attribute").click()
    desk.page.get_by_label("Name", exact=True).fill("language")
    desk.answer("Save")
    expect(desk.dialog.get_by_role("alert")).to_contain_text("wallet")
    wallet.switch(0)
    expect(desk.page.get_by_text("Your wallet shows another account")).to_be_hidden()
    desk.answer("Save")
    expect(desk.page.get_by_role("row", name="language")).to_be_visible()


def test_one_can_turn_to_the_other_account(desk: Desk, net: Network, alice: Client, wallet: Wallet) -> None:
    with join(net, wallet.account(1)) as bob:
        bob.add_attribute("whose", "Bob's")
        desk.sign_in()
        wallet.switch(1)
        desk.button("Sign in with the other account").click()
        desk.sign_in().go("attributes")
        expect(desk.page.get_by_text("Bob's")).to_be_visible()


def test_two_wallets_are_told_apart(desk: Desk, net: Network, context: BrowserContext) -> None:
    second = Wallet(context).announce("Second wallet", rdns="org.example.second")
    with join(net, second.signer) as bob:
        bob.add_attribute("whose", "Bob's")
        other = Desk(context, desk.town, second).sign_in("Second wallet").go("attributes")
        expect(other.page.get_by_text("Bob's")).to_be_visible()
        other.page.reload()
        expect(other.page.get_by_text("Bob's")).to_be_visible()
        desk.sign_in().go("attributes")
        expect(desk.page.get_by_text("You have no attributes")).to_be_visible()


def test_another_node_is_chosen_by_its_address_and_remembered(
    desk: Desk, wallet: Wallet, context: BrowserContext
) -> None:
    desk.page.get_by_text("Advanced: another node").click()
    field = desk.page.get_by_label("Address of the node")
    field.fill("ftp://node.example")
    expect(desk.page.get_by_role("alert")).to_contain_text("not the address of a node")
    with network() as elsewhere, join(elsewhere, wallet.signer) as same:
        same.add_attribute("where", "elsewhere")
        field.fill(elsewhere.url)
        desk.page.reload()
        desk.sign_in().go("attributes")
        expect(desk.page.get_by_text("elsewhere")).to_be_visible()
        desk.go("settings")
        expect(desk.page.get_by_text(elsewhere.url)).to_be_visible()


def test_a_session_that_the_node_has_ended_is_explained(desk: Desk, net: Network) -> None:
    desk.sign_in()
    _log_out(desk.page, net, _token(desk.page))
    expect(desk.page.get_by_text("Your session has ended.")).to_be_visible()
    assert [said for said in desk.complaints if "401" not in said] == []
    desk.complaints.clear()
    expect(desk.button("Continue with Test wallet")).to_be_visible()


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
