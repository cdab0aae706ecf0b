from __future__ import annotations

import pytest

from idos.consensus.machine import Checked
from idos.consensus.payers import STRANGERS, Payer
from idos.consensus.pool import Pool, PoolBounds, Waiting
from idos.errors import Unavailable
from idos.protocol.payloads import ActionExecution

from .network import ISSUER, OTHER, SIGNERS, Signer, machine

MACHINE = machine()
ANN, BOB, EVE = Payer("issuer", "ann"), Payer("issuer", "bob"), Payer("stolen", "eve")
FOREVER = 1 << 40


def checked(signer: Signer, nonce: int) -> Checked:
    return MACHINE.check(signer.add_user(nonce, nonce), 1)


SIZE = len(checked(ISSUER, 1).encoded)
ISSUER_ACCOUNT = checked(ISSUER, 1).account


def pool(**bounds: int) -> Pool:
    return Pool(PoolBounds(**bounds))


def take(waiting: Pool, count: int, bytes_: int = FOREVER) -> list[Waiting]:
    return waiting.take(count, bytes_, FOREVER)


def nonce(waiting: Pool) -> int | None:
    account = waiting.account(ISSUER_ACCOUNT)
    return account.nonce if account else None


def test_transactions_of_one_payer_leave_in_the_order_of_their_admission() -> None:
    waiting = pool()
    added = [waiting.add(checked(signer, nonce), ANN) for nonce in (1, 2) for signer in (ISSUER, OTHER)]
    assert take(waiting, 3) == added[:3]
    assert take(waiting, 3) == added[3:]
    assert take(waiting, 3) == []


@pytest.mark.parametrize(("bytes_", "count"), [(3 * SIZE, 3), (3 * SIZE - 1, 2), (1, 1)])
def test_a_block_holds_what_fits_and_one_at_least(bytes_: int, count: int) -> None:
    waiting = pool()
    for number in range(1, 6):
        waiting.add(checked(ISSUER, number), ANN)
    assert len(take(waiting, 10, bytes_)) == count
    assert len(waiting) == 5 - count


def test_a_block_holds_what_is_about_as_much_work_as_it_may_be() -> None:
    waiting = pool()
    (price, *_) = [waiting.add(checked(ISSUER, number), ANN).price for number in range(1, 6)]
    assert len(waiting.take(10, FOREVER, 3 * price)) == 3
    assert len(waiting.take(10, FOREVER, price - 1)) == 1


def test_what_was_taken_counts_until_it_is_settled() -> None:
    waiting = pool(transactions=2)
    first, second = waiting.add(checked(ISSUER, 1), ANN), waiting.add(checked(OTHER, 1), EVE)
    taken = take(waiting, 1)
    assert taken == [first]
    assert (waiting.get(first.tx.hash), nonce(waiting), waiting.size) == (first, 1, 2 * SIZE)
    with pytest.raises(Unavailable):
        waiting.add(checked(SIGNERS[2], 1), BOB)
    waiting.settle(taken)
    assert (waiting.get(first.tx.hash), nonce(waiting)) == (None, None)
    waiting.settle(take(waiting, 1))
    assert (waiting.get(second.tx.hash), waiting.size) == (None, 0)


def test_what_had_no_room_in_a_block_is_next_in_its_order() -> None:
    waiting = pool()
    added = [waiting.add(checked(ISSUER, number), ANN) for number in range(1, 5)]
    other = waiting.add(checked(OTHER, 1), BOB)
    taken = take(waiting, 5)
    assert set(map(id, taken)) == set(map(id, [*added, other]))
    waiting.settle(taken[:2])
    waiting.give_back(taken[2:])
    assert len(waiting) == 3
    again = take(waiting, 5)
    assert set(map(id, again)) == set(map(id, taken[2:]))
    mine = [each.tx.nonce for each in again if each.payer == ANN]
    assert mine == sorted(mine)


@pytest.mark.parametrize(
    "bounds", [{"transactions": 2}, {"bytes": 3 * SIZE - 1}, {"account_transactions": 2}]
)
def test_no_more_waits_than_its_bounds_allow(bounds: dict[str, int]) -> None:
    waiting = pool(**bounds)
    if "account_transactions" in bounds:
        sent = [(ISSUER, 1, ANN), (ISSUER, 2, ANN), (ISSUER, 3, ANN)]
    else:
        sent = [(ISSUER, 1, ANN), (OTHER, 1, EVE), (SIGNERS[2], 1, STRANGERS)]
    *first, (signer, number, payer) = sent
    for each in first:
        waiting.add(checked(*each[:2]), each[2])
    with pytest.raises(Unavailable) as caught:
        waiting.add(checked(signer, number), payer)
    assert caught.value.code == "busy"
    waiting.settle(take(waiting, 1))
    waiting.add(checked(signer, number), payer)


@pytest.mark.parametrize("bound", [{"transactions": 16}, {"bytes": 16 * SIZE}])
@pytest.mark.parametrize(("payer", "room"), [(ANN, 4), (STRANGERS, 2)])
def test_a_payer_has_a_part_of_the_room(bound: dict[str, int], payer: Payer, room: int) -> None:
    waiting = pool(**bound)
    for number in range(1, room + 1):
        waiting.add(checked(ISSUER, number), payer)
    with pytest.raises(Unavailable):
        waiting.add(checked(ISSUER, room + 1), payer)
    waiting.add(checked(OTHER, 1), EVE)


def test_a_stolen_issuer_key_does_not_take_all_the_room_whatever_profiles_it_makes() -> None:
    waiting = pool(transactions=16)
    for number, signer in enumerate(SIGNERS[:12]):
        waiting.add(checked(signer, 1), Payer("stolen", str(number)))
    with pytest.raises(Unavailable):
        waiting.add(checked(SIGNERS[12], 1), Payer("stolen", "12"))
    waiting.add(checked(SIGNERS[13], 1), ANN)


def test_two_people_leave_room_for_the_others_of_their_issuer() -> None:
    waiting = pool(transactions=16)
    for signer, payer in ((SIGNERS[0], ANN), (SIGNERS[1], BOB)):
        for number in range(1, 5):
            waiting.add(checked(signer, number), payer)
    with pytest.raises(Unavailable):
        waiting.add(checked(SIGNERS[0], 5), ANN)
    for number in range(2, 6):
        waiting.add(checked(SIGNERS[number], 1), Payer("issuer", str(number)))


def test_one_stranger_leaves_room_for_another() -> None:
    waiting = pool(transactions=16)
    for number in (1, 2):
        waiting.add(checked(ISSUER, number), STRANGERS)
    with pytest.raises(Unavailable):
        waiting.add(checked(ISSUER, 3), STRANGERS)
    waiting.add(checked(OTHER, 1), STRANGERS)


def test_who_has_nothing_waiting_may_have_one_in_a_small_pool() -> None:
    waiting = pool(transactions=3, bytes=3 * SIZE)
    for signer, payer in zip(SIGNERS, (ANN, STRANGERS, EVE), strict=False):
        waiting.add(checked(signer, 1), payer)


def test_an_account_stays_with_the_payer_of_its_first_and_so_in_order() -> None:
    waiting = pool()
    added = [waiting.add(checked(ISSUER, 1), ANN), waiting.add(checked(ISSUER, 2), STRANGERS)]
    assert [each.payer for each in added] == [ANN, ANN]
    assert take(waiting, 2) == added


def test_one_account_can_not_take_all_the_room() -> None:
    waiting = pool(account_transactions=1)
    waiting.add(checked(ISSUER, 1), ANN)
    with pytest.raises(Unavailable):
        waiting.add(checked(ISSUER, 2), ANN)
    waiting.add(checked(OTHER, 1), ANN)


def test_who_sends_little_is_not_kept_waiting_by_who_sends_much() -> None:
    waiting = pool()
    for number in range(1, 501):
        waiting.add(checked(ISSUER, number), EVE)
    mine = [waiting.add(checked(OTHER, 1), ANN), waiting.add(checked(SIGNERS[2], 1), BOB)]
    first = take(waiting, 40)
    assert all(each in first for each in mine)


def test_payers_of_a_group_share_what_another_group_has_alone() -> None:
    waiting = pool()
    lines = {ANN: SIGNERS[0], BOB: SIGNERS[1], EVE: SIGNERS[2]}
    for payer, signer in lines.items():
        for number in range(1, 401):
            waiting.add(checked(signer, number), payer)
    first = take(waiting, 400)
    share = {payer: sum(each.payer == payer for each in first) for payer in lines}
    assert abs(share[EVE] - (share[ANN] + share[BOB])) <= 16
    assert abs(share[ANN] - share[BOB]) <= 16


def test_what_was_more_work_than_its_price_is_paid_for_afterwards() -> None:
    waiting = pool()
    for number in range(1, 401):
        waiting.add(checked(SIGNERS[0], number), ANN)
        waiting.add(checked(SIGNERS[2], number), EVE)
    work = {ANN: 0, EVE: 0}
    for _ in range(40):
        for each in take(waiting, 10):
            done = 10 * each.price if each.payer == EVE else each.price
            work[each.payer] += done
            waiting.charge(each, done)
    assert work[ANN] * 2 > work[EVE]


def test_a_debt_outlasts_what_waits() -> None:
    waiting = pool()
    first = waiting.add(checked(ISSUER, 1), EVE)
    assert take(waiting, 1) == [first]
    waiting.charge(first, first.price + 5_000)
    waiting.settle([first])
    assert waiting.add(checked(ISSUER, 2), EVE).price == first.price + 5_000
    assert waiting.add(checked(ISSUER, 3), EVE).price == first.price


def test_what_is_refused_at_once_is_cheap() -> None:
    alone = ActionExecution("main", "erase_profile", ((), ())).encode()
    one = ActionExecution("main", "erase_profile", ((),)).encode()
    prices = [MACHINE.check(ISSUER.sign(each, nonce=1), 1).price for each in (alone, one)]
    assert prices[0] < prices[1]


def test_what_waits_behind_a_refused_one_goes_with_it() -> None:
    waiting = pool()
    mine = [waiting.add(checked(ISSUER, number), ANN) for number in (1, 2, 3)]
    taken = take(waiting, 1)
    assert taken == mine[:1]
    others = [waiting.add(checked(OTHER, number), BOB) for number in (1, 2)]
    assert waiting.refuse(taken) == mine[1:]
    assert nonce(waiting) is None
    assert take(waiting, 5) == others


def test_a_cleared_pool_has_forgotten_everything() -> None:
    waiting = pool(transactions=2)
    added = [waiting.add(checked(signer, 1), payer) for signer, payer in ((ISSUER, ANN), (OTHER, EVE))]
    take(waiting, 1)
    assert waiting.clear() == added
    assert (len(waiting), waiting.get(added[0].tx.hash), nonce(waiting), waiting.size) == (0, None, None, 0)
    assert waiting.add(checked(OTHER, 1), EVE).tx.nonce == 1


def test_the_promise_of_a_receipt_can_not_be_cancelled() -> None:
    waiting = pool().add(checked(ISSUER, 1), ANN)
    assert not waiting.receipt.cancel()
