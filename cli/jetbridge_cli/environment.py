"""`jetbridge env`: the variables that lead the commands to the local stack that runs."""

import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from jetbridge_cli.failure import CommandError
from jetbridge_cli.local_stack import running_stacks
from jetbridge_cli.local_stack.running_stacks import RunningStack
from jetbridge_cli.output import show_script


def env(
    ready_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Which stack: by its ready-file."),
    ] = None,
    port: Annotated[int | None, typer.Option(help="Which stack: by the API's port.")] = None,
) -> None:
    """Print the variables of the running local stack for a shell: eval "$(jetbridge env)"."""
    try:
        stacks = running_stacks.found(running_stacks.folder())
    except PermissionError as error:
        raise CommandError(str(error)) from None
    if ready_file is not None:
        port = _port_in(ready_file)
    chosen = _chosen(stacks, port)
    show_script(f"export {name}={shlex.quote(value)}" for name, value in chosen.environment.items())


def _chosen(stacks: Sequence[RunningStack], port: int | None) -> RunningStack:
    wanted = [each for each in stacks if port in {None, _port(each.api_url)}]
    if len(wanted) == 1:
        return wanted[0]
    if wanted:
        listed = ", ".join(str(_port(each.api_url)) for each in wanted)
        raise CommandError(f"several local stacks run here: name one with --port ({listed})")
    where = f" on port {port}" if port else ""
    raise CommandError(f"no local stack runs here{where}: `jetbridge up` starts one")


def _port_in(ready_file: Path) -> int | None:
    try:
        return _port(str(json.loads(ready_file.read_text())["api_url"]))
    except (OSError, ValueError, TypeError, KeyError):
        raise CommandError(f"{ready_file} is no ready-file") from None


def _port(url: str) -> int | None:
    return urlsplit(url).port
