"""Every limit has an end, a typed answer beyond it, and a row in ``docs/operator.md``."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from idos.actions.limits import Limits
from idos.node import NodeConfig
from tests.rpc import limits_of_the_network, limits_of_the_node, limits_of_the_wire
from tests.rpc.limit_table import PROBES, Limit, Probe

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs" / "operator.md"
TABLES = (limits_of_the_network, limits_of_the_node, limits_of_the_wire)
"""Importing these fills the table."""


@pytest.mark.parametrize(("limit", "probe"), [pytest.param(*each, id=each[1].__name__) for each in PROBES])
def test_what_is_beyond_a_limit_has_its_answer(limit: Limit, probe: Probe) -> None:
    assert probe() == limit.answer


def test_the_table_has_every_limit() -> None:
    known = {limit.name.removeprefix("genesis ").strip("`") for limit, _ in PROBES}
    assert {limit.name for limit in fields(Limits)} <= known
    unlimited = {"host", "port", "store", "log_level", "allow_empty_chain_id", "public_urls", "private"}
    unlimited |= {"allowed_origins", "trusted_proxies", "statement", "metrics_listen", "clock_is_right"}
    of_the_engine = {"block_transactions", "block_bytes", "body_retention_seconds", "threads"}
    assert {field.name for field in fields(NodeConfig)} - known == unlimited | of_the_engine


def test_the_table_is_the_one_in_the_documentation() -> None:
    assert "\n".join(limit.row for limit, _ in PROBES) in DOCS.read_text()
