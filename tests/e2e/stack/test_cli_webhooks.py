"""An operator's commands about a tenant's endpoint, on a running stack."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import pytest
from werkzeug.wrappers import Request

from jetbridge.model import events, webhook
from jetbridge.model.journey import Entry, What
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.store import deliveries, endpoints
from jetbridge_local.sandbox.server import LoopbackServer
from jetbridge_local.stack import LocalStack
from tests.e2e.flows.notifications import until
from tests.e2e.journeys.inbox import Inbox
from tests.e2e.stack.operator import Operator
from tests.fakes.journeys import BEGUN

_TENANT: Final = "cli-webhooks"
_NOW: Final = int(time.time())
"""The stack's time: what is long over is not shown."""


@pytest.fixture
def operator(stack: LocalStack) -> Operator:
    """Return an operator of the running stack, who has added the tenants."""
    operator = Operator(stack)
    operator.run("tenants", "add", _TENANT)
    operator.run("tenants", "add", "cli-nobody")
    return operator


@contextmanager
def an_endpoint(operator: Operator) -> Iterator[Inbox]:
    """Run an endpoint, which is the tenant's."""
    server = LoopbackServer()
    made = Inbox(f"{server.url}/webhooks")
    server.serve(Request.application(made.receive))
    shown = operator.read("webhooks", "set", "--tenant", _TENANT, "--url", made.url)
    made.secret = shown["secret"]
    try:
        yield made
    finally:
        operator.run("webhooks", "remove", "--tenant", _TENANT, typed="y\n")
        server.stop()


def given_up(operator: Operator, number: int) -> str:
    """Store a delivery to the endpoint that was given up, and return its event's id."""
    told = endpoints.get(operator.table(), _TENANT)
    journey = replace(BEGUN, tenant=_TENANT)
    event = events.of_journey(journey, 7, number, Entry(What.COMPLETED, _NOW))
    assert event
    assert told
    begun = webhook.begun(event, handle=told.handle)
    dead = replace(webhook.over(begun, DeliveryStatus.DEAD, _NOW, "http_500"), attempts=10)
    operator.table().write(deliveries.create(begun))
    operator.table().write(deliveries.save(replace(dead, version=1)))
    return event.id


def test_an_endpoint_is_set_tried_and_removed(operator: Operator) -> None:
    """Its secret is shown when it is made, and never again."""
    with an_endpoint(operator) as tenant:
        # WHEN it is tried out
        assert "taken: http_204" in operator.run("webhooks", "test", "--tenant", _TENANT)
        # THEN it got one event, signed with the secret that was shown
        (sent,) = tenant.received
        assert sent.event["type"] == "webhook.test"
        assert sent.is_signed_with(tenant.secret)
        # AND one that does not take it is told of
        tenant.answers.append(500)
        assert "http_500" in operator.fail("webhooks", "test", "--tenant", _TENANT)
        # WHEN it is set again, for some events, and shown
        again = ("--url", tenant.url, "--event", "journey.failed")
        at = operator.read("webhooks", "show", "--tenant", _TENANT)["version"]
        seen = ("--expect-version", str(at))
        assert "--expect-version" in operator.fail("webhooks", "set", "--tenant", _TENANT, *again)
        shown = operator.run("webhooks", "set", "--tenant", _TENANT, *again, *seen, "--json")
        # AND what was seen before does not remove it
        why = operator.fail("webhooks", "remove", "--tenant", _TENANT, *seen)
        assert "nothing was done" in why
        shown += operator.run("webhooks", "show", "--tenant", _TENANT, "--json")
        # THEN the secret is not shown
        assert "whsec_" not in shown
        (endpoint,) = [operator.read("webhooks", "show", "--tenant", _TENANT)]
        assert (endpoint["events"], endpoint["secrets"]) == (["journey.failed"], 1)
        # WHEN the secret is replaced
        new = operator.read("webhooks", "rotate", "--tenant", _TENANT)["secret"]
        operator.run("webhooks", "test", "--tenant", _TENANT)
        # THEN both sign, and it shows until when
        assert tenant.received[-1].is_signed_with(tenant.secret)
        assert tenant.received[-1].is_signed_with(new)
        endpoint = operator.read("webhooks", "show", "--tenant", _TENANT)
        assert endpoint["secrets"] == 2
        assert endpoint["older_until"]
        assert "two secrets" in operator.fail("webhooks", "rotate", "--tenant", _TENANT)
    # AND once it is removed there is none
    assert "has no endpoint" in operator.fail("webhooks", "show", "--tenant", _TENANT)


def test_what_waits_is_listed(operator: Operator) -> None:
    """Where it goes and what came of it, and never what it says."""
    with an_endpoint(operator) as tenant:
        # GIVEN a delivery that was not taken
        journey = replace(BEGUN, tenant=_TENANT)
        event = events.of_journey(journey, 7, 99, Entry(What.LINK_READY, _NOW))
        assert event
        later = replace(webhook.begun(event), attempts=3, outcome="http_503", next_at=10**11)
        operator.table().write(deliveries.create(later))
        # WHEN what waits is listed, of this tenant, of all, and of another one
        (row,) = operator.read("webhooks", "list", "--tenant", _TENANT)
        # THEN it is shown
        assert (row["event_id"], row["type"]) == (event.id, "journey.link_ready")
        assert (row["tenant"], row["host"]) == (_TENANT, tenant.url.split("/")[2])
        assert (row["attempts"], row["outcome"], row["status"]) == (3, "http_503", 503)
        assert row in operator.read("webhooks", "list")
        assert operator.read("webhooks", "list", "--tenant", "cli-nobody") == []
        # AND what it says is not
        assert "candidate" not in operator.run("webhooks", "list", "--json")
        operator.table().write(
            deliveries.save(
                webhook.over(replace(later, version=1), DeliveryStatus.DROPPED, _NOW, "no_endpoint")
            )
        )


def test_an_endpoint_that_cannot_be_is_refused(operator: Operator) -> None:
    """The reason is said, and nothing is stored."""
    # WHEN one is set at an address, or for an event that there is not
    where = ("webhooks", "set", "--tenant", "cli-nobody", "--url")
    assert "not an address" in operator.fail(*where, "https://10.0.0.1/")
    assert "journey.completed" in operator.fail(*where, "https://a.example/", "--event", "x")
    # THEN there is none
    assert "has no endpoint" in operator.fail("webhooks", "show", "--tenant", "cli-nobody")


def test_what_was_given_up_is_listed_and_sent_anew(operator: Operator) -> None:
    """By the worker of the stack."""
    with an_endpoint(operator) as tenant:
        # GIVEN two deliveries that were given up
        first, second = (given_up(operator, number) for number in (0, 1))
        failed = operator.read("webhooks", "failed", "--tenant", _TENANT)
        assert {each["event_id"] for each in failed} == {first, second}
        assert {each["outcome"] for each in failed} == {"http_500"}
        # WHEN one is sent anew, and then the rest
        named_twice = ("webhooks", "replay", first, first, "--tenant", _TENANT)
        assert "1 enqueued" in operator.run(*named_twice)
        assert until(lambda: [each.headers["webhook-id"] for each in tenant.received]) == [first]
        assert "1 enqueued" in operator.run("webhooks", "replay", "--tenant", _TENANT)
        # THEN the worker sends them
        until(lambda: tenant.received[1:])
        assert [each.headers["webhook-id"] for each in tenant.received] == [first, second]
        assert all(each.is_signed_with(tenant.secret) for each in tenant.received)
        # AND nothing is left to send
        assert "Nothing" in operator.run("webhooks", "failed", "--tenant", _TENANT)
        assert "was not given up" in operator.fail("webhooks", "replay", first, "--tenant", _TENANT)


def test_a_further_endpoint_is_set_paused_and_removed(operator: Operator) -> None:
    """Beside the first one, which stays as it is."""
    with an_endpoint(operator) as tenant:
        # WHEN another one is made for some events, tried out and paused
        of_tenant = ("--tenant", _TENANT)
        made = operator.read(
            *("webhooks", "set", *of_tenant, "--endpoint", "new"),
            *("--url", f"{tenant.url}/other", "--event", "journey.failed"),
        )
        named = ("--endpoint", made["endpoint"])
        assert "taken: http_204" in operator.run("webhooks", "test", *of_tenant, *named)
        assert tenant.received[-1].is_signed_with(made["secret"])
        paused = operator.read("webhooks", "set", *of_tenant, *named, "--pause")
        # THEN address and events stay, and both endpoints are listed
        assert (paused["status"], paused["events"]) == ("paused", ["journey.failed"])
        assert paused["url"] == made["url"]
        listed = operator.read("webhooks", "endpoints", *of_tenant)
        assert [(each["endpoint"], each["status"]) for each in listed] == [
            ("default", "active"),
            (made["endpoint"], "paused"),
        ]
        # AND it goes alone
        operator.run("webhooks", "remove", *of_tenant, *named, typed="y\n")
        assert "has no endpoint" in operator.fail("webhooks", "show", *of_tenant, *named)
        assert operator.read("webhooks", "show", *of_tenant)["endpoint"] == "default"
