"""What everybody may ask a node, whoever they are."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from idos.errors import Unavailable
from idos.protocol.actions.credentials import GetCredentialShared, GetCredentialsSharedByUser
from idos.protocol.actions.sharing import (
    GetAccessGrantsForCredential,
    GetAccessGrantsGranted,
    GetAccessGrantsGrantedCount,
)
from idos.protocol.actions.tokens import HasProfile
from idos.protocol.results import ChainInfo
from idos.sdk.drivers import Operation
from idos.sdk.records import AccessGrant, CredentialInfo, GrantPage, StoredCredential
from idos.sdk.session import Session


class Operations:
    """The operations that a person, an issuer and a consumer share.

    Rows that are about something else than was asked for raise ``Unavailable`` (``bad_response``).
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def chain(self) -> Operation[ChainInfo]:
        """The network's id and height when first asked. Raises ``Denied`` when it is not the wanted one."""
        return (yield from self._session.chain())

    def has_profile(self, address: str) -> Operation[bool]:
        """Whether some profile has a wallet with this address. Asked without signing in."""
        return (yield from self._session.value(bool, HasProfile(address)))

    def grants_received(
        self, user_id: UUID | None = None, *, page: int = 1, size: int = 100
    ) -> Operation[GrantPage]:
        """Grants made to the caller, oldest first; only those of one person with ``user_id``."""
        grants = yield from self._session.rows(AccessGrant, GetAccessGrantsGranted(user_id, page, size))
        self._check_own(grants)
        check_answer(len(grants) <= size and all(user_id in {None, each.owner_user_id} for each in grants))
        total = yield from self._session.value(int, GetAccessGrantsGrantedCount(user_id))
        return GrantPage(tuple(grants), total)

    def grants_for(self, credential_id: UUID) -> Operation[list[AccessGrant]]:
        """Grants on this copy that were made to the caller."""
        grants = yield from self._session.rows(AccessGrant, GetAccessGrantsForCredential(credential_id))
        self._check_own(grants)
        check_answer(all(grant.data_id == credential_id for grant in grants))
        check_answer(len({grant.owner_user_id for grant in grants}) <= 1)
        return grants

    def shared_credential(self, credential_id: UUID) -> Operation[StoredCredential]:
        """A copy that was shared with the caller. Raises ``NotFound`` when none with this id is."""
        stored = yield from self._session.row(StoredCredential, GetCredentialShared(credential_id))
        check_answer(stored.id == credential_id)
        return stored

    def credentials_shared_by(
        self, user_id: UUID, issuer_auth_public_key: str | None = None
    ) -> Operation[list[CredentialInfo]]:
        """Copies that this person shared with the caller; only of one issuer's credentials, if named."""
        copies = yield from self._session.rows(
            CredentialInfo, GetCredentialsSharedByUser(user_id, issuer_auth_public_key)
        )
        check_answer(all(copy.user_id == user_id for copy in copies))
        return copies

    def log_out(self) -> Operation[None]:
        """End the session at the node's gateway, if there is one."""
        yield from self._session.log_out()

    def _check_own(self, grants: Iterable[AccessGrant]) -> None:
        names = self._session.names
        check_answer(all(grant.grantee.lower() in names for grant in grants))


def check_answer(fits: object) -> None:
    """Raise ``Unavailable`` (``bad_response``) unless a node's answer is to the question that was put."""
    if not fits:
        raise Unavailable("the node's answer is about something else than was asked", code="bad_response")
