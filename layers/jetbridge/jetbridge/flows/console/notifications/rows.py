"""A notification as a line of a list, and why nothing came of it."""

from typing import Final

from jetbridge.flows.console.places import Visit
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence, say
from jetbridge.web import times

_WAITS: Final = (
    say("It is not handled yet: what it is about may be unknown still."),
    say("It is looked at again by itself."),
)
_CAUSES: Final = {
    "given_up": (
        say("Handling it failed each time."),
        say("The operator finds the cause in the log, and has it handled again."),
    ),
    "several_onboardings": (
        say("Two onboardings have the id that it names."),
        say("Look at it at the partner's."),
    ),
    "no_onboarding": (
        say("It is about an interview that was not begun here."),
        say("Nothing has to be done where another system began it."),
    ),
}
_CONTRADICTS: Final = (
    say("It says otherwise than the verdict that stands."),
    say("Look at the person at the partner's: the first verdict counts here."),
)
_OTHER: Final = (say("It could not be handled."), say("The operator knows more."))


@record
class Row:
    """A notification: what it tells, why nothing came of it, and what to do."""

    id: str
    type: str
    tenant: str
    status: Sentence
    tone: str
    cause: Sentence
    advice: Sentence
    facts: tuple[tuple[str, str], ...]
    at: times.Moment
    connection: str
    replay: str


def row(visit: Visit, found: Notification) -> Row:
    """Return the line of a notification, for who looks at it."""
    waits = found.status is NotificationStatus.RECEIVED
    cause, advice = _WAITS if waits else _cause(found.note)
    of_tenant = visit.tenant is not None and bool(found.connection_id)
    return Row(
        id=found.event_id,
        type=found.event_type,
        tenant=found.tenant,
        status=say("waiting") if waits else say("unresolved"),
        tone="waiting" if waits else "bad",
        cause=cause,
        advice=advice,
        facts=tuple(sorted(found.facts.items())),
        at=times.moment(found.received_at),
        connection=f"{visit.home}/connections/{found.connection_id}" if of_tenant else "",
        replay=replay_path(found) if visit.session.is_operator else "",
    )


def replay_path(found: Notification) -> str:
    """Return the path by which a notification is handled again."""
    return f"/console/notifications/{found.partner}/{found.event_id}/replay"


def _cause(note: str) -> tuple[Sentence, Sentence]:
    return _CONTRADICTS if note.startswith("contradicts_") else _CAUSES.get(note, _OTHER)
