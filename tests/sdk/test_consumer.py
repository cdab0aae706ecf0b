"""A consumer at a real node, with either driver."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from idos import (
    AccessGrantOffer,
    Consumer,
    Denied,
    Grantee,
    Inspection,
    Invalid,
    NotFound,
    ServerKey,
    TrustedIssuer,
    Unverified,
    public_notes,
)
from idos.crypto import box
from idos.enclave.content_choice import ContentChoice
from idos.sdk import consumer as consumer_module
from idos.sdk.w3c import IssuerKey, serialize
from idos.testing import WALLETS, Network
from tests.people import agrees
from tests.sdk.conftest import World

KEY = ServerKey(b"\x09" * 32)


def failed(report: Inspection) -> dict[str, str]:
    return {check.name: check.code for check in report.checks if not check.ok}


def codes(report: Inspection) -> dict[str, str]:
    return {check.name: check.code for check in report.checks if check.code != "ok"}


# Reading


def test_grants_are_listed_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer_module, "_PAGE", 2)
    alice, bob = world.person(), world.person()
    credential_id = alice.add_credential(b"x", json.dumps({"id": "x"}), key=KEY)
    shared = [alice.share(credential_id, world.consumer.grantee, consent=agrees) for _ in range(5)]
    bob.share(bob.add_credential(b"y", "", key=KEY), world.consumer.grantee, consent=agrees)
    user_id = alice.profile().id
    assert [grant.id for grant in world.consumer.all_grants(user_id)] == [each.grant_id for each in shared]
    assert len(world.consumer.all_grants()) >= 6
    page = world.consumer.grants_received(user_id, page=2, size=2)
    assert ([grant.id for grant in page.grants], page.total) == ([shared[2].grant_id, shared[3].grant_id], 5)
    assert len(world.consumer.credentials_shared_by(user_id)) == 5
    assert world.consumer.all_grants(uuid4()) == []


def test_a_page_too_large_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as caught:
        world.consumer.grants_received(size=1_000_000)
    assert caught.value.code == "size_too_large"


def test_what_is_not_shared_is_not_found(world: World) -> None:
    alice = world.person()
    credential_id = alice.add_credential(b"x", "", key=KEY)
    for attempt in (
        lambda: world.consumer.read(credential_id),
        lambda: world.consumer.rescind(credential_id),
        lambda: world.consumer.inspect_credential(credential_id, [world.net.trusted_issuer]),
        lambda: world.consumer.verified_credential(uuid4(), [world.net.trusted_issuer]),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_what_was_encrypted_for_another_key_can_not_be_read(world: World) -> None:
    alice = world.person()
    wrong = Grantee(world.consumer.grantee.identifier, box.public_key(b"\x07" * 32))
    shared = alice.share(alice.add_credential(b"x", "", key=KEY), wrong, consent=agrees)
    for attempt in (
        lambda: world.consumer.read(shared.copy_id),
        lambda: world.consumer.inspect_credential(shared.copy_id, [world.net.trusted_issuer]),
    ):
        with pytest.raises(Denied) as caught:
            attempt()
        assert caught.value.code == "cannot_decrypt"


def test_a_copy_is_given_back(world: World) -> None:
    alice = world.person()
    shared = alice.share(
        alice.add_credential(b"x", json.dumps({"id": "x"}), key=KEY), world.consumer.grantee, consent=agrees
    )
    world.consumer.rescind(shared.copy_id)
    assert alice.grants_given() == []
    assert len(alice.credentials()) == 1


def test_a_consumer_makes_the_grant_that_was_offered(world: World) -> None:
    alice = world.person()
    issued = world.net.issue(alice, b"content", grantee=world.consumer.grantee)
    other = ServerKey.generate()
    offer = AccessGrantOffer(
        alice.wallet.identifier, other.identifier, issued.copy_id, 0, issued.content_hash
    )
    world.consumer.create_grant(alice.sign_offer(offer))
    with Consumer(
        world.net.url, other, world.net.consumer_encryption_key, chain_id=world.net.chain_id
    ) as second:
        assert second.read(issued.copy_id) == b"content"


@pytest.mark.parametrize("kind", WALLETS)
def test_any_wallet_may_be_a_consumers_signer(net: Network, kind: str) -> None:
    alice, secret = net.join(), box.generate_secret_key()
    with Consumer(net.url, WALLETS[kind](), secret, chain_id=net.chain_id) as consumer:
        shared = alice.share(alice.add_credential(b"x", "", key=KEY), consumer.grantee, consent=agrees)
        assert consumer.read(shared.copy_id) == b"x"


# Verifying


def test_a_copy_that_the_issuer_wrote_is_verified_in_one_call(world: World) -> None:
    alice = world.person()
    issued = world.net.issue(alice, serialize(world.net.credential()), grantee=world.consumer.grantee)
    report = world.consumer.verified_credential(issued.copy_id, [world.net.trusted_issuer])
    assert report.status == "verified"
    assert codes(report) == {"provenance": "written_by_issuer"}
    assert report.credential["credentialSubject"]["firstName"] == "Alice"


def test_a_copy_that_the_person_made_is_verified_by_its_proofs(world: World) -> None:
    alice = world.person()
    issued = world.net.issue(alice, serialize(world.net.credential()))
    shared = alice.share(issued.original_id, world.consumer.grantee, consent=agrees)
    report = world.consumer.verified_credential(shared.copy_id, [world.net.trusted_issuer])
    assert codes(report) == {"provenance": "by_holder"}


def test_a_proof_that_does_not_bind_names_is_enough_only_in_the_issuers_own_copy(world: World) -> None:
    """Term collapse: whoever makes the copy could exchange which field a value stands in."""
    alice, single = world.person(), serialize(world.net.credential(bound=False))
    issued = world.net.issue(alice, single, grantee=world.consumer.grantee)
    assert world.consumer.verified_credential(issued.copy_id, [world.net.trusted_issuer]).status == "verified"
    shared = alice.share(issued.original_id, world.consumer.grantee, consent=agrees)
    with pytest.raises(Unverified) as caught:
        world.consumer.verified_credential(shared.copy_id, [world.net.trusted_issuer])
    assert caught.value.code == "not_bound"
    assert caught.value.inspection.status == "weak"
    report = world.consumer.verified_credential(shared.copy_id, [world.net.trusted_issuer], allow_weak=True)
    assert report.credential["credentialSubject"]["firstName"] == "Alice"


def test_a_revoked_credential_is_not_relied_on(world: World) -> None:
    alice, plaintext = world.person(), serialize(world.net.credential())
    notes = public_notes(plaintext, id=str(uuid4()))
    issued = world.net.issue(alice, plaintext, notes=notes, grantee=world.consumer.grantee)
    shared = alice.share(issued.original_id, world.consumer.grantee, consent=agrees)
    world.issuer.revoke_credential(notes)
    for copy_id in (issued.copy_id, shared.copy_id):
        with pytest.raises(Unverified) as caught:
            world.consumer.verified_credential(copy_id, [world.net.trusted_issuer], allow_weak=True)
        assert caught.value.code == "revoked"
        assert dict(caught.value.inspection.credential) == {}
        report = world.consumer.inspect_credential(copy_id, [world.net.trusted_issuer])
        assert failed(report) == {"status": "revoked"}
        assert codes(report)["notes"] == "edited_by_issuer"


def test_a_holder_can_not_hide_a_revocation_behind_another_credential(world: World) -> None:
    """She shares the revoked content as if it were a copy of one that stands."""
    alice = world.person()
    revoked, good = serialize(world.net.credential()), serialize(world.net.credential())
    notes = public_notes(revoked, id=str(uuid4()))
    first = world.net.issue(alice, revoked, notes=notes)
    second = world.net.issue(alice, good)
    world.issuer.revoke_credential(notes)

    class Lying:
        """An enclave that decrypts one thing and re-encrypts another."""

        def __getattr__(self, name: str):  # type: ignore[no-untyped-def]  # whatever the real one has
            return getattr(alice.enclave, name)

        def reencrypt(self, _: object, recipient: bytes, chosen: ContentChoice):  # type: ignore[no-untyped-def]  # as the real one
            return alice.enclave.reencrypt(box.seal(revoked, alice.enclave.public_key), recipient, chosen)

    liar = world.client(alice.wallet, Lying())
    shared = liar.share(second.original_id, world.consumer.grantee, consent=agrees)
    assert alice.read(first.original_id) == revoked
    with pytest.raises(Unverified) as caught:
        world.consumer.verified_credential(shared.copy_id, [world.net.trusted_issuer])
    assert caught.value.code == "notes_not_bound"


def test_a_holder_can_not_hide_a_revocation_by_removing_the_original(world: World) -> None:
    alice, plaintext = world.person(), serialize(world.net.credential())
    notes = public_notes(plaintext, id=str(uuid4()))
    issued = world.net.issue(alice, plaintext, notes=notes, grantee=world.consumer.grantee)
    world.issuer.revoke_credential(notes)
    alice.remove_credential(issued.original_id)
    with pytest.raises(Unverified) as caught:
        world.consumer.verified_credential(issued.copy_id, [world.net.trusted_issuer])
    assert caught.value.code == "no_notes"


def test_notes_that_the_holder_wrote_herself_vouch_for_nothing(world: World) -> None:
    alice, plaintext = world.person(), serialize(world.net.credential())
    own = alice.add_credential(plaintext, public_notes(plaintext, id="x"), key=KEY)
    shared = alice.share(own, world.consumer.grantee, consent=agrees)
    with pytest.raises(Unverified) as caught:
        world.consumer.verified_credential(shared.copy_id, [world.net.trusted_issuer], allow_weak=True)
    assert caught.value.code == "untrusted_notes"


def test_an_issuer_that_is_not_trusted_is_named(world: World) -> None:
    alice = world.person()
    issued = world.net.issue(alice, serialize(world.net.credential()), grantee=world.consumer.grantee)
    stranger = IssuerKey.of_issuer("https://other.example", b"\x05" * 32)
    with pytest.raises(Unverified) as caught:
        world.consumer.verified_credential(issued.copy_id, [TrustedIssuer((stranger,), ("ab" * 32,))])
    assert caught.value.code == "unknown_key"
    with pytest.raises(Unverified):
        world.consumer.verified_credential(issued.copy_id, [])


def test_time_is_an_argument(world: World) -> None:
    alice = world.person()
    issued = world.net.issue(alice, serialize(world.net.credential()), grantee=world.consumer.grantee)
    before = datetime.now(UTC) - timedelta(days=365)
    with pytest.raises(Unverified) as caught:
        world.consumer.verified_credential(issued.copy_id, [world.net.trusted_issuer], now=before)
    assert caught.value.code == "not_yet_valid"


def test_the_grant_that_a_copy_came_with_says_where_it_is_from(world: World) -> None:
    """Also when the holder has offered another grant on the same copy since."""
    alice = world.person()
    issued = world.net.issue(
        alice, serialize(world.net.credential(bound=False)), grantee=world.consumer.grantee
    )
    offer = AccessGrantOffer(
        alice.wallet.identifier, world.consumer.grantee.identifier, issued.copy_id, 0, "ab" * 32
    )
    world.consumer.create_grant(alice.sign_offer(offer))
    assert len(world.consumer.grants_for(issued.copy_id)) == 2
    report = world.consumer.verified_credential(issued.copy_id, [world.net.trusted_issuer])
    assert report.grant.inserter_type == "delegated_write_grant"
