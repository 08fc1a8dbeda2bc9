"""A connection as a line of a list."""

from typing import Final

from jetbridge.flows.console.places import Visit
from jetbridge.model.connection import Connection, Status
from jetbridge.model.record import record
from jetbridge.web import journey_words as words
from jetbridge.web import times

TONES: Final = {
    Status.PENDING: "waiting",
    Status.ACTIVE: "good",
    Status.DEGRADED: "warn",
    Status.NEEDS_RECONNECT: "bad",
    Status.DISABLED: "plain",
}
"""How each status is coloured. Its word says the same."""


@record
class Row:
    """A line. `why` is the reason of the status, in words."""

    url: str
    partner: str
    account: str
    status: str
    tone: str
    why: str
    updated: times.Moment


def row(visit: Visit, found: Connection) -> Row:
    """Return the line of a connection of the tenant in view."""
    return Row(
        url=f"{visit.home}/connections/{found.id}",
        partner=words.partner(found.partner),
        account=found.account,
        status=in_words(found.status),
        tone=TONES[found.status],
        why=in_words(found.reason),
        updated=times.moment(found.updated_at),
    )


def in_words(word: str) -> str:
    """Return a word of the API with blanks."""
    return word.replace("_", " ")
