"""The stub of the Isle, as a test uses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID, uuid4

from playwright.sync_api import Page

from idos.crypto.encoding import b64encode
from idos.enclave.local import LocalEnclave
from idos.protocol.grants import WriteGrant
from idos.protocol.wire import convert
from idos.sdk.signers import WalletSigner
from idos.testing import PASSWORD

_CALL = """
async ([kind, name, argument]) => {
  await customElements.whenDefined("idos-isle");
  const isle = document.querySelector("idos-isle");
  while (!isle[kind]) await new Promise((go) => setTimeout(go, 20));
  try {
    return { result: await isle[kind][name](argument) };
  } catch (error) {
    return { code: error.code };
  }
}
"""
_SAY = """
async (said) => {
  await customElements.whenDefined("idos-isle");
  document.querySelector("idos-isle").say(...said);
}
"""
_FACTS = "(kind) => JSON.parse(JSON.stringify(document.querySelector('idos-isle')[kind]))"


@dataclass(frozen=True)
class Holder:
    """Somebody with a wallet and a key."""

    wallet: WalletSigner
    profile_id: UUID
    enclave: LocalEnclave

    @classmethod
    def new(cls, wallet: WalletSigner) -> Self:
        profile_id = uuid4()
        return cls(wallet, profile_id, LocalEnclave.create(str(profile_id), PASSWORD))


@dataclass(frozen=True)
class Isle:
    """The Isle on a page, of an ``issuer`` or a ``consumer``, with somebody's wallet."""

    page: Page
    kind: str
    holder: Holder

    @property
    def facts(self) -> dict[str, Any]:
        """What the page told the Isle, without the handlers."""
        return dict(self.page.evaluate(_FACTS, self.kind))

    def says(self, state: str, *, is_known: bool = True) -> None:
        """Report a state to the page."""
        profile_id = str(self.holder.profile_id) if is_known else None
        self.page.wait_for_selector("idos-isle")
        self.page.evaluate(_SAY, [state, self.holder.wallet.address, profile_id])

    def call(self, handler: str, **argument: object) -> dict[str, Any]:
        """Ask one of the page's handlers: its ``result``, or the ``code`` of its refusal."""
        self.page.wait_for_selector("idos-isle")
        asked = {"profileId": str(self.holder.profile_id), **argument}
        return dict(self.page.evaluate(_CALL, [self.kind, handler, asked]))

    def asks(self, handler: str, **argument: object) -> Any:
        """The result of a handler that does not refuse."""
        answer = self.call(handler, **argument)
        assert "code" not in answer, answer
        return answer.get("result")

    def proof(self) -> dict[str, Any]:
        wallet = self.holder.wallet
        signed = wallet.prove(self.asks("challenge", address=wallet.address))
        return {
            "kind": signed.wallet_type,
            "address": signed.address,
            "publicKey": signed.public_key,
            "message": signed.message,
            "signature": signed.signature,
        }

    def proves(self) -> None:
        self.asks("prove", wallet=self.proof())

    def joins(self) -> None:
        key = b64encode(self.holder.enclave.public_key)
        self.asks("createProfile", encryptionPublicKey=key, wallet=self.proof())

    def goes(self) -> str:
        """Sign the permission; gives the address of the verification."""
        given = self.asks("permission", identifier=self.holder.wallet.identifier)
        grant = convert(given, WriteGrant)
        signature = self.holder.wallet.sign_text(grant.text())
        return str(self.asks("verify", grant=given, signature=signature)["url"])
