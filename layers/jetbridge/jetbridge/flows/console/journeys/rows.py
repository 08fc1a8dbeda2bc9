"""A journey as a line of a list."""

from typing import Final

from jetbridge.flows.console.places import Visit
from jetbridge.model.journey import Journey, Status
from jetbridge.model.policy import Policy
from jetbridge.model.record import record
from jetbridge.web import journey_status, times
from jetbridge.web import journey_words as words

TONES: Final = {
    Status.RUNNING: "waiting",
    Status.WAITING: "waiting",
    Status.NEEDS_ATTENTION: "bad",
    Status.ENDING: "warn",
    Status.COMPLETED: "good",
    Status.FAILED: "bad",
    Status.CANCELLED: "plain",
}
"""How each status is coloured. Its word says the same."""


@record
class Row:
    """A line: `where` is the step at which the journey stands, `awaits` what it waits for."""

    id: str
    url: str
    status: str
    tone: str
    company: str
    candidate: str
    where: str
    awaits: str
    updated: times.Moment


def row(visit: Visit, policy: Policy | None, journey: Journey) -> Row:
    """Return the line of a journey of the tenant in view."""
    here = journey_status.present(policy, journey)
    return Row(
        id=journey.id,
        url=f"{visit.home}/journeys/{journey.id}",
        status=journey.status.replace("_", " "),
        tone=TONES[journey.status],
        company=journey.company_id,
        candidate=journey.candidate_id,
        where=f"{here[0].name} · {words.partner(here[0].partner)}" if here else "",
        awaits=journey_status.awaits(policy, journey).what,
        updated=times.moment(journey.updated_at),
    )
