"""Print values whole, and without effect on the terminal that shows them.

In a terminal, values stand beside each other where they fit and below each other where they do
not; no word is broken. In a pipe or a file a record is a line, and its members are apart by a tab.
"""

import errno
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jetbridge_cli.failure import CommandError

_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of controls, format characters, halves of a character and line breaks."""
_JOINERS: Final = "\u200c\u200d"
"""Format characters that belong to the spelling of Persian, of Indic scripts and of emoji."""
_OUTPUT_FAULTS: Final = {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""Why an open file or pipe takes nothing more. Files that a command reads have names."""
_BETWEEN: Final = 2
"""Cells between two columns."""
_READABLE: Final = 16
"""Cells that a column of sentences needs at least."""


def printable(text: str) -> str:
    r"""Return a text in which each character that a terminal obeys or hides is spelled out.

    A line break becomes `\n`, an escape character `\x1b`, an override of direction `\u202e`.
    """
    return "".join(map(_spelled, text))


def prepare_streams() -> None:
    r"""Have the standard streams be there, and take every character.

    Of one that the shell has closed nothing can be read, and what is printed to it is discarded. A
    character that a stream's encoding lacks is printed as `\u…`.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 - until the process ends
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # text files, both


@contextmanager
def delivered() -> Iterator[None]:
    """Write out what was printed, at the end, and report it where that fails.

    A reader that has seen enough, such as `head`, is no failure that is worth a message.

    Raises:
        CommandError: the output cannot be written.
    """
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except OSError as error:
        if error.errno not in _OUTPUT_FAULTS or error.filename is not None:
            raise
        _discard_output()
        if error.errno == errno.EPIPE:
            sys.exit(1)
        raise CommandError(
            f"The output cannot be written: {error.strerror}.",
            "The command has run: look what it did before you repeat it.",
        ) from None


def say(to: Console, sentence: str, style: str = "") -> None:
    """Print a sentence: in a terminal broken between words, elsewhere as one line."""
    if is_terminal(to):
        _print(to, Text(printable(sentence), style=style))
    else:
        _write(to, [sentence])


def columns(
    to: Console,
    rows: Sequence[Sequence[object]],
    names: Sequence[str] = (),
    styles: Sequence[str] = (),
) -> None:
    """Print rows, a line each, below the names of their columns.

    In a terminal the last column is broken between words. Where that leaves it no room, each value
    is beside its name, and where the columns have no names, the last value is below the others.
    """
    if not (rows or names):
        return
    if not is_terminal(to):
        for row in (names, *rows) if names else rows:
            _write(to, [",".join(_lines(value)) for value in row])
        return
    shown = [["\n".join(_lines(value)) for value in row] for row in rows]
    if _have_room(to, [names, *shown] if names else shown):
        to.print(_grid(shown, names, styles))
        return
    for row, texts in zip(rows, shown, strict=True):
        if names:
            members(to, zip(names, row, strict=True))
            to.print()
        else:
            _below(to, texts, styles)


def members(to: Console, pairs: Iterable[tuple[str, object]]) -> None:
    """Print what a thing consists of, a line for each; one that holds several has a line for each.

    A part that consists of several itself has them beside each other.
    """
    known = [*pairs]
    width = max((cell_len(name) for name, _ in known), default=0)
    for name, value in known:
        if is_terminal(to):
            for number, line in enumerate(_lines(value) or [""]):
                _beside(to, printable(name) if number == 0 else "", width, line)
        else:
            for parts in _parts(value) or [[""]]:
                _write(to, [name, *parts])


def is_terminal(to: Console) -> bool:
    """Return whether a terminal shows what is printed.

    Rich takes a pipe for a terminal where an environment variable forces colours.
    """
    return to.file.isatty()


def _discard_output() -> None:
    """Have the interpreter write what is left of the output nowhere, when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _spelled(letter: str) -> str:
    if letter in _JOINERS or unicodedata.category(letter) not in _UNPRINTABLE:
        return letter
    return letter.encode("unicode_escape").decode()


def _write(to: Console, values: Iterable[str]) -> None:
    """Write a record to a pipe or a file."""
    to.file.write("\t".join(map(printable, values)) + "\n")


def _parts(value: object) -> list[list[str]]:
    """Return what a value consists of: a line each, and within it a text each."""
    if isinstance(value, list):
        return [part for each in value for part in _parts(each)]
    if isinstance(value, Mapping):
        return [[" ".join(_lines(member)) for member in value.values()]]
    return [["" if value is None else str(value)]]


def _lines(value: object) -> list[str]:
    """Return the lines of a value, printable."""
    return [printable((" " * _BETWEEN).join(line)) for line in _parts(value)]


def _print(to: Console, text: Text) -> None:
    """Print text, broken between words; where a word is too long, the terminal breaks it."""
    to.print(text, soft_wrap=_longest_word(text.plain) > to.width)


def _beside(to: Console, name: str, width: int, value: str) -> None:
    before = width + _BETWEEN
    if _longest_word(value) > to.width - before:
        _print(to, Text.assemble((f"{name:<{width}}", "bold"), " " * _BETWEEN, value))
        return
    grid = Table.grid(padding=(0, _BETWEEN, 0, 0))
    grid.add_column(width=width, style="bold")
    grid.add_row(Text(name), Text(value))
    to.print(grid)


def _below(to: Console, row: Sequence[str], styles: Sequence[str]) -> None:
    *first, last = row
    styled = zip_longest(first, styles[: len(first)], fillvalue="")
    parts = [(value, style) for value, style in styled if value]
    _print(to, Text(" " * _BETWEEN).join(Text(*part) for part in parts))
    for line in last.split("\n"):
        for part in _broken(line, to.width - _BETWEEN):
            to.print(Text(" " * _BETWEEN + part), soft_wrap=True)


def _broken(line: str, width: int) -> Iterator[str]:
    """Yield a line in parts of at most `width` cells. A longer word is a part of its own."""
    part = ""
    for word in line.split():
        if part and cell_len(part) + 1 + cell_len(word) > width:
            yield part
            part = ""
        part = f"{part} {word}" if part else word
    yield part


def _have_room(to: Console, rows: Sequence[Sequence[str]]) -> bool:
    """Return whether columns fit beside each other with no word of the last one broken."""
    *first, last = zip(*rows, strict=True)
    widths = [max(_width(value) for value in column) for column in first]
    words = max(map(_longest_word, last))
    needed = max(words, min(_READABLE, max(map(_width, last))))
    return sum(widths) + _BETWEEN * len(widths) + needed <= to.width


def _grid(rows: Sequence[Sequence[str]], names: Sequence[str], styles: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=bool(names), header_style="bold")
    for number in range(len(rows[0])):
        table.add_column(
            names[number] if names else "",
            no_wrap=number + 1 < len(rows[0]),
            style=styles[number] if number < len(styles) else "",
        )
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _width(text: str) -> int:
    return max(map(cell_len, text.split("\n")))


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=0)
