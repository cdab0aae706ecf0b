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
        _info(1, uuid="1"),
        _info(1, icon="data:image/svg+xml,\n<svg xmlns='http://www.w3.org/2000/svg'>\n</svg>"),
        _info(1, icon="https://tracker.example/icon.png"),
        _info(1, icon="data:text/html,<script>"),
        _info(1, rdns="no dots"),
    ],
)
def test_a_wallet_is_listed_whatever_it_says_of_itself(tab: Tab, info: dict[str, object]) -> None:
    tab.run(_ANNOUNCE)
    tab.run("me.announce(info)", info=info)
    assert tab.run("return me.lists.at(-1)") == ["Test wallet", "Wallet 1"]


@pytest.mark.parametrize("name", ["x" * 65, "Wal\u202elet", "Two\nlines", ""])
def test_a_name_is_one_short_line(tab: Tab, name: str) -> None:
    tab.run(_ANNOUNCE)
    tab.run("me.announce(info)", info=_info(1, name=name))
    (_, shown) = tab.run("return me.lists.at(-1)")
    assert shown.isprintable()
    assert 0 < len(shown) <= 64


def test_an_icon_with_a_script_runs_nothing(tab: Tab) -> None:
    icon = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><script>top.ran = 1</script></svg>"
    tab.run(_ANNOUNCE)
    tab.run("me.announce(info)", info=_info(1, icon=icon))
    tab.run(
        "const wallets = await new Promise(sdk.discoverWallets);"
        " const image = new Image(); image.src = icon; await image.decode().catch(() => {});",
        icon=icon,
    )
    assert tab.run("return window.ran ?? null") is None


def test_what_says_nothing_is_passed_over(tab: Tab) -> None:
    tab.run(_ANNOUNCE)
    tab.run("me.announce(null)")
    assert tab.run("return me.lists") == [["Test wallet"]]


def test_where_none_announces_itself_the_browsers_own_is_offered(context: BrowserContext, site: str) -> None:
    context.add_init_script("window.ethereum = { request: async () => ['0x' + 'ab'.repeat(20)] }")
    alone = Tab(context, site, "")
    offered = alone.run(
        "const [first] = await new Promise(sdk.discoverWallets);"
        " return [first.name, (await sdk.connect(first.provider)).address.toLowerCase()]"
    )
    assert offered == ["Wallet of this browser", "0x" + "ab" * 20]


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


_SIGNED_AS = (
    "const answers = { eth_requestAccounts: [account], personal_sign: signature };"
    " const provider = { request: async ({ method }) => answers[method] };"
    " return (await sdk.connect(provider)).sign(sdk.utf8('a'))"
)


@pytest.mark.parametrize("first", [0, 27])
def test_both_ways_of_writing_the_recovery_number_are_read(tab: Tab, wallet: Wallet, first: int) -> None:
    signed = Account.sign_message(encode_defunct(text="a"), wallet.secrets[0])
    written = bytes(signed.signature)[:64] + bytes([signed.v - 27 + first])
    read = tab.run(_SIGNED_AS, signature="0x" + written.hex(), account=wallet.address)
    assert read == bytes(signed.signature).hex()


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        ("0x" + "11" * 130, "wallet_contract"),
        ("0x" + "11" * 96 + "6492" * 16, "wallet_contract"),
        ("0x", "wallet_contract"),
        ("0x" + "11" * 64 + "1b", "wallet_other_signer"),
        ("0x11", "wallet_failed"),
    ],
)
def test_what_a_contract_answers_is_named_as_such(
    tab: Tab, wallet: Wallet, signature: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        tab.run(_SIGNED_AS, signature=signature, account=wallet.address)
    assert refused.value.code == code


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
    tab.page.wait_for_function("me.heard.length === 3")
    tab.run("me.stops.forEach((stop) => stop())")
    wallet.switch(0)
    assert tab.run("return me.heard") == [wallet.account(1).address, None, "lost"]


def test_a_change_of_network_keeps_the_account(tab: Tab, wallet: Wallet) -> None:
    tab.run(
        _FIRST + "await sdk.connect(first.provider); me.heard = [];"
        " sdk.onDisconnect(first.provider, () => me.heard.push('lost'))"
    )
    wallet.change_network()
    tab.run("await new Promise((go) => setTimeout(go, 50))")
    assert tab.run("return me.heard") == []


def test_a_malformed_change_of_accounts_is_taken_for_none(tab: Tab) -> None:
    tab.run(
        "const provider = { request() {}, on(_, listener) { me.tell = listener } }; me.heard = [];"
        " me.stop = sdk.onAccountsChanged(provider, (address) => me.heard.push(address));"
        " me.tell(['nobody']); me.stop(); me.tell(['nobody'])"
    )
    assert tab.run("return me.heard") == [None]


def test_a_pending_question_is_answered_in_the_end(tab: Tab, wallet: Wallet) -> None:
    wallet.waits = True
    tab.run(_FIRST + "me.connecting = sdk.connect(first.provider)")
    tab.run("await new Promise((go) => setTimeout(go, 50))")
    assert wallet.methods == ["eth_requestAccounts"]
    wallet.answer()
    assert tab.run("return (await me.connecting).address") == wallet.address
