"""``idos pages``: serve the pages that run in a browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from idos.cli.command import command
from idos.cli.output import CommandResult, Output

app = typer.Typer(help="Serve the pages that run in a browser.")


@command(app, examples=["pages run", "pages run pages.toml --port 8585"])
def run(
    output: Output,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE.toml", exists=True, dir_okay=False, help="The settings."),
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on, 8585 by itself; 0: any.", min=0)] = 8585,
    node_url: Annotated[
        str | None, typer.Option("--node-url", help="The node, in place of the one in the file.")
    ] = None,
) -> None:
    """Serve the enclave, the Isle and the two dashboards until interrupted. Prints their addresses.

    Without a file they are at http://enclave.localhost:PORT and so on, for this machine. A file says where
    they are on the Internet, at which node, and with which companies in the directory: docs/operator.md.
    """
    from idos.pages.app import build_app
    from idos.pages.server import bind, serve_until_stopped
    from idos.pages.settings import PagesSettings, read_settings

    with bind(host, port) as listening:
        own_port: int = listening.getsockname()[1]
        settings = read_settings(file) if file else PagesSettings(port=own_port)
        settings = replace(settings, node_url=node_url or settings.node_url)
        addresses = {name: url for name, url in settings.origins.items() if name != "node"}
        answer = CommandResult(data=addresses, sentence="\n".join(addresses.values()))
        serve_until_stopped(
            build_app(settings),
            listening,
            ready=lambda: output.show(answer),
            proxies=settings.trusted_proxies,
        )
