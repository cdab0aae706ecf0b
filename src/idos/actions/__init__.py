"""The network's rules: one function per action, pure given the context and the state.

Importing this package fills the registry; ``dispatch.dispatch`` is the one way in.
"""

from idos.actions import (
    access_grants,
    approvals,
    attributes,
    credential_reading,
    credential_sharing,
    credential_writing,
    erasure,
    inserters,
    key_change,
    legacy,
    offers,
    ownership,
    public_notes,
    tokens,
    trail,
    upgrades,
    users,
    wallets,
    write_grants,
)

__all__ = [
    "access_grants",
    "approvals",
    "attributes",
    "credential_reading",
    "credential_sharing",
    "credential_writing",
    "erasure",
    "inserters",
    "key_change",
    "legacy",
    "offers",
    "ownership",
    "public_notes",
    "tokens",
    "trail",
    "upgrades",
    "users",
    "wallets",
    "write_grants",
]
