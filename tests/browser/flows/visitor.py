"""Somebody with a browser and the demo wallet, who does in the town what a person does."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Frame,
    FrameLocator,
    Page,
    Request,
    WebError,
    expect,
)

from idos.apps.demo.specimens import specimen_picture
from idos.apps.demo.town import Town
from tests.browser.windows import opened_by

PASSWORD: Final = "violet-anchor-7-Reindeer-plaza"
PATIENCE_SECONDS: Final = 30

# Everything that a page of an app can see of messages: at its window, and at the ports that it holds.
_SPY: Final = """
if (window === top) {
  const seen = (window.seen = []);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const plain = (_, value) => ArrayBuffer.isView(value)
    ? hex(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) : value;
  const note = (data) => seen.push(JSON.stringify(data, plain) ?? "");
  const original = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
  Object.defineProperty(MessagePort.prototype, "onmessage", {
    ...original,
    set(listener) {
      original.set.call(this, listener && ((event) => { note(event.data); listener.call(this, event); }));
    },
  });
  const listen = MessagePort.prototype.addEventListener;
  MessagePort.prototype.addEventListener = function (type, listener, ...more) {
    if (type === "message") listen.call(this, type, (event) => note(event.data));
    return listen.call(this, type, listener, ...more);
  };
  window.addEventListener("message", (event) => note(event.data), true);
}
"""


@dataclass
class Visitor:
    """``name``: whom she is in the demo wallet. Her passport says Alice's names, whoever she is there."""

    context: BrowserContext
    town: Town
    name: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(PATIENCE_SECONDS * 1000)
        expect.set_options(timeout=PATIENCE_SECONDS * 1000)
        self.context.add_init_script(_SPY)
        self.context.on("console", self._note)
        self.context.on("weberror", self._note_error)
        self.context.on("request", self._note_stranger)
        self.page: Page = self.context.new_page()

    def visit(self, site: str, path: str = "/") -> None:
        """Go to a site of the town."""
        self.page.goto(self.town.origins[site] + path)

    # The frames in the page.

    def frame(self, site: str) -> Frame:
        """The frame of a site, once it is there."""
        origin, deadline = self.town.origins[site], time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for frame in self.page.frames:
                if frame.url.startswith(origin) and frame != self.page.main_frame:
                    return frame
            self.page.wait_for_timeout(50)
        raise AssertionError(f"there is no frame of {origin}")

    @property
    def wallet(self) -> FrameLocator:
        """The demo wallet's frame."""
        return self.page.frame_locator("iframe[title='Demo wallet']")

    # What the Isle shows.

    def press(self, button: str) -> None:
        """Press a button of the Isle's card."""
        self.frame("isle").get_by_role("button", name=button, exact=True).click()

    def expect_card(self, title: str) -> None:
        """Wait until the Isle's card has this heading."""
        expect(self.frame("isle").get_by_role("heading", level=1)).to_have_text(title)

    def expect_in_card(self, text: str) -> None:
        """Wait until the Isle's card says this."""
        expect(self.frame("isle").get_by_text(text).first).to_be_visible()

    def connect(self) -> None:
        """Choose the demo wallet in the card, and the person in the wallet."""
        self.press("Demo wallet (not for real use)")
        self.choose()

    def choose(self) -> None:
        """Say in the wallet who she is, and connect."""
        self.wallet.get_by_role("radio", name=self.name).check()
        self.wallet_says("Connect")

    def wallet_says(self, answer: str) -> None:
        """Answer the wallet's question."""
        button = self.wallet.get_by_role("button", name=answer, exact=True)
        button.click()
        expect(button).to_be_hidden()

    def sign(self) -> None:
        """Agree to the text that the card shows, in the card and in the wallet."""
        self.press("Sign with your wallet")
        self.wallet_says("Sign")

    # What the enclave shows.

    def popup(self, button: str) -> Page:
        """Click the enclave's button, and give the window that it opens."""
        return opened_by(self.context, self.frame("enclave").locator(f"#{button}"))

    def make_key(self) -> None:
        """Choose the password, and keep the recovery kit."""
        popup = self.popup("unlock")
        popup.get_by_label("Password", exact=True).fill(PASSWORD)
        popup.get_by_label("Repeat the password").fill(PASSWORD)
        popup.get_by_role("button", name="Create the key").click()
        popup.get_by_label("I have stored it safely").check()
        popup.get_by_role("button", name="Continue").click()

    def unlock(self) -> None:
        """Give the password, and allow what is asked."""
        popup = self.popup("unlock")
        popup.get_by_label("Password", exact=True).fill(PASSWORD)
        popup.get_by_role("button", name="Allow and unlock").click()

    # The way through the town.

    def say_names(self) -> None:
        """From Neobank's landing to the Isle."""
        self.visit("neobank")
        self.page.get_by_role("button", name="Open an account").click()
        self.page.get_by_label("Given names").fill("Alice Maria")
        self.page.get_by_label("Surname").fill("Sørensen")
        self.page.get_by_role("button", name="Continue").click()

    def join(self) -> None:
        """Connect, and make a profile, to Neobank's request."""
        self.say_names()
        self.connect()
        self.press("Create a profile")
        self.sign()
        self.make_key()
        self.expect_card("Sign in to your profile")
        self.sign()
        self.expect_card("Neobank asks to write into your profile")

    def permit(self) -> None:
        """Accept Neobank's request. The browser then shows the verification service."""
        self.press("Accept")
        self.wallet_says("Sign")
        self.page.wait_for_url(f"{self.town.origins['verify']}/**")

    def hand_in(self, picture: str) -> None:
        """Give the verification service a picture."""
        kind = "image/png" if picture.endswith(".png") else "image/jpeg"
        file = {"name": picture, "mimeType": kind, "buffer": specimen_picture(picture)}
        label = "Picture of your face" if "selfie" in picture else "Picture of the document"
        self.page.get_by_label(label).set_input_files(file)  # type: ignore[arg-type]  # as Playwright takes it
        self.page.get_by_role("button", name=re.compile("^(Check the document|Send the picture)$")).click()

    def return_to_neobank(self) -> None:
        """Follow the verification service's link back."""
        self.page.get_by_role("link", name=re.compile("^(Continue|Return) to Neobank$")).click()
        self.page.wait_for_url(f"{self.town.origins['neobank']}/**")

    def become_verified(self) -> None:
        """Flow 1 as a whole."""
        self.join()
        self.permit()
        self.hand_in("alice-passport.png")
        self.hand_in("alice-selfie.jpg")
        self.return_to_neobank()
        self.expect_card("You are verified")

    def share_with_charlie(self) -> str:
        """Accept Charlie's request, and prove to him that the wallet is hers. Gives the grant's id."""
        self.press("Accept")
        self.unlock()
        self.popup("share").get_by_role("button", name="Share the copy").click()
        self.wallet_says("Sign")
        self.expect_card("Show that this wallet is yours")
        with self.page.expect_request("**/api/granted") as told:
            self.sign()
        grant_id = told.value.post_data_json["grant_id"]  # type: ignore[index]  # it is a JSON object
        return str(grant_id)

    def seen(self) -> str:
        """Every message that the present page could see, as JSON."""
        return "\n".join(self.page.evaluate("seen"))

    def _note(self, message: ConsoleMessage) -> None:
        is_answer = "the server responded with a status of 403" in message.text  # which the page expects
        if message.type in ("error", "warning") and not is_answer:
            self.complaints.append(message.text)

    def _note_stranger(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme in {"http", "https"} and not (url.hostname or "").endswith("localhost"):
            self.complaints.append(f"a request to {url.hostname}")

    def _note_error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))
