"""The texts with which the rules refuse, and the error that each stands for.

The texts are part of the wire: official clients compare and show them. A failed action carries only its text
(in ``log`` after ``ERROR: ``, or in ``error`` of a view), so a client finds the error's class and code here.
"""

from __future__ import annotations

from enum import Enum

from idos.errors import Denied, IdosError, Invalid, NotFound
from idos.protocol.text import one_line


class Refusal(Enum):
    """Name: the error's ``code`` in upper case. Value: its class, its text on the wire, and its paragraph.

    The paragraph is the one of ``docs/protocol/`` that says when the rules refuse so. A refusal of several
    rules has none here; each of these rules names its own.
    """

    UNAUTHORIZED_INSERTER = (Denied, "Unauthorized inserter", "rules 2.1")
    INSERTER_NOT_FOUND = (NotFound, "the inserter does not exist", "rules 11.1")
    DELEGATE_NOT_FOUND = (NotFound, "the delegate does not exist", "rules 11.2")
    NO_PROFILE = (NotFound, "the caller has no profile", "rules 2.2")
    AMBIGUOUS_CALLER = (Denied, "the caller's key belongs to more than one profile", "rules 1.8")
    USER_NOT_FOUND = (NotFound, "the user does not exist", "rules 2.6")
    USER_ERASED = (Denied, "the id belonged to a profile that was erased", "rules 2.5")
    USER_NOT_INSERTED_BY_CALLER = (Denied, "the user was not created by this inserter", "rules 2.7")
    USER_HAS_WALLETS = (Denied, "the user has a wallet, and adds further ones with it", "rules 3.8")
    USER_HAS_CREDENTIALS = (
        Denied,
        "the encryption key of a user with credentials can not be replaced by an inserter",
        "rules 2.8",
    )
    USER_CHOSE_KEY = (
        Denied,
        "the user changed the encryption key, no inserter can replace it any more",
        "rules 2.8",
    )
    INVALID_PASSWORD_STORE = (Invalid, "encryption_password_store must be user or mpc", "rules 2.3")
    INVALID_ENCRYPTION_KEY = (Invalid, "recipient_encryption_public_key must be a base64 X25519 key")
    ENCRYPTION_KEY_REPLACED = (Denied, "the profile's encryption key was replaced meanwhile", "rules 10.5")
    REENCRYPTION_INCOMPLETE = (Denied, "not every credential is encrypted to the new key", "rules 10.6")
    REENCRYPTION_OUTDATED = (Denied, "the content to re-encrypt was replaced meanwhile", "rules 10.3")

    UNSUPPORTED_WALLET_TYPE = (Invalid, "unsupported wallet type", "rules 3.1")
    INVALID_WALLET = (Denied, "wallet is invalid")
    WALLET_NEEDS_PUBLIC_KEY = (Invalid, "wallet require a public_key to be given", "rules 3.2")
    WALLET_KEY_EXISTS = (Denied, "wallet public key already exists in idos", "rules 3.6")
    WALLET_ADDRESS_EXISTS = (Denied, "wallet address already exists in idos", "rules 3.6")
    WALLET_IN_USE = (
        Denied,
        (
            "You can not delete a wallet you are connected with. "
            "To delete this wallet you have to connect other wallet."
        ),
        "rules 3.9",
    )

    INVALID_CREDENTIAL_SIGNATURE = (Denied, "signature is wrong")
    INVALID_ORIGINAL_SIGNATURE = (Denied, "an original credential signature is wrong", "rules 4.2")
    INVALID_COPY_SIGNATURE = (Denied, "a copy credential signature is wrong", "rules 4.2")
    CREDENTIAL_REPLANTED = (Denied, "the same credential is already stored", "rules 4.3")
    CREDENTIAL_OF_OTHERS = (Denied, "the credential belongs to another inserter, user or issuer", "rules 4.7")
    CREDENTIAL_SHARED = (Denied, "can not edit shared credential", "rules 4.8")
    CREDENTIAL_NOT_OWNED = (Denied, "the credential does not belong to the caller", "rules 4.10")
    CREDENTIAL_LOCKED = (Denied, "there are locked access grants for this credential", "rules 4.10")
    CREDENTIAL_NOT_SHARED_WITH_CALLER = (NotFound, "can not find the credential shared to you", "rules 5.3")
    CREDENTIAL_NOT_READABLE = (NotFound, "the credential is not shared with the caller", "rules 5.4")
    CREDENTIAL_NOT_FOUND = (NotFound, "credential not found", "rules 5.5")
    CREDENTIAL_MISSING = (NotFound, "the credential does not exist", "rules 1.8")
    ORIGINAL_NOT_OWNED = (Denied, "original credential does not belong to the caller")
    COPY_WITH_NOTES = (
        Invalid,
        "shared credentials cannot have public_notes, it must be an empty string",
        "rules 5.2",
    )
    INVALID_CONTENT = (Invalid, "content must be base64", "rules 10.2")
    INVALID_ENCRYPTOR_KEY = (Invalid, "encryptor_public_key must be a base64 X25519 key")
    INVALID_ISSUER_KEY = (Invalid, "issuer_auth_public_key must be 64 lower-case hex digits", "rules 4.1")

    WRITE_GRANT_ISSUER_MISMATCH = (
        Denied,
        "credentials issuer must be an issuer of delegated write grant",
        "rules 8.1",
    )
    WRITE_GRANT_OWNER_NOT_FOUND = (NotFound, "dwg_owner not found", "rules 8.2")
    WRITE_GRANT_TIMES_REVERSED = (Invalid, "dwg_not_before must be before dwg_not_after", "rules 8.3")
    WRITE_GRANT_NOT_USABLE_NOW = (
        Denied,
        "this write grant can only be used after dwg_not_before and before dwg_not_after",
        "rules 8.4",
    )
    WRITE_GRANT_SIGNATURE = (Denied, "verify owner failed", "rules 8.2")
    WRITE_GRANT_CONSUMED = (
        Denied,
        'duplicate key value violates unique constraint "consumed_write_grants_pkey"',
        "rules 8.6",
    )
    WRITE_GRANT_LOCK_TOO_LONG = (
        Denied,
        "access_grant_timelock is further away than this network allows",
        "rules 8.5",
    )
    MESSAGE_TIMES_REVERSED = (Invalid, "not_usable_before must be before not_usable_after", "rules 8.3")

    ATTRIBUTE_SHARED = (Denied, "Can not edit shared attribute", "rules 9.2")
    ATTRIBUTE_NOT_OWNED = (Denied, "original attribute does not belong to the caller", "rules 9.3")

    GRANT_NOT_FOUND = (NotFound, "the access grant not found", "rules 6.4")
    GRANT_LOCKED = (Denied, "the grant is locked", "rules 6.4")
    GRANT_EXISTS = (
        Denied,
        "a grant with the same grantee, copy_credential_id, and locked_until already exists",
    )
    GRANT_DATA_NOT_FOUND = (NotFound, "the credential, that the AG is for, does not exist", "rules 1.8")
    GRANT_LOCK_TOO_LONG = (Denied, "locked_until is further away than this network allows", "rules 6.1")
    OFFER_OWNER_NOT_FOUND = (NotFound, "dag_owner not found", "rules 7.1")
    OFFER_SIGNATURE = (Denied, "the dag_signature is invalid", "rules 7.1")
    OFFER_DATA_NOT_OWNED = (Denied, "the data_id does not belong to the owner", "rules 7.2")

    PAGE_NOT_POSITIVE = (Invalid, "page has to be a positive integer", "rules 6.5")
    SIZE_NOT_POSITIVE = (Invalid, "size has to be a positive integer", "rules 6.5")
    SIZE_TOO_LARGE = (Invalid, "size is larger than this network allows", "rules 6.5")
    TOO_LARGE = (Invalid, "a value is larger than this network allows")
    UNASKED_EXCEEDED = (
        Denied,
        "the inserter has written as much to the user as it may without a write grant: it did not create it",
        "rules 4.12",
    )
    INVALID_IDS = (Invalid, "ids must be UUIDs in lower case, with commas between them", "rules 4.11")
    QUOTA_EXCEEDED = (Denied, "the profile's quota is used up")

    UPGRADE_NOT_LATER = (Denied, "the network has this rules version, or a later one", "upgrades 3.1")
    UPGRADE_SCHEDULED = (Denied, "an upgrade is scheduled already: cancel it first", "upgrades 3.1")
    UPGRADE_NOTICE = (
        Denied,
        "the time must be notice_seconds to a year away, and the height not negative",
        "upgrades 3.1",
    )
    UPGRADE_NOT_FOUND = (NotFound, "no upgrade to this version is scheduled", "upgrades 3.3")
    UNKNOWN_LIMIT = (Invalid, "the rules have no limit of this name", "upgrades 4.2")
    LIMIT_OUT_OF_RANGE = (Invalid, "the limit can not have this value", "upgrades 4.2")
    INVALID_OWNERS = (Invalid, "these can not be the owners", "upgrades 5.2")
    INVALID_THRESHOLD = (Invalid, "the threshold is between 1 and the number of owners", "upgrades 5.2")
    OWNERSHIP_OFFERED = (Denied, "an ownership is offered already: withdraw it first", "upgrades 5.2")
    OWNERSHIP_NOT_OFFERED = (NotFound, "no such ownership is offered, or not to the caller", "upgrades 5.2")
    OWNERSHIP_ACCEPTED = (Denied, "the caller accepted this ownership already", "upgrades 5.2")
    ACT_NOT_FOUND = (NotFound, "no such act waits for approval", "upgrades 5.3")
    ACT_APPROVED = (Denied, "the caller approved this act already", "upgrades 5.3")
    TOO_MANY_ACTS = (Denied, "too many of the owner's proposals wait: withdraw one", "upgrades 5.3")
    DELEGATE_ACTS = (Denied, "the key acts for this inserter: it is no former delegate", "upgrades 6.1")
    DELEGATE_OF_ANOTHER = (Denied, "the key acts, or acted, for another inserter", "upgrades 6.1")
    INSERTER_KEYS_EXCEEDED = (
        Denied,
        "the inserter has as many keys as this network allows, former ones counted",
        "upgrades 6.1",
    )

    CALL_IS_NOT_ALONE = (Denied, "the action has to be the only call of its transaction", "blocks 5.4")
    TOO_MUCH_WORK = (
        Denied,
        "these calls are too much work for one transaction: send them in several",
        "blocks 5.3",
    )

    INVALID_TOKEN = (Invalid, "invalid token", "rules 12.1")
    INVALID_ETHEREUM_ADDRESS = (Invalid, "invalid ethereum address", "rules 12.1")
    NO_BALANCE = (Denied, "no wallet with balance found", "rules 12.2")

    UNKNOWN_ACTION = (Invalid, "unknown action", "rules 1.1")
    ACTION_IS_PRIVATE = (Denied, "action is private", "rules 1.1")
    ACTION_IS_OWNER_ONLY = (Denied, "action can only be executed by the owner", "rules 1.6")
    ACTION_IS_NOT_A_VIEW = (Denied, "connection is read-only: the action is not a view", "rules 1.4")
    ACTION_IS_A_VIEW = (Denied, "a view action can not be executed in a transaction", "rules 1.4")
    CALLER_UNKNOWN = (Denied, "the action needs a signed-in caller", "rules 1.5")
    ALREADY_EXISTS = (Invalid, "duplicate key value violates unique constraint", "rules 1.7")

    def __init__(self, kind: type[IdosError], text: str, paragraph: str = "") -> None:
        self.kind = kind
        self.text = text
        self.paragraph = paragraph

    def error(self, detail: str = "") -> IdosError:
        """The error to raise: the text of the table, and ``detail`` in parentheses when given."""
        return self.kind(f"{self.text} ({detail})" if detail else self.text, code=self.name.lower())


def refusal_of(text: str) -> IdosError:
    """The error that a node's text stands for; ``Denied(code="action_failed")`` when the table lacks it.

    Official nodes put an engine's words before some texts, so the longest text that is contained counts.
    """
    text = one_line(text)
    for refusal in _LONGEST_FIRST:
        if refusal.text in text:
            return refusal.kind(text, code=refusal.name.lower())
    return Denied(text, code="action_failed")


_LONGEST_FIRST = sorted(Refusal, key=lambda refusal: len(refusal.text), reverse=True)
