"""How a command asks before it changes something."""

import sys

import typer


def confirmed(question: str) -> bool | None:
    """Ask a question at the terminal, or read the answer from standard input.

    Returns:
        The answer; None where no answer can come: a script has no terminal and typed nothing.
    """
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        return None
