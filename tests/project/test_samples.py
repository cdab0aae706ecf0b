"""No block of code in the documentation is left to itself: each is run, or held against what it speaks of."""

from __future__ import annotations

import re
import shlex
import subprocess
import time
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import httpx
import pytest
import yaml
from typer.main import get_command

from idos.apps.neobank.configuration import read_configuration
from idos.cli.app import app as idos
from idos.pages.settings import read_settings
from idos.protocol.wire import encode_json
from idos.verification import Expected, draw_passport
from idos.verification.kinds import DocumentKind
from idos.verification.provider import Applicant, Document, VerificationStatus
from idos.verification.sandbox import (
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    SandboxProvider,
    SessionReply,
    StartReply,
    WebhookBody,
    sign,
)
from tests.project.test_workflows import TARGETS
from tests.verification.pictures import ANNA

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = [
    *sorted(ROOT.glob("*.md")),
    *sorted(path for path in (ROOT / "docs").rglob("*.md")),
]
FENCE: Final = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
RUN_ELSEWHERE: Final = {
    ("README.md", "python"): "tests/test_guide.py",
    ("docs/guide.md", "python"): "tests/test_guide.py",
    ("docs/apps.md", "python"): "tests/apps/test_docs.py",
    ("docs/architecture.md", "mermaid"): "tests/project/test_architecture.py",
}
NOT_RUN: Final = {("docs/operator.md", "nginx"): "No test runs this block: nginx is no dependency."}
"""Blocks that nothing runs, and the sentence of their page that says why."""


@dataclass(frozen=True)
class Block:
    """A fenced block: of which page, in which language."""

    page: str
    language: str
    text: str


BLOCKS: Final = [
    Block(str(path.relative_to(ROOT)), match[1], match[2])
    for path in PAGES
    for match in FENCE.finditer(path.read_text())
]


def of(language: str, page: str = "") -> list[Block]:
    return [block for block in BLOCKS if block.language == language and page in {"", block.page}]


def test_every_block_is_of_a_kind_that_is_run_or_says_why_not() -> None:
    here = {("docs/verification.md", "python"), ("docs/isle.md", "html"), ("docs/isle.md", "js")}
    here |= {("docs/apps.md", "toml"), ("docs/operator.md", "toml"), ("docs/operator.md", "yaml")}
    known = here | RUN_ELSEWHERE.keys() | NOT_RUN.keys()
    found = {(block.page, block.language) for block in BLOCKS if block.language not in {"", "sh"}}
    assert found == known
    for (page, _), test in RUN_ELSEWHERE.items():
        assert Path(page).name in (ROOT / test).read_text() or "PAGE" in (ROOT / test).read_text()
    for (page, _), reason in NOT_RUN.items():
        assert reason in (ROOT / page).read_text()


def _lines(block: Block) -> list[list[str]]:
    """The commands of a shell block, in words, without comments."""
    whole = block.text.replace("\\\n", " ")
    return [words for line in whole.splitlines() if (words := shlex.split(line, comments=True))]


@pytest.mark.parametrize("page", sorted({block.page for block in of("sh")}))
def test_commands_exist_with_the_options_that_are_given(page: str) -> None:
    for block in of("sh", page):
        for words in _lines(block):
            if words[0] == "make":
                assert {word for word in words[1:] if "=" not in word} <= TARGETS
            elif words[0] == "idos":
                _check_command(words[1:])
            else:
                assert words[0] in {".venv/bin/python", "git", "gh", "uv"}, words


def _check_command(words: list[str]) -> None:
    command: Any = get_command(idos)
    rest = list(words)
    while commands := getattr(command, "commands", None):
        command = commands[rest.pop(0)]
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    given = {word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)}
    assert given <= options, words


def test_the_samples_of_verification_run() -> None:
    first, second = of("python", "docs/verification.md")
    names: dict[str, Any] = {"image_bytes": draw_passport(ANNA)}
    exec(compile(first.text, first.page, "exec"), names)
    assert names["outcome"].approved
    names = _provider_that_approved()
    exec(compile(second.text, second.page, "exec"), names)
    assert names["verification"].status is VerificationStatus.APPROVED
    assert names["images"].document == b"a picture"
    assert names["reasons"] == ()


def _provider_that_approved() -> dict[str, Any]:
    """What the second sample has: a provider that answers as the sandbox does, and a call-back."""
    session, now, secret = "kYhVx3zM0tq1uQwErTyUiA", int(time.time()), bytes(32)
    document = Document(
        DocumentKind.PASSPORT, "UTO", "ERIKSSON", "ANNA MARIA", "L898902C3", date(1990, 8, 12)
    )

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith(f"/api/sessions/{session}/images"):
            return httpx.Response(200, content=b"a picture")
        if request.method == "POST":
            url = f"https://verify.example/{session}"
            return httpx.Response(200, content=encode_json(StartReply(id=session, url=url, expires=now + 60)))
        reply = SessionReply(
            id=session,
            reference="case-17",
            status=VerificationStatus.APPROVED,
            reasons=(),
            comment="",
            document=document,
            images=(),
        )
        return httpx.Response(200, content=encode_json(reply))

    body = encode_json(
        WebhookBody(
            id="e-1", session=session, reference="case-17", status=VerificationStatus.APPROVED, occurred=now
        )
    )
    headers = {TIMESTAMP_HEADER: str(now), SIGNATURE_HEADER: sign([secret], now, body)}
    return {
        "Applicant": Applicant,
        "Expected": Expected,
        "SandboxProvider": partial(SandboxProvider, http=httpx.Client(transport=httpx.MockTransport(answer))),
        "expected": Expected("Eriksson", "Anna Maria"),
        "key": "the-api-key",
        "raw_body": body,
        "request": SimpleNamespace(headers=headers),
        "secret": secret,
    }


def test_the_file_of_the_pages_is_read(tmp_path: Path) -> None:
    (block,) = of("toml", "docs/operator.md")
    for place, real in {"9f2c…": "9f2c", "z6Mk…": _CREDENTIAL_KEY, "3q2+…": _ENCRYPTION_KEY}.items():
        assert place in block.text
        block = Block(block.page, block.language, block.text.replace(place, real))
    (tmp_path / "neobank.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (tmp_path / "pages.toml").write_text(block.text)
    origins = read_settings(tmp_path / "pages.toml").origins
    assert set(origins) - {"node"} == set(tomllib.loads(block.text)["hosts"])


def test_the_file_of_a_bank_is_read_with_either_provider(tmp_path: Path) -> None:
    (block,) = of("toml", "docs/apps.md")
    (tmp_path / "secrets").mkdir()
    for name in re.findall(r'_file = "(secrets/[\w-]+)"', block.text):
        (tmp_path / name).write_text("k" * 32)
    for provider in ("sumsub", "sandbox"):
        text = block.text.replace('provider = "sumsub"', f'provider = "{provider}"')
        (tmp_path / "neobank.toml").write_text(text)
        read = read_configuration(tmp_path / "neobank.toml", {})
        assert read.server.provider == provider
        assert read.settings.public_url == "https://neobank.example"


_CREDENTIAL_KEY: Final = "z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"
_ENCRYPTION_KEY: Final = "3q2+796tvu/erb7v3q2+796tvu/erb7v3q2+796tvu8="


def test_alerts_ask_for_figures_that_a_node_gives() -> None:
    (block,) = of("yaml")
    rules = yaml.safe_load(block.text)["groups"][0]["rules"]
    wanted = {name for rule in rules for name in re.findall(r"idos_\w+", rule["expr"])}
    code = "".join(path.read_text() for path in (ROOT / "src" / "idos" / "rpc").rglob("*.py"))
    given = set(re.findall(r"\bidos_\w+", code))
    assert len(wanted) >= 4
    assert wanted <= given


def test_an_app_gives_the_isle_what_it_asks_for(tmp_path: Path) -> None:
    (page,) = of("html")
    assert 'customElements.define("idos-isle"' in (ROOT / "web/isle/element/main.ts").read_text()
    assert "<idos-isle " in page.text
    (script,) = of("js")
    (tmp_path / "app.mjs").write_text(script.text)
    subprocess.run(["node", "--check", "app.mjs"], cwd=tmp_path, check=True)  # of the PATH, as make
    host = (ROOT / "web/isle/host.ts").read_text()
    (consumer,) = re.findall(r"^export interface ConsumerHost .*?^}", host, re.MULTILINE | re.DOTALL)
    given = set(re.findall(r"^  (\w+):", script.text, re.MULTILINE))
    assert "fields" in given
    assert given <= set(re.findall(r"^  (\w+)\??[:(]", consumer, re.MULTILINE))
