"""Who is heard, and what: the frame and the element, each with a hostile other side."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.isle.app import App
from tests.browser.isle.conftest import Town

# A page that embeds the frame by itself, and speaks to it through a port of its own.
_HOSTILE_PAGE = """
async (url) => {
  document.querySelector("idos-isle").remove();
  const frame = document.createElement("iframe");
  frame.src = url;
  frame.style.cssText = "width: 400px; height: 500px";
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener("load", resolve));
  window.heard = [];
  window.hello = (source, message = { type: "idos-isle:hello", version: 1 }) => {
    const { port1, port2 } = new MessageChannel();
    const number = window.heard.push([]) - 1;
    port1.onmessage = ({ data }) => window.heard[number].push(data);
    source.postMessage(message, "*", [port2]);
    return port1;
  };
  window.isleWindow = frame.contentWindow;
}
"""
# A document in the frame's place that asks the element for what it should not give.
_HOSTILE_FRAME = """
<!doctype html><title>Hostile</title><script>
  addEventListener("message", ({ ports: [port] }) => {
    window.replies = {};
    port.onmessage = ({ data }) => { if ("id" in data) window.replies[data.id] = data; };
    window.ask = (id, method, args) => port.postMessage({ id, method, args });
    window.tell = (notice, data) => port.postMessage({ notice, data });
  });
</script>
"""


@pytest.fixture
def hostile(neobank: App, town: Town) -> Page:
    neobank.visit().expect_title("Connect your wallet")
    neobank.page.evaluate(_HOSTILE_PAGE, f"{town.page('isle')}/?lang=en&theme=light")
    return neobank.page


def _first_words(page: Page, number: int) -> list[dict[str, Any]]:
    page.wait_for_function("number => heard[number].length > 0", arg=number)
    heard: list[dict[str, Any]] = page.evaluate("number => heard[number]", number)
    return heard


def test_only_the_parent_is_heard_and_only_its_first_word(hostile: Page) -> None:
    hostile.evaluate(
        """async () => {
          window.heardElsewhere = [];
          const other = document.createElement("iframe");
          other.src = "/other.html";
          document.body.append(other);
          await new Promise((resolve) => other.addEventListener("load", resolve));
          hello(isleWindow, { type: "something else" });
          hello(isleWindow, null);
          window.port = hello(isleWindow);
          hello(isleWindow);
        }"""
    )
    assert _first_words(hostile, 2)[0]["notice"] == "state"
    assert hostile.evaluate("() => [heardElsewhere, heard[0], heard[1], heard[3]]") == [[], [], [], []]


def test_the_frame_passes_over_what_is_malformed(hostile: Page) -> None:
    hostile.evaluate(
        """() => {
          window.port = hello(isleWindow);
          for (const message of [null, 7, "text", {}, { notice: "toString" }, { id: 1, result: {} }]) {
            port.postMessage(message);
          }
          port.postMessage({ notice: "facts", data: { issuer: { credentialType: 7 } } });
          port.postMessage({ notice: "wallets", data: [{ id: "x", name: "<b>", rdns: "", icon: "" }] });
          port.postMessage({ notice: "account", data: { kind: "EVM", address: "a".repeat(9999) } });
          port.postMessage({ notice: "look", data: { theme: "red", accent: {} } });
          port.postMessage({ id: 5, method: "facts", args: {} });
        }"""
    )
    hostile.wait_for_function("() => heard[0].some(({ id }) => id === 5)")
    heard = _first_words(hostile, 0)
    assert [said["data"]["state"] for said in heard if said.get("notice") == "state"] == ["initializing"]
    [refused] = [said for said in heard if said.get("id") == 5]
    assert refused["error"]["code"] == "unknown_method"


def test_an_app_can_not_fake_a_signature_of_the_wrong_shape(hostile: Page) -> None:
    """What the page answers for the wallet is read like everything else."""
    hostile.evaluate(
        """() => {
          window.port = hello(isleWindow);
          const answer = port.onmessage;
          port.onmessage = (event) => {
            answer(event);
            const { id, method } = event.data;
            if (method === "connect") port.postMessage({ id, result: { kind: "EVM", address: 7 } });
          };
          const issuer = { credentialType: "passport", canRetry: false };
          port.postMessage({ notice: "facts", data: { issuer } });
          const icon = "data:image/png;base64,AAAA";
          const fake = { id: crypto.randomUUID(), name: "Fake", rdns: "org.fake", icon };
          port.postMessage({ notice: "wallets", data: [fake] });
        }"""
    )
    isle = hostile.frame_locator("iframe")
    isle.get_by_role("button", name="Fake").click()
    expect(isle.get_by_role("alert")).to_be_visible()
    expect(isle.get_by_role("heading", level=1)).to_have_text("Connect your wallet")


def test_the_element_gives_a_frame_nothing_that_is_not_in_its_table(
    context: BrowserContext, neobank: App, town: Town
) -> None:
    def take_over(route: Route) -> None:
        route.fulfill(body=_HOSTILE_FRAME, content_type="text/html")

    context.route(f"{town.page('isle')}/?*", take_over)
    neobank.visit()
    frame = next(frame for frame in neobank.page.frames if "isle.localhost" in frame.url)
    frame.wait_for_function("'ask' in window")
    asked: dict[str, tuple[str, Any]] = {
        "constructor": ("constructor", None),
        "elsewhere": ("go", {"url": "javascript:alert(1)"}),
        "no wallet": ("connect", {"wallet": "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11", "isSilent": True}),
        "no account": ("signText", {"address": "0x1", "text": "text"}),
        "a long text": ("signText", {"address": "0x1", "text": "a" * 20_000}),
        "no bytes": ("signBytes", {"address": "0x1", "message": [1, 2]}),
        "no arguments": ("signBytes", None),
        "not a consumer's": ("granted", {}),
    }
    frame.evaluate(
        "asked => asked.forEach(([method, args], at) => ask(at, method, args))", list(asked.values())
    )
    frame.wait_for_function("count => Object.keys(replies).length === count", arg=len(asked))
    replies = frame.evaluate("replies")
    codes = [replies[str(at)]["error"]["code"] for at in range(len(asked))]
    assert codes == [
        "unknown_method",
        "invalid",
        "no_wallet",
        "no_wallet",
        "invalid",
        "invalid",
        "invalid",
        "host_failed",
    ]
    frame.evaluate(
        "() => { tell('state', { state: 'rich' }); tell('height', { height: 1e9 }); tell('gone'); }"
    )
    frame.evaluate("() => tell('height', { height: 444 })")
    expect(neobank.page.locator("idos-isle iframe")).to_have_css("block-size", "444px")
    assert neobank.page.evaluate("states") == []
    assert neobank.calls("verify") == []


def test_a_frame_that_does_not_load_is_told_and_can_be_tried_again(
    context: BrowserContext, neobank: App, town: Town
) -> None:
    context.route(f"{town.page('isle')}/?*", lambda route: route.fulfill(body="", content_type="text/html"))
    neobank.page.clock.install()
    neobank.visit()
    neobank.page.wait_for_function("() => 'states' in window")
    neobank.page.clock.fast_forward(25_000)
    alert = neobank.page.locator("idos-isle").get_by_role("alert")
    expect(alert).to_contain_text("The window for your identity could not be loaded.")
    neobank.expect_state("error")
    context.unroute(f"{town.page('isle')}/?*")
    neobank.page.locator("idos-isle").get_by_role("button", name="Try again").click()
    neobank.expect_title("Connect your wallet")
