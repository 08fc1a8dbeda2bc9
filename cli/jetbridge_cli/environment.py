"""`jetbridge env`: the variables that lead commands and documents to one deployment."""

import json
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

from jetbridge_cli.deployment import Deployment, Endpoint
from jetbridge_cli.failure import CommandError
from jetbridge_cli.local_stack import running_stacks
from jetbridge_cli.local_stack.running_stacks import RunningStack
from jetbridge_cli.output import show_script
from jetbridge_cli.refusals import told

_OUTPUTS: Final = {"API": "ApiUrl", "TABLE": "TableName", "USER_POOL_ID": "UserPoolId"}
"""Variables of a deployment, and the outputs of its stack that they hold."""

_LOCAL: Final = ("JETBRIDGE_CLOCK", "TENANT", "CLIENT_ID", "CLIENT_SECRET", "CONTROL", "INBOX")
"""What a local stack has exported before, and would mislead."""

_SECRET: Final = (
    "# CLIENT_ID and CLIENT_SECRET: `jetbridge clients create` shows them, once.",
    "# TOKEN: README.md, The API, says how a client obtains one.",
)


def env(
    stack_name: Annotated[
        str | None,
        typer.Option(help="A stack at AWS, in place of a local one. No secret is printed."),
    ] = None,
    endpoint_url: Endpoint = None,
    ready_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Which local stack: by its ready-file."),
    ] = None,
    port: Annotated[int | None, typer.Option(help="Which local stack: by the API's port.")] = None,
) -> None:
    """Print the variables of a stack for a shell: eval "$(jetbridge env)".

    Without options that is the local stack that runs; its demo client's secret is among them.
    """
    if stack_name is not None:
        if ready_file is not None or port is not None:
            raise typer.BadParameter("with --ready-file or --port", param_hint="--stack-name")
        deployment = Deployment(stack_name, endpoint_url)
        with told(), _hinting(deployment):
            show_script([*_path(), *_deployed(deployment, endpoint_url)])
        return
    try:
        stacks = running_stacks.found(running_stacks.folder())
    except PermissionError as error:
        raise CommandError(str(error)) from None
    if ready_file is not None:
        port = _port_in(ready_file)
    show_script([*_path(), *_exports(_chosen(stacks, port).environment)])


@contextmanager
def _hinting(deployment: Deployment) -> Iterator[None]:
    """Say what an earlier `eval "$(jetbridge env)"` has left, where the stack is not found.

    Raises:
        CommandError: it was not found.
    """
    try:
        yield
    except CommandError as error:
        if not deployment.is_local:
            raise
        hint = "AWS_ENDPOINT_URL leads to a local stack: for one at AWS, unset it."
        raise CommandError(*error.lines, hint) from None


def _deployed(deployment: Deployment, endpoint: str | None) -> Iterator[str]:
    """Yield the lines about a deployment: names and addresses, and where the secrets come from."""
    outputs = {name: each["OutputValue"] for name, each in deployment.outputs().items()}
    found = {name: outputs[output] for name, output in _OUTPUTS.items() if output in outputs}
    if "API" not in found:
        raise CommandError(
            f"the stack {deployment.stack_name} has no output ApiUrl: is it Jetbridge's?"
        )
    yield f"unset {' '.join(_LOCAL)}"
    named = {"JETBRIDGE_STACK_NAME": deployment.stack_name, "STACK": deployment.stack_name}
    where = {"AWS_ENDPOINT_URL": endpoint} if endpoint else {}
    yield from _exports({**where, **named, **found})
    yield from _SECRET


def _path() -> Iterator[str]:
    """Yield what makes `jetbridge` the program that runs, where a shell would find none of it."""
    program = Path(sys.argv[0])
    found = shutil.which(program.name)
    if program.name == "jetbridge" and (found is None or not program.samefile(found)):
        yield f'export PATH={shlex.quote(str(program.parent.absolute()))}:"$PATH"'


def _exports(variables: Mapping[str, str]) -> Iterator[str]:
    for name, value in variables.items():
        yield f"export {name}={shlex.quote(value)}"


def _chosen(stacks: Sequence[RunningStack], port: int | None) -> RunningStack:
    wanted = [each for each in stacks if port in {None, _port(each.api_url)}]
    if len(wanted) == 1:
        return wanted[0]
    if wanted:
        listed = ", ".join(str(_port(each.api_url)) for each in wanted)
        raise CommandError(f"several local stacks run here: name one with --port ({listed})")
    where = f" on port {port}" if port else ""
    raise CommandError(
        f"no local stack runs here{where}: `jetbridge up` starts one",
        "For a stack at AWS, name it with --stack-name.",
    )


def _port_in(ready_file: Path) -> int | None:
    try:
        return _port(str(json.loads(ready_file.read_text())["api_url"]))
    except (OSError, ValueError, TypeError, KeyError):
        raise CommandError(f"{ready_file} is no ready-file") from None


def _port(url: str) -> int | None:
    return urlsplit(url).port
