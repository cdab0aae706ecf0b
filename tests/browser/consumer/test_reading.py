"""Reading a credential: fetched, opened and checked in the page; exported, and given back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from idos import Client, ServerKey
from idos.crypto.encoding import b64decode
from idos.errors import NotFound
from idos.sdk.w3c import CredentialFields, Subject, build_credential, serialize, verify_credential
from idos.testing import Network
from tests.browser.consumer.company import DAY, Company, ConsumerPage, share
from tests.people import agrees


def test_a_reading_is_in_its_owners_log_and_its_report_holds_elsewhere(
    acme: Company, dashboard: ConsumerPage, alice: Client
) -> None:
    _, copy = share(acme, alice, first_name="Zoë")
    dashboard.sign_in()
    dashboard.read(copy.grant_id)
    expect(dashboard.verdict).to_contain_text("Verified")
    expect(dashboard.verdict).to_contain_text("Signed by Issuer One")
    expect(dashboard.page.get_by_text("12 of 12 passed")).to_be_visible()
    reader = acme.keys.server.identifier
    log = {(entry.credential_id, entry.action) for entry in alice.access_log() if entry.reader == reader}
    assert log == {(copy.copy_id, f"get_credential_{what}") for what in ("shared", "attestation")}

    with dashboard.page.expect_download() as downloading:
        dashboard.button("Export").click()
    report = json.loads(downloading.value.path().read_text())
    assert downloading.value.suggested_filename == f"credential-{str(copy.copy_id)[:8]}.json"
    assert (report["verdict"], report["grant"]["id"]) == ("verified", str(copy.grant_id))
    assert [check["code"] for check in report["checks"] if not check["ok"]] == []
    plaintext = b64decode(report["plaintext_base64"], 1 << 20)
    again = verify_credential(plaintext, acme.net.trusted_issuer.keys, now=datetime.now(UTC))
    assert again.status == "verified"
    assert report["credential"]["credentialSubject"]["firstName"] == "Zoë"


def _expired(net: Network) -> bytes:
    past = datetime.now(UTC) - timedelta(days=2)
    fields = CredentialFields(id=f"uuid:{uuid4()}", level="basic", expiration_date=past + timedelta(days=1))
    person = Subject(
        id=f"uuid:{uuid4()}",
        first_name="Alice",
        date_of_birth=past,
        id_document_country="GB",
        id_document_number="1",
        id_document_type="PASSPORT",
        id_document_front_file=b"",
        selfie_file=b"",
    )
    return serialize(build_credential(fields, person, net.credential_key, now=past))


def _exchanged(net: Network) -> bytes:
    document = net.credential()
    person = document["credentialSubject"]
    person["firstName"], person["familyName"] = person["familyName"], person["firstName"]
    return serialize(document)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_expired, "The credential has expired."),
        (_exchanged, "The fields do not hold what the issuer put there."),
        (lambda _net: b"\xff\x00 no credential", "it is not JSON"),
    ],
)
def test_what_can_not_be_relied_on_says_why_and_shows_nothing_unasked(
    acme: Company, dashboard: ConsumerPage, alice: Client, content: object, reason: str
) -> None:
    assert callable(content)
    _, copy = share(acme, alice, plaintext=content(acme.net))
    dashboard.sign_in()
    dashboard.read(copy.grant_id)
    expect(dashboard.verdict).to_contain_text("Do not rely on this")
    expect(dashboard.verdict).to_contain_text(reason)
    expect(dashboard.page.get_by_text("Liddell")).to_have_count(0)


def test_a_copy_with_the_holders_own_notes_is_by_an_issuer_nobody_trusts(
    acme: Company, dashboard: ConsumerPage, alice: Client
) -> None:
    notes = '{"type": "passport", "status": "approved"}'
    mine = alice.add_credential(serialize(acme.net.credential()), notes, key=ServerKey.generate())
    copy = alice.share(mine, acme.keys.card.grantee, consent=agrees)
    dashboard.sign_in()
    dashboard.read(copy.grant_id)
    expect(dashboard.verdict).to_contain_text(
        "The public notes are by an issuer that is not in the directory."
    )


def test_an_older_credential_is_genuine_with_a_doubt(
    acme: Company, dashboard: ConsumerPage, alice: Client
) -> None:
    _, copy = share(acme, alice, plaintext=serialize(acme.net.credential(bound=False)))
    dashboard.sign_in()
    dashboard.read(copy.grant_id)
    expect(dashboard.verdict).to_contain_text("Genuine, with a doubt")
    expect(dashboard.verdict).to_contain_text("does not cover which field holds which value")
    expect(dashboard.page.get_by_role("heading", name="Alice Liddell")).to_be_visible()


def test_a_credential_that_its_issuer_withdrew(acme: Company, dashboard: ConsumerPage, alice: Client) -> None:
    original, copy = share(acme, alice)
    dashboard.sign_in()
    dashboard.read(copy.grant_id)
    expect(dashboard.verdict).to_contain_text("Verified")
    acme.net.issuer.revoke_credential(alice.credential(original).public_notes)
    expect(dashboard.page.get_by_text("Revoked by the issuer")).to_be_visible()
    dashboard.button("Read again").click()
    expect(dashboard.verdict).to_contain_text("The issuer withdrew this credential.")
    expect(dashboard.page.get_by_role("link", name="Alerts (1)")).to_be_visible()


def test_a_copy_made_for_another_key_can_not_be_read(
    acme: Company, dashboard: ConsumerPage, alice: Client
) -> None:
    grantee = type(acme.keys.card.grantee)(acme.keys.server.identifier, alice.enclave.public_key)
    issued = acme.net.issue(alice, serialize(acme.net.credential()))
    copy = alice.share(issued.original_id, grantee, consent=agrees)
    dashboard.sign_in()
    dashboard.go(f"grants/{copy.grant_id}")
    dashboard.button("Read and check").click()
    expect(dashboard.page.get_by_role("alert")).to_contain_text("The content cannot be read.")


def test_a_picture_is_shown_as_a_picture(acme: Company, dashboard: ConsumerPage, alice: Client) -> None:
    dot = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c63f8cfc0f01f0005000180ff0a3d2e0000000049454e44ae426082"
    )
    _, copy = share(acme, alice, id_document_front_file=dot)
    dashboard.sign_in()
    dashboard.read(copy.grant_id)
    dashboard.button("Picture of the document, front").click()
    expect(dashboard.page.get_by_role("img", name="Picture of the document, front")).to_be_visible()
    dashboard.page.keyboard.press("Escape")
    expect(dashboard.page.get_by_role("dialog")).to_have_count(0)


def test_giving_back_erases_the_copy_and_may_be_thought_over(
    acme: Company, dashboard: ConsumerPage, alice: Client
) -> None:
    _, copy = share(acme, alice, locked_for=30 * DAY)
    dashboard.sign_in()
    dashboard.go(f"grants/{copy.grant_id}")
    dashboard.button("Give it back").click()
    dialog = dashboard.page.get_by_role("dialog")
    expect(dialog).to_contain_text("cannot be undone")
    dialog.get_by_role("button", name="Keep it").click()
    expect(dashboard.button("Give it back")).to_be_focused()
    dashboard.button("Give it back").click()
    dialog.get_by_role("button", name="Give it back").click()
    expect(dashboard.page.get_by_text("You gave this back")).to_be_visible()
    with pytest.raises(NotFound):
        acme.consumer.shared_credential(copy.copy_id)
