from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from idos.apps.sealed_store import SealedStore
from idos.apps.session_api import SessionApi
from idos.apps.visits import Visits
from idos.errors import Denied, IdosError, Invalid, NotFound, Unavailable


@dataclass
class Site:
    """A site, and one browser at it."""

    origin: str
    app: Starlette
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def get(self, path: str) -> httpx.Response:
        return asyncio.run(self._ask("GET", path))

    def post(self, path: str, **content: Any) -> httpx.Response:
        return asyncio.run(self._ask("POST", path, **content))

    async def _ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, cookies=self.cookies) as http:
            headers = {"Origin": self.origin, **content.pop("headers", {})}
            answer = await http.request(method, self.origin + path, headers=headers, **content)
            self.cookies = http.cookies
            return answer


def site(origin: str) -> Site:
    visits = Visits(SealedStore(":memory:", bytes(32)), origin=origin, name="Site", clock=time.time)
    session_api = SessionApi(visits)
    kinds = {kind.__name__: kind for kind in (Invalid, NotFound, Denied, Unavailable)}

    def fail(_: str, body: dict[str, str]) -> None:
        raise kinds[body["kind"]]("No.", code="no")

    routes = [
        session_api.post("/api/say", dict, lambda visit, body: {"visit": visit, **body}),
        session_api.post("/api/fail", dict, fail),
        session_api.get("/api/visit", lambda visit, query: {"visit": visit, "asked": query.get("asked")}),
        *session_api.wallet_routes(),
    ]
    return Site(origin, Starlette(routes=routes))


@pytest.fixture
def client() -> Site:
    return site("http://site.localhost:4000")


def test_a_visit_begins_with_the_first_change_and_goes_on(client: Site) -> None:
    assert client.get("/api/visit?asked=x").json() == {"visit": "", "asked": "x"}
    first = client.post("/api/say", json={"a": "b"}).json()
    assert first["a"] == "b"
    assert client.get("/api/visit").json()["visit"] == first["visit"]
    assert client.post("/api/say", json={}).json()["visit"] == first["visit"]


def test_the_cookie_is_out_of_reach(client: Site) -> None:
    cookie = client.post("/api/say", json={}).headers["set-cookie"].lower()
    assert cookie.startswith("visit=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


def test_over_https_no_other_host_can_set_the_cookie() -> None:
    secure = site("https://site.example")
    cookie = secure.post("/api/say", json={}).headers["set-cookie"]
    assert cookie.startswith("__Host-visit=")
    assert "; Secure" in cookie
    assert "Path=/" in cookie
    assert "domain" not in cookie.lower()
    assert len(secure.get("/api/visit").json()["visit"]) == 43
    headers = {"Content-Type": "application/json"}
    assert "Secure" in secure.post("/api/leave", content=b"{}", headers=headers).headers["set-cookie"]
    assert secure.get("/api/visit").json()["visit"] == ""


def test_a_cookie_of_another_form_is_no_visit(client: Site) -> None:
    client.cookies.set("visit", "chosen")
    assert client.get("/api/visit").json()["visit"] == ""
    assert client.post("/api/say", json={}).json()["visit"] != "chosen"


@pytest.mark.parametrize(
    ("kind", "status"), [(Invalid, 400), (NotFound, 404), (Denied, 403), (Unavailable, 503)]
)
def test_refusals_have_a_code(client: Site, kind: type[IdosError], status: int) -> None:
    answer = client.post("/api/fail", json={"kind": kind.__name__})
    assert (answer.status_code, answer.json()) == (status, {"code": "no", "message": "No."})
    assert answer.headers["cache-control"] == "no-store"


def test_what_is_not_json_is_refused(client: Site) -> None:
    headers = {"Content-Type": "application/json"}
    for body in (b"", b"{", b"[]", b'{"a": ' + b"[" * 50):
        assert client.post("/api/say", content=body, headers=headers).status_code == 400
