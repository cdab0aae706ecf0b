"""Settings from a TOML file and the environment, and secrets from the environment or files of their own.

Settings are a dataclass. A field without ``repr`` is a secret: the file may only say which file holds it, as
``<name>_file``, so that a configuration can be shown to anybody.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Any, Final, TypeVar, get_origin, get_type_hints

import msgspec

from idos.errors import Invalid
from idos.sdk.files import read_bytes, to_utf8

T = TypeVar("T")

_MAX_FILE: Final = 64 * 1024
_CODE: Final = "invalid_config"


def read_toml(file: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises ``Invalid`` (``invalid_config``), ``Unavailable`` (``disk``)."""
    try:
        return tomllib.loads(_text_of(file))
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{file.name}: {error}", code=_CODE) from None


@dataclass(frozen=True, slots=True)
class Source:
    """Where settings are read: tables of a file in ``folder``, and variables that begin with ``prefix``."""

    folder: Path
    environ: Mapping[str, str]
    prefix: str

    def read(self, kind: type[T], table: object, name: str = "") -> T:
        """Settings of this ``kind`` from a table, which is ``[name]`` in the file. Variables go first.

        Names of files are relative to the folder. Raises ``Invalid`` (``invalid_config``), which repeats no
        value, or as the ``kind`` does; ``Unavailable`` (``disk``) for a secret's file.
        """
        if not isinstance(table, dict):
            raise Invalid(f"[{name}] is a table", code=_CODE)
        place = f"{name}." if name else ""
        declared = fields(kind)  # type: ignore[arg-type]  # settings are dataclasses
        known = {field.name for field in declared}
        known |= {f"{field.name}_file" for field in declared if not field.repr}
        if unknown := table.keys() - known:
            raise Invalid(f"there is no setting {place}{min(unknown)[:64]}", code=_CODE)
        hints = get_type_hints(kind)
        given = {field.name: self._given(table, field, place, hints[field.name]) for field in declared}
        return kind(**{each: value for each, value in given.items() if value is not MISSING})

    def _given(self, table: Mapping[str, object], field: Field[object], place: str, hint: object) -> object:
        """What was given for a setting; ``MISSING`` where its default holds."""
        name, variable = place + field.name, self.prefix + (place.replace(".", "_") + field.name).upper()
        if not field.repr:
            return self._secret(table, field, name, variable, hint)
        if variable in self.environ:
            text = self.environ[variable]
            listed = [part.strip() for part in text.split(",")] if get_origin(hint) is tuple else text
            return self._converted(listed, hint, name, strict=False)
        if field.name in table:
            return self._converted(table[field.name], hint, name, strict=True)
        if field.default is MISSING:
            raise Invalid(f"{name} is missing", code=_CODE)
        return MISSING

    def _secret(
        self, table: Mapping[str, object], field: Field[object], name: str, variable: str, hint: object
    ) -> object:
        """A secret is the first line of its file or the text of its variable; of several, each is a word."""
        if field.name in table:
            raise Invalid(f"{name} is a secret: {name}_file names its file, or {variable} has it", code=_CODE)
        if variable in self.environ:
            text = self.environ[variable]
        elif f"{field.name}_file" in table:
            text = _text_of(self.folder / str(table[f"{field.name}_file"]))
        else:
            raise Invalid(f"{name} is missing: {name}_file names its file, or {variable} has it", code=_CODE)
        line = text.partition("\n")[0].rstrip("\r")
        if not line.strip():
            raise Invalid(f"{name} is empty", code=_CODE)
        if hint == tuple[bytes, ...]:
            return tuple(word.encode() for word in text.split())
        return line.encode() if hint is bytes else line

    def _converted(self, value: object, hint: object, name: str, *, strict: bool) -> object:
        if hint is Path and isinstance(value, str):
            return self.folder / value
        try:
            converted: object = msgspec.convert(value, hint, strict=strict)
        except msgspec.ValidationError:
            raise Invalid(f"{name} has a value of another kind", code=_CODE) from None
        return converted


def _text_of(file: Path) -> str:
    data = read_bytes(file, _MAX_FILE)
    if len(data) > _MAX_FILE:
        raise Invalid(f"{file.name} is longer than {_MAX_FILE} bytes", code=_CODE)
    try:
        return to_utf8(data).decode()
    except (UnicodeDecodeError, Invalid):
        raise Invalid(f"{file.name} is not text", code=_CODE) from None
