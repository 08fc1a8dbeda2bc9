"""Partners' notifications on the whole stack: webhook, queue, worker, dead letters, replay."""

import json
import uuid
from typing import Final

import pytest
import requests

from jetbridge_local.sandbox.failures import Program
from tests.e2e.flows.notifications import (
    _TIMEOUT,
    Queues,
    can_send,
    events,
    operator,
    send,
    settled,
    until,
)
from tests.e2e.flows.tenant import Json, Tenant
from tests.support.traces import GIVEN, TRACE

SUBSCRIPTIONS: Final = "/webhooks-api/v201907/subscriptions"


def test_an_event_of_a_company_is_acknowledged_and_acted_on_once(
    tenant: Tenant, hiring: Json
) -> None:
    """Subscribed after consent, signed, delivered three times, handled once."""
    # WHEN SmartRecruiters delivers an event three times
    (delivery,) = send(tenant, copies=3)
    # THEN each is acknowledged in its own terms, and one is stored and settled
    assert [attempt["status"] for attempt in delivery["attempts"]] == [202, 202, 202]
    found = settled(tenant, "smartrecruiters", hiring["id"])
    assert [row["status"] for row in found] == ["processed"]
    assert found[0]["facts"]["event_id"] == delivery["eventId"]


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ({"forgery": "unsigned"}, 401),
        ({"forgery": "wrong-key"}, 401),
        ({"forgery": "altered-body"}, 401),
        ({"forgery": "altered-timestamp"}, 401),
        ({"ageSeconds": 3_600}, 202),
        ({"ageSeconds": 5 * 86_400}, 202),
        ({"ageSeconds": -3_600}, 202),
        ({"ageSeconds": 30 * 86_400}, 401),
        ({"body": "x" * 70_000}, 413),
        # API Gateway passes JSON on as text: bytes that are no UTF-8 do not arrive as signed.
        ({"body": "Zürich", "encoding": "utf-16"}, 401),
        ({"body": "Zürich"}, 202),
        ({"event": "candidate.levitated"}, 202),
    ],
)
def test_a_delivery_that_is_odd_is_answered_in_kind(
    tenant: Tenant, hiring: Json, order: Json, status: int
) -> None:
    """Forged, old and oversized ones are refused; what is signed is kept, whatever it says."""
    # WHEN SmartRecruiters, or a sender who is not, sends it
    (delivery,) = send(tenant, **order)
    # THEN the answer is this, and nothing is stored that was refused
    assert [attempt["status"] for attempt in delivery["attempts"]] == [status]
    kept = {row["facts"]["event_id"] for row in events(tenant, "smartrecruiters", hiring["id"])}
    assert (delivery["eventId"] in kept) == (status == 202)


def test_incode_tells_how_a_verification_went(tenant: Tenant) -> None:
    """Both generations, in any order, once each, with a token of our own."""
    # GIVEN Incode's client, made by the operator, and an onboarding
    made = json.loads(operator(tenant, "clients", "create", "--partner", "incode", "--json"))
    external = f"corr-{uuid.uuid4()}"
    tenant.sandbox(
        "incode-api",
        "webhooks",
        authenticationUrl=f"{tenant.api}/oauth/token",
        clientId=made["client_id"],
        clientSecret=made["client_secret"],
        onboardingStatusUrl=f"{tenant.api}/incode/webhooks",
        sessionUrl=f"{tenant.api}/incode/webhooks",
    )
    body = {
        "partner": "incode",
        "integrationReference": "int_b2b_prod_001",
        "loginHint": "ana@example.com",
        "name": "Ana Ruiz",
        "notification": {"type": "URL"},
        "externalCustomerId": external,
    }
    onboarding = tenant.onboard(body).json()
    # WHEN its events come, the verdict first
    tenant.sandbox("incode-api", "webhooks/status", onboardingStatus="MANUAL_REVIEW_APPROVED")
    tenant.sandbox(
        "incode-api", "webhooks/status", onboardingStatus="ONBOARDING_FINISHED", copies=2
    )
    tenant.sandbox("incode-api", "webhooks/session", eventType="SESSION_STARTED")
    # THEN the onboarding is verified and stays so
    path = f"/v1/onboardings/{onboarding['id']}"
    found = settled(tenant, "incode", external, count=2)
    assert len(found) == 2
    assert until(lambda: tenant.get(path).json()["status"] == "verified")


def test_nobody_else_notifies_in_incodes_name(tenant: Tenant) -> None:
    """Neither without a token nor with the tenant's own."""
    # GIVEN a notification
    body = {"interviewId": "int-1", "onboardingStatus": "ONBOARDING_FINISHED"}
    url = f"{tenant.api}/incode/webhooks"
    # THEN it is refused without a token, and with a token for something else
    assert requests.post(url, json=body, timeout=_TIMEOUT).status_code == 401
    own = requests.post(url, json=body, headers=tenant.bearer(), timeout=_TIMEOUT)
    assert own.status_code == 403


@pytest.mark.local_only(reason="a message that failed comes again at once")
def test_work_that_failed_for_good_is_replayed_after_the_fix(tenant: Tenant) -> None:
    """Five receipts, then the dead letters; the operator fixes the cause and puts it back."""
    # GIVEN a partner that refuses subscriptions as often as the queue tries
    refuse = Program(path=SUBSCRIPTIONS, method="POST", status=403, times=5)
    tenant.partner_fails("smartrecruiters", refuse)
    queues = Queues(tenant)
    # WHEN a company is connected
    tenant.company = f"company-{uuid.uuid4().hex[:12]}"
    assert tenant.approve().ok
    # THEN its subscription ends among the dead letters
    until(lambda: queues.waiting() == 1)
    # WHEN the partner is in order again and the operator puts the work back
    assert "1 enqueued" in operator(tenant, "notifications", "replay-dead-letters")
    # THEN the company's events reach us
    until(lambda: can_send(tenant))
    assert queues.waiting() == 0


@pytest.mark.local_only(reason="a message that failed comes again at once")
def test_what_is_still_poison_comes_back(tenant: Tenant) -> None:
    """A replay puts each dead letter back once, and ends."""
    # GIVEN a message that no worker understands, among the dead letters
    queues = Queues(tenant)
    queues.sqs.send_message(
        QueueUrl=queues.work,
        MessageBody='{"kind": "poison"}',
        MessageAttributes={"traceparent": {"DataType": "String", "StringValue": GIVEN}},
    )
    until(lambda: queues.waiting() == 1)
    # AND the operator reads why, as often as they like, and by which trace the log tells of it
    for _ in range(2):
        (letter,) = json.loads(operator(tenant, "notifications", "dead-letters", "--json"))
        assert (letter["kind"], letter["error"]) == ("poison", "UnknownWorkError")
        assert letter["trace_id"] == TRACE
    # WHEN the operator puts it back
    assert "1 enqueued" in operator(tenant, "notifications", "replay-dead-letters")
    # THEN it is among them again, in the same trace, and the worker goes on
    until(lambda: queues.waiting() == 1)
    (again,) = json.loads(operator(tenant, "notifications", "dead-letters", "--json"))
    assert again["trace_id"] == TRACE
    queues.sqs.purge_queue(QueueUrl=queues.dead)
