"""A browser wallet whose keys are in the test: EIP-6963, EIP-1193 and EIP-191."""

from __future__ import annotations

import json
import os
from itertools import count
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from eth_account import Account
from eth_account.messages import encode_defunct
from playwright.sync_api import BrowserContext, Error

from idos.sdk.signers import WalletSigner, evm_wallet

_NUMBERS: Final = count()
_ICON: Final = (
    "data:image/svg+xml,"
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E"
    "%3Ccircle cx='4' cy='4' r='4'/%3E%3C/svg%3E"
)
_SCRIPT: Final = """
({ ask, mail, info }) => {
  const listeners = {};
  let waiting = [];
  window[mail] = (event, value) => {
    if (event === "resume") waiting.splice(0).forEach((go) => go());
    else (listeners[event] ?? []).forEach((listener) => listener(value));
  };
  const provider = {
    async request(request) {
      for (;;) {
        const reply = await window[ask](request);
        if (!("wait" in reply)) {
          if ("error" in reply) throw Object.assign(new Error(reply.error.message), reply.error);
          return reply.result;
        }
        await new Promise((go) => waiting.push(go));
      }
    },
    on(event, listener) { (listeners[event] ??= []).push(listener); return provider; },
    removeListener(event, listener) {
      listeners[event] = (listeners[event] ?? []).filter((other) => other !== listener);
      return provider;
    },
  };
  if (info === null) {
    window.ethereum = provider;
    return;
  }
  const detail = Object.freeze({ info: Object.freeze(info), provider });
  const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  addEventListener("eip6963:requestProvider", announce);
  announce();
}
"""


class Wallet:
    """An extension in every page of a browser context, with some accounts, of which one is in use.

    ``refuses``: say no to everything that a person would be asked; ``tires_after`` so many signatures, say no
    from then on. ``is_contract``: sign as contract accounts do. ``waits``: ask, and get no answer until
    ``answer``. ``texts`` are those it was asked to sign, ``methods`` all that it was asked.
    """

    def __init__(self, context: BrowserContext, *, accounts: int = 2) -> None:
        self.secrets = tuple(os.urandom(32) for _ in range(accounts))
        self.refuses = False
        self.tires_after: int | None = None
        self.is_contract = False
        self.waits = False
        self.texts: list[str] = []
        self.methods: list[str] = []
        self._context = context
        self._number = next(_NUMBERS)
        self._used = 0
        self._connected: set[str] = set()
        self._is_lost = False

    def announce(self, name: str = "Test wallet", *, refuses: bool = False, **info: str) -> Wallet:
        """Announce the wallet in the pages that are opened from now on. ``info`` replaces what it says."""
        self.refuses = refuses
        return self._put(
            {"uuid": str(uuid4()), "name": name, "icon": _ICON, "rdns": "org.example.wallet", **info}
        )

    def inject(self) -> Wallet:
        """Be the wallet of an app's own browser: announce nothing, and be ``window.ethereum``."""
        return self._put(None)

    def _put(self, info: dict[str, str] | None) -> Wallet:
        self._context.expose_binding(self._ask, lambda source, request: self._reply(source, request))
        settings = json.dumps({"ask": self._ask, "mail": self._mail, "info": info})
        self._context.add_init_script(f"({_SCRIPT})({settings})")
        return self

    @property
    def signer(self) -> WalletSigner:
        """The account in use, as the SDK's wallet."""
        return self.account(self._used)

    @property
    def address(self) -> str:
        """The address of the account in use, in mixed case."""
        return self.signer.address

    def account(self, number: int) -> WalletSigner:
        """An account as the SDK's wallet."""
        return evm_wallet(self.secrets[number])

    def switch(self, number: int) -> None:
        """Turn to another account, as a person does in her wallet; pages hear of it."""
        self._used = number
        self._tell("accountsChanged", [self.address])

    def disconnect(self) -> None:
        """Take back every page's permission."""
        self._connected.clear()
        self._tell("accountsChanged", [])

    def lose(self) -> None:
        """Lose the connection, as when the extension is updated: nothing is answered any more."""
        self._is_lost = True
        self._tell("disconnect", None)

    def change_network(self) -> None:
        """Turn to another chain: for a moment there is no connection to any."""
        self._tell("disconnect", {"code": 1013, "message": "Disconnected from chain. Attempting to connect."})
        self._tell("chainChanged", "0x89")

    def answer(self) -> None:
        """Answer what waits, and wait no more."""
        self.waits = False
        self._tell("resume", None)

    @property
    def _ask(self) -> str:
        return f"__wallet{self._number}"

    @property
    def _mail(self) -> str:
        return f"__wallet{self._number}Mail"

    def _tell(self, event: str, value: object) -> None:
        for frame in (frame for page in self._context.pages for frame in page.frames):
            try:
                frame.evaluate(
                    "([mail, event, value]) => window[mail]?.(event, value)", [self._mail, event, value]
                )
            except Error:  # the frame went away meanwhile
                continue

    def _reply(self, source: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
        method, params = request["method"], request.get("params") or []
        self.methods.append(method)
        address = urlsplit(source["frame"].url)
        origin = f"{address.scheme}://{address.netloc}"
        if self._is_lost:
            return _error(4900, "The provider is disconnected.")
        if method == "eth_accounts":
            return {"result": [self.address] if origin in self._connected else []}
        if method == "eth_chainId":
            return {"result": "0x1"}
        if method not in ("eth_requestAccounts", "personal_sign"):
            return _error(4200, "The method is not supported.")
        if self.waits:
            return {"wait": True}
        if self.refuses:
            return _error(4001, "User rejected the request.")
        if method == "eth_requestAccounts":
            self._connected.add(origin)
            return {"result": [self.address]}
        return self._signature(*params) if origin in self._connected else _error(4100, "Not connected.")

    def _signature(self, message: str, address: str) -> dict[str, Any]:
        if address.lower() != self.address.lower():
            return _error(4100, "The account is not in use.")
        if self.tires_after == 0:
            return _error(4001, "User rejected the request.")
        if self.tires_after is not None:
            self.tires_after -= 1
        data = bytes.fromhex(message.removeprefix("0x"))
        self.texts.append(data.decode(errors="replace"))
        signed = Account.sign_message(encode_defunct(data), self.secrets[self._used])
        written = bytes(signed.signature)
        return {"result": f"0x{(written * 3 if self.is_contract else written).hex()}"}


def _error(code: int, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}
