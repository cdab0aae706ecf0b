"""Who gets in, with what; and what is left when they leave."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from idos import Client
from idos.crypto.encoding import b64encode
from idos.sdk.keystore import KeyKind, Keys, save
from idos.testing import CHAIN_ID, network
from tests.browser.consumer.company import PASSWORD, Company, ConsumerPage, company, share
from tests.browser.wallet import Wallet
from tests.people import agrees


def test_a_key_file_signs_in_and_nothing_secret_is_kept_or_sent(
    acme: Company, dashboard: ConsumerPage, alice: Client
) -> None:
    _, copy = share(acme, alice, first_name="Zenobia")
    dashboard.choose_file()
    expect(dashboard.page.get_by_text("Keys of")).to_be_visible()
    expect(dashboard.page.locator(".key-owner")).to_contain_text("Acme")
    dashboard.give_password("not it")
    expect(dashboard.page.get_by_text("The password does not open this file.")).to_be_visible()
    dashboard.give_password()
    dashboard.read(copy.grant_id)
    expect(dashboard.page.get_by_role("heading", name="Zenobia Liddell")).to_be_visible()

    secrets = [secret for key in acme.keys.secrets for secret in (key.hex(), b64encode(key))]
    for text in (dashboard.stored(), dashboard.sent()):
        for secret in (*secrets, PASSWORD, "not it", "Zenobia"):
            assert secret not in text
    hosts = {
        request.url.split("/")[2] for request in dashboard.requests if not request.url.startswith("blob:")
    }
    assert hosts == {acme.url.split("/")[2], acme.net.url.split("/")[2]}
    assert dashboard.context.cookies() == []


def test_files_that_are_no_company_keys_are_told_apart(dashboard: ConsumerPage, tmp_path: Path) -> None:
    rubbish, wallet = tmp_path / "rubbish", tmp_path / "wallet.key"
    rubbish.write_bytes(b"\x00" * 100)
    save(wallet, Keys.generate(KeyKind.EVM), PASSWORD)
    dashboard.choose_file(rubbish)
    expect(dashboard.page.get_by_role("alert")).to_contain_text("not a key file")
    dashboard.choose_file(wallet)
    expect(dashboard.page.get_by_role("alert")).to_contain_text("a wallet's keys")
    expect(dashboard.page.get_by_label("Password of the key file")).to_have_count(0)
    dashboard.sign_in()


def test_a_reload_keeps_the_session_and_asks_for_the_key_again(
    acme: Company, dashboard: ConsumerPage, alice: Client, tmp_path: Path
) -> None:
    _, copy = share(acme, alice)
    other = tmp_path / "other.key"
    save(other, Keys.generate(KeyKind.SERVER), PASSWORD)
    dashboard.sign_in()
    dashboard.page.reload()
    expect(dashboard.rows).to_have_count(1)
    dashboard.go(f"grants/{copy.grant_id}")
    dashboard.button("Read and check").click()
    dashboard.choose_file(other)
    dashboard.give_password()
    expect(dashboard.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("somebody else")
    dashboard.choose_file()
    dashboard.give_password()
    expect(dashboard.verdict).to_contain_text("Verified")


def test_after_signing_out_nothing_is_left_to_go_on_with(
    acme: Company, dashboard: ConsumerPage, alice: Client
) -> None:
    share(acme, alice)
    dashboard.sign_in()
    expect(dashboard.rows).to_have_count(1)
    [token] = {
        request.headers["authorization"]
        for request in dashboard.requests
        if "authorization" in request.headers
    }
    dashboard.button("Sign out").click()
    expect(dashboard.page.get_by_text("You are signed out, and the keys are forgotten.")).to_be_visible()
    assert token.removeprefix("Bearer ") not in dashboard.stored()
    dashboard.page.reload()
    expect(dashboard.page.get_by_text("With your company's key file")).to_be_visible()
    answer = dashboard.page.request.get(f"{acme.net.url}/api/v1/changes", headers={"Authorization": token})
    assert answer.status == 401


def test_after_ten_idle_minutes_key_and_contents_are_forgotten(
    context: BrowserContext, acme: Company, alice: Client
) -> None:
    _, copy = share(acme, alice, first_name="Zenobia")
    context.clock.install()
    dashboard = ConsumerPage(context, acme)
    dashboard.sign_in()
    dashboard.read(copy.grant_id)
    dashboard.page.clock.fast_forward(9 * 60_000)
    dashboard.page.keyboard.press("Shift")
    dashboard.page.clock.fast_forward(9 * 60_000)
    expect(dashboard.verdict).to_be_visible()
    dashboard.page.clock.fast_forward(60_000)
    expect(dashboard.page.get_by_text("Nobody used this page for 10 minutes")).to_be_visible()
    expect(dashboard.verdict).to_have_count(0)
    expect(dashboard.page.get_by_text("Zenobia")).to_have_count(0)
    dashboard.button("Read and check").click()
    expect(dashboard.page.get_by_role("dialog")).to_be_visible()


def test_a_wallet_signs_in_and_the_key_file_reads(
    context: BrowserContext, acme: Company, alice: Client
) -> None:
    wallet = Wallet(context).announce("Acme's wallet")
    grantee = type(acme.keys.card.grantee)(
        wallet.signer.identifier, acme.keys.card.grantee.encryption_public_key
    )
    original, _ = share(acme, alice)
    copy = alice.share(original, grantee, consent=agrees)
    dashboard = ConsumerPage(context, acme)
    wallet.refuses = True
    dashboard.button("Sign in with Acme's wallet").click()
    expect(dashboard.page.get_by_role("alert")).to_contain_text("You declined.")
    expect(dashboard.button("Sign in with Acme's wallet")).not_to_have_attribute("aria-disabled", "true")
    wallet.refuses = False
    wallet.waits = True
    dashboard.button("Sign in with Acme's wallet").click()
    dashboard.button("Stop waiting for the wallet").click()
    wallet.answer()  # too late
    dashboard.button("Sign in with Acme's wallet").click()
    expect(dashboard.rows).to_have_count(1)
    assert len(wallet.texts) == 1

    dashboard.page.reload()
    dashboard.go(f"grants/{copy.grant_id}")
    dashboard.button("Read and check").click()
    dashboard.choose_file()
    dashboard.give_password()
    expect(dashboard.verdict).to_contain_text("Verified")

    wallet.change_network()
    dashboard.button("Give it back").click()
    expect(dashboard.page.get_by_role("dialog")).to_contain_text(f"the network {CHAIN_ID}")
    dashboard.page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    wallet.switch(1)
    dashboard.button("Give it back").click()
    expect(dashboard.page.get_by_text("Your wallet signs this.")).to_be_visible()
    wallet.switch(0)
    dashboard.page.get_by_role("dialog").get_by_role("button", name="Sign in with Acme's wallet").click()
    dashboard.page.get_by_role("dialog").get_by_role("button", name="Give it back").click()
    expect(dashboard.page.get_by_text("You gave this back")).to_be_visible()
    assert dashboard.complaints == []


def test_a_node_of_another_network_than_before_is_used_only_when_somebody_says_so(
    acme: Company, dashboard: ConsumerPage
) -> None:
    dashboard.page.evaluate(
        "key => localStorage.setItem(key, 'another-network')", f"idos-network {acme.net.url}"
    )
    dashboard.choose_file()
    dashboard.give_password()
    expect(dashboard.page.get_by_role("alert")).to_contain_text("The node belongs to another network")
    dashboard.page.get_by_text("Node: ").click()
    dashboard.button("Use this node").click()
    dashboard.button("Use the other network").click()
    expect(dashboard.page.get_by_text(f"Network {CHAIN_ID}, block")).to_be_visible()
    dashboard.give_password()
    expect(dashboard.button("Sign out")).to_be_visible()


def test_any_node_by_its_address(acme: Company, dashboard: ConsumerPage) -> None:
    with network() as elsewhere:
        person = elsewhere.join()
        issued = elsewhere.issue(person, b"elsewhere")
        person.share(issued.original_id, acme.keys.card.grantee, consent=agrees)
        dashboard.page.get_by_text("Node: ").click()
        dashboard.page.get_by_label("Use another node").fill("ftp://nowhere")
        dashboard.button("Use this node").click()
        expect(dashboard.page.get_by_role("alert")).to_be_visible()
        dashboard.page.get_by_label("Use another node").fill(elsewhere.url)
        dashboard.button("Use this node").click()
        expect(dashboard.page.get_by_text("Network idos-testing")).to_be_visible()
        dashboard.sign_in()
        expect(dashboard.rows).to_have_count(1)


def test_a_node_where_every_question_is_signed_needs_the_key_for_each(
    context: BrowserContext, tmp_path: Path
) -> None:
    with network(private=True) as net, company(net, tmp_path) as acme:
        share(acme, net.join())
        dashboard = ConsumerPage(context, acme)
        dashboard.sign_in()
        expect(dashboard.rows).to_have_count(1)
        dashboard.page.reload()
        dashboard.button("Open the key file").click()
        dashboard.choose_file()
        dashboard.give_password()
        expect(dashboard.rows).to_have_count(1)
        assert dashboard.complaints == []


def test_in_german(dashboard: ConsumerPage) -> None:
    dashboard.page.goto(f"{dashboard.acme.url}/?lang=de")
    expect(dashboard.page.get_by_role("heading", name="Was mit Ihnen geteilt wurde")).to_be_visible()
    assert dashboard.page.locator("html").get_attribute("lang") == "de"
