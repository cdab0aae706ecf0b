"""Kill a node under load again and again, and check each time that it kept its promises.

A campaign goes on in eras: each begins a network in a folder of its own, so that a seed and an era's number
say everything about the load. In each cycle of an era the node is started, used by many at once, and ended:
most often killed, sometimes before it answers, sometimes stopped. After each restart every profile is
compared with what its owner was told. From time to time the killed node's files are copied and verified from
the genesis on; and at an era's end no trace of what was deleted may be in any file.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event

import httpx

from idos.apps.traces import Traces
from idos.node import verify
from idos.store.records import Receipt
from idos.store.sqlite import SqliteStore
from tests.chaos.load import User, Violation
from tests.chaos.process import NodeProcess, found
from tests.people import PEOPLE, Person
from tests.rpc.kit import Client

RETENTION_SECONDS = 1
_SECONDS_UNTIL_GONE = 10.0
_MORE = tuple(Person(f"bob_{number}", kind) for number, kind in enumerate(("EVM", "FaceSign", "NEAR")))


@dataclass(frozen=True)
class Plan:
    """How much is done. A folder is verified after every ``verify_every`` kills."""

    seed: int
    cycles: int
    cycles_in_era: int = 20
    verify_every: int = 5
    longest_load: float = 0.6
    users: tuple[Person, ...] = (*PEOPLE, *_MORE)


@dataclass
class Figures:
    """What a campaign did."""

    counts: Counter[str] = field(default_factory=Counter)
    starts: list[float] = field(default_factory=list)
    largest_database: int = 0


Report = Callable[[str, Figures], object]


class Era:
    """A network from its genesis on, and its users."""

    def __init__(self, folder: Path, random: Random, plan: Plan, figures: Figures) -> None:
        self._folder = found(folder)
        self._random = random
        self._plan = plan
        self._figures = figures
        self._users = [User(who, Random(random.getrandbits(64))) for who in plan.users]

    def run(self, cycles: int, report: Report) -> None:
        """Begin, go through the cycles, and look for traces."""
        with self._node() as (_, client):
            for user in self._users:
                client.join(user.who)
        for cycle in range(1, cycles + 1):
            ending = self._random.choices(["kill", "kill at start", "stop"], [75, 15, 10])[0]
            {"kill": self._kill, "kill at start": self._kill_at_start, "stop": self._stop}[ending]()
            self._figures.counts[ending] += 1
            if cycle % self._plan.verify_every == 0:
                self._verify_files()
            report(ending, self._figures)
        self._look_for_traces()

    def _kill(self) -> None:
        with self._node() as (node, client):
            self._check(client)
            self._load(client, lambda: node.kill(), self._random.uniform(0, self._plan.longest_load))

    def _kill_at_start(self) -> None:
        node = NodeProcess(self._folder, body_retention_seconds=RETENTION_SECONDS)
        time.sleep(self._random.uniform(0, 1))
        node.kill()

    def _stop(self) -> None:
        with self._node() as (node, client):
            self._check(client)
            self._load(client, lambda: node.stop(), self._random.uniform(0, self._plan.longest_load))
            if node.process.returncode != 0:
                raise Violation(f"SIGTERM ended the node with status {node.process.returncode}: {node.log()}")

    def _load(self, client: Client, end: Callable[[], object], seconds: float) -> None:
        """Let everybody use the node while ``end`` ends it."""
        enough = Event()
        with ThreadPoolExecutor(len(self._users)) as pool:
            working = [pool.submit(user.work, client.url, enough.is_set) for user in self._users]
            time.sleep(seconds)
            end()
            enough.set()
            for work in working:
                self._figures.counts["acknowledged"] += work.result()

    def _check(self, client: Client) -> None:
        """Everything that was acknowledged is there, and nothing that nobody sent."""
        for user in self._users:
            user.settle(client)
            self._figures.counts["records read"] += user.check(client)

    def _verify_files(self) -> None:
        """The files as they are now make a whole chain with every acknowledged transaction."""
        copy = self._folder.with_name(self._folder.name + "-copy")
        shutil.copytree(self._folder, copy)
        self._figures.counts["blocks verified"] += verify(copy).height + 1
        store = SqliteStore(copy / "state")
        with store.read() as tx:
            for user in self._users:
                for tx_hash in user.acknowledged:
                    receipt = tx.get(Receipt, bytes.fromhex(tx_hash))
                    if receipt is None or receipt.code != 0:
                        raise Violation(
                            f"{user.who.name}: {tx_hash} was acknowledged, its receipt is {receipt}"
                        )
                    self._figures.counts["receipts read"] += 1
        store.close()
        shutil.rmtree(copy)
        self._figures.counts["verifications"] += 1

    def _look_for_traces(self) -> None:
        """Once the retention is over, no file holds a part of what was deleted; nor after the node's end."""
        with self._node() as (node, client):
            self._check(client)
            deleted = [secret for user in self._users for secret in user.deleted]
            deadline = time.monotonic() + _SECONDS_UNTIL_GONE
            traces = Traces(deleted)
            while (scan := traces.search(self._folder)).found and time.monotonic() < deadline:
                time.sleep(0.2)
            (self._folder / "metrics").write_bytes(client.get("/metrics").content)
            node.stop()
        scan = scan if scan.found else traces.search(self._folder)
        if scan.found:
            raise Violation(f"what was deleted is still there: {scan.found}")
        self._figures.counts["secrets deleted"] += len(deleted)
        self._figures.counts["bytes searched"] += scan.bytes
        for user in self._users:
            self._figures.counts["unheard and committed"] += user.committed_unheard
            self._figures.counts["unheard and lost"] += user.lost_unheard

    def _node(self) -> _Running:
        return _Running(self._folder, self._figures)


class _Running:
    """A node that answers, and a client of it; killed in the end if it still runs."""

    def __init__(self, folder: Path, figures: Figures) -> None:
        self._folder = folder
        self._figures = figures

    def __enter__(self) -> tuple[NodeProcess, Client]:
        self._node = NodeProcess(self._folder, body_retention_seconds=RETENTION_SECONDS)
        url = self._node.ready()
        if not url:
            raise Violation(f"the node does not start: {self._node.log()}")
        self._figures.starts.append(self._node.start_seconds)
        self._http = httpx.Client(timeout=30)
        return self._node, Client(url, self._http)

    def __exit__(self, *_: object) -> None:
        self._http.close()
        self._node.kill()
        size = (self._folder / "state" / "state.sqlite").stat().st_size
        self._figures.largest_database = max(size, self._figures.largest_database)


def run(folder: Path, plan: Plan, report: Report = lambda *_: None) -> Figures:
    """Run a campaign. Each era has a folder in ``folder``, removed when the era was without fault.

    Raises:
        Violation: a promise was broken; the era's folder is kept.
    """
    figures = Figures()
    era = done = 0
    while done < plan.cycles:
        cycles = min(plan.cycles_in_era, plan.cycles - done)
        place = folder / f"era-{era}"
        try:
            Era(place, Random(f"{plan.seed} {era}"), plan, figures).run(cycles, report)
        except Exception as error:
            raise Violation(f"seed {plan.seed}, era {era}, folder {place}: {error}") from error
        shutil.rmtree(place)
        era, done = era + 1, done + cycles
    return figures
