"""What is shown is what is stored: changes made elsewhere appear, and a node may be gone for a while."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from idos import Client
from idos.testing import Network
from tests.browser.dashboard.desk import Desk, Town, give, share
from tests.browser.dashboard.frail import frail_node
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


def test_a_credential_that_is_issued_meanwhile_appears(desk: Desk, net: Network, alice: Client) -> None:
    desk.sign_in()
    expect(desk.page.get_by_text("You have no credentials yet")).to_be_visible()
    give(net, alice)
    expect(desk.cards).to_have_count(1)


def test_a_copy_that_its_recipient_gives_back_disappears(desk: Desk, net: Network, alice: Client) -> None:
    share(net, alice, give(net, alice))
    desk.sign_in().go("shared")
    expect(desk.page.get_by_text("1 copy with 1 recipient")).to_be_visible()
    (grant,) = net.consumer.grants_received(alice.profile().id).grants
    net.consumer.rescind(grant.data_id)
    expect(desk.page.get_by_text("You share nothing")).to_be_visible()


def test_what_one_tab_changes_the_other_shows(desk: Desk, context: BrowserContext, alice: Client) -> None:
    desk.sign_in().go("attributes")
    other = Desk(context, desk.town, desk.wallet).sign_in().go("attributes")
    desk.button("Add an attribute").click()
    desk.page.get_by_label("Name", exact=True).fill("language")
    desk.answer("Save")
    for each in (desk, other):
        expect(each.page.get_by_role("row", name="language")).to_be_visible()


def test_what_is_opened_is_read_again_when_it_changes(desk: Desk, net: Network, alice: Client) -> None:
    credential = give(net, alice)
    (info,) = alice.credentials()
    desk.sign_in().go(f"data/{credential}").unlock()
    expect(desk.page.get_by_text("Signed by Neobank")).to_be_visible()
    net.issuer.revoke_credential(info.public_notes)
    expect(desk.page.get_by_text("This could not be verified")).to_be_visible()


def test_a_connection_that_is_lost_is_told_and_what_was_missed_is_made_up_for(
    context: BrowserContext, town: Town, wallet: Wallet, net: Network, alice: Client
) -> None:
    context.add_init_script(CUT)
    desk = Desk(context, town, wallet).sign_in().go("attributes")
    expect(desk.page.get_by_text("You have no attributes")).to_be_visible()
    desk.page.evaluate("cut()")
    expect(desk.page.get_by_text("The node can not be reached.")).to_be_visible()
    give(net, alice)
    desk.button("Add an attribute").click()
    desk.page.get_by_label("Name", exact=True).fill("language")
    desk.answer("Save")
    expect(desk.dialog.get_by_role("alert")).to_contain_text("can not be reached")
    desk.page.evaluate("mend()")
    expect(desk.page.get_by_text("The node is back.")).to_be_visible()
    desk.answer("Save")
    expect(desk.page.get_by_role("row", name="language")).to_be_visible()
    desk.go("data")
    expect(desk.cards).to_have_count(1)


def test_a_node_that_was_restarted_wants_a_new_session_and_has_everything(
    context: BrowserContext, town: Town, wallet: Wallet, tmp_path: Path
) -> None:
    with frail_node(tmp_path, wallet.signer) as (node, alice):
        alice.add_attribute("language", "en")
        desk = Desk(context, town, wallet)
        desk.page.evaluate("url => localStorage.setItem('node', url)", node.url)
        desk.sign_in().go("attributes")
        expect(desk.page.get_by_role("row", name="language")).to_be_visible()
        node.stop()
        expect(desk.page.get_by_text("The node can not be reached.")).to_be_visible()
        expect(desk.page.get_by_role("row", name="language")).to_be_visible()  # as it was read last
        node.start()
        expect(desk.page.get_by_text("Your session has ended.")).to_be_visible()
        desk.sign_in()
        expect(desk.page.get_by_role("row", name="language")).to_be_visible()


def test_a_reload_without_the_node_keeps_the_session(desk: Desk, net: Network, alice: Client) -> None:
    desk.sign_in()
    desk.page.route(f"{net.url}/**", lambda route: route.abort())
    desk.page.reload()
    expect(desk.page.get_by_text("The node does not answer")).to_be_visible()
    desk.page.unroute_all()
    desk.button("Try again").click()
    expect(desk.button("Sign out")).to_be_visible()
    expect(desk.page.get_by_text("You have no credentials yet")).to_be_visible()
    desk.complaints.clear()


def test_it_speaks_german(desk: Desk) -> None:
    desk.page.goto(f"{desk.town.url}/?lang=de")
    desk.page.get_by_role("button", name="Weiter mit Test wallet").click()
    expect(desk.page.get_by_role("heading", name="Meine Daten")).to_be_visible()
    assert desk.page.locator("html").get_attribute("lang") == "de"
