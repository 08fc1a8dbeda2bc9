"""The hiring system is told how a hire's onboarding stands. It may be told twice."""

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.journey import hiring
from jetbridge.flows.journey.hiring import NotConnected
from jetbridge.model.journey import Journey, Reason
from jetbridge.model.journey_news import Aim, DidNothing, Intent, Outcome, Refused, Took
from jetbridge.model.policy import Policy
from jetbridge.partners import smartrecruiters_customer as customer
from jetbridge.partners.smartrecruiters_customer import Busy, Forbidden, Missing


def report(bridge: Bridge, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Set the onboarding status that the step names, or that stands for a failure."""
    failed = wanted.aim is Aim.REPORT_FAILURE
    status = customer.FAILED if failed else policy.steps[wanted.index].status
    match _set(bridge, journey, status):
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
    bridge: Bridge, journey: Journey, status: str
) -> NotConnected | Missing | Forbidden | Busy | None:
    connection = hiring.connected(bridge, journey.connection_id)
    if connection is None:
        return NotConnected()
    answer = hiring.send(
        bridge,
        connection,
        lambda api: api.set_onboarding_status(journey.candidate_id, journey.job_id, status),
    )
    if isinstance(answer, Busy | NotConnected):
        return answer
    return customer.read_change(answer)
