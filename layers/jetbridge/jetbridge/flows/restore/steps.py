"""What is made of each thing that has happened since, and what an operator does about it."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from jetbridge.flows.restore.rules import Response, rule
from jetbridge.model.changes_since import Changed, Since
from jetbridge.model.record import record
from jetbridge.model.scopes import EVERY_TENANT


class Result(StrEnum):
    """What came of one line of the list."""

    FAILED = "failed"
    """It could not be applied now. Run the command again."""
    LISTED = "listed"
    """An operator has to do something."""
    HELD = "held"
    """Something was stopped, and an operator has to go on with it."""
    APPLIED = "applied"
    """It was made again."""
    NOTHING = "nothing"
    """There was nothing to do: it is done, or the table knows nothing of it."""


@record
class Step:
    """What was made of one thing. `about` are ids of ours; `do` is what an operator does."""

    result: Result
    what: str
    tenant: str
    about: tuple[str, ...] = ()
    do: str = ""


LOST_JOURNEY: Final = "journey.lost"
MOVED_JOURNEY: Final = "journey.moved"
LOST_REQUEST: Final = "onboarding.lost"
_UNREAD: Final = "lines"
LOOK: Final = "`jetbridge journeys show {}`, and look at the partner before you decide."
LOST: Final = "The journey is lost, and goes on nowhere: look at its partners."
UNKNOWN: Final = (
    "It is there with an unknown outcome, without the name that the client gave it. Where the"
    " partner can be asked, it will be."
)
_UNREADABLE: Final = (
    "{} of the list cannot be read: use the tool of the release that is deployed. Where it cannot"
    " read them either, apply with `--hold-all`."
)
RESULTS: Final = {
    Response.AGAIN: Result.APPLIED,
    Response.HELD: Result.HELD,
    Response.LISTED: Result.LISTED,
    Response.NOTHING: Result.NOTHING,
}


def of_change(result: Result, changed: Changed) -> Step:
    """Return what came of a change that the audit trail tells of."""
    do = rule(changed.action).do.replace("{}", ", ".join(changed.on) or "it")
    return Step(result, changed.action, changed.tenant, changed.on, do)


def unread(since: Since) -> Iterator[Step]:
    """Yield that lines of the list cannot be read, if there are such."""
    if since.unread:
        do = _UNREADABLE.format(since.unread)
        yield Step(Result.LISTED, _UNREAD, EVERY_TENANT, do=do)


def erased(since: Since) -> set[str]:
    """Return the onboardings of persons who were erased since."""
    return {each for erasure in since.erased for each in erasure.onboardings}
