"""A long list: in parts, narrowed and sorted, and never a reading in anybody's log."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from idos import Client
from idos.testing import Network
from tests.browser.consumer.company import DAY, Company, ConsumerPage, company, share
from tests.people import agrees

GRANTS = 120
PEOPLE = 8


@pytest.fixture(scope="module")
def people(net: Network) -> list[Client]:
    return [net.join() for _ in range(PEOPLE)]


@pytest.fixture(scope="module")
def busy(net: Network, people: list[Client], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company with 120 grants: passports and identity cards, every tenth locked for ten days."""
    with company(net, tmp_path_factory.mktemp("keys")) as busy:
        originals = [
            share(busy, person, type=("passport", "id_card")[number % 2])[0]
            for number, person in enumerate(people)
        ]
        for number in range(PEOPLE, GRANTS):
            locked_until = int(time.time()) + 10 * DAY if number % 10 == 0 else 0
            person = number % PEOPLE
            people[person].share(
                originals[person], busy.keys.card.grantee, locked_until=locked_until, consent=agrees
            )
        yield busy


@pytest.fixture
def dashboard(context: BrowserContext, busy: Company) -> Iterator[ConsumerPage]:
    dashboard = ConsumerPage(context, busy)
    dashboard.sign_in()
    yield dashboard
    assert dashboard.complaints == []


def _part(first: int, last: int, total: int) -> str:
    return f"{first}\N{EN DASH}{last} of {total}"


def test_the_list_is_paged_narrowed_and_sorted(dashboard: ConsumerPage, people: list[Client]) -> None:
    page, shown = dashboard.page, dashboard.page.get_by_role("navigation", name="Pages of the list")
    expect(shown).to_contain_text(_part(1, 50, 120))
    page.get_by_role("link", name="Next").click()
    page.get_by_role("link", name="Next").click()
    expect(shown).to_contain_text(_part(101, 120, 120))
    expect(dashboard.rows).to_have_count(20)
    page.go_back()
    expect(shown).to_contain_text(_part(51, 100, 120))

    page.get_by_text("Filters and order").click()
    page.get_by_label("Credential").select_option("Passport")
    expect(shown).to_contain_text(_part(1, 50, 60))
    page.get_by_role("combobox", name="Locked").select_option("Ending within 30 days")
    expect(shown).to_contain_text(_part(1, 11, 11))
    page.get_by_label("Order").select_option("Next lock to end")
    expect(dashboard.rows.first).to_contain_text("in 10 days")
    page.get_by_label("Credential").select_option("Identity card")
    expect(page.get_by_text("Nothing fits")).to_be_visible()
    dashboard.button("Show all again").click()
    expect(shown).to_contain_text("of 120")

    page.get_by_role("searchbox", name="Person").fill(str(people[3].profile().id)[:13])
    expect(shown).to_contain_text(_part(1, 15, 15))
    page.get_by_text("Filters and order").click()
    page.get_by_label("Issuer").select_option("Issuer One")
    expect(shown).to_contain_text(_part(1, 15, 15))
    expect(dashboard.rows.first).to_contain_text("Issuer One")
    page.reload()
    expect(shown).to_contain_text(_part(1, 15, 15))


def test_the_list_is_worked_with_the_keyboard(dashboard: ConsumerPage) -> None:
    dashboard.page.get_by_text("Filters and order").focus()
    dashboard.page.keyboard.press("Tab")
    dashboard.page.keyboard.press("Enter")
    expect(dashboard.button("Read and check")).to_be_visible()
    expect(dashboard.page.get_by_role("heading", level=1)).to_be_focused()


def test_looking_at_the_list_is_no_reading(dashboard: ConsumerPage, people: list[Client]) -> None:
    expect(dashboard.rows).to_have_count(50)
    expect(dashboard.rows.last).to_contain_text("Issuer One")
    readers = {entry.reader for person in people for entry in person.access_log()}
    assert dashboard.acme.keys.server.identifier not in readers
