"""Transcripts: what is typed, and what must come of it. Each file is one test, in a folder of its own.

::

    # a comment
    $ idos keys new evm alice.key > card.json     a command; > and < are files
    exit 3                                        its exit code, when it is not 0
    stdout two words: [0-9]+                      a pattern that is found in what it printed
    stderr error: .*
    let CARD = identifier                         a value of its JSON, by path: a.0.b
    set IDOS_KEY=alice.key                        the environment from here on; {CARD} stands for the value
    write password.txt secret                     a file of one line; \\n begins another
    pictures Ada                                  Ada.png, a specimen passport, and Ada.jpg
    node up net                                   a process of `idos node run net`; down stops it, in order

{IDOS_URL} is the node's, {NOW} when the transcript began, in milliseconds. {NEWEST} is the program's newest
rules version, {LATER} one that it lacks, {FILES} the version of its files.
"""

from __future__ import annotations

import json
import os
import re
import selectors
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from typer.testing import CliRunner, Result

from idos.actions.limits import LATEST_RULES
from idos.cli.app import app
from idos.store.schema import VERSION
from idos.verification import DocumentHolder, draw_passport, draw_selfie

_PATIENCE = 30.0
_VERSIONS = {"NEWEST": str(LATEST_RULES), "LATER": str(LATEST_RULES + 1), "FILES": str(VERSION)}


class Mismatch(AssertionError):
    """A line of a transcript did not come out."""


@dataclass
class Transcript:
    """One run of a transcript."""

    folder: Path
    values: dict[str, str] = field(default_factory=_VERSIONS.copy)
    environment: dict[str, str | None] = field(default_factory=dict)
    result: Result | None = None
    wanted_exit: int = 0
    node: subprocess.Popen[bytes] | None = None

    def run(self, text: str) -> None:
        """Play every line."""
        self.environment = {name: None for name in os.environ if name.startswith("IDOS_")}
        self.values["NOW"] = str(time.time_ns() // 1_000_000)
        try:
            with chdir(self.folder):
                for number, line in enumerate(text.splitlines(), 1):
                    with _placed(number, line):
                        self._play(line.strip())
                self._settle()
        finally:
            if self.node:
                self.node.kill()
                self.node.communicate()

    def _play(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        if verb == "exit":
            self.wanted_exit = int(rest)
        elif verb and not verb.startswith("#"):
            verbs: dict[str, Callable[[str], None]] = {
                "$": self._command,
                "stdout": lambda pattern: self._found(self._last.stdout, pattern),
                "stderr": lambda pattern: self._found(self._last.stderr, pattern),
                "let": self._let,
                "set": self._set,
                "write": self._write,
                "pictures": self._pictures,
                "node": self._node,
            }
            verbs[verb](self._filled(rest))

    @property
    def _last(self) -> Result:
        assert self.result is not None
        return self.result

    def _filled(self, text: str) -> str:
        return re.sub(r"\{([A-Z_]+)\}", lambda match: self.values[match[1]], text)

    def _settle(self) -> None:
        """Before the next command: did the last one exit as it should, and without a crash?"""
        if self.result is None:
            return
        crash = self.result.exception
        if crash is not None and not isinstance(crash, SystemExit):
            raise crash
        if self.result.exit_code != self.wanted_exit:
            raise Mismatch(f"exit {self.result.exit_code}: {self.result.stdout}{self.result.stderr}")
        self.result, self.wanted_exit = None, 0

    def _command(self, line: str) -> None:
        self._settle()
        program, *words = shlex.split(line)
        assert program == "idos"
        target = source = None
        if len(words) > 1 and words[-2] == ">":
            *words, _, target = words
        if len(words) > 1 and words[-2] == "<":
            *words, _, source = words
        given = Path(source).read_bytes() if source else None
        result = CliRunner().invoke(app, words, input=given, env=self.environment)
        if target:
            Path(target).write_bytes(result.stdout_bytes)
        self.result = result

    def _found(self, text: str, pattern: str) -> None:
        if not re.search(pattern, text, re.MULTILINE):
            raise Mismatch(f"{pattern!r} is not in {text!r}")

    def _let(self, rest: str) -> None:
        name, _, path = rest.partition(" = ")
        value = json.loads(self._last.stdout)
        for step in path.split("."):
            value = value[int(step)] if step.isdecimal() else value[step]
        self.values[name] = str(value)

    def _set(self, rest: str) -> None:
        name, _, value = rest.partition("=")
        self.environment[name] = value or None

    def _write(self, rest: str) -> None:
        file, _, text = rest.partition(" ")
        Path(file).write_text(text.replace("\\n", "\n") + "\n")

    def _pictures(self, name: str) -> None:
        today = datetime.now(UTC).date()
        issued, expires = today.replace(day=1), today.replace(year=today.year + 5, day=1)
        person = DocumentHolder(name, "Park", date(1990, 4, 1), "F", "Amaurot", "U12345678", issued, expires)
        Path(f"{name}.png").write_bytes(draw_passport(person))
        Path(f"{name}.jpg").write_bytes(draw_selfie(person))

    def _node(self, rest: str) -> None:
        self._settle()
        if rest == "down":
            assert self.node is not None
            node, self.node = self.node, None
            node.send_signal(signal.SIGTERM)
            node.communicate(timeout=_PATIENCE)
            assert node.returncode == 0
            return
        folder = rest.removeprefix("up ")
        words = [sys.executable, "-m", "idos.cli", "node", "run", folder, "--port", "0", "--json"]
        self.node = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self.node.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.node.stdout, selectors.EVENT_READ)
            assert selector.select(_PATIENCE), "the node does not start"
        self.values["IDOS_URL"] = json.loads(self.node.stdout.readline())["url"]
        self._set(f"IDOS_URL={self.values['IDOS_URL']}")


@contextmanager
def _placed(number: int, line: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        error.add_note(f"line {number}: {line}")
        raise
