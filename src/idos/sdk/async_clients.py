"""The clients of ``clients``, awaited."""

from __future__ import annotations

from typing import Unpack

from idos.arguments import checked
from idos.enclave import Enclave
from idos.sdk.clients import session_at
from idos.sdk.connection import Terms
from idos.sdk.consumer import Consuming
from idos.sdk.drivers import AsyncTransport, Awaiting, awaiting
from idos.sdk.governance import Auditing
from idos.sdk.issuer import Issuing
from idos.sdk.operations import Operations
from idos.sdk.owner import Owning
from idos.sdk.person import Person
from idos.sdk.records import Grantee
from idos.sdk.signers import ServerKey, WalletSigner
from idos.sdk.transport import DEFAULT_TIMEOUT, AsyncHttpTransport


class AsyncClient(Awaiting[Person]):
    """A person at a node, with her wallet and her enclave, awaited."""

    @checked
    def __init__(
        self,
        node_url: str,
        wallet: WalletSigner,
        enclave: Enclave | None = None,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        transport: AsyncTransport | None = None,
        **terms: Unpack[Terms],
    ) -> None:
        super().__init__(
            Person(session_at(node_url, wallet, **terms), wallet, enclave),
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
    remove_credentials = awaiting(Person.remove_credentials)
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

    @checked
    def __init__(
        self,
        node_url: str,
        key: ServerKey,
        encryption_key: bytes,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        transport: AsyncTransport | None = None,
        **terms: Unpack[Terms],
    ) -> None:
        super().__init__(
            Issuing(session_at(node_url, key, **terms), key, encryption_key),
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

    @checked
    def __init__(
        self,
        node_url: str,
        signer: ServerKey | WalletSigner,
        encryption_key: bytes,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        transport: AsyncTransport | None = None,
        **terms: Unpack[Terms],
    ) -> None:
        super().__init__(
            Consuming(session_at(node_url, signer, **terms), signer, encryption_key),
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

    @checked
    def __init__(
        self,
        node_url: str,
        signer: ServerKey | WalletSigner,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        transport: AsyncTransport | None = None,
        **terms: Unpack[Terms],
    ) -> None:
        super().__init__(
            Owning(session_at(node_url, signer, **terms)),
            transport or AsyncHttpTransport(node_url, timeout=timeout),
        )

    chain = awaiting(Auditing.chain)
    params = awaiting(Auditing.params)
    upgrades = awaiting(Auditing.upgrades)
    limits = awaiting(Auditing.limits)
    owners = awaiting(Auditing.owners)
    ownership_offer = awaiting(Auditing.ownership_offer)
    pending_acts = awaiting(Auditing.pending_acts)
    pending_act = awaiting(Auditing.pending_act)
    acts = awaiting(Auditing.acts)
    inserter_acts = awaiting(Auditing.inserter_acts)
    inserters = awaiting(Auditing.inserters)
    delegates = awaiting(Auditing.delegates)
    add_inserter = awaiting(Owning.add_inserter)
    remove_inserter = awaiting(Owning.remove_inserter)
    add_delegate = awaiting(Owning.add_delegate)
    remove_delegate = awaiting(Owning.remove_delegate)
    add_former_delegate = awaiting(Owning.add_former_delegate)
    schedule_upgrade = awaiting(Owning.schedule_upgrade)
    cancel_upgrade = awaiting(Owning.cancel_upgrade)
    set_limit = awaiting(Owning.set_limit)
    offer_ownership = awaiting(Owning.offer_ownership)
    accept_ownership = awaiting(Owning.accept_ownership)
    withdraw_ownership_offer = awaiting(Owning.withdraw_ownership_offer)
    approve = awaiting(Owning.approve)
    withdraw_approval = awaiting(Owning.withdraw_approval)


class AsyncAuditor(Awaiting[Auditing]):
    """Anybody who reads at a node how a network is governed, awaited. Has no keys."""

    @checked
    def __init__(
        self,
        node_url: str,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        transport: AsyncTransport | None = None,
        **terms: Unpack[Terms],
    ) -> None:
        super().__init__(
            Auditing(session_at(node_url, None, **terms)),
            transport or AsyncHttpTransport(node_url, timeout=timeout),
        )

    chain = awaiting(Auditing.chain)
    params = awaiting(Auditing.params)
    upgrades = awaiting(Auditing.upgrades)
    limits = awaiting(Auditing.limits)
    owners = awaiting(Auditing.owners)
    ownership_offer = awaiting(Auditing.ownership_offer)
    pending_acts = awaiting(Auditing.pending_acts)
    pending_act = awaiting(Auditing.pending_act)
    acts = awaiting(Auditing.acts)
    inserter_acts = awaiting(Auditing.inserter_acts)
    inserters = awaiting(Auditing.inserters)
    delegates = awaiting(Auditing.delegates)
