"""What the person sees of the demo wallet, by the keyboard too; and who cannot speak to it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.demo_wallet.dapp import Dapp, ProviderError, person
from tests.browser.looks import judge

TEXT = """neobank.localhost wants you to prove that this wallet is yours.

Profile: 9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11
Nonce: kV3yq0sT
Valid until: 2026-11-22T18:00:00Z"""


def test_who_asks_and_what_is_to_be_signed_stand_there_as_they_are(dapp: Dapp) -> None:
    dapp.connect("Alice")
    dapp.sign("Alice", "pay\u202e001\u200b to\x00 <b>Bob</b>\r\n\tnow".encode())
    text = dapp.wallet.get_by_role("region", name="Text")
    assert text.text_content() == "pay⟨U+202E⟩001⟨U+200B⟩ to␀ <b>Bob</b>␍\n\tnow"
    expect(dapp.wallet.get_by_text(dapp.origin, exact=True)).to_be_visible()
    dapp.press("Reject")
    dapp.sign("Alice", b"\xff\x01")
    expect(dapp.wallet.get_by_role("region", name="Bytes that are no text")).to_have_text("0xff01")


def test_a_long_text_scrolls_and_the_answers_stay_in_reach(dapp: Dapp) -> None:
    dapp.page.set_viewport_size({"width": 320, "height": 560})
    dapp.connect("Alice")
    asked = dapp.sign("Alice", b"Long\n" * 13_000)
    dapp.wallet.get_by_role("region", name="Text").focus()
    dapp.page.keyboard.press("End")
    dapp.press("Sign")
    assert len(asked.result()) == 132


def test_nothing_in_it_moves_when_it_opens(dapp: Dapp) -> None:
    size = "[innerWidth, innerHeight]"
    before = dapp.frame.evaluate(size)
    dapp.start("eth_requestAccounts")
    dapp.wallet.get_by_role("button", name="Connect").hover()
    assert dapp.frame.evaluate(size) == before


def test_taps_on_a_phone_are_taken_whenever_it_opens(
    chromium: Browser, wallet_url: str, site_port: int
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    dapp = Dapp(context, f"http://neobank.localhost:{site_port}", wallet_url)
    asked = dapp.start("eth_requestAccounts")
    dapp.wallet.get_by_role("radio", name="Bob").tap()
    dapp.wallet.get_by_role("button", name="Connect").tap()
    assert asked.result() == [person("Bob").address]
    for number in range(12):
        asked = dapp.sign("Bob", b"%d" % number)
        dapp.wallet.get_by_role("button", name="Sign").tap()
        assert len(asked.result()) == 132
    context.close()


def test_a_double_click_does_not_answer_what_comes_next(dapp: Dapp) -> None:
    dapp.connect("Alice")
    dapp.sign("Alice", b"first")
    second = dapp.sign("Alice", b"second")
    dapp.wallet.get_by_text("1 more request waits.").wait_for()
    dapp.wallet.get_by_role("button", name="Sign").dblclick()
    expect(dapp.wallet.get_by_role("region", name="Text")).to_have_text("second")
    dapp.press("Reject")
    with pytest.raises(ProviderError):
        second.result()


def test_the_keyboard_is_enough(dapp: Dapp) -> None:
    dapp.page.locator("#button").focus()
    asked = dapp.start("eth_requestAccounts")
    expect(dapp.wallet.get_by_role("heading", level=1)).to_be_focused()
    for key in ("Tab", "ArrowDown", "Tab", "Tab", "Enter"):
        dapp.page.keyboard.press(key)
    assert asked.result() == [person("Bob").address]
    expect(dapp.page.locator("#button")).to_be_focused()


def test_the_page_can_not_be_reached_while_something_is_asked(dapp: Dapp) -> None:
    dapp.start("eth_requestAccounts")
    expect(dapp.wallet.get_by_role("heading", level=1)).to_be_focused()
    for _ in range(12):
        dapp.page.keyboard.press("Tab")
        assert dapp.page.evaluate("document.activeElement.id") != "button"


@pytest.mark.parametrize("is_inside", [True, False], ids=["in the wallet", "in the page"])
def test_escape_rejects(dapp: Dapp, is_inside: bool) -> None:
    asked = dapp.start("eth_requestAccounts")
    expect(dapp.wallet.get_by_role("heading", level=1)).to_be_focused()
    if not is_inside:
        dapp.page.evaluate("document.activeElement.blur()")
    dapp.page.keyboard.press("Escape")
    with pytest.raises(ProviderError) as refused:
        asked.result()
    assert refused.value.code == 4001
    expect(dapp.wallet.get_by_role("button", name="Open the demo wallet")).to_be_visible()


def test_it_stands_in_front_of_a_dialog_of_the_page(dapp: Dapp) -> None:
    dapp.page.evaluate("document.querySelector('#dialog').showModal()")
    assert dapp.connect("Alice") == person("Alice").address


def test_only_the_page_around_it_is_heard_and_that_once(dapp: Dapp) -> None:
    heard = dapp.page.evaluate(
        """async url => {
          const frame = await embed(url);
          const inner = await embed("/inner");
          const stranger = inner.contentWindow.hello(frame.contentWindow, url);
          const other = hello(frame.contentWindow, url, "something else");
          await settled();
          const first = hello(frame.contentWindow, url);
          const second = hello(frame.contentWindow, url);
          await settled();
          for (const { port } of [stranger, other, first, second]) {
            const chain = { method: "eth_chainId" };
            const typed = { method: "personal_sign", params: "0x00" };
            for (const message of [null, "text", [], {}, { id: "1", method: "request", args: chain },
              { id: 1 }, { id: 2, method: 3 }, { id: 3, method: "request", args: chain },
              { id: 4, method: "request", args: typed }])
              port.postMessage(message);
          }
          await settled();
          return [stranger, other, first, second].map(({ heard }) =>
            heard.filter(({ notice }) => notice !== "view"));
        }""",
        dapp.wallet_url,
    )
    assert heard[:2] == [[], []]
    assert heard[2] == [
        {"id": 3, "result": {"result": "0x1"}},
        {"id": 4, "result": {"refusal": {"code": -32602, "message": "The parameters are not a list."}}},
    ]
    assert heard[3] == []


def test_every_view_looks_right(dapp: Dapp) -> None:
    judge(dapp.page, "wallet-tab", frame=dapp.frame)
    dapp.start("eth_requestAccounts")
    dapp.wallet.get_by_role("heading", name="Connect to this page?").wait_for()
    judge(dapp.page, "wallet-connect", frame=dapp.frame)
    dapp.press("Connect")
    dapp.sign("Alice", TEXT.encode())
    dapp.sign("Alice", b"And this")
    dapp.wallet.get_by_text("1 more request waits.").wait_for()
    judge(dapp.page, "wallet-sign", frame=dapp.frame)
    dapp.press("Reject")
    dapp.press("Reject")
    dapp.press("Open the demo wallet")
    dapp.press("Another person")
    judge(dapp.page, "wallet-accounts", frame=dapp.frame)


def test_by_itself_it_says_what_it_is(context: BrowserContext, wallet_url: str) -> None:
    page = context.new_page()
    page.goto(wallet_url)
    expect(page.get_by_role("row", name="Erin")).to_be_visible()
    judge(page, "wallet-alone")


def test_it_speaks_german_and_keeps_the_choice(chromium: Browser, wallet_url: str) -> None:
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(wallet_url)
    page.get_by_label("Language").select_option("de")
    page.get_by_role("heading", name="Ihre Personen").wait_for()
    assert page.evaluate("document.documentElement.lang") == "de"
    page.goto(f"{wallet_url}/?lang=en")
    page.get_by_role("heading", name="Its people").wait_for()
    page.goto(wallet_url)
    page.get_by_role("heading", name="Ihre Personen").wait_for()
    judge(page, "wallet-alone-german")
    context.close()


def test_escape_again_and_again_leaves_it_in_order(dapp: Dapp) -> None:
    for _ in range(3):
        asked = dapp.start("eth_requestAccounts")
        expect(dapp.wallet.get_by_role("heading", level=1)).to_be_focused()
        for _ in range(3):
            dapp.page.keyboard.press("Escape")
        with pytest.raises(ProviderError):
            asked.result()
        expect(dapp.wallet.get_by_role("button", name="Open the demo wallet")).to_be_visible()
    assert dapp.connect("Erin") == person("Erin").address
