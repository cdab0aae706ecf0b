"""How networks are governed: by one owner or several, handed over, upgraded; and seen by everybody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, cast
from uuid import uuid4

import pytest

from idos import (
    AsyncAuditor,
    AsyncOwner,
    Auditor,
    Denied,
    IdosError,
    Invalid,
    Issuer,
    NotFound,
    Owner,
    ServerKey,
    Unavailable,
    UnknownOutcome,
    WalletSigner,
)
from idos.actions.genesis import FoundingInserter, Genesis
from idos.actions.limits import LATEST_RULES
from idos.node import NodeConfig, open_node, serving
from idos.protocol.actions.governance import AddInserterAsOwner, SetLimit
from idos.protocol.jsonrpc import ErrorCode
from idos.protocol.payloads import ActionCall, offer_id
from idos.protocol.values import INT8, TEXT, EncodedValue
from idos.sdk.drivers import Blocking
from idos.sdk.governance import OwnershipOffer, PendingAct, act_id
from idos.sdk.owner import Owning
from idos.sdk.session import Session
from idos.testing import WALLETS, network
from tests.sdk.conftest import Awaited
from tests.sdk.scripted import CHAIN_ID, URL, ScriptedNode, fault, rows
from tests.sdk.test_issuer import new_profile

ANN, BOB, CYD = WALLETS["EVM"](), WALLETS["Stellar"](), ServerKey.generate()
BANK, BANK_ID = ServerKey.generate(), uuid4()
A_DAY = 86_400


class Governed:
    """A network of its own, whose clock a test can set, as one driver sees it."""

    def __init__(self, loop: asyncio.AbstractEventLoop | None, opened: ExitStack, **genesis: Any) -> None:
        self._loop = loop
        self._opened = opened
        self._ahead = 0.0
        begun = Genesis(
            chain_id="governed",
            time_ms=int(time.time() * 1000),
            inserters=(FoundingInserter(BANK_ID, "Bank", (BANK.identifier,)),),
            **genesis,
        )
        config = NodeConfig(port=0, store="memory", log_level="error")
        self.url = opened.enter_context(
            serving(opened.enter_context(open_node(config, begun, clock=self.now)))
        )

        self.chain_id = begun.chain_id

    def now(self) -> float:
        """Seconds since 1970, as the node believes."""
        return time.time() + self._ahead

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._ahead += seconds

    def owner(self, signer: ServerKey | WalletSigner) -> Owner:
        return cast("Owner", self._driven(Owner, AsyncOwner, signer))

    def auditor(self) -> Auditor:
        return cast("Auditor", self._driven(Auditor, AsyncAuditor))

    def _driven(self, blocking: Any, awaiting: Any, *args: Any) -> Any:
        if self._loop is None:
            return self._opened.enter_context(blocking(self.url, *args, chain_id=self.chain_id))
        client = Awaited(awaiting(self.url, *args, chain_id=self.chain_id), self._loop)
        self._opened.callback(client.close)
        return client


Governing = Callable[..., Governed]


@pytest.fixture(params=["blocking", "awaited"])
def governing(request: pytest.FixtureRequest) -> Iterator[Governing]:
    """Makes networks: the arguments are members of the genesis."""
    with ExitStack() as opened:
        loop = asyncio.new_event_loop() if request.param == "awaited" else None
        if loop:
            opened.callback(loop.close)
        yield lambda **genesis: Governed(loop, opened, **genesis)


@pytest.fixture
def of_three(governing: Governing) -> Governed:
    """Two of Ann, Bob and Cyd govern it together."""
    others = (BOB.identifier, CYD.identifier)
    return governing(owner=ANN.identifier, rules=LATEST_RULES, co_owners=others, threshold=2)


@contextmanager
def refused(kind: type[IdosError], code: str) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.code == code


def waiting(act: PendingAct | None) -> PendingAct:
    assert act is not None
    return act


# What everybody may read


def test_everybody_sees_how_a_network_is_governed(of_three: Governed) -> None:
    auditor = of_three.auditor()
    owners = auditor.owners()
    assert owners.identifiers == (ANN.identifier, BOB.identifier, CYD.identifier)
    assert owners.threshold == 2
    params = auditor.params()
    assert (params.owners, params.chain_id) == (owners, "governed")
    assert (params.rules.version, params.rules.supported) == (LATEST_RULES, LATEST_RULES)
    assert params.rules.upgrade is None
    limits = {limit.name: limit for limit in auditor.limits()}
    assert {name: limit.value for name, limit in limits.items()} == params.limits
    assert (limits["page"].value, limits["page"].least) == (1000, 500)
    assert [(each.id, each.name, each.retired) for each in auditor.inserters()] == [(BANK_ID, "Bank", False)]
    assert [(each.address, each.since, each.ended) for each in auditor.delegates(BANK_ID)] == [
        (BANK.identifier, 0, None)
    ]
    assert auditor.delegates(uuid4()) == []
    for nothing in (auditor.upgrades, auditor.pending_acts, auditor.acts, auditor.inserter_acts):
        assert nothing() == []
    assert auditor.ownership_offer() is None


def test_who_has_no_keys_reads_at_a_private_node_too() -> None:
    with network(private=True) as net, Auditor(net.url) as auditor:
        assert auditor.owners().identifiers == (net.issuer_key.identifier,)
        assert auditor.limits()


def test_what_keys_of_inserters_did_is_counted_for_everybody(of_three: Governed) -> None:
    of_three.wait(A_DAY * 1.1 - of_three.now() % A_DAY)  # to where no day ends soon
    with Issuer(of_three.url, BANK, bytes(range(32)), chain_id=of_three.chain_id) as bank:
        for _ in range(3):
            bank.create_profile(new_profile())
    auditor = of_three.auditor()
    acts = auditor.inserter_acts()
    assert {each.action: each.calls for each in acts} == {
        "add_user_as_inserter": 3,
        "upsert_wallet_as_inserter": 3,
    }
    today = int(of_three.now()) // A_DAY
    assert {(each.day, each.address, each.inserter_id) for each in acts} == {
        (today, BANK.identifier, BANK_ID)
    }
    assert auditor.inserter_acts(inserter_id=BANK_ID) == acts
    assert auditor.inserter_acts(today) == acts
    assert auditor.inserter_acts(today - 1) == []
    assert auditor.inserter_acts(inserter_id=uuid4()) == []


# Owners who act together


def test_an_act_waits_until_enough_owners_approve(of_three: Governed) -> None:
    ann, bob, cyd = of_three.owner(ANN), of_three.owner(BOB), of_three.owner(CYD)
    act = waiting(ann.set_limit("page", 600))
    assert act.id == act_id(SetLimit("page", 600))
    assert (act.action, act.arguments, act.needed) == ("set_limit", ("page", 600), 2)
    assert act.approved_by == (ANN.identifier.lower(),)
    assert 6 * A_DAY < act.expires - of_three.now() < 8 * A_DAY
    assert cyd.pending_acts() == [act]
    assert cyd.pending_act(act.id) == act
    assert bob.approve(act.id) is None
    assert cyd.pending_act(act.id) is None
    assert {limit.name: limit.value for limit in cyd.limits()}["page"] == 600
    with refused(NotFound, "act_not_found"):
        cyd.approve(act.id)
    bob.set_limit("page", 700)
    assert cyd.set_limit("page", 700) is None
    together = [(each.number, each.owners, each.action, each.arguments) for each in cyd.acts()]
    assert together == [
        (2, (BOB.identifier, CYD.identifier), "set_limit", ("page", 700)),
        (1, (ANN.identifier.lower(), BOB.identifier), "set_limit", ("page", 600)),
    ]
    assert cyd.acts(before=2) == cyd.acts()[1:]


def test_who_does_the_same_approves_it(of_three: Governed) -> None:
    ann, bob = of_three.owner(ANN), of_three.owner(BOB)
    key = ServerKey.generate().identifier
    waiting(ann.add_delegate(key, BANK_ID))
    with refused(Denied, "act_approved"):
        ann.add_delegate(key, BANK_ID)
    assert bob.add_delegate(key, BANK_ID) is None
    waiting(ann.remove_delegate(key))
    assert bob.remove_delegate(key) is None
    waiting(ann.add_former_delegate("ab" * 32, BANK_ID))
    assert bob.add_former_delegate("ab" * 32, BANK_ID) is None
    delegates = {each.address: each for each in ann.delegates(BANK_ID)}
    assert delegates.keys() == {BANK.identifier, key, "ab" * 32}
    assert delegates["ab" * 32].since == 0
    ended = delegates[key].ended
    assert ended is not None
    assert 0 < delegates[key].since < ended
    waiting(ann.remove_inserter(BANK_ID))
    assert bob.remove_inserter(BANK_ID) is None
    assert [each.retired for each in ann.inserters()] == [True]


def test_an_inserter_has_its_id_before_others_approve_it(of_three: Governed) -> None:
    ann, bob = of_three.owner(ANN), of_three.owner(BOB)
    inserter_id = ann.add_inserter("Neobank")
    act = waiting(ann.pending_act(act_id(AddInserterAsOwner(inserter_id, "Neobank"))))
    assert act.arguments == (str(inserter_id), "Neobank")
    bob.approve(act.id)
    assert inserter_id in {each.id for each in bob.inserters()}


def test_an_approval_can_be_taken_back(of_three: Governed) -> None:
    ann, bob = of_three.owner(ANN), of_three.owner(BOB)
    act = waiting(ann.set_limit("page", 600))
    with refused(NotFound, "act_not_found"):
        bob.withdraw_approval(act.id)
    ann.withdraw_approval(act.id)
    assert ann.pending_acts() == []


def test_what_the_rules_refuse_is_refused_with_the_last_approval(of_three: Governed) -> None:
    ann, bob = of_three.owner(ANN), of_three.owner(BOB)
    act = waiting(ann.set_limit("page", 1))
    with refused(Invalid, "limit_out_of_range"):
        bob.approve(act.id)
    assert ann.pending_acts() == [act]
    of_three.wait(8 * A_DAY)
    assert ann.pending_acts() == []


@pytest.mark.parametrize("signer", [ServerKey.generate(), WALLETS["NEAR"]()])
def test_nobody_else_governs(of_three: Governed, signer: ServerKey | WalletSigner) -> None:
    stranger = of_three.owner(signer)
    acts: list[Callable[[], object]] = [
        lambda: stranger.set_limit("page", 600),
        lambda: stranger.schedule_upgrade(LATEST_RULES + 1, int(of_three.now()) + A_DAY),
        lambda: stranger.cancel_upgrade(LATEST_RULES + 1),
        lambda: stranger.approve("ab" * 32),
        lambda: stranger.withdraw_approval("ab" * 32),
        lambda: stranger.offer_ownership([signer.identifier], 1),
        lambda: stranger.withdraw_ownership_offer("ab" * 32),
        lambda: stranger.add_former_delegate("ab" * 32, BANK_ID),
    ]
    for act in acts[:1] + acts[2:]:
        with refused(Denied, "action_is_owner_only"):
            act()
    with refused(Denied, "rejected_unknown"):  # the node looks at the version first
        acts[1]()
    with refused(NotFound, "ownership_not_offered"):
        stranger.accept_ownership("ab" * 32)


# Handing over


def offered(owner: Owner) -> OwnershipOffer:
    offer = owner.ownership_offer()
    assert offer is not None
    return offer


def test_a_network_is_handed_over_when_all_have_accepted(governing: Governing) -> None:
    net = governing(owner=ANN.identifier, rules=LATEST_RULES)
    ann, bob, cyd = net.owner(ANN), net.owner(BOB), net.owner(CYD)
    assert ann.offer_ownership([BOB.identifier, CYD.identifier.upper()], 2) is None
    offer = offered(ann)
    assert (set(offer.owners), offer.threshold) == ({BOB.identifier, CYD.identifier}, 2)
    assert offer.accepted_by == ()
    with refused(Denied, "ownership_offered"):
        ann.offer_ownership([BOB.identifier], 1)
    with refused(NotFound, "ownership_not_offered"):
        ann.accept_ownership(offer.id)
    half = bob.accept_ownership(offer.id)
    assert half is not None
    assert half.accepted_by == (BOB.identifier,)
    with refused(Denied, "ownership_accepted"):
        bob.accept_ownership(offer.id)
    assert ann.set_limit("page", 600) is None  # it is still Ann's
    assert cyd.accept_ownership(offer.id) is None
    assert ann.ownership_offer() is None
    with refused(Denied, "action_is_owner_only"):
        ann.set_limit("page", 700)
    assert waiting(bob.set_limit("page", 700)).needed == 2
    assert cyd.set_limit("page", 700) is None


def test_an_offer_can_be_taken_back(of_three: Governed) -> None:
    ann, bob = of_three.owner(ANN), of_three.owner(BOB)
    to = ServerKey.generate().identifier
    waiting(ann.offer_ownership([to], 1))
    assert ann.ownership_offer() is None
    assert bob.offer_ownership([to], 1) is None
    offer = offered(ann)
    waiting(ann.withdraw_ownership_offer(offer.id))
    assert bob.withdraw_ownership_offer(offer.id) is None
    assert ann.ownership_offer() is None


def test_what_waited_for_more_owners_is_no_answer_where_one_is_enough(of_three: Governed) -> None:
    ann, bob = of_three.owner(ANN), of_three.owner(BOB)
    act = waiting(ann.set_limit("page", 600))
    for owner in (bob, ann):  # who approves last has accepted by that
        owner.offer_ownership([ANN.identifier], 1)
    assert ann.owners().identifiers == (ANN.identifier.lower(),)
    assert ann.set_limit("page", 600) is None
    assert ann.pending_act(act.id) is None


@pytest.mark.parametrize(
    ("owners", "threshold", "code"),
    [(["ab", "cd"], 3, "invalid_threshold"), (["ab" * 32, "AB" * 32], 1, "invalid_owners")],
)
def test_an_offer_to_owners_that_do_not_fit(
    governing: Governing, owners: list[str], threshold: int, code: str
) -> None:
    ann = governing(owner=ANN.identifier, rules=LATEST_RULES).owner(ANN)
    with refused(Invalid, code):
        ann.offer_ownership(owners, threshold)


# Rules that change


def test_later_rules_begin_with_the_first_block_of_their_time(governing: Governing) -> None:
    net = governing(owner=ANN.identifier)
    ann = net.owner(ANN)
    with refused(Invalid, "unknown_action"):
        ann.set_limit("page", 600)
    assert ann.add_delegate("ab" * 32, BANK_ID) is None
    begins = int(net.now()) + A_DAY
    assert ann.schedule_upgrade(2, begins) is None
    with refused(Denied, "upgrade_scheduled"):
        ann.schedule_upgrade(2, begins)
    assert ann.cancel_upgrade(2) is None
    with refused(NotFound, "upgrade_not_found"):
        ann.cancel_upgrade(2)
    with refused(Denied, "upgrade_notice"):
        ann.schedule_upgrade(2, begins - A_DAY)
    ann.schedule_upgrade(2, begins, height=3)
    (upgrade,) = ann.upgrades()
    assert (upgrade.version, upgrade.height, upgrade.begins, upgrade.activated) == (2, 3, begins, 0)
    rules = ann.params().rules
    assert rules.version == 1
    assert rules.upgrade is not None
    assert (rules.upgrade.version, rules.upgrade.height, rules.upgrade.time) == (2, 3, begins)
    net.wait(A_DAY + 60)
    assert ann.remove_delegate("ab" * 32) is None  # in the block that begins it
    assert ann.params().rules.version == 2
    assert ann.upgrades()[0].activated > 3
    assert ann.set_limit("page", 600) is None
    assert ann.acts()[0].at >= begins


def test_a_version_that_the_node_lacks_is_not_scheduled(governing: Governing) -> None:
    net = governing(owner=ANN.identifier)
    with refused(Denied, "rejected_unknown"):
        net.owner(ANN).schedule_upgrade(LATEST_RULES + 1, int(net.now()) + A_DAY)


# Nodes that do not answer, or not as ours do


def owner(node: ScriptedNode) -> Owner:
    return Owner(URL, ANN, transport=node, chain_id=CHAIN_ID)


def test_an_act_of_which_it_is_not_known_whether_it_waits_may_have_happened() -> None:
    node = ScriptedNode().on("user.call", Unavailable("cut", code="network"))
    with pytest.raises(UnknownOutcome) as caught:
        owner(node).remove_delegate("ab" * 32)
    assert node.methods == ["user.account", "user.broadcast", "user.call"]
    assert caught.value.tx_hash == node.transactions()[0].hash().hex()
    with pytest.raises(UnknownOutcome):
        owner(node).accept_ownership("ab" * 32)


@pytest.mark.parametrize(
    "text", ["unknown action", 'action "get_pending_acts" not found in namespace "main"']
)
def test_a_network_without_such_acts_has_one_owner(text: str) -> None:
    node = ScriptedNode().on("user.call", fault(ErrorCode.ENGINE, text))
    assert owner(node).remove_delegate("ab" * 32) is None
    assert owner(node).pending_act("ab" * 32) is None
    with pytest.raises(IdosError):
        owner(node).pending_acts()


def test_an_error_is_not_taken_for_a_network_without_such_acts() -> None:
    node = ScriptedNode().on("user.call", fault(ErrorCode.GATEWAY_NOT_ALLOWED))
    with refused(Denied, "not_allowed"):
        owner(node).pending_act("ab" * 32)


CALL = ActionCall("", "set_limit", (EncodedValue.of("page", TEXT), EncodedValue.of(600, INT8)))
ACT = {
    "id": act_id(SetLimit("page", 600)),
    "call": CALL.encode().hex(),
    "action": "another",
    "arguments": "[]",
    "approved_by": "x,y",
    "needed": 2,
    "expires": 2_000_000_000,
}


def test_an_act_is_read_from_what_its_id_is_the_digest_of() -> None:
    """What a node says of action and arguments is for people who look there themselves."""
    (act,) = owner(ScriptedNode(get_pending_acts=rows(ACT))).pending_acts()
    assert (act.id, act.action, act.arguments) == (ACT["id"], "set_limit", ("page", 600))
    assert act.approved_by == ("x", "y")


@pytest.mark.parametrize(
    "changed",
    [
        {"id": act_id(SetLimit("page", 700))},
        {"id": act_id(SetLimit("page", 600)).upper()},
        {"call": ""},
        {"call": "no hex"},
        {"call": CALL.encode().hex() + "00"},
        {"call": 3},
        {"approved_by": 3},
        {"needed": "two"},
    ],
)
def test_an_act_that_makes_no_sense_is_the_nodes_fault(changed: dict[str, object]) -> None:
    node = ScriptedNode(get_pending_acts=rows({**ACT, **changed}))
    with refused(Unavailable, "bad_response"):
        owner(node).pending_acts()


DONE = {
    "number": 1,
    "height": 7,
    "time": 2_000_000_000,
    "owners": "x,y",
    "action": "set_limit",
    "arguments": '["page",600]',
}


def test_what_was_done_is_read_from_its_row() -> None:
    (act,) = owner(ScriptedNode(get_owner_acts=rows(DONE))).acts()
    assert (act.owners, act.arguments, act.at) == (("x", "y"), ("page", 600), 2_000_000_000)


@pytest.mark.parametrize(
    "changed",
    [
        {"arguments": ""},
        {"arguments": "{}"},
        {"arguments": "[[]]"},
        {"arguments": "[1.5]"},
        {"arguments": 3},
        {"arguments": "[" + "1," * 5000 + "1]"},
        {"owners": 3},
        {"number": "one"},
    ],
)
def test_a_trail_that_makes_no_sense_is_the_nodes_fault(changed: dict[str, object]) -> None:
    node = ScriptedNode(get_owner_acts=rows({**DONE, **changed}))
    with refused(Unavailable, "bad_response"):
        owner(node).acts()


OFFER = {
    "id": offer_id(7, 2, ["x", "y"]),
    "height": 7,
    "owner": "x",
    "accepted": True,
    "threshold": 2,
    "expires": 2_000_000_000,
}
OTHER_HALF = {**OFFER, "owner": "y", "accepted": False}


def test_an_offer_is_read_from_its_rows() -> None:
    offer = owner(ScriptedNode(get_ownership_offer=rows(OFFER, OTHER_HALF))).ownership_offer()
    assert offer == OwnershipOffer(str(OFFER["id"]), ("x", "y"), ("x",), 2, 2_000_000_000)


@pytest.mark.parametrize(
    "shown",
    [
        [OFFER],
        [OTHER_HALF, OFFER],
        [OFFER, {**OTHER_HALF, "owner": "z"}],
        [{**OFFER, "threshold": 1}, OTHER_HALF],
        [{**OFFER, "height": 8}, OTHER_HALF],
        [{**OFFER, "id": "ab" * 32}, OTHER_HALF],
    ],
)
def test_an_offer_that_its_id_does_not_stand_for_is_the_nodes_fault(shown: list[dict[str, object]]) -> None:
    """Who accepts sends the id alone: a node must not show other owners with it."""
    node = ScriptedNode(get_ownership_offer=rows(*shown))
    with refused(Unavailable, "bad_response"):
        owner(node).ownership_offer()


def test_who_has_no_keys_signs_nothing() -> None:
    nobody = Blocking(Owning(Session(URL, None)), node := ScriptedNode())
    with refused(Denied, "no_signer"):
        nobody.perform(Owning.set_limit, "page", 600)
    assert node.methods == []


@pytest.mark.parametrize("complaint", [ErrorCode.GATEWAY_NOT_AUTHORIZED, ErrorCode.CALL_CHALLENGE_NEEDED])
def test_who_has_no_keys_can_not_say_who_asks(complaint: ErrorCode) -> None:
    node = ScriptedNode().on("user.call", fault(complaint))
    with refused(Denied, "no_signer"):
        Auditor(URL, transport=node).limits()
    assert node.methods == ["user.call"]
