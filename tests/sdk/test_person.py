"""A person at a real node, with either driver."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest

from idos import Denied, Grantee, Invalid, NotFound, ServerKey, WalletProof
from idos.crypto.hashes import content_hash
from idos.testing import PASSWORD, WALLETS, Network
from tests.people import agrees
from tests.sdk.conftest import World

KEY = ServerKey(b"\x09" * 32)
kinds = pytest.mark.parametrize("kind", WALLETS)


def notes(**members: str) -> str:
    return json.dumps({"id": str(uuid4()), **members})


@kinds
def test_somebody_with_any_wallet_reads_and_writes(world: World, kind: str) -> None:
    alice = world.person(kind)
    assert alice.profile().encryption_public_key == alice.enclave.public_key
    (wallet,) = alice.wallets()
    assert (wallet.wallet_type, wallet.address) == (kind, alice.wallet.address)
    assert alice.has_profile(alice.wallet.address)
    attribute_id = alice.add_attribute("colour", "green")
    assert [(a.id, a.key, a.value) for a in alice.attributes()] == [(attribute_id, "colour", "green")]
    alice.log_out()
    assert alice.profile().id == wallet.user_id


@kinds
def test_any_wallet_permits_an_issuer_to_write(world: World, kind: str) -> None:
    alice = world.person(kind)
    issued = world.net.issue(alice, b"content")
    assert alice.read(issued.original_id) == b"content"
    assert world.issuer.read_shared(issued.copy_id) == b"content"


def test_a_password_opens_the_profile(world: World) -> None:
    known = world.person()
    alice = world.client(known.wallet)
    assert alice.unlock(PASSWORD) == known.profile()
    assert alice.enclave.public_key == known.enclave.public_key


def test_a_wrong_password_opens_nothing(world: World) -> None:
    alice = world.client(world.person().wallet)
    with pytest.raises(Denied) as caught:
        alice.unlock("a wrong password")
    assert caught.value.code == "wrong_password"
    with pytest.raises(Denied):
        alice.enclave.lock()


def test_a_wallet_without_a_profile_has_nothing(world: World) -> None:
    stranger = world.client(WALLETS["EVM"]())
    assert not stranger.has_profile(stranger.wallet.address)
    for ask in (stranger.credentials, stranger.wallets, stranger.attributes, stranger.grants_given):
        assert ask() == []
    with pytest.raises(NotFound):
        stranger.profile()
    with pytest.raises(NotFound) as caught:
        stranger.add_attribute("a", "b")
    assert caught.value.code == "no_profile"


# Wallets


@kinds
def test_another_wallet_is_linked_by_its_proof_and_then_has_the_same_profile(world: World, kind: str) -> None:
    alice, other = world.person(), WALLETS[kind]()
    wallet_id = alice.add_wallet(other.prove(f"I belong to {alice.profile().id}"))
    assert world.client(other).profile() == alice.profile()
    alice.remove_wallet(wallet_id)
    assert [wallet.address for wallet in alice.wallets()] == [alice.wallet.address]


def test_the_id_of_a_wallet_may_be_chosen(world: World) -> None:
    alice, wallet_id = world.person(), uuid4()
    assert alice.add_wallet(WALLETS["NEAR"]().prove("mine"), id=wallet_id) == wallet_id
    assert wallet_id in {wallet.id for wallet in alice.wallets()}


def test_a_wallet_with_somebody_elses_proof_is_not_linked(world: World) -> None:
    alice, mallory = world.person(), world.person()
    with pytest.raises(Denied) as caught:
        mallory.add_wallet(alice.wallet.prove("mine"))
    assert caught.value.code in {"wallet_address_exists", "invalid_wallet"}


def test_the_wallet_in_use_stays(world: World) -> None:
    alice = world.person()
    (wallet,) = alice.wallets()
    with pytest.raises(Denied) as caught:
        alice.remove_wallet(wallet.id)
    assert caught.value.code == "wallet_in_use"


# What is somebody else's


def test_what_is_not_ones_own_is_not_found(world: World) -> None:
    """The network itself says nothing and does nothing."""
    alice, mallory = world.person(), world.person()
    credential_id = alice.add_credential(b"x", notes(), key=KEY)
    attribute_id = alice.add_attribute("a", "b")
    (wallet,) = alice.wallets()
    for attempt in (
        lambda: mallory.remove_wallet(wallet.id),
        lambda: mallory.edit_attribute(attribute_id, "a", "c"),
        lambda: mallory.remove_attribute(attribute_id),
        lambda: mallory.credential(credential_id),
        lambda: mallory.read(credential_id),
        lambda: mallory.edit_credential(credential_id, b"y", notes(), key=KEY),
        lambda: mallory.remove_credential(credential_id),
        lambda: mallory.share(credential_id, world.consumer.grantee, consent=agrees),
        lambda: mallory.shared_credential(credential_id),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert alice.read(credential_id) == b"x"


# Attributes


def test_attributes_are_edited_and_removed(world: World) -> None:
    alice = world.person()
    first, second = alice.add_attribute("a", "1"), alice.add_attribute("a", "2", id=uuid4())
    alice.edit_attribute(first, "b", "3")
    alice.remove_attribute(second)
    assert [(a.id, a.key, a.value) for a in alice.attributes()] == [(first, "b", "3")]


# Credentials


def test_a_credential_of_ones_own_is_added_edited_and_removed(world: World) -> None:
    alice = world.person()
    public = notes(level="basic")
    credential_id = alice.add_credential("Zoë".encode(), public, key=KEY)
    (info,) = alice.credentials()
    assert (info.id, info.public_notes, info.original_id) == (credential_id, public, None)
    assert info.issuer_auth_public_key == KEY.identifier
    assert alice.content_hash(credential_id) == content_hash("Zoë".encode())
    alice.edit_credential(credential_id, b"other", "", key=KEY)
    assert alice.read(credential_id) == b"other"
    with pytest.raises(Denied):
        alice.edit_credential(credential_id, b"third", "", key=ServerKey.generate())
    alice.remove_credential(credential_id)
    assert alice.credentials() == []


def test_a_locked_profile_decrypts_nothing(world: World) -> None:
    alice = world.person()
    credential_id = alice.add_credential(b"x", notes(), key=KEY)
    alice.enclave.lock()
    for attempt in (
        lambda: alice.read(credential_id),
        lambda: alice.content_hash(credential_id),
        lambda: alice.share(credential_id, world.consumer.grantee, consent=agrees),
        lambda: alice.find_credentials([KEY.identifier], content={"pick": {"a": [1]}}),
    ):
        with pytest.raises(Denied) as caught:
            attempt()
        assert caught.value.code == "locked"


def test_credentials_are_found_by_issuer_notes_and_content(world: World) -> None:
    alice, other = world.person(), ServerKey.generate()
    gold = alice.add_credential(b'{"a":{"b":1}}', notes(level="plus", type="human"), key=KEY)
    tin = alice.add_credential(b'{"a":{"b":2}}', notes(level="basic", type="human"), key=KEY)
    alice.add_credential(b'{"a":{"b":1}}', notes(level="plus"), key=other)
    alice.add_credential(b"no JSON", notes(level="plus"), key=KEY)
    alice.add_credential(b'{"a":{"b":1}}', "no JSON", key=KEY)
    alice.share(gold, world.consumer.grantee, consent=agrees)

    def found(**filters: dict[str, dict[str, list[object]]]) -> set[UUID]:
        return {info.id for info in alice.find_credentials([KEY.identifier], **filters)}

    assert gold in found()
    assert len(found()) == 3, "neither copies, nor other issuers', nor what has no notes"
    assert found(public_notes={"pick": {"type": ["human"]}}) == {gold, tin}
    assert found(public_notes={"pick": {"type": ["human"]}, "omit": {"level": ["basic"]}}) == {gold}
    assert found(content={"pick": {"a.b": [1]}}) == {gold}
    assert found(content={"omit": {"a.b": [1]}}) == {tin}


# Sharing


def test_a_share_is_a_copy_that_only_the_grantee_opens(world: World) -> None:
    alice = world.person()
    credential_id = alice.add_credential(b"a secret", notes(), key=KEY)
    shared = alice.share(credential_id, world.consumer.grantee, consent=agrees)
    assert world.consumer.read(shared.copy_id) == b"a secret"
    (grant,) = alice.grants_given()
    assert (grant.id, grant.data_id, grant.grantee) == (shared.grant_id, shared.copy_id, shared.grantee)
    assert (grant.content_hash, grant.inserter_type) == (content_hash(b"a secret"), "user")
    with pytest.raises(Denied) as caught:
        alice.read(shared.copy_id)
    assert caught.value.code == "cannot_decrypt"
    with pytest.raises(NotFound):
        world.issuer.read_shared(shared.copy_id)


def test_a_grant_is_taken_back_with_its_copy(world: World) -> None:
    alice = world.person()
    shared = alice.share(alice.add_credential(b"x", notes(), key=KEY), world.consumer.grantee, consent=agrees)
    alice.revoke(shared.grant_id)
    assert alice.grants_given() == []
    assert len(alice.credentials()) == 1
    with pytest.raises(NotFound):
        world.consumer.read(shared.copy_id)
    with pytest.raises(NotFound):
        alice.revoke(shared.grant_id)


def test_a_locked_grant_stays(world: World) -> None:
    alice = world.person()
    credential_id = alice.add_credential(b"x", notes(), key=KEY)
    shared = alice.share(credential_id, world.consumer.grantee, locked_until=2_000_000_000, consent=agrees)
    assert alice.grants_given()[0].locked_until == shared.locked_until
    with pytest.raises(Denied) as caught:
        alice.revoke(shared.grant_id)
    assert caught.value.code == "grant_locked"


def test_a_lock_further_away_than_the_network_allows_is_refused(world: World) -> None:
    alice = world.person()
    credential_id = alice.add_credential(b"x", notes(), key=KEY)
    with pytest.raises(Denied) as caught:
        alice.share(credential_id, world.consumer.grantee, locked_until=(1 << 63) - 1, consent=agrees)
    assert caught.value.code == "grant_lock_too_long"
    with pytest.raises(Invalid):
        alice.share(credential_id, world.consumer.grantee, locked_until=1 << 63, consent=agrees)


def test_people_share_with_people(world: World) -> None:
    alice, bob = world.person(), world.person("NEAR")
    credential_id = alice.add_credential(b"for bob", notes(), key=KEY)
    shared = alice.share(
        credential_id, Grantee(bob.wallet.identifier, bob.enclave.public_key), consent=agrees
    )
    page = bob.grants_received()
    assert page.total == 1
    assert [grant.data_id for grant in page.grants] == [shared.copy_id]
    assert bob.grants_received(alice.profile().id).total == 1
    assert bob.grants_received(bob.profile().id).total == 0
    assert [info.id for info in bob.credentials_shared_by(alice.profile().id)] == [shared.copy_id]
    assert bob.credentials_shared_by(alice.profile().id, "ab" * 32) == []
    assert bob.enclave.decrypt(bob.shared_credential(shared.copy_id).sealed) == b"for bob"
    assert [grant.id for grant in bob.grants_for(shared.copy_id)] == [shared.grant_id]


# Leaving


def test_erasing_a_profile_leaves_what_locks_keep_and_says_so(world: World) -> None:
    alice = world.person()
    open_id = alice.add_credential(b"x", notes(), key=KEY)
    alice.add_attribute("a", "b")
    alice.share(open_id, world.consumer.grantee, consent=agrees)
    locked = alice.share(open_id, world.consumer.grantee, locked_until=2_000_000_000, consent=agrees)
    plan = alice.erasure_plan()
    assert [(r.credential_id, r.locked_until) for r in plan] == [(locked.copy_id, 2_000_000_000)]
    assert alice.erase_profile() == plan
    with pytest.raises(NotFound):
        alice.profile()
    assert world.consumer.read(locked.copy_id) == b"x"


def test_a_credential_with_a_locked_copy_is_removed_and_the_copy_stays(world: World) -> None:
    alice = world.person()
    credential_id = alice.add_credential(b"x", notes(), key=KEY)
    locked = alice.share(credential_id, world.consumer.grantee, locked_until=2_000_000_000, consent=agrees)
    alice.remove_credential(credential_id)
    assert [info.id for info in alice.credentials()] == [locked.copy_id]


def test_many_credentials_are_removed_in_few_transactions_and_what_is_locked_is_told(world: World) -> None:
    alice, mallory = world.person(), world.person()
    original = alice.add_credential(b"x", notes(), key=KEY)
    locked = alice.share(original, world.consumer.grantee, locked_until=2_000_000_000, consent=agrees)
    planted = [
        world.issuer.add_credential(alice.profile().id, b"x", notes(), alice.enclave.public_key)
        for _ in "abc"
    ]
    hers = mallory.add_credential(b"x", notes(), key=KEY)
    wanted = [planted[0], *planted, locked.copy_id]
    assert alice.remove_credentials(wanted) == [locked.copy_id]
    assert {info.id for info in alice.credentials()}.isdisjoint(planted)
    assert [info.id for info in mallory.credentials()] == [hers]
    assert alice.remove_credentials([]) == []


def test_too_large_a_content_is_refused_before_it_is_sent(net: Network) -> None:
    alice = net.join()
    with pytest.raises(Invalid):
        alice.add_credential(bytes(4 * 1024 * 1024), "", key=KEY)


def test_an_unknown_kind_of_proof_is_refused(net: Network) -> None:
    with pytest.raises(Invalid) as caught:
        net.join().add_wallet(WalletProof("Bitcoin", "x", "y", "m", "00"))
    assert caught.value.code == "unsupported_wallet_type"


def test_many_credentials_are_removed_at_once(world: World) -> None:
    alice, bob = world.person(), world.person()
    ids = [alice.add_credential(b"x%d" % number, notes(), key=KEY) for number in range(3)]
    others = bob.add_credential(b"his", notes(), key=KEY)
    with pytest.raises(NotFound):
        alice.remove_credentials([ids[0], others])
    assert len(alice.credentials()) == len(ids)
    assert alice.remove_credentials([*ids[:2], ids[0]]) == []
    assert [info.id for info in alice.credentials()] == ids[2:]
    assert alice.remove_credentials([]) == []
