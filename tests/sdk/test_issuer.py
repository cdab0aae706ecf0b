"""An issuer at a real node, with either driver."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from idos import (
    AccessGrantOffer,
    Auditor,
    Client,
    Denied,
    Grantee,
    Invalid,
    Issuer,
    LocalEnclave,
    NewProfile,
    NotFound,
    Owner,
    ServerKey,
    SignedOffer,
    SignedWriteGrant,
    Unavailable,
    WriteGrant,
    public_notes,
)
from idos.protocol.jsonrpc import ErrorCode, Response
from idos.sdk.drivers import Ask
from idos.sdk.transport import HttpTransport
from idos.testing import WALLETS, Network
from tests.sdk.conftest import World
from tests.sdk.scripted import CHAIN_ID, URL, ScriptedNode, fault, refused, rows


def new_profile(kind: str = "EVM") -> NewProfile:
    profile_id = uuid4()
    return NewProfile(
        profile_id,
        LocalEnclave.create(str(profile_id), "password").public_key,
        WALLETS[kind]().prove("mine"),
        uuid4(),
    )


# Profiles


def test_a_profile_is_created_once_however_often_it_is_asked_for(world: World) -> None:
    profile = new_profile()
    for _ in range(3):
        world.issuer.create_profile(profile)
    known = world.issuer.user(profile.id)
    assert known.encryption_public_key == profile.encryption_public_key
    assert (known.encryption_password_store, known.inserter) == ("user", "issuer")
    assert world.issuer.has_profile(profile.wallet.address)


@pytest.mark.parametrize("store", ["user", "mpc"])
def test_an_id_that_belongs_to_another_profile_is_not_taken_over(world: World, store: str) -> None:
    profile = new_profile()
    world.issuer.create_profile(profile)
    key = new_profile().encryption_public_key if store == "user" else profile.encryption_public_key
    with pytest.raises(Invalid) as caught:
        world.issuer.create_profile(
            replace(profile, encryption_public_key=key, encryption_password_store=store)
        )
    assert caught.value.code == "already_exists"


class Interrupted(HttpTransport):
    """The process dies when it is about to send the transaction with this number."""

    def __init__(self, url: str, at: int) -> None:
        super().__init__(url)
        self._left = at

    def ask(self, request: Ask) -> Response:
        if request.method == "user.broadcast":
            self._left -= 1
            if not self._left:
                raise KeyboardInterrupt
        return super().ask(request)


def test_a_profile_that_was_half_created_is_completed(net: Network) -> None:
    profile = new_profile()
    dying = Issuer(
        net.url,
        net.issuer_key,
        net.issuer_encryption_key,
        transport=Interrupted(net.url, at=2),
        chain_id=net.chain_id,
    )
    with dying, pytest.raises(KeyboardInterrupt):
        dying.create_profile(profile)
    assert not net.issuer.has_profile(profile.wallet.address)
    net.issuer.create_profile(profile)
    assert net.issuer.has_profile(profile.wallet.address)


def test_a_profile_needs_an_issuer_that_the_network_knows(world: World) -> None:
    stranger = Issuer(world.net.url, ServerKey.generate(), bytes(range(32)), chain_id=world.net.chain_id)
    with stranger, pytest.raises(Denied) as caught:
        stranger.create_profile(new_profile())
    assert caught.value.code == "unauthorized_inserter"


def test_a_wrong_key_or_proof_creates_nothing(world: World) -> None:
    profile = new_profile()
    with pytest.raises(Invalid) as caught:
        world.issuer.create_profile(replace(profile, encryption_public_key=b"short"))
    assert caught.value.code == "invalid_encryption_key"
    with pytest.raises(Denied) as denied:
        world.issuer.create_profile(replace(profile, wallet=replace(profile.wallet, message="another")))
    assert denied.value.code == "invalid_wallet"


def test_an_issuer_links_the_first_wallet_of_the_profiles_that_it_created(world: World) -> None:
    profile, other = new_profile(), WALLETS["Stellar"]()
    world.issuer.create_profile(profile)
    wallet = WALLETS["EVM"]()
    renewed = world.issuer.upsert_wallet(profile.id, profile.wallet, id=profile.wallet_id)
    assert renewed == profile.wallet_id
    for proof in (other.prove("mine too"), wallet.prove("mine too")):
        with pytest.raises(Denied) as caught:
            world.issuer.upsert_wallet(profile.id, proof)
        assert caught.value.code == "user_has_wallets"
    with pytest.raises(NotFound):
        world.issuer.upsert_wallet(uuid4(), WALLETS["EVM"]().prove("mine"))


def test_nobody_has_an_unknown_id(world: World) -> None:
    with pytest.raises(NotFound):
        world.issuer.user(uuid4())


# Credentials


def test_issuing_writes_both_credentials_with_the_ids_that_were_chosen(world: World) -> None:
    alice = world.person()
    granted = world.net.issue(alice, b"an earlier one")
    assert world.issuer.credential_exists(granted.original_id)
    assert not world.issuer.credential_exists(uuid4())
    original_id = uuid4()
    assert world.issuer.add_credential(
        alice.profile().id, b"written", "", alice.enclave.public_key, id=original_id
    ) == (original_id)
    assert alice.read(original_id) == b"written"


def test_a_write_grant_is_good_once(world: World) -> None:
    alice = world.person()
    permission = _permission(world, alice)
    first = world.issuer.issue(
        permission, b"x", "", alice.enclave.public_key, original_id=uuid4(), copy_id=uuid4()
    )
    assert {info.id for info in alice.credentials()} == {first.original_id, first.copy_id}
    with pytest.raises(Denied) as caught:
        world.issuer.issue(permission, b"y", "", alice.enclave.public_key)
    assert caught.value.code == "write_grant_consumed"


def test_a_write_grant_signed_by_somebody_else_is_refused(world: World) -> None:
    alice, mallory = world.person(), world.person()
    permission = _permission(world, alice)
    forged = replace(permission, signature=mallory.wallet.sign_text(permission.grant.text()))
    with pytest.raises(Denied) as caught:
        world.issuer.issue(forged, b"x", "", alice.enclave.public_key)
    assert caught.value.code == "write_grant_signature"


def _permission(world: World, alice: Client) -> SignedWriteGrant:
    return alice.sign_write_grant(
        WriteGrant(
            alice.wallet.identifier,
            world.issuer.grantee.identifier,
            world.issuer.grantee.identifier,
            uuid4(),
            "2026-01-01T00:00:00Z",
            "2020-01-01T00:00:00Z",
            "2040-01-01T00:00:00Z",
        )
    )


def test_public_notes_are_edited_by_the_id_in_them(world: World) -> None:
    alice, name = world.person(), str(uuid4())
    issued = world.net.issue(alice, b"x", notes=json.dumps({"id": name, "status": "pending"}))
    assert world.issuer.edit_public_notes(name, json.dumps({"id": name, "status": "approved"})) == 1
    assert _notes(alice, issued.original_id)["status"] == "approved"


def test_revoking_changes_the_status_and_nothing_else(world: World) -> None:
    alice, plaintext = world.person(), b"x"
    notes = public_notes(plaintext, id=str(uuid4()), level="basic")
    issued = world.net.issue(alice, plaintext, notes=notes)
    revoked = world.issuer.revoke_credential(notes)
    assert json.loads(revoked) == {**json.loads(notes), "status": "revoked"}
    assert _notes(alice, issued.original_id) == json.loads(revoked)


def test_any_key_of_the_issuer_revokes_what_another_issued_until_it_is_removed(world: World) -> None:
    alice, plaintext = world.person(), b"x"
    notes = public_notes(plaintext, id=str(uuid4()), level="basic")
    issued = world.net.issue(alice, plaintext, notes=notes)
    second = ServerKey.generate()
    with (
        Issuer(world.net.url, second, bytes(range(32)), chain_id=world.net.chain_id) as other,
        Owner(world.net.url, world.net.issuer_key, chain_id=world.net.chain_id) as owner,
        Auditor(world.net.url) as auditor,
    ):
        inserter = next(each for each in auditor.inserters() if each.name == "issuer")
        with pytest.raises(NotFound) as caught:
            other.revoke_credential(notes)
        assert caught.value.code == "notes_not_found"
        owner.add_delegate(second.identifier, inserter.id)
        revoked = other.revoke_credential(notes)
        assert _notes(alice, issued.original_id) == json.loads(revoked)
        owner.remove_delegate(second.identifier)
        with pytest.raises(NotFound) as caught:
            other.edit_public_notes(json.loads(notes)["id"], notes)
        assert caught.value.code == "notes_not_found"
    assert _notes(alice, issued.original_id)["status"] == "revoked"


def test_a_revocation_that_reaches_nothing_is_no_success(world: World) -> None:
    unknown = public_notes(b"x", id=str(uuid4()))
    with pytest.raises(NotFound) as caught:
        world.issuer.revoke_credential(unknown)
    assert caught.value.code == "notes_not_found"
    alice = world.person()
    world.net.issue(alice, b"x", notes=unknown)
    assert json.loads(world.issuer.revoke_credential(unknown))["status"] == "revoked"


@pytest.mark.parametrize(
    "view",
    [
        rows({"credentials": 1, "same": 0}),
        refused("unknown action"),
        fault(ErrorCode.ENGINE, 'action "count_public_notes_as_issuer" not found in namespace "main"'),
    ],
    ids=["other notes", "an older node", "an official node"],
)
def test_a_revocation_that_the_node_does_not_show_is_not_confirmed(view: Any) -> None:
    node = ScriptedNode(count_public_notes_as_issuer=view)
    with (
        Issuer(URL, ServerKey.generate(), bytes(range(32)), transport=node, chain_id=CHAIN_ID) as issuer,
        pytest.raises(Unavailable) as caught,
    ):
        issuer.revoke_credential(public_notes(b"x", id="notes"))
    assert caught.value.code == "notes_not_confirmed"


def test_a_node_that_can_not_answer_now_is_told_as_that() -> None:
    node = ScriptedNode()
    node.on("user.call", fault(ErrorCode.NODE_INTERNAL))
    with (
        Issuer(URL, ServerKey.generate(), bytes(range(32)), transport=node, chain_id=CHAIN_ID) as issuer,
        pytest.raises(Unavailable) as caught,
    ):
        issuer.revoke_credential(public_notes(b"x", id="notes"))
    assert caught.value.code == "node_internal"


@pytest.mark.parametrize("notes", ["", "[]", "{}", '{"id":7}', "no JSON", "\ud800"])
def test_notes_that_nobody_can_edit_are_not_revoked(world: World, notes: str) -> None:
    with pytest.raises(Invalid) as caught:
        world.issuer.revoke_credential(notes)
    assert caught.value.code == "notes_without_id"


def _notes(alice: Client, credential_id: UUID) -> Any:
    return json.loads(next(info.public_notes for info in alice.credentials() if info.id == credential_id))


# Offers


def test_an_issuer_makes_the_grant_that_was_offered(world: World) -> None:
    alice = world.person()
    issued = world.net.issue(alice, b"content")
    offer = AccessGrantOffer(
        alice.wallet.identifier,
        world.consumer.grantee.identifier,
        issued.copy_id,
        2_000_000_000,
        issued.content_hash,
    )
    world.issuer.create_grant(alice.sign_offer(offer))
    (grant,) = world.consumer.grants_for(issued.copy_id)
    assert (grant.inserter_type, grant.locked_until) == ("dag_message", 2_000_000_000)
    with pytest.raises(Denied) as caught:
        world.issuer.create_grant(alice.sign_offer(offer))
    assert caught.value.code == "grant_exists"


@pytest.mark.parametrize(("content_hash", "code"), [(None, "content_hash_missing"), ("ab" * 32, "not_found")])
def test_an_offer_of_what_the_issuer_does_not_hold_is_refused(
    world: World, content_hash: str | None, code: str
) -> None:
    alice = world.person()
    issued = world.net.issue(alice, b"content")
    offer = AccessGrantOffer(alice.wallet.identifier, "ab" * 32, issued.copy_id, 0, content_hash)
    with pytest.raises(Denied) as caught:
        world.issuer.create_grant(SignedOffer(offer, "00"))
    assert caught.value.code == code


def test_the_issuers_own_keys_are_not_shown(net: Network) -> None:
    shown = repr(net) + repr(net.issuer) + repr(vars(net.issuer)) + repr(net.issuer_key)
    assert net.issuer_encryption_key.hex() not in shown
    assert repr(net.issuer_encryption_key) not in shown
    assert isinstance(net.issuer.grantee, Grantee)


def test_an_issuer_whose_node_is_gone_is_told_so() -> None:
    gone = Issuer("http://127.0.0.1:9", ServerKey.generate(), bytes(range(32)), timeout=5)
    with gone, pytest.raises(Unavailable) as caught:
        gone.user(uuid4())
    assert caught.value.code == "unreachable"
