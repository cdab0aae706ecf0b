from __future__ import annotations

import errno
import json
import sys
from dataclasses import dataclass
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner, Result

from idos import errors
from idos.cli import main
from idos.cli.app import app as idos
from idos.cli.command import EXIT_CODES, EXIT_MEANINGS, command, exit_code
from idos.cli.output import CommandResult, Output
from idos.errors import Denied, IdosError, Invalid, NotFound, Unavailable, UnknownOutcome


@dataclass(frozen=True, kw_only=True)
class Greeting:
    word: Annotated[str, typer.Option(envvar="WORD")] = "hello"


def _run(run: object, *words: str) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    command(app, examples=[])(run)  # type: ignore[arg-type]  # every test has a shape of its own
    return CliRunner().invoke(app, list(words))


def _raising(error: Exception) -> object:
    def run() -> None:
        raise error

    return run


def test_the_fields_of_a_group_are_options() -> None:
    def greet(greeting: Greeting, name: str) -> CommandResult:
        return CommandResult(data={"said": f"{greeting.word} {name}"})

    assert _run(greet, "Ada", "--json").stdout == '{"said":"hello Ada"}\n'
    assert _run(greet, "Ada", "--word", "hi").stdout == "said  hi Ada\n"


def test_a_command_may_answer_before_it_ends() -> None:
    def run(output: Output) -> None:
        output.show(CommandResult(data={"ready": True}, sentence="Ready."))

    assert _run(run).stdout == "Ready.\n"
    assert _run(run, "--json").stdout == '{"ready":true}\n'


def test_raw_answers_are_printed_byte_for_byte() -> None:
    def run() -> CommandResult:
        return CommandResult(data={}, raw=b"\x00\xff[red]")

    assert _run(run).stdout_bytes == b"\x00\xff[red]"


def test_every_class_of_errors_has_an_exit_code_that_is_documented() -> None:
    kinds = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, IdosError)}
    codes = {
        Invalid("x"): 3,
        Denied("x"): 1,
        NotFound("x"): 1,
        Unavailable("x"): 4,
        UnknownOutcome("x", tx_hash="ab"): 5,
    }
    assert {error: exit_code(error) for error in codes} == codes
    assert {type(error) for error in codes} == kinds - {IdosError}
    assert {code for _, code in EXIT_CODES} < set(EXIT_MEANINGS)


def test_an_unknown_outcome_names_the_transaction() -> None:
    result = _run(_raising(UnknownOutcome("it was sent", tx_hash="ab12")), "--json")
    assert result.exit_code == 5
    assert result.stdout == '{"error":{"code":"unknown_outcome","message":"it was sent","tx_hash":"ab12"}}\n'
    assert "ab12" in result.stderr
    assert "it may have happened" in result.stderr


def test_an_answer_with_an_error_fails_and_is_still_one_document() -> None:
    def run() -> CommandResult:
        return CommandResult(data={"checks": 3}, error=Denied("one check failed", code="revoked"))

    result = _run(run, "--json")
    assert (result.exit_code, result.stdout) == (1, '{"checks":3}\n')
    assert result.stderr == "error: one check failed (revoked)\n"


def test_a_file_that_fails_is_unavailable() -> None:
    result = _run(_raising(OSError(errno.ENOSPC, "No space left on device", "alice.key")))
    assert (result.exit_code, result.stderr) == (4, "error: alice.key: No space left on device (disk)\n")


def test_a_reader_that_goes_away_is_no_error_of_ours() -> None:
    assert _run(_raising(OSError(errno.EPIPE, "Broken pipe"))).exit_code == 1


def test_a_bug_is_not_dressed_up() -> None:
    assert isinstance(_run(_raising(ZeroDivisionError())).exception, ZeroDivisionError)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (None, "\nInterrupted.\n"),
        ("get_user", "\nInterrupted.\n"),
        ("erase_profile", "\nInterrupted. It may have happened: look before you repeat it.\n"),
    ],
)
@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, typer.Abort], ids=["anywhere", "at a question"])
def test_an_interrupt_has_its_own_code_and_says_what_it_may_have_left(
    rule: str | None, said: str, interrupt: type[BaseException]
) -> None:
    app = typer.Typer()

    @command(app, rule=rule, examples=[])
    def run() -> None:
        raise interrupt

    result = CliRunner().invoke(app)
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", said)


def test_help_tells_the_rule_of_the_network() -> None:
    app = typer.Typer()

    @command(app, rule="revoke_access_grant", examples=["user revoke 3f0c…"])
    def revoke() -> CommandResult:
        """Take a grant back."""
        raise AssertionError

    text = " ".join(CliRunner().invoke(app, ["--help"]).stdout.split())
    assert "Take back an own grant that is not locked." in text
    assert "idos user revoke 3f0c…" in text


def test_of_several_actions_of_a_name_help_tells_the_newest() -> None:
    text = " ".join(CliRunner().invoke(idos, ["user", "wallets", "add", "--help"]).stdout.split())
    assert "Add a wallet to the caller's profile." in text
    assert "of clients that do not say" not in text


@pytest.mark.parametrize(
    ("rule", "code", "said"),
    [
        ("set_limit", "rules_older", "`idos network upgrade 2 --at +2h`"),
        ("get_limits", "rules_older", "the node's program does not know this yet: install a later one"),
        ("get_user", "unknown_action", "unknown action"),
        (None, "unknown_action", "unknown action"),
    ],
)
def test_a_network_or_a_node_that_is_too_old_for_a_command_is_said_to_be(
    rule: str | None, code: str, said: str
) -> None:
    """A network runs an action of a later version when that begins; a node shows a view once it has it."""
    app = typer.Typer()

    @command(app, rule=rule, examples=[])
    def run() -> None:
        raise Invalid("unknown action", code="unknown_action")

    result = CliRunner().invoke(app, ["--json"])
    assert json.loads(result.stdout)["error"]["code"] == code
    assert said in result.stderr


def test_a_rule_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(IndexError):
        command(typer.Typer(), rule="no_such_action", examples=[])(lambda: None)


def test_the_command_line_of_this_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["idos", "actions", "get_user", "--json"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 0
    assert '"name":"get_user"' in capsys.readouterr().out


def test_the_demo_s_result_is_the_command_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idos.apps.demo.main", lambda: 1)
    assert CliRunner().invoke(idos, ["demo"]).exit_code == 1
