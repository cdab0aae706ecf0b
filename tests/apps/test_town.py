"""The town of the demo: its directory, what its start page hands out, how its servers reach each other."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from idos.apps.demo import town as demo_town
from idos.apps.demo.cast import passport_of
from idos.apps.demo.companies import KEY_PASSWORD, NEOBANK_URI, Companies
from idos.apps.demo.own_node import OwnNode
from idos.apps.demo.specimens import SPECIMENS, build_start_app
from idos.apps.demo.town import HOSTS, HOSTS_LINE, Town, open_town, origins_at, site_of_town
from idos.errors import Unavailable
from idos.pages.server import serving
from idos.sdk import keystore
from idos.verification import Expected, Reason, assess

STORY = Path(__file__).parents[2] / "web" / "start" / "story.tsx"
ORIGINS = {"neobank": "http://neobank.localhost:4400", "charlie": "http://charlie.localhost:4400"}


def test_the_line_for_safari_stands_in_the_documentation() -> None:
    assert f"\n{HOSTS_LINE}\n" in (Path(__file__).parents[2] / "docs" / "operator.md").read_text()
    assert all(name in HOSTS_LINE.split() for name in HOSTS.values() if name != "localhost")


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Companies:
    return Companies.founded(tmp_path_factory.mktemp("companies"))


@pytest.fixture(scope="module")
def start(companies: Companies) -> Iterator[httpx.Client]:
    with (
        serving(build_start_app(companies.charlie_file)) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


@pytest.fixture(scope="module")
def town(companies: Companies) -> Iterator[Town]:
    listening = site_of_town(0)
    node = OwnNode(
        companies.folder / "node",
        owner="ab" * 32,
        inserter=f"Neobank={companies.neobank.server.identifier}",
        origins=tuple(origins_at(listening).values()),
    )
    node.start()
    try:
        with open_town(node, companies, listening) as town:
            yield town
    finally:
        node.stop()


def test_people_see_the_companies_with_the_keys_that_these_sign_with(companies: Companies) -> None:
    neobank, charlie = companies.directory(ORIGINS)
    assert (neobank.roles, charlie.roles) == (("issuer",), ("consumer",))
    assert neobank.identifiers == (companies.neobank.server.identifier,)
    assert neobank.issuer_ids == (NEOBANK_URI,)
    assert neobank.credential_keys == (companies.neobank.issuer_key.document()["publicKeyMultibase"],)
    assert charlie.origins == (ORIGINS["charlie"],)
    assert charlie.encryption_key
    keys = keystore.load(companies.charlie_file, KEY_PASSWORD)
    assert keys.card.identifier == charlie.identifiers[0]


@pytest.mark.parametrize("name", SPECIMENS)
def test_specimens_are_what_their_names_say(start: httpx.Client, name: str) -> None:
    response = start.get(f"/api/specimens/{name}")
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'
    if name.endswith(".jpg"):
        assert response.content.startswith(b"\xff\xd8")
        return
    today = datetime.now(UTC).date()
    holder = passport_of(SPECIMENS[name][0], today=today)
    outcome = assess(response.content, today=today, expected=Expected(holder.surname, holder.given_names))
    assert outcome.approved == ("forged" not in name)
    assert (Reason.CHECK_DIGIT_FAILED in outcome.reasons) == ("forged" in name)


def test_there_are_no_other_specimens(start: httpx.Client) -> None:
    assert start.get("/api/specimens/mallory-passport.png").status_code == 404


def test_the_start_page_hands_out_charlies_key_and_names_its_password(
    start: httpx.Client, companies: Companies
) -> None:
    response = start.get("/api/charlie.key")
    assert response.content == companies.charlie_file.read_bytes()
    assert f'"{KEY_PASSWORD}"' in STORY.read_text()


def test_the_start_page_names_alice_as_her_passport_does() -> None:
    alice = passport_of("Alice", today=datetime.now(UTC).date())
    given, surname = re.findall(r'const (?:GIVEN_NAMES|SURNAME) = "(.+)";', STORY.read_text())
    assert (given, surname) == (alice.given_names, alice.surname)


def test_every_page_of_the_town_answers(town: Town) -> None:
    town.check()
    gone = Town({"other": f"http://other.localhost:{town.port}"}, town.port)
    with pytest.raises(Unavailable, match="the other page") as error:
        gone.check()
    assert error.value.code == "page"


def test_servers_reach_each_other_by_address_and_nothing_else_does(town: Town) -> None:
    with closing(httpx.Client(base_url=f"http://127.0.0.1:{town.port}")) as server:
        assert server.get("/api/sessions/none").status_code == 401
        assert server.post("/api/webhook", content=b"forged").status_code in {400, 401, 403}
        for path in ("/", "/api/charlie.key", "/api/visit"):
            assert server.get(path).status_code == 421


def test_a_town_is_where_it_was_told_or_usually_is_or_where_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable):
            site_of_town(port)
        monkeypatch.setattr(demo_town, "PORT", port)
        with site_of_town() as elsewhere:
            assert elsewhere.getsockname()[1] != port
    with site_of_town() as usual:
        assert usual.getsockname()[1] == port
