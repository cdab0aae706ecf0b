"""``make chaos``: hundreds of kills of a node under load, each followed by a check of all that it promised.

    python -m tests.chaos [--cycles 300] [--seed N] [--folder DIR]

``QUICK=1`` makes it 25 cycles. At the first broken promise it ends with status 1, and keeps that network's
folder.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from tests.chaos.campaign import Figures, Plan, run
from tests.chaos.load import Violation

_CYCLES, _QUICK_CYCLES = 300, 25


def main() -> int:
    """Run a campaign. Gives the exit status."""
    quick = os.environ.get("QUICK", "") not in {"", "0"}
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--cycles", type=int, default=_QUICK_CYCLES if quick else _CYCLES)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="idos-chaos-"))
    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("idos.store").setLevel(logging.ERROR)  # that a killed node's copy is checked is no news
    print(f"{chosen.cycles} cycles, seed {chosen.seed}, in {folder}", flush=True)
    began = time.perf_counter()
    done = 0

    def report(ending: str, figures: Figures) -> None:
        nonlocal done
        done += 1
        print(
            f"{done:5}  {ending:14}  {figures.counts['acknowledged']:7} transactions acknowledged"
            f"  {time.perf_counter() - began:6.0f} s",
            flush=True,
        )

    try:
        figures = run(folder, Plan(seed=chosen.seed, cycles=chosen.cycles), report)
    except Violation as violation:
        print(f"BROKEN: {violation}", file=sys.stderr)
        return 1
    _show(figures, time.perf_counter() - began)
    if not chosen.folder:
        folder.rmdir()
    return 0


def _show(figures: Figures, seconds: float) -> None:
    counts = figures.counts
    centiles = quantiles(figures.starts, n=100)
    rows = {
        "killed under load": counts["kill"],
        "killed before it answered": counts["kill at start"],
        "stopped under load (SIGTERM)": counts["stop"],
        "transactions acknowledged": counts["acknowledged"],
        "… lost": 0,
        "unanswered at the end, found in a block": counts["unheard and committed"],
        "unanswered at the end, found in none": counts["unheard and lost"],
        "records read and compared": counts["records read"],
        "files verified from the genesis on": counts["verifications"],
        "… blocks": counts["blocks verified"],
        "… receipts of acknowledged transactions": counts["receipts read"],
        "deleted secrets looked for in all files": counts["secrets deleted"],
        "… found": 0,
        "… bytes searched": counts["bytes searched"],
        "largest database, bytes": figures.largest_database,
        "start to first answer, median": f"{centiles[49]:.2f} s",
        "start to first answer, 95th percentile": f"{centiles[94]:.2f} s",
        "time": f"{seconds:.0f} s",
    }
    print()
    for name, value in rows.items():
        print(f"  {name:42}{value:>14}")


if __name__ == "__main__":
    sys.exit(main())
