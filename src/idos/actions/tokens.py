"""Tokens and gas. This network has no token bridge: every balance is zero, and writing is free.

Amounts are whole numbers of a token's smallest unit, 10^-18. Only the gas allowance of a profile is real.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from idos.actions.context import Context, find_user
from idos.actions.credential_reading import get_issuer_fee
from idos.actions.registry import Row, action
from idos.crypto.wallets import WALLET_KINDS
from idos.protocol.actions.credentials import GetIssuerFee
from idos.protocol.actions.tokens import (
    ActionCostingFee,
    ActionCostingGas,
    ActionCostingIdosToken,
    CheckBalance,
    GetAllowance,
    GetWalletWithBalance,
    HasProfile,
    RequestBalanceWithdrawal,
    RequestWithdrawal,
)
from idos.protocol.refusals import Refusal
from idos.protocol.values import Value
from idos.store.record import fold
from idos.store.records import User, Wallet
from idos.store.verbs import Tx

DEMO_PRICE = Decimal(12 * 10**17)

_TOKENS = ("IDOS", "USDC")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


@action(open=True, returns={"has_profile": bool})
def has_profile(_ctx: Context, tx: Tx, call: HasProfile) -> Row:
    """Whether a wallet with this address belongs to a profile, ignoring case. Anyone may ask.

    NEAR names are lower-case and not proved, so they are compared exactly; no address of another kind has
    their form. For such a name the answer only repeats what the holder of some key stated.
    """
    found = tx.find(Wallet, "address", fold(call.address))
    return (any(_proves_address(wallet) or wallet.address == call.address for wallet in found),)


def _proves_address(wallet: Wallet) -> bool:
    return WALLET_KINDS[wallet.wallet_type].proves_address


@action(returns={"balance": Decimal})
def check_balance(_ctx: Context, _tx: Tx, call: CheckBalance) -> Row:
    """The balance of an EVM address, which is zero. ``token`` is ``IDOS`` or ``USDC``."""
    _check_token(call.token)
    _check_address(call.address)
    return (Decimal(0),)


@action(returns={"wallet_address": str | None})
def get_wallet_with_balance(_ctx: Context, _tx: Tx, call: GetWalletWithBalance) -> Row:
    """The caller's first wallet that holds tokens; always null, since none does."""
    _check_token(call.token)
    return (None,)


@action()
def request_withdrawal(_ctx: Context, _tx: Tx, call: RequestWithdrawal) -> None:
    """Withdraw the caller's tokens. Always refused: there are no tokens."""
    _check_token(call.token)
    raise Refusal.NO_BALANCE.error()


@action(owner=True)
def request_balance_withdrawal(_ctx: Context, _tx: Tx, call: RequestBalanceWithdrawal) -> None:
    """Withdraw the network's tokens. Always refused: there are no tokens."""
    _check_token(call.token)
    _check_address(call.evm_address_to)
    raise Refusal.NO_BALANCE.error()


@action(returns={"gas_allowance": Decimal})
def get_allowance(ctx: Context, tx: Tx, _: GetAllowance) -> Row | None:
    """The gas allowance of the caller's profile; no row when there is none."""
    user = _user(ctx, tx)
    return (user.gas_allowance,) if user else None


@action()
def action_costing_gas(ctx: Context, tx: Tx, _: ActionCostingGas) -> None:
    """Spend 1.2 tokens of the caller's gas allowance; a demonstration of paid actions."""
    user = _user(ctx, tx)
    if user is None or user.gas_allowance < DEMO_PRICE:
        raise Refusal.NO_BALANCE.error()
    tx.put(replace(user, gas_allowance=user.gas_allowance - DEMO_PRICE), replace=True)


@action()
def action_costing_idos_token(_ctx: Context, _tx: Tx, call: ActionCostingIdosToken) -> None:
    """Pay with tokens, of which the caller has none; a demonstration of paid actions."""
    _pay(call.amount)


@action()
def action_costing_fee(ctx: Context, tx: Tx, call: ActionCostingFee) -> None:
    """Pay a credential's fee with tokens, of which the caller has none; a demonstration of paid actions."""
    (fee,) = get_issuer_fee(ctx, tx, GetIssuerFee(call.credential_id))
    _pay(fee)


def _user(ctx: Context, tx: Tx) -> User | None:
    user_id = find_user(ctx, tx)
    return tx.get(User, user_id) if user_id else None


def _pay(_amount: Value) -> None:
    raise Refusal.NO_BALANCE.error()


def _check_token(token: str) -> None:
    if token not in _TOKENS:
        raise Refusal.INVALID_TOKEN.error()


def _check_address(address: str) -> None:
    if not _ADDRESS.fullmatch(address):
        raise Refusal.INVALID_ETHEREUM_ADDRESS.error()
