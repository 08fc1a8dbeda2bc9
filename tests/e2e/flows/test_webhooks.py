"""Partners' notifications on the whole stack: webhook, queue, worker, dead letters, replay."""

import json
import threading
import uuid
from collections.abc import Callable
from typing import Any, Final

import boto3
import pytest
import requests
from typer.testing import CliRunner

from jetbridge_cli.app import app
from jetbridge_cli.local_stack import account
from jetbridge_local.sandbox.failures import Program
from tests.e2e.flows.tenant import Json, Tenant

_TIMEOUT: Final = 60
SUBSCRIPTIONS: Final = "/webhooks-api/v201907/subscriptions"
_EVENT: Final = "application.status.updated"


def operator(tenant: Tenant, *command: str) -> str:
    """Run an operator's command on the stack, and return what it prints."""
    where = ["--stack-name", "jetbridge-local"]
    where += ["--endpoint-url", tenant.stack.ready.aws_endpoint_url]
    result = CliRunner().invoke(app, [*command, *where])
    assert result.exit_code == 0, result.output
    return result.output


def until[Found](look: Callable[[], Found | None]) -> Found:
    """Return what `look` finds: the worker works beside us."""
    pause = threading.Event()
    for _ in range(200):
        found = look()
        if found:
            return found
        pause.wait(0.05)
    raise AssertionError("nothing was found")


def events(tenant: Tenant, partner: str, about: str) -> list[Json]:
    """Return a partner's stored events that have `about` among their facts or as connection."""
    rows: list[Json] = json.loads(
        operator(tenant, "notifications", "list", "--partner", partner, "--json")
    )
    return [row for row in rows if about in (*row["facts"].values(), row["connection_id"])]


def settled(tenant: Tenant, partner: str, about: str, count: int = 1) -> list[Json]:
    """Return the stored events once so many of them are settled."""

    def look() -> list[Json] | None:
        found = events(tenant, partner, about)
        done = [row for row in found if row["status"] != "received"]
        return done if len(done) >= count else None

    return until(look)


class Queues:
    """The stack's queues, as the operator sees them."""

    def __init__(self, tenant: Tenant) -> None:
        """Find them."""
        self.sqs: Final = boto3.client(
            "sqs",
            endpoint_url=tenant.stack.ready.aws_endpoint_url,
            aws_access_key_id=account.ACCESS_KEY_ID,
            aws_secret_access_key=account.SECRET_ACCESS_KEY,
            region_name=account.REGION,
        )
        urls = self.sqs.list_queues()["QueueUrls"]
        (self.dead,) = [url for url in urls if "DeadLetters" in url]
        (self.webhooks,) = [url for url in urls if "WebhookQueue" in url]
        (self.slow,) = [url for url in urls if "SlowQueue" in url]
        (self.work,) = {*urls} - {self.dead, self.webhooks, self.slow}

    def waiting(self) -> int:
        """Return how many dead letters wait."""
        held = self.sqs.get_queue_attributes(QueueUrl=self.dead, AttributeNames=["All"])
        return int(held["Attributes"]["ApproximateNumberOfMessages"])


def can_send(tenant: Tenant) -> bool:
    """Return whether the company has an active subscription; nothing is sent."""
    url = f"{tenant.stack.ready.partners['smartrecruiters']}/_sandbox/events/{tenant.company}"
    return requests.post(url, json={"event": _EVENT, "hold": True}, timeout=_TIMEOUT).ok


@pytest.fixture
def hiring(tenant: Tenant) -> Json:
    """The test's company, connected, with an active subscription; its connection."""
    tenant.company = f"company-{uuid.uuid4().hex[:12]}"
    assert tenant.approve().ok
    connection = tenant.connection()
    until(lambda: can_send(tenant))
    return connection


def send(tenant: Tenant, **order: Any) -> list[Json]:  # noqa: ANN401 - any JSON value
    """Have SmartRecruiters send an event of the company; return its deliveries."""
    route = f"events/{tenant.company}"
    deliveries: list[Json] = tenant.sandbox("smartrecruiters", route, **{"event": _EVENT, **order})[
        "deliveries"
    ]
    return deliveries


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
    # WHEN SmartRecruiters, or somebody who is not, sends it
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


def test_what_is_still_poison_comes_back(tenant: Tenant) -> None:
    """A replay puts each dead letter back once, and ends."""
    # GIVEN a message that no worker understands, among the dead letters
    queues = Queues(tenant)
    queues.sqs.send_message(QueueUrl=queues.work, MessageBody='{"kind": "poison"}')
    until(lambda: queues.waiting() == 1)
    # AND the operator reads why, as often as they like
    for _ in range(2):
        (letter,) = json.loads(operator(tenant, "notifications", "dead-letters", "--json"))
        assert (letter["kind"], letter["error"]) == ("poison", "UnknownWork")
    # WHEN the operator puts it back
    assert "1 enqueued" in operator(tenant, "notifications", "replay-dead-letters")
    # THEN it is among them again, and the worker goes on
    until(lambda: queues.waiting() == 1)
    queues.sqs.purge_queue(QueueUrl=queues.dead)
