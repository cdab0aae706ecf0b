from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from idos.errors import Denied, IdosError, Invalid
from idos.sdk.w3c import IssuerKey, build_credential, serialize, verify_credential
from idos.sdk.w3c.contexts import SUBJECT_V1
from idos.sdk.w3c.proofs import integrity_proof, linked_proof

from .samples import (
    BOUND,
    CHECKS,
    KEY,
    NOW,
    OTHER_KEY,
    VC,
    bound,
    codes,
    face_subject,
    fields,
    recorded,
    subject,
    verify,
    without_proof,
)

# The verdicts


def test_what_we_build_is_verified() -> None:
    verification = verify(BOUND)
    assert (verification.status, codes(verification)) == ("verified", {})
    assert tuple(check.name for check in verification.checks) == CHECKS
    assert all(check.message.endswith(".") for check in verification.checks)
    assert verification.credential == without_proof(BOUND)
    verification.raise_for_status()


def test_a_face_id_credential_is_verified() -> None:
    assert verify(build_credential(fields(level="human"), face_subject(), KEY, now=NOW)).status == "verified"


@pytest.mark.parametrize("name", ["vc", "face_vc"])
def test_a_credential_of_the_official_sdk_is_weak(name: str) -> None:
    verification = verify(VC[name])
    assert (verification.status, codes(verification)) == ("weak", {"binding": "not_bound"})
    assert verification.credential["id"] == VC[name]["id"]
    verification.raise_for_status(allow_weak=True)
    with pytest.raises(Denied) as refused:
        verification.raise_for_status()
    assert refused.value.code == "not_bound"


def test_bytes_text_and_mappings_are_judged_alike() -> None:
    for given_form in (serialize(BOUND), serialize(BOUND).decode(), BOUND, MappingProxyType(BOUND)):
        assert verify(given_form).status == "verified"
    assert verify(json.dumps(BOUND, indent=8)).status == "verified"


def test_the_given_mapping_is_left_as_it_was() -> None:
    given_form = bound()
    verify(given_form)
    assert given_form == BOUND


def test_proofs_may_stand_in_either_order() -> None:
    assert verify(BOUND | {"proof": BOUND["proof"][::-1]}).status == "verified"
    assert verify(BOUND | {"proof": BOUND["proof"][:1]}).status == "weak"


def test_an_attested_hash_stands_in_for_a_binding_proof() -> None:
    attested = VC["content_sha256_of_JSON_stringify"]
    assert verify(VC["vc"], attested_hash=attested).status == "verified"
    assert verify(serialize(VC["vc"]), attested_hash=attested.upper()).status == "verified"


@pytest.mark.parametrize("credential", [recorded(), BOUND])
def test_content_other_than_attested_fails_even_if_bound(credential: dict[str, Any]) -> None:
    for attested in (hashlib.sha256(b"other").hexdigest(), ""):
        verification = verify(credential, attested_hash=attested)
        assert codes(verification) == {"binding": "content_hash_mismatch"}
        assert (verification.status, verification.credential) == ("failed", {})


# Forgeries within one predicate (the recorded term_collapse_checks)


def swap(first: str, second: str) -> Callable[[dict[str, Any]], None]:
    def forge(credential: dict[str, Any]) -> None:
        held = credential["credentialSubject"]
        held[first], held[second] = held[second], held[first]

    return forge


def put(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda credential: credential["credentialSubject"].update({name: value})


def drop(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda credential: credential["credentialSubject"].pop(name)


def inline_context(credential: dict[str, Any]) -> None:
    held = credential["credentialSubject"]
    held["@context"] = [held["@context"], {"bankManager": "http://www.w3.org/2001/XMLSchema#string"}]
    held["bankManager"] = held.pop("firstName")


FORGERIES: dict[str, tuple[Callable[[dict[str, Any]], None], dict[str, str]]] = {
    "swap firstName/familyName": (swap("firstName", "familyName"), {}),
    "swap dateOfBirth/idDocumentDateOfExpiry": (swap("dateOfBirth", "idDocumentDateOfExpiry"), {}),
    "move selfie file into idDocumentFrontFile and back": (swap("selfieFile", "idDocumentFrontFile"), {}),
    "drop idDocumentCountry": (drop("idDocumentCountry"), {"proof": "invalid_proof"}),
    "drop nationality": (drop("nationality"), {}),
    "add maidenName duplicating firstName value": (put("maidenName", "John"), {}),
    "subject context v2 -> v1": (put("@context", SUBJECT_V1), {}),
    "inline context with attacker-chosen property name": (inline_context, {"contexts": "unknown_context"}),
    "change value": (put("firstName", "Jane"), {"proof": "invalid_proof"}),
    "add unknown property": (put("bankManager", "John"), {"schema": "unknown_member"}),
}


@pytest.mark.parametrize(
    ("name", "accepted_officially"),
    [(case["case"], case["verified"]) for case in VC["term_collapse_checks"]["results"]],
)
def test_a_forgery_is_at_most_weak_without_a_binding_proof_and_fails_with_one(
    name: str, accepted_officially: bool
) -> None:
    [(forge, reason)] = [FORGERIES[known] for known in FORGERIES if name.startswith(known)]
    single, double = recorded(), bound()
    forge(single)
    forge(double)

    verification = verify(single)
    assert verification.status == ("failed" if reason else "weak")
    assert reason.items() <= codes(verification).items()
    assert accepted_officially or reason

    assert verify(double).status == "failed"
    assert (reason or {"binding": "invalid_binding"}).items() <= codes(verify(double)).items()


def test_a_forgery_does_not_have_the_attested_content() -> None:
    forged = recorded()
    swap("firstName", "familyName")(forged)
    verification = verify(forged, attested_hash=VC["content_sha256_of_JSON_stringify"])
    assert codes(verification) == {"binding": "content_hash_mismatch"}


# Issuers and signatures


def test_an_issuer_not_trusted_is_not_believed() -> None:
    stranger = IssuerKey.of_issuer("https://someone-else.example", KEY.seed or b"")
    for issuers in ([], [stranger]):
        verification = verify_credential(BOUND, issuers, now=NOW)
        assert codes(verification) == {
            "issuer": "unknown_key",
            "proof": "not_checked",
            "binding": "not_checked",
        }


def test_a_key_signs_only_for_its_controller() -> None:
    foreign = VC["resigned_with_foreign_issuer"]["vc"]
    assert codes(verify(foreign))["issuer"] == "issuer_mismatch"
    assert codes(verify(BOUND | {"issuer": "https://someone-else.example"}))["issuer"] == "issuer_mismatch"


def test_another_key_under_the_same_name_does_not_verify() -> None:
    assert OTHER_KEY.id == KEY.id
    assert codes(verify(BOUND, OTHER_KEY)) == {"proof": "invalid_proof", "binding": "not_checked"}
    assert verify(BOUND, OTHER_KEY, KEY).status == "verified"


def test_both_proofs_are_by_the_same_key() -> None:
    document = without_proof(bound())
    created = document["issuanceDate"]
    mixed = [linked_proof(document, KEY, created), integrity_proof(document, OTHER_KEY, created)]
    assert codes(verify(document | {"proof": mixed}, KEY, OTHER_KEY)) == {"binding": "invalid_binding"}

    renamed = IssuerKey(KEY.id + "2", KEY.controller, KEY.public_key, KEY.seed)
    mixed = [linked_proof(document, KEY, created), integrity_proof(document, renamed, created)]
    assert codes(verify(document | {"proof": mixed}, KEY, renamed)) == {"binding": "invalid_binding"}


@pytest.mark.parametrize("value", ["", "z", "z1", "z" + "2" * 88, "z" + "1" * 10_000])
@pytest.mark.parametrize(("index", "check"), [(0, "proof"), (1, "binding")])
def test_a_signature_that_is_none_fails(value: str, index: int, check: str) -> None:
    credential = bound()
    credential["proof"][index]["proofValue"] = value
    assert codes(verify(credential))[check] == f"invalid_{check}"


@pytest.mark.parametrize(("index", "check"), [(0, "proof"), (1, "binding")])
def test_the_time_of_a_proof_is_signed(index: int, check: str) -> None:
    credential = bound()
    credential["proof"][index]["created"] = "2025-06-01T12:00:01Z"
    assert check in codes(verify(credential))


# Time


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (-300, "not_yet_valid"),
        (-299, None),
        (299, None),
        (300, "expired"),
        (301, "expired"),
    ],
)
def test_clocks_may_differ_by_less_than_five_minutes(seconds: int, code: str | None) -> None:
    at = NOW.replace(microsecond=0)
    credential = build_credential(fields(expiration_date=at), subject(), KEY, now=at)
    verification = verify(credential, now=at + timedelta(seconds=seconds))
    assert codes(verification).get("validity") == code


def test_the_skew_may_be_set() -> None:
    assert verify(BOUND, now=NOW.replace(microsecond=0) - timedelta(seconds=1), skew=1).status == "failed"
    assert verify(BOUND, now=NOW.replace(microsecond=0) - timedelta(seconds=1), skew=2).status == "verified"


def test_a_credential_without_an_end_stays_in_force() -> None:
    credential = build_credential(fields(expiration_date=None), subject(), KEY, now=NOW)
    assert verify(credential, now=NOW.replace(year=9000)).status == "verified"


def test_an_expired_credential_is_still_known_to_be_genuine() -> None:
    assert codes(verify(BOUND, now=NOW.replace(year=2031))) == {"validity": "expired"}


def test_now_needs_a_zone() -> None:
    with pytest.raises(Invalid):
        verify(BOUND, now=NOW.replace(tzinfo=None))


# Whatever comes in


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all values inside of a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in items for place in [(*path, key), *paths(item, (*path, key))]]


@given(place=st.sampled_from(paths(BOUND)), value=JSON, removed=st.booleans())
def test_no_change_anywhere_leaves_a_credential_verified(
    place: tuple[Any, ...], value: Any, removed: bool
) -> None:
    credential = bound()
    holder = credential
    for step in place[:-1]:
        holder = holder[step]
    if removed:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value

    assume(credential != BOUND)
    verification = verify(credential)
    assert verification.status != "verified"

    assert tuple(check.name for check in verification.checks) == CHECKS
    with pytest.raises(IdosError):
        verification.raise_for_status()


@given(st.binary(max_size=50) | st.text(max_size=50) | st.dictionaries(st.text(max_size=5), JSON, max_size=3))
def test_nothing_makes_it_raise(credential: Any) -> None:
    assert verify(credential).status == "failed"
