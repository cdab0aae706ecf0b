"""Windows that a button in a frame opens."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page
from playwright.sync_api import TimeoutError as Late


def opened_by(context: BrowserContext, button: Locator) -> Page:
    """Click the button, and give the window that it opens, when it shows a question."""
    button.wait_for()
    try:
        with context.expect_page(timeout=5_000) as opened:
            button.click()
    except Late:
        # Chromium may lose a click that reaches a frame of another process in the moment it is shown.
        with context.expect_page() as opened:
            button.click()
    opened.value.locator("h1").wait_for()
    return opened.value
