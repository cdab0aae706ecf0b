"""The clients: every operation as a method, once blocking and once awaited.

The operations, with their documentation, are in ``person``, ``issuer``, ``consumer``, ``owner`` and
``common``.
"""

from __future__ import annotations

from idos.enclave import Enclave
from idos.sdk.common import Operations
from idos.sdk.consumer import Consuming
from idos.sdk.issuer import Issuing
from idos.sdk.operations import AsyncTransport, Awaiting, Blocking, Transport, awaiting, blocking
from idos.sdk.owner import Owning
from idos.sdk.person import Person
from idos.sdk.records import Grantee
from idos.sdk.session import Session
from idos.sdk.signers import ServerKey, Signer, WalletSigner
from idos.sdk.transport import DEFAULT_TIMEOUT, AsyncHttpTransport, HttpTransport, provider


def _session(node_url: str, signer: Signer, chain_id: str | None) -> Session:
    return Session(provider(node_url), signer, chain_id=chain_id)


class Client(Blocking[Person]):
    """A person at a node, with her wallet and her enclave."""

    def __init__(
        self,
        node_url: str,
        wallet: WalletSigner,
        enclave: Enclave | None = None,
        *,
        chain_id: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: Transport | None = None,
    ) -> None:
        super().__init__(
            Person(_session(node_url, wallet, chain_id), wallet, enclave),
            transport or HttpTransport(node_url, timeout=timeout),
        )

    @property
    def wallet(self) -> WalletSigner:
        """The wallet that signs."""
        return self._operations.wallet

    @property
    def enclave(self) -> Enclave:
        """The enclave in use. Raises ``Denied`` (``locked``) before ``unlock``."""
        return self._operations.enclave

    chain = blocking(Operations.chain)
    has_profile = blocking(Operations.has_profile)
    grants_received = blocking(Operations.grants_received)
    grants_for = blocking(Operations.grants_for)
    shared_credential = blocking(Operations.shared_credential)
    credentials_shared_by = blocking(Operations.credentials_shared_by)
    log_out = blocking(Operations.log_out)
    profile = blocking(Person.profile)
    unlock = blocking(Person.unlock)
    change_password = blocking(Person.change_password)
    abandon_password_change = blocking(Person.abandon_password_change)
    unreadable_credentials = blocking(Person.unreadable_credentials)
    wallets = blocking(Person.wallets)
    add_wallet = blocking(Person.add_wallet)
    remove_wallet = blocking(Person.remove_wallet)
    attributes = blocking(Person.attributes)
    add_attribute = blocking(Person.add_attribute)
    edit_attribute = blocking(Person.edit_attribute)
    remove_attribute = blocking(Person.remove_attribute)
    credentials = blocking(Person.credentials)
    credential = blocking(Person.credential)
    read = blocking(Person.read)
    content_hash = blocking(Person.content_hash)
    add_credential = blocking(Person.add_credential)
    edit_credential = blocking(Person.edit_credential)
    remove_credential = blocking(Person.remove_credential)
    find_credentials = blocking(Person.find_credentials)
    share = blocking(Person.share)
    grants_given = blocking(Person.grants_given)
    revoke = blocking(Person.revoke)
    sign_write_grant = blocking(Person.sign_write_grant)
    sign_offer = blocking(Person.sign_offer)
    access_log = blocking(Person.access_log)
    erasure_plan = blocking(Person.erasure_plan)
    erase_profile = blocking(Person.erase_profile)


class Issuer(Blocking[Issuing]):
    """An issuer at a node, with the key it writes with and the key its own copies are for."""

    def __init__(
        self,
        node_url: str,
        key: ServerKey,
        encryption_key: bytes,
        *,
        chain_id: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: Transport | None = None,
    ) -> None:
        super().__init__(
            Issuing(_session(node_url, key, chain_id), key, encryption_key),
            transport or HttpTransport(node_url, timeout=timeout),
        )

    @property
    def grantee(self) -> Grantee:
        """The issuer as somebody to share with."""
        return self._operations.grantee

    chain = blocking(Operations.chain)
    has_profile = blocking(Operations.has_profile)
    grants_received = blocking(Operations.grants_received)
    grants_for = blocking(Operations.grants_for)
    shared_credential = blocking(Operations.shared_credential)
    credentials_shared_by = blocking(Operations.credentials_shared_by)
    log_out = blocking(Operations.log_out)
    create_profile = blocking(Issuing.create_profile)
    upsert_wallet = blocking(Issuing.upsert_wallet)
    user = blocking(Issuing.user)
    credential_exists = blocking(Issuing.credential_exists)
    issue = blocking(Issuing.issue)
    add_credential = blocking(Issuing.add_credential)
    edit_public_notes = blocking(Issuing.edit_public_notes)
    revoke_credential = blocking(Issuing.revoke_credential)
    read_shared = blocking(Issuing.read_shared)
    create_grant = blocking(Issuing.create_grant)


class Consumer(Blocking[Consuming]):
    """A consumer at a node, with its signer and the key that copies are encrypted to."""

    def __init__(
        self,
        node_url: str,
        signer: ServerKey | WalletSigner,
        encryption_key: bytes,
        *,
        chain_id: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: Transport | None = None,
    ) -> None:
        super().__init__(
            Consuming(_session(node_url, signer, chain_id), signer, encryption_key),
            transport or HttpTransport(node_url, timeout=timeout),
        )

    @property
    def grantee(self) -> Grantee:
        """The consumer as somebody to share with."""
        return self._operations.grantee

    chain = blocking(Operations.chain)
    has_profile = blocking(Operations.has_profile)
    grants_received = blocking(Operations.grants_received)
    grants_for = blocking(Operations.grants_for)
    shared_credential = blocking(Operations.shared_credential)
    credentials_shared_by = blocking(Operations.credentials_shared_by)
    log_out = blocking(Operations.log_out)
    all_grants = blocking(Consuming.all_grants)
    read = blocking(Consuming.read)
    inspect_credential = blocking(Consuming.inspect_credential)
    verified_credential = blocking(Consuming.verified_credential)
    rescind = blocking(Consuming.rescind)
    create_grant = blocking(Consuming.create_grant)


class Owner(Blocking[Owning]):
    """A network's owner at a node."""

    def __init__(
        self,
        node_url: str,
        signer: ServerKey | WalletSigner,
        *,
        chain_id: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: Transport | None = None,
    ) -> None:
        super().__init__(
            Owning(_session(node_url, signer, chain_id)),
            transport or HttpTransport(node_url, timeout=timeout),
        )

    add_inserter = blocking(Owning.add_inserter)
    remove_inserter = blocking(Owning.remove_inserter)
    add_delegate = blocking(Owning.add_delegate)
    remove_delegate = blocking(Owning.remove_delegate)


class AsyncClient(Awaiting[Person]):
    """A person at a node, with her wallet and her enclave, awaited."""

    def __init__(
        self,
        node_url: str,
        wallet: WalletSigner,
        enclave: Enclave | None = None,
        *,
        chain_id: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: AsyncTransport | None = None,
    ) -> None:
        super().__init__(
            Person(_session(node_url, wallet, chain_id), wallet, enclave),
            transport or AsyncHttpTransport(node_url, timeout=timeout),
        )

    @property
    def wallet(self) -> WalletSigner:
        """The wallet that signs."""
        return self._operations.wallet

    @property
    def enclave(self) -> Enclave:
        """The enclave in use. Raises ``Denied`` (``locked``) before ``unlock``."""
        return self._operations.enclave

    chain = awaiting(Operations.chain)
    has_profile = awaiting(Operations.has_profile)
    grants_received = awaiting(Operations.grants_received)
    grants_for = awaiting(Operations.grants_for)
    shared_credential = awaiting(Operations.shared_credential)
    credentials_shared_by = awaiting(Operations.credentials_shared_by)
    log_out = awaiting(Operations.log_out)
    profile = awaiting(Person.profile)
    unlock = awaiting(Person.unlock)
    change_password = awaiting(Person.change_password)
    abandon_password_change = awaiting(Person.abandon_password_change)
    unreadable_credentials = awaiting(Person.unreadable_credentials)
    wallets = awaiting(Person.wallets)
    add_wallet = awaiting(Person.add_wallet)
    remove_wallet = awaiting(Person.remove_wallet)
    attributes = awaiting(Person.attributes)
    add_attribute = awaiting(Person.add_attribute)
    edit_attribute = awaiting(Person.edit_attribute)
    remove_attribute = awaiting(Person.remove_attribute)
    credentials = awaiting(Person.credentials)
    credential = awaiting(Person.credential)
    read = awaiting(Person.read)
    content_hash = awaiting(Person.content_hash)
    add_credential = awaiting(Person.add_credential)
    edit_credential = awaiting(Person.edit_credential)
    remove_credential = awaiting(Person.remove_credential)
    find_credentials = awaiting(Person.find_credentials)
    share = awaiting(Person.share)
    grants_given = awaiting(Person.grants_given)
    revoke = awaiting(Person.revoke)
    sign_write_grant = awaiting(Person.sign_write_grant)
    sign_offer = awaiting(Person.sign_offer)
    access_log = awaiting(Person.access_log)
    erasure_plan = awaiting(Person.erasure_plan)
    erase_profile = awaiting(Person.erase_profile)


class AsyncIssuer(Awaiting[Issuing]):
    """An issuer at a node, with the key it writes with and the key its own copies are for, awaited."""

    def __init__(
        self,
        node_url: str,
        key: ServerKey,
        encryption_key: bytes,
        *,
        chain_id: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: AsyncTransport | None = None,
    ) -> None:
        super().__init__(
            Issuing(_session(node_url, key, chain_id), key, encryption_key),
            transport or AsyncHttpTransport(node_url, timeout=timeout),
        )

    @property
    def grantee(self) -> Grantee:
        """The issuer as somebody to share with."""
        return self._operations.grantee

    chain = awaiting(Operations.chain)
    has_profile = awaiting(Operations.has_profile)
    grants_received = awaiting(Operations.grants_received)
    grants_for = awaiting(Operations.grants_for)
    shared_credential = awaiting(Operations.shared_credential)
    credentials_shared_by = awaiting(Operations.credentials_shared_by)
    log_out = awaiting(Operations.log_out)
    create_profile = awaiting(Issuing.create_profile)
    upsert_wallet = awaiting(Issuing.upsert_wallet)
    user = awaiting(Issuing.user)
    credential_exists = awaiting(Issuing.credential_exists)
    issue = awaiting(Issuing.issue)
    add_credential = awaiting(Issuing.add_credential)
    edit_public_notes = awaiting(Issuing.edit_public_notes)
    revoke_credential = awaiting(Issuing.revoke_credential)
    read_shared = awaiting(Issuing.read_shared)
    create_grant = awaiting(Issuing.create_grant)


class AsyncConsumer(Awaiting[Consuming]):
    """A consumer at a node, with its signer and the key that copies are encrypted to, awaited."""

    def __init__(
        self,
        node_url: str,
        signer: ServerKey | WalletSigner,
        encryption_key: bytes,
        *,
        chain_id: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: AsyncTransport | None = None,
    ) -> None:
        super().__init__(
            Consuming(_session(node_url, signer, chain_id), signer, encryption_key),
            transport or AsyncHttpTransport(node_url, timeout=timeout),
        )

    @property
    def grantee(self) -> Grantee:
        """The consumer as somebody to share with."""
        return self._operations.grantee

    chain = awaiting(Operations.chain)
    has_profile = awaiting(Operations.has_profile)
    grants_received = awaiting(Operations.grants_received)
    grants_for = awaiting(Operations.grants_for)
    shared_credential = awaiting(Operations.shared_credential)
    credentials_shared_by = awaiting(Operations.credentials_shared_by)
    log_out = awaiting(Operations.log_out)
    all_grants = awaiting(Consuming.all_grants)
    read = awaiting(Consuming.read)
    inspect_credential = awaiting(Consuming.inspect_credential)
    verified_credential = awaiting(Consuming.verified_credential)
    rescind = awaiting(Consuming.rescind)
    create_grant = awaiting(Consuming.create_grant)


class AsyncOwner(Awaiting[Owning]):
    """A network's owner at a node, awaited."""

    def __init__(
        self,
        node_url: str,
        signer: ServerKey | WalletSigner,
        *,
        chain_id: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: AsyncTransport | None = None,
    ) -> None:
        super().__init__(
            Owning(_session(node_url, signer, chain_id)),
            transport or AsyncHttpTransport(node_url, timeout=timeout),
        )

    add_inserter = awaiting(Owning.add_inserter)
    remove_inserter = awaiting(Owning.remove_inserter)
    add_delegate = awaiting(Owning.add_delegate)
    remove_delegate = awaiting(Owning.remove_delegate)
