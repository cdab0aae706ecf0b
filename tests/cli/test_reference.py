from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from idos.cli.reference import render

DOCUMENT = Path(__file__).parents[2] / "docs" / "cli.md"


def test_the_document_is_that_of_the_commands() -> None:
    words = [sys.executable, "-m", "idos.cli.reference"]
    printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert DOCUMENT.read_text() == printed, "run: python -m idos.cli.reference > docs/cli.md"


def test_no_option_takes_a_secret() -> None:
    options = [line for line in render().splitlines() if line.startswith("| `-")]
    assert len(options) > 50
    assert not [line for line in options if "assword" in line.split("|")[1] and "-file" not in line]
