"""The events that the deployer's other systems may subscribe to (docs/events.md).

They are made from what changed, and named after the version that the change wrote: so an event
has the same id however often it is published, and a receiver can tell which of two came first.

What an event says is published as JSON schemas (docs/schemas/events), a version of which only ever
gets members added.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from jetbridge.model import trace
from jetbridge.model.company_settings import (
    POLL_TROUBLE,
    POLL_TROUBLE_SINCE,
    POLL_TROUBLE_TOLD,
)
from jetbridge.model.connection import Connection
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.journey import NEEDS_REPAIR, Entry, Journey, What
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.ports import DomainEvent
from jetbridge.model.record import replace
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.webhook import Endpoint, EndpointStatus

SCHEMA_VERSION: Final = 1
"""The version of the schemas that the details made here follow."""

EXPIRING: Final = "connection.expiring"
POLL_FAILING: Final = "connection.poll_failing"
POLL_RECOVERED: Final = "connection.poll_recovered"
LINK_USED: Final = "connection.link_used"

_CONNECTION: Final = {
    ConnectionStatus.ACTIVE: "connection.activated",
    ConnectionStatus.DEGRADED: "connection.degraded",
    ConnectionStatus.NEEDS_RECONNECT: "connection.needs_reconnect",
    ConnectionStatus.DISABLED: "connection.disabled",
}
_RECOVERED: Final = "connection.recovered"
_ILL: Final = frozenset({ConnectionStatus.DEGRADED, ConnectionStatus.NEEDS_RECONNECT})

_JOURNEY: Final = {
    What.STARTED: "journey.started",
    What.LINK_READY: "journey.link_ready",
    What.MESSAGE_SENT: "journey.message_sent",
    What.REMINDED: "journey.reminder_due",
    What.VERIFIED: "journey.verified",
    What.REJECTED: "journey.rejected",
    What.LAUNCHED: "journey.launched",
    What.HELD: "journey.needs_attention",
    What.STILL_HELD: "journey.needs_attention",
    What.APPROVED: "journey.resumed",
    What.RETRIED: "journey.resumed",
    What.RESUMED: "journey.resumed",
    What.CORRECTED: "journey.resumed",
    What.COMPLETED: "journey.completed",
    What.FAILED: "journey.failed",
    What.CANCELLED: "journey.cancelled",
}
"""The lines of a timeline that others are told of."""
JOURNEY_TYPES: Final = frozenset(_JOURNEY.values())
"""The events of journeys: those that a tenant's endpoint may be told."""
_NUMBERS: Final = frozenset({"days", "number", "policyVersion", "round"})
"""What a timeline keeps as words and is none."""
_WITH_LINK: Final = frozenset({What.LINK_READY, What.REMINDED})

_UNDER_WAY: Final = frozenset({OnboardingStatus.REQUESTING, OnboardingStatus.CHECKING})
"""What stands while a partner is being asked. It is over in seconds, and is not published."""


def of_connection(before: Connection | None, after: Connection, version: int) -> DomainEvent | None:
    """Return the event of a change of status, None where it did not change.

    `version` is the one that `after` is stored under.
    """
    was = before.status if before else ConnectionStatus.PENDING
    if after.status is was or after.status not in _CONNECTION:
        return None
    recovered = after.status is ConnectionStatus.ACTIVE and was in _ILL
    return _of(after, version, _RECOVERED if recovered else _CONNECTION[after.status])


def expiring(connection: Connection, version: int, now: int) -> DomainEvent:
    """Return the event that a credential ends soon, which only a person can renew.

    `version` is the one that the connection is stored under, `now` is in Unix seconds.
    """
    return _of(
        replace(connection, updated_at=now), version, EXPIRING, expiresAt=connection.expires_at
    )


def of_link(connection: Connection, version: int, link_id: str) -> DomainEvent:
    """Return the event that an account was connected with a link that was sent.

    `version` is the one that the connection is stored under.
    """
    return _of(connection, version, LINK_USED, linkId=link_id)


def of_poll(before: Connection, after: Connection, version: int, now: int) -> DomainEvent | None:
    """Return the event of a poll that fails for long, or no longer; None: nothing to publish.

    `version` is the one that `after` is stored under, `now` is in Unix seconds.
    """
    was_told, is_told = (POLL_TROUBLE_TOLD in each.settings for each in (before, after))
    if was_told == is_told:
        return None
    failing = (after if is_told else before).settings
    return _of(
        replace(after, updated_at=now),
        version,
        POLL_FAILING if is_told else POLL_RECOVERED,
        problem=failing.get(POLL_TROUBLE, ""),
        failingSince=int(failing[POLL_TROUBLE_SINCE]),
    )


def of_onboarding(onboarding: Onboarding, version: int) -> DomainEvent | None:
    """Return the event of a status that was not published yet, None where there is none.

    `version` is the one that the onboarding is stored under.
    """
    if announced(onboarding) == onboarding.announced:
        return None
    return DomainEvent(
        id=f"{onboarding.id}.{version}.{onboarding.status}",
        type=f"onboarding.{onboarding.status}",
        tenant=onboarding.tenant,
        at=onboarding.updated_at,
        detail={
            "schemaVersion": SCHEMA_VERSION,
            "onboardingId": onboarding.id,
            "partner": onboarding.partner,
            "externalCustomerId": onboarding.external_customer_id,
            "status": str(onboarding.status),
            "version": version,
        },
    )


def of_journey(journey: Journey, version: int, number: int, entry: Entry) -> DomainEvent | None:
    """Return the event of a line of a journey's timeline, None where it is not published.

    `version` is the one that the journey is stored under, `number` tells the lines of one move
    apart.
    """
    kind = _journey_type(entry)
    if kind is None:
        return None
    detail: dict[str, object] = {
        "schemaVersion": SCHEMA_VERSION,
        "journeyId": journey.id,
        "connectionId": journey.connection_id,
        "companyId": journey.company_id,
        "candidateId": journey.candidate_id,
        "jobId": journey.job_id,
        "applicationId": journey.application_id,
        "status": str(journey.status),
        "reason": str(journey.reason),
        "version": version,
    }
    if entry.step:
        detail |= {"step": entry.step, "partner": entry.partner}
    facts = {name: int(fact) if name in _NUMBERS else fact for name, fact in entry.facts.items()}
    return DomainEvent(
        # No dot: a webhook's signature is over `id.timestamp.body`.
        id=f"{journey.id}_{version}_{number}",
        type=kind,
        tenant=journey.tenant,
        at=entry.at,
        detail=detail | facts,
        link_of=entry.facts.get("onboardingId", "") if entry.what in _WITH_LINK else "",
    )


def of_endpoint(before: Endpoint, after: Endpoint) -> DomainEvent | None:
    """Return the event of what became of a tenant's endpoint; None: nothing to publish.

    It goes to the bus only: the endpoint itself cannot be told.
    """
    kind = ""
    if after.status is EndpointStatus.DISABLED and before.status is EndpointStatus.ACTIVE:
        kind = "disabled"
    elif after.failure_told and not before.failure_told:
        kind = "failing"
    elif before.failure_told and not after.failure_told:
        kind = "recovered"
    if not kind:
        return None
    version = before.version + 1
    named = ".".join(filter(None, (after.tenant, after.further)))
    return DomainEvent(
        id=f"endpoint.{named}.{before.created_at}.{version}.{kind}",
        type=f"endpoint.{kind}",
        tenant=after.tenant,
        at=after.updated_at,
        detail={
            "schemaVersion": SCHEMA_VERSION,
            "endpointId": after.id,
            "status": str(after.status),
            "failingSince": before.failing_since,
            "version": version,
        },
    )


def of_credential(name: str, part: str, error: str, version: int, at: int) -> DomainEvent:
    """Return the event that a partner refuses one of the deployment's own credentials, or not.

    It concerns every tenant. `error` is empty where the credential is taken again; `version` is the
    one that its standing is stored under.
    """
    kind = "refused" if error else "recovered"
    return DomainEvent(
        id=f"credential.{name}.{part}.{version}.{kind}",
        type=f"credential.{kind}",
        tenant=EVERY_TENANT,
        at=at,
        detail={
            "schemaVersion": SCHEMA_VERSION,
            "partner": name,
            "part": part,
            "error": error,
            "version": version,
        },
    )


def told(event: DomainEvent) -> Mapping[str, object]:
    """Return what an event says to its receivers, its link included."""
    says = {**event.detail, "id": event.id, "tenant": event.tenant}
    if event.traceparent:
        says[trace.TRACEPARENT] = event.traceparent
    if not event.link_of:
        return says
    return says | {"url": event.link.reveal() if event.link else None}


def message(event: DomainEvent) -> Mapping[str, object]:
    """Return an event as a tenant is told of it: the body of a webhook."""
    happened = datetime.fromtimestamp(event.at, UTC)
    return {
        "type": event.type,
        "timestamp": f"{happened:%Y-%m-%dT%H:%M:%SZ}",
        "data": told(event),
    }


def announced(onboarding: Onboarding) -> str:
    """Return the status that is published once the onboarding is stored."""
    under_way = onboarding.status in _UNDER_WAY
    return onboarding.announced if under_way else str(onboarding.status)


def _journey_type(entry: Entry) -> str | None:
    """Return the event's form of a line. A delay is published where only a repair helps."""
    if entry.what is What.DELAYED and entry.facts.get("reason") in NEEDS_REPAIR:
        return _JOURNEY[What.HELD]
    if entry.what in (What.NEW_LINK, What.LINK_REPLACED) and "reason" in entry.facts:
        return _JOURNEY[What.RETRIED]  # it waited for an operator, and does so no more
    return _JOURNEY.get(entry.what)


def _of(connection: Connection, version: int, kind: str, **more: object) -> DomainEvent:
    name = kind.partition(".")[2]
    return DomainEvent(
        id=f"{connection.id}.{version}.{name}",
        type=kind,
        tenant=connection.tenant,
        at=connection.updated_at,
        detail={
            "schemaVersion": SCHEMA_VERSION,
            "connectionId": connection.id,
            "partner": connection.partner,
            "status": str(connection.status),
            "reason": connection.reason,
            "version": version,
            **more,
        },
    )
