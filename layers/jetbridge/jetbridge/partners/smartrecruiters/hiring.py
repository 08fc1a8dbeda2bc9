"""What the hiring system says of a hire, read anew each time: nothing of it is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from jetbridge.broker.broker import TokenUnavailable
from jetbridge.broker.dialect import TokenRefused
from jetbridge.flows.context import Context
from jetbridge.model.connection import Connection, Status
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswer, NotSent
from jetbridge.partners.smartrecruiters.credentials import company_pair
from jetbridge.partners.smartrecruiters.customer import (
    HIRED,
    Api,
    Busy,
    Forbidden,
    Found,
    Missing,
    Moved,
    read_application,
    read_candidate,
    read_document,
)
from jetbridge.partners.smartrecruiters.ids import read_id
from jetbridge.store import connections
from jetbridge.vault.sealing import Unsealable
from jetbridge.vault.secrets import SecretUnavailable

_MOST_MERGES: Final = 5
"""Merges, one after the other, that are followed."""


@dataclass(frozen=True, slots=True)
class Hire:
    """An application in the status HIRED, and the candidate. Personal data."""

    application: Mapping[str, Any] = field(repr=False)
    candidate: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotConnected:
    """The company cannot be asked: its connection is over, or needs a person.

    `error` is the partner's, where it refuses the credential.
    """

    error: str = ""


class NotAHire:
    """The application is in another status, or gone, while the candidate is still there."""


class Gone:
    """The candidate is no longer there: deleted, or merged into another one that is not named."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The candidate was merged into another one, whose application for the job is hired."""

    candidate_id: str
    application_id: str = ""


type Unread = NotConnected | Forbidden | Busy
"""Nothing is known of it now."""
type Standing = Found | NotAHire | Gone | Merged | Unread
type Answer = Hire | NotAHire | Gone | Merged | Unread


def connected(context: Context, connection_id: str) -> Connection | None:
    """Return a company's connection, None where it cannot be used."""
    connection = connections.get(context.table, connection_id)
    usable = connection and connection.status in (Status.ACTIVE, Status.DEGRADED)
    return connection if usable and connection and connection.has_credentials else None


def send(
    context: Context, connection: Connection, build: Callable[[Api], HttpRequest]
) -> HttpResponse | Busy | NotConnected:
    """Make one call with a company's credential. Every call that there is may be repeated."""
    settings = context.settings
    try:
        return context.broker.send(
            company_pair(context, connection),
            lambda token: build(
                Api(settings.smartrecruiters_api_url, token, settings.http_timeout)
            ),
            idempotent=True,
        )
    except TokenRefused as refused:
        return NotConnected(refused.code)
    except Unsealable:
        return NotConnected("unsealable")
    except (NotSent, TokenUnavailable) as nothing_sent:
        return Busy(0, nothing_sent.retry_after)
    except NoAnswer:
        return Busy(0, unanswered=True)
    except SecretUnavailable:
        return Busy(0)


def standing(
    context: Context,
    connection: Connection,
    candidate_id: str,
    job_id: str,
    passed: frozenset[str] = frozenset(),
) -> Standing:
    """Read an application; return its document if it is (still) hired.

    What the partner answers about a candidate who was merged into another one is not documented.
    That one is taken for the same person where the answer names them, and their application for
    the job is hired. An application that names nobody else is this candidate's, whatever is shown
    of them beside it. `passed` are candidates who led here.
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


def onboarding_status(
    context: Context, connection: Connection, candidate_id: str, job_id: str
) -> Found | Missing | NotConnected | Forbidden | Busy:
    """Read what the hiring system says about a hire's onboarding."""
    return _read(context, connection, lambda api: api.onboarding_status(candidate_id, job_id))


def hire(context: Context, connection_id: str, candidate_id: str, job_id: str) -> Answer:
    """Read an application and its candidate, if it is (still) hired."""
    connection = connected(context, connection_id)
    if connection is None:
        return NotConnected()
    found = standing(context, connection, candidate_id, job_id)
    if not isinstance(found, Found):
        return found
    candidate = _read(context, connection, lambda api: api.candidate(candidate_id))
    if isinstance(candidate, Missing):
        return Gone()
    return Hire(found.document, candidate.document) if isinstance(candidate, Found) else candidate


def _as_it_is(answer: HttpResponse) -> Standing:
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
) -> Standing:
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
    if other in passed or len(passed) > _MOST_MERGES:
        return None
    match standing(context, connection, other, job_id, passed):
        case Found(document):
            return Merged(other, read_id(document.get("applicationId")))
        case Merged() as merged:
            return merged
        case _:
            return None


def _read(
    context: Context, connection: Connection, build: Callable[[Api], HttpRequest]
) -> Found | Missing | NotConnected | Forbidden | Busy:
    answer = send(context, connection, build)
    return read_document(answer) if isinstance(answer, HttpResponse) else answer
