"""Consents: for one website, some purposes and some time; listed, and withdrawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from idos.crypto.box import seal
from tests.browser.enclave.website import PUBLIC_KEY, Refused, Website, expect_closed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _permissions(website: Website) -> Page:
    page = website.context.new_page()
    page.goto(f"{website.enclave_url}/consents.html")
    page.get_by_role("heading", name="Uses of your key").wait_for()
    return page


def test_a_website_may_do_only_what_it_asked_for(website: Website) -> None:
    website.visit(scopes=["encrypt", "share"]).unlock()
    website.call("encrypt", b"text", PUBLIC_KEY)
    sealed = seal(b"text", PUBLIC_KEY)
    request = website.start_shown("decrypt", sealed.content, sealed.encryptor_public_key)
    popup = website.popup("continue")
    expect(popup.get_by_text("Read the contents of your credentials")).to_be_visible()
    expect(popup.get_by_label("Password")).to_have_count(0)
    popup.get_by_role("button", name="Allow").click()
    assert request.result() == b"text"


def test_a_declined_purpose_is_refused_and_others_stay(website: Website) -> None:
    website.visit(scopes=["encrypt"]).unlock()
    request = website.start_shown("decrypt", bytes(40), PUBLIC_KEY)
    website.popup("continue").get_by_role("button", name="Decline").click()
    with pytest.raises(Refused) as refused:
        request.result()
    assert refused.value.code == "declined"
    assert website.call("encrypt", b"text", PUBLIC_KEY)


def test_another_website_is_asked_about_by_its_own_name(website: Website) -> None:
    website.visit().unlock(duration="30 days")
    other = Website(
        website.context, website.enclave_url, website.origin.replace("neobank", "charlie")
    ).visit()
    other.start("ensureUserEncryptionProfile")
    popup = other.popup("unlock")
    expect(popup.get_by_role("heading", level=1)).to_contain_text("charlie.localhost")
    expect(popup.get_by_label("Password", exact=True)).to_be_visible()


def test_a_website_inside_another_is_shown_with_the_one_around_it(website: Website, site_port: int) -> None:
    website.page.goto(website.origin.replace("neobank", "isle"))
    website.page.evaluate(
        """async (url) => {
          const frame = document.createElement("iframe");
          frame.src = url;
          document.body.append(frame);
          await new Promise((resolve) => { frame.onload = resolve; });
        }""",
        website.origin,
    )
    inner = website.page.frames[1]
    options = {"configuration": {"mode": "new", "userId": "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11"}}
    inner.evaluate("([url, options]) => embed(url, options)", [website.enclave_url, options])
    inner.evaluate("start('ensureUserEncryptionProfile', [])")
    with website.context.expect_page() as opened:
        inner.frame_locator("#idos-enclave-iframe").locator("#unlock").click()
    expect(opened.value.get_by_text(f"on http://isle.localhost:{site_port}")).to_be_visible()


def test_permissions_are_listed_and_what_was_done_with_them(website: Website) -> None:
    website.visit(scopes=["encrypt"]).unlock(duration="7 days")
    website.call("encrypt", b"text", PUBLIC_KEY)
    confirm = website.start("confirm", "Sure?")  # its window hands over the list of uses
    website.popup("confirm").get_by_role("button", name="Confirm").click()
    confirm.result()
    page = _permissions(website)
    expect(page.get_by_role("listitem").filter(has_text=website.origin)).to_contain_text("Encrypt data")
    expect(page.get_by_text("in 7 days")).to_be_visible()
    expect(page.get_by_text("Encrypted data")).to_be_visible()
    page.get_by_role("button", name="Clear the list").click()
    expect(page.get_by_text("No use of your key was reported yet.")).to_be_visible()


def test_a_copy_is_listed_as_soon_as_it_is_agreed_to(website: Website) -> None:
    website.visit().unlock()
    sealed = seal(b"text", PUBLIC_KEY)
    copy = website.start(
        "reencrypt",
        {
            "content": sealed.content,
            "encryptorPublicKey": sealed.encryptor_public_key,
            "recipientPublicKey": PUBLIC_KEY,
            "grantee": "0xCharlie",
        },
    )
    website.popup("share").get_by_role("button", name="Share the copy").click()
    assert copy.result()
    page = _permissions(website)
    expect(page.get_by_text("Made a copy for 0xCharlie")).to_have_count(1)


def test_a_withdrawn_permission_ends_within_a_quarter_of_an_hour(website: Website) -> None:
    website.context.clock.set_system_time(NOW)
    website.visit().unlock(duration="30 days")
    page = _permissions(website)
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("status")).to_contain_text("has to ask again")
    expect(page.get_by_text("No website may use your key now.")).to_be_visible()
    website.context.clock.set_system_time(NOW + timedelta(minutes=16))
    website.start_shown("encrypt", b"text", PUBLIC_KEY)
    expect(website.popup("continue").get_by_role("button", name="Allow")).to_be_visible()


def test_a_permission_that_stands_is_read_again_without_a_question(website: Website) -> None:
    website.context.clock.set_system_time(NOW)
    website.visit().unlock(duration="30 days")
    website.context.clock.set_system_time(NOW + timedelta(minutes=16))
    request = website.start_shown("encrypt", b"text", PUBLIC_KEY)
    with website.context.expect_page() as opened:
        website.frame.locator("#continue").click()
    assert request.result()
    expect_closed(opened.value)
