"""The SAM CLI is led to the emulated account, and says why it failed."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

from jetbridge_local.rehearsal import sam
from jetbridge_local.rehearsal.sam import Sam, SamError
from jetbridge_local.stack.children import Children


def test_no_variable_of_the_developers_account_reaches_a_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A profile, a role or another endpoint could lead a deployment to a real account."""
    # GIVEN a terminal with an account of its own
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3", "AWS_ROLE_ARN"):
        monkeypatch.setenv(name, "mine")
    # WHEN the variables of a command are made
    variables = sam.environment("http://127.0.0.1:20001")
    # THEN none of them is among these, files of credentials are not read, and one endpoint counts
    assert "mine" not in variables.values()
    assert variables["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert variables["AWS_CONFIG_FILE"] == os.devnull
    assert variables["AWS_ENDPOINT_URL"] == "http://127.0.0.1:20001"


def test_a_failure_shows_the_end_of_its_output(tmp_path: Path) -> None:
    """The cause is seen without opening the log."""
    # GIVEN the output of a command that failed
    log = tmp_path / "02-sam-deploy.log"
    log.write_text("\n".join(f"line {number}" for number in range(40)) + "\n\nError: the cause\n")
    # WHEN it is told
    told = str(SamError("deploy", "ended with status 1", log))
    # THEN the command, the log and its last lines are there, the first ones are not
    assert told.startswith(f"`sam deploy` ended with status 1; its output is in {log}")
    assert told.endswith("    Error: the cause")
    assert "line 3\n" not in told


class Commands:
    """Processes that end at once, in the place of the SAM CLI; `events` is what became of each."""

    def __init__(self, status: int = 0) -> None:
        """Each ends with this status."""
        self._program = [sys.executable, "-c", f"raise SystemExit({status})"]
        self.events: list[str] = []

    def start(self, command: Sequence[str], **_: object) -> subprocess.Popen[bytes]:
        """Start a process, and note of which stack the command is."""
        self.events.append(command[command.index("--stack-name") + 1])
        return subprocess.Popen(self._program)

    def stop(self, child: subprocess.Popen[bytes]) -> None:
        """Wait for its end."""
        self.events.append("ended")
        child.wait()


def test_stacks_are_deleted_at_once(tmp_path: Path) -> None:
    """The SAM CLI may look half a minute later whether one is gone: that is waited for once."""
    # GIVEN the SAM CLI
    commands = Commands()
    # WHEN two stacks are deleted
    cli = Sam(cast("Children", commands), tmp_path, tmp_path, "http://127.0.0.1:20001")
    cli.delete("one", "two")
    # THEN both commands ran before one was waited for
    assert commands.events[:3] == ["one", "two", "ended"]


def test_a_stack_that_is_not_deleted_is_told_once_every_command_has_ended(tmp_path: Path) -> None:
    """None goes on in an account that is about to be gone."""
    commands = Commands(status=1)
    cli = Sam(cast("Children", commands), tmp_path, tmp_path, "http://127.0.0.1:20001")
    with pytest.raises(SamError, match="sam delete"):
        cli.delete("one", "two")
    assert commands.events.count("ended") >= 2
