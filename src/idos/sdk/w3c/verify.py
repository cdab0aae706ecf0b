"""Checking a credential: every check on its own line, and one verdict.

``verified``: a trusted issuer signed exactly these names and values. ``weak``: a trusted issuer signed these
values, but who held the credential could have exchanged which name a value stands under. ``failed``: neither.
[w3c 6.1] [w3c 6.2] [w3c 6.3] [w3c 6.4]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from idos.crypto.hashes import content_hash
from idos.errors import Denied, Invalid
from idos.sdk.credential_format import Check, Status, Verification
from idos.sdk.w3c.keys import IssuerKey
from idos.sdk.w3c.proofs import INTEGRITY, LINKED, is_signed
from idos.sdk.w3c.shape import check_contexts, check_members, read, serialize, take_proofs
from idos.sdk.w3c.values import parse_moment


def verify_credential(
    credential: bytes | str | Mapping[str, Any],
    issuers: Sequence[IssuerKey],
    *,
    now: datetime,
    skew: int = 300,
    attested_hash: str | None = None,
) -> Verification:
    """Checks a credential against the keys of trusted issuers. Never raises for what the credential is.

    ``credential`` is the plaintext, or its parsed form, which is taken as ``JSON.stringify`` would write it.
    ``skew`` is how many seconds clocks may differ. ``attested_hash`` is the hex SHA-256 of the plaintext when
    its issuer has vouched for that by other means, such as a delegated write grant: it must match, and then
    serves in place of a proof that binds names.

    Raises ``Invalid`` if ``now`` has no time zone.
    """
    if now.utcoffset() is None:
        raise Invalid("now needs a time zone")
    case = _Case(credential, issuers, now, timedelta(seconds=skew), attested_hash)
    checks: dict[str, Check] = {}
    for name, needs, step in _STEPS:
        if needs is None or checks[needs].ok:
            checks[name] = _run(name, step, case)
        else:
            message = f"Not checked, because the {needs} check failed."
            checks[name] = Check(name, ok=False, code="not_checked", message=message)
    failures = [check.code for check in checks.values() if not check.ok]
    status: Status = "failed" if failures else "verified"
    if failures == [_NOT_BOUND]:
        status = "weak"
    return Verification(status, tuple(checks.values()), {} if status == "failed" else case.document)


@dataclass(slots=True)
class _Case:
    """One verification under way: what was given, then what the checks have found out."""

    given: bytes | str | Mapping[str, Any]
    issuers: Sequence[IssuerKey]
    now: datetime
    skew: timedelta
    attested_hash: str | None
    plaintext: bytes = b""
    document: dict[str, Any] = field(default_factory=dict)
    proofs: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: list[IssuerKey] = field(default_factory=list)


def _run(name: str, step: Callable[[_Case], str], case: _Case) -> Check:
    try:
        return Check(name, ok=True, code="ok", message=step(case))
    except Invalid as error:
        message = f"This is not a well-formed credential: {error.message}."
        return Check(name, ok=False, code=error.code, message=message)
    except Denied as error:
        return Check(name, ok=False, code=error.code, message=error.message)


def _document(case: _Case) -> str:
    if isinstance(case.given, str):
        try:
            case.plaintext = case.given.encode()
        except UnicodeEncodeError:
            raise Invalid("the credential is not JSON", code="malformed") from None
    else:
        case.plaintext = case.given if isinstance(case.given, bytes) else serialize(case.given)
    case.document = read(case.plaintext)
    return "The credential is well-formed JSON."


def _contexts(case: _Case) -> str:
    check_contexts(case.document)
    return "The credential uses the known vocabulary."


def _schema(case: _Case) -> str:
    case.proofs = take_proofs(case.document)
    check_members(case.document)
    return "The credential has the form of an idOS credential."


def _issuer(case: _Case) -> str:
    key_id = case.proofs[LINKED]["verificationMethod"]
    named = [key for key in case.issuers if key.id == key_id]
    if not named:
        raise Denied("The credential is signed with a key of no trusted issuer.", code="unknown_key")
    case.keys = [key for key in named if key.controller == case.document["issuer"]]
    if not case.keys:
        raise Denied("The signing key is not one of the issuer named in it.", code="issuer_mismatch")
    return "The issuer is one you trust."


def _proof(case: _Case) -> str:
    case.keys = [key for key in case.keys if is_signed(case.document, case.proofs[LINKED], key)]
    if not case.keys:
        raise Denied("The signature does not match: the credential was changed.", code="invalid_proof")
    return "The issuer signed these values."


def _binding(case: _Case) -> str:
    if case.attested_hash is not None and content_hash(case.plaintext) != case.attested_hash.lower():
        raise Denied("This is not the content the issuer attested.", code="content_hash_mismatch")
    proof = case.proofs.get(INTEGRITY)
    if proof is None and case.attested_hash is None:
        raise Denied("The issuer's signature does not cover which field holds which value.", code=_NOT_BOUND)
    if proof is not None and not any(
        proof["verificationMethod"] == key.id and is_signed(case.document, proof, key) for key in case.keys
    ):
        raise Denied("The fields do not hold what the issuer put there.", code="invalid_binding")
    return "Every value stands in the field where the issuer put it."


def _validity(case: _Case) -> str:
    if parse_moment("issuanceDate", case.document["issuanceDate"]) - case.now >= case.skew:
        raise Denied("The credential is dated in the future.", code="not_yet_valid")
    if "expirationDate" not in case.document:
        return "The credential is in force and does not expire."
    if case.now - parse_moment("expirationDate", case.document["expirationDate"]) >= case.skew:
        raise Denied("The credential has expired.", code="expired")
    return "The credential is in force."


_NOT_BOUND: Final = "not_bound"
_STEPS: Final[tuple[tuple[str, str | None, Callable[[_Case], str]], ...]] = (
    ("document", None, _document),
    ("contexts", "document", _contexts),
    ("schema", "contexts", _schema),
    ("issuer", "schema", _issuer),
    ("proof", "issuer", _proof),
    ("binding", "proof", _binding),
    ("validity", "schema", _validity),
)
