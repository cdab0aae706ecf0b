"""``python -m idos.apps.neobank FILE.toml``: serve the bank's API until interrupted."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TextIO

from idos.apps.neobank.app import build_neobank_app
from idos.apps.neobank.configuration import read_configuration, reference
from idos.errors import IdosError
from idos.pages.server import bind, serve_until_stopped
from idos.verification.providers import provider_of


def main(argv: Sequence[str] | None = None) -> int:
    """Serve what a configuration file says. Gives the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m idos.apps.neobank",
        description="Serve the bank's API, everything below /api/ of its origin, until interrupted.",
        epilog=reference(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE.toml", type=Path, help="the configuration: docs/apps.md §4")
    file: Path = parser.parse_args(argv).file
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("idos").setLevel(logging.INFO)
    try:
        configured = read_configuration(file)
        settings, server = configured.settings, configured.server
        with (
            closing(provider_of(configured.provider)) as provider,
            bind(server.host, server.port) as listening,
        ):
            port = listening.getsockname()[1]
            serve_until_stopped(
                build_neobank_app(settings, provider),
                listening,
                ready=lambda: _say(sys.stdout, f"{settings.public_url} is served at port {port}"),
                proxies=server.trusted_proxies,
            )
    except IdosError as error:
        _say(sys.stderr, f"error: {error.message} ({error.code})")
        return 1
    return 0


def _say(stream: TextIO, text: str) -> None:
    stream.write(f"{text}\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main())
