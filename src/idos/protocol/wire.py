"""JSON (RFC 8259) within bounds, and the JSON objects of the wire as declared types.

Bounds on size, nesting and number of values are checked on the raw bytes, before a parser takes memory for
them. Of two members with one name, the last counts: the parser does not report the first. Nothing else reads
the same bytes, so there is no second opinion to disagree with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Self, TypeVar

import msgspec

from idos.errors import Invalid

Hex64 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""A 32-byte hash as lower-case hex."""

Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]
"""A height, a nonce, a number of things: JSON number within signed 64 bits."""

Code = Annotated[int, msgspec.Meta(ge=0, le=(1 << 32) - 1)]
"""A result code: JSON number within unsigned 32 bits."""

PARSE_ERROR = "parse_error"
"""The ``code`` of :class:`Invalid` when the bytes are no JSON at all, or out of bounds."""

T = TypeVar("T")

# A string, also one that never ends: a search that fails at each quote would take quadratic time.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


@dataclass(frozen=True, slots=True)
class JsonBounds:
    """The most that a JSON text may hold: bytes in all, values, and levels of nesting."""

    size: int
    values: int
    depth: int = 32

    def check(self, data: bytes) -> None:
        """Raise :class:`Invalid` if ``data`` is beyond the bounds; it need not be valid JSON."""
        if len(data) > self.size:
            raise Invalid(f"JSON is longer than {self.size} bytes", code=PARSE_ERROR)
        if _punctuation(data) <= min(self.depth, self.values):
            return  # too little, even if all of it stood outside strings
        most_strings = 4 * self.values + 2  # as many as that much punctuation separates, names of members too
        structure, strings = _STRING.subn(b"", data, count=most_strings)
        if strings == most_strings or _punctuation(structure) > 2 * self.values:
            raise Invalid("JSON holds too many values", code=PARSE_ERROR)
        depth = 0
        for bracket in _BRACKET.findall(structure):
            depth += 1 if bracket in b"[{" else -1
            if depth > self.depth:
                raise Invalid("JSON is nested too deeply", code=PARSE_ERROR)


def _punctuation(data: bytes) -> int:
    return sum(map(data.count, (b",", b"[", b"]", b"{", b"}")))


def decode_json(data: bytes, shape: type[T], bounds: JsonBounds) -> T:
    """Parse UTF-8 JSON of the declared ``shape``; members that the shape does not name are ignored."""
    bounds.check(data)
    try:
        return msgspec.json.decode(data, type=shape)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Invalid("JSON is malformed", code=PARSE_ERROR) from None


def encode_json(value: object) -> bytes:
    """Compact UTF-8 JSON, members in their order of insertion or declaration."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        raise Invalid("text is not valid Unicode") from None


def convert(obj: object, shape: type[T]) -> T:
    """Read parsed JSON as the declared ``shape``. Types are never coerced: ``"1"`` is no number."""
    try:
        return msgspec.convert(obj, shape)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None


def _invalid(error: msgspec.ValidationError) -> Invalid:
    """The parser's words: place, expected and found type. It may quote a wrong value, which may be long."""
    return Invalid(str(error)[:200])


class Message:
    """A frozen dataclass whose fields are the members of one JSON object."""

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        """The JSON object, members in order of declaration."""
        obj: dict[str, Any] = msgspec.to_builtins(self)
        return obj

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`. Raises :class:`Invalid`."""
        return convert(obj, cls)
