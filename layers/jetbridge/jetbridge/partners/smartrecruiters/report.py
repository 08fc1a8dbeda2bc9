"""The hiring system is told how a hire's onboarding stands. It may be told twice."""

from jetbridge.flows.context import Context
from jetbridge.model.journey import Journey, Reason
from jetbridge.model.journey_news import Aim, DidNothing, Intent, Outcome, Refused, Took
from jetbridge.model.policy import Policy
from jetbridge.partners.smartrecruiters import customer, hiring
from jetbridge.partners.smartrecruiters.customer import Busy, Forbidden, Missing
from jetbridge.partners.smartrecruiters.hiring import NotConnected


def report(context: Context, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Set the onboarding status that the step names, or that stands for a failure."""
    failed = wanted.aim is Aim.REPORT_FAILURE
    status = customer.FAILED if failed else policy.steps[wanted.index].status
    match _set(context, journey, status):
        case None:
            return Took()
        case NotConnected(error):
            return DidNothing(Reason.NOT_CONNECTED, fault=error)
        case Busy(_, retry_after):
            return DidNothing(retry_after=retry_after)
        case Missing():
            return Refused("/onboardingStatus not_found")
        case Forbidden(code):
            return Refused(f"/onboardingStatus refused_with_{code}")


def _set(
    context: Context, journey: Journey, status: str
) -> NotConnected | Missing | Forbidden | Busy | None:
    connection = hiring.connected(context, journey.connection_id)
    if connection is None:
        return NotConnected()
    answer = hiring.send(
        context,
        connection,
        lambda api: api.set_onboarding_status(journey.candidate_id, journey.job_id, status),
    )
    if isinstance(answer, Busy | NotConnected):
        return answer
    return customer.read_change(answer)
