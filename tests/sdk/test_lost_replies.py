"""A real node on a bad line: what was done is learned, done once, and never guessed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from idos import Client, Unavailable, UnknownOutcome
from idos.protocol.jsonrpc import Response
from idos.sdk.drivers import Ask
from idos.sdk.transport import HttpTransport
from idos.testing import WALLETS, Network
from tests.people import agrees

Event = Callable[[HttpTransport, Ask], Response]


class Line:
    """A connection on which something happens to the first transaction."""

    def __init__(self, url: str, event: Event) -> None:
        self._node = HttpTransport(url)
        self._event: Event | None = event
        self.sent = 0

    def ask(self, request: Ask) -> Response:
        if request.method != "user.broadcast":
            return self._node.ask(request)
        self.sent += 1
        event, self._event = self._event, None
        return event(self._node, request) if event else self._node.ask(request)

    def close(self) -> None:
        self._node.close()


def the_reply_is_lost(node: HttpTransport, request: Ask) -> Response:
    node.ask(request)
    raise Unavailable("cut", code="network")


def the_reply_is_garbage(node: HttpTransport, request: Ask) -> Response:
    node.ask(request)
    return Response(1, {"tx_hash": 7}, None)


def it_is_sent_twice(node: HttpTransport, request: Ask) -> Response:
    node.ask(request)
    return node.ask(request)


def the_request_is_lost(node: HttpTransport, request: Ask) -> Response:
    raise Unavailable("cut", code="network")


def it_never_leaves(node: HttpTransport, request: Ask) -> Response:
    raise Unavailable("no route", code="unreachable")


def attributes(alice: Client) -> list[str]:
    return sorted(attribute.key for attribute in alice.attributes())


@pytest.mark.parametrize("event", [the_reply_is_lost, the_reply_is_garbage, it_is_sent_twice])
def test_what_was_done_is_learned_and_done_once(net: Network, event: Event) -> None:
    known, line = net.join(), Line(net.url, event)
    with Client(net.url, known.wallet, transport=line, chain_id=net.chain_id) as alice:
        alice.add_attribute("a", "1")
        assert attributes(alice) == ["a"]
        assert line.sent == 1
        alice.add_attribute("b", "2")
        assert attributes(alice) == ["a", "b"]


def test_what_can_not_be_learned_is_reported_with_its_hash(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("idos.sdk.sending.OUTCOME_PAUSES", (0.0, 0.0))
    known, line = net.join(), Line(net.url, the_request_is_lost)
    with Client(net.url, known.wallet, transport=line, chain_id=net.chain_id) as alice:
        with pytest.raises(UnknownOutcome) as caught:
            alice.add_attribute("a", "1")
        assert len(bytes.fromhex(caught.value.tx_hash)) == 32
        assert attributes(alice) == []
        assert line.sent == 1


def test_what_never_left_may_be_tried_again(net: Network) -> None:
    known, line = net.join(), Line(net.url, it_never_leaves)
    with Client(net.url, known.wallet, transport=line, chain_id=net.chain_id) as alice:
        with pytest.raises(Unavailable) as caught:
            alice.add_attribute("a", "1")
        assert caught.value.code == "unreachable"
        assert not isinstance(caught.value, UnknownOutcome)
        alice.add_attribute("a", "1")
        assert attributes(alice) == ["a"]


def test_two_clients_of_one_wallet_do_not_get_in_each_others_way(net: Network) -> None:
    known = net.join()
    with (
        Client(net.url, known.wallet, chain_id=net.chain_id) as phone,
        Client(net.url, known.wallet, chain_id=net.chain_id) as laptop,
        ThreadPoolExecutor(4) as pool,
    ):
        work = [
            pool.submit(client.add_attribute, f"{name}{number}", "x")
            for number in range(10)
            for name, client in (("phone", phone), ("laptop", laptop))
        ]
        for each in work:
            each.result()
        assert len(attributes(phone)) == 20


def test_every_transaction_is_sent_in_turn(net: Network) -> None:
    """A client that writes holds its turn from the nonce to the answer."""
    known = net.join()
    sent_out_of_turn: list[str] = []

    class TurnCheckingLine(Line):
        client: Client

        def ask(self, request: Ask) -> Response:
            if request.method == "user.broadcast" and not self.client._turn.locked():
                sent_out_of_turn.append(request.method)
            return super().ask(request)

    line = TurnCheckingLine(net.url, lambda node, request: node.ask(request))
    with Client(net.url, known.wallet, known.enclave, transport=line, chain_id=net.chain_id) as alice:
        line.client = alice
        alice.remove_wallet(alice.add_wallet(WALLETS["NEAR"]().prove("mine")))
        attribute_id = alice.add_attribute("a", "1")
        alice.edit_attribute(attribute_id, "a", "2")
        alice.remove_attribute(attribute_id)
        credential_id = alice.add_credential(b"x", '{"id":"x"}', key=net.issuer_key)
        alice.edit_credential(credential_id, b"y", '{"id":"x"}', key=net.issuer_key)
        shared = alice.share(credential_id, net.consumer.grantee, consent=agrees)
        alice.revoke(shared.grant_id)
        alice.remove_credential(credential_id)
        alice.erase_profile()
    assert line.sent == 11
    assert sent_out_of_turn == []
