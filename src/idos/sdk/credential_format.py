"""What a credential format is, and what comes of checking a credential, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from idos.errors import Denied, Invalid

if TYPE_CHECKING:  # their module is of one format's package, which is built on this one
    from idos.sdk.w3c.keys import IssuerKey
    from idos.sdk.w3c.subject import CredentialFields, FaceIdSubject, Subject

Status = Literal["verified", "weak", "failed"]

_FORM: Final = frozenset({"document", "contexts", "schema"})
"""The checks of a credential's form, by their names in every format."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a verification: which check, whether it passed, a stable code, a sentence for a person.

    The code is ``ok``, ``not_checked`` when an earlier check made this one impossible, or the reason.
    """

    name: str
    ok: bool
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome for one credential.

    ``credential`` is what was checked, without its proofs: read values from here and not from a second parse.
    It is empty unless the verdict is ``verified`` or ``weak``. ``format`` names the credential's format; None
    for an unknown one.
    """

    status: Status
    checks: tuple[Check, ...]
    credential: Mapping[str, Any] = field(repr=False)
    format: str | None = None

    def raise_for_status(self, *, allow_weak: bool = False) -> None:
        """Returns if the credential is verified, or weak where that is allowed.

        Otherwise raises ``Invalid`` when it is not a well-formed credential and ``Denied`` when it is not to
        be trusted, with the code and sentence of the first check that failed.
        """
        if self.status == "verified" or (self.status == "weak" and allow_weak):
            return
        failed = next(check for check in self.checks if not check.ok)
        error = Invalid if failed.name in _FORM else Denied
        raise error(failed.message, code=failed.code)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a credential says, whatever its format: who says it, on which level, and what of the person.

    ``subject`` is by the names of ``docs/protocol/w3c.md`` §3, such as ``firstName``.
    """

    issuer: str
    level: str
    subject: Mapping[str, str] = field(repr=False)


class CredentialFormat(Protocol):
    """One format: how its credentials are built, written, recognised, checked and read.

    A document is the parsed form of a credential; what is stored, encrypted, is its plaintext.
    """

    @property
    def name(self) -> str:
        """A stable name, such as ``w3c``."""
        ...

    def build(
        self, fields: CredentialFields, subject: Subject | FaceIdSubject, key: IssuerKey, *, now: datetime
    ) -> dict[str, Any]:
        """A signed document, issued at ``now``. Raises ``Invalid``."""
        ...

    def serialize(self, document: Mapping[str, Any]) -> bytes:
        """The plaintext of a document. Raises ``Invalid``."""
        ...

    def recognises(self, plaintext: bytes) -> bool:
        """Whether the plaintext says that it is of this format; never of two. Bounded, and never raises."""
        ...

    def verify(
        self,
        plaintext: bytes,
        issuers: Sequence[IssuerKey],
        *,
        now: datetime,
        attested_hash: str | None = None,
    ) -> Verification:
        """Check a credential against the keys of trusted issuers. Never raises for what it is.

        ``attested_hash``: the hex SHA-256 of the plaintext, when its issuer has vouched for that otherwise.
        """
        ...

    def claims(self, document: Mapping[str, Any]) -> Claims:
        """What a document that was built or verified says."""
        ...
