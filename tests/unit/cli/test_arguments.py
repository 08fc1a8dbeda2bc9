"""What the command line takes: text that is taken nowhere is refused before a command runs."""

import pytest
from typer.testing import CliRunner

from jetbridge.model import text
from jetbridge_cli.app import app
from jetbridge_cli.failure import CommandError

COMMANDS = {
    "a tenant": ["policy", "show", "--tenant", "{}"],
    "an endpoint": ["webhooks", "set", "--tenant", "demo", "--url", "https://{}.test"],
    "a person": ["people", "erase", "--tenant", "demo", "--candidate", "{}"],
    "a secret's name": ["secrets", "set", "{}"],
    "a command": ["{}"],
}


@pytest.mark.parametrize("letter", ["\udcff", "\x1b", "\x9b", "\u202e", "\u2066"])
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_an_argument_that_is_no_text_is_refused_and_not_repeated(
    command: list[str], letter: str
) -> None:
    """A byte that is no UTF-8 arrives as half a character; a terminal obeys what it is shown."""
    # WHEN a command is given such text
    result = CliRunner().invoke(app, [part.format(f"a{letter}b") for part in command])
    # THEN it is a wrong call, and says so in clean text
    assert result.exit_code == 2
    assert "An argument" in result.output
    assert letter not in result.output
    assert text.fault(result.output.replace("\x1b[", "")) is None


@pytest.mark.parametrize("url", ["nonsense", "http://[", "ftp://localhost", "http://"])
def test_an_endpoint_that_is_no_url_is_refused(url: str) -> None:
    """By its option and its rule."""
    result = CliRunner().invoke(app, ["clients", "list", "--tenant", "demo", "--endpoint-url", url])
    assert result.exit_code == 2
    assert "begins with http:// or https://" in " ".join(result.output.replace("│", "").split())


def test_ordinary_text_of_any_script_is_taken() -> None:
    """A command goes on with it."""
    result = CliRunner().invoke(app, ["policy", "validate", "\u00e9\u4e2d.json"])
    assert "An argument" not in result.output


@pytest.mark.parametrize(
    "command",
    [
        ["journeys", "list", "--tenant"],
        ["journeys", "list", "--candidate"],
        ["journeys", "list", "--application"],
        ["journeys", "list", "--since"],
        ["webhooks", "list", "--tenant"],
        ["connections", "attempts", "--company"],
    ],
    ids=" ".join,
)
def test_an_empty_filter_is_not_everything(command: list[str]) -> None:
    """It comes from a script whose variable is not set."""
    # WHEN what narrows a list is given, and is empty
    result = CliRunner().invoke(app, [*command, ""])
    # THEN it is a wrong call, and names the option
    assert result.exit_code == 2
    assert command[-1] in result.output


@pytest.mark.parametrize("command", [["list"], ["replay", "evt-1", "--yes"]], ids=" ".join)
def test_a_partner_that_sends_no_notifications_is_refused(command: list[str]) -> None:
    """A typing error is not an empty list."""
    # WHEN the notifications of a partner are asked for that sends none
    result = CliRunner().invoke(app, ["notifications", *command, "--partner", "incod"])
    # THEN it is a wrong call, and names those that do
    assert result.exit_code == 2
    assert "smartrecruiters" in result.output


@pytest.mark.parametrize(
    ("command", "partner"),
    [
        (["notifications", "list"], "onboarder"),
        (["notifications", "replay", "evt-1"], "onboarder"),
        (["clients", "create"], "smartrecruiters"),
    ],
)
def test_a_partner_that_does_not_notify_so_is_refused_by_those_that_do(
    command: list[str], partner: str
) -> None:
    """They are those of the registry; one with connections has no client for notifications."""
    # WHEN a command is given another partner
    result = CliRunner().invoke(app, [*command, "--partner", partner])
    # THEN it says which there are
    assert result.exit_code == 2
    assert f"'{partner}' is not one of" in " ".join(result.output.replace("│", "").split())
    assert "incode" in result.output


def test_a_setting_of_the_aws_sdk_that_breaks_its_rule_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It comes from the environment, or from the AWS CLI's files."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "many")
    with pytest.raises(CommandError, match=r"cannot be used from here: .*'many'"):
        app(
            ["clients", "list", "--tenant", "demo", "--endpoint-url", "http://127.0.0.1:9"],
            standalone_mode=False,
        )
