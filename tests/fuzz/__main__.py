"""``make fuzz``: the same targets, guided by coverage, for as long as you like.

Each target, and the calls of actions, get the same time: ``SECONDS``, 30 by itself; two run at once. An
input that is a fault is kept in ``vectors/fuzz``, where the ordinary tests run it from then on. Names of
targets as arguments: only these.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.rules import RULES
from tests.fuzz.targets import FOUND, TARGETS

_AT_ONCE = 2
_BOUNDS = ("-timeout=20", "-rss_limit_mb=2048", "-max_len=65536", "-print_final_stats=1")
_LINE = "{:24} {:>12} {:>8}"


def main(names: list[str]) -> int:
    """Fuzz, and tell of each target what came of it. 1 when there was a fault."""
    print(_LINE.format("target", "inputs", ""))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return int(not all([*pool.map(_fuzz, names or [*TARGETS, RULES])]))


def _fuzz(name: str) -> bool:
    """Fuzz one target, in a process of its own: a fault ends it."""
    with TemporaryDirectory() as scratch:
        corpus, faults = Path(scratch, "corpus"), Path(scratch, "faults")
        corpus.mkdir()
        faults.mkdir()
        for number, seed in enumerate(TARGETS[name].seeds if name in TARGETS else ()):
            (corpus / str(number)).write_bytes(seed)
        seconds = os.environ.get("SECONDS", "30")
        words = [sys.executable, "-m", "tests.fuzz.worker", name, str(corpus), f"-max_total_time={seconds}"]
        done = subprocess.run(
            [*words, f"-artifact_prefix={faults}/", *_BOUNDS], capture_output=True, text=True, check=False
        )
        for fault in faults.iterdir() if name in TARGETS else ():
            _keep(name, fault.read_bytes())
    inputs = done.stderr.partition("stat::number_of_executed_units:")[2].split()
    print(_LINE.format(name, inputs[0] if inputs else "?", "FAULT" if done.returncode else "ok"), flush=True)
    if done.returncode:
        print(done.stdout[-4000:], *done.stderr.splitlines()[-12:], sep="\n", flush=True)
    return not done.returncode


def _keep(name: str, data: bytes) -> None:
    (FOUND / name).mkdir(parents=True, exist_ok=True)
    (FOUND / name / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
