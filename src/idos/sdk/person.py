"""What a person does with her own profile."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Protocol
from uuid import UUID, uuid4

from idos.crypto.box import Sealed
from idos.enclave import Enclave
from idos.enclave.filters import Criteria, record_matches
from idos.enclave.local import LocalEnclave
from idos.errors import Denied, NotFound
from idos.protocol.access_log import AccessEntry
from idos.protocol.actions.credentials import AddCredential, EditCredential, GetCredentials, RemoveCredential
from idos.protocol.actions.profiles import (
    AddAttribute,
    AddWallet,
    DiscardReencryptions,
    EditAttribute,
    EraseProfile,
    GetAttributes,
    GetErasurePlan,
    GetUser,
    GetWallets,
    RemoveAttribute,
    RemoveWallet,
)
from idos.protocol.credentials import IssuedContent
from idos.sdk.attestation import read_notes, sign_content
from idos.sdk.drivers import Operation, writes
from idos.sdk.key_change import KeyChange, Progress
from idos.sdk.records import (
    Attribute,
    CredentialInfo,
    Profile,
    Remainder,
    Wallet,
)
from idos.sdk.removal import remove_credentials
from idos.sdk.sharing import Sharing
from idos.sdk.signers import ServerKey, WalletProof

_ANY: Criteria = MappingProxyType({})


class Person(Sharing):
    """A person's operations. The signer is her wallet; the enclave holds her encryption key."""

    def profile(self) -> Operation[Profile]:
        """Her profile. Raises ``NotFound`` when her wallet has none."""
        return (yield from self._session.row(Profile, GetUser()))

    def unlock(self, password: str) -> Operation[Profile]:
        """Derive her key from the password. Raises ``Denied`` (``wrong_password``) when it gives another."""
        profile = yield from self.profile()
        self._enclave = LocalEnclave.unlock(str(profile.id), password, profile.encryption_public_key)
        return profile

    @writes
    def change_password(
        self,
        new_password: str,
        *,
        former: Enclave | None = None,
        progress: Progress = lambda _done, _of: None,
    ) -> Operation[None]:
        """Encrypt all her credentials to the key of another password, and make that the profile's key.

        Grants and copies stay as they are. Until everything is swapped at once the old password is in force;
        after any interruption, repeat the call. ``former`` opens what was encrypted to an earlier key: an
        issuer that had not heard of a change may write so; then change to the same password again.
        The key is derived for the profile that the enclave was unlocked or created for: a node that names
        another one is refused, as it would choose the salt (``Denied``, ``profile_mismatch``).

        Raises ``UnreadableCredentials`` when some open with neither; they can be removed. ``Denied``
        (``wrong_password``) when the enclave has not the profile's key. ``Invalid`` (``unknown_action``) at
        nodes of the official network.
        """
        profile = yield from self.profile()
        new = LocalEnclave.create(str(profile.id), new_password)
        present = new if new.public_key == profile.encryption_public_key else self.enclave
        if present.public_key != profile.encryption_public_key:
            raise Denied("the enclave's key is not the profile's: unlock it again", code="wrong_password")
        if present.profile_id != profile.id:
            raise Denied("the enclave was not unlocked for this profile", code="profile_mismatch")
        if present is not new or former is not None:
            enclaves = (present, former) if former else (present,)
            change = KeyChange(self._session, enclaves, new.public_key)
            yield from change.run(profile.encryption_public_key, progress)
        if self._enclave is not None:
            self._enclave.lock()
        self._enclave = new

    @writes
    def abandon_password_change(self) -> Operation[None]:
        """Delete what a change that was not finished has left at the node. The password stays the old one."""
        yield from self._session.execute(
            DiscardReencryptions(), "Abandon a change of the encryption key in idOS"
        )

    def unreadable_credentials(self) -> Operation[list[UUID]]:
        """Her originals that her key does not open. Each is fetched and tried, in the enclave."""
        return (yield from KeyChange(self._session, (self.enclave,), self.enclave.public_key).unreadable())

    # Wallets

    def wallets(self) -> Operation[list[Wallet]]:
        """The wallets that control the profile."""
        return (yield from self._session.rows(Wallet, GetWallets()))

    @writes
    def add_wallet(self, proof: WalletProof, *, id: UUID | None = None) -> Operation[UUID]:
        """Link another wallet, with the proof that it is hers (``WalletSigner.prove``)."""
        wallet_id = id or uuid4()
        yield from self._session.execute(
            AddWallet(id=wallet_id, **asdict(proof)),
            "Add a wallet to idOS",
        )
        return wallet_id

    @writes
    def remove_wallet(self, id: UUID) -> Operation[None]:
        """Unlink a wallet. The one in use cannot be removed. Raises ``NotFound`` when it is not hers."""
        _check_owned(id, (yield from self.wallets()), "wallet")
        yield from self._session.execute(RemoveWallet(id), "Remove a wallet from idOS")

    # Attributes

    def attributes(self) -> Operation[list[Attribute]]:
        """The attributes of the profile. They are not encrypted."""
        return (yield from self._session.rows(Attribute, GetAttributes()))

    @writes
    def add_attribute(self, key: str, value: str, *, id: UUID | None = None) -> Operation[UUID]:
        """Add an attribute; a key may occur more than once."""
        attribute_id = id or uuid4()
        yield from self._session.execute(AddAttribute(attribute_id, key, value), "Add an attribute to idOS")
        return attribute_id

    @writes
    def edit_attribute(self, id: UUID, key: str, value: str) -> Operation[None]:
        """Change an attribute. Raises ``NotFound`` when it is not hers."""
        _check_owned(id, (yield from self.attributes()), "attribute")
        yield from self._session.execute(EditAttribute(id, key, value), "Edit an attribute in idOS")

    @writes
    def remove_attribute(self, id: UUID) -> Operation[None]:
        """Remove an attribute. Raises ``NotFound`` when it is not hers."""
        _check_owned(id, (yield from self.attributes()), "attribute")
        yield from self._session.execute(RemoveAttribute(id), "Remove an attribute from idOS")

    # Credentials

    def credentials(self) -> Operation[list[CredentialInfo]]:
        """Her credentials and the copies made of them, without contents."""
        return (yield from self._session.rows(CredentialInfo, GetCredentials()))

    @writes
    def add_credential(
        self, plaintext: bytes, public_notes: str, *, key: ServerKey, id: UUID | None = None
    ) -> Operation[UUID]:
        """Store a credential of her own making, encrypted to herself and signed with ``key``."""
        credential_id = id or uuid4()
        signed = self._own_content(plaintext, public_notes, key)
        yield from self._session.execute(
            AddCredential(id=credential_id, **asdict(signed)),
            "Add a credential to idOS",
        )
        return credential_id

    @writes
    def edit_credential(
        self, id: UUID, plaintext: bytes, public_notes: str, *, key: ServerKey
    ) -> Operation[None]:
        """Replace a credential of her own making; ``key`` must be the one that it was signed with.

        Raises ``NotFound`` when it is not hers.
        """
        _check_owned(id, (yield from self.credentials()), "credential")
        signed = self._own_content(plaintext, public_notes, key)
        yield from self._session.execute(
            EditCredential(id=id, **asdict(signed)),
            "Edit a credential in idOS",
        )

    @writes
    def remove_credential(self, id: UUID) -> Operation[None]:
        """Delete a credential and the copies made of it; a copy under a time lock goes when the lock ends.

        Raises ``NotFound`` when it is not hers.
        """
        _check_owned(id, (yield from self.credentials()), "credential")
        yield from self._session.execute(RemoveCredential(id), "Remove credential from idOS")

    @writes
    def remove_credentials(self, ids: Collection[UUID]) -> Operation[list[UUID]]:
        """Delete credentials and the copies made of them, a hundred in a transaction; gives what stays.

        A time lock on a credential itself keeps it. Networks that take no lists get them one by one. Raises
        ``NotFound`` when one is not hers, before anything is removed.
        """
        wanted, owned = list(dict.fromkeys(ids)), (yield from self.credentials())
        for credential_id in wanted:
            _check_owned(credential_id, owned, "credential")
        yield from remove_credentials(self._session, wanted)
        left = {info.id for info in (yield from self.credentials())}
        return [credential_id for credential_id in wanted if credential_id in left]

    def find_credentials(
        self,
        issuers: Collection[str],
        *,
        public_notes: Mapping[str, Criteria] = MappingProxyType({}),
        content: Mapping[str, Criteria] = MappingProxyType({}),
    ) -> Operation[list[CredentialInfo]]:
        """Her originals from these issuers (``issuer_auth_public_key``) that pass the filters.

        Each filter may have ``pick`` and ``omit``. Contents are decrypted and judged in the enclave. What has
        no public notes, as a JSON object, is never found.
        """
        found = [
            info
            for info in (yield from self.credentials())
            if info.original_id is None
            and info.issuer_auth_public_key in issuers
            and _notes_match(info.public_notes, public_notes)
        ]
        if not content:
            return found
        sealed: list[Sealed] = []
        for info in found:
            stored = yield from self.credential(info.id)
            sealed.append(stored.sealed)
        passed = self.enclave.matching(sealed, content.get("pick", _ANY), content.get("omit", _ANY))
        return [info for info, matches in zip(found, passed, strict=True) if matches]

    def _own_content(self, plaintext: bytes, public_notes: str, key: ServerKey) -> IssuedContent:
        return sign_content(self.enclave.encrypt(plaintext, self.enclave.public_key), public_notes, key)

    # Reads by others

    def access_log(self, *, before: int | None = None, limit: int = 100) -> Operation[list[AccessEntry]]:
        """Who read her credentials at this node, herself included: the newest entries first, 1000 at most.

        For older ones, ask for those ``before`` the last entry's ``number``. Raises ``NotFound``
        (``no_profile``) when her wallet has no profile, ``Unavailable`` (``unsupported_method``) at a node
        that keeps no log, as those of the official network.
        """
        return list((yield from self._session.access_log(before, limit)).entries)

    # Leaving

    def erasure_plan(self) -> Operation[list[Remainder]]:
        """What :meth:`erase_profile` would have to leave, until when, and for whom."""
        return (yield from self._session.rows(Remainder, GetErasurePlan()))

    @writes
    def erase_profile(self) -> Operation[list[Remainder]]:
        """Erase everything. Returns what time locks keep; each goes by itself when its lock ends."""
        remainders = yield from self.erasure_plan()
        yield from self._session.execute(EraseProfile(), "Erase my idOS profile")
        return remainders


class _HasId(Protocol):
    @property
    def id(self) -> UUID: ...


def _check_owned(id: UUID, owned: Iterable[_HasId], what: str) -> None:
    """The network does nothing, and says nothing, when asked to change what is somebody else's."""
    if all(known.id != id for known in owned):
        raise NotFound(f"the profile has no such {what}")


def _notes_match(public_notes: str, filters: Mapping[str, Criteria]) -> bool:
    notes = read_notes(public_notes)
    return bool(notes) and record_matches(notes, pick=filters.get("pick"), omit=filters.get("omit"))
