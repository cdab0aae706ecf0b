"""The table of methods: dispatch and the OpenRPC document are both read from it."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from idos.errors import IdosError, Invalid
from idos.protocol.jsonrpc import ErrorCode
from idos.rpc.call import Call, Json
from idos.rpc.methods.schemas import NOTHING, Schema


class Params(Protocol):
    """The parameters of a method, read strictly from parsed JSON."""

    @classmethod
    def from_json(cls, obj: object) -> Any:  # noqa: ANN401  # each class gives its own kind
        """Raises ``Invalid``."""
        ...


Handler = Callable[[Call[Any]], Awaitable[Json]]


class MethodError(IdosError):
    """A method's answer that is an error on the wire: its number there, its text, and more in ``data``."""

    def __init__(self, number: ErrorCode, message: str, data: object = None) -> None:
        super().__init__(message, code=number.name.lower())
        self.number = number
        self.data = data


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the wire. One without parameters ignores what is sent, as unknown members are ignored."""

    name: str
    run: Handler
    params: type[Params] | None
    schema: Schema
    result: Schema
    errors: tuple[ErrorCode, ...]
    doc: str

    async def __call__(self, call: Call[Any], params: object) -> Json:
        """Read the parameters and run.

        Raises:
            MethodError: as the method says, or -32602 for parameters that it does not take.
        """
        if self.params:
            try:
                call.params = await call.decode(partial(self.params.from_json, params))
            except Invalid as error:
                raise MethodError(ErrorCode.INVALID_PARAMS, f"invalid params: {error}") from None
        return await self.run(call)


METHODS: dict[str, Method] = {}


def method(
    name: str,
    *,
    params: type[Params] | None = None,
    schema: Schema = NOTHING,
    result: Schema,
    errors: tuple[ErrorCode, ...] = (),
) -> Callable[[Handler], Handler]:
    """Register a handler; ``schema`` describes its parameters, ``result`` its result, its docstring it."""

    def register(run: Handler) -> Handler:
        METHODS[name] = Method(name, run, params, schema, result, errors, inspect.getdoc(run) or "")
        return run

    return register


def find_method(name: str) -> Method:
    """The method with this name. Raises ``MethodError``."""
    found = METHODS.get(name)
    if found is None:
        raise MethodError(ErrorCode.UNKNOWN_METHOD, "unknown method")
    return found
