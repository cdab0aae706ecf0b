"""The texts of refusals."""

from __future__ import annotations

import pytest

from idos.errors import Denied
from idos.protocol.refusals import Refusal, refusal_of

# What official clients compare or show.
OFFICIAL = {
    "Unauthorized inserter",
    "unsupported wallet type",
    "wallet is invalid",
    "wallet require a public_key to be given",
    "wallet public key already exists in idos",
    "wallet address already exists in idos",
    (
        "You can not delete a wallet you are connected with. "
        "To delete this wallet you have to connect other wallet."
    ),
    "signature is wrong",
    "can not edit shared credential",
    "the credential does not belong to the caller",
    "there are locked access grants for this credential",
    "can not find the credential shared to you",
    "original credential does not belong to the caller",
    "shared credentials cannot have public_notes, it must be an empty string",
    "credentials issuer must be an issuer of delegated write grant",
    "dwg_owner not found",
    "dwg_not_before must be before dwg_not_after",
    "this write grant can only be used after dwg_not_before and before dwg_not_after",
    "verify owner failed",
    "an original credential signature is wrong",
    "a copy credential signature is wrong",
    "the credential does not exist",
    "the credential is not shared with the caller",
    "Can not edit shared attribute",
    "not_usable_before must be before not_usable_after",
    "the access grant not found",
    "the grant is locked",
    "page has to be a positive integer",
    "size has to be a positive integer",
    "dag_owner not found",
    "the dag_signature is invalid",
    "the data_id does not belong to the owner",
    "the credential, that the AG is for, does not exist",
    "a grant with the same grantee, copy_credential_id, and locked_until already exists",
    "invalid token",
    "no wallet with balance found",
    "credential not found",
}


def test_the_texts_of_the_official_network_are_kept_to_the_letter() -> None:
    assert {refusal.text for refusal in Refusal} >= OFFICIAL


@pytest.mark.parametrize("refusal", Refusal)
def test_a_text_reads_back_as_the_error_it_was(refusal: Refusal) -> None:
    for error in (refusal.error(), refusal.error("detail")):
        for text in (error.message, f"engine failed: {error.message}"):
            read = refusal_of(text)
            assert (type(read), read.code, read.message) == (refusal.kind, refusal.name.lower(), text)


def test_an_unknown_text_is_a_denial() -> None:
    read = refusal_of("something new")
    assert (type(read), read.code, read.message) == (Denied, "action_failed", "something new")
