"""What the weakened code asks: is this mutant switched on? And what it does if it is.

Every site is compiled in, with its original beside it, so that a process tries one mutant after
the other without importing anything again.
"""

from collections.abc import Callable
from typing import Any

active: str = ""
"""The id of the mutant that is switched on; empty: none is."""
reached: set[str] = set()
"""The sites that were evaluated since somebody emptied this."""


def on(site: str) -> bool:
    """Tell whether the mutant of a site is switched on."""
    reached.add(site)
    return site == active


def apart(site: str, write: Callable[..., Any], first: tuple[Any, ...], *writes: Any) -> None:  # noqa: ANN401 - whatever the code passes
    """Make writes that belong together: one by one, if the mutant is switched on."""
    if on(site):
        for each in writes:
            write(*first, each)
    else:
        write(*first, *writes)


def apart_on_the_wire(site: str, client: Any, **transaction: Any) -> None:  # noqa: ANN401 - botocore's
    """Make the writes of a TransactWriteItems call: one by one, if the mutant is switched on."""
    if not on(site):
        client.transact_write_items(**transaction)
        return
    calls = {"Put": "put_item", "Update": "update_item", "Delete": "delete_item"}
    for element in transaction["TransactItems"]:
        for verb, request in element.items():
            if verb in calls:
                getattr(client, calls[verb])(**request)
