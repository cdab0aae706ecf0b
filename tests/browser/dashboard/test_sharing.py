"""Flows 2 and 3: who gets a copy, from here; and how it is taken back."""

from __future__ import annotations

import os
import time

import pytest
from playwright.sync_api import expect

from idos import Client, Consumer, NotFound, ServerKey
from idos.crypto.box import generate_secret_key
from idos.crypto.encoding import b64encode
from idos.sdk.records import Grantee
from idos.testing import Network
from tests.browser.dashboard.page import DAY, DashboardPage, Town, give, join, share
from tests.people import agrees


def _share(dashboard: DashboardPage, who: str, lock: str = "No lock") -> None:
    """Share the only credential with somebody, up to the enclave's question."""
    dashboard.go("shared/add")
    dashboard.page.get_by_label("Credential", exact=True).select_option("Passport · Neobank")
    dashboard.page.get_by_label(who).check()
    dashboard.page.get_by_label("Time lock", exact=True).select_option(lock)
    dashboard.page.get_by_label("Purpose (optional)").fill("To open an account")
    dashboard.button("Make the copy").click()


def _consent(dashboard: DashboardPage, *words: str) -> None:
    """Agree in the enclave's window, which shows these words."""
    window = dashboard.enclave_window("share")
    for word in words:
        expect(window.get_by_text(word).first).to_be_visible()
    window.get_by_role("button", name="Share the copy").click()


def test_a_listed_company_gets_a_copy_that_it_can_read(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    give(net, alice)
    dashboard.sign_in().unlock()
    _share(dashboard, "Charlie's Cards", "5 years")
    expect(dashboard.page.get_by_text("You cannot take it back before")).to_be_visible()
    _consent(dashboard, "Charlie's Cards", "To open an account", "Passport", "in 5 years")
    expect(dashboard.page.get_by_text("Charlie's Cards can now fetch the copy.")).to_be_visible()
    (grant,) = net.consumer.grants_received(alice.profile().id).grants
    assert abs(grant.locked_until - time.time() - 5 * 365 * DAY) < 3 * DAY
    report = net.consumer.verified_credential(grant.data_id, [net.trusted_issuer])
    assert report.credential["credentialSubject"]["firstName"] == "Alice"


def test_sharing_unlocks_what_is_needed_and_never_shows_plaintext(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    give(net, alice, first_name="Marguerite")
    dashboard.sign_in()
    _share(dashboard, "Charlie's Cards")
    dashboard.pass_enclave()
    _consent(dashboard, "Charlie's Cards")
    expect(dashboard.page.get_by_text("can now fetch the copy")).to_be_visible()
    assert "Marguerite" not in dashboard.page.content()


def test_somebody_who_is_typed_in_gets_a_copy(dashboard: DashboardPage, net: Network, alice: Client) -> None:
    give(net, alice)
    secret = generate_secret_key()
    with Consumer(net.url, ServerKey(os.urandom(32)), secret, chain_id=net.chain_id) as dentist:
        dashboard.sign_in().unlock().go("shared/add")
        dashboard.page.get_by_label("Credential", exact=True).select_option("Passport · Neobank")
        dashboard.page.get_by_label("Somebody else").check()
        dashboard.page.get_by_label("Wallet address or key of the recipient").fill("the dentist")
        dashboard.page.get_by_label("Encryption key of the recipient").fill("a key")
        dashboard.button("Make the copy").click()
        expect(dashboard.page.get_by_text("This is no address and no key")).to_be_visible()
        expect(dashboard.page.get_by_text("This is not an encryption key")).to_be_visible()
        grantee = dentist.grantee
        dashboard.page.get_by_label("Wallet address or key of the recipient").fill(dashboard.wallet.address)
        expect(dashboard.page.get_by_text("This is you.")).to_be_visible()
        dashboard.page.get_by_label("Wallet address or key of the recipient").fill(grantee.identifier)
        key = b64encode(grantee.encryption_public_key)
        dashboard.page.get_by_label("Encryption key of the recipient").fill(key)
        dashboard.button("Make the copy").click()
        _consent(dashboard, "No purpose was given.")
        expect(dashboard.page.get_by_text("not in the directory")).to_be_visible()
        (grant,) = dentist.all_grants()
        assert b"Liddell" in dentist.read(grant.data_id)


def test_a_share_can_be_declined_in_the_enclave_and_in_the_wallet(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    give(net, alice)
    dashboard.sign_in().unlock()
    _share(dashboard, "Charlie's Cards")
    dashboard.enclave_window("share").get_by_role("button", name="Do not share").click()
    expect(dashboard.button("Make the copy")).not_to_have_attribute("aria-busy", "true")
    dashboard.wallet.refuses = True
    dashboard.button("Make the copy").click()
    _consent(dashboard)
    expect(dashboard.button("Make the copy")).not_to_have_attribute("aria-busy", "true")
    assert alice.grants_given() == []


def test_revoking_erases_the_copy(dashboard: DashboardPage, net: Network, alice: Client) -> None:
    share(net, alice, give(net, alice))
    (grant,) = net.consumer.grants_received(alice.profile().id).grants
    dashboard.sign_in().go("shared")
    expect(dashboard.page.get_by_text("(now)").first).to_be_visible()  # since when
    dashboard.button("Revoke: Passport, Charlie's Cards").click()
    expect(dashboard.dialog.get_by_text("The copy is erased from the network")).to_be_visible()
    dashboard.answer("Leave it")
    assert len(alice.grants_given()) == 1
    dashboard.button("Revoke: Passport, Charlie's Cards").click()
    dashboard.answer("Revoke")
    expect(dashboard.page.get_by_text("You share nothing")).to_be_visible()
    assert alice.grants_given() == []
    with pytest.raises(NotFound):
        net.consumer.read(grant.data_id)


def test_a_locked_copy_can_not_be_revoked_and_it_is_said_why(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    share(net, alice, credential, locked_for=800 * DAY)
    dashboard.sign_in()
    for route in ("shared", f"data/{credential}"):
        dashboard.go(route)
        expect(dashboard.page.get_by_text("in 2 years").first).to_be_visible()
        expect(dashboard.page.get_by_text("you agreed not to take it back before").first).to_be_visible()
        expect(dashboard.page.get_by_role("button", name="Revoke")).to_have_count(0)


def test_a_lock_that_ends_lets_revoke(dashboard: DashboardPage, net: Network, alice: Client) -> None:
    share(net, alice, give(net, alice), locked_for=3)
    dashboard.sign_in().go("shared")
    revoke = dashboard.button("Revoke: Passport, Charlie's Cards")
    expect(revoke).to_be_visible()  # without a reload
    revoke.click()
    dashboard.answer("Revoke")
    expect(dashboard.page.get_by_text("You share nothing")).to_be_visible()


def test_all_of_one_recipient_are_revoked_with_one_approval(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    for _ in range(3):
        share(net, alice, credential)
    share(net, alice, credential, locked_for=DAY)
    dashboard.sign_in().go("shared")
    signed = len(dashboard.wallet.texts)
    dashboard.button("Revoke all 3").click()
    expect(dashboard.dialog.get_by_text("1 copy is locked and not touched.")).to_be_visible()
    dashboard.answer("Revoke")
    expect(dashboard.page.get_by_text("1 copy with 1 recipient")).to_be_visible()
    assert len(dashboard.wallet.texts) == signed + 1
    assert len(alice.grants_given()) == 1


def test_recipients_are_found_and_have_pages(dashboard: DashboardPage, net: Network, alice: Client) -> None:
    credential = give(net, alice)
    for _ in range(7):
        share(net, alice, credential)
    alice.share(credential, net.issuer.grantee, consent=agrees)
    dashboard.sign_in().go("shared")
    expect(dashboard.page.locator(".recipient")).to_have_count(2)
    dashboard.page.get_by_role("searchbox").fill("charlie")
    expect(dashboard.page.locator(".recipient")).to_have_count(1)
    dashboard.link("Show all 7").click()
    expect(dashboard.page.get_by_role("heading", name="Shared with Charlie's Cards")).to_be_visible()
    expect(dashboard.page.get_by_role("row")).to_have_count(8)


def test_sharing_again_starts_with_the_recipient(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    share(net, alice, credential)
    stranger = ServerKey.generate().identifier
    alice.share(credential, Grantee(stranger, net.consumer.grantee.encryption_public_key), consent=agrees)
    dashboard.sign_in().go("shared")
    expect(dashboard.page.get_by_role("columnheader", name="Lock or revoke").first).to_be_visible()
    dashboard.link("Share again with Charlie's Cards").click()
    expect(dashboard.page.get_by_label("Charlie's Cards")).to_be_checked()
    dashboard.page.go_back()
    unlisted = dashboard.page.locator(".recipient").filter(has_not_text="Charlie's Cards")
    unlisted.get_by_text("Share again", exact=True).click()
    expect(dashboard.page.get_by_label("Somebody else")).to_be_checked()
    identifier = dashboard.page.get_by_label("Wallet address or key of the recipient")
    expect(identifier).to_have_value(stranger)


def test_what_others_share_is_listed_page_by_page_and_read(
    dashboard: DashboardPage, town: Town, net: Network, alice: Client
) -> None:
    with join(net, dashboard.wallet.account(1)) as bob:
        credential = give(net, bob, first_name="Bob")
        for _ in range(12):
            bob.share(credential, _as_grantee(alice), consent=agrees)
    dashboard.sign_in().go("received")
    expect(dashboard.page.get_by_text("12 copies")).to_be_visible()
    expect(dashboard.page.get_by_text("Page 1 of 2")).to_be_visible()
    dashboard.button("Next").click()
    expect(dashboard.page.get_by_role("button", name="Read")).to_have_count(2)
    dashboard.page.get_by_role("button", name="Read").first.click()
    dashboard.unlock()
    expect(dashboard.page.get_by_role("heading", name="Bob Liddell")).to_be_visible()


def test_a_copy_that_was_not_made_for_her_key_says_so(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    with join(net, dashboard.wallet.account(1)) as bob:
        wrong = Grantee(alice.wallet.identifier, net.consumer.grantee.encryption_public_key)
        bob.share(give(net, bob), wrong, consent=agrees)
    dashboard.sign_in().go("received")
    dashboard.page.get_by_role("button", name="Read").click()
    dashboard.unlock()
    expect(dashboard.page.get_by_role("alert")).to_contain_text("cannot be read")


def _as_grantee(person: Client) -> Grantee:
    return Grantee(person.wallet.identifier, person.profile().encryption_public_key)
