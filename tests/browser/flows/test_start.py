"""The first page of the demo."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from idos.apps.demo.specimens import specimen_picture
from idos.apps.demo.town import Town
from idos.verification.specimen import SIZE
from tests.browser.looks import judge


@pytest.fixture
def start(context: BrowserContext, town: Town) -> Page:
    page = context.new_page()
    page.goto(town.origins["start"])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def test_each_flow_is_a_picture_and_leads_to_where_it_can_be_tried(start: Page, town: Town) -> None:
    expect(start.get_by_role("img", name="Joining, and a first credential")).to_be_visible()
    flows = start.get_by_role("article")
    expect(flows).to_have_count(4)
    links = [flows.nth(number).get_by_role("link").get_attribute("href") for number in range(4)]
    assert links == [town.origins[site] for site in ("neobank", "dashboard", "charlie", "consumer")]


def test_the_story_is_ticked_off_and_remembered(start: Page) -> None:
    start.get_by_role("checkbox", name=re.compile("Open an account at Neobank")).check()
    start.get_by_role("checkbox", name=re.compile("Take it back")).check()
    expect(start.get_by_text("2 of 7 steps done")).to_be_visible()
    start.reload()
    expect(start.get_by_text("2 of 7 steps done")).to_be_visible()
    start.get_by_role("button", name="Start over").click()
    expect(start.get_by_text("0 of 7 steps done")).to_be_visible()
    expect(start.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_the_specimens_are_there_to_be_handed_in(start: Page) -> None:
    with start.expect_download() as waiting:
        start.get_by_role("link", name=re.compile("^Alice.s passport$")).click()
    download = waiting.value
    assert download.suggested_filename == "alice-passport.png"
    assert download.path().read_bytes() == specimen_picture("alice-passport.png")
    picture = start.get_by_role("img", name=re.compile("specimen passport"))
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == SIZE[0]


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_looks_well(start: Page, town: Town, language: str) -> None:
    start.goto(f"{town.origins['start']}/?lang={language}")
    expect(start.locator("html")).to_have_attribute("lang", language)
    start.wait_for_load_state("networkidle")
    judge(start, f"start-{language}")
