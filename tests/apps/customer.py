"""A person with a software wallet, at the web site of an app: what the pages do, over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

from idos.sdk.signers import WalletProof, WalletSigner


@dataclass
class Visitor:
    """One browser at one site."""

    origin: str
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def request(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        """One request, with the cookies of those before."""
        url = f"{self.origin}/api/{path}"
        answer = httpx.request(method, url, cookies=self.cookies, timeout=30, **arguments)
        self.cookies.extract_cookies(answer)
        return answer

    def post(self, path: str, body: object, **headers: str) -> httpx.Response:
        return self.request("POST", path, json=body, headers={"Origin": self.origin, **headers})

    def asks(self, path: str, **body: object) -> dict[str, Any]:
        """The answer to a change that is accepted."""
        answer = self.post(path, body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def refused(self, path: str, **body: object) -> str:
        """The code of a refusal."""
        answer = self.post(path, body)
        assert answer.is_client_error or answer.is_server_error, answer.text
        return str(answer.json()["code"])

    def sees(self, path: str, **query: str) -> dict[str, Any]:
        answer = self.request("GET", path, params=query)
        return {"status": answer.status_code, **answer.json()}


@dataclass
class Holder(Visitor):
    """A visitor with a wallet, for which there is or will be a profile."""

    wallet: WalletSigner = field(kw_only=True)
    profile_id: UUID = field(default_factory=uuid4, kw_only=True)

    def challenged(self) -> WalletProof:
        """A challenge of the site's, signed."""
        text = self.asks("challenge", profile_id=str(self.profile_id), address=self.wallet.address)["message"]
        return self.wallet.prove(text)

    def claim(self, proof: WalletProof | None = None) -> dict[str, Any]:
        proof = proof or self.challenged()
        wallet = {name: getattr(proof, name) for name in WalletProof.__slots__}
        return {"profile_id": str(self.profile_id), "wallet": wallet}

    def elsewhere(self) -> Holder:
        """The same person in another browser."""
        return Holder(self.origin, wallet=self.wallet, profile_id=self.profile_id)
