"""A new profile: a password that is worth its name, and the kit that saves it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from idos.crypto.encoding import b64encode
from idos.enclave.local import LocalEnclave
from tests.browser.enclave.website import STRONG, USER_ID, Pending, Refused, Website


@pytest.fixture
def creating(website: Website) -> tuple[Pending, Page]:
    website.visit(mode="new", expectedUserEncryptionPublicKey=None)
    profile = website.start("ensureUserEncryptionProfile")
    return profile, website.popup("unlock")


def _enter(popup: Page, password: str, repeat: str) -> None:
    popup.get_by_label("Password", exact=True).fill(password)
    popup.get_by_label("Repeat the password").fill(repeat)
    popup.get_by_role("button", name="Create the key").click()


def test_a_strong_password_makes_the_key_that_python_makes(creating: tuple[Pending, Page]) -> None:
    profile, popup = creating
    _enter(popup, STRONG, STRONG)
    popup.get_by_label("I have stored it safely").check()
    popup.get_by_role("button", name="Continue").click()
    public_key = LocalEnclave.create(USER_ID, STRONG).public_key
    assert profile.result()["userEncryptionPublicKey"] == b64encode(public_key)


@pytest.mark.parametrize("password", ["", "secret", "Neobank2026!", "correct horse battery staple"])
def test_a_weak_password_is_refused(creating: tuple[Pending, Page], password: str) -> None:
    _, popup = creating
    _enter(popup, password, password)
    expect(popup.get_by_role("alert")).to_contain_text("too easy to guess")
    expect(popup.get_by_label("Password", exact=True)).to_be_focused()


def test_the_repetition_must_be_the_same(creating: tuple[Pending, Page]) -> None:
    _, popup = creating
    _enter(popup, STRONG, f"{STRONG} ")
    expect(popup.get_by_role("alert")).to_have_text("The two passwords are not the same.")


def test_a_suggested_passphrase_is_shown_and_accepted(creating: tuple[Pending, Page]) -> None:
    profile, popup = creating
    popup.get_by_role("button", name="Suggest a strong one").click()
    passphrase = popup.get_by_label("Password", exact=True).input_value()
    assert len(passphrase.split("-")) == 7
    expect(popup.get_by_role("status").filter(has_text=passphrase)).to_be_visible()
    popup.get_by_role("button", name="Create the key").click()
    popup.get_by_label("I have stored it safely").check()
    popup.get_by_role("button", name="Continue").click()
    public_key = LocalEnclave.create(USER_ID, passphrase).public_key
    assert profile.result()["userEncryptionPublicKey"] == b64encode(public_key)


def test_the_kit_has_the_password_on_paper_and_hides_it_on_the_screen(creating: tuple[Pending, Page]) -> None:
    _, popup = creating
    _enter(popup, STRONG, STRONG)
    secret = popup.locator(".secret")
    expect(secret).to_be_hidden()
    expect(popup.get_by_role("button", name="Continue")).to_be_disabled()
    popup.emulate_media(media="print")
    expect(secret).to_be_visible()
    expect(secret).to_have_text(STRONG)
    expect(popup.get_by_text(USER_ID)).to_be_visible()
    popup.emulate_media(media="screen")
    popup.get_by_role("button", name="Show it here").click()
    expect(secret).to_be_visible()


def test_a_key_whose_kit_was_not_taken_does_not_exist(
    website: Website, creating: tuple[Pending, Page]
) -> None:
    profile, popup = creating
    _enter(popup, STRONG, STRONG)
    popup.get_by_role("button", name="Print").wait_for()
    popup.close()
    with pytest.raises(Refused) as refused:
        profile.result()
    assert refused.value.code == "cancelled"
    website.start("ensureUserEncryptionProfile")
    expect(website.frame.locator("#unlock.create")).to_be_visible()


@pytest.mark.parametrize("leaves", ["the website", "the frame alone"])
def test_a_window_whose_website_is_gone_says_so_and_that_its_kit_is_worth_nothing(
    website: Website, creating: tuple[Pending, Page], leaves: str
) -> None:
    _, popup = creating
    _enter(popup, STRONG, STRONG)
    popup.get_by_label("I have stored it safely").check()
    if leaves == "the website":
        website.page.reload()
    else:
        website.page.evaluate("provider.frame.src = provider.frame.src + '?again'")
    expect(popup.get_by_role("heading", level=1)).to_have_text("Nobody waits for this window")
    expect(popup.get_by_role("alert")).to_contain_text("belongs to no profile")
    expect(popup.get_by_role("button", name="Continue")).to_have_count(0)


def test_a_window_whose_website_is_gone_before_anything_was_made_speaks_of_no_kit(
    website: Website, creating: tuple[Pending, Page]
) -> None:
    _, popup = creating
    website.page.close()
    expect(popup.get_by_role("heading", level=1)).to_have_text("Nobody waits for this window")
    expect(popup.get_by_role("alert")).to_have_count(0)
