"""What a server needs to read what strangers send it, and to write what is signed: bounded, in one form.

The same as the network's own software uses: see the functions for meaning, bounds and errors.
"""

from __future__ import annotations

from idos.crypto.encoding import b64encode
from idos.crypto.hashes import content_hash
from idos.protocol.scalars import parse_uuid
from idos.protocol.text import check_line, one_line
from idos.protocol.times import format_time, parse_time
from idos.protocol.wire import JsonBounds, Message, decode_json, encode_json

__all__ = [
    "JsonBounds",
    "Message",
    "b64encode",
    "check_line",
    "content_hash",
    "decode_json",
    "encode_json",
    "format_time",
    "one_line",
    "parse_time",
    "parse_uuid",
]
