"""Key files under attack: private whatever the umask, whole or absent, of no use when altered."""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nacl.pwhash import argon2id

from idos.crypto.encoding import b58encode
from idos.errors import Denied, IdosError, Invalid, Unavailable
from idos.sdk.keystore import KeyKind, Keys, load, read_card, save

PASSWORD = "correct horse battery staple"
ISSUER = Keys.generate(KeyKind.ISSUER, "https://issuer.example")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "issuer.key"
    save(path, ISSUER, PASSWORD)
    return path


@pytest.fixture
def path(issued: Path, tmp_path: Path) -> Path:
    """A key file to tamper with."""
    copy = tmp_path / "issuer.key"
    copy.write_bytes(issued.read_bytes())
    return copy


def change(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(path.read_bytes())
    edit(document)
    path.write_text(json.dumps(document))


def refused(path: Path, kind: type[IdosError], code: str) -> None:
    with pytest.raises(kind) as caught:
        load(path, PASSWORD)
    assert caught.value.code == code


def test_only_the_owner_can_read_it_whatever_the_umask(tmp_path: Path) -> None:
    kept = os.umask(0)
    try:
        save(tmp_path / "a.key", ISSUER, PASSWORD)
    finally:
        os.umask(kept)
    assert stat.S_IMODE((tmp_path / "a.key").stat().st_mode) == 0o600


def test_no_secret_is_in_the_file_in_any_notation(issued: Path) -> None:
    text = issued.read_text()
    for secret in ISSUER.secrets:
        for shown in (secret.hex(), base64.b64encode(secret).decode(), b58encode(secret), repr(secret)[2:-1]):
            assert shown not in text
        assert secret not in issued.read_bytes()
    assert PASSWORD not in text


def test_two_files_of_the_same_keys_have_nothing_encrypted_in_common(issued: Path, tmp_path: Path) -> None:
    save(tmp_path / "again.key", ISSUER, PASSWORD)
    one, other = (json.loads(file.read_bytes()) for file in (issued, tmp_path / "again.key"))
    assert one["salt"] != other["salt"]
    assert one["box"] != other["box"]


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD.upper(), PASSWORD + " "])
def test_a_wrong_password_is_denied(issued: Path, password: str) -> None:
    with pytest.raises(Denied) as caught:
        load(issued, password)
    assert caught.value.code == "wrong_key_password"
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize("place", [0, 23, 24, 40, -1])
def test_a_flipped_bit_in_the_box_is_noticed(path: Path, place: int) -> None:
    def flip(document: dict[str, Any]) -> None:
        data = bytearray(base64.b64decode(document["box"]))
        data[place] ^= 1
        document["box"] = base64.b64encode(data).decode()

    change(path, flip)
    refused(path, Denied, "wrong_key_password")


@pytest.mark.parametrize("box", ["", "AAAA", base64.b64encode(bytes(40)).decode()])
def test_a_box_that_was_cut_is_noticed(path: Path, box: str) -> None:
    change(path, lambda document: document.update(box=box))
    refused(path, Denied, "wrong_key_password")


@pytest.mark.parametrize(
    "edit",
    [
        lambda document: document["public"].update(identifier="ab" * 32),
        lambda document: document["public"].update(
            encryption_public_key=base64.b64encode(bytes(32)).decode()
        ),
        lambda document: document["public"].update(credential_key=None),
        lambda document: document["public"].update(kind="server"),
        lambda document: document["public"].update(kind="wizard"),
        lambda document: document.update(salt=base64.b64encode(bytes(15)).decode()),
        lambda document: document.update(salt=base64.b64encode(bytes(10_000)).decode()),
        lambda document: document.update(salt=7),
        lambda document: document.update(format="idos-key-2"),
        lambda document: document.pop("box"),
        lambda document: document.pop("public"),
    ],
)
def test_a_changed_file_is_noticed(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    change(path, edit)
    refused(path, Invalid, "not_a_key_file")


def test_what_the_file_says_of_cost_is_not_heeded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hostile file must not choose how long, or in how much memory, a key is derived."""
    costs: list[dict[str, int]] = []
    derive: Callable[..., bytes] = argon2id.kdf

    def counted(*args: Any, **kwargs: int) -> bytes:
        costs.append(kwargs)
        return derive(*args, **kwargs)

    monkeypatch.setattr(argon2id, "kdf", counted)
    change(path, lambda document: document.update(opslimit=1 << 40, memlimit=1 << 40, n=1 << 30))
    assert load(path, PASSWORD) == ISSUER
    assert costs == [{"opslimit": 3, "memlimit": 64 * 1024 * 1024}]


@pytest.mark.parametrize("data", [b"", b"{}", b"null", b"\xff", b"[" * 100_000, b" " * 20_000, bytes(100)])
def test_what_is_no_key_file_is_refused_before_a_key_is_derived(
    path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(argon2id, "kdf", lambda *_, **__: pytest.fail("a key was derived"))
    path.write_bytes(data)
    refused(path, Invalid, "not_a_key_file")


def test_only_the_beginning_of_an_endless_file_is_read() -> None:
    with pytest.raises(Invalid) as caught:
        read_card(Path("/dev/zero"))
    assert caught.value.code == "not_a_key_file"


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Invalid):
        save(tmp_path / "a.key", ISSUER, PASSWORD)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("step", ["fsync", "link"])
def test_a_crash_while_writing_leaves_no_key_file(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after the data are written, or before the file gets its name."""

    class Died(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Died

    monkeypatch.setattr("os.fsync" if step == "fsync" else "pathlib.Path.hardlink_to", die)
    monkeypatch.setattr("pathlib.Path.unlink", lambda *_, **__: None)  # nor does it tidy up
    with pytest.raises(Died):
        save(tmp_path / "a.key", ISSUER, PASSWORD)
    monkeypatch.undo()
    assert not (tmp_path / "a.key").exists()
    assert all(stat.S_IMODE(each.stat().st_mode) == 0o600 for each in tmp_path.iterdir())
    save(tmp_path / "a.key", ISSUER, PASSWORD)
    assert load(tmp_path / "a.key", PASSWORD) == ISSUER


@pytest.mark.parametrize("where", ["no/such/folder/a.key", "file/a.key"])
def test_a_disk_that_refuses_is_unavailable(where: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for operation in (lambda: save(tmp_path / where, ISSUER, PASSWORD), lambda: load(tmp_path / where, "")):
        with pytest.raises(Unavailable) as caught:
            operation()
        assert caught.value.code == "disk"
