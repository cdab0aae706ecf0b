"""What is shown is what is stored: changes made elsewhere appear, and a node may be gone for a while."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from idos import Client
from idos.testing import Network
from tests.browser.dashboard.frail import frail_node
from tests.browser.dashboard.page import DashboardPage, Town, give, share
from tests.browser.wallet import Wallet

CUT = """
(() => {
  const real = window.fetch;
  const open = new Set();
  let isCut = false;
  window.fetch = (address, init = {}) => {
    if (isCut) return Promise.reject(new TypeError("cut"));
    const controller = new AbortController();
    init.signal?.addEventListener("abort", () => controller.abort(init.signal.reason));
    open.add(controller);
    return real(address, { ...init, signal: controller.signal });
  };
  window.cut = () => { isCut = true; open.forEach((each) => each.abort(new TypeError("cut"))); };
  window.mend = () => { isCut = false; };
})()
"""
"""What a page's connections are when its cable is pulled."""


def test_a_credential_that_is_issued_meanwhile_appears(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    dashboard.sign_in()
    expect(dashboard.page.get_by_text("You have no credentials yet")).to_be_visible()
    give(net, alice)
    expect(dashboard.cards).to_have_count(1)


def test_a_copy_that_its_recipient_gives_back_disappears(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    share(net, alice, give(net, alice))
    dashboard.sign_in().go("shared")
    expect(dashboard.page.get_by_text("1 copy with 1 recipient")).to_be_visible()
    (grant,) = net.consumer.grants_received(alice.profile().id).grants
    net.consumer.rescind(grant.data_id)
    expect(dashboard.page.get_by_text("You share nothing")).to_be_visible()


def test_what_one_tab_changes_the_other_shows(
    dashboard: DashboardPage, context: BrowserContext, alice: Client
) -> None:
    dashboard.sign_in().go("attributes")
    other = DashboardPage(context, dashboard.town, dashboard.wallet).sign_in().go("attributes")
    dashboard.button("Add an attribute").click()
    dashboard.page.get_by_label("Name", exact=True).fill("language")
    dashboard.answer("Save")
    for each in (dashboard, other):
        expect(each.page.get_by_role("row", name="language")).to_be_visible()


def test_what_is_opened_is_read_again_when_it_changes(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    (info,) = alice.credentials()
    dashboard.sign_in().go(f"data/{credential}").unlock()
    expect(dashboard.page.get_by_text("Signed by Neobank")).to_be_visible()
    net.issuer.revoke_credential(info.public_notes)
    expect(dashboard.page.get_by_text("This could not be verified")).to_be_visible()


def test_a_connection_that_is_lost_is_told_and_what_was_missed_is_made_up_for(
    context: BrowserContext, town: Town, wallet: Wallet, net: Network, alice: Client
) -> None:
    context.add_init_script(CUT)
    dashboard = DashboardPage(context, town, wallet).sign_in().go("attributes")
    expect(dashboard.page.get_by_text("You have no attributes")).to_be_visible()
    dashboard.page.evaluate("cut()")
    expect(dashboard.page.get_by_text("The node cannot be reached.")).to_be_visible()
    give(net, alice)
    dashboard.button("Add an attribute").click()
    dashboard.page.get_by_label("Name", exact=True).fill("language")
    dashboard.answer("Save")
    expect(dashboard.dialog.get_by_role("alert")).to_contain_text("cannot be reached")
    dashboard.page.evaluate("mend()")
    expect(dashboard.page.get_by_text("The node is back.")).to_be_visible()
    dashboard.answer("Save")
    expect(dashboard.page.get_by_role("row", name="language")).to_be_visible()
    dashboard.go("data")
    expect(dashboard.cards).to_have_count(1)


def test_a_node_that_was_restarted_wants_a_new_session_and_has_everything(
    context: BrowserContext, town: Town, wallet: Wallet, tmp_path: Path
) -> None:
    with frail_node(tmp_path, wallet.signer) as (node, alice):
        alice.add_attribute("language", "en")
        dashboard = DashboardPage(context, town, wallet)
        dashboard.page.evaluate("url => localStorage.setItem('node', url)", node.url)
        dashboard.sign_in().go("attributes")
        expect(dashboard.page.get_by_role("row", name="language")).to_be_visible()
        node.stop()
        expect(dashboard.page.get_by_text("The node cannot be reached.")).to_be_visible()
        expect(dashboard.page.get_by_role("row", name="language")).to_be_visible()  # as it was read last
        node.start()
        expect(dashboard.page.get_by_text("Your session has ended.")).to_be_visible()
        dashboard.sign_in()
        expect(dashboard.page.get_by_role("row", name="language")).to_be_visible()


def test_a_reload_without_the_node_keeps_the_session(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    dashboard.sign_in()
    dashboard.page.route(f"{net.url}/**", lambda route: route.abort())
    dashboard.page.reload()
    expect(dashboard.page.get_by_text("The node does not answer")).to_be_visible()
    dashboard.page.unroute_all()
    dashboard.button("Try again").click()
    expect(dashboard.button("Sign out")).to_be_visible()
    expect(dashboard.page.get_by_text("You have no credentials yet")).to_be_visible()
    dashboard.complaints.clear()


def test_it_speaks_german(dashboard: DashboardPage) -> None:
    dashboard.page.goto(f"{dashboard.town.url}/?lang=de")
    dashboard.page.get_by_role("button", name="Weiter mit Test wallet").click()
    expect(dashboard.page.get_by_role("heading", name="Meine Daten")).to_be_visible()
    assert dashboard.page.locator("html").get_attribute("lang") == "de"
