"""A page and a node on one machine, by whatever names: the session of the cookie counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from idos.protocol.reads import LoginParameters
from tests.people import ALICE
from tests.rpc.kit import RPC, running, sign_login, view_call

FETCH = """async ([url, body]) => {
  const headers = {"content-type": "application/json", traceparent: "00"};
  return (await fetch(url, {method: "POST", credentials: "include", headers, body})).json();
}"""


@contextmanager
def empty_pages(folder: Path) -> Iterator[int]:
    """A website of nothing, on this machine. Gives its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "app.localhost"])
def test_a_page_signs_in_and_its_next_call_is_answered(
    context: BrowserContext, tmp_path: Path, host: str
) -> None:
    listed = (f"http://{host}:*",)
    with empty_pages(tmp_path) as port, running(allowed_origins=listed) as (_, client):
        page = context.new_page()
        page.goto(f"http://{host}:{port}/")

        def rpc(method: str, params: object) -> Any:
            body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
            return page.evaluate(FETCH, [client.url + RPC, body])

        login = sign_login(ALICE, LoginParameters.from_json(rpc("kgw.authn_param", {})["result"]))
        assert rpc("kgw.authn", login.to_json())["result"] == {}
        view = view_call(ALICE, "get_user").to_json()
        assert rpc("user.call", view)["result"]["error"] is None
        rpc("kgw.logout", {})
        assert rpc("user.call", view)["error"]["code"] == -901
        assert context.cookies() == []
