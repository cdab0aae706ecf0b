"""Who gets in, with what; and what is left when they leave."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from idos import Client
from idos.crypto.encoding import b64encode
from idos.sdk.keystore import KeyKind, Keys, save
from idos.testing import CHAIN_ID, network
from tests.browser.consumer.company import PASSWORD, Company, Desk, company, share
from tests.browser.wallet import Wallet
from tests.people import agrees


def test_a_key_file_signs_in_and_nothing_secret_is_kept_or_sent(
    acme: Company, desk: Desk, alice: Client
) -> None:
    _, copy = share(acme, alice, first_name="Zenobia")
    desk.choose_file()
    expect(desk.page.get_by_text("Keys of")).to_be_visible()
    expect(desk.page.locator(".key-owner")).to_contain_text("Acme")
    desk.give_password("not it")
    expect(desk.page.get_by_text("The password does not open this file.")).to_be_visible()
    desk.give_password()
    desk.read(copy.grant_id)
    expect(desk.page.get_by_role("heading", name="Zenobia Liddell")).to_be_visible()

    secrets = [secret for key in acme.keys.secrets for secret in (key.hex(), b64encode(key))]
    for text in (desk.stored(), desk.sent()):
        for secret in (*secrets, PASSWORD, "not it", "Zenobia"):
            assert secret not in text
    hosts = {request.url.split("/")[2] for request in desk.requests if not request.url.startswith("blob:")}
    assert hosts == {acme.url.split("/")[2], acme.net.url.split("/")[2]}
    assert desk.context.cookies() == []


def test_files_that_are_no_company_keys_are_told_apart(desk: Desk, tmp_path: Path) -> None:
    rubbish, wallet = tmp_path / "rubbish", tmp_path / "wallet.key"
    rubbish.write_bytes(b"\x00" * 100)
    save(wallet, Keys.generate(KeyKind.EVM), PASSWORD)
    desk.choose_file(rubbish)
    expect(desk.page.get_by_role("alert")).to_contain_text("not a key file")
    desk.choose_file(wallet)
    expect(desk.page.get_by_role("alert")).to_contain_text("a wallet's keys")
    expect(desk.page.get_by_label("Password of the key file")).to_have_count(0)
    desk.sign_in()


def test_a_reload_keeps_the_session_and_asks_for_the_key_again(
    acme: Company, desk: Desk, alice: Client, tmp_path: Path
) -> None:
    _, copy = share(acme, alice)
    other = tmp_path / "other.key"
    save(other, Keys.generate(KeyKind.SERVER), PASSWORD)
    desk.sign_in()
    desk.page.reload()
    expect(desk.rows).to_have_count(1)
    desk.go(f"grants/{copy.grant_id}")
    desk.button("Read and check").click()
    desk.choose_file(other)
    desk.give_password()
    expect(desk.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("somebody else")
    desk.choose_file()
    desk.give_password()
    expect(desk.verdict).to_contain_text("Verified")


def test_after_signing_out_nothing_is_left_to_go_on_with(acme: Company, desk: Desk, alice: Client) -> None:
    share(acme, alice)
    desk.sign_in()
    expect(desk.rows).to_have_count(1)
    [token] = {
        request.headers["authorization"] for request in desk.requests if "authorization" in request.headers
    }
    desk.button("Sign out").click()
    expect(desk.page.get_by_text("You are signed out, and the keys are forgotten.")).to_be_visible()
    assert token.removeprefix("Bearer ") not in desk.stored()
    desk.page.reload()
    expect(desk.page.get_by_text("With your company's key file")).to_be_visible()
    answer = desk.page.request.get(f"{acme.net.url}/api/v1/changes", headers={"Authorization": token})
    assert answer.status == 401


def test_after_ten_idle_minutes_key_and_contents_are_forgotten(
    context: BrowserContext, acme: Company, alice: Client
) -> None:
    _, copy = share(acme, alice, first_name="Zenobia")
    context.clock.install()
    desk = Desk(context, acme)
    desk.sign_in()
    desk.read(copy.grant_id)
    desk.page.clock.fast_forward(9 * 60_000)
    desk.page.keyboard.press("Shift")
    desk.page.clock.fast_forward(9 * 60_000)
    expect(desk.verdict).to_be_visible()
    desk.page.clock.fast_forward(60_000)
    expect(desk.page.get_by_text("Nobody used this page for 10 minutes")).to_be_visible()
    expect(desk.verdict).to_have_count(0)
    expect(desk.page.get_by_text("Zenobia")).to_have_count(0)
    desk.button("Read and check").click()
    expect(desk.page.get_by_role("dialog")).to_be_visible()


def test_a_wallet_signs_in_and_the_key_file_reads(
    context: BrowserContext, acme: Company, alice: Client
) -> None:
    wallet = Wallet(context).announce("Acme's wallet")
    grantee = type(acme.keys.card.grantee)(
        wallet.signer.identifier, acme.keys.card.grantee.encryption_public_key
    )
    original, _ = share(acme, alice)
    copy = alice.share(original, grantee, consent=agrees)
    desk = Desk(context, acme)
    wallet.refuses = True
    desk.button("Sign in with Acme's wallet").click()
    expect(desk.page.get_by_role("alert")).to_contain_text("You declined.")
    expect(desk.button("Sign in with Acme's wallet")).not_to_have_attribute("aria-disabled", "true")
    wallet.refuses = False
    wallet.waits = True
    desk.button("Sign in with Acme's wallet").click()
    desk.button("Stop waiting for the wallet").click()
    wallet.answer()  # too late
    desk.button("Sign in with Acme's wallet").click()
    expect(desk.rows).to_have_count(1)
    assert len(wallet.texts) == 1

    desk.page.reload()
    desk.go(f"grants/{copy.grant_id}")
    desk.button("Read and check").click()
    desk.choose_file()
    desk.give_password()
    expect(desk.verdict).to_contain_text("Verified")

    wallet.change_network()
    desk.button("Give it back").click()
    expect(desk.page.get_by_role("dialog")).to_contain_text(f"the network {CHAIN_ID}")
    desk.page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    wallet.switch(1)
    desk.button("Give it back").click()
    expect(desk.page.get_by_text("Your wallet signs this.")).to_be_visible()
    wallet.switch(0)
    desk.page.get_by_role("dialog").get_by_role("button", name="Sign in with Acme's wallet").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="Give it back").click()
    expect(desk.page.get_by_text("You gave this back")).to_be_visible()
    assert desk.complaints == []


def test_a_node_of_another_network_than_before_is_used_only_when_somebody_says_so(
    acme: Company, desk: Desk
) -> None:
    desk.page.evaluate("key => localStorage.setItem(key, 'another-network')", f"idos-network {acme.net.url}")
    desk.choose_file()
    desk.give_password()
    expect(desk.page.get_by_role("alert")).to_contain_text("The node belongs to another network")
    desk.page.get_by_text("Node: ").click()
    desk.button("Use this node").click()
    desk.button("Use the other network").click()
    expect(desk.page.get_by_text(f"Network {CHAIN_ID}, block")).to_be_visible()
    desk.give_password()
    expect(desk.button("Sign out")).to_be_visible()


def test_any_node_by_its_address(acme: Company, desk: Desk) -> None:
    with network() as elsewhere:
        person = elsewhere.join()
        issued = elsewhere.issue(person, b"elsewhere")
        person.share(issued.original_id, acme.keys.card.grantee, consent=agrees)
        desk.page.get_by_text("Node: ").click()
        desk.page.get_by_label("Use another node").fill("ftp://nowhere")
        desk.button("Use this node").click()
        expect(desk.page.get_by_role("alert")).to_be_visible()
        desk.page.get_by_label("Use another node").fill(elsewhere.url)
        desk.button("Use this node").click()
        expect(desk.page.get_by_text("Network idos-testing")).to_be_visible()
        desk.sign_in()
        expect(desk.rows).to_have_count(1)


def test_a_node_where_every_question_is_signed_needs_the_key_for_each(
    context: BrowserContext, tmp_path: Path
) -> None:
    with network(private=True) as net, company(net, tmp_path) as acme:
        share(acme, net.join())
        desk = Desk(context, acme)
        desk.sign_in()
        expect(desk.rows).to_have_count(1)
        desk.page.reload()
        desk.button("Open the key file").click()
        desk.choose_file()
        desk.give_password()
        expect(desk.rows).to_have_count(1)
        assert desk.complaints == []


def test_in_german(desk: Desk) -> None:
    desk.page.goto(f"{desk.acme.url}/?lang=de")
    expect(desk.page.get_by_role("heading", name="Was mit Ihnen geteilt wurde")).to_be_visible()
    assert desk.page.locator("html").get_attribute("lang") == "de"
