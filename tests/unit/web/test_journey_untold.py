"""News that the tenant's endpoint has not taken, in the story of the hire."""

import json
from dataclasses import replace
from typing import Any

import pytest

from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.journey import show
from jetbridge.model import events, webhook
from jetbridge.model.journey import Entry, What
from jetbridge.model.webhook import FAILING_AFTER, Delivery, DeliveryStatus
from jetbridge.store import deliveries, endpoints
from jetbridge.web import journey_resources
from jetbridge_cli import journey_view
from tests.support.journeys.env import HOUR, TENANT, Simulation, a_simulation
from tests.support.journeys.policies import policy, verify
from tests.unit.cli.consoles import pipe, printed, terminal

URL = "https://hooks.tenant.example/a-secret-path"
HOST = "hooks.tenant.example"


def hired() -> Simulation:
    """Return a simulation with a hire, whose tenant has an endpoint."""
    simulation = a_simulation(policy(verify(deadlineInHours=200)))
    simulation.hire()
    simulation.work_off()
    endpoint.set_(simulation.world.context(), TENANT, URL, [])
    return simulation


def late(simulation: Simulation, what: What = What.LINK_READY, **changed: Any) -> Delivery:  # noqa: ANN401 - fields of a delivery
    """Store a delivery of the latest journey that is as it is `changed`."""
    now, number = simulation.world.clock.now(), len(shown(simulation)["undelivered"])
    event = events.of_journey(
        simulation.journey, simulation.journey.version, number, Entry(what, now)
    )
    assert event
    delivery = replace(webhook.begun(event), **changed)
    simulation.world.table.write(deliveries.create(delivery))
    return delivery


def shown(simulation: Simulation) -> Any:  # noqa: ANN401 - any JSON value
    """Return the latest journey as the API shows it."""
    found = show.find(simulation.world.context().table, TENANT, simulation.journey.id)
    return json.loads(json.dumps(journey_resources.journey(*found)))


def test_a_link_that_was_not_delivered_is_shown() -> None:
    """Where it goes, how often it was tried, what came of it, and when it is tried next."""
    # GIVEN a hire whose link the endpoint has refused four times
    simulation = hired()
    now = simulation.world.clock.now()
    delivery = late(simulation, attempts=4, outcome="http_503", next_at=now + HOUR)
    # WHEN the journey is shown
    (found,) = shown(simulation)["undelivered"]
    # THEN all that is there
    assert found == {
        "eventId": delivery.event.id,
        "type": "journey.link_ready",
        "host": HOST,
        "status": "waiting",
        "attempts": 4,
        "lastOutcome": "http_503",
        "lastStatus": 503,
        "nextAttemptAt": "2026-09-21T15:13:20Z",
        "sentence": (
            f"The link in journey.link_ready was not delivered to {HOST}: the endpoint answered"
            " 503. Attempts: 4."
        ),
    }
    # AND neither the path nor a link
    assert "secret" not in json.dumps(shown(simulation))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"attempts": 2, "outcome": "no_answer"}, "no answer came in time. Attempts: 2."),
        ({"attempts": 1, "outcome": "unreachable"}, "could not be reached. Attempts: 1."),
        ({"deferrals": 3}, "it waits for a permit. Attempts: 0."),
        (
            {"status": DeliveryStatus.DEAD, "attempts": 10, "outcome": "http_500"},
            "the endpoint answered 500. Attempts: 10. It was given up.",
        ),
    ],
)
def test_what_came_of_it_is_said(changed: dict[str, Any], says: str) -> None:
    """In words; a status is none where no answer came."""
    # GIVEN news that were not delivered
    simulation = hired()
    late(simulation, What.VERIFIED, **changed)
    # THEN it is said why
    (found,) = shown(simulation)["undelivered"]
    assert found["sentence"].startswith("The event journey.verified was not delivered")
    assert found["sentence"].endswith(says)
    # AND what was given up is not tried again
    assert bool(found["nextAttemptAt"]) is (found["status"] == "waiting")


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"attempts": 1},
        {"status": DeliveryStatus.DELIVERED, "attempts": 3, "outcome": "http_204"},
        {"status": DeliveryStatus.DROPPED, "outcome": "no_endpoint"},
    ],
)
def test_what_is_under_way_or_done_is_not_shown(changed: dict[str, Any]) -> None:
    """Only what is late."""
    # GIVEN news of which no attempt has come to nothing
    simulation = hired()
    late(simulation, **changed)
    # THEN nothing is late
    assert shown(simulation)["undelivered"] == []


def test_an_endpoint_that_fails_is_a_line_of_each_hire_that_waits_for_it() -> None:
    """From the hour on, and for as long as it fails."""
    # GIVEN a hire that waits for an endpoint which has failed for an hour
    simulation = hired()
    began = simulation.world.clock.now()
    late(simulation, attempts=4, outcome="http_500", next_at=began + 2 * HOUR)
    known = endpoints.get(simulation.world.table, TENANT)
    assert known
    simulation.world.table.write(endpoints.save(webhook.failed(known, began)))
    assert "endpoint_failing" not in [each["what"] for each in shown(simulation)["timeline"]]
    simulation.wait(FAILING_AFTER + 60)
    # WHEN the hour was told of
    failing = endpoints.get(simulation.world.table, TENANT)
    assert failing
    told = webhook.failed(failing, simulation.world.clock.now())
    simulation.world.table.write(endpoints.save(told))
    # THEN the story says so, at its moment
    line = shown(simulation)["timeline"][-1]
    assert (line["what"], line["at"]) == ("endpoint_failing", "2026-09-21T15:13:20Z")
    assert line["facts"] == {"host": HOST}
    assert HOST in line["sentence"]
    # WHEN it takes webhooks again
    again = endpoints.get(simulation.world.table, TENANT)
    assert again
    simulation.world.table.write(endpoints.save(webhook.succeeded(again)))
    # THEN the line is gone
    assert "endpoint_failing" not in [each["what"] for each in shown(simulation)["timeline"]]


def test_an_endpoint_that_was_removed_is_no_reason_to_show_nothing() -> None:
    """What was given up before is shown all the same."""
    # GIVEN news that were given up, and no endpoint any more
    simulation = hired()
    late(simulation, status=DeliveryStatus.DEAD, attempts=10, outcome="http_500")
    known = endpoints.get(simulation.world.table, TENANT)
    assert known
    simulation.world.table.write(endpoints.remove(known))
    # THEN they are shown, without a host
    (found,) = shown(simulation)["undelivered"]
    assert found["host"] is None
    assert "to an endpoint:" in found["sentence"]


def test_the_terminal_says_it_too() -> None:
    """In a narrow one, and a record a line in a pipe."""
    # GIVEN a hire whose link was not delivered, and news that were given up
    simulation = hired()
    now = simulation.world.clock.now()
    late(simulation, attempts=4, outcome="http_503", next_at=now + HOUR)
    late(simulation, What.VERIFIED, status=DeliveryStatus.DEAD, attempts=10, outcome="http_500")
    # WHEN its story is told
    screen, piped = terminal(60), pipe()
    for to in (screen, piped):
        journey_view.show(to, shown(simulation))
    # THEN it says what waits, and what was given up
    lines = [line for line in printed(piped).splitlines() if line.startswith("Not told\t")]
    assert lines[0].endswith("Attempts: 4. Next attempt at 2026-09-21 15:13:20.")
    assert "webhooks replay" in lines[1]
    # AND the narrow one breaks no word
    assert all(len(line) <= 60 for line in printed(screen).splitlines())
    assert "journey.link_ready" in printed(screen)
