"""Secrets in every notation in which they could be shown, to be looked for in texts."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from idos.crypto.encoding import b58encode
from idos.protocol.jsonrpc import Response
from idos.protocol.payloads import ActionExecution
from idos.protocol.requests import Broadcast
from idos.protocol.values import EncodedValue
from idos.sdk.drivers import Ask
from idos.sdk.transport import HttpTransport

_PART = 48
_CIPHERTEXT_CHARS = 200
"""No other argument of a transaction is as long and base64 as well."""


class Needles:
    """Named secrets."""

    def __init__(self) -> None:
        self._forms: dict[str, str] = {}

    def add(self, name: str, secret: bytes | str) -> None:
        """Look for this from now on: bytes, or a text."""
        data = secret.encode() if isinstance(secret, str) else secret
        assert len(data) >= 8, "what is that short occurs by chance"
        for form in ([secret] if isinstance(secret, str) else []) + [*notations(data)]:
            self._forms[form] = name

    def names(self) -> set[str]:
        """What is looked for."""
        return {*self._forms.values()}

    def found_in(self, text: str) -> set[str]:
        """The names of the secrets that the text shows."""
        return {name for form, name in self._forms.items() if form in text}


def notations(data: bytes) -> Iterator[str]:
    """Hex, base64, base58 and Python's own; of what is long, its beginning and its end."""
    for part in {data[:_PART], data[-_PART:]}:
        yield part.hex()
        yield part.hex().upper()
        yield base64.b64encode(part).decode().rstrip("=")
        yield base64.urlsafe_b64encode(part).decode().rstrip("=")
        yield b58encode(part)
        yield repr(part)[2:-1]


class Spy:
    """Stands in the SDK's way to nodes, and takes down the tokens and ciphertexts that pass."""

    def __init__(self, needles: Needles, monkeypatch: Any) -> None:
        self._needles = needles
        self._ask, self._close = HttpTransport.ask, HttpTransport.close
        spy = self
        monkeypatch.setattr(HttpTransport, "ask", lambda transport, request: spy._asked(transport, request))
        monkeypatch.setattr(HttpTransport, "close", lambda transport: spy._closed(transport))

    def _asked(self, transport: HttpTransport, request: Ask) -> Response:
        if request.method == "user.broadcast":
            tx = Broadcast.from_json(request.params).transaction
            for args in ActionExecution.decode(tx.payload).calls:
                for argument in map(EncodedValue.python, args):
                    if isinstance(argument, str) and len(argument) > _CIPHERTEXT_CHARS:
                        self._ciphertext(argument)
        return self._ask(transport, request)

    def _ciphertext(self, text: str) -> None:
        try:
            self._needles.add("ciphertext", base64.b64decode(text, validate=True))
        except ValueError:
            return

    def _closed(self, transport: HttpTransport) -> None:
        for cookie in transport._http.cookies.jar:
            self._needles.add("session token", cookie.value or "no value")
        self._close(transport)
