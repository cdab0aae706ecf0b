"""A consumer's answers are about its question, whatever a node shows in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from idos import Client, Consumer, Denied, IdosError, Issuer, Unavailable, Unverified, evm_wallet
from idos.crypto.encoding import b64encode
from idos.protocol.jsonrpc import ErrorCode, Response, RpcFault
from idos.protocol.payloads import ActionCall
from idos.protocol.values import EncodedValue
from idos.sdk import consumer as consumer_module
from idos.sdk.drivers import Ask
from idos.sdk.transport import HttpTransport
from idos.sdk.w3c import serialize
from idos.testing import Network
from tests.people import agrees
from tests.sdk.scripted import CHAIN_ID, URL, ScriptedNode, called, rows

Row = dict[str, Any]
Change = Callable[[Row], None]


class Meddling:
    """A node that changes the rows of one view, or every argument of what is asked for."""

    def __init__(self, url: str, view: str = "", change: Change = lambda _: None) -> None:
        self._node = HttpTransport(url)
        self._view, self._change = view, change
        self.instead: dict[UUID, UUID] = {}

    def ask(self, request: Ask) -> Response:
        if request.method != "user.call":
            return self._node.ask(request)
        call = called(request)
        answer = self._node.ask(self._asked(request, call))
        result = (answer.result or {}).get("query_result")
        if result and call.action == self._view:
            names = result["column_names"]
            for cells in result["values"]:
                row = dict(zip(names, cells, strict=True))
                self._change(row)
                cells[:] = row.values()
        return answer

    def _asked(self, request: Ask, call: ActionCall) -> Ask:
        asked = tuple(map(self._other, call.args))
        payload = ActionCall(call.namespace, call.action, asked).encode()
        body = {**request.params["body"], "payload": b64encode(payload)}
        return Ask(request.method, {**request.params, "body": body})

    def _other(self, argument: EncodedValue) -> EncodedValue:
        value = argument.python()
        other = self.instead.get(value) if isinstance(value, UUID) else None
        return EncodedValue.of(other, argument.type) if other else argument

    def close(self) -> None:
        self._node.close()


@contextmanager
def at(node: Any, net: Network) -> Iterator[Consumer]:
    key, secret = net.consumer_key, net.consumer_encryption_key
    with Consumer(net.url, key, secret, transport=node, chain_id=net.chain_id) as consumer:
        yield consumer


def given(net: Network, name: str) -> tuple[Client, UUID, str]:
    """Somebody's copy for the consumer: who, the copy, and its hash."""
    person = net.join()
    issued = net.issue(person, serialize(net.credential(first_name=name)), grantee=net.consumer.grantee)
    return person, issued.copy_id, issued.content_hash


def code(attempt: Callable[[], object]) -> str:
    with pytest.raises(IdosError) as caught:
        attempt()
    return caught.value.code


def test_another_persons_copy_in_the_place_of_the_one_asked_for(net: Network) -> None:
    """Asked for Mallory's, and it is Alice's: hers is genuine in every way."""
    _, alices, _ = given(net, "Alice")
    _, mallorys, _ = given(net, "Mallory")
    node = Meddling(net.url)
    node.instead = {mallorys: alices}
    with at(node, net) as consumer:
        assert code(lambda: consumer.inspect_credential(mallorys, [net.trusted_issuer])) == "bad_response"
        assert code(lambda: consumer.shared_credential(mallorys)) == "bad_response"
        assert code(lambda: consumer.read(mallorys)) == "bad_response"
        assert code(lambda: consumer.grants_for(mallorys)) == "bad_response"


def test_another_profile_in_the_place_of_the_one_asked_for(net: Network) -> None:
    alice, mallory = net.join().profile().id, net.join().profile().id
    node = Meddling(net.url)
    node.instead = {alice: mallory}
    with Issuer(net.url, net.issuer_key, b"\x11" * 32, transport=node, chain_id=net.chain_id) as issuer:
        assert code(lambda: issuer.user(alice)) == "bad_response"
        assert issuer.user(mallory).id == mallory


def test_a_node_that_renames_the_copy_too_is_found_out_by_what_was_expected(net: Network) -> None:
    alice, alices, _ = given(net, "Alice")
    mallory, mallorys, expected = given(net, "Mallory")
    renamed = {str(alices): str(mallorys), str(alice.profile().id): str(mallory.profile().id)}

    def rename(row: Row) -> None:
        row.update({name: renamed.get(str(value), value) for name, value in row.items()})

    class Renaming(Meddling):
        def ask(self, request: Ask) -> Response:
            self._view = called(request).action if request.method == "user.call" else ""
            return super().ask(request)

    node = Renaming(net.url, change=rename)
    node.instead = {mallorys: alices}
    with at(node, net) as consumer:
        trusted = [net.trusted_issuer]
        assert consumer.verified_credential(mallorys, trusted).status == "verified"
        with pytest.raises(Unverified) as caught:
            consumer.verified_credential(mallorys, trusted, content_hash=expected)
        assert caught.value.code == "content_hash_mismatch"
        assert caught.value.inspection.checks[0].name == "request"


def test_what_was_expected_is_confirmed_and_another_owner_is_not(net: Network) -> None:
    alice, copy_id, digest = given(net, "Alice")
    trusted, owner = [net.trusted_issuer], alice.profile().id
    report = net.consumer.verified_credential(copy_id, trusted, owner=owner, content_hash=digest)
    assert (report.checks[0].name, report.checks[0].code) == ("request", "ok")
    assert code(lambda: net.consumer.verified_credential(copy_id, trusted, owner=uuid4())) == "owner_mismatch"


@pytest.mark.parametrize(
    ("view", "column", "value"),
    [
        ("get_access_grants_for_credential", "data_id", str(UUID(int=7))),
        ("get_access_grants_for_credential", "ag_grantee_wallet_identifier", "ab" * 32),
        ("get_access_grants_for_credential", "ag_owner_user_id", str(UUID(int=7))),
        ("get_credential_shared", "user_id", str(UUID(int=7))),
        ("get_credential_shared", "issuer_auth_public_key", "ab" * 32),
        ("get_credential_attestation", "id", str(UUID(int=7))),
        ("get_credential_attestation", "user_id", str(UUID(int=7))),
        ("get_credential_attestation", "copy_issuer_auth_public_key", "ab" * 32),
    ],
)
def test_rows_that_do_not_belong_together(net: Network, view: str, column: str, value: str) -> None:
    _, copy_id, _ = given(net, "Alice")
    with at(Meddling(net.url, view, lambda row: row.update({column: value})), net) as consumer:
        assert code(lambda: consumer.inspect_credential(copy_id, [net.trusted_issuer])) == "bad_response"


def test_lists_about_somebody_else(net: Network) -> None:
    alice, _, _ = given(net, "Alice")
    owner = alice.profile().id
    other = {"ag_owner_user_id": str(uuid4()), "user_id": str(uuid4())}

    def change(row: Row) -> None:
        row.update({name: value for name, value in other.items() if name in row})

    with at(Meddling(net.url, "get_access_grants_granted", change), net) as consumer:
        assert code(lambda: consumer.grants_received(owner)) == "bad_response"
        assert consumer.all_grants()
    with at(Meddling(net.url, "get_credentials_shared_by_user", change), net) as consumer:
        assert code(lambda: consumer.credentials_shared_by(owner)) == "bad_response"


def test_a_revocation_that_the_node_keeps_back_is_not_verified(net: Network) -> None:
    """Without what its issuer signed, the status is the node's word: weak at most."""
    alice, plaintext = net.join(), serialize(net.credential())
    issued = net.issue(alice, plaintext)
    shared = alice.share(issued.original_id, net.consumer.grantee, consent=agrees)
    net.issuer.revoke_credential(alice.credential(issued.original_id).public_notes)

    class Hiding(Meddling):
        def ask(self, request: Ask) -> Response:
            if request.method == "user.call" and called(request).action == "get_credential_attestation":
                return Response(1, None, RpcFault(ErrorCode.ENGINE, "unknown action", None))
            return super().ask(request)

    def approve(row: Row) -> None:
        row["public_notes"] = row["public_notes"].replace("revoked", "approved")

    with at(Hiding(net.url, "get_credential_shared", approve), net) as consumer:
        report = consumer.inspect_credential(shared.copy_id, [net.trusted_issuer])
        assert report.status == "weak"
        assert (
            code(lambda: consumer.verified_credential(shared.copy_id, [net.trusted_issuer])) == "unattested"
        )


# A node that never ends

GRANT = {
    "id": "",
    "ag_owner_user_id": str(uuid4()),
    "ag_grantee_wallet_identifier": evm_wallet(b"\x01" * 32).address,
    "data_id": str(uuid4()),
    "locked_until": 0,
    "content_hash": "ab" * 32,
    "inserter_type": "user",
    "inserter_id": "x",
}


class Endless(ScriptedNode):
    """Always has one more page."""

    def __init__(self, total: int, *, repeats: bool) -> None:
        super().__init__(get_access_grants_granted_count=rows({"count": total}))
        self._repeats = repeats
        self._page = rows(*({**GRANT, "id": str(uuid4())} for _ in range(consumer_module._PAGE)))

    def ask(self, request: Ask) -> Response:
        if request.method == "user.call" and called(request).action == "get_access_grants_granted":
            fresh = (GRANT | {"id": str(uuid4())} for _ in range(consumer_module._PAGE))
            self.views["get_access_grants_granted"] = self._page if self._repeats else rows(*fresh)
        return super().ask(request)


@pytest.mark.parametrize(
    ("total", "repeats", "expected"),
    [(10**12, False, "too_many_grants"), (50_000, True, "bad_response")],
)
def test_a_list_without_an_end_is_not_followed(total: int, repeats: bool, expected: str) -> None:
    wallet = evm_wallet(b"\x01" * 32)
    node = Endless(total, repeats=repeats)
    with Consumer(URL, wallet, b"\x11" * 32, transport=node, chain_id=CHAIN_ID) as consumer:
        with pytest.raises(Unavailable) as caught:
            consumer.all_grants()
        assert caught.value.code == expected
        assert len(node.methods) <= 4


def test_as_many_grants_as_are_asked_for(net: Network) -> None:
    with pytest.raises(Unavailable) as caught:
        net.consumer.all_grants(limit=0)
    assert caught.value.code == "too_many_grants"


def test_a_credential_of_ones_own_that_is_another(net: Network) -> None:
    alice, other = net.join(), net.join()
    first, second = (alice.add_credential(text, "", key=net.issuer_key) for text in (b"one", b"two"))
    node = Meddling(net.url)
    node.instead = {first: second}
    with Client(net.url, alice.wallet, alice.enclave, transport=node, chain_id=net.chain_id) as client:
        assert code(lambda: client.read(first)) == "bad_response"
    with pytest.raises(Denied):
        other.read(first)
