"""Parts of the package that need an extra: ``pip install 'idos[…]'``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def extra(name: str, part: str) -> Iterator[None]:
    """Import what a part of the package needs of an extra.

    Raises ``ModuleNotFoundError``, as Python does, with a message that names the extra.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "idos":
            raise
        text = f"{part} needs {error.name}, which is not installed: pip install 'idos[{name}]'"
        raise ModuleNotFoundError(text, name=error.name) from None
