"""Which network a node belonged to when it was first used: kept by URL, beside the key that was used there.

Somebody who signs for whatever network a node names can be made to sign for another one. So the first answer
counts from then on, as an SSH client keeps the keys of hosts. The file is JSON, ``idos-networks-1``; it holds
no secret, and may be edited or deleted.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from idos.errors import Invalid, Unavailable
from idos.protocol.challenges import origin
from idos.protocol.wire import JsonBounds, Message, decode_json, encode_json
from idos.sdk.files import disk_error, read_bytes, to_utf8
from idos.sdk.transport import provider

FILE_NAME: Final = "idos-networks.json"
_BOUNDS: Final = JsonBounds(size=1 << 20, values=1 << 14)


@dataclass(frozen=True, slots=True)
class _File(Message):
    format: Literal["idos-networks-1"]
    networks: dict[str, str]


@dataclass(frozen=True, slots=True)
class KnownNetworks:
    """The networks of the nodes that were used with the keys in a folder.

    Raises ``Unavailable`` (``disk``) where the file cannot be read or written, ``Invalid``
    (``not_known_networks``) when it is another.
    """

    folder: Path

    @property
    def path(self) -> Path:
        """Where they are kept."""
        return self.folder / FILE_NAME

    def of(self, node_url: str) -> str | None:
        """The chain id of the node at this URL, if it was used before."""
        return self._read().get(_name(node_url))

    def keep(self, node_url: str, chain_id: str) -> None:
        """Write down the network of a node. What was there before stays if it cannot be written."""
        networks = self._read() | {_name(node_url): chain_id}
        draft = self.path.with_name(f".{FILE_NAME}.{secrets.token_hex(8)}")
        try:
            try:
                draft.write_bytes(encode_json(_File("idos-networks-1", networks)) + b"\n")
                draft.replace(self.path)
            finally:
                draft.unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(self.path, error) from None

    def _read(self) -> dict[str, str]:
        try:
            data = read_bytes(self.path, _BOUNDS.size)
        except Unavailable:
            if not self.path.exists():
                return {}
            raise
        try:
            return decode_json(to_utf8(data), _File, _BOUNDS).networks
        except Invalid:
            text = f"{self.path} does not say which networks are known: correct or remove it"
            raise Invalid(text, code="not_known_networks") from None


def _name(node_url: str) -> str:
    """One spelling for a node's URL: the origin in lower case, and the path."""
    text = provider(node_url)
    path = "/".join(text.split("/")[3:])
    return f"{origin(text)}/{path}".removesuffix("/")
