"""From a person's password to their X25519 secret key."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from idos.crypto.encoding import utf8
from idos.errors import Invalid

MAX_PASSWORD_CHARS = 64 * 1024

_SALT = re.compile(r"[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[a-f0-9]{4}-[a-f0-9]{12}", re.IGNORECASE | re.ASCII)
# Neither can be raised: the key of every existing profile depends on it.
_COST = 1 << 14
_LEGACY_COST = 1 << 7


def derive_secret_key(password: str, user_id: str, *, legacy: bool = False) -> bytes:
    """The 32-byte X25519 secret key of a password (scrypt, RFC 7914: r = 8, p = 1, N = 16384; legacy: 128).

    The password is normalised to Unicode NFKC and encoded as UTF-8. The salt is the text of the user id, a
    version 4 UUID, exactly as given: another case of its letters gives another key. Raises ``Invalid`` for a
    salt of another form, and for a password that is not Unicode text or longer than 64 Ki characters.
    """
    if _SALT.fullmatch(user_id) is None:
        raise Invalid("the salt is not a version 4 UUID")
    if len(password) > MAX_PASSWORD_CHARS:
        raise Invalid("the password is too long")
    secret = utf8(unicodedata.normalize("NFKC", password))
    cost = _LEGACY_COST if legacy else _COST
    return hashlib.scrypt(secret, salt=user_id.encode(), n=cost, r=8, p=1, dklen=32)
