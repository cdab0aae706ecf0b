"""An action with its arguments, as a value: its fields are the parameters, in the order of the wire.

A field's annotation gives the wire type; ``| None`` says that null is accepted. The name on the wire is the
class's in snake case. Keys, ciphertexts and an issuer's signatures are in base64, wallets' signatures in hex;
an ``issuer_auth_public_key`` is an Ed25519 key in lower hex. An ``id`` that is a UUID is chosen by the caller
who makes something, and names it from then on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import ClassVar, Self, get_args, get_type_hints
from uuid import UUID

from idos.errors import Invalid
from idos.protocol.values import BOOL, INT8, NULL, TEXT, DataType, EncodedValue, Value, numeric
from idos.protocol.values import UUID as UUID_TYPE

_WIRE_TYPES: Mapping[type, DataType] = {
    UUID: UUID_TYPE,
    str: TEXT,
    int: INT8,
    bool: BOOL,
    Decimal: numeric(78, 0),
}
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter or a result column: its name on the wire, its type, and whether it may be null."""

    name: str
    type: DataType
    nullable: bool

    @classmethod
    def of(cls, name: str, annotation: object) -> Self:
        """The parameter that an annotation declares: a type of the wire, or one ``| None``."""
        kinds = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
        (kind,) = (kind for kind in kinds if kind is not NoneType)
        return cls(name, _WIRE_TYPES[kind], NoneType in kinds)


def _any_value(_parameter: Parameter, _value: Value) -> None: ...


@dataclass(frozen=True, slots=True)
class Action:
    """What all actions share. ``NAME`` is the name on the wire; older clients' actions may share one."""

    NAME: ClassVar[str]

    def __init_subclass__(cls) -> None:
        if "NAME" not in vars(cls):
            cls.NAME = _WORD.sub("_", cls.__name__).lower()

    @classmethod
    @cache
    def parameters(cls) -> tuple[Parameter, ...]:
        """The parameters, in order."""
        types = get_type_hints(cls)
        return tuple(Parameter.of(field.name, types[field.name]) for field in fields(cls))

    def values(self) -> tuple[Value, ...]:
        """The arguments, in order."""
        return tuple(getattr(self, parameter.name) for parameter in self.parameters())

    def arguments(self) -> tuple[EncodedValue, ...]:
        """The arguments as they travel; null has the type ``null``.

        Raises ``Invalid`` for a value that does not fit its parameter.
        """
        return tuple(map(_encoded, self.parameters(), self.values()))

    @classmethod
    def decode(
        cls, arguments: Sequence[EncodedValue], check: Callable[[Parameter, Value], None] = _any_value
    ) -> Self:
        """The inverse of :meth:`arguments`, for as many as there are parameters. Null may have any type.

        ``check`` may refuse a value of its type. Raises ``Invalid`` for the first that is refused.
        """
        values = []
        for parameter, argument in zip(cls.parameters(), arguments, strict=True):
            values.append(value := cls._decoded(parameter, argument))
            check(parameter, value)
        return cls(*values)

    @classmethod
    def _decoded(cls, parameter: Parameter, argument: EncodedValue) -> Value:
        value = argument.python()
        if value is None:
            if parameter.nullable:
                return None
            reason, code = "must not be null", "null_argument"
        elif argument.type == parameter.type or argument.type.canonical == parameter.type.canonical:
            return value
        else:
            reason, code = f"expected type {parameter.type.name}", "wrong_argument_type"
        raise Invalid(f'action "{cls.NAME}": parameter "{parameter.name}" {reason}', code=code)  # [rules 1.2]


@dataclass(frozen=True, slots=True)
class View(Action):
    """An action that only reads: it is called, and gives rows."""


def _encoded(parameter: Parameter, value: Value) -> EncodedValue:
    if value is None and not parameter.nullable:
        raise Invalid(f"{parameter.name} must not be null", code="null_argument")
    return EncodedValue.of(value, NULL if value is None else parameter.type)
