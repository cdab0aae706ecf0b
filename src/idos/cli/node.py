"""``idos node``: run a node of one's own."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from idos.actions.genesis import FoundingInserter, Genesis
from idos.actions.limits import LATEST_RULES, Limits, bounds
from idos.cli.command import command
from idos.cli.groups import NodeAt, Threshold
from idos.cli.options import check_keys, threshold_of
from idos.cli.output import CommandResult, Output
from idos.errors import Denied, Invalid, Unavailable
from idos.protocol.jsonrpc import Response
from idos.protocol.results import Health, RulesInfo
from idos.protocol.times import format_time
from idos.protocol.wire import convert
from idos.sdk.drivers import Ask
from idos.sdk.transport import HttpTransport

if TYPE_CHECKING:
    from idos.node import UpgradeReport

app = typer.Typer(help="Run a node.")

Folder = Annotated[Path, typer.Argument(help="The node's folder.")]


@command(
    app,
    examples=[
        "node init node --chain-id my-idos --owner 9f2c… --inserter Neobank=5d1e…",
        "node init node --chain-id my-idos --owner 9f2c… --owner 77aa… --owner c0ff… --threshold 2",
        "node init node --chain-id my-idos --owner 9f2c… --limit wallets_per_user=50",
    ],
)
def init(
    folder: Folder,
    owners: Annotated[
        list[str],
        typer.Option(
            "--owner", metavar="KEY", help="Who governs it: a key or an EVM address. May be repeated."
        ),
    ],
    chain_id: Annotated[str, typer.Option(help="The new network's name, which no other should have.")],
    inserters: Annotated[
        list[str] | None,
        typer.Option(
            "--inserter", metavar="NAME=KEY,…", help="Who may write: a name, and its keys (`idos keys show`)."
        ),
    ] = None,
    threshold: Threshold = None,
    limits: Annotated[
        list[str] | None,
        typer.Option("--limit", metavar="NAME=VALUE", help="A limit that is not to have its default."),
    ] = None,
) -> CommandResult:
    """Found a network: write its genesis and the settings of its first node."""
    from idos import node

    check_keys(*owners)
    genesis = Genesis(
        chain_id=chain_id,
        owner=owners[0],
        time_ms=time.time_ns() // 1_000_000,
        inserters=tuple(map(_inserter, inserters or ())),
        limits=Limits(**dict(map(_limit, limits or ()))),
        rules=LATEST_RULES,
        co_owners=tuple(owners[1:]),
        threshold=threshold_of(owners, threshold),
    )
    node.init(folder, genesis)
    return CommandResult(
        data={"folder": str(folder), "chain_id": chain_id},
        sentence=f"Start the node with `idos node run {folder}`.",
    )


@command(app, examples=["node run node", "node run node --host 0.0.0.0 --port 8484"])
def run(
    output: Output,
    folder: Folder,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 for any free one.")] = None,
    metrics_listen: Annotated[
        str | None, typer.Option("--metrics-listen", metavar="HOST:PORT", help="Where /metrics is shown.")
    ] = None,
) -> None:
    """Run the node until it is interrupted. Prints its URL when it answers; logs go to standard error.

    Other settings are in the folder's config.toml and in the environment (IDOS_NODE_…): docs/operator.md.
    """
    from idos import node

    def ready(url: str) -> None:
        output.show(CommandResult(data={"url": url}, sentence=url))

    flags = {"host": host, "port": port, "metrics_listen": metrics_listen}
    node.run(folder, node.load_config(folder, flags=flags), ready=ready)


@command(app, examples=["node verify node"])
def verify(folder: Folder) -> CommandResult:
    """Check a stopped node's files: every block header, from the first, and the state they lead to."""
    from idos import node

    block = node.verify(folder)
    return CommandResult(
        data={"height": block.height, "block_hash": block.hash.hex(), "state_hash": block.state_hash.hex()},
        sentence=f"The chain of {block.height + 1} blocks is whole, and the state is the one it leads to.",
    )


@command(app, examples=["node upgrade node --check", "node upgrade node"])
def upgrade(
    folder: Folder,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing, and say what would be done.")
    ] = False,
) -> CommandResult:
    """Bring a stopped node's files to the form that this program writes, as starting the node does.

    It cannot be undone: older programs refuse the files from then on. Copy the folder before, while the node
    is stopped. Denied, and nothing changed, when this program lacks a version of the rules that is scheduled.
    """
    from idos import node

    report = node.check_upgrade(folder)
    rules = report.rules
    lacking, is_older = _lacking(rules), report.store_version != report.program_store_version
    upgrades = is_older and not check and lacking is None
    if upgrades:
        node.upgrade(folder)
    return CommandResult(
        data={
            "store_version": report.store_version,
            "program_store_version": report.program_store_version,
            "upgraded": upgrades,
            "height": report.height,
            **_versions(rules),
        },
        sentence=f"{_about_files(report, upgraded=upgrades)} {_about_rules(rules)}",
        error=lacking,
    )


@command(app, examples=["node status --node-url https://idos.example"])
def status(at: NodeAt) -> CommandResult:
    """Show how a node is, and the version of the rules."""
    with closing(HttpTransport(at.node_url)) as transport:
        health, params = transport.ask(Ask("user.health")), transport.ask(Ask("chain.consensus_params"))
    if health.fault is not None:
        raise Unavailable(health.fault.message, code="node_refused")
    found, rules = Health.from_json(health.result), _rules(params)
    if at.chain_id not in {None, found.chain_id}:
        text = f"the node belongs to the network {found.chain_id}, and not to {at.chain_id}"
        raise Denied(text, code="wrong_network")
    return CommandResult(data={**found.to_json(), **(_versions(rules) if rules else {})})


def _rules(params: Response) -> RulesInfo | None:
    """The rules as a node tells them; None of programs from before there were versions."""
    try:
        return convert((params.result or {}).get("rules"), RulesInfo)
    except Invalid:
        return None


def _versions(rules: RulesInfo) -> dict[str, object]:
    upgrade = rules.upgrade
    return {
        "rules_version": rules.version,
        "rules_supported": rules.supported,
        "upgrade_version": upgrade and upgrade.version,
        "upgrade_height": upgrade and upgrade.height,
        "upgrade_begins": upgrade and upgrade.time,
    }


def _about_files(report: UpgradeReport, *, upgraded: bool) -> str:
    before, after = report.store_version, report.program_store_version
    if before == after:
        return f"The files have version {before}, which this program writes: there is nothing to do."
    if upgraded:
        return f"The files had version {before}, and have version {after} now. Older programs refuse them."
    return (
        f"The files have version {before}, and this program brings them to version {after}. That cannot be "
        "undone, and older programs refuse them then: copy the folder before, while the node is stopped."
    )


def _about_rules(rules: RulesInfo) -> str:
    upgrade = rules.upgrade
    now = f"The network has rules version {rules.version}"
    if upgrade is None:
        return f"{now}, and no other is scheduled."
    return f"{now}; version {upgrade.version} is scheduled for {format_time(upgrade.time)}."


def _lacking(rules: RulesInfo) -> Denied | None:
    """The error of an upgrade that is scheduled and that the program lacks."""
    if rules.upgrade is None or rules.upgrade.version <= rules.supported:
        return None
    return Denied(
        f"this program has rules versions up to {rules.supported}, and makes no block once version "
        f"{rules.upgrade.version} begins: install a later one",
        code="rules_newer",
    )


def _inserter(text: str) -> FoundingInserter:
    name, equals, keys = text.partition("=")
    if not (name and equals and keys):
        raise Invalid("an inserter is NAME=KEY, more keys separated by commas", code="bad_inserter")
    check_keys(*keys.split(","))
    return FoundingInserter(uuid4(), name, tuple(keys.split(",")))


def _limit(text: str) -> tuple[str, int]:
    name, _, value = text.partition("=")
    within = bounds(LATEST_RULES).get(name)
    if within is None:
        known = ", ".join(bounds(LATEST_RULES))
        raise Invalid(f"a limit is NAME=VALUE, and its name one of: {known}", code="bad_limit")
    number = int(value) if value.isascii() and value.isdecimal() and len(value) <= 16 else -1
    if not within.least <= number <= within.most:
        raise Invalid(f"{name} is a number from {within.least} to {within.most}", code="bad_limit")
    return name, number
