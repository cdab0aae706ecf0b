"""Every screen, judged. The pictures are in ``artefacts/screens``: look at them."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from idos.crypto.box import generate_secret_key, public_key, seal
from tests.browser.enclave.website import PASSWORD, PUBLIC_KEY, Website
from tests.browser.looks import judge

RECORD = (
    b'{"credentialSubject": {"id": "uuid:1", "firstName": "Alice", "familyName": "Liddell", "dateOfBirth": '
    b'"1990-05-04", "nationality": "GB", "idDocumentNumber": "P1", "idDocumentCountry": "GB", "selfieFile": '
    b'"", "residentialAddress": {"city": "Oxford"}, "email": "a@example.com", "taxResidence": "GB"}}'
)


def _judge_frame(website: Website, name: str) -> None:
    frame = next(frame for frame in website.page.frames if frame.url.startswith(website.enclave_url))
    judge(website.page, f"enclave-{name}", frame=frame)


def _share(website: Website, **more: object) -> Page:
    sealed = seal(RECORD, PUBLIC_KEY)
    request = {
        "content": sealed.content,
        "encryptorPublicKey": sealed.encryptor_public_key,
        "recipientPublicKey": public_key(generate_secret_key()),
        "grantee": "b9a1c5f0e1d24a83a0d7a4b1cf3c8e3ed2a4a4c3b5f3e6a1d0c9b8a7f6e5d4c3",
    }
    website.start("reencrypt", request | more)
    return website.popup("share")


def test_the_frame(website: Website) -> None:
    website.visit(mode="new", expectedUserEncryptionPublicKey=None)
    _judge_frame(website, "frame-resting")
    website.start("ensureUserEncryptionProfile")
    expect(website.frame.locator("#unlock.create")).to_be_visible()
    _judge_frame(website, "frame-create")
    popup = website.popup("unlock")
    _judge_frame(website, "frame-waiting")
    popup.close()


def test_the_button_is_whole_in_the_frame_of_official_dashboards(website: Website) -> None:
    website.visit(mode="new", expectedUserEncryptionPublicKey=None)
    website.page.evaluate(
        "provider.frame.style.cssText = 'aspect-ratio: auto; border: 0; width: 344px; height: 40px'"
    )
    website.start("ensureUserEncryptionProfile")
    button = website.frame.locator("#unlock")
    for stage in ("asking", "waiting"):
        words = button.locator("strong")
        expect(words).to_be_visible()
        expect(button.locator(".words > span")).to_be_hidden()
        fits = """element => {
          const { top, bottom, left, right } = element.getBoundingClientRect();
          return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth
            && element.scrollWidth <= element.clientWidth;
        }"""
        assert words.evaluate(fits)
        assert button.evaluate(fits)
        _judge_frame(website, f"frame-small-{stage}")
        if stage == "asking":
            website.popup("unlock")


def test_the_window_that_unlocks(website: Website) -> None:
    website.visit().start("ensureUserEncryptionProfile")
    popup = website.popup("unlock")
    judge(popup, "enclave-unlock")
    popup.get_by_label("Password", exact=True).fill("wrong")
    popup.get_by_role("radio", name="7 days").check()
    popup.get_by_role("button", name="Allow and unlock").click()
    popup.get_by_role("alert").wait_for()
    judge(popup, "enclave-unlock-wrong-password")


def test_the_windows_that_make_a_key(website: Website) -> None:
    website.visit(mode="new", expectedUserEncryptionPublicKey=None).start("ensureUserEncryptionProfile")
    popup = website.popup("unlock")
    judge(popup, "enclave-create")
    popup.get_by_label("Password", exact=True).fill("sommer2024")
    popup.get_by_role("button", name="Create the key").click()
    judge(popup, "enclave-create-weak")
    popup.get_by_role("button", name="Suggest a strong one").click()
    judge(popup, "enclave-create-suggested")
    popup.get_by_role("button", name="Create the key").click()
    popup.get_by_text("I have stored it safely").wait_for()
    judge(popup, "enclave-kit")
    website.page.reload()
    popup.get_by_role("heading", name="Nobody waits for this window").wait_for()
    judge(popup, "enclave-gone")


def test_the_windows_of_an_unlocked_key(website: Website) -> None:
    website.visit(scopes=["encrypt"]).unlock()
    website.start_shown("decrypt", bytes(40), PUBLIC_KEY)
    popup = website.popup("continue")
    judge(popup, "enclave-allow")
    popup.get_by_role("button", name="Allow").click()
    website.start("confirm", "Open an account at <b>Neobank</b>, with the terms of 1 May 2026?")
    popup = website.popup("confirm")
    judge(popup, "enclave-confirm")
    popup.get_by_role("button", name="Confirm").click()
    website.start("backupUserEncryptionProfile")
    popup = website.popup("backup")
    judge(popup, "enclave-backup")
    popup.get_by_label("Password", exact=True).fill(PASSWORD)
    popup.get_by_role("button", name="Show the kit").click()
    popup.get_by_role("button", name="Print").wait_for()


def test_the_window_that_asks_before_sharing(website: Website) -> None:
    website.visit().unlock()
    named = {"granteeName": "Charlie Card", "label": "Identity, from Neobank", "lockedUntil": 1_950_000_000}
    popup = _share(website, purpose="Open your card account, and keep the records the law asks for", **named)
    popup.get_by_role("button", name="Show all 10 fields").click()
    judge(popup, "enclave-share")
    popup.get_by_role("button", name="Do not share").click()
    judge(_share(website), "enclave-share-unnamed")


def test_the_page_of_permissions(website: Website) -> None:
    page = website.context.new_page()
    page.goto(f"{website.enclave_url}/consents.html")
    page.get_by_text("No website may use your key now.").wait_for()
    judge(page, "enclave-permissions-empty")
    website.visit().unlock(duration="30 days")
    website.call("encrypt", b"text", PUBLIC_KEY)
    website.call("filterCredentials", [{"id": "1", "content": ""}], {"pick": {"a": [1]}, "omit": {}})
    popup = _share(website, granteeName="Charlie Card")
    popup.get_by_role("button", name="Share the copy").click()
    website.call("ensureUserEncryptionProfile")
    page.reload()
    page.get_by_text("Made a copy for Charlie Card").wait_for()
    page.get_by_role("button", name="Withdraw").first.wait_for()
    judge(page, "enclave-permissions")


def test_the_window_that_nobody_asked(website: Website) -> None:
    page = website.context.new_page()
    page.goto(f"{website.enclave_url}/dialog.html")
    page.get_by_role("heading", name="Nothing to decide here").wait_for()
    judge(page, "enclave-alone")


def test_the_words_are_german_for_a_german_browser(chromium: Browser, website: Website) -> None:
    context = chromium.new_context(locale="de-AT")
    german = Website(context, website.enclave_url, website.origin)
    german.visit(mode="new", expectedUserEncryptionPublicKey=None).start("ensureUserEncryptionProfile")
    popup = german.popup("unlock")
    expect(popup.get_by_role("heading", level=1)).to_have_text("Schlüssel anlegen")
    assert popup.evaluate("document.documentElement.lang") == "de"
    judge(popup, "enclave-create-german")
    context.close()
    assert german.complaints == []
