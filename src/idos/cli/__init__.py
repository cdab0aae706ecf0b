"""The ``idos`` command. Needs the extra ``idos[cli]``; its parts for nodes and pictures, ``idos[all]``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line of this process."""
    try:
        from idos.cli.app import app

        app(prog_name="idos")
    except ModuleNotFoundError as error:
        missing = str(error.name).partition(".")[0]
        sys.exit(f"error: {missing} is not installed; this needs it: pip install 'idos[all]'")
    except KeyboardInterrupt:  # before a command began
        sys.exit(130)
