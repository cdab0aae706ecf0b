"""Dispatch: what is refused before any rule is asked."""

from __future__ import annotations

import pytest

from idos.actions.dispatch import dispatch
from idos.actions.limits import LATEST_RULES, Limits
from idos.actions.registry import action, actions, find_action
from idos.errors import Denied, Invalid
from idos.protocol.actions.profiles import GetUser
from idos.protocol.refusals import Refusal
from idos.protocol.values import BOOL, NULL, TEXT, UUID, EncodedValue
from idos.store.records import Inserter
from tests.actions.world import World, refused
from tests.people import ALICE, EVE, OWNER, Person, uid


@pytest.fixture
def world() -> World:
    return World()


def call(world: World, name: str, *arguments: EncodedValue) -> None:
    with world.store.read() as tx:
        dispatch(world.context(ALICE), tx, name, arguments, reading=True)


def test_names_ignore_the_case_of_ascii_letters(world: World) -> None:
    assert world.read(ALICE, "Get_User") == []


@pytest.mark.parametrize("name", ["no_such_action", "", "get_user ", "GET_U\u017fER", "x" * 1000])
def test_an_unknown_action_is_refused(world: World, name: str) -> None:
    with refused(Refusal.UNKNOWN_ACTION):
        find_action(name, 0)


def test_the_refusal_of_an_unknown_action_repeats_only_a_plain_name() -> None:
    texts = []
    for name in ("No_Such_1", "<script>", "ünknown"):
        with pytest.raises(Invalid) as caught:
            find_action(name, 0)
        texts.append(caught.value.message)
    assert texts == ["unknown action (no_such_1)", "unknown action", "unknown action"]


def test_the_number_of_arguments_must_be_one_that_the_action_takes() -> None:
    with pytest.raises(Invalid, match="expected 5 or 6 arguments, but got 4") as caught:
        find_action("add_wallet", 4)
    assert caught.value.code == "wrong_argument_count"


@pytest.mark.parametrize(
    "name",
    [
        "get_inserter",
        "get_inserter_or_null",
        "credential_belongs_to_caller",
        "credential_exist",
        "create_access_grant",
        "update_allowance",
        "from_human_units",
        "capture_gas",
        "CAPTURE_FEE",
    ],
)
def test_private_actions_of_the_official_network_are_refused_as_private(name: str) -> None:
    with refused(Refusal.ACTION_IS_PRIVATE):
        find_action(name, 1)


def test_a_view_is_not_run_in_a_transaction_nor_an_action_in_a_view_call(world: World) -> None:
    with refused(Refusal.ACTION_IS_A_VIEW):
        world.run(ALICE, "get_user")
    with refused(Refusal.ACTION_IS_NOT_A_VIEW):
        world.read(ALICE, "erase_profile")


def test_only_open_views_answer_nobody(world: World) -> None:
    assert world.read(None, "has_profile", ALICE.address) == [{"has_profile": False}]
    with refused(Refusal.CALLER_UNKNOWN):
        world.read(None, "get_user")
    assert {action.name for action in actions() if action.open} == {
        *("has_profile", "dwg_message", "dag_message"),
        *("get_owners", "get_ownership_offer", "get_pending_acts", "get_upgrades", "get_limits"),
        *("get_inserters", "get_delegates", "get_owner_acts", "get_inserter_acts"),
    }


def test_what_a_rules_version_brings_is_unknown_before_it() -> None:
    """In a transaction: what it says there is written into receipts, and so into blocks."""
    world = World(rules=1)
    brought = [action for action in actions() if action.since > 1 and not action.view]
    assert brought
    for entry in brought:
        for count in (len(entry.parameters), 0, 9):
            with pytest.raises(Invalid) as caught:
                find_action(entry.name, count, 1)
            assert caught.value.message == f"unknown action ({entry.name})"
        with pytest.raises(Invalid) as caught, world.store.write() as batch:
            dispatch(world.context(OWNER), batch, entry.name.upper(), [], reading=False)
        assert caught.value.message == f"unknown action ({entry.name})"


def test_views_are_answered_under_any_rules_version() -> None:
    """They change nothing, so that programs may learn new ones at any time."""
    world = World(rules=1)
    for entry in actions():
        if entry.view and entry.open and not entry.parameters:
            world.read(None, entry.name)
    assert world.read(None, "get_delegates", uid("inserter acme"))


def test_a_view_stays_refused_in_a_transaction_under_any_rules_version() -> None:
    for rules, refusal in ((1, Refusal.UNKNOWN_ACTION), (LATEST_RULES, Refusal.ACTION_IS_A_VIEW)):
        with refused(refusal):
            World(rules=rules).run(OWNER, "get_limits")


def test_acts_of_owners_are_theirs_only_and_those_of_inserters_are_no_views() -> None:
    for entry in actions():
        assert not (entry.owner and (entry.view or entry.open or entry.inserter)), entry.name
        assert not (entry.inserter and entry.view), entry.name
        assert entry.open <= entry.view, entry.name


def test_only_the_owner_runs_owner_actions(world: World) -> None:
    with refused(Refusal.ACTION_IS_OWNER_ONLY):
        world.run(EVE, "add_inserter_as_owner", uid("new"), "new")
    world.run(OWNER, "add_inserter_as_owner", uid("new"), "new")
    assert Inserter(uid("new"), "new") in world.records(Inserter)


def test_the_owner_is_recognised_whatever_the_case_of_its_address(world: World) -> None:
    object.__setattr__(world.genesis, "owner", OWNER.caller.lower())
    world.run(OWNER, "add_inserter_as_owner", uid("new"), "new")


def test_an_argument_has_the_declared_type(world: World) -> None:
    with pytest.raises(Invalid, match='parameter "id" expected type uuid') as caught:
        call(world, "get_credential_owned", EncodedValue.of(str(uid("x")), TEXT))
    assert caught.value.code == "wrong_argument_type"


def test_null_of_any_type_stands_for_null_where_null_is_accepted(world: World) -> None:
    for null in (EncodedValue(NULL, ()), EncodedValue(NULL, (None,)), EncodedValue(BOOL, (None,))):
        call(world, "get_access_grants_granted_count", null)
        with pytest.raises(Invalid, match="must not be null") as caught:
            call(world, "get_credential_owned", null)
        assert caught.value.code == "null_argument"


def test_texts_are_bounded_by_what_they_are_for() -> None:
    """S15"""
    world = World(limits=Limits(content=8, notes=6, text=4))
    sizes = {"content": 8, "public_notes": 6, "message": 6, "signature": 6, "value": 6, "address": 4}
    assert {name: world.genesis.limits.text_bytes(name) for name in sizes} == sizes
    world.read(ALICE, "has_profile", "éé")
    with refused(Refusal.TOO_LARGE):
        world.read(ALICE, "has_profile", "ééé")


def test_every_action_is_described_and_listed_once() -> None:
    listed = actions()
    assert all(entry.doc for entry in listed)
    assert [(entry.name, len(entry.parameters)) for entry in listed] == sorted(
        {(entry.name, len(entry.parameters)) for entry in listed}
    )


def test_modifiers_are_those_of_the_official_listing() -> None:
    modifiers = {
        name: find_action(name, count).modifiers
        for name, count in (("get_user", 0), ("erase_profile", 0), ("add_inserter_as_owner", 2))
    }
    assert modifiers == {
        "get_user": ("PUBLIC", "VIEW"),
        "erase_profile": ("PUBLIC",),
        "add_inserter_as_owner": ("PUBLIC", "OWNER"),
    }


def test_two_actions_of_one_name_and_number_of_parameters_are_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="two actions named get_user take 0"):

        @action()
        def again(ctx: object, tx: object, call: GetUser) -> None:
            """Not reached."""


def test_a_view_has_the_declared_columns_even_without_rows(world: World) -> None:
    with world.store.read() as tx:
        result = dispatch(world.context(ALICE), tx, "get_user", (), reading=True)
    assert result.column_names == ("id", "recipient_encryption_public_key", "encryption_password_store")
    assert result.column_types == (UUID, TEXT, TEXT)
    assert result.rows == ()


def test_a_refused_action_changes_nothing(world: World) -> None:
    before = world.state()
    with pytest.raises(Denied):
        world.run(Person("nobody", "EVM"), "add_attribute", uid("a"), "key", "value")
    assert world.state() == before


def test_views_that_show_a_credential_are_marked_for_the_log() -> None:
    showing = {"content", "broader_signature", "public_notes_signature"}
    marked = {action.name for action in actions() if action.discloses}
    assert marked == {
        action.name for action in actions() if showing & {column.name for column in action.returns}
    }
    assert marked == {"get_credential_owned", "get_credential_shared", "get_credential_attestation"}


def test_what_is_marked_for_the_log_names_credential_and_owner() -> None:
    for view in actions():
        if view.discloses:
            assert view.view, view.name
            assert not view.open, view.name
            types = {column.name: (column.type.name, column.nullable) for column in view.returns}
            assert types["id"] == types["user_id"] == ("uuid", False)
