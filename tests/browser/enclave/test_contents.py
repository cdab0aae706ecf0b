"""What the key is for: contents that Python sealed open here, and the other way round."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from idos.crypto.box import Sealed, generate_secret_key, seal
from idos.crypto.encoding import b64encode
from idos.crypto.hashes import content_hash
from idos.enclave.local import LocalEnclave
from tests.browser.enclave.website import PUBLIC_KEY, SECRET_KEY, Refused, Website

CHARLIE = LocalEnclave(generate_secret_key())
RECORD = json.dumps({"credentialSubject": {"firstName": "Zoë", "nationality": "CZ"}}).encode()


def _credential(content: bytes, number: int = 1) -> dict[str, str]:
    sealed = seal(content, PUBLIC_KEY)
    return {
        "id": str(number),
        "content": b64encode(sealed.content),
        "encryptor_public_key": b64encode(sealed.encryptor_public_key),
    }


def _share_request(content: bytes = RECORD, recipient: bytes = CHARLIE.public_key) -> dict[str, object]:
    sealed = seal(content, PUBLIC_KEY)
    return {
        "content": sealed.content,
        "encryptorPublicKey": sealed.encryptor_public_key,
        "recipientPublicKey": recipient,
        "grantee": "0xCharlie",
        "purpose": "Open a card account",
        "lockedUntil": 1_950_000_000,
    }


def test_contents_travel_between_this_page_and_python(website: Website) -> None:
    website.visit().unlock()
    sealed = seal(RECORD, PUBLIC_KEY)
    assert website.call("decrypt", sealed.content, sealed.encryptor_public_key) == RECORD
    for_charlie = website.call("encrypt", RECORD, CHARLIE.public_key)
    opened = CHARLIE.decrypt(Sealed(for_charlie["content"], for_charlie["encryptorPublicKey"]))
    assert opened == RECORD
    own = website.call("encrypt", b"", PUBLIC_KEY)
    assert LocalEnclave(SECRET_KEY).decrypt(Sealed(own["content"], own["encryptorPublicKey"])) == b""


def test_what_was_altered_or_sealed_for_others_is_refused(website: Website) -> None:
    website.visit().unlock()
    for_other = seal(RECORD, CHARLIE.public_key)
    for content in (for_other.content, b"short"):
        with pytest.raises(Refused) as refused:
            website.call("decrypt", content, for_other.encryptor_public_key)
        assert refused.value.code == "cannot_decrypt"


def test_filters_return_what_matches_without_contents(website: Website) -> None:
    website.visit().unlock()
    listed = [_credential(RECORD, 1), _credential(b"no record", 2), {"id": "3", "content": "?"}]
    subject = "credentialSubject.nationality"
    matching = website.call("filterCredentials", listed, {"pick": {subject: ["CZ"]}, "omit": {}})
    assert matching == [{**listed[0], "content": ""}]
    assert website.call("filterCredentials", listed, {"pick": {subject: ["DE"]}, "omit": {}}) == []
    assert website.call("filterCredentials", listed, {"pick": {}, "omit": {subject: ["CZ"]}}) == []


def test_a_filter_that_filters_nothing_needs_no_key(website: Website) -> None:
    listed = website.visit().call("filterCredentials", [_credential(RECORD)], {"pick": {}, "omit": {}})
    assert [credential["content"] for credential in listed] == [""]


def test_a_copy_is_made_without_the_website_seeing_what_is_in_it(website: Website) -> None:
    website.visit().unlock()
    request = website.start("reencrypt", _share_request())
    popup = website.popup("share")
    for text in ("0xCharlie", "Open a card account", "First name", "Nationality", "17 October 2031"):
        expect(popup.get_by_text(text).first).to_be_visible()
    popup.get_by_role("button", name="Share the copy").click()
    copy = request.result()
    assert CHARLIE.decrypt(Sealed(copy["content"], copy["encryptorPublicKey"])) == RECORD
    assert copy["contentHash"] == content_hash(RECORD)
    everything = "\n".join(website.seen())
    for form in (RECORD.hex(), b64encode(RECORD), "nationality", "CZ", SECRET_KEY.hex()):
        assert form not in everything


def test_a_share_that_is_declined_makes_no_copy_and_keeps_the_key(website: Website) -> None:
    website.visit().unlock()
    request = website.start("reencrypt", _share_request())
    website.popup("share").get_by_role("button", name="Do not share").click()
    with pytest.raises(Refused, match="You declined") as refused:
        request.result()
    assert refused.value.code == "declined"
    assert website.call("ensureUserEncryptionProfile")


def test_the_person_sees_what_is_copied_and_not_what_it_is_called(website: Website) -> None:
    """Who serves contents can serve another one of hers: she agrees to what was opened, each time."""
    website.visit().unlock()
    passport = {
        "issuer": "https://issuer.example",
        "evidence": "a passport that was seen",
        "credentialSubject": {"id": "uuid:1", "idDocumentNumber": "P1234567", "selfieFile": "x" * 4000},
    }
    website.start("reencrypt", _share_request(json.dumps(passport).encode()) | {"label": "Newsletter pass"})
    popup = website.popup("share")
    for text in (
        "Name given by neobank.localhost",
        "Document number",
        "P1234567",
        "https://issuer.example",
        "a passport that was seen",
        "Too long to show, such as a picture: 4 kB",
    ):
        expect(popup.get_by_text(text).first).to_be_visible()


@pytest.mark.parametrize(
    ("content", "shown"), [(b"just a text", "just a text"), (b"\xff" * 7, "7 bytes that are no text")]
)
def test_what_is_no_record_is_shown_too(website: Website, content: bytes, shown: str) -> None:
    website.visit().unlock()
    website.start("reencrypt", _share_request(content))
    expect(website.popup("share").get_by_text(shown)).to_be_visible()


def test_another_content_than_the_one_that_is_meant_is_refused_and_nobody_is_asked(website: Website) -> None:
    website.visit().unlock()
    with pytest.raises(Refused) as refused:
        website.call("reencrypt", _share_request(b"a passport") | {"contentHash": content_hash(RECORD)})
    assert refused.value.code == "content_hash_mismatch"
    website.start("reencrypt", _share_request() | {"contentHash": content_hash(RECORD)})
    expect(website.frame.locator("#share")).to_be_visible()


def test_a_key_that_nothing_can_be_sealed_for_is_refused_and_nobody_is_asked(website: Website) -> None:
    website.visit().unlock()
    with pytest.raises(Refused) as refused:
        website.call("reencrypt", _share_request(recipient=bytes(32)))
    assert refused.value.code == "invalid"


def test_no_copy_is_made_without_a_question_however_often_one_was_agreed_to(website: Website) -> None:
    website.visit().unlock()
    for _ in range(2):
        copy = website.start("reencrypt", _share_request())
        website.popup("share").get_by_role("button", name="Share the copy").click()
        assert copy.result()["contentHash"] == content_hash(RECORD)
    website.start("reencrypt", _share_request(b"another"))
    expect(website.popup("share").get_by_text("another")).to_be_visible()
