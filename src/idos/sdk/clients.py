"""The clients: every operation as a method that blocks. ``async_clients`` has the same, awaited.

The operations, with their documentation, are in ``person``, ``issuer``, ``consumer``, ``owner``,
``governance`` and ``operations``. What each client may be told of its node is in ``connection.Terms``.
``timeout`` is in seconds, for a request and its answer in all.
"""

from __future__ import annotations

from typing import Unpack

from idos.arguments import checked
from idos.enclave import Enclave
from idos.sdk.connection import Terms
from idos.sdk.consumer import Consuming
from idos.sdk.drivers import Blocking, Transport, blocking
from idos.sdk.governance import Auditing
from idos.sdk.issuer import Issuing
from idos.sdk.operations import Operations
from idos.sdk.owner import Owning
from idos.sdk.person import Person
from idos.sdk.records import Grantee
from idos.sdk.session import Session
from idos.sdk.signers import ServerKey, Signer, WalletSigner
from idos.sdk.transport import DEFAULT_TIMEOUT, HttpTransport, provider


def session_at(node_url: str, signer: Signer | None, **terms: Unpack[Terms]) -> Session:
    """A conversation with the node of this URL, which is held to these terms."""
    return Session(provider(node_url), signer, **terms)


class Client(Blocking[Person]):
    """A person at a node, with her wallet and her enclave."""

    @checked
    def __init__(
        self,
        node_url: str,
        wallet: WalletSigner,
        enclave: Enclave | None = None,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        transport: Transport | None = None,
        **terms: Unpack[Terms],
    ) -> None:
        super().__init__(
            Person(session_at(node_url, wallet, **terms), wallet, enclave),
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
    remove_credentials = blocking(Person.remove_credentials)
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

    @checked
    def __init__(
        self,
        node_url: str,
        key: ServerKey,
        encryption_key: bytes,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        transport: Transport | None = None,
        **terms: Unpack[Terms],
    ) -> None:
        super().__init__(
            Issuing(session_at(node_url, key, **terms), key, encryption_key),
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

    @checked
    def __init__(
        self,
        node_url: str,
        signer: ServerKey | WalletSigner,
        encryption_key: bytes,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        transport: Transport | None = None,
        **terms: Unpack[Terms],
    ) -> None:
        super().__init__(
            Consuming(session_at(node_url, signer, **terms), signer, encryption_key),
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

    @checked
    def __init__(
        self,
        node_url: str,
        signer: ServerKey | WalletSigner,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        transport: Transport | None = None,
        **terms: Unpack[Terms],
    ) -> None:
        super().__init__(
            Owning(session_at(node_url, signer, **terms)),
            transport or HttpTransport(node_url, timeout=timeout),
        )

    chain = blocking(Auditing.chain)
    params = blocking(Auditing.params)
    upgrades = blocking(Auditing.upgrades)
    limits = blocking(Auditing.limits)
    owners = blocking(Auditing.owners)
    ownership_offer = blocking(Auditing.ownership_offer)
    pending_acts = blocking(Auditing.pending_acts)
    pending_act = blocking(Auditing.pending_act)
    acts = blocking(Auditing.acts)
    inserter_acts = blocking(Auditing.inserter_acts)
    inserters = blocking(Auditing.inserters)
    delegates = blocking(Auditing.delegates)
    add_inserter = blocking(Owning.add_inserter)
    remove_inserter = blocking(Owning.remove_inserter)
    add_delegate = blocking(Owning.add_delegate)
    remove_delegate = blocking(Owning.remove_delegate)
    add_former_delegate = blocking(Owning.add_former_delegate)
    schedule_upgrade = blocking(Owning.schedule_upgrade)
    cancel_upgrade = blocking(Owning.cancel_upgrade)
    set_limit = blocking(Owning.set_limit)
    offer_ownership = blocking(Owning.offer_ownership)
    accept_ownership = blocking(Owning.accept_ownership)
    withdraw_ownership_offer = blocking(Owning.withdraw_ownership_offer)
    approve = blocking(Owning.approve)
    withdraw_approval = blocking(Owning.withdraw_approval)


class Auditor(Blocking[Auditing]):
    """Anybody who reads at a node how a network is governed. Has no keys."""

    @checked
    def __init__(
        self,
        node_url: str,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        transport: Transport | None = None,
        **terms: Unpack[Terms],
    ) -> None:
        super().__init__(
            Auditing(session_at(node_url, None, **terms)),
            transport or HttpTransport(node_url, timeout=timeout),
        )

    chain = blocking(Auditing.chain)
    params = blocking(Auditing.params)
    upgrades = blocking(Auditing.upgrades)
    limits = blocking(Auditing.limits)
    owners = blocking(Auditing.owners)
    ownership_offer = blocking(Auditing.ownership_offer)
    pending_acts = blocking(Auditing.pending_acts)
    pending_act = blocking(Auditing.pending_act)
    acts = blocking(Auditing.acts)
    inserter_acts = blocking(Auditing.inserter_acts)
    inserters = blocking(Auditing.inserters)
    delegates = blocking(Auditing.delegates)
