"""What changes elsewhere shows here by itself, and what changed since the last visit is told."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from idos import Client
from tests.browser.consumer.company import Company, Desk, share
from tests.browser.looks import judge
from tests.people import agrees

_CUT = """
{
  const real = window.fetch;
  let ending = new AbortController();
  let isCut = false;
  window.fetch = (url, init = {}) => {
    if (isCut) return Promise.reject(new TypeError("cut"));
    const signals = [ending.signal, init.signal].filter(Boolean);
    return real(url, { ...init, signal: AbortSignal.any(signals) });
  };
  window.network = {
    cut() { isCut = true; ending.abort(); },
    mend() { isCut = false; ending = new AbortController(); },
  };
}
"""


def test_what_is_revoked_while_it_is_open_goes_and_is_explained(
    acme: Company, desk: Desk, alice: Client
) -> None:
    _, copy = share(acme, alice, first_name="Zenobia")
    desk.sign_in()
    desk.read(copy.grant_id)
    expect(desk.page.get_by_role("heading", name="Zenobia")).to_be_visible()
    alice.revoke(copy.grant_id)
    expect(desk.page.get_by_text("This was withdrawn")).to_be_visible()
    expect(desk.page.get_by_text("Zenobia")).to_have_count(0)
    expect(desk.page.get_by_text("A grant has gone.")).to_be_visible()
    desk.page.get_by_role("link", name="To the list").click()
    expect(desk.page.get_by_text("Nobody has shared anything with you yet")).to_be_visible()


def test_what_is_shared_meanwhile_appears_as_new(acme: Company, desk: Desk, alice: Client) -> None:
    share(acme, alice)
    desk.sign_in()
    expect(desk.rows).to_have_count(1)
    share(acme, alice, type="id_card")
    expect(desk.rows).to_have_count(2)
    expect(desk.rows.first).to_contain_text("Identity card")
    expect(desk.rows.first).to_contain_text("New")
    expect(desk.rows.last).not_to_contain_text("New")
    desk.page.get_by_role("link", name="1 new since your last visit").click()
    expect(desk.rows).to_have_count(1)


def test_the_next_visit_tells_what_has_changed(acme: Company, desk: Desk, alice: Client) -> None:
    original, kept = share(acme, alice)
    _, gone = share(acme, alice, type="id_card")
    desk.sign_in()
    expect(desk.rows).to_have_count(2)
    expect(desk.rows.first).to_contain_text("Identity card")
    desk.go("alerts")
    expect(desk.page.get_by_text("This is your first visit in this browser")).to_be_visible()
    desk.button("Sign out").click()
    desk.button("Sign out").wait_for(state="detached")

    alice.revoke(gone.grant_id)
    again = alice.share(original, acme.keys.card.grantee, consent=agrees)
    desk.sign_in()
    expect(desk.page.get_by_role("link", name="Alerts (2)")).to_be_visible()
    desk.page.reload()
    desk.go("alerts")
    alerts = desk.page.get_by_role("main").get_by_role("listitem")
    expect(alerts).to_have_count(2)
    expect(alerts.first).to_contain_text("Withdrawn")
    expect(alerts.first).to_contain_text("Identity card")
    expect(alerts.last).to_contain_text("A newer one was shared")
    alerts.last.get_by_role("link").click()
    expect(desk.page).to_have_url(f"{acme.url}/#/grants/{again.grant_id}")
    desk.go(f"grants/{kept.grant_id}")
    expect(desk.button("Read and check")).to_be_visible()


def test_a_node_that_goes_away_and_comes_back(acme: Company, context: BrowserContext, alice: Client) -> None:
    context.add_init_script(_CUT)
    desk = Desk(context, acme)
    share(acme, alice)
    desk.sign_in()
    expect(desk.rows).to_have_count(1)
    desk.page.evaluate("network.cut()")
    expect(desk.page.get_by_text("The node can not be reached.")).to_be_visible()
    expect(desk.rows).to_have_count(1)
    judge(desk.page, "consumer-offline")
    _, copy = share(acme, alice, type="id_card")
    desk.page.evaluate("network.mend()")
    expect(desk.page.get_by_text("The node is back.")).to_be_visible()
    expect(desk.rows).to_have_count(2)
    desk.read(copy.grant_id)
    expect(desk.verdict).to_contain_text("Verified")


def test_a_session_that_ends_leads_back_to_the_first_screen(acme: Company, desk: Desk, alice: Client) -> None:
    share(acme, alice)
    desk.sign_in()
    expect(desk.rows).to_have_count(1)
    [token] = {
        request.headers["authorization"] for request in desk.requests if "authorization" in request.headers
    }
    body = {"jsonrpc": "2.0", "id": 1, "method": "kgw.logout", "params": {"account": ""}}
    desk.page.request.post(f"{acme.net.url}/rpc/v1", data=body, headers={"Authorization": token})
    expect(desk.page.get_by_text("Your sign-in has ended.")).to_be_visible()
    desk.complaints.clear()  # the browser tells of the refused stream
    desk.sign_in()
    expect(desk.rows).to_have_count(1)
