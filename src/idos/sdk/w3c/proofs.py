"""The two proofs of a credential: what each one signs, making it, checking it.

``Ed25519Signature2020`` is what the official SDK makes and checks. It covers values but, in the idOS
contexts, not under which name a value stands. ``eddsa-jcs-2022`` (W3C Data Integrity EdDSA Cryptosuites
v1.0 §3.3, over RFC 8785 JSON) covers every name and every value, and the official software passes it by.
See ``docs/protocol/w3c.md`` §4 and §5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import rfc8785

from idos.crypto.hashes import sha256
from idos.errors import Invalid
from idos.sdk.w3c import multibase
from idos.sdk.w3c.keys import IssuerKey
from idos.sdk.w3c.rdf import canonical_credential, canonical_proof

LINKED: Final = "Ed25519Signature2020"
INTEGRITY: Final = "DataIntegrityProof"
CRYPTOSUITE: Final = "eddsa-jcs-2022"
PURPOSE: Final = "assertionMethod"
_SIGNATURE_SIZE: Final = 64


def linked_proof(document: Mapping[str, Any], key: IssuerKey, created: str) -> dict[str, Any]:
    """The ``Ed25519Signature2020`` proof of an unsigned credential. ``Invalid`` if the key cannot sign."""
    return _signed(document, key, {"type": LINKED, **_common(key, created)})


def integrity_proof(document: Mapping[str, Any], key: IssuerKey, created: str) -> dict[str, Any]:
    """The ``eddsa-jcs-2022`` proof of an unsigned credential. ``Invalid`` if the key cannot sign."""
    context = {"@context": document["@context"]}
    return _signed(
        document, key, context | {"type": INTEGRITY, "cryptosuite": CRYPTOSUITE, **_common(key, created)}
    )


def is_signed(document: Mapping[str, Any], proof: Mapping[str, Any], key: IssuerKey) -> bool:
    """Whether the key made this proof, of either type, over this document without proofs."""
    options = dict(proof)
    try:
        signature = multibase.decode(options.pop("proofValue"), _SIGNATURE_SIZE)
    except Invalid:
        return False
    return key.verify(_HASHES[proof["type"]](document, options), signature)


def _common(key: IssuerKey, created: str) -> dict[str, str]:
    return {"created": created, "verificationMethod": key.id, "proofPurpose": PURPOSE}


def _signed(document: Mapping[str, Any], key: IssuerKey, options: dict[str, Any]) -> dict[str, Any]:
    signature = key.sign(_HASHES[options["type"]](document, options))
    return options | {"proofValue": multibase.encode(signature)}


def _linked_hash(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    return sha256(canonical_proof(options).encode()) + sha256(canonical_credential(document).encode())


def _integrity_hash(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    return sha256(rfc8785.dumps(dict(options))) + sha256(rfc8785.dumps(dict(document)))


_HASHES: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], bytes]]] = {
    LINKED: _linked_hash,
    INTEGRITY: _integrity_hash,
}
