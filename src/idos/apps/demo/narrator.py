"""Tells a story step by step, and keeps account of it: who did what, with which actions, in what time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from idos.errors import Denied, IdosError

_WIDTH_OF_FILES: Final = 110
_PAUSE_SECONDS: Final = 0.25

Say = Callable[[RenderableType], None]


class ExpectationError(IdosError):
    """Something did not happen as the story has it."""

    default_code = "not_as_told"


@dataclass(frozen=True, slots=True)
class StoryStep:
    """One step as it was done. ``actions`` are in the order in which they were first called."""

    who: str
    what: str
    actions: Counter[str]
    seconds: float


class Narrator:
    """Prints to standard output, on terminals with colours and a sign of life."""

    def __init__(self, calls: Sequence[str]) -> None:
        """``calls``: the actions called so far, appended to by whoever calls."""
        self.console = Console(highlight=False)
        if not self.console.is_terminal:
            self.console = Console(highlight=False, width=_WIDTH_OF_FILES)
        self.steps: list[StoryStep] = []
        self.failed: StoryStep | None = None
        self._calls = calls
        self._status = self.console.status("")
        self._doing = ""
        self._since = 0.0

    def chapter(self, title: str) -> None:
        """Begin a chapter."""
        self.console.print()
        self.console.print(Text(title, "bold"))

    @contextmanager
    def step(self, who: str, what: str) -> Iterator[Say]:
        """Do a step. What is said in it is shown below it once it is done, or has failed."""
        said: list[RenderableType] = []
        first = len(self._calls)
        self._doing, self._since = f"{who} {what} …", time.perf_counter()
        self._status = self.console.status(self._doing)

        def done() -> StoryStep:
            return StoryStep(who, what, Counter(self._calls[first:]), time.perf_counter() - self._since)

        try:
            with self._status:
                yield said.append
        except BaseException:
            self.failed = done()
            self._show(self.failed, "✗", "red", said)
            raise
        self.steps.append(done())
        self._show(self.steps[-1], "✓", "green", said)

    def until(self, holds: Callable[[], bool], what: str, seconds: float) -> None:
        """Within a step, wait for something, and show how long it takes. Later: ``ExpectationError``."""
        begun = time.perf_counter()
        while not holds():
            now = time.perf_counter()
            expect(now - begun < seconds, what)
            self._status.update(f"{self._doing} {now - self._since:.0f} s")
            time.sleep(_PAUSE_SECONDS)

    def table(self) -> Table:
        """Every step that was done; below it, the actions of the network that it took."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("", justify="right", style="dim")
        table.add_column("who did what, with which actions of the network")
        table.add_column("seconds", justify="right")
        for number, step in enumerate(self.steps, 1):
            actions = ", ".join(
                name if count == 1 else f"{name} ({count})" for name, count in step.actions.items()
            )
            did = Text.assemble((step.who, "bold"), f" {step.what}", (actions and f"\n{actions}", "dim"))
            table.add_row(str(number), did, f"{step.seconds:.2f}")
        return table

    def _show(self, step: StoryStep, mark: str, colour: str, said: Sequence[RenderableType]) -> None:
        line = Text.assemble((f"{mark} ", colour), (step.who, "bold"), f" {step.what}")
        line.append(f"  {step.seconds:.2f} s", "dim")
        self.console.print(line)
        for each in said:
            self.console.print(Padding(each, (0, 0, 0, 4)), style="dim")


def expect(holds: object, what: str) -> None:
    """Go on if it holds. Raises ``ExpectationError``."""
    if not holds:
        raise ExpectationError(f"It was expected that {what}.")


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What is done inside must be refused with this code; anything else is ``ExpectationError``."""
    try:
        yield
    except Denied as error:
        expect(error.code == code, f"it is refused as {code}, not as {error.code}")
    else:
        raise ExpectationError(f"It was expected to be refused as {code}.")
