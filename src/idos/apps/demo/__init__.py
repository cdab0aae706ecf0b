"""The demo: the four flows of Alice, Neobank and Charlie, on a real node that is gone afterwards.

``python -m idos.apps.demo``, ``idos demo`` or ``make demo``. Needs the extras ``idos[all]``.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from idos.apps.demo.cast import NEOBANK_URI, gathered
from idos.apps.demo.own_node import OwnNode
from idos.apps.demo.story import Story
from idos.apps.demo.teller import Teller
from idos.errors import IdosError
from idos.sdk.keystore import KeyKind, Keys
from idos.sdk.signers import ServerKey

_INTRODUCTION: Final = """\
The idOS, from joining to erasure: a node of its own, five people, a bank and an
exchange. Every step is done over HTTP, and checked. Ctrl-C ends it at any time."""
_GONE: Final = "The node is stopped, and its folder removed."


def main() -> int:
    """Tell the story. Gives 0 if every step was done and checked, 1 if one failed, 130 when interrupted."""
    calls: list[str] = []
    tell, started = Teller(calls), time.monotonic()
    tell.console.print(_INTRODUCTION)
    try:
        with _stage() as stage:
            node = _tell(tell, calls, stage)
            tell.console.print(tell.table())
            seconds = time.monotonic() - started
            tell.console.print(f"\n{len(tell.steps)} steps, each of them checked, in {seconds:.1f} s")
            if sys.stdin.isatty() and tell.console.is_terminal:
                _stay(tell, node)
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
def _stage() -> Iterator[ExitStack]:
    """What is entered here is left, however the demo ends; nothing interrupts the leaving."""
    ends = {number: signal.signal(number, _end) for number in (signal.SIGTERM, signal.SIGHUP)}
    handlers = {**ends, signal.SIGINT: signal.getsignal(signal.SIGINT)}
    try:
        with ExitStack() as stage:
            try:
                yield stage
            finally:
                for number in handlers:
                    signal.signal(number, signal.SIG_IGN)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _end(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _tell(tell: Teller, calls: list[str], stage: ExitStack) -> OwnNode:
    folder = Path(stage.enter_context(tempfile.TemporaryDirectory(prefix="idos-demo-")))
    neobank = Keys.generate(KeyKind.ISSUER, NEOBANK_URI)
    tell.chapter("A network of one node")
    with tell.step("The demo", "founds a network, and starts its node in a process of its own") as say:
        inserter = f"Neobank={neobank.server.identifier}"
        node = OwnNode(folder / "node", owner=ServerKey.generate().identifier, inserter=inserter)
        stage.callback(node.stop)
        node.start()
        say(f"{node.url}, with SQLite in {node.folder}")
    story = Story(tell, node, stage.enter_context(gathered(node.url, neobank, calls)), folder)
    story.joining()
    issued = story.issuing(story.verification())
    second = story.owning(issued)
    shared, locked = story.sharing(issued)
    traces = story.traces(issued, shared, locked)
    story.revoking(shared)
    story.erasing(issued, locked, second)
    story.searching(traces)
    tell.chapter("What was done")
    return node


def _stay(tell: Teller, node: OwnNode) -> None:
    """Until Ctrl-C, which is then no failure."""
    tell.console.print(f"\nThe node stays up at {node.url} until Ctrl-C. Look at it from elsewhere:")
    tell.console.print(f"  curl {node.url}/api/v1/health")
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
