"""Actions as values: their parameters, and how their arguments are encoded and read."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, asdict
from decimal import Decimal
from typing import Any, cast

import pytest

from idos.errors import Invalid
from idos.protocol.actions.action import Parameter
from idos.protocol.actions.credentials import AddCredential, EditCredential, GetCredentialOwned
from idos.protocol.actions.delegated import (
    CreateAgByDagForCopy,
    CreateCredentialsByDwg,
    DagMessage,
    DwgMessage,
)
from idos.protocol.actions.legacy import AddWalletOfAnyType, ShareCredentialThroughDag
from idos.protocol.actions.profiles import AddWallet
from idos.protocol.actions.sharing import GetAccessGrantsGranted
from idos.protocol.actions.tokens import ActionCostingIdosToken
from idos.protocol.grants import AccessGrantOffer, WriteGrant
from idos.protocol.values import BOOL, INT8, NULL, TEXT, UUID, EncodedValue, Value, numeric
from tests.people import ALICE, CHARLIE, NEOBANK, issue, uid

GRANT = WriteGrant(ALICE.caller, CHARLIE.caller, NEOBANK.caller, uid("grant"), "a lock", "a start", "an end")
OFFER = AccessGrantOffer(ALICE.caller, CHARLIE.caller, uid("copy"), 0, None)


def test_an_action_is_named_after_its_class_unless_it_says_another_name() -> None:
    assert AddCredential.NAME == "add_credential"
    assert CreateAgByDagForCopy.NAME == "create_ag_by_dag_for_copy"
    assert AddWalletOfAnyType.NAME == AddWallet.NAME == "add_wallet"


def test_the_fields_are_the_parameters_in_order() -> None:
    assert GetAccessGrantsGranted.parameters() == (
        Parameter("user_id", UUID, nullable=True),
        Parameter("page", INT8, nullable=True),
        Parameter("size", INT8, nullable=True),
    )
    assert ActionCostingIdosToken.parameters() == (Parameter("amount", numeric(78, 0), nullable=False),)


def test_an_action_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        GetCredentialOwned(uid("x")).id = uid("y")  # type: ignore[misc]  # on purpose


def test_arguments_have_the_types_of_the_parameters_and_null_its_own() -> None:
    call = GetAccessGrantsGranted(uid("somebody"), None, 20)
    assert [argument.type for argument in call.arguments()] == [UUID, NULL, INT8]
    assert GetAccessGrantsGranted.decode(call.arguments()) == call
    payment = ActionCostingIdosToken(Decimal(10**77))
    assert ActionCostingIdosToken.decode(payment.arguments()) == payment


@pytest.mark.parametrize("id", [str(uid("x")), None, 1])
def test_an_argument_that_does_not_fit_is_not_sent(id: object) -> None:
    with pytest.raises(Invalid):
        GetCredentialOwned(cast(Any, id)).arguments()


@pytest.mark.parametrize(
    ("argument", "message", "code"),
    [
        (EncodedValue.of("x", TEXT), "expected type uuid", "wrong_argument_type"),
        (EncodedValue.of(None, UUID), "must not be null", "null_argument"),
        (EncodedValue.of(None, BOOL), "must not be null", "null_argument"),
    ],
)
def test_a_call_is_read_strictly(argument: EncodedValue, message: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        GetCredentialOwned.decode([argument])
    assert caught.value.message == f'action "get_credential_owned": parameter "id" {message}'
    assert caught.value.code == code


def test_the_first_argument_that_is_refused_is_what_is_told() -> None:
    def check(parameter: Parameter, value: Value) -> None:
        if value == "too long":
            raise Invalid(f"{parameter.name} is too long")

    texts = [EncodedValue.of(uid("w"), UUID), *(EncodedValue.of("too long", TEXT),) * 5]
    with pytest.raises(Invalid, match="address is too long"):
        AddWallet.decode([*texts[:5], EncodedValue.of(None, TEXT)], check)


def test_what_was_issued_is_the_same_in_whatever_order_an_action_has_it() -> None:
    issued = issue(NEOBANK, "passport")
    for call in (AddCredential(id=uid("c"), **asdict(issued)), EditCredential(id=uid("c"), **asdict(issued))):
        assert call.issued == issued


def test_a_write_grant_and_what_it_allows_are_read_as_they_were_given() -> None:
    original, copy = issue(NEOBANK, "passport"), issue(NEOBANK, "copy", "")
    call = CreateCredentialsByDwg.of(
        original,
        copy,
        GRANT,
        original_credential_id=uid("original"),
        copy_credential_id=uid("copy"),
        content_hash=None,
        dwg_signature="signed",
    )
    assert (call.original, call.copy, call.grant) == (original, copy, GRANT)
    assert DwgMessage.of(GRANT).grant == GRANT


def test_an_offer_is_read_as_it_was_given() -> None:
    assert CreateAgByDagForCopy.of(OFFER, "signed").offer == DagMessage.of(OFFER).offer == OFFER
    issued = issue(NEOBANK, "copy", "")
    call = ShareCredentialThroughDag(
        id=OFFER.data_id,
        user_id=ALICE.id,
        content_hash="a hash",
        original_credential_id=uid("original"),
        dag_owner_wallet_identifier=OFFER.owner,
        dag_grantee_wallet_identifier=OFFER.grantee,
        dag_locked_until=0,
        dag_signature="signed",
        **asdict(issued),
    )
    assert (call.offer, call.issued) == (OFFER, issued)
