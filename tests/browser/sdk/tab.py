"""A tab with the SDK in it, as a test drives it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext

from tests.browser.wallet import Wallet


class Refused(Exception):
    """The SDK threw an error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Tab:
    """One page, and in it ``me``: a session at a node, and who uses it."""

    def __init__(self, context: BrowserContext, site: str, node: str) -> None:
        self.node = node
        self.page = context.new_page()
        self.page.goto(site)

    def run(self, body: str, **values: Any) -> Any:
        """Run the body of an async function in the page; ``sdk``, ``me`` and the values are its variables.

        Bytes come back as hex. Raises ``Refused``.
        """
        names = ", ".join(values)
        answer = self.page.evaluate(
            f"values => run(async (sdk) => {{ const me = (window.me ??= {{}});"
            f" const {{ {names} }} = values; {body} }})",
            values,
        )
        if "error" in answer:
            raise Refused(**answer["error"])
        return answer["result"]

    def connect(self, *, sign_in: bool = True, again: bool = False, sign_reads: bool = False) -> Tab:
        """Connect the wallet that is announced first; ``again`` without asking, as after a reload.

        ``sign_reads``: the wallet may be asked to sign each call, where there are no sessions.
        """
        self.run(
            "const [first] = await new Promise(sdk.discoverWallets);"
            " me.wallet = await (again ? sdk.reconnect : sdk.connect)(first.provider);"
            " me.session = new sdk.Session(node, me.wallet, { signReads });"
            " me.person = new sdk.Person(me.session);",
            node=self.node,
            again=again,
            signReads=sign_reads,
        )
        if sign_in:
            self.run("await me.session.signIn()")
        return self

    def connect_key(self, seed: bytes) -> Tab:
        """Be a consumer with a server's key."""
        self.run(
            "me.session = new sdk.Session(node, new sdk.ServerKey(sdk.fromHex(seed)));"
            " me.consumer = new sdk.Consumer(me.session); await me.session.signIn();",
            node=self.node,
            seed=seed.hex(),
        )
        return self


def signed_lines(wallet: Wallet) -> list[str]:
    """The first line of every text that the wallet signed."""
    return [text.partition("\n")[0] for text in wallet.texts]
