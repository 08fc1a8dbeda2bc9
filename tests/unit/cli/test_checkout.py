"""The commands that need a checkout."""

import pytest
import typer
from typer.testing import CliRunner

from jetbridge_cli import checkout
from jetbridge_cli.failure import CommandError


def app_with(name: str) -> typer.Typer:
    """Return an app with a command of the checkout beside another one."""
    app = typer.Typer()
    app.command("other")(lambda: None)
    checkout.add(app, name)
    return app


def test_a_command_of_the_checkout_is_found() -> None:
    """By its entry point: the tool does not know the local stack."""
    shown = CliRunner().invoke(app_with("up"), ["up", "--help"])
    assert "--ready-file" in shown.output


@pytest.mark.parametrize("arguments", [[], ["--port", "3000", "more"]])
def test_one_that_is_not_there_says_what_it_needs(arguments: list[str]) -> None:
    """Whatever options it was called with."""
    # WHEN a command is called that no installed package brings
    app = app_with("rebuild")
    result = CliRunner().invoke(app, ["rebuild", *arguments])
    # THEN it says what gets it
    assert isinstance(result.exception, CommandError)
    assert "needs a checkout" in str(result.exception)
    assert "make setup" in str(result.exception)
