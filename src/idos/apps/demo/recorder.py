"""A transport that notes which actions of the network a client asks for."""

from __future__ import annotations

from idos.sdk.drivers import Ask, Response
from idos.sdk.transport import HttpTransport


class Recorder:
    """HTTP to a node; the names of actions are appended to ``calls`` as they are sent."""

    def __init__(self, node_url: str, calls: list[str]) -> None:
        self._http = HttpTransport(node_url)
        self._calls = calls

    def ask(self, request: Ask) -> Response:
        """Put the request."""
        if action := request.action:
            self._calls.append(action)
        return self._http.ask(request)

    def close(self) -> None:
        """Release connections."""
        self._http.close()
