"""What the hiring system says of a hire, read anew each time: nothing of it is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jetbridge.broker.broker import TokenUnavailable
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.credentials import company_pair
from jetbridge.model.connection import Connection, Status
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswer, NotSent
from jetbridge.partners.dialect import TokenRefused
from jetbridge.partners.smartrecruiters_customer import (
    HIRED,
    Api,
    Busy,
    Forbidden,
    Found,
    Missing,
    read_document,
)
from jetbridge.store import connections
from jetbridge.vault.sealing import Unsealable
from jetbridge.vault.secrets import SecretUnavailable


@dataclass(frozen=True, slots=True)
class Hire:
    """An application in the status HIRED, and the candidate. Personal data."""

    application: Mapping[str, Any] = field(repr=False)
    candidate: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotConnected:
    """The company cannot be asked: its connection is over, or needs a person."""


class NotAHire:
    """The application is in another status, or gone."""


type Answer = Hire | NotAHire | NotConnected | Forbidden | Busy


def connected(bridge: Bridge, connection_id: str) -> Connection | None:
    """Return a company's connection, None where it cannot be used."""
    connection = connections.get(bridge.table, connection_id)
    usable = connection and connection.status in (Status.ACTIVE, Status.DEGRADED)
    return connection if usable and connection and connection.has_credentials else None


def send(
    bridge: Bridge, connection: Connection, build: Callable[[Api], HttpRequest]
) -> HttpResponse | Busy | NotConnected:
    """Make one call with a company's credential. Every call that there is may be repeated."""
    settings = bridge.settings
    try:
        return bridge.broker.send(
            company_pair(bridge, connection),
            lambda token: build(
                Api(settings.smartrecruiters_api_url, token, settings.http_timeout)
            ),
            idempotent=True,
        )
    except (TokenRefused, Unsealable):
        return NotConnected()
    except (NotSent, TokenUnavailable) as nothing_sent:
        return Busy(0, nothing_sent.retry_after)
    except (NoAnswer, SecretUnavailable):
        return Busy(0)


def application(
    bridge: Bridge, connection: Connection, candidate_id: str, job_id: str
) -> Found | Missing | NotConnected | Forbidden | Busy:
    """Read an application, whatever its status is."""
    return _read(bridge, connection, lambda api: api.application(candidate_id, job_id))


def onboarding_status(
    bridge: Bridge, connection: Connection, candidate_id: str, job_id: str
) -> Found | Missing | NotConnected | Forbidden | Busy:
    """Read what the hiring system says about a hire's onboarding."""
    return _read(bridge, connection, lambda api: api.onboarding_status(candidate_id, job_id))


def hire(bridge: Bridge, connection_id: str, candidate_id: str, job_id: str) -> Answer:
    """Read an application and its candidate, if it is (still) hired."""
    connection = connected(bridge, connection_id)
    if connection is None:
        return NotConnected()
    found = application(bridge, connection, candidate_id, job_id)
    if isinstance(found, Missing):
        return NotAHire()
    if not isinstance(found, Found):
        return found
    if found.document.get("status") != HIRED:
        return NotAHire()
    candidate = _read(bridge, connection, lambda api: api.candidate(candidate_id))
    if isinstance(candidate, Missing):
        return NotAHire()
    return Hire(found.document, candidate.document) if isinstance(candidate, Found) else candidate


def _read(
    bridge: Bridge, connection: Connection, build: Callable[[Api], HttpRequest]
) -> Found | Missing | NotConnected | Forbidden | Busy:
    answer = send(bridge, connection, build)
    return read_document(answer) if isinstance(answer, HttpResponse) else answer
