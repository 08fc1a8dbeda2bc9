"""`jetbridge env`: a shell is led to the stack that runs, and to no other."""

import json
import shlex
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jetbridge_cli.app import app
from jetbridge_cli.local_stack import running_stacks
from jetbridge_cli.local_stack.running_stacks import RunningStack

ENVIRONMENT = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "JETBRIDGE_CLOCK": "/run/a b'$(x)/clock"}
STACK = RunningStack("http://127.0.0.1:3000", ENVIRONMENT)


def folder(runtime: Path) -> Path:
    """Return where stacks keep their files below a user's directory."""
    return runtime / "jetbridge"


def run(runtime: Path, *options: str) -> Result:
    """Run the command for the user of a directory."""
    return CliRunner().invoke(app, ["env", *options], env={"XDG_RUNTIME_DIR": str(runtime)})


def another(at: Path) -> None:
    """Leave the file of a stack that another process keeps, at port 4000."""
    with running_stacks.kept(RunningStack("http://127.0.0.1:4000", {"A": "b"}), at):
        (file,) = at.glob("*.json")
        file.rename(at / "1.json")


def test_a_shell_reads_what_is_printed(tmp_path: Path) -> None:
    """Values are quoted: one may hold anything that a path may."""
    # GIVEN a stack that runs
    with running_stacks.kept(STACK, folder(tmp_path)):
        # WHEN a shell asks for it, by nothing or by its port
        printed = run(tmp_path)
        by_port = run(tmp_path, "--port", "3000")
    # THEN it gets the variables, an export each
    words = [shlex.split(line) for line in printed.stdout.splitlines()]
    assert words == [["export", f"{name}={value}"] for name, value in ENVIRONMENT.items()]
    assert by_port.stdout == printed.stdout


def test_where_none_runs_nothing_is_printed(tmp_path: Path) -> None:
    """A shell that evaluates nothing changes nothing."""
    # GIVEN no stack, one that has ended, and one on another port
    nothing = run(tmp_path)
    with running_stacks.kept(STACK, folder(tmp_path)):
        elsewhere = run(tmp_path, "--port", "4000")
    ended = run(tmp_path)
    # THEN each is told as what it is
    for result in (nothing, elsewhere, ended):
        assert result.stdout == ""
        assert "no local stack runs here" in str(result.exception)
    assert "on port 4000" in str(elsewhere.exception)


@pytest.mark.parametrize(
    "written", ["", "[]", "{}", '{"api_url": "http://[x"}', '{"api_url": "http://localhost:port"}']
)
def test_a_file_that_is_no_ready_file_is_called_so(tmp_path: Path, written: str) -> None:
    """Whatever stands in it."""
    # GIVEN a file that no stack has written
    file = tmp_path / "ready.json"
    file.write_text(written)
    # WHEN its stack is asked for, THEN the message names the file
    result = run(tmp_path, "--ready-file", str(file))
    assert "ready.json is no ready-file" in str(result.exception)


def test_a_stack_that_was_killed_is_none(tmp_path: Path) -> None:
    """Its file is left behind, and its lock went with it."""
    # GIVEN a file that no process keeps
    at = folder(tmp_path)
    another(at)
    assert list(at.glob("*.json"))
    # WHEN a shell asks, THEN it is none, and its file is gone
    assert "no local stack runs here" in str(run(tmp_path).exception)
    assert not list(at.glob("*.json"))


def test_of_several_stacks_one_is_named(tmp_path: Path) -> None:
    """By its port, or by its ready-file."""
    ready = tmp_path / "ready.json"
    ready.write_text(json.dumps({"api_url": STACK.api_url}))
    at = folder(tmp_path)
    with ExitStack() as stacks:
        # GIVEN two that run
        stacks.enter_context(running_stacks.kept(STACK, at))
        (file,) = at.glob("*.json")
        file.rename(at / "other.json")
        stacks.enter_context(
            running_stacks.kept(RunningStack("http://127.0.0.1:4000", {"A": "b"}), at)
        )
        # WHEN none is named, THEN their ports are listed
        assert "--port (4000, 3000)" in str(run(tmp_path).exception)
        # AND each way of naming one leads to it
        assert run(tmp_path, "--port", "4000").stdout == "export A=b\n"
        assert "JETBRIDGE_CLOCK" in run(tmp_path, "--ready-file", str(ready)).stdout


def test_the_program_that_ran_is_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a checkout it is called by its path once, and by its name from then on."""
    program = tmp_path / "a b" / "jetbridge"
    program.parent.mkdir()
    program.touch(mode=0o700)
    monkeypatch.setattr(sys, "argv", [str(program), "env"])
    with running_stacks.kept(STACK, folder(tmp_path)):
        # WHEN a shell would find none, or another one, THEN it is told where this one is
        line = run(tmp_path).stdout.splitlines()[0]
        assert line == f"export PATH='{program.parent}':\"$PATH\""
        # AND where it would find this one, nothing
        monkeypatch.setenv("PATH", str(program.parent))
        assert "export PATH" not in run(tmp_path).stdout


def test_a_stack_is_named_by_its_name_or_its_port(tmp_path: Path) -> None:
    """One at AWS has no port."""
    result = run(tmp_path, "--stack-name", "jetbridge-prod", "--port", "3000")
    assert result.exit_code == 2


@pytest.mark.parametrize("text", ["", "[]", "{}"])
def test_a_file_that_is_no_ready_file_is_named(tmp_path: Path, text: str) -> None:
    """In a sentence."""
    file = tmp_path / "other.json"
    file.write_text(text)
    result = run(tmp_path, "--ready-file", str(file))
    assert str(result.exception) == f"{file} is no ready-file"


def test_what_others_may_write_is_not_trusted(tmp_path: Path) -> None:
    """A shell runs what the file says."""
    # GIVEN a folder that others may write
    at = folder(tmp_path)
    at.mkdir(mode=0o777)
    at.chmod(0o777)
    # WHEN a shell asks, THEN it is refused
    assert "other users" in str(run(tmp_path).exception)


def test_the_version_is_printed() -> None:
    """That of the package."""
    result = CliRunner().invoke(app, ["--version"])
    assert result.exit_code == 0
    assert result.stdout.startswith("jetbridge ")
