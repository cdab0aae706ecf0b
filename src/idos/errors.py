"""Every error that leaves a public function of this package.

::

    IdosError
    ├── Invalid        the input is malformed; the same input will never be accepted
    ├── Denied         the input is well formed, and the rules or the keys refuse it
    │   └── NotFound   what was asked for does not exist, or not for this caller
    └── Unavailable    there was no decision: network, disk, or a node too busy to answer
        └── UnknownOutcome   a transaction was sent and its result could not be learned

Each error carries a ``code``: a stable ``snake_case`` name that programs may rely on and that crosses the
wire. The message is for people. Neither ever holds a secret, a plaintext or a ciphertext.
"""

from __future__ import annotations

from typing import ClassVar


class IdosError(Exception):
    """The root. Catch it to catch everything this package raises on purpose."""

    default_code: ClassVar[str] = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.code = code or self.default_code

    @property
    def message(self) -> str:
        """What happened, in one sentence for a person."""
        return str(self.args[0])


class Invalid(IdosError):
    """The input is malformed: wrong encoding, wrong type, out of range, inconsistent."""

    default_code = "invalid"


class Denied(IdosError):
    """The input is well formed but not allowed, by a rule, a signature or a missing right."""

    default_code = "denied"


class NotFound(Denied):
    """The thing does not exist, or the caller may not know that it does."""

    default_code = "not_found"


class Unavailable(IdosError):
    """The request could not be sent or answered: network, disk, overload. Retrying may help."""

    default_code = "unavailable"


class UnknownOutcome(Unavailable):
    """A transaction was sent and its result could not be learned; it may or may not have been committed."""

    default_code = "unknown_outcome"

    def __init__(self, message: str, *, tx_hash: str) -> None:
        super().__init__(message)
        self.tx_hash = tx_hash
