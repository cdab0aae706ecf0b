"""Files as editors, shells and file systems of the world make them."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from idos import Invalid
from idos.sdk import keystore
from idos.sdk.files import to_utf8
from idos.sdk.keystore import KeyKind, Keys, load, read_card, save

PASSWORD = "the file's"
TEXT = '{"name":"Öztürk \u2018x\u2019"}\r\n'
MARKED = ("utf-8-sig", "utf-16", "utf-32")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keystore, "_MEMORY_BYTES", 64 * 1024)


@pytest.mark.parametrize("encoding", ["utf-8", *MARKED, "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_whatever_encoding_it_was_written(encoding: str) -> None:
    assert to_utf8(TEXT.encode(encoding)) == TEXT.encode()


@pytest.mark.parametrize(
    "data", [b"", b"a", b"\x00\x00\x00\x00", b"\xff\xd8\xff\xe0 a picture", b"ab\x00\x00"]
)
def test_what_says_nothing_of_its_encoding_stays_as_it_is(data: bytes) -> None:
    assert to_utf8(data) == data


@pytest.mark.parametrize("data", [b"\xff\xfea", b"\xff\xfe\x00\xd8", b"\xff\xfe\x00\x00a"])
def test_a_text_that_is_broken_off_is_none(data: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        to_utf8(data)
    assert caught.value.code == "not_a_text"


@pytest.mark.parametrize("encoding", MARKED)
def test_a_key_file_that_an_editor_saved_again_still_opens(tmp_path: Path, encoding: str) -> None:
    keys, path = Keys.generate(KeyKind.SERVER), tmp_path / "a.key"
    save(path, keys, PASSWORD)
    path.write_bytes(path.read_text().replace("\n", "\r\n").encode(encoding))
    assert load(path, PASSWORD) == keys
    assert read_card(path) == keys.card


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV, errno.ENOSYS])
def test_a_key_file_is_written_where_there_are_no_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    keys, path = Keys.generate(KeyKind.EVM), tmp_path / "a.key"
    save(path, keys, PASSWORD)
    assert load(path, PASSWORD) == keys
    assert [each.name for each in tmp_path.iterdir()] == ["a.key"]
    with pytest.raises(Invalid) as caught:
        save(path, Keys.generate(KeyKind.EVM), PASSWORD)
    assert caught.value.code == "file_exists"
    assert load(path, PASSWORD) == keys


def test_a_disk_that_fills_up_without_hard_links_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        monkeypatch.setattr(os, "fsync", fail)
        raise OSError(errno.EPERM, "no links here")

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(Exception, match="No space left"):
        save(tmp_path / "a.key", Keys.generate(KeyKind.EVM), PASSWORD)
    assert list(tmp_path.iterdir()) == []
