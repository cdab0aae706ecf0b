"""``python -m idos.cli``."""

from idos.cli import main

main()
