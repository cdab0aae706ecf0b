"""At an issuer: the permission to write is given first, then the documents are checked elsewhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from idos import Client
from tests.browser.isle.app import App, Refusal
from tests.browser.isle.conftest import Town, issue, permission
from tests.browser.wallet import Wallet
from tests.people import agrees

OFFER = "Neobank asks to write into your profile"


def test_the_permission_is_explained_and_given_before_the_check(
    neobank: App, wallet: Wallet, alice: Client, town: Town
) -> None:
    neobank.sign_in().expect_title(OFFER)
    for text in (
        "To write one credential of the type “Passport”",
        "Neobank keeps a copy of its own.",
        "copy back at any time.",
        "Your credential stays yours to delete.",
    ):
        neobank.expect_text(text)
    neobank.isle.get_by_text("The exact text you will sign").click()
    neobank.expect_text("operation: delegatedWriteGrant")
    neobank.press("Accept")
    neobank.page.wait_for_url("**/?verification")
    [signed] = neobank.calls("verify")
    assert wallet.texts[-1].startswith("operation: delegatedWriteGrant")
    issued = issue(town, alice, signed)
    assert alice.credential(issued.original_id)


def test_what_is_declined_is_not_signed_and_can_be_seen_again(
    neobank: App, wallet: Wallet, alice: Client
) -> None:
    neobank.sign_in().expect_title(OFFER)
    neobank.press("Decline")
    neobank.expect_title("You declined")
    neobank.press("Show the request again")
    neobank.expect_title(OFFER)
    wallet.refuses = True
    neobank.press("Accept")
    neobank.expect_text("You declined.")
    neobank.expect_title(OFFER)
    assert neobank.calls("verify") == []
    assert len(wallet.texts) == 1


def test_a_signature_is_kept_when_the_app_fails_afterwards(
    neobank: App, wallet: Wallet, alice: Client
) -> None:
    neobank.handlers["verify"] = _fail
    neobank.sign_in().press("Accept")
    neobank.expect_text("Neobank did not do its part.")
    neobank.handlers["verify"] = lambda signed: {"url": f"{neobank.origin}/?verification"}
    neobank.press("Accept")
    neobank.page.wait_for_url("**/?verification")
    assert len(wallet.texts) == 2


def test_a_lock_on_the_issuers_copy_is_told(neobank: App, alice: Client, town: Town) -> None:
    neobank.handlers["permission"] = lambda who: permission(town, who["identifier"], lock=400 * 86_400)
    neobank.sign_in()
    neobank.expect_text("copy is locked:")
    neobank.expect_text("(next year)")


@pytest.mark.parametrize("field", ["owner", "grantee", "issuer_public_key"])
def test_a_permission_in_anothers_name_is_refused(
    neobank: App, wallet: Wallet, alice: Client, town: Town, field: str
) -> None:
    other = town.net.consumer_key.identifier
    neobank.handlers["permission"] = lambda who: permission(town, who["identifier"]) | {field: other}
    neobank.sign_in()
    neobank.expect_text("Neobank asks in the name of somebody else.")
    neobank.expect_state("error")
    assert len(wallet.texts) == 1


def test_the_check_goes_on_elsewhere_and_the_card_sees_its_end(
    neobank: App, alice: Client, town: Town
) -> None:
    neobank.handlers["application"] = lambda who: {"state": "verifying", "url": f"{neobank.origin}/?check"}
    neobank.sign_in().expect_title("Your documents are being checked")
    neobank.expect_text("You can close this page")
    neobank.expect_state("pending-verification")
    neobank.page.reload()
    neobank.expect_title("Your documents are being checked")
    neobank.handlers["application"] = lambda who: {"state": "issuing"}
    neobank.expect_title("Your credential is on its way")
    neobank.handlers["application"] = lambda who: {"state": "issued"}
    issue(town, alice)
    neobank.expect_title("You are verified")
    neobank.expect_state("verified")


def test_an_unfinished_check_can_be_gone_back_to(neobank: App, alice: Client) -> None:
    neobank.handlers["application"] = lambda who: {"state": "verifying", "url": f"{neobank.origin}/?check"}
    neobank.sign_in().press("Go to the document check")
    neobank.page.wait_for_url("**/?check")


def test_a_rejection_has_reasons_and_another_try_under_the_same_permission(
    neobank: App, wallet: Wallet, alice: Client
) -> None:
    reasons = ["The passport expired on 1 May 2020.", "The picture is too dark."]
    neobank.handlers["application"] = lambda who: {"state": "rejected", "reasons": reasons, "canRetry": True}
    neobank.sign_in().expect_title("The check did not succeed")
    expect(neobank.isle.get_by_role("listitem")).to_have_text(reasons)
    neobank.expect_state("rejected")
    neobank.press("Try the check again")
    neobank.page.wait_for_url("**/?verification-again")
    assert len(wallet.texts) == 1


def test_a_final_rejection_offers_no_other_try(neobank: App, alice: Client) -> None:
    neobank.handlers["application"] = lambda who: {"state": "rejected", "reasons": [], "canRetry": False}
    neobank.sign_in()
    neobank.expect_text("Ask Neobank how to go on.")
    expect(neobank.isle.get_by_role("button", name="Try the check again")).to_have_count(0)


def test_a_credential_that_could_not_be_written_is_a_problem(neobank: App, alice: Client) -> None:
    neobank.handlers["application"] = lambda who: {"state": "failed", "canRetry": True}
    neobank.sign_in().expect_title("The credential could not be written")
    neobank.expect_state("error")


def test_the_issuers_own_copy_is_shown_and_can_be_revoked(
    neobank: App, wallet: Wallet, alice: Client, town: Town
) -> None:
    issue(town, alice)
    neobank.sign_in().expect_title("You are verified")
    neobank.expect_text("since")
    neobank.press("Revoke: Neobank")
    neobank.press("Keep")
    neobank.press("Revoke: Neobank")
    neobank.press("Revoke")
    neobank.expect_text("copy was erased.")
    neobank.expect_text("Nobody else can read it now.")
    assert "Revoke an Access Grant from idOS" in wallet.texts[-1]
    assert alice.grants_given() == []


def test_a_lock_that_ends_is_noticed(neobank: App, alice: Client, town: Town) -> None:
    issue(town, alice, lock=20)
    neobank.sign_in().expect_text("You agreed to the lock when you shared.")
    revoke = neobank.isle.get_by_role("button", name="Revoke: Neobank")
    expect(revoke).to_have_count(0)
    revoke.click()
    neobank.press("Revoke")
    neobank.expect_text("copy was erased.")
    assert alice.grants_given() == []


def test_when_others_got_their_copies_is_asked_for_those_who_look(
    neobank: App, alice: Client, town: Town
) -> None:
    alice.share(issue(town, alice).original_id, town.net.consumer.grantee, consent=agrees)
    neobank.sign_in().expect_title("You are verified")
    neobank.expect_text("since")
    others = neobank.isle.locator("details li")
    expect(others).to_have_count(1)
    expect(others).not_to_contain_text("since")
    neobank.isle.get_by_text("One more recipient").click()
    expect(others).to_contain_text("since")


def test_an_app_that_does_not_know_the_wallet_gets_proof_once(
    neobank: App, wallet: Wallet, alice: Client
) -> None:
    proofs: list[object] = []
    neobank.handlers["prove"] = proofs.append

    def application(_: object) -> dict[str, str]:
        if not proofs:
            raise Refusal("unproven")
        return {"state": "issuing"}

    neobank.handlers["application"] = application
    neobank.sign_in().expect_title("Show that this wallet is yours")
    neobank.expect_text(f"{neobank.host} wants you to sign in with your wallet:")
    neobank.sign()
    neobank.expect_title("Your credential is on its way")
    [proof] = proofs
    assert isinstance(proof, dict)
    assert proof["profileId"] == str(alice.profile().id)
    assert proof["wallet"]["message"] == wallet.texts[-1]


def test_an_app_that_does_not_answer_is_a_problem_with_a_way_on(neobank: App, alice: Client) -> None:
    application = neobank.handlers["application"]
    neobank.handlers["application"] = _fail
    neobank.sign_in().expect_title("That did not work")
    neobank.expect_text("Neobank did not do its part.")
    neobank.expect_state("error")
    neobank.handlers["application"] = application
    neobank.press("Try again")
    neobank.expect_title(OFFER)


def test_a_session_that_ended_asks_for_another_signature(neobank: App, alice: Client) -> None:
    neobank.sign_in().expect_title(OFFER)
    isle = next(frame for frame in neobank.page.frames if "isle.localhost" in frame.url)
    isle.evaluate(
        """() => {
          for (const key of Object.keys(sessionStorage)) {
            if (!key.startsWith("idos-session ")) continue;
            sessionStorage.setItem(key, JSON.stringify({ token: "worn", expiresAt: null }));
          }
        }"""
    )
    neobank.page.reload()
    neobank.expect_title("Sign in to your profile")
    neobank.complaints.clear()  # the browser itself writes down that the node refused
    neobank.sign()
    neobank.expect_title(OFFER)


def _fail(_: object) -> None:
    raise Refusal("unavailable")
