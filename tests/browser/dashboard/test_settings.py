"""The key, taking data along, and leaving."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from idos import Client, NotFound, ServerKey
from idos.crypto.box import generate_secret_key
from idos.crypto.encoding import b64encode
from idos.enclave.local import LocalEnclave
from idos.testing import PASSWORD, Network
from tests.browser.dashboard.page import DAY, NEW_PASSWORD, DashboardPage, give, join, share


def _export(dashboard: DashboardPage) -> Path:
    dashboard.go("settings")
    with dashboard.page.expect_download() as started:
        dashboard.button("Make the file").click()
        dashboard.pass_enclave()
    return started.value.path()


def test_everything_is_exported_in_clear(dashboard: DashboardPage, net: Network, alice: Client) -> None:
    credential = give(net, alice)
    share(net, alice, credential)
    alice.add_attribute("language", "en")
    binary = alice.add_credential(b"\xff\x00", "", key=ServerKey.generate())
    file = json.loads(_export(dashboard.sign_in()).read_text())
    assert (file["format"], file["version"]) == ("idos-export", 1)
    assert file["profile"]["id"] == str(alice.profile().id)
    assert [each["address"] for each in file["wallets"]] == [dashboard.wallet.address]
    assert file["attributes"] == [{"key": "language", "value": "en"}]
    (grant,) = file["grants"]
    assert grant["grantee"] == net.consumer_key.identifier
    assert grant["credentialId"] == str(credential)
    contents = {each["id"]: each for each in file["credentials"]}
    assert contents[str(credential)]["content"].encode() == alice.read(credential)
    assert contents[str(binary)]["contentBase64"] == b64encode(b"\xff\x00")
    expect(dashboard.page.get_by_text("The file is made: 2 credentials.")).to_be_visible()


def test_an_exported_credential_is_imported_elsewhere_and_still_verified(
    dashboard: DashboardPage, net: Network, alice: Client, tmp_path: Path
) -> None:
    with join(net, dashboard.wallet.account(1)) as earlier:
        give(net, earlier, first_name="Marguerite")
        dashboard.wallet.switch(1)
        file = tmp_path / "export.json"
        file.write_bytes(_export(dashboard.sign_in()).read_bytes())
    dashboard.button("Sign out").click()
    dashboard.wallet.switch(0)
    dashboard.sign_in().go("data/import")
    dashboard.page.locator("input[type=file]").set_input_files(file)
    expect(dashboard.page.get_by_text("1 credential in this file")).to_be_visible()
    dashboard.page.get_by_label("Passport").check()
    dashboard.button("Import 1").click()
    dashboard.pass_enclave()
    expect(dashboard.cards).to_have_count(1)
    (info,) = alice.credentials()
    assert b"Marguerite" in alice.read(info.id)
    dashboard.go(f"data/{info.id}").unlock_again()
    expect(dashboard.page.get_by_text("Signed by Neobank").first).to_be_visible()


@pytest.mark.parametrize(
    ("content", "number"),
    [
        (
            '{"exportedAt": "2026", "credentials": [{"id": "1", "notes": {"type": "kyc"}, "content": "{}"}]}',
            1,
        ),
        ('{"format": "idos-export", "version": 1, "credentials": [{"id": 1}]}', None),
        ("no JSON", None),
        ('{"format": "something else"}', None),
    ],
)
def test_only_exported_files_are_read(
    dashboard: DashboardPage, tmp_path: Path, content: str, number: int | None
) -> None:
    file = tmp_path / "export.json"
    file.write_text(content)
    dashboard.sign_in().go("data/import")
    dashboard.page.locator("input[type=file]").set_input_files(file)
    if number is None:
        expect(dashboard.page.get_by_role("alert")).to_contain_text("not exported from a dashboard")
    else:
        expect(dashboard.page.get_by_text(f"{number} credential in this file")).to_be_visible()


def test_the_recovery_kit_is_shown_by_the_enclave(dashboard: DashboardPage, alice: Client) -> None:
    dashboard.sign_in().go("settings")
    dashboard.button("Show the recovery kit").click()
    dashboard.pass_enclave()
    window = dashboard.enclave_window("backup")
    window.get_by_label("Password", exact=True).fill(PASSWORD)
    window.get_by_role("button", name="Show the kit").click()
    expect(window.get_by_text(str(alice.profile().id))).to_be_visible()
    window.get_by_label("I have stored it safely").check()
    window.get_by_role("button", name="Done").click()
    expect(dashboard.page.get_by_text("The recovery kit was shown.")).to_be_visible()


def _choose_password(dashboard: DashboardPage, *, is_locked: bool = True) -> None:
    """Begin a change, and go through the enclave's windows."""
    dashboard.go("settings/password")
    dashboard.button("Begin").click()
    if is_locked:
        dashboard.pass_enclave()
    window = dashboard.enclave_window("change")
    window.get_by_label("Present password").fill(PASSWORD)
    window.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    window.get_by_label("Repeat the new password").fill(NEW_PASSWORD)
    window.get_by_role("button", name="Make the new key").click()
    window.get_by_label("I have stored it safely").check()
    window.get_by_role("button", name="Continue").click()


def test_another_password_opens_everything_and_the_old_one_nothing(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    first, second = give(net, alice), give(net, alice, type="kyc")
    share(net, alice, first)
    dashboard.sign_in().go("settings/password")
    expect(dashboard.page.get_by_text("Your wallet asks 3 times")).to_be_visible()
    signed = len(dashboard.wallet.texts)
    _choose_password(dashboard)
    expect(dashboard.page.get_by_text("Your password is changed.")).to_be_visible()
    assert len(dashboard.wallet.texts) == signed + 3
    new = LocalEnclave.unlock(str(alice.profile().id), NEW_PASSWORD, alice.profile().encryption_public_key)
    for credential in (first, second):
        assert b"Liddell" in new.decrypt(alice.credential(credential).sealed)
    dashboard.go(f"data/{first}").unlock_again()  # the tab has the new key
    expect(dashboard.page.get_by_text("Alice Liddell").first).to_be_visible()
    dashboard.button("Lock now").click()
    dashboard.unlock(NEW_PASSWORD)


def test_a_new_password_that_the_wallet_did_not_make_count_is_said_to_be_worth_nothing(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    dashboard.sign_in()
    dashboard.wallet.refuses = True
    _choose_password(dashboard)
    said = dashboard.page.get_by_role("alert")
    expect(said).to_contain_text("You declined.")
    expect(said).to_contain_text("Your password is still the old one.")
    expect(said).to_contain_text("A recovery kit that you stored for the new one opens nothing.")
    assert b"Liddell" in alice.read(credential)
    dashboard.wallet.refuses = False
    _choose_password(dashboard, is_locked=False)
    expect(dashboard.page.get_by_text("Your password is changed.")).to_be_visible()


def test_the_network_is_said_before_a_profile_is_erased(dashboard: DashboardPage, alice: Client) -> None:
    dashboard.sign_in().go("settings/erase")
    note = dashboard.page.locator("form .note")
    expect(note).to_contain_text(
        f"Network idos-testing, through {dashboard.town.net.url.removeprefix('http://')}."
    )
    dashboard.page.get_by_label("Type ERASE to confirm").fill("ERASE")
    dashboard.wallet.refuses = True
    dashboard.button("Erase my profile").click()
    expect(dashboard.page.get_by_role("alert")).to_contain_text("You declined.")
    assert alice.profile()


def test_a_change_that_was_interrupted_is_finished_or_abandoned(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    give(net, alice)
    give(net, alice, type="kyc")
    dashboard.sign_in()
    dashboard.wallet.tires_after = 1
    _choose_password(dashboard)
    expect(dashboard.page.get_by_text("An earlier change was not finished")).to_be_visible()
    assert alice.profile().encryption_public_key == alice.enclave.public_key
    dashboard.wallet.tires_after = None
    dashboard.button("Abandon it").click()
    expect(dashboard.page.get_by_text("Your password is the old one.")).to_be_visible()
    dashboard.wallet.tires_after = 1
    _choose_password(dashboard, is_locked=False)
    expect(dashboard.page.get_by_text("An earlier change was not finished")).to_be_visible()
    dashboard.page.reload()
    expect(dashboard.page.get_by_text("An earlier change was not finished")).to_be_visible()
    dashboard.wallet.tires_after = None
    _choose_password(dashboard, is_locked=False)
    expect(dashboard.page.get_by_text("Your password is changed.")).to_be_visible()


def test_a_credential_that_can_not_be_opened_holds_up_a_change_and_can_be_deleted(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    _add_unreadable(net, alice)
    give(net, alice)
    dashboard.sign_in()
    _choose_password(dashboard)
    expect(dashboard.page.get_by_text("1 credential cannot be opened with your key")).to_be_visible()
    dashboard.button("Delete").click()
    dashboard.answer("Delete")
    expect(dashboard.dialog).to_have_count(0)
    _choose_password(dashboard, is_locked=False)
    expect(dashboard.page.get_by_text("Your password is changed.")).to_be_visible()


def _add_unreadable(net: Network, person: Client) -> None:
    """A credential of hers that is encrypted for a key that nobody has."""
    other = LocalEnclave(generate_secret_key())
    with Client(net.url, person.wallet, other, chain_id=net.chain_id) as same:
        same.add_credential(b"{}", "", key=ServerKey.generate())


def test_erasing_shows_what_remains_and_needs_the_word(
    dashboard: DashboardPage, net: Network, alice: Client
) -> None:
    credential = give(net, alice)
    share(net, alice, credential)
    share(net, alice, credential, locked_for=800 * DAY)
    dashboard.sign_in().go("settings/erase")
    expect(
        dashboard.page.get_by_text("Erased at once: 1 credential, 1 copy, and your profile.")
    ).to_be_visible()
    row = dashboard.page.get_by_role("row").filter(has=dashboard.page.locator("td"))
    expect(row).to_contain_text("Charlie's Cards")
    expect(row).to_contain_text("in 2 years")
    dashboard.page.get_by_label("Type ERASE to confirm").fill("erase")
    dashboard.button("Erase my profile").click()
    expect(dashboard.page.get_by_role("alert")).to_contain_text("in capitals")
    assert alice.credentials()
    dashboard.page.get_by_label("Type ERASE to confirm").fill("ERASE")
    dashboard.button("Erase my profile").click()
    expect(dashboard.page.get_by_text("Your profile is erased.")).to_be_visible()
    with pytest.raises(NotFound):
        alice.profile()
    assert not net.consumer.has_profile(dashboard.wallet.address)
    dashboard.button("Continue with Test wallet").click()
    expect(dashboard.page.get_by_text("This wallet has no profile yet")).to_be_visible()
