"""Proofs in a site that many strangers come to. What a proof is worth: ``neobank/test_adversaries.py``."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest

from idos.apps.sealed_store import SealedStore
from idos.apps.visits import ChallengeRequest, Claim, Visits
from idos.errors import Denied
from idos.sdk.signers import WalletSigner
from idos.testing import WALLETS


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Visits:
    """A site that remembers two of each thing."""
    monkeypatch.setattr(SealedStore.collection, "__kwdefaults__", {"capacity": 2, "forgets": False})
    return Visits(
        SealedStore(":memory:", bytes(32)), origin="https://site.example", name="Site", clock=time.time
    )


def test_many_challenges_make_the_oldest_go(small: Visits) -> None:
    wallets = [WALLETS["EVM"]() for _ in range(3)]
    first, *others = [_challenged(small, str(number), wallet) for number, wallet in enumerate(wallets)]
    with pytest.raises(Denied) as caught:
        small.prove("0", first)
    assert caught.value.code == "bad_challenge"
    for visit, claim in enumerate(others, start=1):
        small.prove(str(visit), claim)
        assert small.proved(str(visit)) == claim


def test_many_proofs_make_the_oldest_go(small: Visits) -> None:
    for visit in ("a", "b", "c"):
        small.prove(visit, _challenged(small, visit, WALLETS["EVM"]()))
    assert [small.known(visit) is not None for visit in ("a", "b", "c")] == [False, True, True]


def _challenged(visits: Visits, visit: str, wallet: WalletSigner) -> Claim:
    profile_id = uuid4()
    text = visits.challenge(visit, ChallengeRequest(profile_id=profile_id, address=wallet.address))["message"]
    return Claim(profile_id=profile_id, wallet=wallet.prove(text))
