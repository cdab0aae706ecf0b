"""Sumsub's API on a port, as its public documentation has it, with one applicant whom it finds good."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import httpx

from tests.apps.neobank.kit import ADA, PASSPORT, SELFIE

TOKEN: Final = "prd:the app token"
SECRET: Final = "the secret of the app token"
WEBHOOK_KEY: Final = "the-webhook-secret"
LEVEL: Final = "id and selfie"
APPLICANT: Final = "5b594ade0a975a36c9349e66"


@dataclass
class SumsubServer:
    """What was asked of it, and whether the applicant passed."""

    url: str
    reference: str = ""
    passed: bool = False
    targets: list[str] = field(default_factory=list)

    def answer(self, method: str, target: str, body: bytes) -> object:
        self.targets.append(f"{method} {target}")
        path = target.removeprefix("/resources/")
        if path.startswith("applicants?"):
            self.reference = json.loads(body)["externalUserId"]
            return {"id": APPLICANT}
        if path.startswith("sdkIntegrations/levels/-/websdkLink"):
            return {"url": "https://in.sumsub.example/websdk/p/1"}
        if path == f"applicants/{APPLICANT}/one":
            return {"id": APPLICANT, "externalUserId": self.reference, "info": _INFO, "review": self.review}
        if path == f"applicants/{APPLICANT}/metadata/resources":
            return {"items": [_image("1", "PASSPORT"), _image("2", "SELFIE")]}
        return {"1": PASSPORT, "2": SELFIE}[path.rpartition("/")[2]]

    @property
    def review(self) -> dict[str, Any]:
        if not self.passed:
            return {"reviewStatus": "init"}
        return {"reviewStatus": "completed", "reviewResult": {"reviewAnswer": "GREEN"}}

    def calls_back(self, bank: str, now: float, *, key: str = WEBHOOK_KEY) -> httpx.Response:
        """Post that the applicant was reviewed."""
        said = {
            "applicantId": APPLICANT,
            "externalUserId": self.reference,
            "type": "applicantReviewed",
            "createdAtMs": f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d %H:%M:%S}.000",
            **self.review,
        }
        body = json.dumps(said).encode()
        headers = {
            "X-Payload-Digest": hmac.new(key.encode(), body, "sha256").hexdigest(),
            "X-Payload-Digest-Alg": "HMAC_SHA256_HEX",
        }
        return httpx.post(f"{bank}/api/webhook", content=body, headers=headers)


_INFO: Final = {
    "nationality": "UTO",
    "gender": "F",
    "idDocs": [
        {
            "idDocType": "PASSPORT",
            "country": "UTO",
            "firstName": ADA.given_names.upper(),
            "lastName": ADA.surname.upper(),
            "validUntil": ADA.expiry_date.isoformat(),
            "number": ADA.number,
            "dob": ADA.birth_date.isoformat(),
        }
    ],
}


def _image(name: str, kind: str) -> dict[str, Any]:
    shows = {"country": "UTO", "idDocType": kind}
    return {"id": name, "idDocDef": shows, "reviewResult": {"reviewAnswer": "GREEN"}}


@contextmanager
def sumsub_server() -> Iterator[SumsubServer]:
    """Serve it. A request that is not signed with the secret is refused."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            stated = f"{self.headers['X-App-Access-Ts']}{self.command}{self.path}".encode() + body
            signature = hmac.new(SECRET.encode(), stated, hashlib.sha256).hexdigest()
            known = (self.headers["X-App-Token"], self.headers["X-App-Access-Sig"]) == (TOKEN, signature)
            answer = served.answer(self.command, self.path, body) if known else None
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(200 if known else 401)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = SumsubServer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join(20)
        server.server_close()
