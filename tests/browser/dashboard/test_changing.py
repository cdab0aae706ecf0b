"""Flow 2B: what a person writes, changes and deletes herself."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from idos import Client, ServerKey
from idos.testing import Network
from tests.browser.dashboard.page import DAY, DashboardPage, give, notes_of, share


def _write(dashboard: DashboardPage, name: str, *fields: tuple[str, str], label: str = "") -> None:
    dashboard.page.get_by_label("Name", exact=True).fill(name)
    for at, (field, value) in enumerate(fields, start=1):
        if at > 1:
            dashboard.button("Add a field").click()
        dashboard.page.get_by_label(f"Field {at}", exact=True).fill(field)
        dashboard.page.get_by_label(f"Value of field {at}", exact=True).fill(value)
    dashboard.page.get_by_label("Label on the card").fill(label)


def test_a_credential_of_ones_own_is_stored_encrypted_under_a_key_that_is_forgotten(
    dashboard: DashboardPage, alice: Client
) -> None:
    dashboard.sign_in().go("data/add")
    _write(dashboard, "Diving licence", ("Number", "D-42"), ("Level", "Rescue"), label="Licence")
    dashboard.button("Encrypt and save").click()
    dashboard.pass_enclave()
    document = dashboard.page.locator("article.credential")
    expect(document.get_by_role("heading", name="Diving licence")).to_be_visible()
    expect(document.get_by_text("nobody vouches for it")).to_be_visible()
    (info,) = alice.credentials()
    assert json.loads(alice.read(info.id)) == {
        "name": "Diving licence",
        "credentialSubject": {"Number": "D-42", "Level": "Rescue"},
    }
    notes = notes_of(alice, info.id)
    assert (notes["type"], notes["label"]) == ("self-declared", "Licence")
    assert "D-42" not in info.public_notes
    dashboard.page.reload()
    dashboard.go("data")
    expect(dashboard.cards.first.get_by_text("Licence")).to_be_visible()


def test_a_form_says_what_is_missing(dashboard: DashboardPage, alice: Client) -> None:
    dashboard.sign_in().go("data/add")
    dashboard.button("Encrypt and save").click()
    expect(dashboard.page.get_by_text("Give it a name.")).to_be_visible()
    expect(dashboard.page.get_by_text("Fill in at least one field")).to_be_visible()
    _write(dashboard, "Twice", ("Number", "1"), ("Number", "2"))
    expect(dashboard.page.get_by_text("Two fields have the same name")).to_be_visible()
    dashboard.button("Remove field 2").click()
    expect(dashboard.page.get_by_role("alert")).to_have_count(0)


def test_an_edited_credential_takes_the_place_of_the_old_one(dashboard: DashboardPage, alice: Client) -> None:
    dashboard.sign_in().go("data/add")
    _write(dashboard, "Library card", ("Number", "1"))
    dashboard.button("Encrypt and save").click()
    dashboard.pass_enclave()
    dashboard.link("Edit").click()
    expect(dashboard.page.get_by_text("your wallet asks for two approvals")).to_be_visible()
    signed = len(dashboard.wallet.texts)
    dashboard.page.get_by_label("Value of field 1").fill("2")
    dashboard.button("Encrypt and save anew").click()
    expect(dashboard.page.locator("article.credential").get_by_text("2", exact=True)).to_be_visible()
    (info,) = alice.credentials()
    assert json.loads(alice.read(info.id))["credentialSubject"] == {"Number": "2"}
    assert len(dashboard.wallet.texts) == signed + 2


def test_a_declined_wallet_stores_nothing_and_can_be_asked_again(
    dashboard: DashboardPage, alice: Client
) -> None:
    dashboard.sign_in().go("data/add")
    _write(dashboard, "Library card", ("Number", "1"))
    dashboard.wallet.refuses = True
    dashboard.button("Encrypt and save").click()
    dashboard.pass_enclave()
    expect(dashboard.page.get_by_role("alert")).to_contain_text("Your data is as it was.")
    expect(dashboard.button("Encrypt and save")).not_to_have_attribute("aria-busy", "true")
    assert alice.credentials() == []
    dashboard.wallet.refuses = False
    dashboard.button("Encrypt and save").click()
    expect(dashboard.page.get_by_text("nobody vouches for it")).to_be_visible()


def test_a_deleted_credential_is_gone_with_its_copies(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    share(net, alice, credential)
    dashboard.sign_in().go(f"data/{credential}")
    dashboard.button("Delete").click()
    expect(dashboard.dialog.get_by_text("with every copy that others can still fetch")).to_be_visible()
    expect(dashboard.dialog.get_by_text("Your wallet asks for one approval.")).to_be_visible()
    dashboard.answer("Keep")
    assert len(alice.credentials()) == 2
    dashboard.button("Delete").click()
    dashboard.answer("Delete")
    expect(dashboard.page.get_by_text("You have no credentials yet")).to_be_visible()
    assert alice.credentials() == []
    assert net.consumer.grants_received(alice.profile().id).total == 0


def test_deleting_says_beforehand_what_a_lock_keeps_and_until_when(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    share(net, alice, credential, locked_for=400 * DAY)
    dashboard.sign_in().go(f"data/{credential}")
    dashboard.button("Delete").click()
    expect(
        dashboard.dialog.get_by_text("1 copy stays until the time lock ends, at the latest on")
    ).to_be_visible()
    dashboard.answer("Delete")
    expect(dashboard.page.get_by_text("One copy has outlived its original")).to_be_visible()
    assert net.consumer.grants_received(alice.profile().id).total == 1


def test_many_are_deleted_with_one_approval(dashboard: DashboardPage, alice: Client) -> None:
    key = ServerKey.generate()
    for number in range(5):
        alice.add_credential(b"{}", f'{{"type": "note {number}"}}', key=key)
    dashboard.sign_in()
    signed = len(dashboard.wallet.texts)
    dashboard.button("Select").click()
    expect(dashboard.button("Delete selected")).to_be_disabled()
    for number in range(3):
        dashboard.page.get_by_label(f"Select Note {number}").check()
    dashboard.button("Delete selected").click()
    expect(dashboard.dialog.get_by_role("heading")).to_have_text("Delete 3 credentials?")
    expect(dashboard.dialog.get_by_text("Your wallet asks for one approval.")).to_be_visible()
    dashboard.wallet.refuses = True
    dashboard.answer("Delete 3")
    expect(dashboard.dialog.get_by_role("alert")).to_contain_text("Your data is as it was.")
    expect(dashboard.dialog.get_by_role("button", name="Delete 3")).to_be_enabled()
    assert len(alice.credentials()) == 5
    dashboard.wallet.refuses = False
    dashboard.answer("Delete 3")
    expect(dashboard.cards).to_have_count(2)
    assert len(dashboard.wallet.texts) == signed + 1


def test_all_of_one_issuer_are_deleted_at_once(dashboard: DashboardPage, net: Network, alice: Client) -> None:
    for type_ in ("passport", "kyc"):
        give(net, alice, type=type_)
    own = alice.add_credential(b"{}", '{"type": "note"}', key=ServerKey.generate())
    dashboard.sign_in()
    dashboard.page.get_by_role("searchbox", name="Search").fill("Neobank")
    dashboard.button("Select").click()
    dashboard.button("Select all 2").click()
    dashboard.button("Delete selected").click()
    dashboard.answer("Delete 2")
    expect(dashboard.page.get_by_text("2 credentials deleted.")).to_be_visible()
    assert [info.id for info in alice.credentials()] == [own]


def test_a_batch_that_ends_midway_says_what_is_done_and_does_the_rest(
    dashboard: DashboardPage, alice: Client
) -> None:
    for _ in range(70):
        alice.add_credential(b"{}", '{"type": "note"}', key=ServerKey.generate())
    dashboard.sign_in()
    dashboard.button("Select").click()
    for page in range(3):
        for card in dashboard.page.get_by_label("Select Note").all():
            card.check()
        if page < 2:
            dashboard.button("Next").click()
    dashboard.button("Delete selected").click()
    expect(dashboard.dialog.get_by_text("Your wallet asks for 2 approvals.")).to_be_visible()
    dashboard.wallet.tires_after = 1
    dashboard.answer("Delete 70")
    expect(dashboard.dialog.get_by_text("64 done, 6 not.")).to_be_visible()
    expect(dashboard.dialog.get_by_text("You declined")).to_be_visible()
    dashboard.wallet.tires_after = None
    dashboard.answer("Try the other 6 again")
    expect(dashboard.page.get_by_text("You have no credentials yet")).to_be_visible()


def test_attributes_are_added_edited_and_removed(dashboard: DashboardPage, alice: Client) -> None:
    dashboard.sign_in().go("attributes")
    dashboard.button("Add an attribute").click()
    dashboard.answer("Save")
    expect(dashboard.dialog.get_by_role("alert")).to_have_text("Give it a name.")
    dashboard.page.get_by_label("Name", exact=True).fill("language")
    dashboard.page.get_by_label("Value", exact=True).fill("en")
    dashboard.answer("Save")
    expect(dashboard.page.get_by_role("row", name="language en")).to_be_visible()
    dashboard.button("Edit language").click()
    dashboard.page.get_by_label("Value", exact=True).fill("da")
    dashboard.answer("Save")
    expect(dashboard.page.get_by_role("row", name="language da")).to_be_visible()
    assert [(each.key, each.value) for each in alice.attributes()] == [("language", "da")]
    dashboard.button("Remove language").click()
    dashboard.answer("Remove")
    expect(dashboard.page.get_by_text("You have no attributes")).to_be_visible()
    assert alice.attributes() == []
