"""One target under libFuzzer, which looks for inputs that reach new branches."""

from __future__ import annotations

import sys
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["idos"]):
    from tests.fuzz.rules import RULES, fuzz_rules
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Run until the time is up or a fault is found."""
    name = sys.argv.pop(1)
    run: Callable[[bytes], object] = fuzz_rules() if name == RULES else TARGETS[name]
    atheris.Setup(sys.argv, run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
