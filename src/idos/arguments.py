"""Arguments are checked against declared types: a mistake is a typed error at once, not a bare one later."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache, wraps
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    ParamSpec,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from idos.errors import Invalid

_NUMBERS: Final = frozenset({int, float})
_TAKEN: Final[Mapping[type, tuple[type, ...]]] = {float: (int, float), tuple: (tuple, list)}
"""Types that are also accepted where a type is declared."""

P = ParamSpec("P")
T = TypeVar("T")

WRONG_TYPE: Final = "wrong_type"
"""The code of ``Invalid`` for an argument of another type than declared."""

_VARIABLE: Final = frozenset({inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD})


def checked(function: Callable[P, T]) -> Callable[P, T]:
    """The function, refusing arguments of other types than it declares: ``Invalid`` (``wrong_type``)."""
    signature = inspect.signature(function)

    @wraps(function)
    def checking(*args: P.args, **kwargs: P.kwargs) -> T:
        hints = _hints(function)
        for name, value in signature.bind(*args, **kwargs).arguments.items():
            if name in hints and signature.parameters[name].kind not in _VARIABLE:
                check(name, value, hints[name])
        return function(*args, **kwargs)

    return checking


def check_fields(record: object) -> None:
    """Refuse a dataclass's value with a field of another type than declared: ``Invalid`` (``wrong_type``)."""
    kind: Callable[..., object] = type(record)
    for name, hint in _hints(kind).items():
        check(name, getattr(record, name), hint)


def check(name: str, value: object, hint: object) -> None:
    """Refuse a value that is not of a type: ``Invalid`` (``wrong_type``). The message does not repeat it."""
    if not _fits(value, hint):
        raise Invalid(
            f"{name} is to be {_words(hint)}, and not of type {type(value).__name__}", code=WRONG_TYPE
        )


@cache
def _hints(declared: Callable[..., object]) -> Mapping[str, object]:
    return get_type_hints(declared, include_extras=True)


def _fits(value: object, hint: object) -> bool:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return any(_fits(value, part) for part in parts)
    if origin is Annotated:
        return _fits(value, parts[0])
    if origin is Literal:
        return value in parts
    if origin is not None:
        return _is_one(value, origin) and _hold(value, parts)
    return _is_one(value, NoneType if hint is None else hint)


def _is_one(value: object, kind: object) -> bool:
    if kind is Callable:
        return callable(value)
    if kind is Any or not isinstance(kind, type) or not _is_checkable(kind):
        return True
    if isinstance(value, bool):
        return issubclass(bool, kind) and kind not in _NUMBERS
    return isinstance(value, _TAKEN.get(kind, kind))


def _is_checkable(kind: type) -> bool:
    """A protocol can be checked only if it is marked for checks at run time."""
    return not getattr(kind, "_is_protocol", False) or getattr(kind, "_is_runtime_protocol", False)


def _hold(value: object, parts: tuple[object, ...]) -> bool:
    """Whether a collection holds items of the declared type. A text does not count as a collection."""
    if isinstance(value, str | bytes):
        return False
    if isinstance(value, list | tuple | set | frozenset) and parts:
        return all(_fits(item, parts[0]) for item in value)
    return True


def _words(hint: object) -> str:
    if hint is None or hint is NoneType:
        return "None"
    if get_origin(hint) in {Union, UnionType}:
        return " or ".join(_words(part) for part in get_args(hint))
    if get_origin(hint) is Annotated:
        return _words(get_args(hint)[0])
    origin, parts = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType, None, Literal}:
        return hint.__name__ if isinstance(hint, type) else str(hint).rpartition(".")[2]
    return f"{origin.__name__} of {_words(parts[0])}" if parts else origin.__name__
