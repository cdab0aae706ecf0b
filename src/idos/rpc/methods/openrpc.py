"""The OpenRPC document (https://spec.open-rpc.org), read off the table of methods."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version

from idos.protocol.jsonrpc import ErrorCode
from idos.rpc.call import Call, Json
from idos.rpc.methods.schemas import COMPONENTS, OBJECT
from idos.rpc.methods.table import METHODS, Method, method

OPENRPC_VERSION = "1.3.2"


@method("rpc.discover", result=OBJECT)
async def discover(_: Call[None]) -> Json:
    """This document."""
    return document()


@lru_cache(maxsize=1)
def document() -> Json:
    """The document. Complete once every module of methods is imported."""
    return {
        "openrpc": OPENRPC_VERSION,
        "info": {"title": "idOS node", "version": version("idos"), "license": {"name": "Apache-2.0"}},
        "methods": [_method(METHODS[name]) for name in sorted(METHODS)],
        "components": {"schemas": dict(COMPONENTS)},
    }


def _method(entry: Method) -> Json:
    required = entry.schema.get("required", ())
    members = entry.schema.get("properties", {}).items()
    return {
        "name": entry.name,
        "description": entry.doc,
        "paramStructure": "by-name",
        "params": [
            {"name": name, "required": name in required, "schema": schema} for name, schema in members
        ],
        "result": {"name": "result", "schema": entry.result},
        "errors": [{"code": int(code), "message": _words(code)} for code in entry.errors],
    }


def _words(code: ErrorCode) -> str:
    return code.name.lower().replace("_", " ")
