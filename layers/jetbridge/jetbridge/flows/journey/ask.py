"""A person is asked to verify, or a workflow is launched: once for each attempt of a step.

    0. earlier links are closed                where an operator had them replaced
    1. what is known under the intent's key    a crash, or a try that came to nothing, left it
    2. the hiring system is asked              is the person still hired, and what are they called?
    3. the partner is asked                    by the flow of `POST /v1/onboardings`

What may have sent a message is not requested again: a launch is looked up, and of an SMS or an
e-mail the person's own actions are waited for. A link is requested again, which sends no message.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from jetbridge.flows import partner
from jetbridge.flows.context import Context
from jetbridge.flows.journey import closing, hiring, messages, repairs, standing
from jetbridge.flows.onboarding import idempotency, onboard, refusals
from jetbridge.model import mapping, registry
from jetbridge.model.calendar import Calendar
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.hiring import (
    Busy,
    Forbidden,
    Gone,
    Hire,
    Merged,
    NotAHire,
    NotConnected,
    Unread,
)
from jetbridge.model.identity import Identity
from jetbridge.model.journey import Journey, Reason
from jetbridge.model.journey_events import (
    DidNothing,
    Intent,
    NotHired,
    Outcome,
    Outdated,
    Refused,
    Took,
    Unclear,
)
from jetbridge.model.message_limit import Full
from jetbridge.model.onboarding import Onboarding, Repeat, on_repeat
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.onboarding_error import Hindrance, OnboardingError
from jetbridge.model.onboarding_request import Asked
from jetbridge.model.outcome import Busy as UnderWay
from jetbridge.model.outcome import NotPerformed, Unknown
from jetbridge.model.outcome import Refused as PartnerRefused
from jetbridge.model.partner import Capability
from jetbridge.model.policy import Policy, StepKind
from jetbridge.model.record import replace
from jetbridge.model.scopes import ClientKind
from jetbridge.model.settings import Settings
from jetbridge.model.system import Clock
from jetbridge.store import connections, keys, onboardings
from jetbridge.web import bodies
from jetbridge.web.orders import Order

SOON: Final = 30
"""Seconds after which what another request has under way is looked at again."""

_MAX_FAULTS: Final = 10
"""Faults of a request that are told: they are in the journey, its timeline and its events."""


def ask(context: Context, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    """Have a person verified, or a workflow launched."""
    try:
        closing.close_every(context, journey.steps[wanted.index].closed)
    except closing.JourneyBusyError:
        return DidNothing(Reason.NONE, SOON)
    return _asked(context, policy, journey, wanted)


def _asked(context: Context, policy: Policy, journey: Journey, wanted: Intent) -> Outcome:
    places = keys.idempotency(journey.tenant, wanted.key), keys.connection(journey.connection_id)
    record, item = context.table.get_many(places)
    known = onboardings.of_record(context.table, record)
    stands = _stands(context, known) if known else None
    if stands:
        return stands
    known_id = known.id if known else ""
    connection = hiring.usable(connections.of_item(item))
    found = hiring.hire(context, connection, journey.candidate_id, journey.job_id)
    if isinstance(found, Merged):
        standing.have_followed(context, journey)
    if not isinstance(found, Hire):
        return _not_read(found, known_id)
    read = _order(context.clock, policy, journey, wanted.index, found)
    if isinstance(read, Refused):
        return replace(read, onboarding_id=known_id)
    order, left_out = read
    full = _full(context, policy, journey, wanted)
    if full:
        wait = full.until - context.clock.now()
        return DidNothing(Reason.MESSAGE_LIMIT, wait, known_id)
    try:
        asked = _request(context.settings, journey, order, wanted.key)
        answered = onboard.attempt(context, replace(asked, found=(known,)), order)
    except OnboardingError as error:
        return failed(order.partner, error, known_id)
    made = answered.onboarding
    return Took(made.id, made.status, _told(left_out), made.expires_at)


def _order(
    clock: Clock, policy: Policy, journey: Journey, index: int, hire: Hire
) -> tuple[Order, tuple[Violation, ...]] | Refused:
    """Return what a step asks for a hire, and what was left out of it, or what is wrong with it."""
    calendar = Calendar.at(clock.now(), policy.time_zone)
    source = _source(journey, hire)
    try:
        sent = mapping.request(policy.steps[index], _hire(journey), source, calendar)
        return bodies.order_with_gaps(sent, policy.default_country)
    except mapping.TextTooLongError as fault:
        return Refused(f"{fault.pointer} string_too_long")
    except ApiProblem as problem:
        # Of its words none is kept: they may quote the person.
        return Refused(_told(problem.errors))


def _request(settings: Settings, journey: Journey, order: Order, key: str) -> Asked:
    base_url = settings.base_url("")
    return idempotency.asked(identity(journey), key, order, base_url=base_url, journey=journey)


def _full(context: Context, policy: Policy, journey: Journey, wanted: Intent) -> Full | None:
    """Count the message of a verification; say whether the person was sent enough for a day."""
    if policy.steps[wanted.index].kind is not StepKind.VERIFY:
        return None
    return messages.count(context, policy, journey, wanted.key)


def identity(journey: Journey) -> Identity:
    """Return as whom a journey asks."""
    return Identity(journey.id, ClientKind.API, journey.tenant, frozenset())


def failed(name: str, error: OnboardingError, known_id: str) -> Outcome:
    """Say what it means to a journey that its request has led to no onboarding.

    Args:
        name: the partner that was asked.
        error: why. Of its words none is kept: they may quote the person.
        known_id: the onboarding that was known under the key before, if any was.
    """
    made = error.onboarding.id if error.onboarding else known_id
    match error.why:
        case Hindrance.KEY_REUSED:
            return Outdated(known_id)
        case Hindrance.ALREADY_REQUESTED:
            # The one that it names is another's.
            return Refused(reason=Reason.ALREADY_REQUESTED, onboarding_id=known_id)
        case Unknown() | Hindrance.NOT_REPEATED:
            return Unclear(made)
        case UnderWay():
            return DidNothing(Reason.NONE, SOON, made)
        case PartnerRefused(violation=violation):
            return Refused(_told((violation,)), onboarding_id=made)
        case NotPerformed() | Hindrance.NOT_CONNECTED | Hindrance.NOT_LAUNCHED:
            later = DidNothing(retry_after=refusals.retry_after(error), onboarding_id=made)
            return repairs.needed(name, error, made) or later


def _told(faults: Sequence[Violation]) -> str:
    """Return faults as a journey keeps them: each field and its rule, never a value."""
    return "; ".join(f"{each.pointer or '/'} {each.rule}" for each in faults[:_MAX_FAULTS])


def _stands(context: Context, known: Onboarding) -> Outcome | None:
    """Return what came of an earlier try; None where the partner is to be asked (again)."""
    match on_repeat(known, now=context.clock.now()):
        case Repeat.ANSWER:
            return Took(known.id, known.status, link_ends_at=known.expires_at)
        case Repeat.WAIT:
            return DidNothing(Reason.NONE, SOON, known.id)
        case Repeat.TELL if registry.partner(known.partner).has(Capability.LAUNCHES):
            return _looked_up(context, known)
        case Repeat.TELL:
            return Unclear(known.id)
        case Repeat.ASK_AGAIN | Repeat.REFUSE:
            return None


def _looked_up(context: Context, known: Onboarding) -> Outcome:
    """Ask the partner whether it runs what it may have been asked for."""
    try:
        settled = partner.launches(known.partner).settle(context, known)
    except OnboardingError as error:
        if repairs.needed(known.partner, error, known.id):
            return Unclear(known.id)
        # That the reports cannot be read says nothing of the launch: it may have happened.
        return DidNothing(Reason.UNKNOWN_OUTCOME, refusals.retry_after(error), known.id)
    launched = settled.status is OnboardingStatus.LAUNCHED
    return Took(known.id, settled.status) if launched else Unclear(known.id)


def _not_read(answer: NotAHire | Gone | Merged | Unread, known_id: str) -> Outcome:
    match answer:
        case NotAHire():
            return NotHired(known_id)
        case Gone():
            return NotHired(known_id, Reason.CANDIDATE_DELETED)
        case Merged():
            return DidNothing(Reason.NONE, SOON, known_id)
        case NotConnected(error):
            return DidNothing(Reason.NOT_CONNECTED, onboarding_id=known_id, fault=error)
        case Forbidden(status):
            fault = f"http_{status}"
            return DidNothing(Reason.NOT_CONNECTED, onboarding_id=known_id, fault=fault)
        case Busy(_, retry_after):
            return DidNothing(retry_after=retry_after, onboarding_id=known_id)


def _source(journey: Journey, hire: Hire) -> Mapping[str, object]:
    """Return what the policy's paths lead into."""
    return {
        "candidate": hire.candidate,
        "application": hire.application,
        "company": {"id": journey.company_id},
        "journey": {"id": journey.id, "round": journey.sequence},
    }


def _hire(journey: Journey) -> dict[str, str]:
    """Return the fields by which a launch names its hire, as a client would: without the company.

    They are part of what is recognised as the same request, also by what an earlier release has
    stored. What the launch is known by is `Journey.hire`.
    """
    if journey.sequence > 1:
        return {"externalCustomerId": journey.hire.as_field}
    return {"candidateId": journey.candidate_id, "jobId": journey.job_id}
