"""Consoles that keep what is printed on them."""

from io import StringIO
from typing import override

from rich.console import Console


class _Screen(StringIO):
    """What a terminal has shown."""

    @override
    def isatty(self) -> bool:
        """Be a terminal."""
        return True


def terminal(width: int) -> Console:
    """Return a terminal without colours, of a width in cells."""
    return Console(file=_Screen(), width=width, no_color=True, force_terminal=False)


def pipe() -> Console:
    """Return a pipe."""
    return Console(file=StringIO(), width=40)


def printed(on: Console) -> str:
    """Return what was printed."""
    assert isinstance(on.file, StringIO)
    return on.file.getvalue()
