"""What a copy may be made of: the content that was meant, and no other that a node serves in its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from idos import ServerKey, public_notes
from idos.crypto import box
from idos.crypto.encoding import b64decode
from idos.crypto.hashes import content_hash
from idos.enclave.content_choice import ContentChoice, SignedNotes
from idos.enclave.local import LocalEnclave
from idos.errors import Denied, Invalid
from idos.sdk.attestation import sign_content

ISSUER, STRANGER = ServerKey(b"\x01" * 32), ServerKey(b"\x02" * 32)
PASS, PASSPORT = b'{"newsletter":"pass"}', b'{"passport":"P1"}'
ENCLAVE = LocalEnclave(b"\x03" * 32)
PASS_SEALED, PASSPORT_SEALED = (box.seal(content, ENCLAVE.public_key) for content in (PASS, PASSPORT))
RECIPIENT = box.public_key(b"\x04" * 32)


def notes(text: str, *, signer: ServerKey = ISSUER, trusted: ServerKey = ISSUER) -> SignedNotes:
    """Notes of a content, as its issuer signed them together with the ciphertext of the pass."""
    signed = sign_content(PASS_SEALED, text, signer)
    return SignedNotes(
        text,
        trusted.sender,
        b64decode(signed.public_notes_signature, 64),
        b64decode(signed.broader_signature, 64),
    )


NAMING, SILENT = public_notes(PASS, id="n"), json.dumps({"id": "n"})


def code(chosen: ContentChoice, sealed: Any = PASSPORT_SEALED) -> str:
    with pytest.raises(Denied) as caught:
        ENCLAVE.reencrypt(sealed, RECIPIENT, chosen)
    return caught.value.code


@pytest.mark.parametrize(
    "chosen",
    [
        ContentChoice(content_hash(PASS)),
        ContentChoice(content_hash(PASS).upper()),
        ContentChoice(notes=notes(NAMING)),
        ContentChoice(notes=notes(SILENT)),
        ContentChoice(consent=lambda plaintext: plaintext == PASS),
        ContentChoice(notes=notes(SILENT, signer=STRANGER), consent=lambda _: True),
    ],
)
def test_what_was_chosen_is_sealed(chosen: ContentChoice) -> None:
    copy = ENCLAVE.reencrypt(PASS_SEALED, RECIPIENT, chosen)
    assert copy.content_hash == content_hash(PASS)
    assert box.open_sealed(copy.sealed.content, copy.sealed.encryptor_public_key, b"\x04" * 32) == PASS


def test_another_content_than_was_named_is_not_and_nobody_is_asked() -> None:
    asked = ContentChoice(content_hash(PASS), notes(NAMING), lambda _: pytest.fail("asked"))
    assert code(asked) == "content_hash_mismatch"
    assert code(ContentChoice("")) == "content_hash_mismatch"


@pytest.mark.parametrize(
    "signed",
    [
        notes(NAMING),
        notes(SILENT),
        notes(public_notes(PASSPORT, id="n"), signer=STRANGER),
        notes("no JSON"),
        SignedNotes(public_notes(PASSPORT, id="n"), ISSUER.sender, b"", b""),
        SignedNotes(public_notes(PASSPORT, id="n"), ISSUER.sender, bytes(64), bytes(64)),
    ],
)
def test_notes_on_something_else_or_by_nobody_who_is_trusted_confirm_nothing(signed: SignedNotes) -> None:
    """A company that works with the node can sign what it likes, but not as somebody who is trusted."""
    assert code(ContentChoice(notes=signed)) == "content_unconfirmed"


@pytest.mark.parametrize("answer", [False, None, "yes", 1])
def test_only_a_yes_is_a_consent(answer: Any) -> None:
    assert code(ContentChoice(consent=lambda _: answer)) == "declined"


def test_a_consent_that_has_to_be_awaited_is_none() -> None:
    async def later(_: bytes) -> bool:
        return True

    never: list[Any] = []

    def ask(plaintext: bytes) -> Any:
        never.append(later(plaintext))
        return never[0]

    assert code(ContentChoice(consent=ask)) == "declined"
    never[0].close()


def test_something_must_tell_the_content() -> None:
    with pytest.raises(Invalid) as caught:
        ContentChoice()
    assert caught.value.code == "content_unconfirmed"


def test_a_change_of_key_asks_nothing() -> None:
    sealed = ENCLAVE.reencrypt_for_own_key(PASS_SEALED, RECIPIENT)
    assert box.open_sealed(sealed.content, sealed.encryptor_public_key, b"\x04" * 32) == PASS
