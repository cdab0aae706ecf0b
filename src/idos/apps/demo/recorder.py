"""A transport that notes which actions of the network a client asks for."""

from __future__ import annotations

from idos.protocol.jsonrpc import Response
from idos.protocol.payloads import ActionCall, ActionExecution
from idos.protocol.reads import CallRequest
from idos.protocol.requests import Broadcast
from idos.sdk.operations import Ask
from idos.sdk.transport import HttpTransport


class Recorder:
    """HTTP to a node; the names of actions are appended to ``calls`` as they are sent."""

    def __init__(self, node_url: str, calls: list[str]) -> None:
        self._http = HttpTransport(node_url)
        self._calls = calls

    def ask(self, request: Ask) -> Response:
        """Put the request."""
        if request.method == "user.call":
            self._calls.append(ActionCall.decode(CallRequest.from_json(request.params).payload).action)
        elif request.method == "user.broadcast":
            transaction = Broadcast.from_json(request.params).transaction
            self._calls.append(ActionExecution.decode(transaction.payload).action)
        return self._http.ask(request)

    def close(self) -> None:
        """Release connections."""
        self._http.close()
