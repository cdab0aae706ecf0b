from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.crypto import box
from idos.errors import Denied, Invalid, Unavailable
from idos.protocol.wire import encode_json
from idos.sdk import keystore
from idos.sdk.keystore import Card, KeyKind, Keys, load, read_card, save

PASSWORD = "correct horse"
URI = "https://neobank.example"
WALLETS = [kind for kind in KeyKind if kind not in {KeyKind.SERVER, KeyKind.ISSUER}]

FIXED = json.dumps(
    {
        "format": "idos-key-1",
        "public": {
            "kind": "FaceSign",
            "identifier": "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
            "address": "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
        },
        "salt": "PLYAJHcp3hIZK9gaqoFq6Q==",
        "box": "2m/d8IdEjEe/aF70RWk/RWfhD+6HDHVrus66dr5aKPbgpYZ6nPSZ8fPuwX/P0w/l03+Z9EU3Sa+xZOOZoty8gVca"
        "mvaOHaqpkAcoCKMG92jtTGSYB380MdjtTyYdyQ8tpIQups8sQ41aMnjlyV+MHL+vVo/MShaq3N6qhsBS4oIh",
    }
)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing need not be dear here."""
    monkeypatch.setattr(keystore, "_MEMORY_BYTES", 64 * 1024)


def _keys(kind: KeyKind) -> Keys:
    return Keys.generate(kind, URI if kind is KeyKind.ISSUER else None)


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def _code(error: pytest.ExceptionInfo[Any]) -> str:
    return str(error.value.code)


@pytest.mark.parametrize("kind", KeyKind)
def test_what_is_saved_is_loaded(kind: KeyKind, tmp_path: Path) -> None:
    keys = _keys(kind)
    save(tmp_path / "a.key", keys, PASSWORD)
    assert load(tmp_path / "a.key", PASSWORD) == keys
    assert read_card(tmp_path / "a.key") == keys.card


@pytest.mark.parametrize("kind", KeyKind)
def test_a_file_shows_no_secret_and_only_its_owner_reads_it(kind: KeyKind, tmp_path: Path) -> None:
    keys = _keys(kind)
    save(tmp_path / "a.key", keys, PASSWORD)
    data = (tmp_path / "a.key").read_bytes()
    for secret in keys.secrets:
        assert secret.hex().encode() not in data
        assert encode_json(secret)[1:-1] not in data
    assert (tmp_path / "a.key").stat().st_mode & 0o777 == 0o600
    assert _names(tmp_path) == ["a.key"]


def test_the_cost_of_a_guess_is_that_of_the_format(monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers of the format: a file of one release must open in another."""
    monkeypatch.undo()
    assert (keystore._PASSES, keystore._MEMORY_BYTES, keystore._SALT_BYTES) == (3, 67_108_864, 16)


def test_a_file_of_the_format_opens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.undo()
    (tmp_path / "fixed.key").write_text(FIXED)
    keys = load(tmp_path / "fixed.key", "pässword")
    assert keys == Keys(KeyKind.FACESIGN, (bytes(range(32)),))
    assert load(tmp_path / "fixed.key", "pa\u0308ssword") == keys, "passwords are NFKC"


@pytest.mark.parametrize("kind", WALLETS)
def test_a_wallet_signs_and_is_named_on_its_card(kind: KeyKind) -> None:
    keys = _keys(kind)
    assert keys.wallet.wallet_type == kind.value
    assert (keys.card.identifier, keys.card.address) == (keys.wallet.identifier, keys.wallet.address)
    assert keys.wallet.prove("x").signature


@pytest.mark.parametrize("kind", [KeyKind.SERVER, KeyKind.ISSUER])
def test_a_server_s_card_says_what_to_encrypt_to(kind: KeyKind) -> None:
    keys = _keys(kind)
    assert keys.card.grantee.identifier == keys.server.identifier
    assert keys.card.grantee.encryption_public_key == box.public_key(keys.encryption_key)
    assert len({*keys.secrets}) == len(keys.secrets)


def test_an_issuer_s_card_proves_its_credentials() -> None:
    keys = _keys(KeyKind.ISSUER)
    public = keys.card.issuer_key
    assert public.seed is None
    assert public.verify(b"x", keys.issuer_key.sign(b"x"))
    assert Card.from_json(json.loads(encode_json(keys.card))) == keys.card


@pytest.mark.parametrize("kind", KeyKind)
def test_keys_are_asked_only_for_what_they_are(kind: KeyKind) -> None:
    keys, is_wallet = _keys(kind), kind in WALLETS
    uses = {
        "wallet": is_wallet,
        "server": not is_wallet,
        "encryption_key": not is_wallet,
        "issuer_key": kind is KeyKind.ISSUER,
    }
    for use, fits in uses.items():
        if fits:
            assert getattr(keys, use)
        else:
            with pytest.raises(Invalid) as error:
                getattr(keys, use)
            assert _code(error) == "wrong_key_kind"
    if is_wallet:
        with pytest.raises(Invalid):
            _ = keys.card.grantee
    if kind is not KeyKind.ISSUER:
        with pytest.raises(Invalid):
            _ = keys.card.issuer_key


def test_nothing_of_a_secret_is_in_the_repr() -> None:
    keys = _keys(KeyKind.ISSUER)
    assert not any(secret.hex() in repr(keys) or repr(secret) in repr(keys) for secret in keys.secrets)


@pytest.mark.parametrize(
    ("kind", "uri", "secrets"),
    [
        (KeyKind.ISSUER, None, 3),
        (KeyKind.SERVER, URI, 2),
        (KeyKind.EVM, URI, 1),
        (KeyKind.EVM, None, 2),
        (KeyKind.SERVER, None, 1),
        (KeyKind.ISSUER, URI, 2),
    ],
)
def test_keys_that_do_not_fit_their_kind(kind: KeyKind, uri: str | None, secrets: int) -> None:
    with pytest.raises(Invalid) as error:
        Keys(kind, (bytes(32),) * secrets, uri)
    assert _code(error) == "bad_key"


def test_a_secret_has_32_bytes() -> None:
    with pytest.raises(Invalid):
        Keys(KeyKind.EVM, (bytes(31),))


def test_another_password_does_not_open_it(tmp_path: Path) -> None:
    save(tmp_path / "a.key", _keys(KeyKind.EVM), PASSWORD)
    with pytest.raises(Denied) as error:
        load(tmp_path / "a.key", PASSWORD + " ")
    assert _code(error) == "wrong_key_password"


def test_an_empty_password_protects_nothing(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as error:
        save(tmp_path / "a.key", _keys(KeyKind.EVM), "")
    assert _code(error) == "empty_password"
    assert _names(tmp_path) == []


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.key").write_text("precious")
    with pytest.raises(Invalid) as error:
        save(tmp_path / "a.key", _keys(KeyKind.EVM), PASSWORD)
    assert _code(error) == "file_exists"
    assert (tmp_path / "a.key").read_text() == "precious"
    assert _names(tmp_path) == ["a.key"]


def test_a_disk_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(Unavailable) as error:
        save(tmp_path / "a.key", _keys(KeyKind.EVM), PASSWORD)
    assert _code(error) == "disk"
    assert _names(tmp_path) == []


def test_a_file_that_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as error:
        load(tmp_path / "missing.key", PASSWORD)
    assert _code(error) == "disk"


def test_somebody_else_s_card_on_a_file_is_found_out(tmp_path: Path) -> None:
    save(tmp_path / "a.key", _keys(KeyKind.SERVER), PASSWORD)
    document = json.loads((tmp_path / "a.key").read_bytes())
    document["public"] = json.loads(encode_json(_keys(KeyKind.SERVER).card))
    (tmp_path / "forged.key").write_text(json.dumps(document))
    with pytest.raises(Invalid) as error:
        load(tmp_path / "forged.key", PASSWORD)
    assert _code(error) == "not_a_key_file"


@pytest.mark.parametrize(
    "change",
    [
        {"format": "idos-key-2"},
        {"salt": "AAAA"},
        {"salt": "?"},
        {"public": {}},
        {"box": None},
        {"box": "not base64"},
    ],
)
def test_a_file_of_another_form_is_refused(change: dict[str, object], tmp_path: Path) -> None:
    save(tmp_path / "a.key", _keys(KeyKind.EVM), PASSWORD)
    document = json.loads((tmp_path / "a.key").read_bytes()) | change
    (tmp_path / "b.key").write_text(json.dumps(document))
    with pytest.raises(Invalid) as error:
        load(tmp_path / "b.key", PASSWORD)
    assert _code(error) == "not_a_key_file"


@given(noise=st.binary(max_size=400))
def test_noise_is_no_key_file(noise: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "noise.key"
    path.write_bytes(noise)
    with pytest.raises(Invalid):
        load(path, PASSWORD)


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "huge.key").open("wb") as stream:
        stream.truncate(1 << 40)
    with pytest.raises(Invalid):
        read_card(tmp_path / "huge.key")
