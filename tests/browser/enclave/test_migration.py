"""Keys that the official page left on this origin: taken over once, kept better, deleted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.enclave.website import USER_ID, Website

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "sdk.json").read_text())["enclave_storage"]
OLD: dict[str, str] = VECTORS["local_storage"]


def _with_old_storage(website: Website, entries: dict[str, str]) -> Website:
    website.visit()
    website.page.frames[1].evaluate("entries => Object.assign(localStorage, entries)", entries)
    return website.visit()


def _expiring(after: timedelta) -> dict[str, str]:
    return {"idOS-storage-expiration": json.dumps((datetime.now(UTC) + after).isoformat())}


@pytest.mark.parametrize(
    "entries",
    [
        OLD,
        OLD | _expiring(timedelta(days=5)),
        {
            "idOS-user-id": json.dumps(USER_ID),
            "idOS-encryption-private-key": '"8iTwhZxrtQGKVV5OMthD5DxFc8c6B8h9MnU2Sh6JTTM="',
            "idOS-password": '"correct horse battery staple"',
        },
    ],
    ids=["without an end", "with days left", "in clear"],
)
def test_an_old_key_needs_consent_but_no_password(website: Website, entries: dict[str, str]) -> None:
    _with_old_storage(website, entries)
    profile = website.start("ensureUserEncryptionProfile")
    website.popup("continue").get_by_role("button", name="Allow").click()
    assert profile.result()["userEncryptionPublicKey"] == VECTORS["reloaded_public_key"]
    assert website.page.frames[1].evaluate("Object.keys(localStorage)") == []


@pytest.mark.parametrize(
    "entries",
    [
        OLD | _expiring(timedelta(days=-1)),
        OLD | {"idOS-obfuscated-base64-encryption-secret-key": '"0x00"'},
        OLD | {"idOS-encryption-public-key": '"B6N8vBQgk8i3VdwbEOhstCY3StFqqFPtC9/AsrhtHHw="'},
        {"idOS-user-id": "not JSON"},
    ],
    ids=["over", "not readable", "not its own", "malformed"],
)
def test_an_old_key_that_is_of_no_use_is_deleted(website: Website, entries: dict[str, str]) -> None:
    _with_old_storage(website, entries).start("ensureUserEncryptionProfile")
    expect(website.frame.locator("#unlock")).to_be_visible()
    assert website.page.frames[1].evaluate("Object.keys(localStorage)") == []
