"""What a person lets others have: copies, grants, and permissions that she signs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from uuid import UUID, uuid4

from idos.crypto import ed25519, hashes
from idos.crypto.encoding import b64decode, hexdecode
from idos.enclave import Enclave
from idos.enclave.content_choice import Consent, ContentChoice, SignedNotes
from idos.errors import Denied, Invalid
from idos.protocol.actions.credentials import GetCredentialAttestation, GetCredentialOwned
from idos.protocol.actions.delegated import DagMessage, DwgMessage
from idos.protocol.actions.sharing import GetAccessGrantsOwned, RevokeAccessGrant, ShareCredential
from idos.protocol.grants import AccessGrantOffer, WriteGrant, access_grant_id
from idos.sdk.attestation import sign_content
from idos.sdk.drivers import Operation, writes
from idos.sdk.inspection import Attestation
from idos.sdk.operations import Operations, check_answer
from idos.sdk.records import (
    AccessGrant,
    CredentialInfo,
    Grantee,
    SharedCopy,
    SignedOffer,
    SignedWriteGrant,
    StoredCredential,
)
from idos.sdk.session import Session
from idos.sdk.signers import ServerKey, WalletSigner


class Sharing(Operations):
    """What a person does with her contents and others. Her wallet signs; the enclave holds her key."""

    def __init__(self, session: Session, wallet: WalletSigner, enclave: Enclave | None = None) -> None:
        super().__init__(session)
        self.wallet = wallet
        self._enclave = enclave

    @property
    def enclave(self) -> Enclave:
        """The enclave in use. Raises ``Denied`` (``locked``) before :meth:`unlock`."""
        if self._enclave is None:
            raise Denied("unlock the profile first", code="locked")
        return self._enclave

    def credential(self, id: UUID) -> Operation[StoredCredential]:
        """One credential with its ciphertext. Raises ``NotFound`` when it is not hers."""
        stored = yield from self._session.row(StoredCredential, GetCredentialOwned(id))
        check_answer(stored.id == id)
        return stored

    def read(self, id: UUID) -> Operation[bytes]:
        """The plaintext of a credential, decrypted in the enclave."""
        return self.enclave.decrypt((yield from self.credential(id)).sealed)

    def content_hash(self, id: UUID) -> Operation[str]:
        """The SHA-256 of a credential's plaintext in lower hex, of what the node serves under the id."""
        return hashes.content_hash((yield from self.read(id)))

    @writes
    def share(
        self,
        credential: UUID | CredentialInfo,
        grantee: Grantee,
        *,
        content_hash: str | None = None,
        issuers: Collection[str] = (),
        consent: Consent | None = None,
        locked_until: int = 0,
    ) -> Operation[SharedCopy]:
        """Make a copy for a grantee and grant access to it, not revocable before ``locked_until`` (seconds).

        The node could serve another of her contents under the id, so something must tell which is meant, and
        the enclave shares nothing else: ``content_hash``, of what she read before or its issuer told;
        ``issuers`` (hex), whose signed notes count where ``credential`` is the entry by which she chose: only
        those trusted for themselves; or ``consent``, which shows her what was decrypted, and gives True when
        she agrees. Notes come before consent; a hash stands alone.

        The credential is fetched and decrypted once, and encrypted for the grantee inside the enclave. The
        copy is signed with a key made for it alone, as the network wants a signature from somebody.

        Raises ``Denied``: ``content_hash_mismatch``, ``content_unconfirmed``, ``declined``. ``Invalid``
        (``content_unconfirmed``) when none of the three is given.
        """
        original_id = credential if isinstance(credential, UUID) else credential.id
        notes = None
        if content_hash is None and isinstance(credential, CredentialInfo):
            notes = yield from self._signed_notes(credential, issuers)
        chosen = ContentChoice(content_hash, notes, consent)
        stored = yield from self.credential(original_id)
        copy = self.enclave.reencrypt(stored.sealed, grantee.encryption_public_key, chosen)
        signed = sign_content(copy.sealed, "", ServerKey.generate())
        copy_id = uuid4()
        yield from self._session.execute(
            ShareCredential(
                id=copy_id,
                original_credential_id=original_id,
                content_hash=copy.content_hash,
                grantee_wallet_identifier=grantee.identifier,
                locked_until=locked_until,
                **asdict(signed),
            ),
            "Share a credential with creating AG",
        )
        grant_id = access_grant_id(grantee.identifier, copy_id, locked_until)
        return SharedCopy(original_id, copy_id, grant_id, grantee.identifier, locked_until, copy.content_hash)

    def grants_given(self) -> Operation[list[AccessGrant]]:
        """The grants that others hold on her copies."""
        return (yield from self._session.rows(AccessGrant, GetAccessGrantsOwned()))

    @writes
    def revoke(self, grant_id: UUID) -> Operation[None]:
        """Take a grant back; its copy is erased. Raises ``Denied`` (``grant_locked``) while it is locked."""
        yield from self._session.execute(RevokeAccessGrant(grant_id), "Revoke an Access Grant from idOS")

    def sign_write_grant(self, grant: WriteGrant) -> Operation[SignedWriteGrant]:
        """Permit an issuer to write one credential.

        The node writes the text; it is signed only if it says exactly what was asked for. Raises ``Denied``
        (``message_mismatch``) otherwise.
        """
        text = yield from self._session.value(str, DwgMessage.of(grant))
        return SignedWriteGrant(grant, self.wallet.sign_text(_agreed(text, grant)))

    def sign_offer(self, offer: AccessGrantOffer) -> Operation[SignedOffer]:
        """Permit whoever holds the signed offer to create this grant; as :meth:`sign_write_grant`."""
        text = yield from self._session.value(str, DagMessage.of(offer))
        return SignedOffer(offer, self.wallet.sign_text(_agreed(text, offer)))

    def _signed_notes(
        self, chosen: CredentialInfo, issuers: Collection[str]
    ) -> Operation[SignedNotes | None]:
        """The notes by which she chose, with their signatures, if their issuer's word counts."""
        key = chosen.issuer_auth_public_key
        if key.lower() not in {each.lower() for each in issuers}:
            return None
        try:
            shown = yield from self._session.row(Attestation, GetCredentialAttestation(chosen.id))
            return SignedNotes(
                chosen.public_notes,
                hexdecode(key, ed25519.PUBLIC_KEY_SIZE),
                b64decode(shown.public_notes_signature, ed25519.SIGNATURE_SIZE),
                b64decode(shown.broader_signature, ed25519.SIGNATURE_SIZE),
            )
        except (Denied, Invalid):  # a node without the view, or a malformed signature: then notes say nothing
            return None


def _agreed(text: str, wanted: WriteGrant | AccessGrantOffer) -> str:
    """The text, if it reads back as exactly what was wanted. A node must not choose what a person signs."""
    try:
        agreed = type(wanted).parse(text) == wanted
    except Invalid:
        agreed = False
    if not agreed:
        raise Denied("the node's text is not what was asked for; it was not signed", code="message_mismatch")
    return text
