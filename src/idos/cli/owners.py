"""The part of ``idos network`` that is about its owners: who they are, and what they do together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

import msgspec
import typer

from idos.actions.limits import LATEST_RULES
from idos.actions.registry import actions
from idos.cli.command import command
from idos.cli.groups import AuditorAt, OwnerAt, Threshold
from idos.cli.options import check_keys, confirm, threshold_of
from idos.cli.output import CommandResult
from idos.errors import Denied, Unavailable
from idos.sdk.clients import Owner
from idos.sdk.governance import OwnerAct, OwnershipOffer, PendingAct

app = typer.Typer()

_OWNERS: Final = "Owners"
_ACTS: Final = "What owners do together"

OfferId = Annotated[str, typer.Argument(help="The offer's id: `idos network owners` shows it.")]
Act = Annotated[str, typer.Argument(help="The act's id: `idos network pending` shows it.")]


@command(app, rule="get_owners", examples=["network owners"], panel=_OWNERS)
def owners(auditor: AuditorAt) -> CommandResult:
    """Show who governs the network, and to whom it is offered."""
    with auditor.client() as client:
        found, offer = client.owners(), client.ownership_offer()
    return CommandResult(
        data={
            "owners": found.identifiers,
            "threshold": found.threshold,
            "offer_id": offer and offer.id,
            "offered_to": offer and offer.owners,
            "offered_threshold": offer and offer.threshold,
            "accepted_by": offer and offer.accepted_by,
            "expires": offer and offer.expires,
        }
    )


@command(
    app,
    rule="offer_ownership",
    examples=["network offer-ownership 9f2c…", "network offer-ownership 9f2c… 5d1e… 77aa… --threshold 2"],
    panel=_OWNERS,
)
def offer_ownership(
    owner: OwnerAt,
    new_owners: Annotated[
        list[str], typer.Argument(metavar="KEY…", help="The new owners: keys and EVM addresses.")
    ],
    threshold: Threshold = None,
) -> CommandResult:
    """Offer the network to others, or to more or fewer of its owners. Owners who are not named do not stay.

    All who are named must accept, present owners too.
    """
    check_keys(*new_owners)
    needed = threshold_of(new_owners, threshold)
    with owner.client(destructive=True) as client:
        act = client.offer_ownership(new_owners, needed)
        offer = None if act else client.ownership_offer()
    return outcome(act, {"offer": offer}, _accepted(offer))


@command(app, rule="accept_ownership", examples=["network accept-ownership 77ab…"], panel=_OWNERS)
def accept_ownership(owner: OwnerAt, offer_id: OfferId) -> CommandResult:
    """Become one of the network's owners."""
    with owner.client(destructive=True) as client:
        offer = client.accept_ownership(offer_id)
    return CommandResult(data={"offer": offer}, sentence=_accepted(offer))


@command(app, rule="withdraw_ownership_offer", examples=["network withdraw-ownership 77ab…"], panel=_OWNERS)
def withdraw_ownership(owner: OwnerAt, offer_id: OfferId) -> CommandResult:
    """Take an offer of the network back."""
    with owner.client(destructive=True) as client:
        act = client.withdraw_ownership_offer(offer_id)
    return outcome(act, {"withdrawn": offer_id}, "The network is not offered any more.")


@command(app, rule="get_pending_acts", examples=["network pending"], panel=_ACTS)
def pending(auditor: AuditorAt) -> CommandResult:
    """List the acts that wait for more owners."""
    with auditor.client() as client:
        found = client.pending_acts()
    return CommandResult(data=found, shown=[_shown(act) for act in found])


@command(app, rule="approve_act", examples=["network approve c0ff…"], panel=_ACTS)
def approve(
    owner: OwnerAt, act: Act, *, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> CommandResult:
    """Approve an act that another owner proposed. With the last approval that is needed it is done."""
    with owner.client(destructive=True) as client:
        wanted = client.pending_act(act)
        if wanted and not yes:
            confirm(f"Approve {_said(wanted.action, wanted.arguments)}?")
        for version in wanted.arguments[:1] if wanted and wanted.action == "schedule_upgrade" else ():
            check_supported(client, int(version or 0))
        waiting = client.approve(act)
    what = f": {_said(wanted.action, wanted.arguments)}" if wanted else ""
    return outcome(waiting, {"done": act}, f"It is done{what}")


@command(app, rule="withdraw_approval", examples=["network withdraw-approval c0ff…"], panel=_ACTS)
def withdraw_approval(owner: OwnerAt, act: Act) -> CommandResult:
    """Take an own approval back."""
    with owner.client(destructive=True) as client:
        client.withdraw_approval(act)
    return CommandResult(data={"withdrawn": act}, sentence="The approval is taken back.")


@command(app, rule="get_owner_acts", examples=["network acts", "network acts --before 101"], panel=_ACTS)
def acts(
    auditor: AuditorAt,
    before: Annotated[int | None, typer.Option(help="Those numbered below this.")] = None,
) -> CommandResult:
    """List what owners did since rules version 2: the newest hundred acts."""
    with auditor.client() as client:
        found = client.acts(before=before)
    return CommandResult(data=found, shown=[_shown(act) for act in found])


def _shown(act: OwnerAct | PendingAct) -> dict[str, object]:
    """An act with the names of its arguments."""
    return {**msgspec.to_builtins(act), "arguments": _named(act.action, act.arguments)}


def outcome(act: PendingAct | None, done: Mapping[str, object], sentence: str) -> CommandResult:
    """What came of an owner's act: it is done, or it waits for more of them."""
    if act is None:
        return CommandResult(data=done, sentence=sentence)
    return CommandResult(
        data={"pending": act},
        sentence=f"{len(act.approved_by)} of {act.needed} owners approved. "
        f"The others run: idos network approve {act.id}",
    )


def _said(action: str, arguments: Sequence[object]) -> str:
    return f"{action} ({_named(action, arguments)})"


def _named(action: str, arguments: Sequence[object]) -> str:
    """Arguments with the names that the rule gives them; without, if this program has no such rule."""
    known = next((each for each in actions() if each.name == action), None)
    names = [parameter.name for parameter in known.parameters] if known else []
    if len(names) != len(arguments):
        return ", ".join(map(str, arguments))
    return ", ".join(f"{name} {value}" for name, value in zip(names, arguments, strict=True))


def _accepted(offer: OwnershipOffer | None) -> str:
    if offer is None:
        return "All have accepted: the network is theirs."
    return (
        f"{len(offer.accepted_by)} of {len(offer.owners)} have accepted. "
        f"The others run: idos network accept-ownership {offer.id}"
    )


def check_supported(client: Owner, version: int) -> None:
    """Refuse a rules version that this program or the node's lacks. Raises ``Denied`` (``rules_newer``).

    A node whose program lacks the version of its network makes no more blocks.
    """
    if version > LATEST_RULES:
        raise _lacking("this program", LATEST_RULES)
    try:
        supported = client.params().rules.supported
    except Unavailable as error:
        if error.code != "bad_response":
            raise
        supported = 1  # a program from before there were versions does not name any
    if version > supported:
        raise _lacking("the node's program", supported)


def _lacking(whose: str, known: int) -> Denied:
    return Denied(
        f"{whose} has rules versions up to {known}: install a later one here and on every node before",
        code="rules_newer",
    )
