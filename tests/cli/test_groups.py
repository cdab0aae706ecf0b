"""At a terminal: which network, what is shared, what is approved. Without one, nothing is asked or done."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import typer

from idos import Denied, Invalid
from idos.cli import groups
from idos.cli.consent import consent_to_share
from idos.cli.groups import PersonAt
from idos.crypto.hashes import content_hash
from idos.protocol.results import ChainInfo
from idos.sdk.drivers import Ask
from idos.sdk.known_networks import KnownNetworks
from tests.sdk.scripted import CHAIN_ID, URL, ScriptedNode


class _Terminal:
    """Somebody who answers every question alike."""

    def __init__(self, patch: pytest.MonkeyPatch, *, agrees: bool) -> None:
        self.asked: list[str] = []
        patch.setattr(sys, "stdin", self)

        def ask(question: str, **_: Any) -> bool:
            self.asked.append(question)
            return agrees

        patch.setattr(typer, "confirm", ask)

    def isatty(self) -> bool:
        return True


def at(folder: Path, patch: pytest.MonkeyPatch, node: ScriptedNode | None = None) -> PersonAt:
    """A person whose key is in this folder, at a node that says what it is told to."""
    scripted = node or ScriptedNode()

    class Anybody:
        def __init__(self, _: str) -> None:
            pass

        def __enter__(self) -> Anybody:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def chain(self) -> Any:
            return ChainInfo.from_json(scripted.ask(Ask("user.chain_info")).result)

    patch.setattr(groups, "Auditor", Anybody)
    return PersonAt(key=folder / "alice.key", node_url=URL)


def test_a_network_that_is_confirmed_at_the_terminal_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    person, terminal = at(tmp_path, monkeypatch), _Terminal(monkeypatch, agrees=True)
    assert person.terms(destructive=True)["chain_id"] == CHAIN_ID
    assert terminal.asked == [f"Is the network {CHAIN_ID} the right one?"]
    assert KnownNetworks(tmp_path).of(URL) == CHAIN_ID
    assert person.terms(destructive=True)["chain_id"] == CHAIN_ID
    assert f"On the network {CHAIN_ID}, at {URL}." in capsys.readouterr().err


def test_a_network_that_is_denied_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person = at(tmp_path, monkeypatch)
    _Terminal(monkeypatch, agrees=False)
    with pytest.raises(Invalid) as caught:
        person.terms(destructive=True)
    assert caught.value.code == "not_confirmed"
    assert KnownNetworks(tmp_path).of(URL) is None


def test_a_node_that_names_no_network_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nameless = {"chain_id": "", "block_height": 7, "block_hash": "ab" * 32, "gas": False}
    person = at(tmp_path, monkeypatch, ScriptedNode().on("user.chain_info", nameless))
    with pytest.raises(Denied) as caught:
        person.terms(destructive=False)
    assert caught.value.code == "network_unnamed"


def test_where_nothing_can_be_kept_that_is_said_and_the_command_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    person = at(tmp_path / "missing", monkeypatch)
    assert person.terms(destructive=False)["chain_id"] == CHAIN_ID
    assert "It is not kept" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("plaintext", "shown"),
    [
        (
            json.dumps({"@context": ["x"], "level": "basic", "credentialSubject": {"name": "Ada\x1b[2J"}}),
            ["level: basic", "credentialSubject.name: Ada\\x1b[2J"],
        ),
        (json.dumps({str(number): number for number in range(100)}), ["0: 0", "59: 59", "and 40 more"]),
        (json.dumps({"photo": "x" * 500, "tags": ["a"]}), [f"photo: {'x' * 80}…", 'tags: ["a"]']),
        ("no JSON\nat all", ["no JSON\\nat all"]),
    ],
)
def test_what_is_shared_is_shown_and_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], plaintext: str, shown: list[str]
) -> None:
    terminal = _Terminal(monkeypatch, agrees=True)
    assert consent_to_share("0xabc")(plaintext.encode()) is True
    said = capsys.readouterr().err
    assert terminal.asked == ["Share this?"]
    for text in ("To share with 0xabc:", *shown, f"SHA-256 {content_hash(plaintext.encode())}"):
        assert text in said
    assert "\x1b" not in said


def test_without_a_terminal_nothing_of_it_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Invalid) as caught:
        consent_to_share("0xabc")(b'{"name":"Ada"}')
    assert content_hash(b'{"name":"Ada"}') in caught.value.message
    assert capsys.readouterr().err == ""


def test_who_does_not_agree_shares_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _Terminal(monkeypatch, agrees=False)
    with pytest.raises(Invalid) as caught:
        consent_to_share(str(uuid4()))(b"{}")
    assert caught.value.code == "not_confirmed"
