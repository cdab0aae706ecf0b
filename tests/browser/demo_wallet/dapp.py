"""A page that uses the demo wallet, as a test drives it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from eth_account import Account
from eth_account.signers.local import LocalAccount
from playwright.sync_api import BrowserContext, ConsoleMessage, Frame, FrameLocator, Page, WebError, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

SCRIPT: Final = Path(__file__).parent / "host.js"


class ProviderError(Exception):
    """The wallet refused a request."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def person(name: str) -> LocalAccount:
    """The account of one of the wallet's people: everybody can have it."""
    account: LocalAccount = Account.from_key(sha256(f"idOS demo wallet: {name}".encode()).digest())
    return account


def website(wallet_url: str) -> Starlette:
    """The page, under a policy as strict as that of the demonstration's applications."""
    policy = (
        f"default-src 'none'; script-src 'self' {wallet_url}; frame-src 'self' {wallet_url}; "
        "style-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    head = "<!doctype html><html lang=en><meta charset=utf-8><title>A dApp</title>"
    inner = f"{head}<link rel=icon href='data:,'><script src=/host.js></script><h1>A dApp</h1>"
    index = (
        f"{inner}<script type=module src='{wallet_url}/demo-wallet.js'></script>"
        "<button id=button>Something</button><dialog id=dialog>A dialog of the page's own.</dialog>"
    )

    def page(html: str) -> Any:
        async def respond(_: Request) -> Response:
            return HTMLResponse(html, headers={"Content-Security-Policy": policy})

        return respond

    async def script(_: Request) -> Response:
        return FileResponse(SCRIPT)

    return Starlette(
        routes=[Route("/", page(index)), Route("/inner", page(inner)), Route("/host.js", script)]
    )


@dataclass(frozen=True)
class Pending:
    """A request that was made and is not awaited yet."""

    page: Page
    index: int

    def result(self) -> Any:
        """Wait for the answer, but not forever."""
        answer = self.page.evaluate("index => within(20_000, started[index])", self.index)
        if "code" in answer:
            raise ProviderError(answer["code"], answer["message"])
        return answer["result"]


class Dapp:
    """One page at one origin, with the wallet in it."""

    def __init__(self, context: BrowserContext, origin: str, wallet_url: str) -> None:
        self.origin = origin
        self.wallet_url = wallet_url
        self.complaints: list[str] = []
        context.on("console", self._note)
        context.on("weberror", self._note_error)
        self.page = context.new_page()
        self.visit()

    def visit(self) -> None:
        """Load the page, anew or for the first time."""
        self.page.goto(self.origin)
        self.page.evaluate("listen()")
        self.wallet.get_by_role("button", name="Open the demo wallet").wait_for()

    @property
    def wallet(self) -> FrameLocator:
        """The wallet's frame."""
        return self.page.frame_locator("iframe[title='Demo wallet']")

    @property
    def frame(self) -> Frame:
        """The same, as what it is now."""
        return next(frame for frame in self.page.frames if frame.url.startswith(self.wallet_url))

    def start(self, method: str, *params: Any) -> Pending:
        """Make a request, and do not wait."""
        return Pending(self.page, self.page.evaluate("([m, p]) => start(m, p)", [method, list(params)]))

    def ask(self, method: str, *params: Any) -> Any:
        """Make a request, and wait for its answer."""
        return self.start(method, *params).result()

    def sign(self, name: str, message: bytes) -> Pending:
        """Ask one of the wallet's people to sign."""
        return self.start("personal_sign", f"0x{message.hex()}", person(name).address)

    def connect(self, name: str = "Alice") -> str:
        """Connect one of the wallet's people, and give the address."""
        asked = self.start("eth_requestAccounts")
        self.choose(name)
        self.press("Connect")
        (address,) = asked.result()
        return str(address)

    def choose(self, name: str) -> None:
        """Choose one of the wallet's people."""
        radio = self.wallet.get_by_role("radio", name=name)
        radio.click()
        expect(radio).to_be_checked()

    def press(self, button: str) -> None:
        """Press one of the wallet's buttons."""
        self.wallet.get_by_role("button", name=button, exact=True).click()

    def told(self) -> list[Any]:
        """Every event that the wallet told of."""
        told: list[Any] = self.page.evaluate("told")
        return told

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _note_error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))
