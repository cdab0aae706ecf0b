"""JSON Schemas of what methods take and give, for the OpenRPC document. ``protocol`` does the reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

STRING: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
OBJECT: Schema = {"type": "object"}
ARRAY: Schema = {"type": "array"}
BOOLEAN: Schema = {"type": "boolean"}
BASE64: Schema = {"type": "string", "contentEncoding": "base64"}
HEX: Schema = {"type": "string", "pattern": "^([0-9a-fA-F]{2})*$"}
HEX32: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
DECIMAL: Schema = {"type": "string", "pattern": "^[0-9]*$"}
KEY_TYPE: Schema = {"enum": ["secp256k1", "ed25519"]}


def nullable(schema: Schema) -> Schema:
    """The schema, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def array(items: Schema) -> Schema:
    """An array of these."""
    return {"type": "array", "items": items}


def record(optional: tuple[str, ...] = (), **members: Schema) -> Schema:
    """An object with these members; those in ``optional`` may be missing."""
    required = [name for name in members if name not in optional]
    return {"type": "object", "properties": members, **({"required": required} if required else {})}


def component(name: str) -> Schema:
    """A reference to one of ``COMPONENTS``."""
    return {"$ref": f"#/components/schemas/{name}"}


NOTHING = record()
TRANSACTION = component("Transaction")
TX_RESULT = component("TransactionResult")
QUERY_RESULT = component("QueryResult")
ENCODED_VALUE = component("EncodedValue")
SIGNATURE = component("Signature")
ACCOUNT_ID = component("AccountId")

COMPONENTS: Mapping[str, Schema] = {
    "DataType": record(
        name=STRING, is_array=BOOLEAN, metadata={"type": "array", "items": INTEGER, "maxItems": 2}
    ),
    "EncodedValue": record(type=component("DataType"), data=array(BASE64)),
    "QueryResult": record(
        column_names=nullable(array(STRING)),
        column_types=nullable(array(component("DataType"))),
        values=nullable(array(ARRAY)),
    ),
    "Signature": record(sig=nullable(BASE64), type=STRING),
    "Transaction": record(
        signature=SIGNATURE,
        body=record(
            desc=STRING,
            payload=BASE64,
            type={"enum": ["execute", "raw_statement", "transfer"]},
            fee=nullable(DECIMAL),
            nonce=nullable(INTEGER),
            chain_id=STRING,
        ),
        sender=HEX,
        serialization={"const": "concat"},
    ),
    "TransactionResult": record(
        code=INTEGER, gas=INTEGER, log=STRING, events=ARRAY, optional=("log", "events")
    ),
    "AccountId": record(identifier=HEX, key_type=KEY_TYPE),
}
