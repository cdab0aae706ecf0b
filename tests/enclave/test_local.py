"""An enclave in this process: opened by a password, closed for good, and silent about its key."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from idos.crypto import box
from idos.crypto.box import Sealed
from idos.crypto.hashes import content_hash
from idos.enclave import Enclave
from idos.enclave.content_choice import ContentChoice
from idos.enclave.local import LocalEnclave
from idos.errors import Denied, IdosError, Invalid
from tests.crypto.recorded import vectors

CASES = vectors("sdk")["kdf"]
CASE = CASES[0]
ID, PASSWORD = CASE["user_id_salt"], CASE["password"]
PUBLIC_KEY = bytes.fromhex(CASE["public_key_hex"])
SECRET = bytes(range(32))


@pytest.mark.parametrize("case", [case for case in CASES if case["password"]])
def test_a_password_opens_every_profile_that_the_official_enclave_made(case: dict[str, str]) -> None:
    expected = bytes.fromhex(case["public_key_hex"])
    enclave = LocalEnclave.unlock(case["user_id_salt"], case["password"], expected)
    assert enclave.public_key == expected


def test_a_new_profile_has_the_key_of_its_lower_case_id() -> None:
    assert LocalEnclave.create(ID.upper(), PASSWORD).public_key == PUBLIC_KEY


def test_a_profile_derived_from_an_upper_case_id_opens_by_its_canonical_one() -> None:
    case = next(case for case in CASES if case["user_id_salt"] != case["user_id_salt"].lower())
    expected = bytes.fromhex(case["public_key_hex"])
    assert (
        LocalEnclave.unlock(case["user_id_salt"].lower(), case["password"], expected).public_key == expected
    )


def test_a_profile_of_the_first_version_opens() -> None:
    expected = box.public_key(bytes.fromhex(CASE["version0_secret_key_hex"]))
    assert LocalEnclave.unlock(ID, PASSWORD, expected).public_key == expected


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + " "])
def test_another_password_opens_nothing(password: str) -> None:
    with pytest.raises(Denied) as caught:
        LocalEnclave.unlock(ID, password, PUBLIC_KEY)
    assert caught.value.code == "wrong_password"


def test_a_new_profile_needs_a_password_and_an_id() -> None:
    with pytest.raises(Invalid) as caught:
        LocalEnclave.create(ID, "")
    assert caught.value.code == "empty_password"
    with pytest.raises(Invalid):
        LocalEnclave.create("alice", PASSWORD)


def test_what_is_encrypted_to_it_is_decrypted_and_nothing_else() -> None:
    enclave: Enclave = LocalEnclave(SECRET)
    assert enclave.decrypt(box.seal(b"hello", enclave.public_key)) == b"hello"
    for_another = enclave.encrypt(b"hello", box.public_key(bytes(31) + b"\x01"))
    with pytest.raises(Denied) as caught:
        enclave.decrypt(for_another)
    assert caught.value.code == "cannot_decrypt"


@pytest.mark.parametrize("case", vectors("sdk")["box"]["encrypt"])
def test_recorded_contents_are_decrypted(case: dict[str, str]) -> None:
    enclave = LocalEnclave(bytes.fromhex(vectors("sdk")["box"]["keys"]["bob_secret_hex"]))
    key = bytes.fromhex(case["encryptor_public_key_hex"])
    assert enclave.decrypt(Sealed(bytes.fromhex(case["content_hex"]), key)) == case["decrypts_to"].encode()


def test_a_copy_is_made_for_another_without_its_plaintext_being_seen() -> None:
    enclave, secret = LocalEnclave(SECRET), box.generate_secret_key()
    chosen = ContentChoice(content_hash(b"hello"))
    copy = enclave.reencrypt(box.seal(b"hello", enclave.public_key), box.public_key(secret), chosen)
    assert box.open_sealed(copy.sealed.content, copy.sealed.encryptor_public_key, secret) == b"hello"
    assert copy.content_hash == content_hash(b"hello")


def test_contents_are_judged_inside() -> None:
    enclave = LocalEnclave(SECRET)
    contents = [
        b'{"a":{"b":"x"},"c":1}',
        b'{"a":{"b":"y"}}',
        b"[1]",
        b"no JSON",
        b'"\xff"',
        b"[" * 100_000,
        b'{"a":{"b":"x"},"c":2}',
    ]
    sealed = [box.seal(content, enclave.public_key) for content in contents]
    sealed.append(box.seal(contents[0], box.public_key(b"\x07" * 32)))
    sealed.append(Sealed(b"short", bytes(32)))
    picked = enclave.matching(sealed, {"a.b": ["x"]}, {"c": [2]})
    assert picked == [True, *[False] * 8]


def test_a_locked_enclave_has_forgotten_its_key() -> None:
    enclave = LocalEnclave(SECRET)
    sealed = box.seal(b"{}", enclave.public_key)
    enclave.lock()
    enclave.lock()
    for attempt in (
        lambda: enclave.decrypt(sealed),
        lambda: enclave.reencrypt(sealed, enclave.public_key, ContentChoice(content_hash(b"{}"))),
        lambda: enclave.reencrypt_for_own_key(sealed, enclave.public_key),
        lambda: enclave.matching([sealed], {}, {}),
    ):
        with pytest.raises(Denied) as caught:
            attempt()
        assert caught.value.code == "locked"
    assert enclave.public_key == box.public_key(SECRET), "others may still encrypt to it"


@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(33)])
def test_a_key_has_32_bytes(secret: bytes) -> None:
    with pytest.raises(Invalid):
        LocalEnclave(secret)


def test_nothing_shows_or_stores_the_key() -> None:
    enclave = LocalEnclave(SECRET)
    shown = f"{enclave!r} {enclave} {vars(enclave)}"
    assert SECRET.hex() not in shown
    assert repr(SECRET)[2:-1] not in shown
    assert "locked" not in repr(enclave)
    with pytest.raises((AttributeError, TypeError, pickle.PicklingError)):
        pickle.dumps(enclave)
    enclave.lock()
    assert repr(enclave) == "LocalEnclave(locked)"


def test_errors_repeat_neither_password_nor_content() -> None:
    def fails(attempt: Any) -> str:
        with pytest.raises(IdosError) as caught:
            attempt()
        return repr(caught.value) + repr(caught.value.__context__)

    enclave = LocalEnclave(SECRET)
    shown = fails(lambda: LocalEnclave.unlock(ID, "my secret password", PUBLIC_KEY))
    shown += fails(lambda: LocalEnclave.create(ID + "x", "my secret password"))
    shown += fails(lambda: enclave.decrypt(Sealed(b"my secret content" * 4, PUBLIC_KEY)))
    assert "secret" not in shown.replace("secret key", "")
