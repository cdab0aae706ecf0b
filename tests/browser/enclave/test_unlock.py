"""An existing profile: its password, what is kept, and for how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from idos.crypto.encoding import b64encode
from tests.browser.enclave.website import PASSWORD, PUBLIC_KEY, USER_ID, Refused, Website, expect_closed

PROFILE = {
    "userId": USER_ID,
    "userEncryptionPublicKey": b64encode(PUBLIC_KEY),
    "encryptionPasswordStore": "user",
}
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_password_unlocks_the_profile(website: Website) -> None:
    assert website.visit().unlock() == PROFILE
    assert website.call("ensureUserEncryptionProfile") == PROFILE  # and does not ask again
    expect(website.frame.get_by_text("Nothing is asked of you now")).to_be_visible()
    assert website.page.evaluate("notices") == [True, False]  # the website knows when to show the frame


def test_a_wrong_password_is_told_in_the_window_and_can_be_corrected(website: Website) -> None:
    profile = website.visit().start("ensureUserEncryptionProfile")
    popup = website.popup("unlock")
    password = popup.get_by_label("Password", exact=True)
    popup.get_by_role("button", name="Allow and unlock").click()
    expect(popup.get_by_role("alert")).to_have_text("Enter your password.")
    password.fill("wrong")
    password.press("Enter")
    expect(popup.get_by_role("alert")).to_contain_text("does not match")
    expect(password).to_be_focused()
    password.fill(PASSWORD)
    password.press("Enter")
    assert profile.result() == PROFILE


def test_the_password_can_be_shown(website: Website) -> None:
    website.visit().start("ensureUserEncryptionProfile")
    popup = website.popup("unlock")
    password = popup.get_by_label("Password", exact=True)
    expect(password).to_have_attribute("type", "password")
    popup.get_by_role("button", name="Show").click()
    expect(password).to_have_attribute("type", "text")


def test_a_closed_window_is_reported_and_loses_nothing(website: Website) -> None:
    website.visit().unlock(duration="30 days")
    request = website.start("confirm", "Sure?")
    website.popup("confirm").close()
    with pytest.raises(Refused) as refused:
        request.result()
    assert refused.value.code == "cancelled"
    assert website.call("ensureUserEncryptionProfile") == PROFILE


def test_a_website_can_withdraw_what_it_asked_for(website: Website) -> None:
    website.visit().unlock()
    request = website.start("confirm", "Sure?")
    expect(website.frame.locator("#confirm")).to_be_visible()
    website.call("cancel")
    with pytest.raises(Refused) as refused:
        request.result()
    assert refused.value.code == "cancelled"
    expect(website.frame.get_by_text("Nothing is asked of you now")).to_be_visible()
    assert website.call("ensureUserEncryptionProfile") == PROFILE


def test_an_unlock_that_is_declined_can_be_asked_for_again(website: Website) -> None:
    profile = website.visit().start("ensureUserEncryptionProfile")
    website.popup("unlock").get_by_role("button", name="Decline").click()
    with pytest.raises(Refused) as refused:
        profile.result()
    assert refused.value.code == "declined"
    assert website.unlock() == PROFILE


def test_a_key_for_one_visit_outlives_a_reload_but_not_the_tab(website: Website) -> None:
    website.visit().unlock()
    assert website.visit().call("ensureUserEncryptionProfile") == PROFILE
    website.page.close()
    website.page = website.context.new_page()
    website.visit().start("ensureUserEncryptionProfile")
    popup = website.popup("unlock")
    expect(popup.get_by_label("Password", exact=True)).to_be_visible()


def test_a_remembered_key_needs_no_password_in_another_tab(website: Website) -> None:
    website.visit().unlock(duration="7 days")
    website.page = website.context.new_page()
    profile = website.visit().start("ensureUserEncryptionProfile")
    with website.context.expect_page() as opened:
        website.frame.locator("#continue").click()
    assert profile.result() == PROFILE  # the window found the consent, and closed by itself
    expect_closed(opened.value)


@pytest.mark.parametrize(
    ("duration", "lasts"), [("This visit", timedelta(days=1)), ("7 days", timedelta(days=7))]
)
def test_a_key_is_gone_when_its_time_is_over(website: Website, duration: str, lasts: timedelta) -> None:
    website.context.clock.set_system_time(NOW)
    website.visit().unlock(duration=duration)
    website.context.clock.set_system_time(NOW + lasts + timedelta(minutes=1))
    profile = website.start("ensureUserEncryptionProfile")
    popup = website.popup("unlock")
    popup.get_by_label("Password", exact=True).fill(PASSWORD)
    popup.get_by_role("button", name="Allow and unlock").click()
    assert profile.result() == PROFILE


def test_a_key_that_is_not_the_profiles_is_not_used(website: Website) -> None:
    website.visit().unlock()
    other = {"expectedUserEncryptionPublicKey": b64encode(bytes(31) + b"\x09")}
    website.call("reconfigure", other)
    website.start("ensureUserEncryptionProfile")
    expect(website.frame.locator("#unlock")).to_be_visible()
    website.call("reconfigure", {"expectedUserEncryptionPublicKey": b64encode(PUBLIC_KEY)})


def test_a_password_is_never_taken_without_something_to_check_it_by(website: Website) -> None:
    website.visit(expectedUserEncryptionPublicKey=None)
    with pytest.raises(Refused) as refused:
        website.call("ensureUserEncryptionProfile")
    assert refused.value.code == "no_expected_key"


def test_reset_forgets_the_key(website: Website) -> None:
    website.visit().unlock(duration="30 days")
    website.call("reset")
    website.start("ensureUserEncryptionProfile")
    expect(website.frame.locator("#unlock")).to_be_visible()


def test_nothing_that_is_kept_tells_the_key_or_the_password(website: Website) -> None:
    website.visit().unlock(duration="30 days")
    frame = website.page.frames[1]
    kept = frame.evaluate(
        """async () => {
          const opening = indexedDB.open("idos-enclave");
          await new Promise((resolve) => { opening.onsuccess = resolve; });
          const reading = opening.result.transaction("keys").objectStore("keys").getAll();
          await new Promise((resolve) => { reading.onsuccess = resolve; });
          const [row] = reading.result;
          return [Object.keys(row).sort(), row.wrappingKey.extractable, Object.keys(localStorage)];
        }"""
    )
    assert kept == [["id", "iv", "publicKey", "sealed", "until", "wrappingKey"], False, []]


def test_the_kit_of_a_profile_that_exists_is_good_without_the_website(website: Website) -> None:
    website.visit().unlock()
    website.start("backupUserEncryptionProfile")
    popup = website.popup("backup")
    popup.get_by_label("Password", exact=True).fill(PASSWORD)
    website.page.reload()
    popup.get_by_role("button", name="Show the kit").click()
    popup.get_by_label("I have stored it safely").check()
    popup.get_by_role("button", name="Done").click()
    expect_closed(popup)
