from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import pytest
import rfc8785

from idos.errors import Invalid
from idos.sdk.w3c import IssuerKey, build_credential, multibase, serialize

from .samples import KEY, NOW, OTHER_KEY, VC, face_subject, fields, recorded, subject, without_proof


def test_the_official_form_is_reproduced_byte_for_byte() -> None:
    built = build_credential(fields(), subject(), KEY, now=NOW, bound=False)
    assert serialize(built) == serialize(VC["vc"])
    assert hashlib.sha256(serialize(built)).hexdigest() == VC["content_sha256_of_JSON_stringify"]


def test_the_official_face_id_form_is_reproduced() -> None:
    built = build_credential(fields(level="human"), face_subject(), KEY, now=NOW, bound=False)
    assert serialize(built) == serialize(VC["face_vc"])


def test_by_default_a_second_proof_is_added_to_the_official_form() -> None:
    built = build_credential(fields(), subject(), KEY, now=NOW)
    assert built["proof"][0] == VC["vc"]["proof"]
    assert without_proof(built) == without_proof(recorded())
    assert [*built["proof"][1]] == [
        "@context",
        "type",
        "cryptosuite",
        "created",
        "verificationMethod",
        "proofPurpose",
        "proofValue",
    ]


def test_the_second_proof_signs_the_hashes_of_its_options_and_of_the_document() -> None:
    built = build_credential(fields(), subject(), KEY, now=NOW)
    options = dict(built["proof"][1])
    signature = multibase.decode(options.pop("proofValue"), 64)
    document: Any = without_proof(built)
    signed = b"".join(hashlib.sha256(rfc8785.dumps(part)).digest() for part in (options, document))
    assert KEY.verify(signed, signature)


def test_building_is_deterministic_and_depends_on_the_key() -> None:
    built = build_credential(fields(), subject(), KEY, now=NOW)
    assert built == build_credential(fields(), subject(), KEY, now=NOW)
    assert built["proof"] != build_credential(fields(), subject(), OTHER_KEY, now=NOW)["proof"]


def test_an_expired_credential_may_be_built() -> None:
    expired = fields(expiration_date=datetime.fromisoformat("2024-01-01T00:00:00Z"))
    built = build_credential(expired, subject(), KEY, now=NOW)
    assert built["expirationDate"] == "2024-01-01T00:00:00.000Z"


def test_a_public_key_builds_nothing() -> None:
    with pytest.raises(Invalid) as refused:
        build_credential(fields(), subject(), IssuerKey.parse(KEY.document()), now=NOW)
    assert refused.value.code == "not_a_signing_key"


def test_the_time_of_issue_needs_a_zone() -> None:
    with pytest.raises(Invalid):
        build_credential(fields(), subject(), KEY, now=NOW.replace(tzinfo=None))


def test_a_credential_too_long_to_be_verified_is_not_built() -> None:
    with pytest.raises(Invalid) as refused:
        build_credential(fields(), subject(selfie_file=b"x" * 9 * 2**20), KEY, now=NOW)
    assert refused.value.code == "too_large"
