from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from idos.errors import Invalid
from idos.protocol import payloads
from idos.protocol.binary import VERSION, prefixed, prefixed_text, uint
from idos.protocol.payloads import (
    ActionCall,
    ActionExecution,
    CallHead,
    PayloadBounds,
    RawStatement,
    Transfer,
    payload_digest,
)
from idos.protocol.values import INT8, MAX_ITEMS, TEXT, DataType, EncodedValue

ARG = EncodedValue.of("a", TEXT)
TEXTS = DataType("text", is_array=True)
HALF = EncodedValue(TEXTS, (None,) * (MAX_ITEMS // 2))
ONE = EncodedValue(TEXTS, (None,))
NAMES = VERSION + prefixed_text("main") + prefixed_text("do_it")


def test_an_execution_is_the_documented_bytes() -> None:
    text = "1d000000 0000 0f000000 0000 00000004 74657874 00 0000 0000 0100 02000000 01"
    number = "24000000 0000 0f000000 0000 00000004 696e7438 00 0000 0000 0100 09000000 01"
    calls = f"0200 {text} 61 {number} 0000000000000001 0200 {text} 62 {number} 0000000000000002"
    assert ActionExecution(
        "main",
        "do_it",
        (
            (EncodedValue.of("a", TEXT), EncodedValue.of(1, INT8)),
            (EncodedValue.of("b", TEXT), EncodedValue.of(2, INT8)),
        ),
    ).encode() == bytes.fromhex(f"0000 04000000 6d61696e 05000000 646f5f6974 0200 {calls}")


def test_the_digest_is_20_bytes_of_sha256() -> None:
    assert payload_digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4"


BUILDERS: list[tuple[str, Callable[[], Any]]] = [
    ("arguments", lambda: ActionCall("main", "a", (ARG,) * 65)),
    ("arguments", lambda: ActionExecution("main", "a", ((ARG,) * 65,))),
    ("calls", lambda: ActionExecution("main", "a", ((),) * 65)),
    ("parameters", lambda: RawStatement("x", tuple((f"${n}", ARG) for n in range(65)))),
    ("too many items", lambda: EncodedValue(TEXTS, (None,) * (MAX_ITEMS + 1))),
    ("too many items", lambda: ActionCall("main", "a", (HALF, HALF, ONE))),
    ("too many items", lambda: ActionExecution("main", "a", ((HALF, HALF), (ONE,)))),
    ("too many items", lambda: RawStatement("x", (("$a", HALF), ("$b", HALF), ("$c", ONE)))),
    ("same name", lambda: RawStatement("x", (("$a", ARG), ("$a", ARG)))),
    ("parameter name", lambda: RawStatement("x", (("", ARG),))),
    ("statement", lambda: RawStatement("x" * (payloads.MAX_PAYLOAD_BYTES + 1))),
    ("action name is empty", lambda: ActionCall("main", "", ())),
    ("control", lambda: ActionCall("main\nMethod: x", "a", ())),
    ("control", lambda: ActionExecution("main", "a\n", ())),
    ("longer", lambda: ActionCall("main", "a" * 129, ())),
    ("identifier", lambda: Transfer(bytes(65), "ed25519", 1)),
    ("key type", lambda: Transfer(b"", "rsa", 1)),
    ("amount", lambda: Transfer(b"", "ed25519", -1)),
]


@pytest.mark.parametrize(("message", "build"), BUILDERS)
def test_payloads_are_bounded(message: str, build: Callable[[], Any]) -> None:
    with pytest.raises(Invalid, match=message):
        build()


def test_as_much_as_the_bounds_allow_is_accepted() -> None:
    full = ActionExecution("", "a" * 128, (*((ARG,) * 64,) * 63, (HALF, HALF)))
    assert ActionExecution.decode(full.encode()) == full


def array_of(items: int, sent: int | None = None) -> bytes:
    """An array that says that it has so many nulls, and of which so many are sent."""
    nulls = prefixed(b"\x00") * (items if sent is None else sent)
    return prefixed(VERSION + prefixed(TEXTS.encode()) + uint(items, 2) + nulls)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (ActionCall, NAMES + uint(2, 2) + array_of(MAX_ITEMS) + array_of(1)),
        (ActionExecution, NAMES + uint(2, 2) + (uint(1, 2) + array_of(MAX_ITEMS)) * 2),
        (ActionExecution, NAMES + uint(1, 2) + uint(1, 2) + array_of(65_535, sent=0)),
    ],
)
def test_arrays_share_a_bound_that_is_kept_before_they_are_read(kind: Any, data: bytes) -> None:
    with pytest.raises(Invalid, match="too many items"):
        kind.decode(data)


def test_a_scalar_of_many_items_is_refused_before_they_are_read() -> None:
    with pytest.raises(Invalid, match="exactly one item"):
        EncodedValue.decode(VERSION + prefixed(TEXT.encode()) + uint(65_535, 2))


def test_rules_can_bound_items_further() -> None:
    execution = ActionExecution("main", "a", ((HALF,), (ONE,)))
    PayloadBounds(items=HALF.items + 1).check(b"", execution)
    with pytest.raises(Invalid, match="too many items"):
        PayloadBounds(items=HALF.items).check(b"", execution)


def test_what_a_call_is_about_is_read_without_its_arguments() -> None:
    call = ActionCall("main", "do_it", (ARG, ARG))
    assert CallHead.decode(call.encode()) == call.head == CallHead("main", "do_it", 2)
    assert CallHead.decode(NAMES + uint(2, 2) + b"junk") == call.head
    with pytest.raises(Invalid):
        CallHead.decode(NAMES + uint(65, 2))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (ActionCall, NAMES + uint(65, 2)),
        (ActionExecution, NAMES + uint(65, 2)),
        (RawStatement, VERSION + prefixed_text("x") + uint(65, 2)),
        (Transfer, VERSION + prefixed(VERSION + prefixed(b"") + uint(2, 4)) + b"\x01\x010"),
        (ActionCall, bytes(payloads.MAX_PAYLOAD_BYTES + 1)),
    ],
)
def test_bounds_are_kept_before_anything_is_read(kind: Any, data: bytes) -> None:
    with pytest.raises(Invalid, match=r"more than 64|key type|longer"):
        kind.decode(data)


def test_a_query_without_parameters_may_leave_them_out() -> None:
    for obj in (
        {"query": "SELECT 1"},
        {"query": "SELECT 1", "params": None},
        {"query": "SELECT 1", "params": {}},
    ):
        assert RawStatement.from_json(obj) == RawStatement("SELECT 1")
