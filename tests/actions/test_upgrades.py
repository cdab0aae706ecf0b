"""Upgrades of the rules, and limits that change while the network runs."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from idos.actions.genesis import Genesis
from idos.actions.limits import A_YEAR, LATEST_RULES, MAX_NUMBER, LimitRange, Limits, bounds, defaults
from idos.actions.rules import Rules, first_rules, owners_of, rules_of, versions_by_height
from idos.errors import Invalid
from idos.protocol.refusals import Refusal
from idos.store.governance import ChangedLimit, Upgrade
from tests.actions.world import DAY, START, World, genesis, refused
from tests.people import ALICE, CHARLIE, EVE, OWNER, uid

HOUR = 3_600
LATER = LATEST_RULES + 7
"""A version that no program has: execution takes it, so that programs which lack it stop and do not fork."""
BOUNDS = bounds(LATEST_RULES)
FIRST_LIMITS = list(defaults(1))
SECOND_LIMITS = [
    "delegates_per_inserter",
    "notice_seconds",
    "approval_seconds",
    "credentials_per_foreign_inserter",
    "attributes_per_foreign_inserter",
]


@pytest.fixture(params=range(1, LATEST_RULES + 1))
def world(request: pytest.FixtureRequest) -> World:
    """Upgrades are part of every version."""
    return World(rules=request.param)


def schedule(world: World, version: int = LATER, height: int = 0, notice: int = HOUR) -> None:
    world.run(OWNER, "schedule_upgrade", version, height, world.now + notice)


def upgrades(world: World) -> list[tuple[Any, ...]]:
    return [(*row.values(),) for row in world.read(None, "get_upgrades")]


def rules(world: World) -> Rules:
    return world.context(None).rules


def limits(world: World) -> dict[str, int]:
    return {row["name"]: row["value"] for row in world.read(None, "get_limits")}


# --- Scheduling


def test_a_scheduled_upgrade_changes_nothing_yet_and_everybody_sees_it(world: World) -> None:
    before = rules(world)
    assert upgrades(world) == []
    schedule(world, height=77)
    assert world.read(None, "get_upgrades") == [
        {"version": LATER, "height": 77, "time": START + HOUR, "activated": 0}
    ]
    assert rules(world) == Rules(
        before.version, before.owners, before.limits, Upgrade(LATER, 77, START + HOUR, 0)
    )


@pytest.mark.parametrize("behind", [0, 1, 2, 1 << 62])
def test_a_version_that_is_not_later_is_refused(world: World, behind: int) -> None:
    with refused(Refusal.UPGRADE_NOT_LATER):
        schedule(world, rules(world).version - behind)


def test_any_later_version_can_be_scheduled_whether_or_not_this_program_has_it(world: World) -> None:
    for version in (world.genesis.rules + 1, LATER, (1 << 63) - 1):
        schedule(world, version)
        world.run(OWNER, "cancel_upgrade", version)


def test_one_upgrade_waits_at_a_time(world: World) -> None:
    schedule(world)
    for version in (LATER - 1, LATER, LATER + 1):
        with refused(Refusal.UPGRADE_SCHEDULED):
            schedule(world, version)
    assert upgrades(world) == [(LATER, 0, START + HOUR, 0)]


@pytest.mark.parametrize("notice", [HOUR, HOUR + 1, A_YEAR])
def test_a_notice_is_from_the_networks_least_to_a_year(world: World, notice: int) -> None:
    schedule(world, notice=notice)
    assert upgrades(world) == [(LATER, 0, START + notice, 0)]


@pytest.mark.parametrize("notice", [-START - 1, -1, 0, HOUR - 1, A_YEAR + 1, (1 << 63) - 1 - START])
def test_a_shorter_or_longer_notice_is_refused(world: World, notice: int) -> None:
    with refused(Refusal.UPGRADE_NOTICE):
        schedule(world, notice=notice)


def test_the_least_notice_is_a_limit_of_the_network() -> None:
    world = World(limits=Limits(notice_seconds=10))
    with refused(Refusal.UPGRADE_NOTICE):
        schedule(world, notice=9)
    schedule(world, notice=10)


def test_under_the_first_rules_the_least_notice_is_an_hour() -> None:
    world = World(limits=Limits(notice_seconds=10), rules=1)
    with refused(Refusal.UPGRADE_NOTICE):
        schedule(world, notice=HOUR - 1)
    schedule(world, notice=HOUR)


def test_a_height_is_not_negative(world: World) -> None:
    for height in (-1, -(1 << 63)):
        with refused(Refusal.UPGRADE_NOTICE):
            schedule(world, height=height)
    for height in (0, 1, (1 << 63) - 1):
        schedule(world, height=height)
        world.run(OWNER, "cancel_upgrade", LATER)


@pytest.mark.parametrize(
    ("height", "time_ms", "begun"),
    [
        (50, (START + HOUR) * 1000, True),
        (50, (START + HOUR) * 1000 - 1, False),
        (49, (START + HOUR) * 1000, False),
        (1_000, (START + DAY) * 1000, True),
    ],
)
def test_an_upgrade_begins_once_both_height_and_time_are_reached(
    world: World, height: int, time_ms: int, begun: bool
) -> None:
    schedule(world, height=50)
    assert rules(world).version_at(height, time_ms) == (LATER if begun else world.genesis.rules)


def test_only_the_owner_schedules_and_cancels(world: World) -> None:
    with refused(Refusal.ACTION_IS_OWNER_ONLY):
        world.run(EVE, "schedule_upgrade", LATER, 0, START + HOUR)
    schedule(world)
    with refused(Refusal.ACTION_IS_OWNER_ONLY):
        world.run(EVE, "cancel_upgrade", LATER)


# --- Cancelling


def test_a_cancelled_upgrade_leaves_room_for_another(world: World) -> None:
    schedule(world)
    for other in (LATER - 1, LATER + 1, world.genesis.rules, 0):
        with refused(Refusal.UPGRADE_NOT_FOUND):
            world.run(OWNER, "cancel_upgrade", other)
    world.run(OWNER, "cancel_upgrade", LATER)
    assert upgrades(world) == []
    with refused(Refusal.UPGRADE_NOT_FOUND):
        world.run(OWNER, "cancel_upgrade", LATER)
    schedule(world, LATER - 1)


def test_a_cancelled_upgrade_leaves_no_trace_under_the_first_rules() -> None:
    world = World(rules=1)
    before = world.state()
    schedule(world)
    world.run(OWNER, "cancel_upgrade", LATER)
    assert world.state() == before


def test_an_upgrade_can_be_scheduled_and_cancelled_in_one_block(world: World) -> None:
    first, second = (LATER, 0, START + HOUR), (LATER + 1, 0, START + HOUR)
    world.block(
        (OWNER, "schedule_upgrade", first),
        (OWNER, "cancel_upgrade", (LATER,)),
        (OWNER, "schedule_upgrade", second),
    )
    assert upgrades(world) == [(*second, 0)]


# --- Beginning


def test_what_has_begun_can_not_be_cancelled_and_stays_written_down(world: World) -> None:
    schedule(world)
    world.activate()
    assert rules(world).version == LATER
    assert rules(world).upgrade is None
    with refused(Refusal.UPGRADE_NOT_FOUND):
        world.run(OWNER, "cancel_upgrade", LATER)
    for version in (world.genesis.rules, LATER - 1, LATER):
        with refused(Refusal.UPGRADE_NOT_LATER):
            schedule(world, version)
    schedule(world, LATER + 1)
    assert upgrades(world) == [(LATER, 0, START + HOUR, 2), (LATER + 1, 0, START + HOUR, 0)]
    with world.store.read() as tx:
        assert versions_by_height(tx, world.genesis) == [(0, world.genesis.rules), (2, LATER)]


def test_a_network_of_the_first_rules_gets_what_the_second_bring() -> None:
    world = World(limits=Limits(page=50), rules=1)
    with refused(Refusal.UNKNOWN_ACTION):
        world.run(OWNER, "set_limit", "page", 600)
    assert list(limits(world)) == FIRST_LIMITS
    schedule(world, 2)
    world.activate()
    assert list(limits(world)) == FIRST_LIMITS + SECOND_LIMITS
    assert limits(world) == {**defaults(2), "page": 50}
    world.run(OWNER, "set_limit", "page", 600)
    assert limits(world) == {**defaults(2), "page": 600}


def test_defaults_of_limits_belong_to_the_version_that_brought_them() -> None:
    """What a class holds today is for new documents; a network keeps what it began with."""
    document = {**genesis(rules=1).to_json(), "limits": {"page": 70}}
    world = World(rules=1)
    world.genesis = Genesis.from_json(document)
    assert limits(world) == {**defaults(1), "page": 70}
    assert rules(world).limits == Limits(page=70)


# --- Limits


@pytest.mark.parametrize("name", BOUNDS)
def test_a_limit_is_set_between_its_bounds_and_back_again(name: str) -> None:
    """The least leaves room for setting it back."""
    world, within, first = World(), BOUNDS[name], defaults(LATEST_RULES)[name]
    for beyond in (within.least - 1, within.most + 1, 0, -1, -(1 << 63), (1 << 63) - 1):
        with pytest.raises(Invalid, match=f"{within.least} to {within.most}") as caught:
            world.run(OWNER, "set_limit", name, beyond)
        assert caught.value.code == "limit_out_of_range"
    for value in (within.least, within.most, within.least, first):
        world.run(OWNER, "set_limit", name, value)
        assert limits(world) == {**defaults(LATEST_RULES), name: value}
        assert getattr(rules(world).limits, name) == value
    assert world.records(ChangedLimit) == [ChangedLimit(name, first)]


@pytest.mark.parametrize("name", ["", "nothing", "Page", "page ", "text_bytes", "__class__", "p\u0430ge"])
def test_a_limit_that_the_rules_lack_is_refused(name: str) -> None:
    with refused(Refusal.UNKNOWN_LIMIT):
        World().run(OWNER, "set_limit", name, 100)


def test_every_limit_has_bounds_that_its_default_is_between() -> None:
    assert list(BOUNDS) == list(defaults(LATEST_RULES))
    assert list(bounds(2)) == FIRST_LIMITS + SECOND_LIMITS
    for name, within in BOUNDS.items():
        assert 1 <= within.least <= defaults(LATEST_RULES)[name] <= within.most < MAX_NUMBER
    assert bounds(1) == {name: BOUNDS[name] for name in FIRST_LIMITS}


def test_everybody_sees_limits_and_between_what_they_can_be_set() -> None:
    world = World(limits=Limits(page=30))
    rows = {row["name"]: row for row in world.read(None, "get_limits")}
    assert rows["page"] == {"name": "page", "value": 30, "least": 500, "most": 10_000}
    assert {name: LimitRange(row["least"], row["most"]) for name, row in rows.items()} == BOUNDS


def test_a_limit_holds_from_the_next_block_on() -> None:
    world = World()
    world.sign_up(ALICE)
    attributes = [(ALICE, "add_attribute", (uid(label), "key", "value")) for label in "abc"]
    world.block(attributes[0], (OWNER, "set_limit", ("attributes_per_user", 1)), attributes[1])
    with refused(Refusal.QUOTA_EXCEEDED):
        world.block(attributes[2])
    with refused(Refusal.QUOTA_EXCEEDED):
        world.block((OWNER, "set_limit", ("attributes_per_user", 3)), attributes[2])
    world.run(OWNER, "set_limit", "attributes_per_user", 3)
    world.block(attributes[2])


def test_of_two_values_in_one_block_the_last_counts() -> None:
    world = World()
    world.block((OWNER, "set_limit", ("page", 600)), (OWNER, "set_limit", ("page", 700)))
    assert limits(world)["page"] == 700


def test_a_limit_holds_for_every_network_apart() -> None:
    lowered, other = World(), World()
    lowered.run(OWNER, "set_limit", "page", 600)
    with other.store.read() as tx:
        assert rules_of(tx, first_rules(other.genesis)) == Rules(
            LATEST_RULES, owners_of(other.genesis), Limits(), None
        )


def test_a_shorter_notice_is_set_like_any_limit() -> None:
    world = World(limits=Limits(notice_seconds=DAY))
    shorter = (OWNER, "set_limit", ("notice_seconds", HOUR))
    with refused(Refusal.UPGRADE_NOTICE):
        world.block(shorter, (OWNER, "schedule_upgrade", (LATER, 0, START + DAY - 1)))
    world.block(shorter, (OWNER, "schedule_upgrade", (LATER, 0, START + DAY)))
    world.run(OWNER, "cancel_upgrade", LATER)
    with refused(Refusal.UPGRADE_NOTICE):
        schedule(world, notice=HOUR - 1)
    schedule(world, notice=HOUR)


def test_owners_can_not_take_from_everybody_the_hour_in_which_to_see_an_upgrade_come() -> None:
    """A genesis may say less; everybody knew before there was anything on that network."""
    for world in (World(), World(limits=Limits(notice_seconds=10))):
        for notice in (HOUR - 1, 10, 1, 0):
            with refused(Refusal.LIMIT_OUT_OF_RANGE):
                world.run(OWNER, "set_limit", "notice_seconds", notice)
    schedule(world, notice=10)
    world.run(OWNER, "cancel_upgrade", LATER)
    world.run(OWNER, "set_limit", "notice_seconds", HOUR)
    with refused(Refusal.UPGRADE_NOTICE):
        schedule(world, notice=HOUR - 1)


def test_a_list_without_a_size_is_answered_whatever_the_limits_are() -> None:
    """Official clients send a null size. An owner can not break them by setting one limit below another."""
    world = World()
    world.run(OWNER, "set_limit", "page", BOUNDS["page"].least)
    with suppress(Invalid):
        world.run(OWNER, "set_limit", "default_page", BOUNDS["default_page"].most)
    assert world.read(CHARLIE, "get_access_grants_granted", None, None, None) == []
