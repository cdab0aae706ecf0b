"""A verification, line by line, as people read it."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from idos.sdk.inspection import Inspection

_VERDICTS = {"verified": "green", "weak": "yellow", "failed": "red"}


def report_of(inspection: Inspection) -> Table:
    """Every check on its own line, and the verdict."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for check in inspection.checks:
        mark = Text("✓", "green") if check.ok else Text("✗", "red")
        table.add_row(mark, check.name, Text(check.message))
    if inspection.format is None:
        table.add_row("", "format", Text("The format of this credential is unknown."))
    table.add_row("", Text(inspection.status, f"bold {_VERDICTS[inspection.status]}"))
    return table
