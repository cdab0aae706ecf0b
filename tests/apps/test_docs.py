"""The samples of ``docs/apps.md`` run."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from idos.sdk import keystore
from idos.sdk.keystore import KeyKind, Keys

PAGE = Path(__file__).parents[2] / "docs" / "apps.md"
SETTINGS = {
    "API_KEY": 32 * "x",
    "BANK_PASSWORD": "the bank's",
    "CHAIN_ID": "idos-example",
    "EXCHANGE_PASSWORD": "the exchange's",
    "NODE_URL": "http://127.0.0.1:1",
    "WEBHOOK_KEY": bytes(32),
}


def test_the_samples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = ModuleType("settings")
    vars(settings).update(SETTINGS)
    monkeypatch.setitem(sys.modules, "settings", settings)
    keystore.save(Path("neobank.key"), Keys.generate(KeyKind.ISSUER, "https://neobank.example"), "the bank's")
    keystore.save(Path("charlie.key"), Keys.generate(KeyKind.SERVER), "the exchange's")
    namespace: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL):
        exec(compile(block, str(PAGE), "exec"), namespace)

    async def open_and_close(name: str) -> None:
        async with namespace[name].router.lifespan_context(namespace[name]):
            pass

    for name in ("neobank", "charlie"):
        asyncio.run(open_and_close(name))
    namespace["provider"].close()
    assert {path.name for path in tmp_path.glob("*.sqlite")} == {"neobank.sqlite", "charlie.sqlite"}
