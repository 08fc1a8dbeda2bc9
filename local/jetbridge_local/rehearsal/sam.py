"""The SAM CLI, as a deployer runs it, with an emulated account as its only one."""

import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, override

from jetbridge_cli.local_stack import account
from jetbridge_local.stack.children import Children
from jetbridge_local.stack.environment import MACHINES
from jetbridge_local.stack.errors import StackError
from jetbridge_local.stack.options import PROJECT

_SAM: Final = Path(sys.executable).with_name("sam")
_PATIENCE: Final = 300.0
"""Seconds after which a command counts as stuck."""
_POLL: Final = "0.5"
"""Seconds between two looks at a stack that is deployed: five by default, and once at least."""
_SHOWN: Final = 15
"""Lines of a log that stand in an error."""


class SamError(StackError):
    """A command of the SAM CLI failed, or did not end. `log` is its whole output."""

    def __init__(self, command: str, why: str, log: Path) -> None:
        """`why` completes the sentence that begins with the command."""
        self.command: Final = command
        self.log: Final = log
        super().__init__(f"`sam {command}` {why}; its output is in {log}")

    @override
    def __str__(self) -> str:
        lines = [line for line in self.log.read_text().splitlines() if line.strip()]
        return "\n".join([super().__str__(), *(f"    {line}" for line in lines[-_SHOWN:])])


class Sam:
    """Commands of the SAM CLI. They write to `folder`, but for their logs, and nowhere else."""

    def __init__(self, children: Children, logs: Path, folder: Path, endpoint: str) -> None:
        """`endpoint` is where the account answers."""
        self._children = children
        self._logs: Final = logs
        self._folder: Final = folder
        self._environment = environment(endpoint)
        self._commands = 0

    def sign_with(self, key: Mapping[str, str]) -> None:
        """Have the commands from now on sign with the variables of an access key."""
        self._environment |= key

    def build(self) -> Path:
        """Build for this machine's processor, and return the built template.

        Raises:
            SamError: it failed.
        """
        target = self._folder / "build"
        self._run(
            "build",
            *("--template-file", str(PROJECT / "template.yaml")),
            *("--build-dir", str(target), "--cache-dir", str(self._folder / "cache")),
            *_overrides({"Architecture": architecture()}),
        )
        return target / "template.yaml"

    def package(self, template: Path) -> Path:
        """Upload the archives of a built template, and make the SAM CLI's bucket for them.

        Returns:
            A template that names the uploaded archives. To deploy it makes none of them again.

        Raises:
            SamError: it failed.
        """
        packaged = template.with_name("packaged.yaml")
        self._run(
            "package",
            *("--template-file", str(template), "--resolve-s3", "--region", account.REGION),
            *("--output-template-file", str(packaged)),
        )
        return packaged

    def deploy(self, stack: str, template: Path, parameters: Mapping[str, str]) -> None:
        """Create or update a stack.

        Raises:
            SamError: it failed.
        """
        self._run(
            "deploy",
            *("--template-file", str(template), "--stack-name", stack),
            *("--region", account.REGION),
            *_overrides({"Architecture": architecture(), **parameters}),
        )

    def delete(self, *stacks: str) -> None:
        """Delete stacks, all at once: the SAM CLI looks every 30 seconds whether its stack is gone.

        Raises:
            SamError: it failed.
        """
        begun = [
            self._begin(
                *("delete", "--stack-name", each, "--region", account.REGION, "--no-prompts")
            )
            for each in stacks
        ]
        try:
            for each in begun:
                self._end(each)
        finally:
            for each in begun:
                self._children.stop(each.process)

    def _run(self, command: str, *options: str) -> None:
        self._end(self._begin(command, *options))

    def _begin(self, command: str, *options: str) -> "_Begun":
        self._commands += 1
        log = self._logs / f"{self._commands:02}-sam-{command}.log"
        config = ("--config-file", str(PROJECT / "samconfig.toml"))
        with log.open("wb") as output:
            process = self._children.start(
                [str(_SAM), command, *config, *options],
                env=self._environment,
                output=output,
                directory=self._folder,
            )
        return _Begun(command, process, log)

    def _end(self, begun: "_Begun") -> None:
        try:
            status = begun.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            why = f"has not ended within {_PATIENCE:.0f} s"
            raise SamError(begun.command, why, begun.log) from None
        finally:
            self._children.stop(begun.process)
        if status:
            raise SamError(begun.command, f"ended with status {status}", begun.log)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A command that runs."""

    command: str
    process: subprocess.Popen[bytes]
    log: Path


def architecture() -> str:
    """Return this machine's processor, as the template's parameter Architecture names it."""
    return MACHINES.get(platform.machine().lower(), "x86_64")


def _overrides(parameters: Mapping[str, str]) -> Sequence[str]:
    return "--parameter-overrides", " ".join(f'{name}="{parameters[name]}"' for name in parameters)


def environment(endpoint: str) -> dict[str, str]:
    """Return the variables of a command. None of the developer's own account reaches it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {
        # SAM builds the layer with the first python3.13 that it finds.
        "PATH": f"{_SAM.parent}{os.pathsep}{kept.get('PATH', os.defpath)}",
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": _POLL,
        "NO_PROXY": "127.0.0.1,localhost",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account.ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": account.SECRET_ACCESS_KEY,
        "AWS_DEFAULT_REGION": account.REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
