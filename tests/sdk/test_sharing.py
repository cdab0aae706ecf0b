"""Sharing at a node that serves another of the person's contents under the id that she chose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from idos import Client, Denied, Invalid, ServerKey, public_notes
from idos.crypto.encoding import b64encode
from idos.crypto.hashes import content_hash
from idos.protocol.jsonrpc import ErrorCode, Response, RpcFault
from idos.sdk.drivers import Ask
from idos.sdk.records import CredentialInfo
from idos.sdk.transport import HttpTransport
from idos.testing import Network
from tests.people import agrees
from tests.sdk.scripted import called

PASS, PASSPORT = b'{"newsletter":"pass"}', b'{"passport":"P1"}'


class Swapping:
    """A node that serves the content of ``given`` where another is asked for, and lacks ``without``."""

    def __init__(self, url: str, given: UUID, without: str = "") -> None:
        self._node = HttpTransport(url)
        self._given = given
        self._without = without
        self.sent: list[str] = []

    def ask(self, request: Ask) -> Response:
        self.sent.append(request.method)
        action = called(request).action if request.method == "user.call" else ""
        if action and action == self._without:
            return Response(1, None, RpcFault(ErrorCode.ENGINE, f'unknown action: "{action}"', None))
        answer = self._node.ask(request)
        result = (answer.result or {}).get("query_result")
        if action == "get_credential_owned" and result:
            names = result["column_names"]
            for name in ("content", "encryptor_public_key"):
                result["values"][0][names.index(name)] = self.served[name]
        return answer

    def learn(self, person: Client) -> None:
        """What it serves: the ciphertext is all that a node has."""
        stored = person.credential(self._given)
        self.served = {
            "content": b64encode(stored.content),
            "encryptor_public_key": b64encode(stored.encryptor_public_key),
        }

    def close(self) -> None:
        self._node.close()


class Two:
    """A person with a newsletter pass and a passport, and the entry by which she chose the pass."""

    def __init__(self, net: Network, notes: str | None = None) -> None:
        self.net = net
        self.alice = net.join()
        self.issued = net.issue(self.alice, PASS, notes=notes)
        self.passport = net.issue(self.alice, PASSPORT).original_id

    @property
    def chosen(self) -> CredentialInfo:
        return next(info for info in self.alice.credentials() if info.id == self.issued.original_id)

    def at(self, node: Swapping) -> Client:
        node.learn(self.alice)
        return Client(
            self.net.url,
            self.alice.wallet,
            self.alice.enclave,
            transport=node,
            chain_id=self.net.chain_id,
        )


@pytest.fixture
def two(net: Network) -> Two:
    return Two(net)


def refused(person: Client, credential: Any, net: Network, **how: Any) -> str:
    with pytest.raises((Denied, Invalid)) as caught:
        person.share(credential, net.consumer.grantee, **how)
    return caught.value.code


def test_another_content_than_was_chosen_is_not_shared_however_it_was_chosen(two: Two, net: Network) -> None:
    node = Swapping(net.url, two.passport)
    issuers = [net.issuer_key.identifier]
    chosen = two.chosen
    with two.at(node) as alice:
        assert refused(alice, chosen.id, net, content_hash=two.issued.content_hash) == "content_hash_mismatch"
        assert refused(alice, chosen, net, issuers=issuers) == "content_unconfirmed"
        assert refused(alice, chosen, net, issuers=issuers, consent=lambda it: it == PASS) == "declined"
    assert "user.broadcast" not in node.sent


def test_what_was_chosen_is_shared_however_it_was_chosen(two: Two) -> None:
    alice, grantee = two.alice, two.net.consumer.grantee
    ways: list[tuple[Any, dict[str, Any]]] = [
        (two.issued.original_id, {"content_hash": two.issued.content_hash}),
        (two.chosen, {"issuers": [two.net.issuer_key.identifier.upper()]}),
        (two.chosen, {"consent": lambda plaintext: plaintext == PASS}),
    ]
    for credential, how in ways:
        shared = alice.share(credential, grantee, **how)
        assert shared.content_hash == content_hash(PASS)
        assert two.net.consumer.read(shared.copy_id) == PASS


def test_an_id_alone_says_nothing_and_nothing_is_asked(two: Two, net: Network) -> None:
    node = Swapping(net.url, two.passport)
    with two.at(node) as alice:
        node.sent.clear()
        assert refused(alice, two.issued.original_id, net) == "content_unconfirmed"
        issuers = [net.issuer_key.identifier]
        assert refused(alice, two.issued.original_id, net, issuers=issuers) == "content_unconfirmed"
    assert node.sent == []


def test_notes_of_an_issuer_that_was_not_named_do_not_count(two: Two, net: Network) -> None:
    stranger = ServerKey.generate().identifier
    assert refused(two.alice, two.chosen, net, issuers=[stranger]) == "content_unconfirmed"
    assert refused(two.alice, two.chosen, net) == "content_unconfirmed"


def test_notes_that_the_node_made_up_do_not_count(two: Two, net: Network) -> None:
    made_up = replace(two.chosen, public_notes=public_notes(PASSPORT, id="x"))
    with two.at(Swapping(net.url, two.passport)) as alice:
        assert refused(alice, made_up, net, issuers=[net.issuer_key.identifier]) == "content_unconfirmed"


def test_notes_that_name_no_content_are_tied_to_it_by_the_issuers_signature(net: Network) -> None:
    two, issuers = Two(net, notes='{"id":"silent"}'), [net.issuer_key.identifier]
    shared = two.alice.share(two.chosen, net.consumer.grantee, issuers=issuers)
    assert net.consumer.read(shared.copy_id) == PASS
    with two.at(Swapping(net.url, two.passport)) as alice:
        assert refused(alice, two.chosen, net, issuers=issuers) == "content_unconfirmed"


def test_where_no_signatures_are_kept_the_person_is_asked(two: Two, net: Network) -> None:
    node = Swapping(net.url, two.issued.original_id, without="get_credential_attestation")
    issuers = [net.issuer_key.identifier]
    with two.at(node) as alice:
        assert refused(alice, two.chosen, net, issuers=issuers) == "content_unconfirmed"
        shared = alice.share(two.chosen, net.consumer.grantee, issuers=issuers, consent=agrees)
    assert net.consumer.read(shared.copy_id) == PASS


def test_a_key_that_the_node_chose_the_salt_of_is_not_taken(two: Two, net: Network) -> None:
    """With a profile id of the node's choice, it could have computed the keys of many passwords before."""

    class Renaming(Swapping):
        def ask(self, request: Ask) -> Response:
            answer = super().ask(request)
            result = (answer.result or {}).get("query_result")
            if result and "recipient_encryption_public_key" in result["column_names"]:
                result["values"][0][result["column_names"].index("id")] = str(two.passport)
            return answer

    with two.at(Renaming(net.url, two.passport)) as alice:
        with pytest.raises(Denied) as caught:
            alice.change_password("another password")
        assert caught.value.code == "profile_mismatch"
