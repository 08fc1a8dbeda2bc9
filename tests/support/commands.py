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
ASKS = {
    "brand reset",
    "clients revoke",
    "clients rotate",
    "companies revoke",
    "connections disconnect",
    "connections release",
    "connections revoke-link",
    "notifications replay",
    "notifications replay-dead-letters",
    "journeys approve",
    "journeys cancel",
    "journeys new-link",
    "journeys retry",
    "people erase",
    "people lift",
    "restore apply",
    "policy put",
    "policy remove",
    "retention apply",
    "secrets retire-key",
    "secrets rotate-keyring",
    "secrets set",
    "tenants add",
    "tenants offboard",
    "webhooks remove",
    "webhooks replay",
    "webhooks rotate",
    "webhooks set",
}
"""Commands that end, replace or repeat something."""

DOES_NOT = {
    "brand set": "sets what another `brand set` sets back",
    "clients create": "adds",
    "connections link": "adds",
    "companies adopt": "records what is so",
    "companies allow": "adds",
    "policy pause": "`policy resume` takes it back",
    "policy resume": "`policy pause` takes it back",
    "secrets reseal": "what is stored stays what it is",
    "secrets test": "asks the partners by calls that do nothing",
    "webhooks test": "sends one event that tells nothing",
    "up": "runs a stack of its own",
    "demo": "runs a stack of its own",
    "visit": "does what the person who has the page may do",
}
"""Commands that change something without asking, and why."""
