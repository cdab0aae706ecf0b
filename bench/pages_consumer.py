"""How smooth is the company's dashboard with thousands of grants?

    python bench/pages_consumer.py [--grants 2000] [--repeat 10]

A node in memory, Acme's page in a real Chromium, and as many grants as asked. It prints the time from signing
in to the whole list, and for each interaction how long the page's main thread was busy, script and layout.
A frame has 16.7 ms; people notice an answer that takes more than 100 ms.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import CDPSession, Page, sync_playwright

ROOT: Final = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the page and its people are those of the tests

from tests.browser.conftest import ARGUMENTS  # noqa: E402  # after the path
from tests.browser.consumer.company import Company, ConsumerPage, company, share  # noqa: E402  # after the path
from tests.people import agrees  # noqa: E402  # after the path

from idos.testing import Network, network  # noqa: E402  # after the path

PEOPLE: Final = 20


def seed(acme: Company, net: Network, grants: int) -> None:
    """Let some people share as often as it takes."""
    people = [net.join() for _ in range(PEOPLE)]
    originals = [share(acme, person, type=("passport", "kyc")[at % 2])[0] for at, person in enumerate(people)]
    for number in range(PEOPLE, grants):
        person = number % PEOPLE
        people[person].share(originals[person], acme.keys.card.grantee, consent=agrees)


def busy_ms(devtools: CDPSession) -> float:
    """For how long the page's main thread has worked so far."""
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    seconds: float = next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")
    return 1000 * seconds


def settle(page: Page) -> None:
    """Wait until the page has drawn what it was asked for."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")


def measure(page: Page, devtools: CDPSession, act: Callable[[], object], repeat: int) -> list[float]:
    """The busy milliseconds of an interaction, each time that it is done."""
    times = []
    for _ in range(repeat):
        settle(page)
        before = busy_ms(devtools)
        act()
        settle(page)
        times.append(busy_ms(devtools) - before)
    return sorted(times)


def interactions(dashboard: ConsumerPage) -> dict[str, Callable[[], object]]:
    """What people do with the list. Each leaves it so that it can be done again."""
    page = dashboard.page
    search = page.get_by_role("searchbox", name="Person")
    letters = iter("0123456789abcdef" * 100)

    def turn(route: str) -> Callable[[], object]:
        numbers = iter(range(10_000))
        return lambda: page.evaluate("hash => { location.hash = hash }", f"{route}{2 + next(numbers) % 30}")

    orders = iter(("lock", "oldest", "newest") * 1000)
    return {
        "next part of the list": turn("#/grants?page="),
        "another order": lambda: page.evaluate(
            "order => { location.hash = `#/grants?order=${order}` }", next(orders)
        ),
        "a letter in the search": lambda: search.fill(next(letters)),
    }


def say(line: str) -> None:
    """A line for whoever asked."""
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Seed, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--grants", type=int, default=2000)
    parser.add_argument("--repeat", type=int, default=10)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        network() as net,
        company(net, Path(folder)) as acme,
        sync_playwright() as playwright,
    ):
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        seed(acme, net, options.grants)
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        dashboard = ConsumerPage(browser.new_context(locale="en-GB"), acme)
        dashboard.choose_file()
        dashboard.give_password()
        dashboard.button("Sign out").wait_for()
        started = time.perf_counter()
        dashboard.page.get_by_role("table").wait_for()
        first = time.perf_counter() - started
        dashboard.page.get_by_role("progressbar").wait_for(state="detached")
        whole = time.perf_counter() - started
        say(f"{options.grants} grants: first rows after {first:.2f} s, all known of after {whole:.2f} s")
        devtools = dashboard.page.context.new_cdp_session(dashboard.page)
        devtools.send("Performance.enable")
        say(f"{'busy milliseconds':28}{'median':>8}{'p95':>8}{'most':>8}")
        for name, act in interactions(dashboard).items():
            times = measure(dashboard.page, devtools, act, options.repeat)
            p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
            say(f"{name:28}{median(times):8.1f}{p95:8.1f}{times[-1]:8.1f}")
        browser.close()


if __name__ == "__main__":
    main()
