"""The JSON-LD contexts a credential may name, pinned.

A context decides what the members of a credential mean, so only these lists are accepted and nothing is ever
fetched. Credentials of early SDK versions name files of a Git commit; those mean the same as version 1.
See ``docs/protocol/w3c.md`` §2.
"""

from __future__ import annotations

from typing import Final

CREDENTIALS_V1: Final = "https://www.w3.org/2018/credentials/v1"
ED25519_2020_V1: Final = "https://w3id.org/security/suites/ed25519-2020/v1"

_PUBLISHED = "https://idos-network.github.io/idos-sdk-js/credentials/"
IDOS_V1: Final = _PUBLISHED + "idos-credentials-v1.json"
SUBJECT_V1: Final = _PUBLISHED + "idos-credential-subject-v1.json"
SUBJECT_V2: Final = _PUBLISHED + "idos-credential-subject-v2.json"
FACE_ID_V1: Final = _PUBLISHED + "idos-credential-subject-face-id-v1.json"

_REPOSITORY = "https://raw.githubusercontent.com/idos-network/idos-sdk-js"
_LEGACY = (
    f"{_REPOSITORY}/1356fea6672d22deb07fedc5fa427478b2e1654c/packages/%40credentials/assets/",
    f"{_REPOSITORY}/346f14468348e4f3dd00039c89ce9bb49d88777c/packages/%40credentials/assets/",
    f"{_REPOSITORY}/1e8421744e037dfd7b0289cb39261c73ab6d643c/packages/%40credentials/assets/",
    f"{_REPOSITORY}/0049d2e93f8913c42398372e2bb65d92bed38ac0/packages/%40credentials/assets/",
    f"{_REPOSITORY}/1bc3503f5302a7e42777076445d5b05fec8db429/packages/issuer-sdk-js/assets/",
)

BUILD_CONTEXT: Final = (CREDENTIALS_V1, IDOS_V1, ED25519_2020_V1)
"""The ``@context`` of a credential as it is built today."""

CREDENTIAL_CONTEXTS: Final = tuple(
    [CREDENTIALS_V1, idos, ED25519_2020_V1]
    for idos in (IDOS_V1, *(base + "idos-credentials-v1.json" for base in _LEGACY))
)
"""Every ``@context`` a credential may have: the order counts."""

SUBJECT_V1_CONTEXTS: Final = frozenset(
    {SUBJECT_V1, *(base + "idos-credential-subject-v1.json" for base in _LEGACY)}
)
"""The first subject context and its older addresses."""
