"""An example of every event, made by the code that makes the events."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jetbridge.model import events, hiring_events
from jetbridge.model.connection import Connection
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.journey import Entry, Journey, Reason, StepState, StepStatus, What
from jetbridge.model.journey import Status as JourneyStatus
from jetbridge.model.notification import Notification
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.ports import DomainEvent
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.model.webhook import Endpoint, EndpointStatus
from jetbridge.partners.smartrecruiters import subscription_api

_AT: Final = 1_795_356_800
"""2026-11-22T14:13:20Z."""
_CONNECTION: Final = Connection(
    id="con_8sTq0Kq3Yw2dE1rV",
    tenant="customer",
    partner="smartrecruiters",
    account="acme",
    status=ConnectionStatus.ACTIVE,
    reason="connected",
    created_at=_AT,
    updated_at=_AT,
    expires_at=_AT + 1_209_600,
)
_ONBOARDING: Final = Onboarding(
    id="onb_8YU29YGd35ZsV29C",
    tenant="customer",
    client_id="jb_ci_mdUk1Gl9dP4b0Qk1",
    partner="incode",
    status=OnboardingStatus.REQUESTED,
    notification_type="URL",
    external_customer_id="corr-1",
    link_minutes=15,
    digest="",
    created_at=_AT,
    updated_at=_AT,
)
_JOURNEY: Final = Journey(
    id="jny_S2gmEWBoao8S8H7-",
    tenant="customer",
    connection_id=_CONNECTION.id,
    company_id="acme",
    application_id="app-1",
    candidate_id="can-1",
    job_id="job-1",
    sequence=1,
    policy_version=1,
    status=JourneyStatus.WAITING,
    steps=(StepState(status=StepStatus.AWAITING),),
    created_at=_AT,
    updated_at=_AT,
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a timeline that is published, and how the journey stands after it."""

    what: What
    status: JourneyStatus = JourneyStatus.WAITING
    reason: Reason = Reason.NONE
    partner: str = ""
    facts: Mapping[str, str] | None = None


_OF_ONBOARDING: Final = {"onboardingId": _ONBOARDING.id}
_LINES: Final = (
    _Line(What.STARTED, JourneyStatus.RUNNING, facts={"round": "1", "policyVersion": "1"}),
    _Line(What.LINK_READY, partner="incode", facts=_OF_ONBOARDING),
    _Line(What.MESSAGE_SENT, partner="incode", facts=_OF_ONBOARDING),
    _Line(What.REMINDED, partner="incode", facts={**_OF_ONBOARDING, "number": "1"}),
    _Line(What.VERIFIED, JourneyStatus.RUNNING, partner="incode"),
    _Line(What.REJECTED, partner="incode"),
    _Line(What.LAUNCHED, JourneyStatus.RUNNING, partner="enboarder", facts=_OF_ONBOARDING),
    _Line(
        What.HELD,
        JourneyStatus.NEEDS_ATTENTION,
        Reason.REFUSED,
        partner="enboarder",
        facts={"fault": "/employee/name required"},
    ),
    _Line(What.RETRIED, JourneyStatus.RUNNING, partner="enboarder"),
    _Line(What.COMPLETED, JourneyStatus.COMPLETED),
    _Line(What.FAILED, JourneyStatus.FAILED, Reason.REJECTED),
    _Line(What.CANCELLED, JourneyStatus.CANCELLED, Reason.NO_LONGER_HIRED),
)


def every() -> dict[str, DomainEvent]:
    """Return an example of each type of event, by type."""
    made = (*_connections(), *_onboardings(), *_hirings(), *_journeys(), *_others())
    return {event.type: event for event in made if event}


def _connections() -> Iterator[DomainEvent | None]:
    for after in ConnectionStatus:
        reason = "credential_refused" if after is ConnectionStatus.NEEDS_RECONNECT else after
        changed = replace(_CONNECTION, status=after, reason=str(reason))
        yield events.of_connection(None, changed, 2)
    degraded = replace(_CONNECTION, status=ConnectionStatus.DEGRADED)
    yield events.of_connection(degraded, replace(_CONNECTION, reason="recovered"), 3)
    yield events.expiring(_CONNECTION, 2, _AT)
    yield events.of_link(_CONNECTION, 2, "lnk_9dK2wQb1Xr7TzU4c")
    trouble = {"pollTrouble": "no_answer", "pollTroubleSince": str(_AT), "pollTroubleTold": "yes"}
    failing = replace(_CONNECTION, settings=trouble)
    yield events.of_poll(_CONNECTION, failing, 4, _AT)
    yield events.of_poll(failing, _CONNECTION, 5, _AT)


def _onboardings() -> Iterator[DomainEvent | None]:
    for status in OnboardingStatus:
        yield events.of_onboarding(replace(_ONBOARDING, status=status), 3)


def _hirings() -> Iterator[DomainEvent]:
    for kind in subscription_api.EVENTS:
        about = kind.partition(".")[0]
        notification = Notification(
            partner=_CONNECTION.partner,
            event_id="4f7c1d0a",
            event_type=kind,
            tenant=_CONNECTION.tenant,
            connection_id=_CONNECTION.id,
            received_at=_AT,
            facts={"id": f"{about}-1"},
        )
        yield hiring_events.of_notification(notification, _CONNECTION)


def _journeys() -> Iterator[DomainEvent | None]:
    for number, line in enumerate(_LINES):
        step = "welcome" if line.partner == "enboarder" else "identity"
        entry = Entry(
            at=_AT,
            what=line.what,
            step=step if line.partner else "",
            partner=line.partner,
            facts=line.facts or {},
        )
        stands = replace(_JOURNEY, status=line.status, reason=line.reason)
        event = events.of_journey(stands, number + 1, 0, entry)
        link = Secret("https://workflow.example/444261f54777f665184c7635")
        yield replace(event, link=link) if event and event.link_of else event


def _others() -> Iterator[DomainEvent | None]:
    fine = Endpoint("customer", "https://hooks.customer.example/", (), "", _AT, _AT)
    failing = replace(fine, failing_since=_AT, failure_told=True)
    yield events.of_endpoint(fine, failing)
    yield events.of_endpoint(failing, fine)
    yield events.of_endpoint(fine, replace(fine, status=EndpointStatus.DISABLED))
    for error in ("invalid_client", ""):
        yield events.of_credential("incode", "client", error, 2, _AT)
    detail: dict[str, Any] = {"schemaVersion": events.SCHEMA_VERSION}
    yield DomainEvent("test_7Qm2", "webhook.test", "customer", _AT, detail)
