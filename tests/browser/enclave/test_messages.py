"""Whom the framed page hears, in which order it answers, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.enclave.website import PUBLIC_KEY, USER_ID, Refused, Website, expect_closed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEARD = """async ([frame, method]) => {
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((resolve) => { port1.onmessage = () => resolve(true); });
  frame.postMessage({ method, data: [] }, "*", [port2]);
  return Promise.race([answered, new Promise((resolve) => setTimeout(() => resolve(false), 300))]);
}"""


NO_SHARE: dict[str, object] = {
    "content": bytes(40),
    "encryptorPublicKey": PUBLIC_KEY,
    "recipientPublicKey": PUBLIC_KEY,
    "grantee": "0xCharlie",
}
REFUSED: list[tuple[str, list[object], str]] = [
    ("exportKey", [], "unknown_method"),
    ("constructor", [], "unknown_method"),
    ("addAddressMessageToSign", ["0x00", None, "EVM"], "mpc_unsupported"),
    ("removeAddressMessageToSign", ["0x00", None, "EVM"], "mpc_unsupported"),
    ("addAddressToMpcSecret", [USER_ID, {}, "0x00"], "mpc_unsupported"),
    ("removeAddressFromMpcSecret", [USER_ID, {}, "0x00"], "mpc_unsupported"),
    ("reconfigure", [{"encryptionPasswordStore": "mpc"}], "mpc_unsupported"),
    ("signTypedDataResponse", ["0x00"], "nothing_to_sign"),
    ("encrypt", ["text", PUBLIC_KEY], "invalid"),
    ("encrypt", [b"text", b"short"], "invalid"),
    ("decrypt", [], "invalid"),
    ("filterCredentials", ["all", {}], "invalid"),
    ("filterCredentials", [[], {"pick": {"a": "b"}}], "invalid"),
    ("confirm", [7], "invalid"),
    ("reconfigure", [None], "invalid"),
    ("reconfigure", [{"userId": "Alice"}], "invalid"),
    ("reconfigure", [{"expectedUserEncryptionPublicKey": "AAAA"}], "invalid"),
    ("reencrypt", [NO_SHARE | {"recipientPublicKey": b"short"}], "invalid"),
    ("reencrypt", [NO_SHARE | {"grantee": None}], "invalid"),
    ("reencrypt", [NO_SHARE | {"lockedUntil": -1}], "invalid"),
    ("reencrypt", [NO_SHARE | {"content": "text"}], "invalid"),
    ("reencrypt", [NO_SHARE | {"purpose": 7}], "invalid"),
    ("reencrypt", [NO_SHARE | {"contentHash": "AB" * 32}], "invalid"),
]


def _code(website: Website, method: str, *args: object) -> str:
    with pytest.raises(Refused) as refused:
        website.call(method, *args)
    return refused.value.code


def test_what_can_not_be_answered_is_refused_by_its_code(website: Website) -> None:
    website.visit()
    for method, args, code in REFUSED:
        assert (method, args, _code(website, method, *args)) == (method, args, code)
    website.call("reconfigure", {"userId": None})
    assert _code(website, "ensureUserEncryptionProfile") == "no_user"


def test_what_is_too_large_is_refused(website: Website) -> None:
    website.visit()
    sending = """(method) => {
      const huge = new Uint8Array(8 * 1024 * 1024 + 1);
      return provider.request(method, huge, new Uint8Array(32)).catch((error) => error.cause.code);
    }"""
    assert website.page.evaluate(sending, "encrypt") == "too_large"
    assert website.page.evaluate(sending, "decrypt") == "too_large"
    assert _code(website, "confirm", "x" * 20_000) == "too_large"
    assert _code(website, "filterCredentials", [{}] * 1001, {"pick": {"a": [1]}}) == "too_large"


def test_messages_without_a_port_or_a_method_are_passed_over(website: Website) -> None:
    website.visit()
    website.page.evaluate("provider.frame.contentWindow.postMessage({ method: 'load', data: [] }, '*')")
    website.page.evaluate(
        "provider.frame.contentWindow.postMessage('load', '*', [new MessageChannel().port2])"
    )
    assert website.call("load") is None


def test_only_the_page_around_it_is_heard(website: Website, site_port: int) -> None:
    website.visit()
    assert website.page.evaluate(
        HEARD.replace("[frame, method]", "method").replace("frame.", "frames[0]."), "load"
    )
    # A frame of the same website, beside the enclave.
    website.page.evaluate("document.body.append(document.createElement('iframe'))")
    beside = website.page.frames[2]
    assert not beside.evaluate(f"({HEARD})([parent.frames[0], 'load'])")
    # Another website around the website.
    outer = website.context.new_page()
    outer.goto(website.origin.replace("neobank", "evil"))
    outer.evaluate(
        """async (url) => {
          const frame = document.createElement("iframe");
          frame.src = url;
          document.body.append(frame);
          await new Promise((resolve) => { frame.onload = resolve; });
        }""",
        website.origin,
    )
    inner = outer.frames[1]
    inner.evaluate("url => embed(url, { configuration: {} })", website.enclave_url)
    assert not outer.evaluate(f"({HEARD})([frames[0].frames[0], 'load'])")


def test_it_works_without_a_referrer(website: Website) -> None:
    website.visit(referrer_policy="no-referrer")
    assert website.page.frames[1].evaluate("document.referrer") == ""
    assert website.call("load") is None


def test_in_the_address_bar_it_shows_the_permissions(website: Website) -> None:
    website.page.goto(website.enclave_url)
    expect(website.page.get_by_role("heading", name="Permissions")).to_be_visible()


def test_requests_are_answered_in_their_order(website: Website) -> None:
    website.visit()
    website.page.evaluate("order = []")
    website.page.evaluate(
        """() => { for (const text of ["first", "second", "third"]) {
          provider.request("confirm", text).then((yes) => order.push([text, yes]));
        } }"""
    )
    for text, answer in (("first", "Confirm"), ("second", "Reject"), ("third", "Confirm")):
        popup = website.popup("confirm")
        expect(popup.get_by_text(text)).to_be_visible()
        popup.get_by_role("button", name=answer).click()
        expect_closed(popup)
    assert website.page.evaluate("order") == [["first", True], ["second", False], ["third", True]]


def test_requests_together_ask_for_the_password_once(website: Website) -> None:
    website.visit()
    others = [website.start("ensureUserEncryptionProfile") for _ in range(2)]
    profile = website.unlock()
    assert [other.result() for other in others] == [profile, profile]


def test_another_profile_ends_what_waits_for_this_one(website: Website) -> None:
    website.visit()
    waiting = website.start("ensureUserEncryptionProfile")
    queued = website.start("confirm", "Sure?")
    website.call("reconfigure", {"userId": USER_ID.replace("9f", "aa")})
    for request in (waiting, queued):
        with pytest.raises(Refused) as refused:
            request.result()
        assert refused.value.code == "superseded"


def test_a_request_may_have_an_end_and_a_name(website: Website) -> None:
    website.visit()
    request = website.start_raw({"method": "confirm", "data": ["Sure?"], "id": 7, "timeout": 50})
    with pytest.raises(Refused) as refused:
        request.result()
    assert refused.value.code == "timeout"
    assert any('"id":7' in message for message in website.seen())
    expect(website.frame.locator("#confirm")).to_have_count(0)


def test_a_request_that_nobody_could_click_for_is_refused_at_once(website: Website) -> None:
    """Official clients show the frame for some requests only; for the others it would wait unseen."""
    website.visit()
    listed, wanted = [{"id": "1", "content": ""}], {"pick": {"a": [1]}, "omit": {}}
    for method, args in (
        ("decrypt", [bytes(40), PUBLIC_KEY]),
        ("encrypt", [b"text", PUBLIC_KEY]),
        ("filterCredentials", [listed, wanted]),
    ):
        assert _code(website, method, *args) == "click_needed"
    website.unlock()
    assert website.call("filterCredentials", listed, wanted) == []


def test_in_another_tab_the_use_of_a_key_for_one_visit_is_refused_at_once(website: Website) -> None:
    website.visit().unlock()
    website.page = website.context.new_page()
    website.visit()
    assert _code(website, "encrypt", b"text", PUBLIC_KEY) == "click_needed"


def test_what_was_made_sure_of_needs_no_click_for_a_minute(website: Website) -> None:
    website.context.clock.set_system_time(NOW)
    website.visit().unlock(duration="30 days")
    website.context.clock.set_system_time(NOW + timedelta(minutes=14, seconds=50))
    profile = website.start("ensureUserEncryptionProfile")
    with website.context.expect_page() as opened:
        website.frame.locator("#continue").click()
    assert profile.result()
    expect_closed(opened.value)
    website.context.clock.set_system_time(NOW + timedelta(minutes=15, seconds=10))
    assert website.call("encrypt", b"text", PUBLIC_KEY)


def test_no_request_waits_without_an_end(website: Website) -> None:
    website.context.add_init_script(
        "const { timeout } = AbortSignal;AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms / 3600);"
    )
    website.visit()
    with pytest.raises(Refused) as refused:  # an hour, which is a second here
        website.call("ensureUserEncryptionProfile")
    assert refused.value.code == "timeout"
    expect(website.frame.get_by_text("Nothing is asked of you now")).to_be_visible()


def test_too_many_requests_at_once_are_refused(website: Website) -> None:
    website.visit()
    codes = website.page.evaluate(
        """async () => {
          const one = () => provider.request("confirm", "Sure?").catch(({ cause }) => cause.code);
          return Promise.all(Array.from({ length: 70 }, one).slice(64));
        }"""
    )
    assert codes == ["busy"] * 6
