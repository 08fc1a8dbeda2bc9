"""What `apply` has to do, as far as the list alone says it."""

from collections.abc import Iterator

from jetbridge.flows.restore import steps
from jetbridge.flows.restore.rules import Response, rule
from jetbridge.flows.restore.steps import Result, Step
from jetbridge.model.changes_since import Since


def preview(since: Since) -> Iterator[Step]:
    """Yield what `apply` has to do, without reading the table."""
    yield from steps.unread(since)
    for erased in since.erased:
        yield Step(Result.APPLIED, "person.erase", erased.tenant, (erased.id,))
    for changed in since.changed:
        response = rule(changed.action).response
        if response is not Response.NOTHING:
            yield steps.of_change(steps.RESULTS[response], changed)
    for hired in since.hired:
        yield Step(Result.HELD, steps.LOST_JOURNEY, hired.tenant, (hired.journey_id,), steps.LOST)
    begun = {each.journey_id for each in since.hired}
    stays = steps.erased(since)
    held = {each.journey_id: each.tenant for each in since.moved}
    for each in since.requested:
        if each.journey_id and each.onboarding_id not in stays:
            held.setdefault(each.journey_id, each.tenant)
    for journey_id, tenant in held.items():
        if journey_id not in begun:
            do = steps.LOOK.format(journey_id)
            yield Step(Result.HELD, steps.MOVED_JOURNEY, tenant, (journey_id,), do)
    theirs = (each for each in since.requested if not each.journey_id)
    lost = {each.onboarding_id: each.tenant for each in theirs if each.onboarding_id not in stays}
    for onboarding_id, tenant in lost.items():
        yield Step(Result.HELD, steps.LOST_REQUEST, tenant, (onboarding_id,), steps.UNKNOWN)
