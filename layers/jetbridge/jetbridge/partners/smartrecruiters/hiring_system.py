"""What SmartRecruiters says of a hire, read again each time, and what it is told.

Nothing of what is read is stored. Every call that there is may be repeated.
"""

from collections.abc import Callable
from typing import Final

from jetbridge.flows.connection import health
from jetbridge.flows.context import Context
from jetbridge.model import schedule
from jetbridge.model.company_settings import POLL_HIRED_AT
from jetbridge.model.connection import Connection, Status
from jetbridge.model.hiring import (
    Answer,
    Busy,
    Forbidden,
    Gone,
    Hire,
    Hired,
    Merged,
    NotAHire,
    NotConnected,
    Readiness,
    Standing,
    Unread,
)
from jetbridge.model.journey import Journey, Reason
from jetbridge.model.journey_events import DidNothing, Outcome, Refused, Took
from jetbridge.model.outcome import Cause, Done, NotPerformed, Unknown
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.record import replace
from jetbridge.model.schedule import Task
from jetbridge.partners.smartrecruiters import subscription
from jetbridge.partners.smartrecruiters.credentials import company_pair
from jetbridge.partners.smartrecruiters.customer import (
    HIRED,
    READY,
    Api,
    Found,
    Missing,
    Moved,
    read_application,
    read_candidate,
    read_change,
    read_document,
)
from jetbridge.partners.smartrecruiters.ids import read_id

_MAX_MERGES: Final = 5
"""Merges, one after the other, that are followed."""
_BY: Final = "policy"

type _Application = Found | NotAHire | Gone | Merged | Unread


def send(
    context: Context, connection: Connection, build: Callable[[Api], HttpRequest]
) -> HttpResponse | Busy | NotConnected:
    """Make one call with a company's credential."""
    settings = context.settings
    sent = context.broker.send(
        company_pair(context, connection),
        lambda token: build(Api(settings.smartrecruiters_api_url, token, settings.http_timeout)),
        idempotent=True,
    )
    match sent:
        case Done(response):
            return response
        case NotPerformed(Cause.CREDENTIALS):
            return NotConnected(sent.error)
        case NotPerformed():
            return Busy(0, sent.retry_after)
        case Unknown():
            return Busy(0, unanswered=True)


def standing(context: Context, connection: Connection, candidate_id: str, job_id: str) -> Standing:
    """Read how an application stands."""
    found = _application(context, connection, candidate_id, job_id)
    return _hired(found) if isinstance(found, Found) else found


def readiness(
    context: Context, connection: Connection, candidate_id: str, job_id: str
) -> Readiness | NotAHire | Unread:
    """Read whether a hire's onboarding status is READY_TO_ONBOARD."""
    match _read(context, connection, lambda api: api.onboarding_status(candidate_id, job_id)):
        case Found(document):
            return Readiness(document.get("onboardingStatus") == READY)
        case Missing():
            return NotAHire()
        case unread:
            return unread


def hire(context: Context, connection: Connection, candidate_id: str, job_id: str) -> Answer:
    """Read an application and its candidate, if it is (still) hired."""
    found = _application(context, connection, candidate_id, job_id)
    if not isinstance(found, Found):
        return found
    candidate = _read(context, connection, lambda api: api.candidate(candidate_id))
    if isinstance(candidate, Missing):
        return Gone()
    return Hire(found.document, candidate.document) if isinstance(candidate, Found) else candidate


def report(context: Context, connection: Connection, journey: Journey, status: str) -> Outcome:
    """Set the onboarding status of a journey's hire."""
    answer = send(
        context,
        connection,
        lambda api: api.set_onboarding_status(journey.candidate_id, journey.job_id, status),
    )
    match read_change(answer) if isinstance(answer, HttpResponse) else answer:
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


def policy_changed(context: Context, connection: Connection) -> None:
    """Have the connection subscribed and polled now.

    What gets lost here is made good within a day: each connection's health check subscribes, and
    its poll looks for a policy.

    Raises:
        WriteConflictError: the connection was being written all the while.
    """
    subscription.ask(context, _polled_now(context, connection))


def _polled_now(context: Context, connection: Connection) -> Connection:
    """Arm the poll as while there are hires, and a check within a day.

    A connection that is not working gets both when it works again.
    """
    if connection.status not in (Status.ACTIVE, Status.DEGRADED):
        return connection

    def armed(current: Connection) -> Connection:
        now = context.clock.now()
        polled = replace(
            current,
            tasks={**current.tasks, Task.POLL: now},
            settings={**current.settings, POLL_HIRED_AT: str(now)},
        )
        return schedule.check_within_a_day(polled, now)

    return health.change(context, connection, armed, by=_BY)


def _application(
    context: Context,
    connection: Connection,
    candidate_id: str,
    job_id: str,
    passed: frozenset[str] = frozenset(),
) -> _Application:
    """Read an application; return its document if it is (still) hired.

    What the partner answers about a candidate who was merged into another one is not documented.
    That one is taken for the same person where the answer names them, and their application for
    the job is hired. An application that names no other candidate is this candidate's, whatever is
    shown of them beside it. `passed` are candidates who led here.
    """
    answer = send(context, connection, lambda api: api.application(candidate_id, job_id))
    if not isinstance(answer, HttpResponse):
        return answer
    passed |= {candidate_id}
    match read_application(answer, candidate_id):
        case Found(document) as found:
            return found if document.get("status") == HIRED else NotAHire()
        case Moved(other):
            merged = _confirmed(context, connection, other, job_id, passed)
            return merged or _as_it_is(answer)
        case Missing():
            return _without_application(context, connection, candidate_id, job_id, passed)
        case unread:
            return unread


def _as_it_is(answer: HttpResponse) -> _Application:
    """Return what an answer says that names another candidate, who is not confirmed."""
    match read_document(answer):
        case Found(document) as found:
            return found if document.get("status") == HIRED else NotAHire()
        case Missing():
            return NotAHire()
        case unread:
            return unread


def _without_application(
    context: Context,
    connection: Connection,
    candidate_id: str,
    job_id: str,
    passed: frozenset[str],
) -> _Application:
    """Tell why there is no such application. Where that is forbidden, it is still not hired."""
    answer = send(context, connection, lambda api: api.candidate(candidate_id))
    if not isinstance(answer, HttpResponse):
        return answer
    match read_candidate(answer, candidate_id):
        case Missing():
            return Gone()
        case Moved(other):
            return _confirmed(context, connection, other, job_id, passed) or NotAHire()
        case Busy() as busy:
            return busy
        case Found() | Forbidden():
            return NotAHire()


def _confirmed(
    context: Context, connection: Connection, other: str, job_id: str, passed: frozenset[str]
) -> Merged | None:
    """Return who is left after a merge, if their application is hired; perhaps after several."""
    if other in passed or len(passed) > _MAX_MERGES:
        return None
    match _application(context, connection, other, job_id, passed):
        case Found() as found:
            return Merged(other, _hired(found).application_id)
        case Merged() as merged:
            return merged
        case _:
            return None


def _hired(found: Found) -> Hired:
    return Hired(read_id(found.document.get("applicationId")))


def _read(
    context: Context, connection: Connection, build: Callable[[Api], HttpRequest]
) -> Found | Missing | Unread:
    answer = send(context, connection, build)
    return read_document(answer) if isinstance(answer, HttpResponse) else answer
