"""The SAM CLI is led to the emulated account, and says why it failed."""

import os
from pathlib import Path

import pytest

from jetbridge_local.rehearsal import sam
from jetbridge_local.rehearsal.sam import SamError


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
