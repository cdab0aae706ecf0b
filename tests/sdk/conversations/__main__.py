"""Write the file."""

from __future__ import annotations

from tests.sdk.conversations.recorded import PATH, text

PATH.write_text(text())
