"""The parts that pages are made of, in a gallery of them all."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from idos.pages.server import bind, serving
from tests.browser.looks import judge

WEB = Path(__file__).parents[3] / "web"
KEY = "0x5Dc39f4778A5A80D39EB32925C64a6Cd9b8bCcd3"


@pytest.fixture(scope="session")
def gallery_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    built = tmp_path_factory.mktemp("gallery")
    vite = WEB / "node_modules" / ".bin" / "vite"
    options = ["--outDir", str(built), "--emptyOutDir", "--logLevel", "warn"]
    subprocess.run([str(vite), "build", str(WEB / "kit" / "gallery"), *options], check=True)
    listening = bind()
    with serving(Starlette(routes=[Mount("/", StaticFiles(directory=built, html=True))]), listening):
        yield f"http://localhost:{listening.getsockname()[1]}"


@pytest.fixture
def gallery(context: BrowserContext, gallery_url: str) -> Page:
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(gallery_url)
    page.get_by_role("heading", name="Overview").wait_for()
    return page


def _button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _settle(page: Page, outcome: str) -> None:
    page.evaluate("outcome => settle(outcome)", outcome)


def test_everything_looks_right(gallery: Page) -> None:
    judge(gallery, "kit-gallery")
    gallery.get_by_label("Type").fill("wrong")
    _button(gallery, "Show all 10 fields")
    _button(gallery, "Accept")
    _button(gallery, "Erase")
    judge(gallery, "kit-dialog")


def test_focus_goes_to_the_heading_with_the_page_and_not_before(gallery: Page) -> None:
    heading = gallery.get_by_role("heading", level=1)
    expect(heading).not_to_be_focused()
    assert gallery.title() == "Overview · Gallery"
    _button(gallery, "Turn the page")
    expect(heading).to_be_focused()
    assert gallery.title() == "Consent · Gallery"
    expect(gallery.get_by_role("link", name="Consent")).to_have_attribute("aria-current", "page")


def test_the_first_stop_skips_to_the_content(gallery: Page) -> None:
    gallery.keyboard.press("Tab")
    expect(gallery.get_by_role("button", name="Skip to the content")).to_be_focused()
    gallery.keyboard.press("Enter")
    expect(gallery.get_by_role("heading", level=1)).to_be_focused()


def test_a_theme_that_was_chosen_stays(gallery: Page) -> None:
    gallery.get_by_label("Appearance").select_option("dark")
    gallery.reload()
    expect(gallery.locator("html")).to_have_attribute("data-theme", "dark")
    expect(gallery.get_by_label("Appearance")).to_have_value("dark")


@pytest.mark.parametrize("way", ["Escape", "Keep it"])
def test_a_dialog_gives_focus_back(gallery: Page, way: str) -> None:
    _button(gallery, "Erase")
    dialog = gallery.get_by_role("dialog", name="Erase the profile?")
    expect(dialog.get_by_role("heading")).to_be_focused()
    if way == "Escape":
        gallery.keyboard.press("Escape")
    else:
        _button(gallery, way)
    expect(dialog).to_have_count(0)
    expect(gallery.get_by_role("button", name="Erase", exact=True)).to_be_focused()


def test_what_is_behind_a_dialog_can_not_be_reached(gallery: Page) -> None:
    _button(gallery, "Erase")
    for _ in range(6):
        gallery.keyboard.press("Tab")
        assert gallery.evaluate("document.activeElement.matches('body, dialog *')")


def test_a_key_is_copied_or_shown_whole(gallery: Page) -> None:
    gallery.context.grant_permissions(["clipboard-read", "clipboard-write"])
    row = gallery.get_by_role("row", name="Alice")
    row.get_by_role("button", name="Copy: Address").click()
    expect(row.get_by_text("Copied")).to_be_attached()
    assert gallery.evaluate("navigator.clipboard.readText()") == KEY
    row.get_by_role("button", name="Show it whole").click()
    expect(row.get_by_text(KEY)).to_be_visible()


def test_a_key_that_can_not_be_copied_is_shown_whole(gallery: Page) -> None:
    gallery.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not here')) }")
    row = gallery.get_by_role("row", name="Alice")
    row.get_by_role("button", name="Copy: Address").click()
    expect(row.get_by_text(KEY)).to_be_visible()


def test_a_table_is_read_as_one_at_every_width(gallery: Page) -> None:
    gallery.set_viewport_size({"width": 320, "height": 720})
    table = gallery.get_by_role("table", name="People")
    expect(table.get_by_role("columnheader")).to_have_count(5)
    expect(table.get_by_role("row", name="Bob").get_by_role("cell")).to_have_count(5)


def test_news_passes_and_can_be_dismissed(gallery: Page) -> None:
    for answer in ("Accept", "Decline", "Accept", "Decline"):
        _button(gallery, answer)
    expect(gallery.get_by_role("button", name="Dismiss")).to_have_count(3)
    gallery.get_by_role("button", name="Dismiss").last.click()
    expect(gallery.get_by_text("Declined.")).to_have_count(1)


def test_a_field_says_what_is_wrong_with_it(gallery: Page) -> None:
    gallery.get_by_label("Type").fill("wrong")
    expect(gallery.get_by_label("Type")).to_have_attribute("aria-invalid", "true")
    expect(gallery.get_by_label("Type")).to_have_accessible_description("This is wrong. What it is called.")


def test_work_reports_and_ends(gallery: Page) -> None:
    _button(gallery, "Work")
    expect(gallery.get_by_text("Working · 50 %")).to_be_visible()
    expect(gallery.get_by_role("button", name="Work", exact=True)).to_have_attribute("aria-busy", "true")
    _settle(gallery, "done")
    expect(gallery.get_by_text("first is done")).to_be_visible()
    expect(gallery.get_by_text("Working")).to_have_count(0)


def test_a_failure_says_what_to_do_and_work_can_be_repeated(gallery: Page) -> None:
    _button(gallery, "Work")
    _settle(gallery, "quota_exceeded")
    failure = gallery.get_by_role("alert").filter(has_text="This is too large.")
    expect(failure).to_contain_text("Nothing was stored. Make it smaller and try again.")
    failure.get_by_text("Details for support").click()
    expect(failure).to_contain_text("quota_exceeded: As the test wanted.")
    failure.get_by_role("button", name="Try again").click()
    expect(failure).to_have_count(0)
    _settle(gallery, "done")
    expect(gallery.get_by_text("first is done")).to_be_visible()


def test_what_the_person_declined_is_said_without_a_fault(gallery: Page) -> None:
    _button(gallery, "Work")
    _settle(gallery, "declined")
    expect(gallery.get_by_role("button", name="Work", exact=True)).not_to_have_attribute("aria-busy", "true")
    said = gallery.get_by_role("alert").filter(has_text="You declined.")
    expect(said).to_contain_text("Your data is as it was.")
    expect(said.get_by_text("Details for support")).to_have_count(0)


def test_newer_work_ends_the_older_and_giving_up_ends_both(gallery: Page) -> None:
    _button(gallery, "Work")
    gallery.evaluate("() => { window.older = settle }")
    _button(gallery, "Work anew")
    gallery.evaluate("older('done')")
    _settle(gallery, "done")
    expect(gallery.get_by_text("the newer is done")).to_be_visible()
    _button(gallery, "Work anew")
    _button(gallery, "Give up")
    _settle(gallery, "done")
    expect(gallery.get_by_text("is done")).to_have_count(0)
    expect(gallery.get_by_role("alert")).to_have_count(1)


def test_what_is_loaded_follows_what_it_is_of(gallery: Page) -> None:
    expect(gallery.locator("#loaded")).to_have_text("read first")
    _button(gallery, "Turn to the second")
    expect(gallery.locator("#loaded")).to_have_text("read second")
