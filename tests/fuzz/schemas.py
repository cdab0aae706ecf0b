"""Values for the JSON Schemas of the node's own description, and values that are a little off."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from idos.crypto.encoding import b64encode

# Not only what fits: numbers beyond 64 bits, lone surrogates (which JSON can escape), nesting.
_NUMBERS = st.sampled_from((0, -1, 1, 1 << 31, (1 << 63) - 1, 1 << 63, 1 << 64, -(1 << 64), 10**400))
_PLAIN = (
    st.none() | st.booleans() | _NUMBERS | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9)
)
JUNK = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
) | st.sampled_from(("\ud800", "a\0b", "A" * 10_000, [[[[[[]]]]]], {"": {"": {}}}))


def fitting(schema: Mapping[str, Any], components: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Values of which the schema has nothing bad to say."""
    if "$ref" in schema:
        return fitting(components[schema["$ref"].rpartition("/")[2]], components)
    if "anyOf" in schema:
        return st.one_of([fitting(each, components) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    return _KINDS[schema["type"]](schema, components)


def _string(schema: Mapping[str, Any], _: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "pattern" in schema:
        return st.from_regex(schema["pattern"].replace("$", r"\Z"))
    if schema.get("contentEncoding") == "base64":
        return st.binary(max_size=40).map(b64encode)
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def _integer(*_: object) -> st.SearchStrategy[Any]:
    return st.integers(0, 5) | st.integers(-(1 << 63), (1 << 63) - 1)


def _null(*_: object) -> st.SearchStrategy[Any]:
    return st.none()


def _boolean(*_: object) -> st.SearchStrategy[Any]:
    return st.booleans()


def _array(schema: Mapping[str, Any], components: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    items = fitting(schema["items"], components) if "items" in schema else JUNK
    return st.lists(items, max_size=schema.get("maxItems", 3))


def _object(schema: Mapping[str, Any], components: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "properties" not in schema:
        additional = schema.get("additionalProperties")
        values = fitting(additional, components) if additional else JUNK
        return st.dictionaries(st.text(max_size=5), values, max_size=3)
    members = {name: fitting(each, components) for name, each in schema["properties"].items()}
    required = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: each for name, each in members.items() if name in required},
        optional={name: each for name, each in members.items() if name not in required},
    )


_KINDS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], st.SearchStrategy[Any]]] = {
    "null": _null,
    "string": _string,
    "integer": _integer,
    "boolean": _boolean,
    "array": _array,
    "object": _object,
}


@st.composite
def spoiled(draw: st.DrawFn, good: st.SearchStrategy[Any]) -> Any:
    """A good value in which one place holds anything, or nothing."""
    value = copy.deepcopy(draw(good))
    place = value
    while isinstance(place, dict | list) and place:
        key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or draw(st.booleans()):
            if draw(st.integers(0, 4)) == 0:
                del place[key]
            else:
                place[key] = draw(JUNK)
            break
        place = place[key]
    return value
