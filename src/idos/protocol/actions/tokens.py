"""Tokens and gas. Amounts are whole numbers of a token's smallest unit, 10^-18."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from idos.protocol.actions.action import Action, View


@dataclass(frozen=True, slots=True)
class HasProfile(View):
    """Whether a wallet with this address belongs to a profile."""

    address: str


@dataclass(frozen=True, slots=True)
class CheckBalance(View):
    """The balance of an EVM address. ``token``: ``IDOS`` or ``USDC``."""

    address: str
    token: str


@dataclass(frozen=True, slots=True)
class GetWalletWithBalance(View):
    """The caller's first wallet that holds tokens."""

    token: str


@dataclass(frozen=True, slots=True)
class RequestWithdrawal(Action):
    """Withdraw the caller's tokens."""

    token: str


@dataclass(frozen=True, slots=True)
class RequestBalanceWithdrawal(Action):
    """Withdraw the network's tokens."""

    token: str
    evm_address_to: str


@dataclass(frozen=True, slots=True)
class GetAllowance(View):
    """The gas allowance of the caller's profile."""


@dataclass(frozen=True, slots=True)
class ActionCostingGas(Action):
    """Spend gas of the caller's allowance: a demonstration."""


@dataclass(frozen=True, slots=True)
class ActionCostingIdosToken(Action):
    """Pay with tokens: a demonstration. ``amount``: in the token's smallest unit."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class ActionCostingFee(Action):
    """Pay a credential's fee: a demonstration."""

    credential_id: UUID
