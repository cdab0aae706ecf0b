"""What goes otherwise than planned: refusals, wrong passwords, closed windows, reloads, other accounts."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.flows.visitor import Visitor
from tests.browser.looks import judge


def test_a_forged_passport_is_rejected_and_the_real_one_taken(visitor: Callable[[str], Visitor]) -> None:
    bob = visitor("Bob")
    bob.join()
    bob.permit()
    judge(bob.page, "verify-passport")
    for tries_left in (2, 1, 0):
        bob.hand_in("alice-forged-passport.png")
        if tries_left:
            expect(bob.page.get_by_role("alert")).to_contain_text(
                str(tries_left) if tries_left > 1 else "once"
            )
        if tries_left == 1:
            judge(bob.page, "verify-wrong-document")
    expect(bob.page.get_by_role("heading", name="Your identity could not be verified")).to_be_visible()
    judge(bob.page, "verify-rejected")
    bob.return_to_neobank()
    bob.expect_card("The check did not succeed")
    bob.expect_in_card("The check digits of the passport do not agree with its contents.")
    judge(bob.page, "flow-1-rejected")
    bob.press("Try the check again")  # under the permission that was signed: the wallet is not asked again
    bob.page.wait_for_url(f"{bob.town.origins['verify']}/**")
    bob.hand_in("alice-passport.png")
    bob.page.get_by_label("Picture of your face").wait_for()
    judge(bob.page, "verify-selfie")
    bob.hand_in("alice-selfie.jpg")
    bob.page.get_by_role("link", name="Continue to Neobank").wait_for()
    judge(bob.page, "verify-approved")
    bob.return_to_neobank()
    bob.expect_card("You are verified")
    bob.visit("verify")
    judge(bob.page, "verify-notice")


def test_whoever_declines_or_closes_a_window_can_go_on(visitor: Callable[[str], Visitor]) -> None:
    carol = visitor("Carol")
    carol.say_names()
    carol.press("Demo wallet (not for real use)")
    carol.wallet_says("Reject")
    carol.expect_in_card("You declined.")
    carol.connect()
    carol.press("Create a profile")
    carol.press("Sign with your wallet")
    carol.wallet_says("Reject")
    carol.expect_in_card("You declined.")
    carol.press("Continue")
    carol.sign()
    carol.popup("unlock").close()
    carol.expect_in_card("window was closed.")
    carol.press("Continue")  # what was signed is kept
    carol.make_key()
    carol.expect_card("Sign in to your profile")
    carol.press("Sign with your wallet")
    carol.wallet_says("Reject")
    carol.expect_in_card("You declined.")
    carol.press("Sign in")
    carol.sign()
    carol.expect_card("Neobank asks to write into your profile")
    carol.press("Decline")
    carol.expect_card("You declined")
    carol.press("Show the request again")
    carol.press("Accept")
    carol.wallet_says("Reject")
    carol.expect_in_card("You declined.")
    carol.permit()


def test_reloading_loses_nothing(visitor: Callable[[str], Visitor]) -> None:
    dave = visitor("Dave")
    dave.say_names()
    dave.connect()
    dave.expect_card("You have no idOS profile yet")
    dave.page.reload()
    dave.expect_card("You have no idOS profile yet")
    dave.press("Create a profile")
    dave.sign()
    dave.make_key()
    dave.expect_card("Sign in to your profile")
    dave.page.reload()
    dave.expect_card("Sign in to your profile")
    dave.sign()
    dave.expect_card("Neobank asks to write into your profile")
    dave.page.reload()
    dave.expect_card("Neobank asks to write into your profile")
    dave.permit()
    dave.hand_in("alice-passport.png")
    dave.page.get_by_label("Picture of your face").wait_for()
    dave.page.reload()
    dave.page.get_by_role("link", name="Leave, and return to Neobank").click()
    dave.expect_card("Your documents are being checked")
    dave.page.reload()
    dave.press("Go to the document check")
    dave.hand_in("alice-selfie.jpg")
    dave.return_to_neobank()
    dave.expect_card("You are verified")
    dave.page.reload()
    dave.expect_card("You are verified")

    dave.visit("charlie")
    dave.page.get_by_role("button", name="Get your card").click()
    dave.connect()
    dave.sign()
    dave.expect_card("Charlie asks for a copy")
    dave.page.reload()
    dave.expect_card("Charlie asks for a copy")
    dave.press("Accept")
    popup = dave.popup("unlock")
    popup.get_by_label("Password", exact=True).fill("not the password")
    popup.get_by_role("button", name="Allow and unlock").click()
    expect(popup.get_by_role("alert")).to_be_visible()
    popup.close()
    dave.expect_in_card("window was closed.")
    dave.share_with_charlie()
    dave.expect_card("Shared with Charlie")
    dave.page.reload()
    dave.expect_card("Shared with Charlie")
    expect(dave.page.get_by_role("button", name="Claim your card")).to_be_visible()


def test_another_account_sees_nothing_of_the_former(visitor: Callable[[str], Visitor]) -> None:
    erin = visitor("Erin")
    erin.become_verified()
    expect(erin.page.get_by_role("heading", name="Welcome, Alice")).to_be_visible()
    erin.wallet.get_by_role("button", name="Open the demo wallet").click()
    erin.wallet.get_by_role("button", name="Another person").click()
    erin.expect_card("You have no idOS profile yet")
    expect(erin.page.get_by_role("heading", name="Welcome, Alice")).to_have_count(0)
    erin.wallet.get_by_role("radio", name="Erin").check()
    erin.expect_card("You are verified")
