"""What a page may ask of the demo wallet, and what it gets."""

from __future__ import annotations

from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from playwright.sync_api import BrowserContext, expect

from tests.browser.demo_wallet.dapp import Dapp, ProviderError, person

BOB = person("Bob").address


def _refusal(dapp: Dapp, method: str, *params: Any) -> int:
    with pytest.raises(ProviderError) as refused:
        dapp.ask(method, *params)
    return refused.value.code


def test_it_is_announced_as_an_extension_would_be(dapp: Dapp) -> None:
    info = dapp.page.evaluate("found().then(({ info }) => info)")
    assert info["name"] == "Demo wallet (not for real use)"
    assert info["rdns"] == "org.idos-demo.wallet"
    assert info["icon"].startswith("data:image/svg+xml,")
    dapp.page.evaluate("window.dispatchEvent(new Event('eip6963:requestProvider'))")
    assert {one["info"]["uuid"] for one in dapp.page.evaluate("announced")} == {info["uuid"]}


def test_a_page_sees_the_account_that_was_chosen_and_sees_it_again(dapp: Dapp) -> None:
    assert dapp.ask("eth_accounts") == []
    assert dapp.connect("Bob") == BOB
    assert dapp.ask("eth_requestAccounts") == [BOB]
    dapp.visit()
    assert dapp.ask("eth_accounts") == [BOB]
    assert dapp.ask("eth_chainId") == "0x1"


def test_a_rejected_page_sees_nothing(dapp: Dapp) -> None:
    asked = dapp.start("eth_requestAccounts")
    dapp.press("Reject")
    with pytest.raises(ProviderError) as refused:
        asked.result()
    assert refused.value.code == 4001
    assert dapp.ask("eth_accounts") == []


@pytest.mark.parametrize("message", [b"Hello, Neobank", b"", "Zoë 🦊\r\n".encode(), b"\xff\x00\xfe"])
def test_a_signature_is_a_personal_message_by_the_account(dapp: Dapp, message: bytes) -> None:
    dapp.connect("Bob")
    asked = dapp.sign("Bob", message)
    dapp.press("Sign")
    assert Account.recover_message(encode_defunct(message), signature=asked.result()) == BOB


def test_a_rejected_signature_is_none(dapp: Dapp) -> None:
    dapp.connect("Bob")
    asked = dapp.sign("Bob", b"Everything I own")
    dapp.press("Reject")
    with pytest.raises(ProviderError) as refused:
        asked.result()
    assert refused.value.code == 4001


def test_only_the_account_that_is_connected_signs(dapp: Dapp) -> None:
    assert _refusal(dapp, "personal_sign", "0x00", BOB) == 4100
    dapp.connect("Alice")
    assert _refusal(dapp, "personal_sign", "0x00", BOB) == 4100
    assert dapp.ask("eth_accounts") == [person("Alice").address]


@pytest.mark.parametrize("method", ["eth_sendTransaction", "eth_sign", "constructor", "__proto__", ""])
def test_other_methods_are_not_supported(dapp: Dapp, method: str) -> None:
    dapp.connect("Bob")
    assert _refusal(dapp, method, {}) == 4200


@pytest.mark.parametrize(
    "params",
    [
        [],
        ["no hexadecimal", BOB],
        ["0x0", BOB],
        ["0x00", "0x00"],
        ["0x00", None],
        [{}, BOB],
        ["0x" + "00" * 65_537, BOB],
        [BOB, "0x00"],
    ],
    ids=["none", "text", "half a byte", "short address", "no address", "object", "too large", "turned"],
)
def test_malformed_parameters_are_refused_before_anybody_is_asked(dapp: Dapp, params: list[Any]) -> None:
    dapp.connect("Bob")
    assert _refusal(dapp, "personal_sign", *params) == -32602
    expect(dapp.wallet.get_by_role("button", name="Open the demo wallet")).to_be_visible()


def test_questions_wait_for_each_other_and_not_without_end(dapp: Dapp) -> None:
    dapp.connect("Bob")
    asked = [dapp.sign("Bob", b"%d" % number) for number in range(8)]
    assert _refusal(dapp, "personal_sign", "0x00", BOB) == -32005
    expect(dapp.wallet.get_by_text("7 more requests wait.")).to_be_visible()
    for number, pending in enumerate(asked):
        expect(dapp.wallet.get_by_role("region", name="Text")).to_have_text(str(number))
        dapp.press("Sign" if number % 2 else "Reject")
        if number % 2:
            message = encode_defunct(b"%d" % number)
            assert Account.recover_message(message, signature=pending.result()) == BOB
    expect(dapp.wallet.get_by_role("button", name="Open the demo wallet")).to_be_visible()


def test_a_page_follows_when_the_person_turns_to_another_account(dapp: Dapp) -> None:
    dapp.connect("Alice")
    dapp.press("Open the demo wallet")
    dapp.choose("Bob")
    expect(dapp.wallet.get_by_text("You are Bob now.")).to_be_attached()
    assert dapp.told() == [["accountsChanged", [BOB]]]
    assert dapp.ask("eth_accounts") == [BOB]
    dapp.press("Disconnect this page")
    expect(dapp.wallet.get_by_text("Not connected to neobank.localhost")).to_be_visible()
    assert dapp.told()[1:] == [["accountsChanged", []], ["disconnect", 4900]]
    assert dapp.ask("eth_accounts") == []
    dapp.visit()
    assert dapp.ask("eth_accounts") == []


def test_a_page_that_is_not_connected_does_not_learn_of_a_turn(dapp: Dapp) -> None:
    dapp.press("Open the demo wallet")
    dapp.choose("Bob")
    dapp.press("Close")
    assert dapp.told() == []
    assert dapp.ask("eth_accounts") == []


def test_there_is_always_another_person_and_the_same_everywhere(
    dapp: Dapp, context: BrowserContext, site_port: int
) -> None:
    charlie = Dapp(context, f"http://charlie.localhost:{site_port}", dapp.wallet_url)
    for page in (dapp, charlie):
        page.connect("Alice")
        page.press("Open the demo wallet")
        page.press("Another person")
        expect(page.wallet.get_by_role("radio", name="Person 6")).to_be_checked()
        assert page.ask("eth_accounts") == [person("Person 6").address]
    dapp.visit()
    assert dapp.ask("eth_accounts") == [person("Person 6").address]


def test_one_page_knows_nothing_of_what_another_is_connected_to(
    dapp: Dapp, context: BrowserContext, site_port: int
) -> None:
    dapp.connect("Bob")
    charlie = Dapp(context, f"http://charlie.localhost:{site_port}", dapp.wallet_url)
    assert charlie.ask("eth_accounts") == []


def test_a_page_that_asks_twice_to_connect_asks_once(dapp: Dapp) -> None:
    asked = [dapp.start("eth_requestAccounts") for _ in range(2)]
    dapp.press("Connect")
    alice = person("Alice").address
    assert [pending.result() for pending in asked] == [[alice], [alice]]
    expect(dapp.wallet.get_by_role("button", name="Open the demo wallet")).to_be_visible()


def test_a_question_stays_as_it_is_when_another_comes(dapp: Dapp) -> None:
    dapp.connect("Bob")
    dapp.sign("Bob", b"first")
    dapp.wallet.get_by_role("button", name="Sign").focus()
    dapp.sign("Bob", b"second")
    expect(dapp.wallet.get_by_text("1 more request waits.")).to_be_visible()
    expect(dapp.wallet.get_by_role("button", name="Sign")).to_be_focused()
    expect(dapp.wallet.get_by_role("region", name="Text")).to_have_text("first")
