"""Wallets in a page: who is listed, what they are asked, and what is made of their answers."""

from __future__ import annotations

from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from playwright.sync_api import BrowserContext

from tests.browser.sdk.tab import Refused, Tab
from tests.browser.wallet import Wallet

_FIRST = "const [first] = await new Promise(sdk.discoverWallets); "
_ANNOUNCE = (
    "me.lists = [];"
    " me.stop = sdk.discoverWallets((wallets) => me.lists.push(wallets.map(({ name }) => name)));"
    " me.announce = (info, provider = { request() {} }) => dispatchEvent(new CustomEvent("
    "   'eip6963:announceProvider', { detail: { info, provider } }))"
)


def _info(number: int, **other: object) -> dict[str, object]:
    return {
        "uuid": f"350670db-19fa-4704-a166-{number:012x}",
        "name": f"Wallet {number}",
        "icon": "data:image/png;base64,AA==",
        "rdns": "com.example",
        **other,
    }


def test_wallets_are_listed_as_they_announce_themselves(
    context: BrowserContext, tab: Tab, wallet: Wallet
) -> None:
    Wallet(context).announce("Another wallet", rdns="com.example.other")
    tab.page.reload()
    tab.run(_ANNOUNCE)
    assert tab.run("return me.lists.at(-1)") == ["Test wallet", "Another wallet"]
    tab.run("me.announce(info)", info=_info(1))
    assert tab.run("return me.lists.at(-1)") == ["Test wallet", "Another wallet", "Wallet 1"]
    tab.run("me.stop(); me.announce(info)", info=_info(2))
    assert tab.run("return me.lists.length") == 3


@pytest.mark.parametrize(
    "info",
    [
        _info(1, uuid="350670db-19fa-1704-a166-000000000001"),
        _info(1, uuid="1"),
        _info(1, name=""),
        _info(1, name="x" * 65),
        _info(1, name="Wal\u202elet"),
        _info(1, icon="https://tracker.example/icon.png"),
        _info(1, icon="data:text/html,<script>"),
        _info(1, icon="data:image/png;base64," + "A" * 300_000),
        _info(1, rdns="no dots"),
        None,
    ],
)
def test_what_announces_itself_malformed_is_passed_over(tab: Tab, info: dict[str, object] | None) -> None:
    tab.run(_ANNOUNCE)
    tab.run("me.announce(info)", info=info)
    assert tab.run("return me.lists") == [["Test wallet"]]


def test_a_provider_that_can_not_be_asked_is_none(tab: Tab) -> None:
    tab.run(_ANNOUNCE)
    tab.run("me.announce(info, {}); me.announce(info, null)", info=_info(1))
    assert tab.run("return me.lists.length") == 1


def test_a_page_full_of_announcements_lists_so_many(tab: Tab) -> None:
    tab.run(_ANNOUNCE)
    tab.run("infos.forEach((info) => me.announce(info))", infos=[_info(number) for number in range(100)])
    tab.run("me.announce(info)", info=_info(3, name="The same again"))
    assert tab.run("return [me.lists.length, me.lists.at(-1).length]") == [32, 32]


def test_connecting_asks_and_reconnecting_does_not(tab: Tab, wallet: Wallet) -> None:
    assert tab.run(_FIRST + "return sdk.reconnect(first.provider)") is None
    connected = tab.run(
        _FIRST + "const { address, identifier, sender } = await sdk.connect(first.provider);"
        " return { address, identifier, sender }"
    )
    assert connected == {
        "address": wallet.address,
        "identifier": wallet.address,
        "sender": wallet.address[2:].lower(),
    }
    tab.page.reload()
    assert tab.run(_FIRST + "return (await sdk.reconnect(first.provider)).address") == wallet.address
    assert wallet.methods == ["eth_accounts", "eth_requestAccounts", "eth_accounts"]


def test_a_text_is_signed_as_wallets_sign(tab: Tab, wallet: Wallet) -> None:
    text = "Grüße,\nline two"
    signature = tab.run(_FIRST + "return (await sdk.connect(first.provider)).signText(text)", text=text)
    recovered = Account.recover_message(encode_defunct(text=text), signature=signature)
    assert recovered == wallet.address
    assert wallet.texts == [text]


@pytest.mark.parametrize("v", ["00", "1b"])
def test_both_ways_of_writing_the_recovery_number_are_read(tab: Tab, v: str) -> None:
    signed = tab.run(
        "const answers = { eth_requestAccounts: [account], personal_sign: signature };"
        " const provider = { request: async ({ method }) => answers[method] };"
        " return (await sdk.connect(provider)).sign(sdk.utf8('a'))",
        signature="0x" + "11" * 64 + v,
        account="0x" + "ab" * 20,
    )
    assert signed == "11" * 64 + "1b"


_CODES = {
    4001: "declined",
    -32002: "wallet_busy",
    4100: "wallet_not_connected",
    4200: "wallet_unsupported",
    4900: "wallet_failed",
    -32603: "wallet_failed",
}


@pytest.mark.parametrize(("number", "code"), _CODES.items())
def test_a_wallets_errors_are_typed_and_their_texts_kept_out(tab: Tab, number: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        tab.run(
            "await sdk.connect({ request: () => Promise.reject({ code, message: 'secret' }) })", code=number
        )
    assert refused.value.code == code
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("answer", [None, [], "0x", ["0xabc"], [1], ["0x" + "ab" * 20] * 300, {"length": 1}])
def test_answers_that_are_no_accounts_are_refused(tab: Tab, answer: Any) -> None:
    with pytest.raises(Refused) as refused:
        tab.run("await sdk.connect({ request: async () => answer })", answer=answer)
    assert refused.value.code == "wallet_failed"


def test_an_error_that_is_none_is_a_failure(tab: Tab) -> None:
    with pytest.raises(Refused) as refused:
        tab.run("await sdk.connect({ request: () => Promise.reject(undefined) })")
    assert refused.value.code == "wallet_failed"


def test_other_accounts_and_lost_connections_are_told(tab: Tab, wallet: Wallet) -> None:
    tab.run(
        _FIRST + "await sdk.connect(first.provider); me.heard = [];"
        " me.stops = [sdk.onAccountsChanged(first.provider, (address) => me.heard.push(address)),"
        "   sdk.onDisconnect(first.provider, () => me.heard.push('lost'))]"
    )
    wallet.switch(1)
    wallet.disconnect()
    wallet.lose()
    tab.run("me.stops.forEach((stop) => stop())")
    wallet.switch(0)
    assert tab.run("return me.heard") == [wallet.account(1).address, None, "lost"]


def test_a_malformed_change_of_accounts_is_taken_for_none(tab: Tab) -> None:
    tab.run(
        "const provider = { request() {}, on(_, listener) { me.tell = listener } }; me.heard = [];"
        " sdk.onAccountsChanged(provider, (address) => me.heard.push(address))(); me.tell(['nobody'])"
    )
    assert tab.run("return me.heard") == [None]


def test_a_pending_question_is_answered_in_the_end(tab: Tab, wallet: Wallet) -> None:
    wallet.waits = True
    tab.run(_FIRST + "me.connecting = sdk.connect(first.provider)")
    tab.run("await new Promise((go) => setTimeout(go, 50))")
    assert wallet.methods == ["eth_requestAccounts"]
    wallet.answer()
    assert tab.run("return (await me.connecting).address") == wallet.address
