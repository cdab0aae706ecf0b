"""The ``idos`` command. Needs the extra ``idos[cli]``; its parts for nodes and pictures, ``idos[all]``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line of this process."""
    try:
        from idos.cli.app import app
    except ModuleNotFoundError as error:
        sys.exit(f"error: {error.name} is not installed; the command line needs it: pip install 'idos[all]'")
    app()
