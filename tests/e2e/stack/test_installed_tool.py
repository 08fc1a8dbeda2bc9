"""The operator's tool, installed from its wheel into an environment that has nothing else."""

import json
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import uv

from jetbridge import __version__
from jetbridge_local.stack import LocalStack
from jetbridge_local.stack.options import PROJECT

UV: Final = uv.find_uv_bin()
POLICY: Final = PROJECT / "docs" / "policies" / "incode-enboarder.json"
ABSENT: Final = {"jetbridge", "moto", "flask", "werkzeug", "aws-sam-cli", "awslambdaric"}
"""The distributions that run the project itself; `jetbridge` is the checkout's."""


def _run(*command: str | Path) -> str:
    """Run a program in the checkout, and return what it prints."""
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout


class Installed:
    """The tool, in an environment of its own."""

    def __init__(self, folder: Path) -> None:
        """Build and install it in `folder`, as docs/operations.md says."""
        self._environment: Final = folder / "environment"
        self._elsewhere: Final = folder / "elsewhere"
        self._elsewhere.mkdir()
        built = folder / "dist"
        _run("make", "--silent", "cli", f"DIST={built}")
        _run(UV, "venv", "--quiet", self._environment)
        pinned = str(built / "requirements.txt")
        self.pip("install", "--quiet", "--require-hashes", "--requirement", pinned)
        self.pip("install", "--quiet", "--no-deps", *map(str, built.glob("*.whl")))

    def pip(self, *command: str) -> str:
        """Run uv's pip on the environment, and return what it prints."""
        return _run(UV, "pip", *command, "--python", self._environment / "bin" / "python")

    def run(
        self, *command: str, stack: LocalStack | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command outside the checkout, as `jetbridge env` leads it to a stack."""
        return subprocess.run(
            [self._environment / "bin" / "jetbridge", *command],
            cwd=self._elsewhere,
            env={**stack.environment} if stack else {},
            capture_output=True,
            text=True,
            check=False,
        )

    def read(self, *command: str, stack: LocalStack | None = None) -> Any:  # noqa: ANN401 - JSON
        """Run a command that succeeds, and return the JSON that it prints."""
        done = self.run(*command, "--json", stack=stack)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Return the installed tool."""
    return Installed(tmp_path_factory.mktemp("installed"))


def test_it_brings_what_it_needs_and_nothing_that_runs_the_project(tool: Installed) -> None:
    """No sandbox, no AWS in this process, no SAM."""
    tool.pip("check")
    names = {each["name"] for each in json.loads(tool.pip("list", "--format", "json"))}
    assert "jetbridge-cli" in names
    assert names.isdisjoint(ABSENT)


def test_it_says_what_it_is(tool: Installed) -> None:
    """Its version, and its commands."""
    assert tool.run("--version").stdout == f"jetbridge {__version__}\n"
    assert "connections" in tool.run("--help").stdout
    # AND a wrong call is one
    assert tool.run("connections", "list").returncode == 2


@pytest.mark.parametrize("command", ["up", "demo"])
def test_what_needs_the_checkout_says_so(tool: Installed, command: str) -> None:
    """With what gets it, and whatever the options were."""
    done = tool.run(command, "--port", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"`jetbridge {command}`" in done.stderr
    assert "make setup" in done.stderr


def test_it_works_on_a_stack(tool: Installed, stack: LocalStack) -> None:
    """Through the stack's outputs, the table and the secrets."""
    # WHEN a tenant is added, and looked at
    added = tool.read("tenants", "add", "installed-tool", stack=stack)
    listed = tool.read("connections", "list", "--tenant", "installed-tool", stack=stack)
    # THEN it is there, and has connected nothing
    assert (added["tenant"], listed) == ("installed-tool", [])
    # AND the flows that ask partners have the settings of the stack
    found = tool.read("secrets", "test", "incode", stack=stack)
    assert [each["result"] for each in found] == ["works"] * len(found)


@pytest.mark.parametrize(
    ("command", "checks"),
    [
        ("status", {"notifications", "dead letters", "schedules", "queue Queue"}),
        ("doctor", {"stack", "outputs", "parameters", "API", "version", "keyring", "routes"}),
    ],
)
def test_it_looks_at_a_whole_deployment(
    tool: Installed, stack: LocalStack, command: str, checks: set[str]
) -> None:
    """By what it knows of the template, of which its wheel has the facts."""
    # WHEN the deployment is looked at
    done = tool.run(command, "--json", stack=stack)
    # THEN every check came to its end; other tests of the stack may have left something to do
    found = json.loads(done.stdout)
    assert done.returncode == (1 if "act" in {each["result"] for each in found} else 0)
    assert not [each for each in found if each["result"] == "unknown"]
    assert checks <= {each["check"] for each in found}
    # AND it is of the release that is deployed
    assert [each["about"] for each in found if each["check"] == "version"] == (
        [f"{__version__} is deployed"] if command == "doctor" else []
    )


def test_it_rehearses_a_policy(tool: Installed, stack: LocalStack) -> None:
    """By the template's defaults, and by the settings of a stack."""
    alone = tool.read("policy", "dry-run", str(POLICY))
    there = tool.read(
        "policy", "dry-run", str(POLICY), "--stack-name", "jetbridge-local", stack=stack
    )
    assert (alone["status"], there["status"]) == ("completed", "completed")
    # AND the stack's partners are the sandboxes
    hosts = [{line["host"] for line in each["lines"] if "host" in line} for each in (alone, there)]
    assert not hosts[0] & hosts[1]
