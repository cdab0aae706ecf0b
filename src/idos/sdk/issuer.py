"""What an issuer does: create profiles, write credentials that people permitted, edit their public notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from idos.arguments import check_fields
from idos.crypto import box
from idos.crypto.encoding import b64encode
from idos.crypto.hashes import content_hash
from idos.errors import Denied, IdosError, NotFound, Unavailable
from idos.protocol.actions.credentials import (
    CountPublicNotesAsIssuer,
    CredentialExistAsInserter,
    EditPublicNotesAsIssuer,
    GetSiblingCredentialId,
    UpsertCredentialAsInserter,
)
from idos.protocol.actions.delegated import CreateAgByDagForCopy, CreateCredentialsByDwg
from idos.protocol.actions.profiles import AddUserAsInserter, GetUserAsInserter, UpsertWalletAsInserter
from idos.sdk.attestation import REVOKED, read_notes, sign_content, with_status
from idos.sdk.drivers import Operation, writes
from idos.sdk.faults import UNKNOWN_ACTION
from idos.sdk.operations import Operations, check_answer
from idos.sdk.records import Grantee, IssuedCredential, Profile, RowRecord, SignedOffer, SignedWriteGrant
from idos.sdk.session import Session
from idos.sdk.signers import ServerKey, WalletProof


@dataclass(frozen=True, slots=True)
class NewProfile:
    """A profile to create. Keep it until it is created: with the same ids, a retry is safe.

    ``encryption_public_key`` comes from the person's enclave, derived with ``id`` as the salt.
    """

    id: UUID
    encryption_public_key: bytes
    wallet: WalletProof
    wallet_id: UUID
    encryption_password_store: str = "user"  # noqa: S105  # names where the password is kept, and is not one

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class _Notes(RowRecord):
    """How many credentials an edit reaches, and how many of them have the notes that were asked about."""

    credentials: int
    same: int


class Issuing(Operations):
    """An issuer's operations. ``key`` is a registered delegate and signs what is written.

    ``encryption_key`` is the 32-byte X25519 secret that the issuer's own copies are encrypted to.
    """

    def __init__(self, session: Session, key: ServerKey, encryption_key: bytes) -> None:
        super().__init__(session)
        self.key = key
        self.encryption_public_key = box.public_key(encryption_key)
        self._encryption_key: Callable[[], bytes] = lambda: encryption_key

    @property
    def grantee(self) -> Grantee:
        """The issuer as somebody to share with."""
        return Grantee(self.key.identifier, self.encryption_public_key)

    @writes
    def create_profile(self, profile: NewProfile) -> Operation[None]:
        """Create a profile and link its first wallet.

        Safe to repeat: what an earlier try has done already is found and left. Raises ``Invalid``
        (``already_exists``) when the id belongs to a profile with another key.
        """
        key = b64encode(profile.encryption_public_key)
        try:
            yield from self._session.execute(
                AddUserAsInserter(profile.id, key, profile.encryption_password_store),
                "Add a user to idOS",
            )
        except IdosError as error:
            if error.code != "already_exists" or (yield from self._differs(profile)):
                raise
        yield from self._upsert_wallet(profile.id, profile.wallet, profile.wallet_id)

    @writes
    def upsert_wallet(self, user_id: UUID, proof: WalletProof, *, id: UUID | None = None) -> Operation[UUID]:
        """Link the first wallet to a profile that this issuer created, or refresh the proof of that one.

        Raises ``Denied`` (``user_has_wallets``) once the profile has a wallet: the person links further ones.
        """
        wallet_id = id or uuid4()
        yield from self._upsert_wallet(user_id, proof, wallet_id)
        return wallet_id

    def user(self, id: UUID) -> Operation[Profile]:
        """Somebody's profile. Raises ``NotFound``, or ``bad_response`` when the node shows another."""
        profile = yield from self._session.row(Profile, GetUserAsInserter(id))
        check_answer(profile.id == id)
        return profile

    def credential_exists(self, id: UUID) -> Operation[bool]:
        """Whether there is a credential with this id."""
        return (yield from self._session.value(bool, CredentialExistAsInserter(id)))

    @writes
    def issue(
        self,
        permission: SignedWriteGrant,
        plaintext: bytes,
        public_notes: str,
        recipient: bytes,
        *,
        copy_recipient: bytes | None = None,
        original_id: UUID | None = None,
        copy_id: UUID | None = None,
    ) -> Operation[IssuedCredential]:
        """Write a credential that its owner permitted: the original for her, a copy for the grantee.

        ``recipient`` is her public key; ``copy_recipient`` the grantee's, the issuer's own when left out.
        """
        original = sign_content(box.seal(plaintext, recipient), public_notes, self.key)
        copy = sign_content(box.seal(plaintext, copy_recipient or self.encryption_public_key), "", self.key)
        issued = IssuedCredential(original_id or uuid4(), copy_id or uuid4(), content_hash(plaintext))
        call = CreateCredentialsByDwg.of(
            original,
            copy,
            permission.grant,
            original_credential_id=issued.original_id,
            copy_credential_id=issued.copy_id,
            content_hash=issued.content_hash,
            dwg_signature=permission.signature,
        )
        yield from self._session.execute(
            call,
            "Create credentials in idOS",
        )
        return issued

    @writes
    def add_credential(
        self, user_id: UUID, plaintext: bytes, public_notes: str, recipient: bytes, *, id: UUID | None = None
    ) -> Operation[UUID]:
        """Write a credential as an inserter, without a delegated write grant and without a copy."""
        signed = sign_content(box.seal(plaintext, recipient), public_notes, self.key)
        credential_id = id or uuid4()
        yield from self._session.execute(
            UpsertCredentialAsInserter(id=credential_id, user_id=user_id, **asdict(signed)),
            "Create a credential in idOS",
        )
        return credential_id

    @writes
    def edit_public_notes(self, notes_id: str, public_notes: str) -> Operation[int]:
        """Replace the notes that have the ``id`` ``notes_id``, of what any key of this issuer issued.

        The node is asked whether it did. Returns the number of credentials that have these notes. Raises:
            NotFound: ``notes_not_found``: no such credential is stored, or none that this key may edit.
            Unavailable: ``notes_not_confirmed``: the edit was sent, but the node shows other notes, or
                cannot tell, as those of the official network.
        """
        return (yield from self._edit_public_notes(notes_id, public_notes))

    @writes
    def revoke_credential(self, public_notes: str) -> Operation[str]:
        """Withdraw a credential: the ``status`` in its notes becomes ``revoked``. Returns the new notes.

        Any key of the issuer can, whichever issued the credential. The node is asked whether it is revoked.
        Raises ``Invalid`` (``notes_without_id``) for notes that cannot be edited, and else as
        ``edit_public_notes``.
        """
        revoked = with_status(public_notes, REVOKED)
        yield from self._edit_public_notes(read_notes(revoked)["id"], revoked)
        return revoked

    def read_shared(self, credential_id: UUID) -> Operation[bytes]:
        """The plaintext of a copy that was made for the issuer."""
        sealed = (yield from self.shared_credential(credential_id)).sealed
        return box.open_sealed(sealed.content, sealed.encryptor_public_key, self._encryption_key())

    @writes
    def create_grant(self, signed: SignedOffer) -> Operation[None]:
        """Create the access grant that a person offered, having checked that it is for what the issuer holds.

        Raises ``Denied``: ``content_hash_mismatch`` when the issuer's own copy is of other content,
        ``content_hash_missing`` when the offer names none; ``NotFound`` when the issuer has no such copy.
        """
        offer = signed.offer
        if offer.content_hash is None:
            raise Denied("the offer names no content", code="content_hash_missing")
        own = yield from self._session.value(UUID, GetSiblingCredentialId(offer.content_hash))
        if content_hash((yield from self.read_shared(own))) != offer.content_hash:
            raise Denied(
                "the offer is for other content than the issuer's copy", code="content_hash_mismatch"
            )
        yield from create_grant(self._session, signed)

    def _differs(self, profile: NewProfile) -> Operation[bool]:
        known = yield from self.user(profile.id)
        wanted = (profile.encryption_public_key, profile.encryption_password_store)
        return (known.encryption_public_key, known.encryption_password_store) != wanted

    def _edit_public_notes(self, notes_id: str, public_notes: str) -> Operation[int]:
        yield from self._session.execute(
            EditPublicNotesAsIssuer(notes_id, public_notes), "Edit credential public notes"
        )
        found = yield from self._count_public_notes(notes_id, public_notes)
        if not found.credentials:
            raise NotFound("there are no notes with this id that this key may edit", code="notes_not_found")
        if found.same != found.credentials:
            raise _not_confirmed("the node shows other notes than were sent")
        return found.same

    def _count_public_notes(self, notes_id: str, public_notes: str) -> Operation[_Notes]:
        """The network tells nobody whether an edit reached anything; so it is asked what is there."""
        try:
            return (yield from self._session.row(_Notes, CountPublicNotesAsIssuer(notes_id, public_notes)))
        except IdosError as error:
            if error.code in UNKNOWN_ACTION:
                raise _not_confirmed("the notes were sent; this node cannot tell more") from None
            raise

    def _upsert_wallet(self, user_id: UUID, proof: WalletProof, wallet_id: UUID) -> Operation[None]:
        yield from self._session.execute(
            UpsertWalletAsInserter(id=wallet_id, user_id=user_id, **asdict(proof)),
            "Add a wallet to idOS by inserter (profile creator)",
        )


def _not_confirmed(message: str) -> Unavailable:
    return Unavailable(message, code="notes_not_confirmed")


def create_grant(session: Session, signed: SignedOffer) -> Operation[None]:
    """Create the access grant of a signed offer."""
    yield from session.execute(
        CreateAgByDagForCopy.of(signed.offer, signed.signature),
        "Create an Access Grant in idOS",
    )
