"""Who read what: as the node lists it, in names."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from idos import Client
from idos.testing import Network
from tests.browser.dashboard.page import DashboardPage, give, share


def test_a_companys_reading_is_listed_by_its_name(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    share(net, alice, credential)
    (grant,) = net.consumer.grants_received(alice.profile().id).grants
    net.consumer.read(grant.data_id)
    dashboard.sign_in().go("activity")
    rows = dashboard.page.get_by_role("row").filter(has=dashboard.page.locator("td"))
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Charlie's Cards")
    expect(rows.first).to_contain_text("fetched a copy")
    expect(rows.first.get_by_role("link", name="Passport")).to_have_attribute("href", f"#/data/{credential}")
    alice.read(credential)
    dashboard.button("Look again").click()
    dashboard.page.get_by_label("Show my own readings too").check()
    expect(rows).to_have_count(3)  # sharing read the original, too
    expect(rows.first).to_contain_text("You")


def test_a_copy_that_was_taken_back_keeps_the_credentials_name(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    share(net, alice, credential)
    (grant,) = net.consumer.grants_received(alice.profile().id).grants
    net.consumer.read(grant.data_id)
    dashboard.sign_in().go("shared")
    dashboard.button("Revoke: Passport, Charlie's Cards").click()
    dashboard.answer("Revoke")
    expect(dashboard.page.get_by_text("You share nothing")).to_be_visible()
    dashboard.go("activity")
    rows = dashboard.page.get_by_role("row").filter(has=dashboard.page.locator("td"))
    expect(rows.first.get_by_role("link", name="Passport")).to_have_attribute("href", f"#/data/{credential}")
    dashboard.page.reload()
    expect(rows.first.get_by_role("link", name="Passport")).to_be_visible()
    alice.remove_credential(credential)
    expect(rows.first).to_contain_text("A credential you deleted")


def test_a_copy_that_this_browser_never_saw_is_not_called_a_deleted_credential(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    taken = share(net, alice, give(net, alice))
    (grant,) = net.consumer.grants_received(alice.profile().id).grants
    net.consumer.read(grant.data_id)
    alice.revoke(taken)
    dashboard.sign_in().go("activity")
    rows = dashboard.page.get_by_role("row").filter(has=dashboard.page.locator("td"))
    expect(rows.first).to_contain_text("A copy that is gone")


def test_older_readings_are_shown_on_demand(dashboard: DashboardPage, net: Network, alice: Client) -> None:
    share(net, alice, give(net, alice))
    (grant,) = net.consumer.grants_received(alice.profile().id).grants
    for _ in range(105):
        net.consumer.read(grant.data_id)
    dashboard.sign_in().go("activity")
    rows = dashboard.page.get_by_role("row").filter(has=dashboard.page.locator("td"))
    expect(rows).to_have_count(100)
    dashboard.button("Show older ones").click()
    expect(rows).to_have_count(105)
    expect(dashboard.button("Show older ones")).to_have_count(0)


def test_new_readings_appear_by_themselves_and_opened_pages_stay(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    share(net, alice, give(net, alice))
    (grant,) = net.consumer.grants_received(alice.profile().id).grants
    for _ in range(105):
        net.consumer.read(grant.data_id)
    dashboard.sign_in().go("activity")
    rows = dashboard.page.get_by_role("row").filter(has=dashboard.page.locator("td"))
    dashboard.button("Show older ones").click()
    expect(rows).to_have_count(105)
    net.consumer.read(grant.data_id)
    expect(rows).to_have_count(106)  # without a click
    expect(dashboard.button("Show older ones")).to_have_count(0)


def test_a_change_that_the_node_tells_of_renews_the_list(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    share(net, alice, give(net, alice))
    (grant,) = net.consumer.grants_received(alice.profile().id).grants
    net.consumer.read(grant.data_id)
    dashboard.sign_in().go("activity")
    rows = dashboard.page.get_by_role("row").filter(has=dashboard.page.locator("td"))
    expect(rows).to_have_count(1)
    # What is hidden is not looked at every few seconds.
    dashboard.page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    net.consumer.read(grant.data_id)
    dashboard.page.wait_for_timeout(11_000)
    expect(rows).to_have_count(1)
    give(net, alice, type="kyc")
    expect(rows).to_have_count(2)


def test_a_node_without_a_list_is_told_apart_from_an_empty_list(dashboard: DashboardPage) -> None:
    def refuse(route: Route) -> None:
        sent = route.request.post_data_json or {}
        if sent.get("method") != "user.access_log":
            return route.fallback()
        error = {"code": -32601, "message": "unknown method"}
        return route.fulfill(
            json={"jsonrpc": "2.0", "id": sent["id"], "error": error},
            headers={"Access-Control-Allow-Origin": "*"},
        )

    dashboard.page.route("**/rpc/v1", refuse)
    dashboard.sign_in().go("activity")
    expect(dashboard.page.get_by_text("This node keeps no list of readings")).to_be_visible()
