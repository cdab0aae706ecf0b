"""``idos network``: what the owners of a network do, and what everybody may see of it."""

from __future__ import annotations

import time
from typing import Annotated, Final
from uuid import UUID, uuid4

import typer

from idos.cli import owners
from idos.cli.command import command
from idos.cli.groups import AuditorAt, OwnerAt
from idos.cli.options import check_keys, day_of, time_of
from idos.cli.output import CommandResult
from idos.cli.owners import check_supported, outcome
from idos.errors import Unavailable
from idos.protocol.actions.governance import AddInserterAsOwner
from idos.protocol.times import format_time
from idos.sdk.governance import act_id

app = typer.Typer(
    help="Govern a network: who may create profiles, its limits, its rules, its owners. An owner's keys: "
    "--key, or IDOS_KEY. Reading needs none."
)

_ORGANISATIONS: Final = "Organisations"
_RULES: Final = "Rules and limits"

InserterId = Annotated[UUID, typer.Argument(help="The organisation's id.")]
OfInserter = Annotated[UUID, typer.Option("--inserter", help="The organisation's id.")]
Delegate = Annotated[
    str, typer.Argument(metavar="KEY", help="A key, or an EVM address: `identifier` of `idos keys show`.")
]
Version = Annotated[int, typer.Argument(help="The version of the rules.")]


@command(app, rule="add_inserter_as_owner", examples=["network add-inserter Neobank"], panel=_ORGANISATIONS)
def add_inserter(
    owner: OwnerAt, name: Annotated[str, typer.Argument(help="Its name, which nobody ever had.")]
) -> CommandResult:
    """Add an organisation that may create profiles, and show its id, which gives it keys."""
    inserter_id = uuid4()
    try:
        with owner.client() as client:
            client.add_inserter(name, id=inserter_id)
            act = client.pending_act(act_id(AddInserterAsOwner(inserter_id, name)))
    except Unavailable as error:  # it may have happened, and then this is its id
        error.args = (f"{error.message} (its id, should it be there: {inserter_id})",)
        raise
    return outcome(act, {"id": inserter_id, "name": name}, "")


@command(
    app, rule="delete_inserter_as_owner", examples=["network remove-inserter 3f0c…"], panel=_ORGANISATIONS
)
def remove_inserter(owner: OwnerAt, inserter_id: InserterId) -> CommandResult:
    """Remove an organisation and all its keys. What it wrote stays. An unknown id is not an error."""
    with owner.client(destructive=True) as client:
        act = client.remove_inserter(inserter_id)
    return outcome(act, {"removed": inserter_id}, "No organisation has this id any more.")


@command(
    app,
    rule="add_delegate_as_owner",
    examples=["network add-delegate 5d1e… --inserter 3f0c…"],
    panel=_ORGANISATIONS,
)
def add_delegate(owner: OwnerAt, delegate: Delegate, inserter_id: OfInserter) -> CommandResult:
    """Let a key act for an organisation."""
    check_keys(delegate)
    with owner.client() as client:
        act = client.add_delegate(delegate, inserter_id)
    return outcome(act, {"added": delegate}, "The key may write.")


@command(
    app, rule="delete_delegate_as_owner", examples=["network remove-delegate 5d1e…"], panel=_ORGANISATIONS
)
def remove_delegate(owner: OwnerAt, delegate: Delegate) -> CommandResult:
    """Take from a key the right to act for its organisation."""
    with owner.client(destructive=True) as client:
        act = client.remove_delegate(delegate)
    return outcome(act, {"removed": delegate}, "The key may not write any more.")


@command(
    app,
    rule="add_former_delegate_as_owner",
    examples=["network add-former-delegate 5d1e… --inserter 3f0c…"],
    panel=_ORGANISATIONS,
)
def add_former_delegate(owner: OwnerAt, delegate: Delegate, inserter_id: OfInserter) -> CommandResult:
    """Write down that a key acted for an organisation: of one that was removed before rules version 2."""
    check_keys(delegate)
    with owner.client() as client:
        act = client.add_former_delegate(delegate, inserter_id)
    return outcome(act, {"noted": delegate}, "It is noted that the key acted for this organisation.")


@command(app, rule="get_inserters", examples=["network inserters"], panel=_ORGANISATIONS)
def inserters(auditor: AuditorAt) -> CommandResult:
    """List the organisations that may create profiles, and those that once might."""
    with auditor.client() as client:
        return CommandResult(data=client.inserters())


@command(app, rule="get_delegates", examples=["network delegates 3f0c…"], panel=_ORGANISATIONS)
def delegates(auditor: AuditorAt, inserter_id: InserterId) -> CommandResult:
    """List the keys of an organisation, former ones among them."""
    with auditor.client() as client:
        return CommandResult(data=client.delegates(inserter_id))


@command(
    app,
    rule="get_inserter_acts",
    examples=["network inserter-acts", "network inserter-acts --day 2027-01-31 --inserter 3f0c…"],
    panel=_ORGANISATIONS,
)
def inserter_acts(
    auditor: AuditorAt,
    day: Annotated[
        str | None, typer.Option(metavar="DATE", help="A day (UTC); else that of the newest block.")
    ] = None,
    inserter_id: Annotated[UUID | None, typer.Option("--inserter", help="Only this organisation's.")] = None,
) -> CommandResult:
    """List how often the keys of organisations acted on one day."""
    with auditor.client() as client:
        return CommandResult(data=client.inserter_acts(day_of(day) if day else None, inserter_id=inserter_id))


@command(app, rule="get_limits", examples=["network limits"], panel=_RULES)
def limits(auditor: AuditorAt) -> CommandResult:
    """List the limits of the rules, and what each can be."""
    with auditor.client() as client:
        return CommandResult(data=client.limits())


@command(app, rule="set_limit", examples=["network set-limit wallets_per_user 50"], panel=_RULES)
def set_limit(
    owner: OwnerAt,
    name: Annotated[str, typer.Argument(help="The limit's name: `idos network limits` lists them.")],
    value: Annotated[int, typer.Argument(help="What it is to be.")],
) -> CommandResult:
    """Change a limit of the rules."""
    with owner.client(destructive=True) as client:
        act = client.set_limit(name, value)
    done = {"name": name, "value": value}
    return outcome(act, done, f"From the next block on {name} is {value}.")


@command(
    app,
    rule="schedule_upgrade",
    examples=["network upgrade 2 --at 2027-01-31T09:00Z", "network upgrade 2 --at +7d --height 50000"],
    panel=_RULES,
)
def upgrade(
    owner: OwnerAt,
    version: Version,
    at: Annotated[str, typer.Option(metavar="TIME", help="When: 2027-01-31T09:00Z, or +7d from now.")],
    height: Annotated[int, typer.Option(help="And not before the block of this height.")] = 0,
) -> CommandResult:
    """Let a later version of the rules begin. Once it has begun, nothing takes it back.

    Update every node's program before: one that lacks the version makes no more blocks from then on.
    """
    begins = time_of(at, time.time())
    when = format_time(begins) + (f", and of height {height} or later" if height else "")
    with owner.client(destructive=True) as client:
        check_supported(client, version)
        act = client.schedule_upgrade(version, begins, height=height)
    done = {"version": version, "height": height, "begins": begins}
    return outcome(act, done, f"Rules version {version} begins with the first block from {when}.")


@command(app, rule="cancel_upgrade", examples=["network cancel-upgrade 2"], panel=_RULES)
def cancel_upgrade(owner: OwnerAt, version: Version) -> CommandResult:
    """Take back an upgrade that has not begun."""
    with owner.client(destructive=True) as client:
        act = client.cancel_upgrade(version)
    return outcome(act, {"cancelled": version}, "The rules stay as they are.")


@command(app, rule="get_upgrades", examples=["network upgrades"], panel=_RULES)
def upgrades(auditor: AuditorAt) -> CommandResult:
    """List the versions of the rules that began, and the one that is to come."""
    with auditor.client() as client:
        return CommandResult(data=client.upgrades())


app.add_typer(owners.app)
