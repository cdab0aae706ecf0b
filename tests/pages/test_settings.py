"""What an operator chooses: hosts, a node, the directory; and the file that says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from idos.errors import Invalid, Unavailable
from idos.pages.directory import MAX_LOGO_BYTES, Party, logo_of
from idos.pages.settings import PagesSettings, read_settings
from tests.pages.conftest import SVG

TOML = """\
scheme = "https"
node_url = "https://node.example"
frame_ancestors = ["https://app.example"]

[hosts]
enclave = "enclave.example"
isle = "isle.example"

[[directory]]
name = "Neobank"
about = { en = "A bank.", de = "Eine Bank." }
roles = ["issuer", "consumer"]
origins = ["https://neobank.example"]
url = "https://neobank.example"
logo = "neobank.svg"
identifiers = ["9f9f"]
"""


def test_without_any_choice_there_are_the_four_pages_of_a_deployment() -> None:
    assert PagesSettings().origins == {
        "enclave": "http://enclave.localhost",
        "isle": "http://isle.localhost",
        "dashboard": "http://dashboard.localhost",
        "consumer": "http://consumer.localhost",
        "node": "http://localhost:8484",
    }
    assert PagesSettings().embedders == ("*",)


@pytest.mark.parametrize(
    ("scheme", "port", "origin"),
    [
        ("https", None, "https://isle.example"),
        ("https", 443, "https://isle.example"),
        ("https", 8443, "https://isle.example:8443"),
        ("http", 443, "http://isle.example:443"),
    ],
)
def test_an_origin_names_a_port_that_is_not_the_usual_one(scheme: Any, port: int | None, origin: str) -> None:
    settings = PagesSettings(hosts={"isle": "isle.example"}, scheme=scheme, port=port)
    assert settings.origins["isle"] == origin


def test_pages_are_told_the_network_that_they_sign_for() -> None:
    assert json.loads(PagesSettings(network="example-1").config)["network"] == "example-1"
    assert "network" not in json.loads(PagesSettings().config)


@pytest.mark.parametrize(
    "settings",
    [
        {"hosts": {}},
        {"hosts": {"enclave": "enclave.example", "bank": "bank.example"}},
        {"hosts": {"enclave": "one.example", "isle": "one.example"}},
        {"hosts": {"enclave": "Enclave.example"}},
        {"hosts": {"enclave": "enclave.example:443"}},
        {"scheme": "ftp"},
        {"port": 0},
        {"port": 65_536},
        {"node_url": "https://node.example/"},
        {"node_url": "node.example"},
        {"network": ""},
        {"network": "two\nlines"},
        {"network": "x" * 129},
        {"frame_ancestors": ("https://app.example; script-src *",)},
        {"frame_ancestors": ("'none'",)},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as error:
        PagesSettings(**settings)
    assert error.value.code == "bad_pages"


@pytest.mark.parametrize(
    "otherwise",
    [
        {"name": ""},
        {"name": "N" * 65},
        {"name": "Neo\nbank"},
        {"about": {"en": "A bank."}},
        {"about": {"en": "A bank.", "de": "x" * 301}},
        {"roles": ()},
        {"roles": ("owner",)},
        {"origins": ("https://neobank.example/",)},
        {"origins": ("javascript:alert(1)",)},
        {"url": "javascript:alert(1)"},
        {"url": "https://neobank.example/ join"},
        {"logo": "https://neobank.example/logo.svg"},
        {"logo": "data:text/html;base64,PGI+"},
        {"logo": "data:image/svg+xml;base64,?"},
        {"logo": logo_of(b"x" * (MAX_LOGO_BYTES + 1))},
        {"identifiers": ("<b>",)},
        {"identifiers": tuple(f"{number:064}" for number in range(17))},
        {"issuer_ids": ("neobank",)},
        {"credential_keys": ("6Mk",)},
        {"encryption_key": "AAAA"},
        {"encryption_key": "not base64"},
        {"credential_types": ("<b>",)},
    ],
)
def test_a_party_that_makes_no_sense_is_refused(
    party: Callable[..., Party], otherwise: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as error:
        party(**otherwise)
    assert error.value.code == "bad_directory"


@pytest.mark.parametrize("same", ["name", "origins", "identifiers", "issuer_ids", "credential_keys"])
def test_two_parties_share_nothing_that_tells_them_apart(party: Callable[..., Party], same: str) -> None:
    other = {
        "name": "Charlie",
        "origins": ("https://charlie.example",),
        "identifiers": ("5d" * 32,),
        "issuer_ids": (),
        "credential_keys": (),
    }
    PagesSettings(directory=(party(), party(**other)))
    like = {**other, same: getattr(party(), same)}
    with pytest.raises(Invalid) as error:
        PagesSettings(directory=(party(), party(**like)))
    assert error.value.code == "bad_directory"


def test_names_differ_by_more_than_capitals(party: Callable[..., Party]) -> None:
    lists: dict[str, Any] = dict.fromkeys(("origins", "identifiers", "issuer_ids", "credential_keys"), ())
    with pytest.raises(Invalid):
        PagesSettings(directory=(party(), party(name="NEOBANK", **lists)))


def test_pages_read_the_directory_in_the_names_of_their_language(party: Callable[..., Party]) -> None:
    settings = PagesSettings(directory=(party(),))
    (told,) = json.loads(settings.config)["directory"]
    assert told == {
        "name": "Neobank",
        "about": {"en": "A bank.", "de": "Eine Bank."},
        "roles": ["issuer"],
        "origins": ["https://neobank.example"],
        "url": "https://neobank.example/join",
        "logo": logo_of(SVG),
        "identifiers": ["9f" * 32],
        "issuerIds": ["https://neobank.example"],
        "credentialKeys": ["z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"],
        "encryptionKey": "A" * 43 + "=",
        "credentialTypes": ["passport"],
    }


def _written(folder: Path, text: str) -> Path:
    (folder / "neobank.svg").write_bytes(SVG)
    file = folder / "pages.toml"
    file.write_text(text)
    return file


def test_settings_are_read_from_a_file_with_logos_beside_it(tmp_path: Path) -> None:
    settings = read_settings(_written(tmp_path, TOML))
    assert settings.origins["enclave"] == "https://enclave.example"
    assert settings.embedders == ("https://enclave.example", "https://isle.example", "https://app.example")
    (neobank,) = settings.directory
    assert (neobank.roles, neobank.logo) == (("issuer", "consumer"), logo_of(SVG))


@pytest.mark.parametrize(
    ("wrong", "code", "told"),
    [
        ("colour = 1\n", "bad_pages", "colour"),
        ("port = '1'\n", "bad_pages", "port"),
        ("port = \n", "bad_pages", "pages.toml"),
        ("directory = 1\n", "bad_pages", "directory"),
        ("directory = [1]\n", "bad_pages", "directory"),
        (TOML + "colour = 1\n", "bad_pages", "colour"),
        (TOML.replace('"9f9f"', '"<b>"'), "bad_directory", "identifiers"),
        (TOML.replace('name = "Neobank"\n', ""), "bad_pages", "name"),
        (TOML.replace('logo = "neobank.svg"\n', ""), "bad_pages", "logo"),
    ],
)
def test_a_file_with_a_mistake_is_refused_and_the_mistake_named(
    tmp_path: Path, wrong: str, code: str, told: str
) -> None:
    with pytest.raises(Invalid, match=told) as error:
        read_settings(_written(tmp_path, wrong))
    assert error.value.code == code


@pytest.mark.parametrize("missing", ["pages.toml", "neobank.svg"])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, missing: str) -> None:
    file = _written(tmp_path, TOML)
    (tmp_path / missing).unlink()
    with pytest.raises(Unavailable, match=missing) as error:
        read_settings(file)
    assert error.value.code == "disk"
