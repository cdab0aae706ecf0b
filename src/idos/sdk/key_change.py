"""A person's change of key: her originals are encrypted anew in her enclave, staged, and swapped at once.

Whatever interrupts it, the former key and all contents stay in force until the swap, and a new try goes on
where the last one ended (``docs/protocol/actions.md``, "Key change").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from idos.crypto.box import Sealed
from idos.crypto.encoding import b64encode
from idos.crypto.hashes import sha256
from idos.enclave import Enclave
from idos.errors import Denied, Invalid
from idos.protocol.actions.credentials import GetCredentialOwned
from idos.protocol.actions.profiles import ChangeEncryptionKey, GetReencryptions, StageReencryption
from idos.sdk.drivers import Operation
from idos.sdk.records import Key, RowRecord, StoredCredential
from idos.sdk.session import Session

ROUNDS: Final = 5
"""How often originals are staged, should others write or replace some of them meanwhile."""

Progress = Callable[[int, int], None]
"""Told how many originals are staged, and how many there are."""

_INCOMPLETE: Final = "reencryption_incomplete"
_CANNOT_DECRYPT: Final = "cannot_decrypt"
_UNREADABLE: Final = frozenset({_CANNOT_DECRYPT, "invalid"})
"""Codes of an enclave for a content that is for another key, or whose encryptor key is malformed."""

_CHANGED: Final = frozenset({"reencryption_outdated", "original_not_owned", "not_found"})
"""Codes that say that an original was replaced or removed since it was listed."""


class UnreadableCredentials(Denied):
    """Originals that no given key opens, named by ``ids``: most likely they are for an earlier key."""

    default_code = "unreadable_credentials"

    def __init__(self, ids: Sequence[UUID]) -> None:
        super().__init__(f"{len(ids)} of the credentials cannot be opened: {', '.join(map(str, ids))}")
        self.ids = tuple(ids)


@dataclass(frozen=True, slots=True)
class Original(RowRecord):
    """An original, and the key that a re-encryption of it is staged for."""

    credential_id: UUID
    staged_for: Key | None = field(default=None, metadata={"column": "recipient_encryption_public_key"})


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A change to the 32-byte public key ``recipient``. The enclaves are tried in order."""

    session: Session
    enclaves: Sequence[Enclave]
    recipient: bytes

    def run(self, replaced: bytes, progress: Progress) -> Operation[None]:
        """Stage everything, then swap it together with the key ``replaced``."""
        rounds = 0
        while True:
            rounds += 1
            yield from self._stage(progress)
            try:
                yield from self.session.execute(
                    ChangeEncryptionKey(b64encode(replaced), b64encode(self.recipient), "user"),
                    "Change the encryption key in idOS",
                )
            except Denied as error:
                if error.code != _INCOMPLETE or rounds == ROUNDS:
                    raise
            else:
                return

    def unreadable(self) -> Operation[list[UUID]]:
        """The originals that none of the enclaves opens."""
        unreadable = []
        for original in (yield from self._originals()):
            opens = yield from _opens(self._reencrypt(original.credential_id))
            if not opens:
                unreadable.append(original.credential_id)
        return unreadable

    def _stage(self, progress: Progress) -> Operation[None]:
        originals = yield from self._originals()
        waiting = [each.credential_id for each in originals if each.staged_for != self.recipient]
        unreadable = []
        for staged, credential_id in enumerate(waiting, start=len(originals) - len(waiting)):
            progress(staged, len(originals))
            opens = yield from _opens(self._stage_one(credential_id))
            if not opens:
                unreadable.append(credential_id)
        if unreadable:
            raise UnreadableCredentials(unreadable)
        progress(len(originals), len(originals))

    def _originals(self) -> Operation[list[Original]]:
        return (yield from self.session.rows(Original, GetReencryptions()))

    def _stage_one(self, credential_id: UUID) -> Operation[None]:
        digest, sealed = yield from self._reencrypt(credential_id)
        yield from self.session.execute(
            StageReencryption(
                credential_id,
                digest,
                b64encode(self.recipient),
                b64encode(sealed.encryptor_public_key),
                b64encode(sealed.content),
            ),
            "Re-encrypt a credential in idOS",
        )

    def _reencrypt(self, credential_id: UUID) -> Operation[tuple[str, Sealed]]:
        """The digest of what is stored now, and the same content for the new key."""
        stored = yield from self.session.row(StoredCredential, GetCredentialOwned(credential_id))
        for enclave in self.enclaves:
            try:
                sealed = enclave.reencrypt_for_own_key(stored.sealed, self.recipient)
            except (Denied, Invalid) as error:
                if error.code not in _UNREADABLE:
                    raise
            else:
                return sha256(stored.content).hex(), sealed
        raise Denied("no key at hand opens the credential", code=_CANNOT_DECRYPT)


def _opens(work: Operation[object]) -> Operation[bool]:
    """Do the work on an original; False when it cannot be opened. One that has changed is skipped."""
    try:
        yield from work
    except Denied as error:
        if error.code == _CANNOT_DECRYPT:
            return False
        if error.code not in _CHANGED:
            raise
    return True
