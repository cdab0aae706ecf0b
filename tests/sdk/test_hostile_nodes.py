"""A node must not choose what a person signs, nor make anybody believe what is not so."""

from __future__ import annotations

import logging
from dataclasses import replace
from uuid import UUID

import pytest

from idos import AccessGrantOffer, Consumer, Denied, Invalid, WriteGrant, evm_wallet, public_notes
from idos.crypto.encoding import b64encode
from idos.protocol.jsonrpc import Response
from idos.sdk.drivers import Ask
from idos.sdk.transport import HttpTransport
from idos.sdk.w3c import serialize
from idos.testing import Network
from tests.people import agrees
from tests.sdk.scripted import ScriptedNode, person, refused, rows

CREDENTIAL_ID = UUID("11111111-1111-4111-8111-111111111111")
OWNER = evm_wallet(b"\x01" * 32)
WANTED = WriteGrant(
    OWNER.address,
    "aa" * 32,
    "bb" * 32,
    CREDENTIAL_ID,
    "2030-01-01T00:00:00Z",
    "2029-01-01T00:00:00Z",
    "2029-01-02T00:00:00Z",
)
OFFERED = AccessGrantOffer(OWNER.address, "aa" * 32, CREDENTIAL_ID, 1_900_000_000, "cc" * 32)


@pytest.mark.parametrize(
    "text",
    [
        WANTED.text().replace("aa" * 32, "ee" * 32),
        WANTED.text().replace("bb" * 32, "ee" * 32),
        WANTED.text().replace("2030", "2060"),
        WANTED.text().replace("2029-01-02", "2039-01-02"),
        WANTED.text().replace("1111", "2222", 1),
        WANTED.text().replace(OWNER.address, "0x" + "22" * 20),
        WANTED.text() + "\nconsumer: " + "ee" * 32,
        "\n" + WANTED.text(),
        OFFERED.text(),
        "I give everything to everybody.",
        "",
    ],
)
def test_a_write_grant_that_the_node_changed_is_not_signed(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(OWNER), "sign_text", lambda *_: pytest.fail("it was signed"))
    alice = person(ScriptedNode(dwg_message=rows({"message": text})), OWNER)
    with pytest.raises(Denied) as caught:
        alice.sign_write_grant(WANTED)
    assert caught.value.code == "message_mismatch"


@pytest.mark.parametrize(
    "text",
    [
        OFFERED.text().replace("aa" * 32, "ee" * 32),
        OFFERED.text().replace("1900000000", "2900000000"),
        OFFERED.text().replace("1900000000", "01900000000"),
        OFFERED.text().replace("1111", "2222", 1),
        OFFERED.text().replace("cc" * 32, ""),
        WANTED.text(),
    ],
)
def test_an_offer_that_the_node_changed_is_not_signed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(OWNER), "sign_text", lambda *_: pytest.fail("it was signed"))
    alice = person(ScriptedNode(dag_message=rows({"message": text})), OWNER)
    with pytest.raises(Denied) as caught:
        alice.sign_offer(OFFERED)
    assert caught.value.code == "message_mismatch"


def test_a_node_that_refuses_to_write_the_text_is_heard() -> None:
    node = ScriptedNode(dwg_message=refused("not_usable_before must be before not_usable_after"))
    with pytest.raises(Invalid) as caught:
        person(node, OWNER).sign_write_grant(WANTED)
    assert caught.value.code == "message_times_reversed"


class Forging:
    """A real node behind somebody who changes what a view shows."""

    def __init__(self, url: str, column: str, value: str) -> None:
        self._node = HttpTransport(url)
        self._column = column
        self._value = value

    def ask(self, request: Ask) -> Response:
        response = self._node.ask(request)
        result = (response.result or {}).get("query_result") or {}
        names = result.get("column_names") or []
        if self._column in names:
            for row in result["values"]:
                row[names.index(self._column)] = self._value
        return response

    def close(self) -> None:
        self._node.close()


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("public_notes", '{"id":"x","status":"approved"}', "invalid_notes_signature"),
        ("content_hash", "ab" * 32, "content_hash_mismatch"),
        ("broader_signature", b64encode(bytes(64)), "invalid_copy_signature"),
        ("public_notes_signature", b64encode(bytes(64)), "invalid_notes_signature"),
        ("content", b64encode(bytes(100)), "cannot_decrypt"),
        ("encryptor_public_key", b64encode(b"\x09" * 32), "cannot_decrypt"),
    ],
)
def test_what_a_node_forges_is_found_out(net: Network, column: str, value: str, code: str) -> None:
    alice, plaintext = net.join(), serialize(net.credential())
    notes = public_notes(plaintext, id="x", status="pending")
    issued = net.issue(alice, plaintext, notes=notes, grantee=net.consumer.grantee)
    forging = Forging(net.url, column, value)
    with (
        Consumer(
            net.url, net.consumer_key, net.consumer_encryption_key, transport=forging, chain_id=net.chain_id
        ) as consumer,
        pytest.raises(Denied) as caught,
    ):
        consumer.verified_credential(issued.copy_id, [net.trusted_issuer], allow_weak=True)
    assert caught.value.code == code


def test_what_is_private_is_in_no_log(net: Network, caplog: pytest.LogCaptureFixture) -> None:
    """All but ``httpcore``'s own, which tells what goes over the line when somebody asks it to."""
    caplog.set_level(logging.DEBUG)
    alice = net.join(password="a secret password")
    shared = alice.share(
        net.issue(alice, b"a secret content").original_id, net.consumer.grantee, consent=agrees
    )
    assert net.consumer.read(shared.copy_id) == b"a secret content"
    with pytest.raises(Denied):
        alice.add_wallet(replace(alice.wallet.prove("a secret message"), signature="00"))
    said = [record.getMessage() for record in caplog.records if not record.name.startswith("httpcore")]
    assert said
    assert not [
        text for text in said if "secret" in text or "kgw_session" in text or "cookie" in text.lower()
    ]


def test_no_session_token_is_in_the_log_of_the_http_library(
    net: Network, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    alice = net.join()
    alice.profile()
    tokens = [cookie.value for cookie in alice._transport._http.cookies.jar]  # type: ignore[attr-defined]
    assert [token for token in tokens if token]
    heads = [record.getMessage() for record in caplog.records if record.name.startswith("httpcore")]
    assert any("set-cookie" in head.lower() for head in heads)
    assert not [head for head in heads for token in tokens if token and token in head]
