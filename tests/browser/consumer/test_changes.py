"""What changes elsewhere shows here by itself, and what changed since the last visit is told."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from idos import Client
from tests.browser.consumer.company import Company, ConsumerPage, share
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
    acme: Company, dashboard: ConsumerPage, alice: Client
) -> None:
    _, copy = share(acme, alice, first_name="Zenobia")
    dashboard.sign_in()
    dashboard.read(copy.grant_id)
    expect(dashboard.page.get_by_role("heading", name="Zenobia")).to_be_visible()
    alice.revoke(copy.grant_id)
    expect(dashboard.page.get_by_text("This was withdrawn")).to_be_visible()
    expect(dashboard.page.get_by_text("Zenobia")).to_have_count(0)
    expect(dashboard.page.get_by_text("A grant has gone.")).to_be_visible()
    dashboard.page.get_by_role("link", name="To the list").click()
    expect(dashboard.page.get_by_text("Nobody has shared anything with you yet")).to_be_visible()


def test_what_is_shared_meanwhile_appears_as_new(
    acme: Company, dashboard: ConsumerPage, alice: Client
) -> None:
    share(acme, alice)
    dashboard.sign_in()
    expect(dashboard.rows).to_have_count(1)
    share(acme, alice, type="id_card")
    expect(dashboard.rows).to_have_count(2)
    expect(dashboard.rows.first).to_contain_text("Identity card")
    expect(dashboard.rows.first).to_contain_text("New")
    expect(dashboard.rows.last).not_to_contain_text("New")
    dashboard.page.get_by_role("link", name="1 new since your last visit").click()
    expect(dashboard.rows).to_have_count(1)


def test_the_next_visit_tells_what_has_changed(acme: Company, dashboard: ConsumerPage, alice: Client) -> None:
    original, kept = share(acme, alice)
    _, gone = share(acme, alice, type="id_card")
    dashboard.sign_in()
    expect(dashboard.rows).to_have_count(2)
    expect(dashboard.rows.first).to_contain_text("Identity card")
    dashboard.go("alerts")
    expect(dashboard.page.get_by_text("This is your first visit in this browser")).to_be_visible()
    dashboard.button("Sign out").click()
    dashboard.button("Sign out").wait_for(state="detached")

    alice.revoke(gone.grant_id)
    again = alice.share(original, acme.keys.card.grantee, consent=agrees)
    dashboard.sign_in()
    expect(dashboard.page.get_by_role("link", name="Alerts (2)")).to_be_visible()
    dashboard.page.reload()
    dashboard.go("alerts")
    alerts = dashboard.page.get_by_role("main").get_by_role("listitem")
    expect(alerts).to_have_count(2)
    expect(alerts.first).to_contain_text("Withdrawn")
    expect(alerts.first).to_contain_text("Identity card")
    expect(alerts.last).to_contain_text("A newer one was shared")
    alerts.last.get_by_role("link").click()
    expect(dashboard.page).to_have_url(f"{acme.url}/#/grants/{again.grant_id}")
    dashboard.go(f"grants/{kept.grant_id}")
    expect(dashboard.button("Read and check")).to_be_visible()


def test_a_node_that_goes_away_and_comes_back(acme: Company, context: BrowserContext, alice: Client) -> None:
    context.add_init_script(_CUT)
    dashboard = ConsumerPage(context, acme)
    share(acme, alice)
    dashboard.sign_in()
    expect(dashboard.rows).to_have_count(1)
    dashboard.page.evaluate("network.cut()")
    expect(dashboard.page.get_by_text("The node cannot be reached.")).to_be_visible()
    expect(dashboard.rows).to_have_count(1)
    judge(dashboard.page, "consumer-offline")
    _, copy = share(acme, alice, type="id_card")
    dashboard.page.evaluate("network.mend()")
    expect(dashboard.page.get_by_text("The node is back.")).to_be_visible()
    expect(dashboard.rows).to_have_count(2)
    dashboard.read(copy.grant_id)
    expect(dashboard.verdict).to_contain_text("Verified")


def test_a_session_that_ends_leads_back_to_the_first_screen(
    acme: Company, dashboard: ConsumerPage, alice: Client
) -> None:
    share(acme, alice)
    dashboard.sign_in()
    expect(dashboard.rows).to_have_count(1)
    [token] = {
        request.headers["authorization"]
        for request in dashboard.requests
        if "authorization" in request.headers
    }
    body = {"jsonrpc": "2.0", "id": 1, "method": "kgw.logout", "params": {"account": ""}}
    dashboard.page.request.post(f"{acme.net.url}/rpc/v1", data=body, headers={"Authorization": token})
    expect(dashboard.page.get_by_text("Your sign-in has ended.")).to_be_visible()
    dashboard.complaints.clear()  # the browser tells of the refused stream
    dashboard.sign_in()
    expect(dashboard.rows).to_have_count(1)
