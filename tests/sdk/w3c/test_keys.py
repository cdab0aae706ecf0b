from __future__ import annotations

from typing import Any

import pytest

from idos.errors import Invalid
from idos.sdk.w3c import IssuerKey, multibase

from .samples import KEY, OTHER_KEY, VC

SEED = bytes.fromhex(VC["seed_hex"])
PLAIN = {"id": "https://a.example/k", "controller": "https://a.example/c"}


def test_a_key_of_an_issuer_has_the_official_names_and_texts() -> None:
    assert IssuerKey.of_issuer(VC["issuer_input"]["issuer"], SEED) == KEY
    assert KEY.document() == {
        "type": "Ed25519VerificationKey2020",
        "id": VC["key_id"],
        "controller": VC["key_controller"],
        "publicKeyMultibase": VC["publicKeyMultibase"],
    }
    assert KEY.private_key_multibase == VC["privateKeyMultibase"]


def test_every_form_of_the_argument_gives_the_same_key() -> None:
    public = IssuerKey(KEY.id, KEY.controller, KEY.public_key)
    options = {name: value for name, value in KEY.document().items() if name != "type"}
    assert IssuerKey.parse(KEY.document()) == IssuerKey.parse(options) == public
    assert IssuerKey.parse(options | {"privateKeyMultibase": KEY.private_key_multibase}) == KEY
    issuer = {name: VC["issuer_input"][name] for name in ("issuer", "publicKeyMultibase")}
    assert IssuerKey.parse(issuer) == IssuerKey.parse(issuer | {"privateKeyMultibase": None}) == public


def test_a_key_checks_what_it_signs() -> None:
    assert KEY.verify(b"message", KEY.sign(b"message"))
    assert not KEY.verify(b"other", KEY.sign(b"message"))
    assert not OTHER_KEY.verify(b"message", KEY.sign(b"message"))


def test_a_public_key_does_not_sign_and_shows_no_secret() -> None:
    public = IssuerKey.parse(KEY.document())
    with pytest.raises(Invalid) as refused:
        public.sign(b"message")
    assert refused.value.code == "not_a_signing_key"
    with pytest.raises(Invalid):
        _ = public.private_key_multibase
    assert SEED.hex() not in repr(KEY)
    assert "seed" not in repr(KEY)


@pytest.mark.parametrize(
    "document",
    [
        {},
        PLAIN,
        PLAIN | {"publicKeyMultibase": 7},
        PLAIN | {"publicKeyMultibase": VC["publicKeyMultibase"], "type": "Multikey"},
        PLAIN | {"publicKeyMultibase": VC["privateKeyMultibase"]},
        PLAIN | {"publicKeyMultibase": VC["publicKeyMultibase"][1:]},
        PLAIN | {"publicKeyMultibase": VC["publicKeyMultibase"] + " "},
        PLAIN | {"publicKeyMultibase": "z" + "1" * 10_000_000},
        PLAIN | {"publicKeyMultibase": "z0OIl"},
        PLAIN | {"publicKeyMultibase": multibase.encode(b"\xec\x01" + KEY.public_key)},
        PLAIN | {"publicKeyMultibase": VC["publicKeyMultibase"], "controller": "c"},
        PLAIN | {"publicKeyMultibase": VC["publicKeyMultibase"], "id": "_:b0"},
        KEY.document() | {"privateKeyMultibase": 1},
        KEY.document() | {"privateKeyMultibase": OTHER_KEY.private_key_multibase},
        KEY.document() | {"privateKeyMultibase": multibase.encode(b"\x80\x26" + bytes(32) + KEY.public_key)},
    ],
)
def test_malformed_keys_are_refused(document: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        IssuerKey.parse(document)


@pytest.mark.parametrize("public_key", [b"", KEY.public_key[:31], KEY.public_key + b"\0"])
def test_a_public_key_has_32_bytes(public_key: bytes) -> None:
    with pytest.raises(Invalid):
        IssuerKey(KEY.id, KEY.controller, public_key)
