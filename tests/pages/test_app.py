"""The server of the pages: which host has which files, and the headers that protect them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client, Response

from idos.errors import Invalid, Unavailable
from idos.pages import sites
from idos.pages.app import build_app
from idos.pages.server import serving
from idos.pages.sites import PagesSettings, Site

SCRIPT = b"export const answer = 42;\n" * 100


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build, as ``npm run build`` leaves it."""
    root = tmp_path_factory.mktemp("dist")
    assets = root / "enclave" / "assets"
    assets.mkdir(parents=True)
    for name in ("index.html", "dialog.html", "consents.html"):
        (root / "enclave" / name).write_text(f"<!doctype html><title>{name}</title>")
    (assets / "main-1a2b.js").write_bytes(SCRIPT)
    (assets / "font-1a2b.woff2").write_bytes(b"wOF2")
    return root


@pytest.fixture(scope="module")
def client(dist: Path) -> Iterator[Client]:
    settings = PagesSettings(frame_ancestors=("https://app.example", "http://localhost:*"))
    with serving(build_app(settings, dist)) as port, Client(base_url=f"http://127.0.0.1:{port}") as client:
        client.headers["Host"] = "enclave.localhost"
        yield client


def _policy(response: Response) -> dict[str, str]:
    directives = response.headers["content-security-policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


def test_the_root_is_the_framed_page_which_only_the_configured_may_frame(client: Client) -> None:
    response = client.get("/")
    assert response.text == "<!doctype html><title>index.html</title>"
    assert _policy(response)["frame-ancestors"] == "https://app.example http://localhost:*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize(
    ("path", "opener_policy"), [("/dialog.html", "unsafe-none"), ("/consents.html", "same-origin")]
)
def test_windows_are_framed_by_nobody(client: Client, path: str, opener_policy: str) -> None:
    response = client.get(path)
    assert _policy(response)["frame-ancestors"] == "'none'"
    assert response.headers["cross-origin-opener-policy"] == opener_policy


@pytest.mark.parametrize("path", ["/", "/dialog.html", "/consents.html"])
def test_documents_load_nothing_but_their_own_files(client: Client, path: str) -> None:
    policy = _policy(client.get(path))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["font-src"] == "'self'"
    assert policy["connect-src"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in str(policy)
    assert "*" not in str({name: value for name, value in policy.items() if name != "frame-ancestors"})


@pytest.mark.parametrize("path", ["/", "/assets/main-1a2b.js", "/nothing"])
def test_every_answer_keeps_its_type_and_tells_no_referrer(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_assets_are_kept_for_ever_and_documents_are_asked_for_again(client: Client) -> None:
    assert "immutable" in client.get("/assets/main-1a2b.js").headers["cache-control"]
    page = client.get("/")
    assert page.headers["cache-control"] == "no-cache"
    again = client.get("/", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_text_is_compressed_for_those_who_take_it(client: Client) -> None:
    compressed = client.get("/assets/main-1a2b.js", headers={"Accept-Encoding": "gzip"})
    assert compressed.headers["content-encoding"] == "gzip"
    assert int(compressed.headers["content-length"]) < len(SCRIPT)
    plain = client.get("/assets/main-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert compressed.content == plain.content == SCRIPT
    font = client.get("/assets/font-1a2b.woff2", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in font.headers


@pytest.mark.parametrize("path", ["/nothing", "/assets", "/../app.py", "/%2e%2e/app.py", "//etc/passwd"])
def test_there_is_nothing_but_the_built_files(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_host_of_no_page_is_answered_nothing(client: Client) -> None:
    assert client.get("/", headers={"Host": "neobank.localhost"}).status_code == 421


def test_pages_are_only_read(client: Client) -> None:
    assert client.post("/").status_code == 405
    head = client.head("/")
    assert (head.status_code, head.content) == (200, b"")


def test_a_page_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="make web") as error:
        build_app(PagesSettings(), tmp_path)
    assert error.value.code == "not_built"


def test_a_port_that_is_taken_is_told(dist: Path) -> None:
    app = build_app(PagesSettings(), dist)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Unavailable) as error:
        serving(app, port=taken.getsockname()[1]).__enter__()
    assert error.value.code == "address"


def test_two_pages_never_share_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "SITES", (*sites.SITES, Site("bank", {})))
    with pytest.raises(Invalid, match="a host name of its own"):
        PagesSettings(hosts={"enclave": "one.example", "bank": "one.example"})


@pytest.mark.parametrize(
    "settings",
    [
        {"hosts": {}},
        {"hosts": {"enclave": "enclave.example", "bank": "bank.example"}},
        {"hosts": {"enclave": "Enclave.example"}},
        {"hosts": {"enclave": "enclave.example:443"}},
        {"frame_ancestors": ()},
        {"frame_ancestors": ("https://app.example; script-src *",)},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(Invalid) as error:
        PagesSettings(**settings)  # type: ignore[arg-type]  # what a configuration file may hold
    assert error.value.code == "bad_pages"
