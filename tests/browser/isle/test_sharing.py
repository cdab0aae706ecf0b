"""At a consumer: what is asked, what is shared, and how it is taken back."""

from __future__ import annotations

import time
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Frame, Route, expect

from idos import Client
from idos.crypto.box import generate_secret_key, public_key, seal
from idos.crypto.encoding import b64encode
from idos.errors import NotFound
from tests.browser.isle.app import App, Refusal
from tests.browser.isle.conftest import Town, consumer_app, issue
from tests.browser.wallet import Wallet
from tests.people import agrees

REQUEST = "Charlie asks for a copy"
SHARED = "Shared with Charlie"
DAY = 86_400


@pytest.fixture
def asked(charlie: App, alice: Client, town: Town) -> App:
    """Alice has a passport, and sees what Charlie asks."""
    issue(town, alice)
    charlie.sign_in().expect_title(REQUEST)
    return charlie


def test_the_five_questions_are_answered(asked: App) -> None:
    for text in (
        "Who asks",
        "charlie.localhost:",
        "Open a trading account, and keep the records that the law asks for",
        "Date of birth",
        "The copy holds the whole credential all the same",
        "Locked until",
        "Until then you cannot take it back.",
        "What was read before stays read.",
    ):
        asked.expect_text(text)
    asked.expect_state("pending-permissions")


def test_a_copy_is_shared_and_the_app_sees_no_plaintext(
    asked: App, wallet: Wallet, alice: Client, town: Town
) -> None:
    asked.press("Accept")
    asked.unlock()
    asked.agree()
    asked.expect_title(SHARED)
    asked.expect_state("verified")
    [grant] = asked.calls("granted")
    assert grant["ownerId"] == str(alice.profile().id)
    assert "Share a credential with creating AG" in wallet.texts[-1]
    report = town.net.consumer.verified_credential(UUID(grant["copyId"]), [town.net.trusted_issuer])
    assert report.credential["credentialSubject"]["firstName"] == "Alice"
    lock = next(g for g in alice.grants_given() if str(g.id) == grant["grantId"]).locked_until
    assert abs(lock - time.time() - 30 * DAY) < 120
    _check_unseen(asked.seen(), report.credential["credentialSubject"])


def _check_unseen(seen: str, subject: dict[str, str]) -> None:
    """Neither a value of the credential, in any form that bytes have here, nor the password."""
    assert seen
    secrets = [subject["familyName"], subject["idDocumentNumber"], subject["selfieFile"], "credentialSubject"]
    for secret in (*secrets, "a password for tests"):
        for form in (secret, secret.encode().hex(), b64encode(secret.encode()).rstrip("=")):
            assert form not in seen


def test_a_lock_can_not_be_revoked_and_says_why(asked: App) -> None:
    asked.press("Accept")
    asked.unlock()
    asked.agree()
    asked.expect_title(SHARED)
    asked.expect_text("You agreed to the lock when you shared. Charlie keeps its copy until then.")
    expect(asked.isle.get_by_role("button", name="Revoke: Charlie")).to_have_count(0)
    asked.isle.get_by_text("One more recipient").click()
    expect(asked.isle.get_by_role("button", name="Revoke: Neobank")).to_be_visible()


def test_what_is_not_locked_can_be_taken_back_and_given_again(
    context: BrowserContext, wallet: Wallet, alice: Client, town: Town
) -> None:
    charlie = consumer_app(context, town, wallet, lockSeconds=0)
    issue(town, alice)
    charlie.sign_in()
    charlie.expect_text("Until you revoke it. There is no lock.")
    charlie.press("Accept")
    charlie.unlock()
    charlie.agree()
    charlie.expect_title(SHARED)
    [grant] = charlie.calls("granted")
    charlie.press("Revoke: Charlie")
    charlie.press("Revoke")
    charlie.expect_title("Taken back")
    charlie.expect_state("pending-permissions")
    with pytest.raises(NotFound):
        town.net.consumer.shared_credential(UUID(grant["copyId"]))
    charlie.press("Show the request again")
    charlie.press("Accept")
    charlie.agree()
    charlie.expect_title(SHARED)
    assert len(charlie.calls("granted")) == 2
    assert charlie.complaints == []


def test_declining_shares_nothing(asked: App, alice: Client) -> None:
    asked.press("Decline")
    asked.expect_title("You declined")
    asked.expect_text("Nothing was shared with Charlie.")
    assert [grant.inserter_type for grant in alice.grants_given()] == ["delegated_write_grant"]
    asked.press("Show the request again")
    asked.expect_title(REQUEST)


def test_a_closed_window_and_a_wrong_password_share_nothing(asked: App, alice: Client) -> None:
    asked.press("Accept")
    popup = asked.popup("unlock")
    popup.get_by_label("Password", exact=True).fill("wrong")
    popup.get_by_role("button", name="Allow and unlock").click()
    popup.get_by_role("alert").wait_for()
    popup.close()
    asked.expect_text("window was closed.")
    asked.expect_title(REQUEST)
    asked.press("Accept")
    asked.unlock()
    asked.popup("share").get_by_role("button", name="Do not share").click()
    asked.expect_text("You declined.")
    asked.expect_title(REQUEST)
    assert len(alice.grants_given()) == 1


def test_a_blocked_window_is_explained(asked: App) -> None:
    enclave = _enclave_when_asked(asked)
    enclave.evaluate("() => { window.open = () => null; }")
    asked.enclave.locator("#unlock").click()
    asked.expect_text("The browser did not let the window open.")
    asked.expect_title(REQUEST)


def test_a_signature_that_is_declined_keeps_the_copy_for_the_next_try(asked: App, wallet: Wallet) -> None:
    wallet.refuses = True
    asked.press("Accept")
    asked.unlock()
    asked.agree()
    asked.expect_text("You declined.")
    wallet.refuses = False
    asked.press("Accept")
    asked.expect_title(SHARED)


def test_an_app_that_could_not_take_note_is_told_again_and_nothing_else_is_repeated(
    asked: App, wallet: Wallet
) -> None:
    asked.handlers["granted"] = _fail
    asked.press("Accept")
    asked.unlock()
    asked.agree()
    asked.expect_text("The copy is shared. Only the app does not know it yet.")
    asked.expect_state("pending-permissions")
    signed = len(wallet.texts)
    asked.handlers["granted"] = lambda grant: None
    asked.press("Tell it again")
    asked.expect_title(SHARED)
    assert len(wallet.texts) == signed


def test_an_app_that_wants_proof_first_gets_it_while_news_arrives(
    asked: App, wallet: Wallet, alice: Client, town: Town
) -> None:
    proofs: list[object] = []
    asked.handlers["prove"] = proofs.append

    def granted(_: object) -> None:
        if not proofs:
            alice.add_attribute("a change", "at the same moment")
            issue(town, alice)
            raise Refusal("unproven")

    asked.handlers["granted"] = granted
    asked.press("Accept")
    asked.unlock()
    asked.agree()
    asked.expect_title("Show that this wallet is yours")
    issue(town, alice)
    asked.expect_title("Show that this wallet is yours")
    asked.sign()
    asked.expect_title(SHARED)
    assert len(proofs) == 1
    assert len(asked.calls("granted")) == 2


def test_who_leaves_the_last_signature_learns_that_the_copy_is_out(asked: App) -> None:
    _share_up_to_the_proof(asked)
    asked.press("Not now")
    asked.expect_title("Shared, but Charlie does not know it yet")
    asked.expect_text("The copy is shared. Only the app does not know it yet.")
    asked.expect_text("You agreed to the lock when you shared.")
    expect(asked.isle.get_by_text("Your data is as it was.")).to_have_count(0)
    asked.handlers["granted"] = lambda grant: None
    asked.press("Sign once more")
    asked.expect_title(SHARED)


def test_who_leaves_the_last_signature_can_take_the_copy_back(
    context: BrowserContext, wallet: Wallet, alice: Client, town: Town
) -> None:
    charlie = consumer_app(context, town, wallet, lockSeconds=0)
    issue(town, alice)
    charlie.sign_in()
    _share_up_to_the_proof(charlie)
    charlie.press("Not now")
    charlie.press("Revoke: Charlie")
    charlie.press("Revoke")
    charlie.expect_title("Taken back")
    assert [grant.inserter_type for grant in alice.grants_given()] == ["delegated_write_grant"]
    assert charlie.complaints == []


def test_another_content_than_the_chosen_one_is_not_shared(asked: App, alice: Client, town: Town) -> None:
    """The node serves another content of hers under the id that she chose."""
    [chosen] = [info.id for info in alice.credentials() if info.original_id is None]
    right, other = alice.credential(chosen).sealed, seal(b"another of hers", alice.enclave.public_key)

    def lie(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace(b64encode(right.content), b64encode(other.content))
        key = b64encode(right.encryptor_public_key)
        route.fulfill(response=answer, body=body.replace(key, b64encode(other.encryptor_public_key)))

    asked.context.route(f"{town.net.url}/rpc/v1", lie)
    asked.press("Accept")
    asked.unlock()
    asked.expect_text("The node gave another content than the one you chose.")
    asked.expect_title(REQUEST)
    assert len(alice.grants_given()) == 1


def test_what_was_granted_before_is_told_to_the_app_at_once(asked: App, wallet: Wallet) -> None:
    asked.press("Accept")
    asked.unlock()
    asked.agree()
    asked.expect_title(SHARED)
    asked.page.reload()
    asked.expect_title(SHARED)
    first, second = asked.calls("granted")
    assert first == second


def test_a_grant_revoked_elsewhere_is_gone_here_within_seconds(
    context: BrowserContext, wallet: Wallet, alice: Client, town: Town
) -> None:
    charlie = consumer_app(context, town, wallet, lockSeconds=0)
    issued = issue(town, alice)
    shared = alice.share(issued.original_id, town.net.consumer.grantee, consent=agrees)
    charlie.sign_in().expect_title(SHARED)
    alice.revoke(shared.grant_id)
    charlie.expect_title(REQUEST)


def test_the_person_chooses_among_several_credentials(asked: App, alice: Client, town: Town) -> None:
    second = issue(town, alice, first_name="Alicia")
    choices = asked.isle.get_by_role("radio")
    expect(choices).to_have_count(2)
    assert not any(choice.is_checked() for choice in choices.all())
    asked.press("Accept")
    asked.expect_text("Choose a credential first.")
    copies = {info.id for info in alice.credentials() if info.original_id}
    infos = [info.id for info in alice.credentials() if not info.original_id]
    choices.nth(infos.index(second.original_id)).check()
    asked.press("Accept")
    asked.unlock()
    asked.agree()
    asked.expect_title(SHARED)
    [made] = [info for info in alice.credentials() if info.original_id and info.id not in copies]
    assert made.original_id == second.original_id


def test_credentials_of_others_or_of_another_type_are_not_asked_for(
    context: BrowserContext, wallet: Wallet, alice: Client, town: Town
) -> None:
    charlie = consumer_app(context, town, wallet, credentialType="liveness")
    issue(town, alice)
    charlie.sign_in().expect_title("You have no “Liveness check” to share yet")
    charlie.expect_state("not-verified")
    charlie.settings |= {"credentialType": "passport", "issuers": [town.net.consumer_key.identifier]}
    charlie.page.reload()
    charlie.expect_title("You have no “Passport” to share yet")


def test_without_a_credential_the_issuers_are_shown(charlie: App, alice: Client) -> None:
    charlie.sign_in().expect_title("You have no “Passport” to share yet")
    expect(charlie.isle.get_by_role("link", name="Get it from Neobank")).to_be_visible()
    charlie.expect_state("not-verified")


def test_a_credential_that_arrives_meanwhile_is_asked_for(charlie: App, alice: Client, town: Town) -> None:
    charlie.sign_in().expect_title("You have no “Passport” to share yet")
    issue(town, alice)
    charlie.expect_title(REQUEST)


def test_a_listed_app_can_not_have_the_copy_made_for_another_key(
    context: BrowserContext, wallet: Wallet, alice: Client, town: Town
) -> None:
    stolen = b64encode(public_key(generate_secret_key()))
    charlie = consumer_app(context, town, wallet, encryptionPublicKey=stolen)
    issue(town, alice)
    charlie.sign_in()
    charlie.expect_text("Charlie asks in the name of somebody else.")
    charlie.expect_state("error")


def test_a_stranger_is_shown_by_its_address_and_can_not_ask_in_a_listed_name(
    context: BrowserContext, wallet: Wallet, alice: Client, town: Town
) -> None:
    own = b64encode(public_key(generate_secret_key()))
    stranger = consumer_app(context, town, wallet, "stranger", grantee="ab" * 32, encryptionPublicKey=own)
    issue(town, alice)
    stranger.sign_in()
    host = f"stranger.localhost:{town.apps_port}"
    stranger.expect_title(f"{host} asks for a copy")
    stranger.expect_text("not in the directory")
    stranger.settings |= {"grantee": town.net.consumer_key.identifier}
    stranger.page.reload()
    stranger.expect_text(f"{host} asks in the name of somebody else.")


def test_a_node_that_is_down_is_told_and_found_again(asked: App, town: Town) -> None:
    asked.page.context.route(f"{town.net.url}/**", lambda route: route.abort())
    asked.page.reload()
    asked.expect_title("That did not work")
    asked.expect_text("The idOS node cannot be reached.")
    asked.page.context.unroute(f"{town.net.url}/**")
    asked.complaints.clear()  # the browser itself writes down what could not be reached
    asked.press("Try again")
    asked.expect_title(REQUEST)


def _share_up_to_the_proof(app: App) -> None:
    """Share a copy with an app that then wants the wallet proved."""

    def granted(_: object) -> None:
        raise Refusal("unproven")

    app.handlers["granted"] = granted
    app.press("Accept")
    app.unlock()
    app.agree()
    app.expect_title("Show that this wallet is yours")


def _enclave_when_asked(app: App) -> Frame:
    app.press("Accept")
    app.enclave.locator("#unlock").wait_for()
    return next(frame for frame in app.page.frames if "enclave.localhost" in frame.url)


def _fail(_: object) -> None:
    raise Refusal("unavailable")
