"""The server of the pages: which host has which files, and the headers that protect them."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from httpx import Client, Response
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from idos.errors import Invalid, Unavailable
from idos.pages.app import MAX_TARGET, build_app
from idos.pages.server import bind, serving
from idos.pages.settings import PagesSettings
from idos.pages.sites import SITES
from tests.pages.conftest import SCRIPT

HOSTS = {name: f"{name}.localhost" for name in SITES}


def application(events: list[str]) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        events.append("begins")
        yield
        events.append("ends")

    async def echo(request: Request) -> JSONResponse:
        body = (await request.body()).decode()
        again = str(request.url_for("echo"))
        return JSONResponse([request.url.path, body, again], headers={"Referrer-Policy": "same-origin"})

    routes = [Route("/api/echo", echo, methods=["GET", "POST"], name="echo"), Route("/", echo, name="home")]
    return Starlette(routes=routes, lifespan=lifespan)


@pytest.fixture(scope="module")
def events() -> list[str]:
    return []


@pytest.fixture(scope="module")
def client(dist: Path, events: list[str]) -> Iterator[Client]:
    settings = PagesSettings(
        hosts=HOSTS,
        port=4400,
        node_url="http://node.localhost:4401",
        frame_ancestors=("https://app.example", "http://localhost:*"),
    )
    applications = {name: application(events) for name in ("neobank", "verify")}
    with (
        serving(build_app(settings, applications, dist)) as port,
        Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client
    assert events == ["begins", "begins", "ends", "ends"]


def get(client: Client, site: str, path: str = "/", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers={"Host": f"{site}.localhost:4400", **named})


def policy(response: Response) -> dict[str, str]:
    directives = response.headers["content-security-policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


def at(site: str) -> str:
    return f"http://{site}.localhost:4400"


@pytest.mark.parametrize("site", ["enclave", "isle", "wallet"])
def test_what_is_made_to_be_embedded_is_so_by_the_pages_and_the_configured(client: Client, site: str) -> None:
    response = get(client, site)
    ancestors = policy(response)["frame-ancestors"].split()
    assert ancestors == [*map(at, SITES), "https://app.example", "http://localhost:*"]
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("site", ["dashboard", "consumer", "neobank", "charlie", "start"])
def test_pages_of_their_own_are_framed_by_nobody_and_reach_their_popups(client: Client, site: str) -> None:
    response = get(client, site)
    assert policy(response)["frame-ancestors"] == "'none'"
    assert response.headers["cross-origin-opener-policy"] == "same-origin-allow-popups"


@pytest.mark.parametrize(
    ("path", "opener_policy"), [("/dialog.html", "unsafe-none"), ("/consents.html", "same-origin")]
)
def test_windows_of_the_enclave_are_framed_by_nobody(client: Client, path: str, opener_policy: str) -> None:
    response = get(client, "enclave", path)
    assert policy(response)["frame-ancestors"] == "'none'"
    assert response.headers["cross-origin-opener-policy"] == opener_policy


@pytest.mark.parametrize("site", [name for name, site in SITES.items() if site.index])
def test_documents_run_no_code_but_that_of_the_pages(client: Client, site: str) -> None:
    found = policy(get(client, site))
    assert found["default-src"] == found["form-action"] == found["base-uri"] == "'none'"
    assert found["style-src"] == found["font-src"] == "'self'"
    assert found["require-trusted-types-for"] == "'script'"
    assert found["trusted-types"] == "'none'"
    assert "unsafe" not in str(found)
    assert set(found["script-src"].split()) <= {"'self'", at("isle"), at("wallet")}


@pytest.mark.parametrize(
    ("site", "directive", "sources"),
    [
        ("enclave", "connect-src", "'none'"),
        ("enclave", "frame-src", "'none'"),
        ("enclave", "img-src", "'self'"),
        ("wallet", "connect-src", "'none'"),
        ("wallet", "script-src", "'self'"),
        ("isle", "connect-src", "'self' http://node.localhost:4401"),
        ("isle", "frame-src", at("enclave")),
        ("isle", "script-src", "'self'"),
        ("neobank", "connect-src", "'self'"),
        ("neobank", "frame-src", f"{at('isle')} {at('wallet')}"),
        ("neobank", "script-src", f"'self' {at('isle')} {at('wallet')}"),
        ("dashboard", "script-src", f"'self' {at('wallet')}"),
        ("dashboard", "frame-src", f"{at('enclave')} {at('wallet')}"),
        ("consumer", "img-src", "'self' data: blob:"),
        ("start", "script-src", "'self'"),
    ],
)
def test_a_page_loads_what_its_job_needs(client: Client, site: str, directive: str, sources: str) -> None:
    assert policy(get(client, site))[directive] == sources


def test_a_dashboard_reaches_any_node_but_none_in_clear_beyond_this_machine(client: Client) -> None:
    sources = policy(get(client, "dashboard"))["connect-src"].split()
    assert "https:" in sources
    assert {source for source in sources if source.startswith("http:")} == {
        "http://localhost:*",
        "http://*.localhost:*",
        "http://127.0.0.1:*",
    }


def test_documents_name_the_sites_where_they_are(client: Client) -> None:
    page = get(client, "neobank").text
    assert f'<script type="module" src="{at("isle")}/isle.js"></script>' in page
    assert f'src="{at("wallet")}/demo-wallet.js"' in page
    assert f'<a href="{at("dashboard")}/wallets">' in page
    assert ".invalid" not in page


def test_a_site_that_is_not_served_is_neither_loaded_nor_allowed(dist: Path) -> None:
    settings = PagesSettings(hosts={"neobank": "neobank.example", "isle": "isle.example"}, scheme="https")
    with (
        serving(build_app(settings, dist=dist)) as port,
        Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        page = client.get("/", headers={"Host": "neobank.example"})
    assert "demo-wallet" not in page.text
    assert 'src="https://isle.example/isle.js"' in page.text
    assert policy(page)["script-src"] == "'self' https://isle.example"
    assert page.headers["strict-transport-security"] == "max-age=63072000"


def test_every_site_tells_its_pages_where_the_others_are(client: Client) -> None:
    response = get(client, "isle", "/config.json")
    assert response.headers["content-type"].startswith("application/json")
    config = response.json()
    assert config["node"] == "http://node.localhost:4401"
    assert config["sites"] == {name: at(name) for name, site in SITES.items() if site.index}
    assert get(client, "dashboard", "/config.json").content == response.content


@pytest.mark.parametrize(("site", "script"), [("isle", "isle.js"), ("wallet", "demo-wallet.js")])
def test_scripts_for_other_origins_can_be_loaded_there_and_are_asked_for_again(
    client: Client, site: str, script: str
) -> None:
    headers = get(client, site, f"/{script}").headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["cache-control"] == "no-cache"
    own = get(client, site, "/assets/main-1a2b.js").headers
    assert "access-control-allow-origin" not in own
    assert own["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/assets/main-1a2b.js", "/config.json", "/nothing.js", "/api/nothing"])
def test_every_answer_keeps_its_type_and_tells_no_referrer(client: Client, path: str) -> None:
    headers = get(client, "neobank", path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_assets_are_kept_for_ever_and_documents_are_asked_for_again(client: Client) -> None:
    assert "immutable" in get(client, "enclave", "/assets/main-1a2b.js").headers["cache-control"]
    page = get(client, "enclave")
    assert page.headers["cache-control"] == "no-cache"
    again = get(client, "enclave", If_None_Match=page.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


def test_text_is_compressed_for_those_who_take_it(client: Client) -> None:
    compressed = get(client, "enclave", "/assets/main-1a2b.js", Accept_Encoding="gzip")
    assert compressed.headers["content-encoding"] == "gzip"
    assert int(compressed.headers["content-length"]) < len(SCRIPT)
    plain = get(client, "enclave", "/assets/main-1a2b.js", Accept_Encoding="identity")
    assert "content-encoding" not in plain.headers
    assert compressed.content == plain.content == SCRIPT
    font = get(client, "enclave", "/assets/font-1a2b.woff2", Accept_Encoding="gzip")
    assert "content-encoding" not in font.headers


@pytest.mark.parametrize(
    "path", ["/nothing", "/assets", "/../app.py", "/%2e%2e/app.py", "//etc/passwd", "/api/echo"]
)
def test_there_is_nothing_but_the_built_files(client: Client, path: str) -> None:
    assert get(client, "enclave", path).status_code == 404


def test_addresses_of_an_apps_own_show_its_page_but_missing_files_are_missing(client: Client) -> None:
    assert get(client, "dashboard", "/shared/with-others").text == get(client, "dashboard").text
    assert get(client, "dashboard", "/assets/gone-1a2b.js").status_code == 404


def test_a_host_of_no_page_is_answered_nothing(client: Client) -> None:
    assert get(client, "other").status_code == 421


def test_pages_are_only_read(client: Client) -> None:
    host = {"Host": "enclave.localhost"}
    assert client.post("/", headers=host).status_code == 405
    head = client.head("/", headers=host)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("path", ["/", "/api/echo"])
def test_a_request_for_an_endless_address_is_refused(client: Client, path: str) -> None:
    query = "?" + "q" * (MAX_TARGET - len(path))
    assert get(client, "neobank", path + query).status_code == 200
    assert get(client, "neobank", path + query + "q").status_code == 414


def test_below_api_a_sites_own_application_answers(client: Client) -> None:
    host = {"Host": "neobank.localhost:4400"}
    response = client.post("/api/echo", headers=host, content=b"hello")
    assert response.json() == ["/api/echo", "hello", f"{at('neobank')}/api/echo"]
    assert response.headers["referrer-policy"] == "same-origin", "what it says itself stands"
    assert response.headers["cache-control"] == "no-store"
    assert policy(response) == {"default-src": "'none'", "frame-ancestors": "'none'"}


def test_a_site_without_files_is_all_its_applications(client: Client) -> None:
    response = get(client, "verify")
    assert response.json()[0] == "/"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" not in response.headers


@pytest.mark.parametrize("hosts", [{"neobank": "n.example"}, {"neobank": "n.example", "verify": "v.example"}])
def test_an_application_and_its_site_go_together(dist: Path, hosts: dict[str, str]) -> None:
    given = {"verify": application([])} if "verify" not in hosts else {}
    with pytest.raises(Invalid, match="verify") as error:
        build_app(PagesSettings(hosts=hosts), given, dist)
    assert error.value.code == "bad_pages"


def test_a_page_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="make web") as error:
        build_app(PagesSettings(), dist=tmp_path)
    assert error.value.code == "not_built"


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Unavailable) as error:
        bind(port=taken.getsockname()[1])
    assert error.value.code == "address"


def test_an_application_that_does_not_start_is_told() -> None:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if not events:
            raise RuntimeError("no disk")
        yield

    events: list[str] = []
    with pytest.raises(Unavailable) as error, serving(Starlette(lifespan=lifespan)):
        pass
    assert error.value.code == "start"
