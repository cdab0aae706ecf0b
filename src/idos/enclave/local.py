"""An enclave in this process: the key is derived from a password, or given, and held until locked."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from idos.arguments import checked
from idos.crypto import box
from idos.crypto.box import Sealed
from idos.crypto.kdf import derive_secret_key
from idos.enclave import Reencrypted
from idos.enclave.content_choice import ContentChoice
from idos.enclave.filters import Criteria, record_matches
from idos.errors import Denied, Invalid
from idos.protocol.credentials import CONTENT_BOUNDS
from idos.protocol.scalars import parse_uuid
from idos.protocol.wire import decode_json


class LocalEnclave:
    """One key. The secret is held in a closure: it is in no ``repr``, no error and no pickle."""

    @checked
    def __init__(self, secret_key: bytes, *, profile_id: UUID | None = None) -> None:
        """Hold a 32-byte X25519 secret key: a company's, or the one derived for a profile."""
        self._public_key = box.public_key(secret_key)
        self._profile_id = profile_id
        self._secret: Callable[[], bytes] = lambda: secret_key

    @classmethod
    @checked
    def create(cls, user_id: str, password: str) -> LocalEnclave:
        """The enclave of a new profile. Raises ``Invalid`` for an empty password or a malformed id."""
        if not password:
            raise Invalid("the password must not be empty", code="empty_password")
        profile_id = parse_uuid(user_id.lower())
        return cls(derive_secret_key(password, user_id.lower()), profile_id=profile_id)

    @classmethod
    @checked
    def unlock(cls, user_id: str, password: str, expected_public_key: bytes) -> LocalEnclave:
        """The enclave of an existing profile.

        Older profiles may have been derived with the older cost, or from an id in upper case: those are tried
        when the usual way gives another key. Raises ``Denied`` (``wrong_password``) when none gives the
        expected key.
        """
        for secret_key in _candidates(user_id, password):
            if hmac.compare_digest(box.public_key(secret_key), expected_public_key):
                return cls(secret_key, profile_id=parse_uuid(user_id.lower()))
        raise Denied("the password does not open this profile's encryption key", code="wrong_password")

    def __repr__(self) -> str:
        return f"LocalEnclave({'locked' if self._secret is _locked else self._public_key.hex()})"

    @property
    def public_key(self) -> bytes:
        """The 32-byte key that others encrypt to; known also when locked."""
        return self._public_key

    @property
    def profile_id(self) -> UUID | None:
        """The profile that the key was derived for, if it was: a password opens it for no other."""
        return self._profile_id

    @checked
    def encrypt(self, plaintext: bytes, recipient: bytes) -> Sealed:
        """Encrypt for the recipient's 32-byte public key."""
        return box.seal(plaintext, recipient)

    def decrypt(self, sealed: Sealed) -> bytes:
        """The plaintext of what was encrypted to this key."""
        return box.open_sealed(sealed.content, sealed.encryptor_public_key, self._secret())

    def reencrypt(self, sealed: Sealed, recipient: bytes, chosen: ContentChoice) -> Reencrypted:
        """Decrypt, and encrypt for somebody else, if it is what was chosen."""
        plaintext = self.decrypt(sealed)
        digest = chosen.check(sealed.content, plaintext)
        return Reencrypted(box.seal(plaintext, recipient), digest)

    def reencrypt_for_own_key(self, sealed: Sealed, own_key: bytes) -> Sealed:
        """Decrypt, and encrypt for the person's next key."""
        return box.seal(self.decrypt(sealed), own_key)

    def matching(self, contents: Sequence[Sealed], pick: Criteria, omit: Criteria) -> list[bool]:
        """Which contents pass the filter. One that is not a JSON object, or not for this key, passes none."""
        self._secret()
        return [self._matches(sealed, pick, omit) for sealed in contents]

    def lock(self) -> None:
        """Forget the key."""
        # The last reference goes. Python cannot overwrite bytes: the memory is free, and used again at some
        # time.
        self._secret = _locked

    def _matches(self, sealed: Sealed, pick: Criteria, omit: Criteria) -> bool:
        try:
            record = decode_json(self.decrypt(sealed), dict[str, Any], CONTENT_BOUNDS)
        except (Denied, Invalid):
            return False
        return record_matches(record, pick=pick, omit=omit)


def _locked() -> bytes:
    raise Denied("the enclave is locked", code="locked")


def _candidates(user_id: str, password: str) -> Iterator[bytes]:
    for salt in dict.fromkeys((user_id.lower(), user_id, user_id.upper())):
        yield derive_secret_key(password, salt)
    yield derive_secret_key(password, user_id.lower(), legacy=True)
