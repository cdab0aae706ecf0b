"""Key files of the format, which the pages open too (``web/sdk/keystore.test.ts``)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from idos.sdk.keystore import load

FILES = json.loads((Path(__file__).parents[2] / "vectors" / "key-files.json").read_text())


@pytest.mark.parametrize("recorded", FILES, ids=[recorded["name"] for recorded in FILES])
def test_a_recorded_file_opens(recorded: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "recorded.key"
    path.write_text(recorded["file"])
    keys = load(path, recorded["password"])
    assert [secret.hex() for secret in keys.secrets] == recorded["secrets_hex"]
