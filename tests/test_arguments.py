"""A slip in a type is a typed error at the call, with the argument's name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID, uuid4

import pytest

from idos import (
    AccessGrantOffer,
    Client,
    Consumer,
    Grantee,
    Invalid,
    Issuer,
    LocalEnclave,
    NewProfile,
    ServerKey,
    TrustedIssuer,
    WriteGrant,
    evm_wallet,
    near_wallet,
    public_notes,
)
from idos.arguments import check, check_fields, checked
from tests.sdk.scripted import CHAIN_ID, URL, ScriptedNode, person

KEY, WALLET = ServerKey(b"\x01" * 32), evm_wallet(b"\x01" * 32)
SECRET = b"\x02" * 32
NOW = datetime.now(UTC)
GRANT = ("o", "g", "k", uuid4(), "2030-01-01T00:00:00Z", "2029-01-01T00:00:00Z", "2029-01-02T00:00:00Z")


def code(attempt: Callable[[], object]) -> str:
    with pytest.raises(Invalid) as caught:
        attempt()
    return caught.value.code


def alice() -> Client:
    return person(ScriptedNode(), WALLET, enclave=LocalEnclave(SECRET))


any_: Any = None
SLIPS: dict[str, Callable[[Any], object]] = {
    "text as a plaintext": lambda _: alice().add_credential("text", "", key=KEY),  # type: ignore[arg-type]
    "text as a plaintext to encrypt": lambda _: LocalEnclave(SECRET).encrypt("text", SECRET),  # type: ignore[arg-type]
    "text as a plaintext in notes": lambda _: public_notes("text", id="n"),  # type: ignore[arg-type]
    "a moment in a write grant": lambda _: WriteGrant(*GRANT[:4], NOW, *GRANT[5:]),  # type: ignore[arg-type]
    "a moment as a lock": lambda _: AccessGrantOffer("o", "g", uuid4(), NOW, None),  # type: ignore[arg-type]
    "a flag as a lock": lambda _: AccessGrantOffer("o", "g", uuid4(), True, None),
    "bytes as an issuer's key": lambda _: Issuer(URL, b"x" * 32, SECRET),  # type: ignore[arg-type]
    "bytes as a consumer's signer": lambda _: Consumer(URL, b"x" * 32, SECRET),  # type: ignore[arg-type]
    "text as an encryption key": lambda _: Issuer(URL, KEY, "x" * 32),  # type: ignore[arg-type]
    "bytes as a URL": lambda _: Client(URL.encode(), WALLET),  # type: ignore[arg-type]
    "no wallet": lambda _: Client(URL, None),  # type: ignore[arg-type]
    "an empty chain id": lambda _: Client(URL, WALLET, chain_id=""),
    "a number as a chain id": lambda _: Client(URL, WALLET, chain_id=1),  # type: ignore[arg-type]
    "text as a seed": lambda _: ServerKey("x" * 32),  # type: ignore[arg-type]
    "text as a wallet's seed": lambda _: near_wallet("x" * 32),  # type: ignore[arg-type]
    "bytes as a password": lambda _: LocalEnclave.create(str(uuid4()), b"secret"),  # type: ignore[arg-type]
    "a UUID as a profile's text": lambda _: LocalEnclave.create(uuid4(), "secret"),  # type: ignore[arg-type]
    "text as an id": lambda _: alice().remove_credential(str(uuid4())),  # type: ignore[arg-type]
    "text as a grantee": lambda _: alice().share(uuid4(), "0x12", content_hash="ab"),  # type: ignore[arg-type]
    "text as issuers": lambda _: alice().find_credentials("ab" * 32),
    "an issuer that is none": lambda _: alice().find_credentials([1]),  # type: ignore[list-item]
    "text as a grantee's key": lambda _: Grantee("g", "x" * 32),  # type: ignore[arg-type]
    "text as a profile's id": lambda _: NewProfile("id", SECRET, WALLET.prove("x"), uuid4()),  # type: ignore[arg-type]
    "text as an issuer's keys": lambda _: TrustedIssuer("key", ()),  # type: ignore[arg-type]
    "bytes as a message": lambda _: WALLET.prove(b"x"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_a_typed_error(slip: str) -> None:
    assert code(lambda: SLIPS[slip](None)) in {"wrong_type", "invalid"}


def test_the_message_names_the_argument_and_repeats_nothing() -> None:
    with pytest.raises(Invalid) as caught:
        alice().add_credential("a secret text", "", key=KEY)  # type: ignore[arg-type]  # the slip
    assert caught.value.message == "plaintext is to be bytes, and not of type str"


def test_the_message_names_what_a_collection_is_to_hold() -> None:
    with pytest.raises(Invalid, match=r"ids is to be Collection of UUID, and not of type UUID$"):
        alice().remove_credentials(uuid4())  # type: ignore[arg-type]  # the slip


class _Shown(Protocol):
    shown: int


FITS: list[tuple[object, object]] = [
    (1, int),
    (1, float),
    (True, bool),
    (None, None),
    (None, int | None),
    ("a", Literal["a", "b"]),
    (b"x", Annotated[bytes, "32 bytes"]),
    ([1], Sequence[int]),
    ({"a"}, Collection[str]),
    ({"a": 1}, Mapping[str, int]),
    ([], tuple[int, ...]),
    (print, Callable[[str], None]),
    (7, _Shown),
    (7, Any),
    (7, "a name that is not looked up"),
]
MISFITS: list[tuple[object, object]] = [
    (True, int),
    (True, float),
    (1, bool),
    ("1", int),
    (None, int),
    ("c", Literal["a", "b"]),
    ("abc", Sequence[str]),
    (b"abc", Collection[int]),
    ([1, "2"], Sequence[int]),
    (7, Callable[[], None]),
    (7, int | str if False else str | None),
]


@pytest.mark.parametrize(("value", "hint"), FITS)
def test_what_fits(value: object, hint: object) -> None:
    check("it", value, hint)


@pytest.mark.parametrize(("value", "hint"), MISFITS)
def test_what_does_not_fit(value: object, hint: object) -> None:
    assert code(lambda: check("it", value, hint)) == "wrong_type"


def test_a_function_and_a_record_are_checked_as_they_declare() -> None:
    @dataclass
    class Record:
        id: UUID

        def __post_init__(self) -> None:
            check_fields(self)

    @checked
    def function(one: int, *more: int, two: str = "", **rest: int) -> str:
        """What it does."""
        return f"{one}{more}{two}{rest}"

    assert function(1, 2, two="3", four=4) == "1(2,)3{'four': 4}"
    assert function.__doc__ == "What it does."
    assert code(lambda: function("1")) == "wrong_type"  # type: ignore[arg-type]  # the slip
    Record(uuid4())
    assert code(lambda: Record("1")) == "wrong_type"  # type: ignore[arg-type]  # the slip
    with pytest.raises(TypeError):
        function()  # type: ignore[call-arg]  # as Python says


def test_a_client_of_right_types_works() -> None:
    assert alice().chain().chain_id == CHAIN_ID
