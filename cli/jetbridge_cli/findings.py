"""What checks of a deployment find, and how `jetbridge status` and `jetbridge doctor` tell it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final, NoReturn

import typer

from jetbridge.store.listing import Unreadable, leaving_out, left_out
from jetbridge_cli import printing
from jetbridge_cli.failure import CommandError, DeniedError, NoAnswerError, UnclearError
from jetbridge_cli.output import console, show, show_lines
from jetbridge_cli.refusals import MEND, told, told_of

_COLUMNS: Final = ("result", "check", "about", "do")
_AGAIN: Final = "Run the command again."
MENDED: Final = "Deal with the item that is named, and run the command again."
"""What to do where a check could not read what it is about."""
_NAMED: Final = 3
"""Names in one finding; of the others the number is told."""


class Result(StrEnum):
    """What a check found."""

    ACT = "act"
    """An operator, or a tenant's administrator, has to do something."""
    UNKNOWN = "unknown"
    """The check did not come to its end."""
    NOTE = "note"
    """Nothing is wrong, but it is worth knowing; or the check does not exist here."""
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found. `do` is what to do about it, empty where it is nothing."""

    result: Result
    check: str
    about: str
    do: str = ""


type Check = Callable[[], Iterable[Finding]]


def denied(check: str, about: str) -> Finding:
    """Return what is found where AWS does not let the operator look: nothing is known."""
    return Finding(Result.UNKNOWN, check, about, DeniedError.advice)


def not_local(check: str) -> Finding:
    """Return what is found of what only AWS has."""
    return Finding(Result.NOTE, check, "not checked: the local stack has none")


def gather(checks: Iterable[tuple[str, Check]]) -> list[Finding]:
    """Make each check, and return what all of them found.

    One that fails keeps no other from being made: it is found to be unknown.
    """
    with left_out() as broken:
        found = [found for name, check in checks for found in _made(name, check)]
    return [*found, *(_unreadable(each) for each in broken.values())]


def _unreadable(broken: Unreadable) -> Finding:
    """Return what is found of an item that cannot be read, and that checks have passed over."""
    return Finding(Result.ACT, "items", f"cannot be read: {told_of(broken)}", MEND)


def _made(name: str, check: Check) -> list[Finding]:
    found = [Finding(Result.UNKNOWN, name, "what it is about cannot be read", MENDED)]
    try:
        with told(), leaving_out():
            found = [*check()]
    except NoAnswerError as failed:  # a check changes nothing
        return [Finding(Result.UNKNOWN, name, failed.lines[0], _AGAIN)]
    except CommandError as failed:
        why, *advice = failed.lines
        return [Finding(Result.UNKNOWN, name, why, " ".join(advice) or _AGAIN)]
    except Exception as fault:  # noqa: BLE001 - whatever it is, the others tell what they find
        why = f"the check itself failed ({type(fault).__name__})"
        return [Finding(Result.UNKNOWN, name, why, "Report it: it is a fault of this tool.")]
    return found


def run(checks: Iterable[tuple[str, Check]], *, as_json: bool) -> NoReturn:
    """Make each check, print what was found, and end the command with its exit status.

    Raises:
        UnclearError: there is no such stack, or AWS cannot be asked: no check can be made.
        Exit: the checks were made.
    """
    try:
        with told():
            found = gather(checks)
    except CommandError as failed:
        raise UnclearError(*failed.lines) from None
    report(found, as_json=as_json)
    raise typer.Exit(exit_status(found))


def report(found: Sequence[Finding], *, as_json: bool) -> None:
    """Print findings, what has to be done first. A terminal shows what to do below what was found.

    A program gets the members.
    """
    order = [*Result]
    ordered = sorted(found, key=lambda each: order.index(each.result))
    if printing.is_terminal(console) and not as_json:
        texts = ((each, [*filter(None, (each.about, each.do))]) for each in ordered)
        show_lines([(str(each.result), each.check, text) for each, text in texts])
    else:
        show([asdict(each) for each in ordered], _COLUMNS, as_json=as_json)


def exit_status(found: Iterable[Finding]) -> int:
    """Return 1 where something has to be done, 4 where something cannot be told, else 0."""
    results = {each.result for each in found}
    if Result.ACT in results:
        return CommandError.exit_status
    return UnclearError.exit_status if Result.UNKNOWN in results else 0


def listed(names: Sequence[str]) -> str:
    """Return a few of the names, and how many more there are."""
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown
