from __future__ import annotations

import pytest

from idos.consensus.machine import Checked
from idos.consensus.pool import Bounds, Pool
from idos.errors import Unavailable

from .network import ISSUER, OTHER, Signer, machine

MACHINE = machine()


def checked(signer: Signer, nonce: int) -> Checked:
    return MACHINE.check(signer.add_user(nonce, nonce), 1)


SIZE = len(checked(ISSUER, 1).encoded)


def pool(**bounds: int) -> Pool:
    return Pool(Bounds(**bounds))


def test_transactions_leave_in_the_order_of_their_admission() -> None:
    waiting = pool()
    added = [waiting.add(checked(signer, nonce)) for nonce in (1, 2) for signer in (ISSUER, OTHER)]
    assert waiting.take(3, 10 * SIZE) == added[:3]
    assert waiting.take(3, 10 * SIZE) == added[3:]
    assert waiting.take(3, 10 * SIZE) == []


@pytest.mark.parametrize(("bytes_", "count"), [(3 * SIZE, 3), (3 * SIZE - 1, 2), (1, 1)])
def test_a_block_holds_what_fits_and_one_at_least(bytes_: int, count: int) -> None:
    waiting = pool()
    for nonce in range(1, 6):
        waiting.add(checked(ISSUER, nonce))
    assert len(waiting.take(10, bytes_)) == count
    assert len(waiting) == 5 - count


def test_what_was_taken_counts_until_it_is_settled() -> None:
    waiting = pool(transactions=2)
    first, second = (waiting.add(checked(ISSUER, nonce)) for nonce in (1, 2))
    taken = waiting.take(1, SIZE)
    assert (waiting.get(first.tx.hash), waiting.nonce(ISSUER_ACCOUNT)) == (first, 2)
    with pytest.raises(Unavailable):
        waiting.add(checked(OTHER, 1))
    waiting.settle(taken)
    assert (waiting.get(first.tx.hash), waiting.nonce(ISSUER_ACCOUNT)) == (None, 2)
    waiting.settle(waiting.take(1, SIZE))
    assert (waiting.get(second.tx.hash), waiting.nonce(ISSUER_ACCOUNT)) == (None, None)


ISSUER_ACCOUNT = checked(ISSUER, 1).account


@pytest.mark.parametrize(
    "bounds", [{"transactions": 2}, {"bytes": 3 * SIZE - 1}, {"account_transactions": 2}]
)
def test_no_more_waits_than_its_bounds_allow(bounds: dict[str, int]) -> None:
    waiting = pool(**bounds)
    for nonce in (1, 2):
        waiting.add(checked(ISSUER, nonce))
    with pytest.raises(Unavailable) as caught:
        waiting.add(checked(ISSUER, 3))
    assert caught.value.code == "busy"
    assert waiting.nonce(ISSUER_ACCOUNT) == 2
    waiting.settle(waiting.take(1, SIZE))
    waiting.add(checked(ISSUER, 3))


def test_one_account_can_not_take_all_the_room() -> None:
    waiting = pool(account_transactions=1)
    waiting.add(checked(ISSUER, 1))
    with pytest.raises(Unavailable):
        waiting.add(checked(ISSUER, 2))
    waiting.add(checked(OTHER, 1))


def test_a_cleared_pool_has_forgotten_everything() -> None:
    waiting = pool(transactions=2)
    added = [waiting.add(checked(ISSUER, nonce)) for nonce in (1, 2)]
    waiting.take(1, SIZE)
    assert waiting.clear() == added
    assert (len(waiting), waiting.get(added[0].tx.hash), waiting.nonce(ISSUER_ACCOUNT)) == (0, None, None)
    assert [waiting.add(checked(OTHER, nonce)).tx.nonce for nonce in (1, 2)] == [1, 2]


def test_the_promise_of_a_receipt_can_not_be_cancelled() -> None:
    waiting = pool().add(checked(ISSUER, 1))
    assert not waiting.receipt.cancel()
