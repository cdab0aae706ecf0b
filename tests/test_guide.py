"""Every Python sample of the documentation runs, in the order in which a reader meets it."""

from __future__ import annotations

import os
import re
import sys
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from idos import ServerKey
from idos.sdk.drivers import Blocking
from idos.testing import network

ROOT = Path(__file__).parents[1]
SECRETS = ("CONSUMER_ENCRYPTION_KEY", "CONSUMER_KEY", "CREDENTIAL_KEY", "ISSUER_ENCRYPTION_KEY", "ISSUER_KEY")
"""What a reader's module of secrets holds, besides the node's address."""

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(path: Path) -> list[str]:
    """The samples, each behind as many empty lines as make its line numbers those of the page."""
    text = path.read_text()
    return ["\n" * text.count("\n", 0, block.start(1)) + block[1] for block in BLOCK.finditer(text)]


def close_clients(namespace: dict[str, Any]) -> None:
    for value in namespace.values():
        if isinstance(value, Blocking):
            value.close()


@pytest.mark.parametrize("page", ["README.md", "docs/guide.md"])
def test_the_samples_run(
    page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = ModuleType("settings")
    secrets = {name: os.urandom(32) for name in SECRETS}
    namespace: dict[str, Any] = {}
    with network(issuer_key=ServerKey(secrets["ISSUER_KEY"])) as net, ExitStack() as leaving:
        vars(settings).update(secrets, NODE_URL=net.url, CHAIN_ID=net.chain_id)
        monkeypatch.setitem(sys.modules, "settings", settings)
        leaving.callback(close_clients, namespace)
        for block in blocks(ROOT / page):
            exec(compile(block, page, "exec"), namespace)
    assert capsys.readouterr().err == ""


def test_there_are_samples() -> None:
    assert len(blocks(ROOT / "docs/guide.md")) >= 12
    assert blocks(ROOT / "README.md")
