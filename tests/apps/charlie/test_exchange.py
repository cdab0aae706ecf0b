"""A person shares her credential with the exchange, over HTTP, on a real network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from idos.apps.charlie.api import ClientRecord
from idos.apps.charlie.app import build_charlie_app
from idos.apps.charlie.exchange import Charlie, Customer
from idos.apps.sealed_store import Collection
from idos.errors import IdosError, Unavailable
from idos.sdk import keystore
from idos.sdk.clients import Consumer
from idos.sdk.consumer import Consuming
from idos.sdk.drivers import Operation
from idos.sdk.keystore import KeyKind, Keys
from idos.sdk.records import AccessGrant, StoredCredential
from idos.sdk.w3c import CredentialFields, FaceIdSubject, build_credential, serialize
from idos.testing import WALLETS
from tests.apps.charlie.kit import KEY_PASSWORD, KEYS, Exchange, exchange


@pytest.fixture(scope="module")
def charlie(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchange]:
    with exchange(tmp_path_factory.mktemp("exchange")) as running:
        yield running


def test_it_says_what_it_asks_for(charlie: Exchange) -> None:
    asked = charlie.person().sees("request")
    assert asked["issuers"] == [charlie.net.issuer_key.identifier]
    assert asked["grantee"] == KEYS.server.identifier
    assert asked["fields"][:2] == ["firstName", "familyName"]
    assert (asked["credential_type"], asked["lock_seconds"]) == ("passport", 0)


def test_from_sharing_to_a_card(charlie: Exchange) -> None:
    alice = charlie.person()
    assert alice.account == {"status": 200, "state": "none"}
    alice.comes()
    account = alice.account
    assert account["state"] == "verified"
    assert account["subject"]["firstName"] == "Alice"
    assert "idDocumentFrontFile" not in account["subject"], "no more than is needed"
    assert all(check["ok"] for check in account["checks"])
    assert account["card"] is None
    card = alice.asks("card")["card"]
    assert alice.asks("card")["card"] == card
    assert alice.account["card"] == card


def test_a_grant_is_taken_only_from_the_wallet_that_gave_it(charlie: Exchange) -> None:
    alice, eve = charlie.person(), charlie.person()
    shared = alice.shares()
    eve.asks("proof", **eve.claim())
    assert eve.refused("granted", **eve.tells(shared)) == "not_shared"
    assert eve.refused("granted", **alice.tells(shared)) == "unproven"
    eve.profile_id = alice.profile_id  # as her wallet will sign whatever she likes
    eve.asks("proof", **eve.claim())
    assert eve.refused("granted", **eve.tells(shared)) == "other_wallet"
    assert eve.account == {"status": 200, "state": "none"}
    assert eve.refused("card") == "no_account"


def test_without_a_proof_nothing_is_taken(charlie: Exchange) -> None:
    alice = charlie.person()
    told = alice.tells(alice.shares())
    assert alice.refused("granted", **told) == "unproven"
    assert alice.refused("card") == "unproven"
    alice.asks("proof", **alice.claim())
    alice.asks("granted", **told)
    alice.asks("granted", **told)
    assert alice.account["state"] == "verified"


def test_what_is_not_there_is_not_taken(charlie: Exchange) -> None:
    alice = charlie.person()
    alice.asks("proof", **alice.claim())
    shared = alice.shares()
    for changes in ({"copy_id": uuid4()}, {"grant_id": uuid4()}):
        assert alice.refused("granted", **alice.tells(shared, **changes)) == "not_shared"


def test_when_access_is_taken_back_the_card_is_of_no_use(charlie: Exchange) -> None:
    alice = charlie.person().comes()
    alice.asks("card")
    (grant,) = [grant for grant in alice.client.grants_given() if grant.grantee == KEYS.server.identifier]
    alice.client.revoke(grant.id)
    charlie.clock.now += 60
    told = alice.account
    assert (told["state"], told["subject"], told["checks"]) == ("withdrawn", {}, [])
    assert told["withdrawn"] == int(charlie.clock.now)
    charlie.clock.now += 60
    assert alice.account["withdrawn"] == told["withdrawn"]
    assert alice.refused("card") == "credential_not_readable"
    alice.asks("granted", **alice.tells(alice.shares()))
    again = alice.account
    assert (again["state"], again["withdrawn"], again["card"]) == ("verified", None, told["card"])


def test_a_credential_that_its_issuer_withdrew_is_reported_and_not_relied_on(charlie: Exchange) -> None:
    alice = charlie.person().comes()
    (info,) = [info for info in alice.client.credentials() if info.original_id is None]
    charlie.net.issuer.revoke_credential(info.public_notes)
    told = alice.account
    assert told["state"] == "unverified"
    assert [check["code"] for check in told["checks"] if not check["ok"]] == ["revoked"]
    assert alice.refused("card") == "revoked"


@pytest.mark.parametrize("missing", ["first_name", "family_name"])
def test_one_name_is_enough(charlie: Exchange, missing: str) -> None:
    assert charlie.person(**{missing: None}).comes().account["state"] == "verified"


def test_a_credential_without_a_name_opens_no_account(charlie: Exchange) -> None:
    nameless = charlie.person()
    face = FaceIdSubject(face_sign_user_id="somebody")
    fields, key = CredentialFields(id="uuid:1", level="human"), charlie.net.credential_key
    credential = build_credential(fields, face, key, now=datetime.now(UTC))
    nameless.issued = charlie.net.issue(nameless.client, serialize(credential))
    nameless.asks("proof", **nameless.claim())
    assert nameless.refused("granted", **nameless.tells(nameless.shares())) == "fields_missing"


def test_strangers_credentials_are_not_relied_on(tmp_path: Path) -> None:
    with exchange(tmp_path, trusts_issuer=False) as sceptical:
        alice = sceptical.person()
        alice.asks("proof", **alice.claim())
        assert alice.refused("granted", **alice.tells(alice.shares())) == "unknown_key"
        assert alice.account["state"] == "none"


def test_a_lock_must_be_as_long_as_was_asked(tmp_path: Path) -> None:
    with exchange(tmp_path, lock_seconds=86_400) as strict:
        alice = strict.person()
        alice.asks("proof", **alice.claim())
        assert alice.refused("granted", **alice.tells(alice.shares(lock=3600))) == "lock_too_short"
        shared = alice.shares()
        strict.clock.now += 600  # she took her time
        alice.asks("granted", **alice.tells(shared))
        assert alice.account["locked_until"] == shared.locked_until


def test_a_second_wallet_is_somebody_else_to_the_exchange(charlie: Exchange) -> None:
    alice = charlie.person().comes()
    second = WALLETS["NEAR"]()
    alice.client.add_wallet(second.prove(f"I control the idOS profile {alice.profile_id}."))
    alice.wallet = second
    alice.asks("proof", **alice.claim())
    assert alice.account["state"] == "none"
    (grant,) = [grant for grant in alice.client.grants_given() if grant.grantee == KEYS.server.identifier]
    told = {"copy_id": grant.data_id, "grant_id": grant.id, "owner_id": alice.profile_id}
    assert alice.refused("granted", **{k: str(v) for k, v in told.items()}) == "other_wallet"


def test_a_node_that_is_away_is_no_withdrawal(charlie: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = charlie.person().comes()

    def silent(*_: object, **__: object) -> None:
        raise Unavailable("The node is away.")

    with monkeypatch.context() as patched:
        patched.setattr(Consumer, "verified_credential", silent)
        assert alice.account == {"status": 503, "code": "unavailable", "message": "The node is away."}
    assert alice.account["state"] == "verified"


def test_two_at_once_claim_one_card(charlie: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = charlie.person().comes()
    monkeypatch.setattr("idos.apps.sealed_store.Collection.swap", lambda *_, **__: False)
    assert alice.refused("card") == "conflict"


def test_a_card_claimed_while_a_grant_is_taken_is_not_lost(
    charlie: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = charlie.person().comes()
    again, identify = alice.shares(), Charlie.identify
    cards: list[str] = []

    def slow(self: Charlie, copy_id: UUID, **expected: Any) -> Customer:
        if copy_id == again.copy_id and not cards:
            cards.append(alice.asks("card")["card"])
        return identify(self, copy_id, **expected)

    with monkeypatch.context() as patched:
        patched.setattr(Charlie, "identify", slow)
        alice.asks("granted", **alice.tells(again))
    assert [alice.account["card"]] == cards
    assert [alice.asks("card")["card"]] == cards


def test_a_card_claimed_at_the_very_last_is_not_lost_either(
    charlie: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = charlie.person().comes()
    again, get = alice.shares(), Collection.get
    reads: list[Any] = []
    cards: list[str] = []

    def slow(self: Collection[Any], name: str) -> Any:
        found = get(self, name)
        reads.append(found)
        if isinstance(found, ClientRecord) and sum(isinstance(each, ClientRecord) for each in reads) == 2:
            cards.append(alice.asks("card")["card"])
        return found

    with monkeypatch.context() as patched:
        patched.setattr(Collection, "get", slow)
        assert alice.refused("granted", **alice.tells(again)) == "conflict"
    assert [alice.account["card"]] == cards
    alice.asks("granted", **alice.tells(again))
    assert [alice.account["card"]] == cards


def test_a_node_can_not_show_somebody_elses_credential_for_hers(
    charlie: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, mallory = charlie.person(), charlie.person(first_name="Mallory")
    hers, his = (
        next(each for each in person.comes().client.grants_given() if each.grantee == KEYS.server.identifier)
        for person in (alice, mallory)
    )
    shown = Consuming.shared_credential

    def lying(self: Consuming, credential_id: UUID) -> Operation[StoredCredential]:
        return (yield from shown(self, hers.data_id if credential_id == his.data_id else credential_id))

    def lying_well(self: Consuming, credential_id: UUID) -> Operation[StoredCredential]:
        stored = yield from lying(self, credential_id)
        return replace(stored, id=credential_id)

    def lying_best(self: Consuming, credential_id: UUID) -> Operation[StoredCredential]:
        stored = yield from lying(self, credential_id)
        return replace(stored, id=credential_id, user_id=mallory.profile_id)

    def relabelled(self: Consuming, credential_id: UUID) -> Operation[list[AccessGrant]]:
        yield from ()  # a generator, as the operations of the SDK are
        return [replace(hers, data_id=credential_id, owner_user_id=mallory.profile_id)]

    with monkeypatch.context() as patched:
        patched.setattr(Consuming, "shared_credential", lying_well)
        assert mallory.account["code"] == "bad_response"
    with monkeypatch.context() as patched:
        patched.setattr(Consuming, "shared_credential", lying_best)
        patched.setattr(Consuming, "grants_for", relabelled)
        patched.setattr(Consuming, "_attestation", unattested)
        told = mallory.account
        assert (told["state"], told["subject"]) == ("unverified", {})
        assert "content_hash_mismatch" in {check["code"] for check in told["checks"]}
        assert mallory.refused("card") == "content_hash_mismatch"
    assert mallory.account["subject"]["firstName"] == "Mallory"


def unattested(_: Consuming, __: StoredCredential) -> Operation[None]:
    yield from ()


def test_a_grant_of_another_profile_is_not_hers(charlie: Exchange) -> None:
    alice, eve = charlie.person(), charlie.person()
    shared = alice.shares()
    eve.asks("proof", **eve.claim())
    told = eve.tells(shared) | {"owner_id": str(eve.profile_id)}
    assert eve.refused("granted", **told) == "not_shared"


def test_nothing_is_signed_for_another_network_at_the_exchange(tmp_path: Path) -> None:
    with exchange(tmp_path, chain_id="another") as mistaken:
        alice = mistaken.person()
        alice.asks("proof", **alice.claim())
        assert alice.refused("granted", **alice.tells(alice.shares())) == "wrong_network"


def test_the_exchange_opens_only_with_a_servers_keys(charlie: Exchange, tmp_path: Path) -> None:
    wallet = tmp_path / "wallet"
    keystore.save(wallet, Keys.generate(KeyKind.EVM), KEY_PASSWORD)
    with pytest.raises(IdosError) as caught:
        build_charlie_app(replace(charlie.settings, key_file=wallet))
    assert caught.value.code == "wrong_key_kind"
    assert KEY_PASSWORD not in repr(charlie.settings)
