"""The demo: a town to walk through with a browser, and the four flows, on a real node of its own.

``python -m idos.apps.demo``, ``idos demo`` or ``make demo``. Needs the extras ``idos[all]``.
"""

from __future__ import annotations

import platform
import signal
import sys
import tempfile
import time
import webbrowser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from idos.extras import extra

with extra("all", "idos.apps.demo"):
    from rich.table import Table


from idos.apps.demo.cast import gathered
from idos.apps.demo.companies import Companies
from idos.apps.demo.narrator import Narrator
from idos.apps.demo.own_node import CHAIN_ID, OwnNode
from idos.apps.demo.story import Story
from idos.apps.demo.town import HOSTS_LINE, Town, open_town, origins_at, site_of_town
from idos.apps.traces import Traces
from idos.errors import IdosError
from idos.sdk.signers import ServerKey

_INTRODUCTION: Final = """\
The idOS, from joining to erasure: a node of its own, a town of web pages, five
people, a bank and an exchange. Every step is done over HTTP, and checked.
Ctrl-C ends it at any time."""
_GONE: Final = "The node is stopped, and its folder removed."
_PAGES: Final = {
    "start": "where to begin: the four flows in pictures, and Alice's story to click through",
    "neobank": "a bank that issues credentials (flow 1)",
    "dashboard": "a person's own data (flow 2)",
    "charlie": "an exchange that asks for a credential (flow 3)",
    "consumer": "what Charlie's people see (flow 4)",
    "verify": "the service that reads passports for Neobank",
    "isle": "the frame in which apps ask people",
    "enclave": "the frame that keeps a person's key",
    "wallet": "a wallet for trying, with keys that everybody knows",
}
"""What each site of the town is, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """What the demo stands on: it is taken away in the reverse order when the stage is left."""

    tell: Narrator
    folder: Path
    companies: Companies
    node: OwnNode
    town: Town


def main(*, story: bool = True, port: int | None = None, browse: bool = False) -> int:
    """Open the town, tell the story, and stay while there is a terminal.

    ``port``: that of the pages. ``browse``: open the first page in a browser. Gives 0 if every step was done
    and checked, 1 if one failed, 130 when interrupted.
    """
    calls: list[str] = []
    tell, started = Narrator(calls), time.monotonic()
    tell.console.print(_INTRODUCTION)
    try:
        with _leaving_in_order() as leaving:
            stage = _open(tell, leaving, port)
            if browse:
                webbrowser.open(stage.town.origins["start"])
            if story:
                _tell(stage, calls)
                tell.chapter("What was done")
                tell.console.print(tell.table())
                seconds = time.monotonic() - started
                tell.console.print(f"\n{len(tell.steps)} steps, each of them checked, in {seconds:.1f} s")
            _show_pages(stage)
            if sys.stdin.isatty() and tell.console.is_terminal:
                _stay(stage)
    except IdosError as error:
        step = f"{tell.failed.who} {tell.failed.what}" if tell.failed else "the beginning"
        tell.console.print(f"\nThe demo failed where {step}.", style="bold red", markup=False)
        tell.console.print(f"{error.message} ({error.code})", markup=False)
        return 1
    except KeyboardInterrupt:
        tell.console.print(f"\nInterrupted. {_GONE}")
        return 130
    tell.console.print(f"\n{_GONE}")
    return 0


@contextmanager
def _leaving_in_order() -> Iterator[ExitStack]:
    """What is entered here is left, however the demo ends; nothing interrupts the leaving."""
    ends = {number: signal.signal(number, _end) for number in (signal.SIGTERM, signal.SIGHUP)}
    handlers = {**ends, signal.SIGINT: signal.getsignal(signal.SIGINT)}
    try:
        with ExitStack() as leaving:
            try:
                yield leaving
            finally:
                for number in handlers:
                    signal.signal(number, signal.SIG_IGN)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _end(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _open(tell: Narrator, leaving: ExitStack, port: int | None) -> _Stage:
    folder = Path(leaving.enter_context(tempfile.TemporaryDirectory(prefix="idos-demo-")))
    tell.chapter("A network of one node, and a town")
    with tell.step("The demo", "finds a place for the town"):
        listening = leaving.enter_context(site_of_town(port))
        companies = Companies.founded(folder)
    with tell.step("The demo", "founds a network, and starts its node in a process of its own") as say:
        node = OwnNode(
            folder / "node",
            owner=ServerKey.generate().identifier,
            inserter=f"Neobank={companies.neobank.server.identifier}",
            origins=tuple(origins_at(listening).values()),
        )
        leaving.callback(node.stop)
        node.start()
        say(f"{node.url}, with SQLite in {node.folder}")
    with tell.step("The demo", "opens the town, and every page answers") as say:
        town = leaving.enter_context(open_town(node, companies, listening))
        town.check()
        say(f"Begin at {town.origins['start']}")
    return _Stage(tell, folder, companies, node, town)


def _tell(stage: _Stage, calls: list[str]) -> None:
    with gathered(stage.node.url, stage.companies, calls, chain_id=CHAIN_ID) as cast:
        story = Story(stage.tell, stage.node, cast, stage.folder)
        story.joining()
        issued = story.issuing(story.verification())
        second = story.owning(issued)
        shared = story.sharing(issued)
        contents = story.finding(issued.original_id, issued.copy_id, shared.copy_id)
        story.revoking(shared)
        locked = story.locking(issued)
        contents.append(story.alice.client.credential(locked.copy_id).sealed.content)
        story.erasing(issued, locked, second)
        story.searching(Traces(contents))


def _show_pages(stage: _Stage) -> None:
    stage.tell.chapter("Where to go with a browser")
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, what in _PAGES.items():
        table.add_row(stage.town.origins[name], what)
    stage.tell.console.print(table)
    if platform.system() == "Darwin":
        stage.tell.console.print("\nSafari finds these names when this line is in /etc/hosts:")
        stage.tell.console.print(f"  {HOSTS_LINE}", soft_wrap=True)


def _stay(stage: _Stage) -> None:
    """Until Ctrl-C, which is then no failure."""
    stage.tell.console.print(f"\nEverything stays up until Ctrl-C, the node at {stage.node.url} too:")
    stage.tell.console.print(f"  curl {stage.node.url}/api/v1/health")
    with suppress(KeyboardInterrupt):
        signal.pause()
