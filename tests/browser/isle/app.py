"""An app that embeds the Isle, as a test drives it: its page, its server's answers, and all that it saw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, FrameLocator, Page, WebError, expect

from idos.testing import PASSWORD
from tests.browser.enclave.website import STRONG
from tests.browser.wallet import Wallet
from tests.browser.windows import opened_by

# Everything that a page of the app can see of messages: at its windows, and at the ports that it holds.
_SPY: Final = """
if (window === top) {
  const seen = (window.seen = []);
  const bytes = (value) => Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const note = (data) => seen.push(JSON.stringify(data, (_, value) =>
    value instanceof Uint8Array ? bytes(value) : value) ?? "");
  const original = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
  Object.defineProperty(MessagePort.prototype, "onmessage", {
    ...original,
    set(listener) {
      original.set.call(this, listener && ((event) => { note(event.data); listener.call(this, event); }));
    },
  });
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (...args) { note(args[0]); return post.apply(this, args); };
  window.addEventListener("message", (event) => note(event.data), true);
}
"""


class Refusal(Exception):
    """What an app's handler rejects with."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Handler = Callable[[Any], Any]


@dataclass
class App:
    """One app in one browser. ``handlers`` are its server; ``asked`` is what they were asked."""

    context: BrowserContext
    wallet: Wallet
    origin: str
    settings: dict[str, Any]
    handlers: dict[str, Handler] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.expose_binding("appServer", lambda _source, name, args: self._answer(name, args))
        self.context.add_init_script(_SPY)
        self.context.on("console", self._note)
        self.context.on("weberror", self._note_error)
        self.page: Page = self.context.new_page()

    @property
    def isle(self) -> FrameLocator:
        """The framed view."""
        return self.page.frame_locator("idos-isle iframe")

    @property
    def enclave(self) -> FrameLocator:
        """The enclave inside it."""
        return self.isle.frame_locator("#enclave iframe")

    @property
    def host(self) -> str:
        """The host and port with which the app's texts are to begin."""
        return urlsplit(self.origin).netloc

    def visit(self) -> App:
        """Open the app's page."""
        self.page.goto(self.origin)
        return self

    def connect(self) -> App:
        """Open the page, and choose the wallet."""
        self.visit()
        self.press("Test wallet")
        return self

    def sign_in(self) -> App:
        """Open the page, choose the wallet, and sign in to the node."""
        self.connect()
        self.sign()
        return self

    def sign(self) -> None:
        """Agree to the text that the card shows."""
        self.press("Sign with your wallet")

    def press(self, button: str) -> None:
        """Press a button of the card."""
        self.isle.get_by_role("button", name=button, exact=True).click()

    def expect_title(self, title: str) -> None:
        """Wait until the card has this heading."""
        expect(self.isle.get_by_role("heading", level=1)).to_have_text(title)

    def expect_text(self, text: str) -> None:
        """Wait until the card says this."""
        expect(self.isle.get_by_text(text).first).to_be_visible()

    def expect_state(self, state: str) -> None:
        """Wait until the app was told this state."""
        self.page.wait_for_function("state => states.at(-1)?.state === state", arg=state)

    def popup(self, button: str) -> Page:
        """Click the enclave's button, and give the window that it opens, when it shows a question."""
        return opened_by(self.context, self.enclave.locator(f"#{button}"))

    def make_key(self, password: str = STRONG) -> None:
        """Choose a password for a new key, and keep the recovery kit."""
        popup = self.popup("unlock")
        popup.get_by_label("Password", exact=True).fill(password)
        popup.get_by_label("Repeat the password").fill(password)
        popup.get_by_role("button", name="Create the key").click()
        popup.get_by_label("I have stored it safely").check()
        popup.get_by_role("button", name="Continue").click()

    def unlock(self, password: str = PASSWORD) -> None:
        """Give the password of the key."""
        popup = self.popup("unlock")
        popup.get_by_label("Password", exact=True).fill(password)
        popup.get_by_role("button", name="Allow and unlock").click()

    def agree(self) -> None:
        """Share the copy, in the enclave's window."""
        self.popup("share").get_by_role("button", name="Share the copy").click()

    def calls(self, name: str) -> list[Any]:
        """What a handler was asked."""
        return [args for asked, args in self.asked if asked == name]

    def seen(self) -> str:
        """Every message that the app's page could see, as JSON."""
        return "\n".join(self.page.evaluate("seen"))

    def _answer(self, name: str, args: Any) -> dict[str, Any]:
        if name == "settings":
            return {"result": self.settings}
        self.asked.append((name, args))
        try:
            return {"result": self.handlers[name](args)}
        except Refusal as refusal:
            return {"error": refusal.code}

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _note_error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))
