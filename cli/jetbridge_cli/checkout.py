"""The commands that need a checkout of the project: its local stack registers them."""

from importlib import metadata
from typing import Final

import typer

from jetbridge_cli.failure import CommandError

_GROUP: Final = "jetbridge.commands"
"""The entry points by which a checkout's packages add commands."""

_ANY_ARGUMENTS: Final = {"ignore_unknown_options": True, "allow_extra_args": True}


def add(app: typer.Typer, name: str) -> None:
    """Add a command of the checkout; where none is installed, one that says what it needs."""
    for each in metadata.entry_points(group=_GROUP, name=name):
        app.command(name)(each.load())
        return

    @app.command(name, context_settings=_ANY_ARGUMENTS, help="Needs a checkout of Jetbridge.")
    def missing() -> None:
        raise CommandError(
            f"`jetbridge {name}` runs Jetbridge from its source: it needs a checkout.",
            "Get one with `git clone`, and run `make setup` in it.",
        )
