"""Two candidates of a company were merged into one: the journey goes on for the one who is left.

    1. the journey gets the id of the one who is left    and is found by it
    2. the application's record gets their name          no second journey begins for the hire

All of it is one transaction. Where the candidate who is left has a journey of their own for the
job, the other journey ends: its person is greeted once.
"""

import logging

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import record
from jetbridge.flows.people import markers
from jetbridge.model import journey_events
from jetbridge.model import journey_rules as rules
from jetbridge.model.hire import Application, Seen
from jetbridge.model.hiring import Merged
from jetbridge.model.journey import Journey, Reason
from jetbridge.model.record import replace
from jetbridge.store import applications, candidates

logger = logging.getLogger(__name__)


def follow(
    context: Context, known: Application, journey: Journey | None, merged: Merged
) -> Seen | None:
    """Move an application's record and its journey to the candidate who is left.

    Returns:
        None where that was done. Otherwise how the application is seen: it is not hired any more.

    Raises:
        ConditionFailedError: the record, the journey or the other record has changed meanwhile.
        PolicyLostError: the policy that the journey runs by is gone.
    """
    there = applications.find(context.table, known.connection_id, merged.candidate_id, known.job_id)
    erased = markers.is_candidate_erased(
        context, known.tenant, known.connection_id, merged.candidate_id
    )
    if erased or (there and (there.erased or _has_its_own(there, known))):
        return Seen(hired=False, over=Reason.CANDIDATE_MERGED)
    left = replace(
        known,
        record_id=applications.name(known.connection_id, merged.candidate_id, known.job_id),
        candidate_id=merged.candidate_id,
        application_id=merged.application_id or known.application_id,
        look_at=None,
        looks=0,
        version=there.version if there else 0,
    )
    _hand_on(context, known, left, journey)
    return None


def _has_its_own(there: Application, known: Application) -> bool:
    return bool(there.journey_id) and there.journey_id != known.journey_id


def _hand_on(
    context: Context, known: Application, left: Application, journey: Journey | None
) -> None:
    """Put the record `left` in the place of `known`, and move the journey with it."""
    now = context.clock.now()
    gone = applications.forget(replace(known, journey_id="", sequence=0, hired=False), now)
    facts = {"connection": known.connection_id, "journey": known.journey_id}
    logger.warning("candidate merged", extra=facts)
    mark, unerased = markers.look_at(
        context,
        tenant=left.tenant,
        connection_id=left.connection_id,
        candidate_id=left.candidate_id,
        job_id=left.job_id,
        application_id=left.application_id,
    )
    kept = applications.save if left.version else applications.create
    if journey is None:
        # Where its journey was removed, the record that is left remembers that there was one.
        remembered = kept(replace(left, look_at=now)) if left.journey_id else mark
        outbox.commit(context, gone, remembered, unerased)
        return
    policy = record.policy_for(context, journey)
    transition = rules.after(
        policy, journey, journey_events.Merged(now, left.candidate_id, left.application_id)
    )
    lead = candidates.lead(transition.journey, left.record_id)
    record.save(context, policy, transition, gone, kept(left), lead, unerased)
    outbox.have_moved(context.queue, journey.tenant, [journey.id])
