"""What a page makes of a node that is away, loses answers, changes, or wants every call signed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route

from idos import Client
from idos.protocol.refusals import Refusal
from idos.testing import Network, network
from tests.browser.sdk.conftest import join
from tests.browser.sdk.tab import Refused, Tab
from tests.browser.wallet import Wallet

_RPC = "**/rpc/v1"
_WATCH = (
    "me.changes = []; me.reachable = []; me.stop = new AbortController();"
    " me.watched = me.session.watch((topics) => me.changes.push(topics), me.stop.signal,"
    "   (isReachable) => me.reachable.push(isReachable)).then(() => 'stopped', ({ code }) => code)"
)


def _wait(tab: Tab, condition: str) -> None:
    tab.page.wait_for_function(condition)


def _method(route: Route) -> str:
    body: dict[str, Any] = json.loads(route.request.post_data or "{}")
    return str(body.get("method"))


def test_a_node_that_is_away_is_said_to_be_and_is_found_again(tab: Tab, alice: Client) -> None:
    tab.connect()
    tab.page.route(_RPC, lambda route: route.abort("connectionrefused"))
    for body in ("me.person.profile()", "me.person.addAttribute('a', 'b')"):
        with pytest.raises(Refused) as refused:
            tab.run(f"return {body}")
        assert refused.value.code == "unreachable"
    tab.page.unroute(_RPC)
    tab.run("await me.person.addAttribute('a', 'b')")
    assert len(alice.attributes()) == 1


def test_a_write_whose_answer_is_lost_is_looked_up_and_not_repeated(
    tab: Tab, wallet: Wallet, alice: Client
) -> None:
    tab.connect()
    sent: list[str] = []

    def lose_the_answer(route: Route) -> None:
        sent.append(_method(route))
        if sent[-1] == "user.broadcast":
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    tab.page.route(_RPC, lose_the_answer)
    wallet.texts.clear()
    tab.run("await me.person.addAttribute('a', 'b')")
    assert len(alice.attributes()) == 1
    assert sent.count("user.broadcast") == 1
    assert len(wallet.texts) == 1


def test_a_node_of_another_network_is_refused(tab: Tab, alice: Client) -> None:
    tab.connect(sign_in=False)
    with pytest.raises(Refused) as refused:
        tab.run("await new sdk.Session(node, me.wallet, { chainId: 'other' }).signIn()", node=tab.node)
    assert refused.value.code == "wrong_network"


def test_anybody_may_ask_for_the_chain_and_for_a_profile(tab: Tab, wallet: Wallet, alice: Client) -> None:
    asked = tab.run(
        "const node = sdk.anonymousNode(url); return [(await node.chain()).chainId,"
        " await node.hasProfile(address), await node.hasProfile('0xabc')]",
        url=tab.node,
        address=wallet.address,
    )
    assert asked == [alice.chain().chain_id, True, False]
    assert wallet.methods == []


def test_the_refusals_of_the_rules_are_those_of_the_package(tab: Tab) -> None:
    assert tab.run("return sdk.REFUSALS") == {each.name.lower(): each.text for each in Refusal}


def test_changes_made_elsewhere_are_told(tab: Tab, net: Network, alice: Client) -> None:
    tab.connect()
    tab.run(_WATCH)
    _wait(tab, "me.changes.length === 1")
    assert len(tab.run("return me.changes[0]")) == 6
    net.join("EVM").add_attribute("not", "hers")
    alice.add_attribute("colour", "green")
    _wait(tab, "me.changes.length === 2")
    assert tab.run("return me.changes[1]") == ["attributes"]
    assert tab.run("return me.reachable") == [True]
    tab.run("me.stop.abort()")
    assert tab.run("return me.watched") == "stopped"


def test_watching_ends_with_the_session(tab: Tab, alice: Client) -> None:
    tab.connect()
    tab.run(_WATCH)
    _wait(tab, "me.changes.length === 1")
    tab.run("await me.session.signOut()")
    assert tab.run("return me.watched") == "signed_out"


def test_what_changed_during_an_interruption_is_told_after_it(tab: Tab, alice: Client) -> None:
    """The stream is broken by the page: what a proxy or a lost network does."""
    tab.connect()
    tab.page.evaluate(
        "() => { const real = window.fetch; const held = window.held = []; window.fetch = (url, init) => {"
        "  if (!String(url).endsWith('/changes')) return real(url, init);"
        "  if (window.isDown) return Promise.reject(new TypeError('down'));"
        "  const own = new AbortController(); held.push(own);"
        "  init.signal.addEventListener('abort', () => own.abort());"
        "  return real(url, { ...init, signal: own.signal }); } }"
    )
    tab.run(_WATCH)
    _wait(tab, "me.changes.length === 1")
    alice.add_attribute("first", "so that the stream has an id")
    _wait(tab, "me.changes.length === 2")
    tab.page.evaluate("() => { window.isDown = true; held.at(-1).abort() }")
    _wait(tab, "me.reachable.at(-1) === false")
    alice.add_attribute("second", "while nobody listened")
    tab.page.evaluate("() => { window.isDown = false }")
    _wait(tab, "me.changes.length === 3")
    assert tab.run("return [me.changes[2], me.reachable]") == [["attributes"], [True, False, True]]


def test_where_every_call_is_signed_the_wallet_is_asked_for_each(
    context: BrowserContext, site: str, wallet: Wallet
) -> None:
    with network(private=True) as net, join(net, wallet):
        tab = Tab(context, site, net.url)
        tab.connect()
        with pytest.raises(Refused) as refused:
            tab.run("return me.person.profile()")
        assert refused.value.code == "reads_not_signed"
        tab.connect(sign_reads=True)
        assert wallet.texts == []
        tab.run("return me.person.profile()")
        tab.run("return me.person.attributes()")
        assert [text.partition("\n")[0] for text in wallet.texts] == ["Kwil view call."] * 2
        tab.run("await me.person.addAttribute('a', 'b')")
        tab.run(_WATCH)
        _wait(tab, "me.changes.length === 1")
        assert tab.run("return me.reachable") == [True]
        tab.run("me.stop.abort()")


def test_two_people_at_one_node_keep_their_sessions_apart(
    open_tab: Callable[[], Tab], net: Network, wallet: Wallet, alice: Client
) -> None:
    tab = open_tab().connect()
    wallet.switch(1)
    with join(net, wallet) as bob:
        tab.connect(sign_in=True)
        assert tab.run("return me.person.profile()")["id"] == str(bob.profile().id)
        wallet.switch(0)
        tab.connect(sign_in=False)
        assert tab.run("return me.person.profile()")["id"] == str(alice.profile().id)
