"""Good inputs, from which bad ones are made: what the official client said, and what our builders make."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image

from idos.crypto import box
from idos.crypto.wallets import WALLET_TYPES
from idos.node import settings
from idos.protocol.grants import AccessGrantOffer, WriteGrant
from idos.protocol.payloads import ActionCall, ActionExecution, RawStatement, Transfer
from idos.protocol.transaction import Transaction
from idos.protocol.values import BOOL, BYTEA, INT8, TEXT, DataType, EncodedValue, numeric
from idos.protocol.values import UUID as UUID_TYPE
from idos.protocol.wire import encode_json
from idos.sdk.attestation import public_notes
from idos.sdk.keystore import KeyKind, Keys
from idos.sdk.w3c import CredentialFields, IssuerKey, Subject, build_credential, serialize
from tests.actions.world import genesis
from tests.people import ALICE, NEAR_ALICE, PEOPLE

_VECTORS = Path(__file__).parents[2] / "vectors"
_NUL = b"\0\0"
_ID = UUID("11111111-1111-4111-8111-111111111111")
_TIME = "2027-01-01T00:00:00Z"
_SECRET_KEY = bytes(range(32))

_exchanges: list[dict[str, Any]] = [
    exchange
    for vector in json.loads((_VECTORS / "node-rpc.json").read_text())["vectors"]
    for exchange in vector["requests"]
    if exchange["method"]
]
REQUESTS = tuple(dict.fromkeys(exchange["request_body"].encode() for exchange in _exchanges))
RESPONSES = tuple(dict.fromkeys(exchange["response_body"].encode() for exchange in _exchanges))

_VALUES = (
    EncodedValue.of("text", TEXT),
    EncodedValue.of(None, TEXT),
    EncodedValue.of(-(1 << 63), INT8),
    EncodedValue.of(True, BOOL),
    EncodedValue.of(_ID, UUID_TYPE),
    EncodedValue.of(b"\x00\xff", BYTEA),
    EncodedValue.of(["a", None], DataType("text", is_array=True)),
    EncodedValue(numeric(78, 2), (b"-12.5",)),
)
BINARY: dict[str, list[bytes]] = {
    "DataType": [value.type.encode() for value in _VALUES],
    "EncodedValue": [value.encode() for value in _VALUES],
    "ActionCall": [ActionCall("main", "get_user", ()).encode(), ActionCall("", "x", _VALUES).encode()],
    "ActionExecution": [ActionExecution("main", "add", (_VALUES[:2], _VALUES[2:])).encode()],
    "RawStatement": [RawStatement("SELECT 1", (("$a", _VALUES[0]), ("$b", _VALUES[2]))).encode()],
    "Transfer": [Transfer(bytes(20), "secp256k1", 10**77).encode()],
}
TRANSACTIONS = tuple(
    Transaction.from_json(json.loads(request)["params"]["tx"]).encode()
    for request in REQUESTS
    if json.loads(request)["method"] == "user.broadcast"
)
STATEMENTS = (
    b"SELECT * FROM info.actions WHERE namespace = $namespace ORDER BY name DESC, namespace;",
    b"select name, return_types from info.actions where name = $name and namespace = $namespace",
    b"SELECT * FROM info.user_roles",
)

_MESSAGE = b"a text to sign"
SIGNATURES = tuple(
    _NUL.join((person.signature_type.encode(), person.sender, _MESSAGE, person.sign(_MESSAGE)))
    for person in PEOPLE
)
WALLETS = tuple(
    _NUL.join(part.encode() for part in (kind, address, key or "", message, signature))
    for address, key, kind, message, signature in (person.proof() for person in PEOPLE)
)
assert {person.wallet_type for person in PEOPLE} == set(WALLET_TYPES)
MNEMONICS = (
    b"abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
)

WRITE_GRANTS = (
    WriteGrant(ALICE.caller, NEAR_ALICE.caller, "ab" * 32, _ID, _TIME, _TIME, _TIME).text().encode(),
)
OFFERS = tuple(
    AccessGrantOffer(ALICE.caller, "grantee", _ID, locked, hashed).text().encode()
    for locked, hashed in ((0, None), (1_900_000_000, "cd" * 32))
)

CREDENTIAL_KEY = IssuerKey.of_issuer("https://issuer.example", bytes(range(32)))
_FIELDS = CredentialFields(id=f"uuid:{_ID}", level="basic")
_SUBJECT = Subject(
    id="uuid:subject",
    first_name="Alice",
    family_name="Liddell",
    date_of_birth=datetime(1990, 1, 1, tzinfo=UTC),
    id_document_country="GB",
    id_document_number="A1865",
    id_document_type="PASSPORT",
    id_document_front_file=b"the front",
    selfie_file=b"a face",
)
_ISSUED = datetime(2026, 1, 1, tzinfo=UTC)
CREDENTIAL, WEAK_CREDENTIAL = (
    serialize(build_credential(_FIELDS, _SUBJECT, CREDENTIAL_KEY, now=_ISSUED, bound=bound))
    for bound in (True, False)
)
CREDENTIALS = (CREDENTIAL, WEAK_CREDENTIAL, b'{"proof":[]}')
ISSUER_KEYS = (
    _NUL.join(
        text.encode()
        for text in (
            CREDENTIAL_KEY.id,
            CREDENTIAL_KEY.controller,
            CREDENTIAL_KEY.document()["publicKeyMultibase"],
            CREDENTIAL_KEY.private_key_multibase,
        )
    ),
)
MULTIBASE = (CREDENTIAL_KEY.document()["publicKeyMultibase"].encode(), b"z1", b"z")
NOTES = (
    public_notes(b"content", id="notes", level="basic", type="human").encode(),
    b'{"id":1,"status":null}',
    b'{"id":"x","a":[1e308,-0.0,18446744073709551616]}',
    b"",
)

_sealed = box.seal(b'{"a":"b"}', box.public_key(_SECRET_KEY))
SEALED = (_sealed.encryptor_public_key + _sealed.content, bytes(32) + _sealed.content, b"")
PLAINTEXTS = (b'{"a":{"b":["c"]},"level":"basic"}', b'{"a":1e400,"x":1}', b"[[[[]]]]")

ZONES = (
    b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    b"I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    b"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
)

CONFIGURATIONS = (
    "\n".join(f"{setting.name} = {setting.default}" for setting in settings()).encode() + b"\n",
    b"login_seconds = nan\n",
    b"public_urls = ['https://a.example/path']\ntrusted_proxies = ['::/0', '']\n",
)
GENESES = (json.dumps(genesis().to_json()).encode(),)
KEY_FILES = (
    encode_json(
        {
            "format": "idos-key-1",
            "public": Keys(KeyKind.ISSUER, (bytes(32),) * 3, "https://issuer.example").card,
            "salt": bytes(16),
            "box": bytes(72),
        }
    ),
)


def _picture(mode: str, form: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, (600, 400), 0).save(stream, form, **options)
    return stream.getvalue()


_exif = Image.Exif()
_exif[0x0112] = 6
PICTURES = (
    _picture("L", "PNG"),
    _picture("P", "PNG", transparency=0),
    _picture("RGBA", "PNG"),
    _picture("I;16", "PNG"),
    _picture("RGB", "JPEG", exif=_exif),
    _picture("CMYK", "JPEG", progressive=True),
)
