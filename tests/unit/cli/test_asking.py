"""What cannot be taken back is asked about, and every command says which kind it is."""

import sys
from io import StringIO
from typing import override

import pytest
import typer
from typer.testing import CliRunner

from jetbridge_cli import asking
from jetbridge_cli.app import app
from jetbridge_cli.failure import CommandError
from tests.support.commands import ASKS, DOES_NOT, EVERY

READS = {"list", "show", "status", "attempts", "failed", "erasures", "projects", "pull", "validate"}
READS |= {
    "changes",
    "endpoints",
    "links",
    "check",
    "doctor",
    "verify",
    "export",
    "exports",
    "dry-run",
    "sample",
    "schema",
    "env",
    "dead-letters",
    "keys",
}
"""Names of commands that change nothing."""


def test_every_command_says_which_kind_it_is() -> None:
    """A new one is put into one of the three lists, and asks if it must."""
    unknown = {name for name in EVERY if name.rpartition(" ")[2] not in READS}
    assert unknown == ASKS | DOES_NOT.keys()


@pytest.mark.parametrize("name", sorted(ASKS))
def test_a_script_can_say_yes(name: str) -> None:
    """By `--yes`, or by the version that it has seen."""
    assert EVERY[name] & {"--yes", "--expect-version"}


@pytest.mark.parametrize("answer", [True, False, None])
def test_only_a_yes_goes_on(answer: bool | None) -> None:  # noqa: FBT001 - each answer that there is
    """A no, and no terminal, say that nothing was done."""
    if answer:
        asking.agree("Go?", ask=lambda _: answer)
        return
    with pytest.raises(CommandError, match="nothing was erased") as failed:
        asking.agree("Go?", undone="nothing was erased", ask=lambda _: answer)
    assert ("--yes" in str(failed.value)) is (answer is None)


class Typed(StringIO):
    """What is typed at a terminal."""

    @override
    def isatty(self) -> bool:
        """Be one."""
        return True


NOWHERE = ("--endpoint-url", "http://127.0.0.1:9")


@pytest.mark.parametrize(
    "command",
    [
        ("notifications", "replay-dead-letters"),
        ("secrets", "rotate-keyring"),
    ],
    ids=" ".join,
)
def test_a_terminal_is_asked_before_anything_is_done(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is nothing to look at first, AWS is asked nothing before the answer."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    # WHEN the answer at a terminal is no, THEN nothing was done
    monkeypatch.setattr(sys, "stdin", Typed("n\n"))
    with pytest.raises(CommandError, match="nothing was done"):
        app([*command, *NOWHERE], standalone_mode=False)
    # AND with `--yes` the command goes on, to an AWS that is not there
    with pytest.raises(CommandError, match="cannot be reached"):
        app([*command, *NOWHERE, "--yes"], standalone_mode=False)
    # AND so it does for a script, which was not asked in earlier releases
    monkeypatch.setattr(sys, "stdin", StringIO())
    with pytest.raises(CommandError, match="cannot be reached"):
        app([*command, *NOWHERE], standalone_mode=False)


@pytest.mark.parametrize(
    "command",
    [
        ("clients", "revoke", "jb_ci_1"),
        ("companies", "revoke", "acme", "--tenant", "demo"),
        ("connections", "release", "acme"),
        ("notifications", "replay", "e1", "--partner", "incode"),
        ("people", "erase", "--tenant", "demo", "--candidate", "c"),
        ("restore", "apply", "restored", "--since", "2026-01-01T00:00:00Z"),
        ("retention", "apply", "--tenant", "demo"),
        ("tenants", "offboard", "demo"),
        ("webhooks", "remove", "--tenant", "demo"),
    ],
    ids=" ".join,
)
def test_what_is_named_is_looked_for_before_the_question(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who is asked about something that is not there says yes to nothing."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    # GIVEN an AWS that is not there
    monkeypatch.setattr(sys, "stdin", Typed("n\n"))
    # WHEN a command names something, THEN AWS is asked first
    with pytest.raises(CommandError, match="cannot be reached"):
        app([*command, *NOWHERE], standalone_mode=False)
    # AND nothing was asked of the operator
    assert "[y/N]" not in "".join(capsys.readouterr())


def test_without_an_answer_the_question_has_its_own_line() -> None:
    """What is said next begins a line."""
    application = typer.Typer()

    @application.command()
    def command() -> None:
        asking.agree("Go?")

    result = CliRunner().invoke(application, input="")
    assert result.stderr == "Go? [y/N]: \n"
    # AND standard output, which programs read, holds nothing of it
    assert result.stdout == ""
    assert isinstance(result.exception, CommandError)


def test_a_question_is_shown_as_text() -> None:
    """It may hold what others wrote."""
    application = typer.Typer()

    @application.command()
    def command() -> None:
        asking.agree("Erase \x1b[31m[/oops]\n?")

    result = CliRunner().invoke(application, input="y\n")
    assert "Erase \\x1b[31m[/oops]\\n? [y/N]" in result.output
