"""Commands that were renamed still work under their former names."""

from typer.testing import CliRunner

from jetbridge_cli.app import app


def help_of(*command: str) -> str:
    """Return what a command says about itself."""
    result = CliRunner().invoke(app, [*command, "--help"], prog_name="jetbridge")
    assert result.exit_code == 0
    return result.output


def test_events_is_an_unlisted_name_of_notifications() -> None:
    """Scripts of earlier releases say `jetbridge events`."""
    former, name = help_of("events").split(), help_of("notifications").split()
    assert [*map({"events": "notifications"}.get, former, former)] == name
    listed = {line.split()[1] for line in help_of().splitlines() if line.startswith("│ ")}
    assert "notifications" in listed
    assert "events" not in listed
