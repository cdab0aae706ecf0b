"""Calls of actions that are almost right: a good call of each, with some arguments exchanged for odd ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from idos.actions.dispatch import dispatch
from idos.actions.registry import actions, find_action
from idos.errors import Denied, IdosError, Invalid
from idos.protocol.times import format_time
from idos.protocol.values import DataType, EncodedValue, Value
from idos.store.verbs import Store
from tests.actions.test_permissions import ARGUMENTS, BOB, EVERYONE
from tests.actions.world import DAY, START, World, encoded
from tests.fuzz.oracle import check_error
from tests.people import ALICE, CHARLIE, MALLORY, PEOPLE, Person, uid
from tests.protocol.strategies import encoded_values, texts

RULES = "rules"
"""The name of all this among the targets of ``make fuzz``."""

ODD_TEXTS = (
    *("", " ", "\n", "\0", "\x7f", "a\u202eb", "\ufeff", "I\u0307", "\u212a", "ﬁ", "💣" * 50, "\U0010ffff"),
    *("'; DROP TABLE users; --", "%s%n", "../../etc/passwd", "${jndi:ldap://x}", "<script>", "NaN", "-0"),
    *("user", "USER", "mpc", "EVM", "evm", "Near", "ed25519:", "ed25519:1", "0x", "0x" + "0" * 40),
    *(
        "A" * 4096,
        "A" * 4097,
        "é" * 40_000,
        "[" * 2000,
        '{"id":' * 500,
        '{"id":"vc passport"}',
        '{"id":1e999}',
    ),
    *("AA==", "AB==", "AAAA", "====", "A" * 88, "00" * 32, "0" * 63, "FF" * 64, "00" * 64, "ab" * 65),
    *(
        format_time(0),
        format_time(START),
        "1970-01-01t00:00:00z",
        "2027-02-30T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ),
)
ODD_NUMBERS = (0, 1, -1, 2, 1000, 1001, 1 << 31, 1 << 53, (1 << 63) - 1, -(1 << 63), START, START + DAY)
ODD_DECIMALS = tuple(Decimal(text) for text in ("0", "1", "-1", "9" * 78, "-" + "9" * 78))
ODD_IDS = (
    *(UUID(int=0), UUID(int=(1 << 128) - 1), ALICE.id, BOB.id, ALICE.wallet_id, uid("passport"), uid("copy")),
    *(uid("open"), uid("license"), uid("attribute"), uid("new"), uid("inserter acme")),
)


@dataclass(frozen=True)
class Attempt:
    """A call that somebody makes."""

    who: Person | None
    action: str
    args: tuple[EncodedValue, ...]


def inhabited(store: Store | None = None) -> World:
    """A world in which the good calls are good."""
    world = World(store)
    world.sign_up(ALICE, BOB)
    world.add_credential(ALICE, "passport")
    world.add_credential(ALICE, "license")
    world.share(ALICE, "passport", "copy", CHARLIE.caller, START + DAY)
    world.share(ALICE, "passport", "open", CHARLIE.caller)
    world.run(ALICE, "add_attribute", uid("attribute"), "key", "value")
    world.run(ALICE, "add_wallet", uid("second wallet"), *MALLORY.proof())
    return world


def good_calls(action: str, count: int) -> list[tuple[Any, ...]]:
    """The arguments of good calls of an action that takes so many."""
    return [
        args for label, args in ARGUMENTS.items() if label.partition(" ")[0] == action and len(args) == count
    ]


def odd_values(type: DataType) -> st.SearchStrategy[EncodedValue]:
    """Arguments for a parameter of this type: odd ones, null, and such of other types."""
    known: Mapping[str, Sequence[Value]] = {
        "text": ODD_TEXTS,
        "int8": ODD_NUMBERS,
        "numeric": ODD_DECIMALS,
        "uuid": ODD_IDS,
        "bool": (False, True),
    }
    named: Mapping[str, st.SearchStrategy[Value]] = {
        "text": texts | st.sampled_from([text for person in PEOPLE for text in person.proof() if text]),
        "uuid": st.uuids(),
    }
    fitting = st.sampled_from([None, *known[type.kind]]) | named.get(type.kind, st.nothing())
    return fitting.map(lambda value: EncodedValue.of(value, type)) | encoded_values()


@st.composite
def attempts(draw: st.DrawFn, action: str, count: int) -> Attempt:
    """A call of the action that is a little wrong, or a lot."""
    args = encoded(action, draw(st.sampled_from(good_calls(action, count))))
    parameters = find_action(action, count).parameters
    for _ in range(draw(st.integers(0, 3)) if args else 0):
        place = draw(st.integers(0, count - 1))
        args[place] = draw(odd_values(parameters[place].type))
    if draw(st.integers(0, 9)) == 0:
        args = [*args, *draw(st.lists(encoded_values(), max_size=2))][draw(st.integers(0, 2)) :]
    return Attempt(draw(st.sampled_from([*EVERYONE.values()])), action, tuple(args))


def outcome(world: World, attempt: Attempt, *, reading: bool) -> str:
    """What comes of it, as text. Nothing of it stays; what is refused has changed nothing to begin with."""
    if reading:
        with world.store.read() as snapshot:
            try:
                result = _dispatch(world, snapshot, attempt, reading=True)
            except IdosError as error:
                return _refusal(error)
            return repr(result.to_json())
    with suppress(_UndoneError), world.store.write() as batch:
        before = batch.state_hash()
        try:
            with batch.nested():
                _dispatch(world, batch, attempt, reading=False)
        except IdosError as error:
            assert batch.state_hash() == before
            done = _refusal(error)
        else:
            done = batch.state_hash().hex()
        raise _UndoneError
    return done


def fuzz_rules() -> Callable[[bytes], object]:
    """A function that makes a call out of any bytes, and tries it."""
    world = inhabited()
    calls = [attempts(action.name, len(action.parameters)) for action in actions()]

    @settings(deadline=None, database=None)
    @given(st.one_of(calls), st.booleans())
    def survives(attempt: Attempt, reading: bool) -> None:
        try:
            outcome(world, attempt, reading=reading)
        except Exception as error:
            error.add_note(repr(attempt))
            raise

    handle: Any = survives
    fuzz_one_input: Callable[[bytes], object] = handle.hypothesis.fuzz_one_input
    return fuzz_one_input


def _dispatch(world: World, tx: Any, attempt: Attempt, *, reading: bool) -> Any:
    args: Sequence[EncodedValue] = attempt.args
    return dispatch(world.context(attempt.who), tx, attempt.action, args, reading=reading)


def _refusal(error: IdosError) -> str:
    assert isinstance(error, Denied | Invalid)
    check_error(error)
    return f"{error.code}: {error.message}"


class _UndoneError(Exception):
    pass
