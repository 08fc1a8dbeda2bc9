"""The tenant's own system: what it believes, and what its page shows."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pytest
import requests
from standardwebhooks import Webhook

from jetbridge_local.sandbox.host import Host
from jetbridge_local.sandbox.sandboxes import wsgi
from jetbridge_local.sandbox.server import LoopbackServer
from jetbridge_local.sandbox.tenant import Tenant
from tests.fakes import FrozenClock

_TIMEOUT: Final = 10
SECRET: Final = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LINK: Final = "https://verify.test/1?uuid=2"


@dataclass(frozen=True)
class Sender:
    """A sender of webhooks to the tenant's system at `url`."""

    url: str
    clock: FrozenClock

    def send(  # noqa: PLR0913 - each part of a webhook, as it is or as it should not be
        self,
        number: int,
        kind: str = "journey.started",
        *,
        journey: str = "jny_1",
        secret: str = SECRET,
        age: int = 0,
        changed: bytes = b"",
        **data: object,
    ) -> int:
        """Send an event and return the answer's status."""
        event_id, at = f"{journey}_{number}_0", self.clock.now() - age
        facts = {
            "journeyId": journey,
            "candidateId": f"of-{journey}",
            "status": "waiting",
            "version": number,
        }
        body = json.dumps(
            {"type": kind, "timestamp": "2026-01-15T10:00:00Z", "data": {**facts, **data}}
        )
        signature = Webhook(secret).sign(event_id, datetime.fromtimestamp(at, UTC), body)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": event_id,
            "webhook-timestamp": str(at),
            "webhook-signature": f"v1,c3RyYW5nZXI= {signature}",
        }
        return requests.post(
            f"{self.url}/webhooks",
            data=body.encode() + changed,
            headers=headers,
            timeout=_TIMEOUT,
        ).status_code

    def page(self) -> str:
        """Return the page."""
        return requests.get(self.url, timeout=_TIMEOUT).text

    def events(self) -> list[dict[str, Any]]:
        """Return what the system holds."""
        state = requests.get(f"{self.url}/_sandbox/state", timeout=_TIMEOUT).json()
        return list(state["events"])


@pytest.fixture
def jetbridge() -> Iterator[Sender]:
    """Return Jetbridge, whose secret the tenant's system has."""
    clock = FrozenClock()
    tenant = Tenant(clock, "demo")
    tenant.trust(SECRET)
    server = LoopbackServer()
    server.serve(wsgi(Host(clock, tenant.part())))
    yield Sender(server.url, clock)
    server.stop()


def test_a_webhook_is_taken_once(jetbridge: Sender) -> None:
    """A repeat is answered like the first, and kept once."""
    # WHEN an event comes twice
    statuses = [jetbridge.send(1), jetbridge.send(1)]

    # THEN both are thanked for, and there is one
    assert statuses == [204, 204]
    assert [event["id"] for event in jetbridge.events()] == ["jny_1_1_0"]


@pytest.mark.parametrize(
    "order",
    [
        {"secret": "whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA=="},
        {"changed": b" "},
        {"age": 301},
        {"age": -301},
    ],
    ids=["another secret", "another body", "too old", "from the future"],
)
def test_nobody_else_is_believed(jetbridge: Sender, order: dict[str, Any]) -> None:
    """What was not signed by Jetbridge just now is refused, and forgotten."""
    # WHEN it comes
    status = jetbridge.send(1, **order)

    # THEN it is refused
    assert (status, jetbridge.events()) == (401, [])


def test_a_request_without_a_signature_is_refused(jetbridge: Sender) -> None:
    """Of whatever kind it is."""
    # WHEN a caller posts anything
    answer = requests.post(f"{jetbridge.url}/webhooks", data="{}", timeout=_TIMEOUT)

    # THEN it is refused
    assert answer.status_code == 401


def test_without_a_secret_nothing_is_believed() -> None:
    """A system that was told no secret yet."""
    # GIVEN one
    clock = FrozenClock()
    server = LoopbackServer()
    server.serve(wsgi(Host(clock, Tenant(clock, "demo").part())))

    # WHEN a webhook comes
    status = Sender(server.url, clock).send(1)
    server.stop()

    # THEN it is refused
    assert status == 401


def test_each_journey_is_a_card_with_its_events_in_order(jetbridge: Sender) -> None:
    """The latest news on top; within a card as it happened, whatever came first."""
    # GIVEN two journeys, the first of which has the latest news, out of order
    jetbridge.send(1)
    jetbridge.send(1, journey="jny_2")
    jetbridge.send(3, "journey.verified", step="identity", partner="incode")
    jetbridge.send(2, "journey.link_ready", url=LINK)

    # WHEN the page is opened
    page = jetbridge.page()

    # THEN it reads like this
    assert re.findall(r"<h2[^>]*>([^<]*)</h2>", page) == [
        "Candidate of-jny_1",
        "Candidate of-jny_2",
    ]
    assert re.findall(r"journey\.\w+", page) == [
        "journey.started",
        "journey.link_ready",
        "journey.verified",
        "journey.started",
    ]


@pytest.mark.parametrize(
    ("events", "link"),
    [
        ([("link_ready", LINK)], LINK),
        ([("link_ready", LINK), ("reminder_due", f"{LINK}&again")], f"{LINK}&amp;again"),
        ([("link_ready", LINK), ("reminder_due", None)], LINK),
        ([("link_ready", LINK), ("needs_attention", None)], LINK),
        ([("link_ready", LINK), ("verified", None)], ""),
        ([("link_ready", LINK), ("cancelled", None)], ""),
        ([("started", None)], ""),
    ],
)
def test_the_link_can_be_opened_while_it_is_of_use(
    jetbridge: Sender, events: list[tuple[str, str | None]], link: str
) -> None:
    """As the new hire who got it, in a window of its own."""
    # WHEN these events came
    for number, (kind, url) in enumerate(events):
        jetbridge.send(number, f"journey.{kind}", url=url)

    # THEN the page has the link, or has it no more
    found = re.search(r'<a class="button" href="([^"]*)" target="_blank"', jetbridge.page())
    assert (found[1] if found else "") == link


def test_a_test_is_shown_as_well(jetbridge: Sender) -> None:
    """It is about no journey."""
    # WHEN the operator sends one
    jetbridge.send(1, "webhook.test", journeyId=None)

    # THEN the page has it
    page = jetbridge.page()
    assert "webhook.test" in page
    assert "<article" not in page


def test_an_empty_inbox_says_what_to_do(jetbridge: Sender) -> None:
    """And so does one that was emptied."""
    # GIVEN an inbox with something in it
    jetbridge.send(1)

    # WHEN it is emptied
    requests.post(f"{jetbridge.url}/_sandbox/reset", timeout=_TIMEOUT)

    # THEN the page says how a journey begins
    assert "No journey yet" in jetbridge.page()
