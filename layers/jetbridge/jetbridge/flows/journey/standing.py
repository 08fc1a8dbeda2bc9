"""Whether a running journey's hire still stands: looked at before a person hears from it again.

Notifications of a candidate who was deleted or merged may not come, and a journey that began in an
earlier release is not found by them. So no reminder is sent, and no deadline passes, on the
strength of what was true days ago. Where the hiring system cannot be asked, what was last seen
counts.
"""

from contextlib import suppress
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import hiring
from jetbridge.flows.partner import hiring_system
from jetbridge.flows.people import markers
from jetbridge.model import journey_rules as rules
from jetbridge.model.hiring import Gone, Merged, NotAHire
from jetbridge.model.journey import Entry, Journey, Reason, What
from jetbridge.model.journey_events import HireEnded
from jetbridge.model.journey_transition import Transition
from jetbridge.model.policy import Policy
from jetbridge.store.table import ConditionFailedError

_TELLS: Final = frozenset({What.REMINDED, What.DEADLINE_PASSED})
"""The lines before which the hire is looked at."""


def checked(
    context: Context, policy: Policy, journey: Journey, transition: Transition
) -> Transition:
    """Return the transition that may be stored; of a hire that is over, the end of the journey.

    Where the candidate was merged into another one, the journey stays as it is: a look at its
    application, which follows, moves it.
    """
    if not is_asked(transition):
        return transition
    connection = hiring.connected(context.table, journey.connection_id)
    if connection is None:
        return transition
    now = context.clock.now()
    system = hiring_system(connection.partner)
    match system.standing(context, connection, journey.candidate_id, journey.job_id):
        case NotAHire():
            return rules.after(policy, journey, HireEnded(now))
        case Gone():
            return rules.after(policy, journey, HireEnded(now, Reason.CANDIDATE_DELETED))
        case Merged():
            have_followed(context, journey)
            return Transition(journey)
        case _:
            return transition


def is_asked(transition: Transition) -> bool:
    """Return whether the hiring system is asked before a transition is stored."""
    return any(map(_tells, transition.entries))


def _tells(entry: Entry) -> bool:
    """Return whether a line is one before which the hire is looked at."""
    return entry.what in _TELLS or entry.facts.get("reason") == Reason.LINK_ENDED


def have_followed(context: Context, journey: Journey) -> None:
    """Have a journey's application looked at: its candidate was merged into another one."""
    writes = markers.look_at(
        context,
        tenant=journey.tenant,
        connection_id=journey.connection_id,
        candidate_id=journey.candidate_id,
        job_id=journey.job_id,
    )
    with suppress(ConditionFailedError):  # the person was erased in this moment
        outbox.commit(context, *writes)
