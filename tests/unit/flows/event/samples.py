"""An example of every outgoing event, and the published schemas."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any, Final

from jetbridge.model import events, hiring_events, onboarding
from jetbridge.model.connection import Connection
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.notification import Notification
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.ports import DomainEvent
from jetbridge.model.secret import Secret
from jetbridge.model.webhook import Endpoint, EndpointStatus
from jetbridge.partners.smartrecruiters import subscription_api
from tests.fakes.clock import START
from tests.fakes.context import SMARTRECRUITERS
from tests.support.journeys.exploring import every_line
from tests.unit.infra.templates import ROOT

PUBLISHED: Final = sorted((ROOT / "docs" / "schemas" / "events").glob("*.json"))

DOCUMENTS: Final[list[dict[str, Any]]] = [json.loads(each.read_text()) for each in PUBLISHED]

A_CONNECTION: Final = Connection(
    id="con_AAAAAAAAAAAAAAAA",
    tenant="demo",
    partner="onboardbase",
    account="demo",
    status=ConnectionStatus.ACTIVE,
    reason="",
    created_at=START,
    updated_at=START,
    expires_at=START + 86_400,
)

AN_ONBOARDING: Final = Onboarding(
    id="onb_AAAAAAAAAAAAAAAA",
    tenant="demo",
    client_id="jb_ci_caller",
    partner="incode",
    status=onboarding.Status.REQUESTED,
    notification_type="URL",
    external_customer_id="corr-1",
    link_minutes=15,
    digest="",
    created_at=START,
    updated_at=START,
)


def of_connections() -> Iterator[DomainEvent | None]:
    """Yield the events of every change of a connection's status."""
    yield events.expiring(A_CONNECTION, 2, START)
    yield events.of_link(A_CONNECTION, 2, "lnk_AAAAAAAAAAAAAAAA")
    trouble = {"pollTrouble": "no_answer", "pollTroubleSince": "1", "pollTroubleTold": "yes"}
    failing = replace(A_CONNECTION, settings=trouble)
    yield events.of_poll(A_CONNECTION, failing, 2, START)
    yield events.of_poll(failing, A_CONNECTION, 3, START)
    for before, after in product((None, *ConnectionStatus), ConnectionStatus):
        was = replace(A_CONNECTION, status=before) if before else None
        yield events.of_connection(was, replace(A_CONNECTION, status=after), 2)


def of_onboardings() -> Iterator[DomainEvent | None]:
    """Yield the events of every status of an onboarding."""
    for status in onboarding.Status:
        yield events.of_onboarding(replace(AN_ONBOARDING, status=status), 1)


def of_hirings() -> Iterator[DomainEvent]:
    """Yield SmartRecruiters' events as they are passed on, with all that a delivery may name."""
    named = dict.fromkeys(subscription_api._FACTS, "x-1")
    link = f"<{SMARTRECRUITERS}/candidates/can-1>; rel=self"
    sent = json.dumps(named).encode()
    facts = subscription_api.facts(sent, link, SMARTRECRUITERS)
    for kind, ids in product(subscription_api.EVENTS, ({}, facts | {"event_id": "evt-1"})):
        notification = Notification(
            partner="smartrecruiters",
            event_id="evt-1",
            event_type=kind,
            tenant="demo",
            connection_id=A_CONNECTION.id,
            received_at=START,
            facts=ids,
        )
        yield hiring_events.of_notification(notification, A_CONNECTION)


def of_journeys() -> Iterator[DomainEvent | None]:
    """Yield the events of every line that a journey's timeline may have."""
    for moved, entry in every_line():
        event = events.of_journey(moved, 3, 0, entry)
        yield event
        if event and event.link_of:
            yield replace(event, link=Secret("https://partner.example/link"))


def of_endpoints() -> Iterator[DomainEvent | None]:
    """Yield the events of every change of an endpoint."""
    fine = Endpoint("demo", "https://hooks.test/", (), "", START, START)
    failing = replace(fine, failing_since=START)
    told = replace(failing, failure_told=True)
    gone = replace(told, status=EndpointStatus.DISABLED)
    for before, after in product((fine, failing, told, gone), repeat=2):
        yield events.of_endpoint(before, after)


def of_credentials() -> Iterator[DomainEvent]:
    """Yield the events of the deployment's own credentials."""
    for error in ("invalid_client", ""):
        yield events.of_credential("incode", "client", error, 1, START)


def every_event() -> dict[str, list[dict[str, Any]]]:
    """Return what events say, by their type, each once."""
    said: defaultdict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    made = (of_connections, of_onboardings, of_hirings, of_journeys, of_endpoints, of_credentials)
    for make in made:
        for event in filter(None, make()):
            detail = json.dumps(dict(events.told(event)))
            said[event.type][detail] = json.loads(detail)
    return {kind: [*details.values()] for kind, details in said.items()}


EVERY: Final = every_event()


def the_schema(kind: str) -> dict[str, Any]:
    """Return the schema of a type's detail, in which nothing may stand that it does not name."""
    (document,) = [each for each in DOCUMENTS if kind in each["$defs"]]
    strict = {"$ref": f"#/$defs/{kind}", "unevaluatedProperties": False}
    return {**strict, "$schema": document["$schema"], "$defs": document["$defs"]}
