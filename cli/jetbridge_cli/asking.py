"""How a command asks before it changes something."""

import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Annotated

import typer

from jetbridge_cli import printing
from jetbridge_cli.failure import CommandError

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
type Ask = Callable[[str], bool | None]


def confirmed(question: str) -> bool | None:
    """Ask a question at the terminal, or read the answer from standard input.

    Returns:
        The answer; None where no answer can come: a script has no terminal and typed nothing.
    """
    try:
        # Typer writes a part of the prompt to standard output, which programs read.
        with redirect_stdout(sys.stderr):
            return typer.confirm(printing.printable(question))
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        # The question stands in a line that nothing has ended.
        typer.echo(err=True)
        return None


def agree(
    question: str,
    *,
    undone: str = "nothing was done",
    instead: str = "A script gives --yes",
    ask: Ask = confirmed,
) -> None:
    """Go on only where the operator says yes.

    Args:
        question: what is asked.
        undone: what did not happen otherwise, such as "nothing was erased".
        instead: what a script does, which has no terminal to be asked at.
        ask: how it is asked.

    Raises:
        CommandError: the answer was no, or there was none.
    """
    answer = ask(question)
    if answer is None:
        raise CommandError(f"{undone}: there is no terminal to ask at. {instead}")
    if not answer:
        raise CommandError(undone)


def agree_at_terminal(question: str, *, yes: bool) -> None:
    """Go on where the operator at a terminal says yes; a script is not asked.

    For commands that scripts of earlier releases run: see docs/decisions/0055.

    Raises:
        CommandError: the answer was no.
    """
    if not yes and sys.stdin.isatty():
        agree(question)
