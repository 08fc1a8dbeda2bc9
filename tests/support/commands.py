"""The commands of the operator's tool."""

from collections.abc import Iterator

import typer
from typer.core import TyperGroup

from jetbridge_cli.app import app


def commands(group: TyperGroup, path: str = "") -> Iterator[tuple[str, set[str]]]:
    """Yield every command's whole name, and its options."""
    for name, command in group.commands.items():
        if command.hidden:  # a former name
            continue
        whole = f"{path} {name}".strip()
        if isinstance(command, TyperGroup):
            yield from commands(command, whole)
        else:
            yield whole, {option for each in command.params for option in each.opts}


ALL = typer.main.get_command(app)
assert isinstance(ALL, TyperGroup)
EVERY = dict(commands(ALL))
