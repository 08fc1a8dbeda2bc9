"""What the weakened code asks: is this mutant switched on? And what it does if it is.

Every site is compiled in, with its original beside it, so that a process tries one mutant after
the other without importing anything again.
"""

from collections.abc import Callable
from typing import Any

active: str = ""
"""The id of the mutant that is switched on; empty: none is."""
reached: set[str] = set()
"""The sites that were evaluated since it was emptied."""


def on(site: str) -> bool:
    """Return whether the mutant of a site is switched on."""
    reached.add(site)
    return site == active


def apart(site: str, write: Callable[..., Any], first: tuple[Any, ...], *writes: Any) -> None:  # noqa: ANN401 - whatever the code passes
    """Make writes that belong together: one by one, if the mutant is switched on."""
    if on(site):
        for each in writes:
            write(*first, each)
    else:
        write(*first, *writes)


def apart_on_the_wire(
    site: str, call: Callable[..., Any], operation: str, request: dict[str, Any]
) -> None:
    """Make the writes of a TransactWriteItems call: one by one, if the mutant is switched on."""
    if not on(site):
        call(operation, request)
        return
    for element in request["TransactItems"]:
        for verb, write in element.items():
            if verb != "ConditionCheck":
                call(f"{verb}Item", write)
