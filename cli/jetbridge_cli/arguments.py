"""What the command line is given: text that no request may hold is refused here, too."""

from datetime import UTC, datetime
from typing import Any, override

import typer
from typer.core import TyperGroup

from jetbridge.model import registry, text
from jetbridge.model.partner import Capability


class Commands(TyperGroup):
    """Commands whose arguments are read as text first."""

    @override
    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # typer's context is click's
        """Refuse arguments that are no text, without repeating them."""
        for argument in args:
            refuse(argument, "An argument")
        return super().parse_args(ctx, args)


def filled(value: str | None) -> str | None:
    """Return the value of an option that narrows what a command is about.

    An empty one comes from a script whose variable is not set: without it the command would be
    about everything.

    Raises:
        BadParameter: it is empty.
    """
    if value == "":
        raise typer.BadParameter("must not be empty: leave the option out for every one")
    return value


def seconds(moment: str | None, option: str = "--since") -> int:
    """Return a moment in Unix seconds, 0 where none is given. A day without a time begins in UTC.

    Raises:
        BadParameter: it is none.
    """
    if moment is None:
        return 0
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        rule = "must be a date or a moment, such as 2026-11-29 or 2026-11-29T08:00:00Z"
        raise typer.BadParameter(rule, param_hint=option) from None
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())


def partner(capability: Capability, *lacks: Capability, help_text: str) -> Any:  # noqa: ANN401 - Typer's own return type
    """Return the option `--partner`, for a partner with a capability and without others."""
    names = [each.name for each in registry.every(capability) if not each.capabilities & {*lacks}]

    def check(value: str | None) -> str | None:
        if value is not None and value not in names:
            raise typer.BadParameter(f"{value!r} is not one of {', '.join(names)}")
        return value

    return typer.Option(
        "--partner", help=help_text, metavar=f"<{'|'.join(sorted(names))}>", callback=check
    )


def refuse(value: str, what: str) -> None:
    """Make sure that a value is text that may be stored and shown.

    Raises:
        BadParameter: it is not. Says which rule, never the value.
    """
    found = text.fault(value)
    if found:
        raise typer.BadParameter(f"{what}: {found.sentence}")
