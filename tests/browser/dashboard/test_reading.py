"""Flow 2A: one's own data, read, found, and forgotten again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from playwright.sync_api import expect

from idos import Client, ServerKey, public_notes
from idos.sdk.w3c import CredentialFields, IssuerKey, Subject, build_credential, serialize
from idos.testing import Network
from tests.browser.dashboard.page import DAY, DashboardPage, give, share

# One pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360f8cfc0f01f0005050102cfa5e1e70000000049454e44ae426082"
)


def test_a_credential_is_read_as_a_document_and_its_issuers_proof_is_checked(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    give(net, alice)
    dashboard.sign_in()
    expect(dashboard.cards).to_have_count(1)
    for words in ("Passport", "Neobank", "Valid", "Not shared"):
        expect(dashboard.cards.first.get_by_text(words).first).to_be_visible()
    dashboard.link("Passport").click()
    expect(dashboard.page.get_by_text("Your contents are locked")).to_be_visible()
    dashboard.unlock()
    document = dashboard.page.locator("article.credential")
    expect(document.get_by_role("heading", name="Alice Liddell")).to_be_visible()
    expect(document.get_by_text("Signed by Neobank · checked in this browser just now")).to_be_visible()
    expect(document.get_by_text("4 May 1852")).to_be_visible()
    expect(document.get_by_text("United Kingdom").first).to_be_visible()
    document.get_by_text("What was checked").click()
    expect(document.get_by_text("The issuer signed these values.")).to_be_visible()


def test_pictures_are_shown_and_grow(dashboard: DashboardPage, net: Network, alice: Client) -> None:
    credential = give(net, alice, id_document_front_file=PNG, selfie_file=PNG)
    dashboard.sign_in().go(f"data/{credential}").unlock()
    expect(dashboard.page.get_by_role("img", name="Portrait")).to_be_visible()
    dashboard.button("Picture of the document, front").click()
    picture = dashboard.dialog.get_by_role("img", name="Picture of the document, front")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 1
    dashboard.page.keyboard.press("Escape")
    expect(dashboard.button("Picture of the document, front")).to_be_focused()


def test_a_credential_is_downloaded_as_it_was_signed(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    dashboard.sign_in().go(f"data/{credential}").unlock()
    with dashboard.page.expect_download() as started:
        dashboard.button("Download").click()
    assert started.value.path().read_bytes() == alice.read(credential)


def test_a_credential_that_its_issuer_has_revoked_says_so(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    (info,) = alice.credentials()
    net.issuer.revoke_credential(info.public_notes)
    dashboard.sign_in()
    expect(dashboard.cards.first.get_by_text("Revoked")).to_be_visible()
    dashboard.go(f"data/{credential}").unlock()
    expect(dashboard.page.get_by_text("This could not be verified")).to_be_visible()
    expect(dashboard.page.get_by_text("withdrew this credential").first).to_be_visible()


def test_a_credential_that_has_expired_says_so_once_it_is_unlocked(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    _issue(net, alice, net.credential_key, expiration_date=datetime.now(UTC) - timedelta(days=2))
    dashboard.sign_in()
    expect(dashboard.cards.first.get_by_text("Valid", exact=True)).to_be_visible()
    dashboard.unlock()
    expect(dashboard.cards.first.get_by_text("Expired")).to_be_visible()


def test_a_credential_of_somebody_unknown_is_not_taken_for_verified(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    stranger = IssuerKey.of_issuer("https://stranger.example", bytes(31) + b"\x07")
    credential = _issue(net, alice, stranger)
    dashboard.sign_in().go(f"data/{credential}").unlock()
    expect(dashboard.page.get_by_text("This could not be verified")).to_be_visible()


def test_a_credential_of_her_own_making_does_not_pass_for_an_issuers(
    dashboard: DashboardPage, alice: Client
) -> None:
    forged = {"issuer": "https://issuer.example/issuers/1", "issuanceDate": "2026-01-01T00:00:00Z"}
    content = json.dumps({**forged, "credentialSubject": {"firstName": "Mallory"}}).encode()
    notes = '{"type": "passport", "status": "approved"}'
    alice.add_credential(content, notes, key=ServerKey.generate())
    dashboard.sign_in().unlock()
    expect(dashboard.cards.first.get_by_text("Issued")).to_be_visible()  # the content is read
    expect(dashboard.cards.first.get_by_text("Not confirmed")).to_be_visible()
    expect(dashboard.cards.first.get_by_text("Neobank")).to_have_count(0)
    expect(dashboard.cards.first.get_by_text("Valid", exact=True)).to_have_count(0)
    expect(dashboard.cards.first.get_by_role("img")).to_have_count(0)


def test_what_is_unlocked_is_forgotten_when_it_is_locked(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice, first_name="Marguerite")
    dashboard.sign_in().go(f"data/{credential}").unlock()
    expect(dashboard.page.get_by_text("Marguerite").first).to_be_visible()
    assert "Marguerite" not in dashboard.kept()
    dashboard.button("Lock now").click()
    expect(dashboard.page.get_by_text("Your contents are locked", exact=True)).to_be_visible()
    assert "Marguerite" not in dashboard.page.content()
    dashboard.unlock()  # asks for the password again


def test_it_locks_by_itself_when_nobody_is_there(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice, first_name="Marguerite")
    dashboard.context.clock.install()
    dashboard.page.reload()
    dashboard.sign_in().go("settings")
    dashboard.page.get_by_label("Lock after").select_option("5 minutes without use")
    dashboard.go(f"data/{credential}").unlock()
    expect(
        dashboard.page.get_by_text("Marguerite").first
    ).to_be_visible()  # or its request would be overtaken
    dashboard.context.clock.fast_forward("04:00")
    expect(dashboard.page.get_by_text("Marguerite").first).to_be_visible()
    dashboard.context.clock.fast_forward("02:00")
    expect(dashboard.page.get_by_text("Your contents are locked", exact=True)).to_be_visible()
    assert "Marguerite" not in dashboard.page.content()


def test_a_wrong_password_or_a_closed_window_leaves_everything_locked(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    dashboard.sign_in().go(f"data/{credential}")
    dashboard.button("Unlock").first.click()
    window = dashboard.enclave_window("unlock")
    window.get_by_label("Password", exact=True).fill("wrong")
    window.get_by_role("button", name="Allow and unlock").click()
    expect(window.get_by_role("alert")).to_contain_text("does not match")
    window.close()
    expect(dashboard.dialog).to_have_count(0)
    expect(dashboard.page.get_by_text("Your contents are locked", exact=True)).to_be_visible()
    dashboard.button("Unlock").first.click()
    dashboard.enclave.locator("#unlock").wait_for()
    dashboard.answer("Not now")
    expect(dashboard.dialog).to_have_count(0)
    dashboard.unlock()


def test_credentials_are_found_by_the_words_on_their_cards(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    shared = give(net, alice)
    share(net, alice, shared)
    give(net, alice, type="kyc")
    dashboard.sign_in()
    expect(dashboard.cards).to_have_count(2)
    search = dashboard.page.get_by_role("searchbox", name="Search")
    for question, number in (
        ("passport NEO", 1),
        ("charlie", 1),
        ("valid", 2),
        ("status", 0),
        ("nothing", 0),
    ):
        search.fill(question)
        expect(dashboard.cards).to_have_count(number)
    expect(dashboard.page.get_by_text("Nothing matches your search")).to_be_visible()
    dashboard.button("Clear the search").click()
    expect(dashboard.cards).to_have_count(2)


def test_a_long_list_has_pages_that_a_reload_keeps(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    key = ServerKey.generate()
    for number in range(30):
        alice.add_credential(b"{}", f'{{"type": "note {number:02}"}}', key=key)
    dashboard.sign_in()
    expect(dashboard.cards).to_have_count(24)
    dashboard.button("Next").click()
    expect(dashboard.cards).to_have_count(6)
    dashboard.page.reload()
    expect(dashboard.page.get_by_text("Page 2 of 2")).to_be_visible()
    expect(dashboard.cards).to_have_count(6)


def test_a_credential_without_notes_is_shown_and_read(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = alice.add_credential(b"no JSON at all", "", key=ServerKey.generate())
    dashboard.sign_in()
    expect(dashboard.cards).to_have_count(1)
    dashboard.go(f"data/{credential}").unlock()
    expect(dashboard.page.get_by_text("no JSON at all")).to_be_visible()


def test_a_copy_that_outlives_its_original_is_pointed_to(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    share(net, alice, credential, locked_for=DAY)
    alice.remove_credential(credential)
    dashboard.sign_in()
    expect(dashboard.page.get_by_text("One copy has outlived its original")).to_be_visible()
    dashboard.go("shared")
    expect(dashboard.page.get_by_text("A credential you deleted")).to_be_visible()


def test_an_address_of_nothing_is_told_so(dashboard: DashboardPage) -> None:
    dashboard.sign_in().go(f"data/{uuid4()}")
    expect(dashboard.page.get_by_text("This credential is not there")).to_be_visible()
    dashboard.link("To my data").click()
    expect(dashboard.page.get_by_role("heading", name="My data")).to_be_focused()


def test_the_enclaves_consent_is_asked_for_once(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    give(net, alice)
    give(net, alice, type="kyc")
    dashboard.sign_in().unlock()
    dashboard.page.reload()
    expect(dashboard.cards).to_have_count(2)
    dashboard.button("Unlock").click()  # the key is in the tab, and consent stands
    expect(dashboard.page.get_by_text("Unlocked", exact=True)).to_be_visible()
    expect(dashboard.page.get_by_text("Issued").first).to_be_visible()


def _issue(net: Network, person: Client, key: IssuerKey, **fields: datetime) -> UUID:
    """A credential of any issuer's key, as the network's issuer stores it."""
    document = build_credential(
        CredentialFields(id=f"uuid:{uuid4()}", level="basic", **fields),
        Subject(
            id=f"uuid:{uuid4()}",
            first_name="Alice",
            date_of_birth=datetime(1852, 5, 4, tzinfo=UTC),
            id_document_country="GB",
            id_document_number="A1865",
            id_document_type="PASSPORT",
            id_document_front_file=PNG,
            selfie_file=PNG,
        ),
        key,
        now=datetime.now(UTC) - timedelta(days=30),
    )
    plaintext = serialize(document)
    return net.issue(
        person, plaintext, notes=public_notes(plaintext, id=str(uuid4()), level="basic", type="passport")
    ).original_id
