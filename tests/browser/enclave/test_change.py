"""Another password: the key is made in the window, and contents are encrypted anew in the frame."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from idos.crypto.box import Sealed, seal
from idos.crypto.encoding import b64encode
from idos.enclave.local import LocalEnclave
from tests.browser.enclave.website import (
    PASSWORD,
    PUBLIC_KEY,
    SECRET_KEY,
    STRONG,
    USER_ID,
    Pending,
    Refused,
    Website,
)
from tests.browser.looks import judge

CONTENT = b'{"credentialSubject": {"nationality": "CZ"}}'
NEW = LocalEnclave.create(USER_ID, STRONG)


def _own(recipient: bytes = PUBLIC_KEY) -> dict[str, Any]:
    sealed = seal(CONTENT, recipient)
    return {"content": sealed.content, "encryptorPublicKey": sealed.encryptor_public_key}


def _choose(popup: Page, present: str, password: str, repeat: str | None = None) -> None:
    popup.get_by_label("Present password").fill(present)
    popup.get_by_label("New password", exact=True).fill(password)
    popup.get_by_label("Repeat the new password").fill(password if repeat is None else repeat)
    popup.get_by_role("button", name="Make the new key").click()


def _finish(popup: Page) -> None:
    popup.get_by_label("I have stored it safely").check()
    popup.get_by_role("button", name="Continue").click()


@pytest.fixture
def changing(website: Website) -> tuple[Pending, Page]:
    website.visit().unlock()
    return website.start("prepareKeyChange"), website.popup("change")


def test_contents_are_encrypted_for_the_new_key_and_never_shown(
    website: Website, changing: tuple[Pending, Page]
) -> None:
    prepared, popup = changing
    _choose(popup, PASSWORD, STRONG)
    expect(popup.get_by_text("Until then your present password opens your data")).to_be_visible()
    _finish(popup)
    assert prepared.result() == {"userEncryptionPublicKey": b64encode(NEW.public_key)}
    again = website.call("reencryptForKeyChange", _own())
    assert NEW.decrypt(Sealed(again["content"], again["encryptorPublicKey"])) == CONTENT
    everything = "\n".join(website.seen())
    for secret in (CONTENT.hex(), "nationality", SECRET_KEY.hex(), STRONG, b64encode(SECRET_KEY)):
        assert secret not in everything


def test_the_new_key_counts_when_the_profile_has_it(website: Website, changing: tuple[Pending, Page]) -> None:
    prepared, popup = changing
    _choose(popup, PASSWORD, STRONG)
    _finish(popup)
    prepared.result()
    assert website.call("ensureUserEncryptionProfile")["userEncryptionPublicKey"] == b64encode(PUBLIC_KEY)
    expected = {"expectedUserEncryptionPublicKey": b64encode(NEW.public_key)}
    website.call("reconfigure", expected)
    profile = website.call("ensureUserEncryptionProfile")
    assert profile["userEncryptionPublicKey"] == b64encode(NEW.public_key)
    website.visit(**expected)
    assert website.call("ensureUserEncryptionProfile") == profile  # kept for the visit, as any other
    with pytest.raises(Refused) as refused:
        website.call("reencryptForKeyChange", _own(NEW.public_key))
    assert refused.value.code == "no_key_change"


def test_a_prepared_key_is_gone_with_the_page_or_the_profile(
    website: Website, changing: tuple[Pending, Page]
) -> None:
    prepared, popup = changing
    _choose(popup, PASSWORD, STRONG)
    _finish(popup)
    prepared.result()
    website.visit()
    with pytest.raises(Refused) as refused:
        website.call("reencryptForKeyChange", _own())
    assert refused.value.code == "no_key_change"


def test_the_present_password_is_asked_for_and_checked(changing: tuple[Pending, Page]) -> None:
    _, popup = changing
    _choose(popup, "wrong", STRONG)
    expect(popup.get_by_role("alert")).to_contain_text("does not match")
    expect(popup.get_by_label("Present password")).to_be_focused()
    _choose(popup, PASSWORD, STRONG)
    expect(popup.get_by_role("heading", name="Save your recovery kit")).to_be_visible()


@pytest.mark.parametrize(
    ("password", "repeat", "complaint"),
    [
        ("secret", "secret", "too easy to guess"),
        (STRONG, "something else", "not the same"),
        (PASSWORD, PASSWORD, "too easy to guess"),
    ],
)
def test_the_new_password_must_be_good(
    changing: tuple[Pending, Page], password: str, repeat: str, complaint: str
) -> None:
    _, popup = changing
    _choose(popup, PASSWORD, password, repeat)
    expect(popup.get_by_role("alert")).to_contain_text(complaint)


def test_the_present_password_is_no_new_one(changing: tuple[Pending, Page]) -> None:
    _, popup = changing
    _choose(popup, STRONG, STRONG)
    expect(popup.get_by_role("alert")).to_contain_text("your present password")


def test_a_change_that_is_declined_leaves_the_key(website: Website, changing: tuple[Pending, Page]) -> None:
    prepared, popup = changing
    popup.get_by_role("button", name="Cancel").click()
    with pytest.raises(Refused) as refused:
        prepared.result()
    assert refused.value.code == "declined"
    assert website.call("ensureUserEncryptionProfile")["userEncryptionPublicKey"] == b64encode(PUBLIC_KEY)


def test_the_window_that_changes_the_password(changing: tuple[Pending, Page]) -> None:
    _, popup = changing
    judge(popup, "enclave-change")
    _choose(popup, "wrong", STRONG)
    expect(popup.get_by_role("alert")).to_be_visible()
    judge(popup, "enclave-change-wrong-password")
    _choose(popup, PASSWORD, STRONG)
    popup.get_by_role("button", name="Print").wait_for()
    judge(popup, "enclave-change-kit")
