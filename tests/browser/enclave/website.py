"""A website that embeds the enclave, as a test drives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, FrameLocator, Page, WebError

from idos.crypto.box import public_key
from idos.crypto.encoding import b64encode
from idos.crypto.kdf import derive_secret_key
from tests.browser.windows import opened_by

USER_ID = "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11"
PASSWORD = "correct horse battery staple"
SECRET_KEY = derive_secret_key(PASSWORD, USER_ID)
PUBLIC_KEY = public_key(SECRET_KEY)
STRONG = "violet-anchor-7-Reindeer-plaza"


class Refused(Exception):
    """The enclave answered a request with an error."""

    def __init__(self, error: dict[str, str]) -> None:
        assert error["isError"], "websites look whether an error is one"
        super().__init__(error["message"])
        self.code = error["code"]


@dataclass(frozen=True)
class Pending:
    """A request that was made and is not awaited yet."""

    page: Page
    index: int

    def result(self) -> Any:
        """Wait for the answer, but not for ever."""
        answer = self.page.evaluate("answer", self.index)
        if "error" in answer:
            raise Refused(answer["error"])
        return unpack(answer.get("result"))


class Website:
    """One page of a website, with the enclave in a frame."""

    def __init__(self, context: BrowserContext, enclave_url: str, origin: str) -> None:
        self.context = context
        self.enclave_url = enclave_url
        self.origin = origin
        self.complaints: list[str] = []
        context.on("console", self._note)
        context.on("weberror", self._note_error)
        self.page = context.new_page()

    @property
    def frame(self) -> FrameLocator:
        """The enclave's framed page."""
        return self.page.frame_locator("#idos-enclave-iframe")

    def visit(self, referrer_policy: str = "origin", **configuration: Any) -> Website:
        """Load the website, and embed the enclave for an existing profile unless told otherwise."""
        self.page.goto(self.origin)
        options = {"referrerPolicy": referrer_policy, "configuration": existing() | configuration}
        self.page.evaluate("([url, options]) => embed(url, options)", [self.enclave_url, options])
        return self

    def start(self, method: str, *args: Any) -> Pending:
        """Make a request, and do not wait."""
        return Pending(self.page, self.page.evaluate("([m, a]) => start(m, a)", [method, pack(args)]))

    def start_shown(self, method: str, *args: Any) -> Pending:
        """Make a request as a website does that shows the frame whenever it is told to."""
        return self.start_raw({"method": method, "data": list(args), "id": 1})

    def start_raw(self, message: dict[str, Any]) -> Pending:
        """Make a request with a message of the test's own making."""
        return Pending(self.page, self.page.evaluate("m => startRaw(m)", pack(message)))

    def call(self, method: str, *args: Any) -> Any:
        """Make a request, and wait for its answer."""
        return self.start(method, *args).result()

    def popup(self, button: str) -> Page:
        """Click the button in the frame, and give the window that it opens, when it shows a question."""
        return opened_by(self.context, self.frame.locator(f"#{button}"))

    def unlock(self, password: str = PASSWORD, duration: str | None = None) -> Any:
        """Go through the window that asks for the password, and consent."""
        profile = self.start("ensureUserEncryptionProfile")
        popup = self.popup("unlock")
        if duration:
            popup.get_by_role("radio", name=duration).check()
        popup.get_by_label("Password", exact=True).fill(password)
        popup.get_by_role("button", name="Allow and unlock").click()
        return profile.result()

    def seen(self) -> list[str]:
        """Every message that reached the website, as JSON."""
        seen: list[str] = self.page.evaluate("seen")
        return seen

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _note_error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))


def expect_closed(popup: Page) -> None:
    """Wait until a window is closed."""
    if not popup.is_closed():
        popup.wait_for_event("close")


def existing() -> dict[str, Any]:
    """The configuration for the profile of these tests."""
    return {
        "mode": "existing",
        "userId": USER_ID,
        "expectedUserEncryptionPublicKey": b64encode(PUBLIC_KEY),
        "encryptionPasswordStore": "user",
    }


def pack(value: Any) -> Any:
    """Bytes as the website's script takes them."""
    if isinstance(value, bytes):
        return {"$bytes": value.hex()}
    if isinstance(value, list | tuple):
        return [pack(item) for item in value]
    return {name: pack(inner) for name, inner in value.items()} if isinstance(value, dict) else value


def unpack(value: Any) -> Any:
    """The inverse of ``pack``."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if isinstance(value, dict):
        if "$bytes" in value:
            return bytes.fromhex(value["$bytes"])
        return {name: unpack(inner) for name, inner in value.items()}
    return value
