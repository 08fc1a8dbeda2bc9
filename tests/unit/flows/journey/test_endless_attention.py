"""What waits for an operator says so again, and no longer than it waits."""

from typing import Any

from jetbridge.flows.journey import record
from jetbridge.model import journey_rules as rules
from jetbridge.model.journey import Status, What
from jetbridge.model.journey_events import Decision
from jetbridge.model.metrics import Metric
from jetbridge.store import keys
from jetbridge.store.table import Put
from tests.support.journeys.env import a_simulation
from tests.support.journeys.policies import policy, verify


def test_what_waits_for_an_operator_says_so_again() -> None:
    """After a day, a week and 30 days, and every 30 days after that: the bus hears it."""
    # GIVEN a person who failed
    simulation = a_simulation(policy(verify()))
    simulation.hire()
    simulation.work_off()
    simulation.fail()
    simulation.work_off()
    # WHEN 100 days pass
    simulation.pass_days(100)
    # THEN it was said again five times
    lines = [each for each in simulation.timeline if each.what is What.STILL_HELD]
    assert [each.facts["days"] for each in lines] == ["1", "7", "30", "60", "90"]
    assert {each.facts["reason"] for each in lines} == {"rejected"}
    told = [each.detail.get("days") for each in simulation.told("needs_attention")]
    assert told == [None, 1, 7, 30, 60, 90]
    assert simulation.world.meter.counted[Metric.JOURNEY_STILL_HELD] == 5


def test_what_was_missed_is_said_once() -> None:
    """The schedules stood still for a while."""
    # GIVEN a person who failed
    simulation = a_simulation(policy(verify()))
    simulation.hire()
    simulation.work_off()
    simulation.fail()
    simulation.work_off()
    # WHEN nothing runs for 40 days
    simulation.wait(days=40)
    simulation.wait(minutes=1)
    # THEN it is said once, with the days that it has been
    (line,) = [each for each in simulation.timeline if each.what is What.STILL_HELD]
    assert line.facts["days"] == "40"


def test_another_reason_begins_to_count_anew() -> None:
    """It was told at once, as every reason is."""
    # GIVEN a person who was late for six days
    simulation = a_simulation(policy(verify(deadlineInHours=24)))
    simulation.hire()
    simulation.work_off()
    simulation.pass_days(6)
    # WHEN they come, and fail
    simulation.fail()
    simulation.work_off()
    simulation.pass_days(2)
    # THEN a day later it is said again for the new reason
    lines = [each for each in simulation.timeline if each.what is What.STILL_HELD]
    assert [(each.facts["reason"], each.facts["days"]) for each in lines] == [
        ("deadline_passed", "1"),
        ("rejected", "1"),
    ]


def test_what_was_decided_is_not_said_again() -> None:
    """Nothing is due any more, and a journey that is over is never due."""
    # GIVEN a person who failed, and whom an operator lets pass
    simulation = a_simulation(policy(verify()))
    simulation.hire()
    simulation.work_off()
    simulation.fail()
    simulation.work_off()
    simulation.decide(Decision.APPROVE)
    simulation.work_off()
    # WHEN weeks pass
    simulation.pass_days(31)
    # THEN nothing is said
    assert simulation.status() is Status.COMPLETED
    assert What.STILL_HELD not in simulation.story
    assert simulation.journey.due_at is None


def test_a_journey_that_the_present_release_has_held_is_read() -> None:
    """It lacks the new attributes, and gets them as it is written the next time."""
    # GIVEN a held journey without them
    simulation = a_simulation(policy(verify()))
    simulation.hire()
    simulation.work_off()
    simulation.fail()
    simulation.work_off()
    item = simulation.world.table.get(keys.journey(simulation.journey.id))
    assert item
    for name in ("stuck_since", "stuck_told"):
        item.pop(name)
    stored: dict[str, Any] = item
    for step in [*stored["steps"], stored["closing"]]:
        for name in ("seen_at", "begun"):
            step.pop(name)
    simulation.world.table.write(Put(item))
    # WHEN it is read
    journey = simulation.journey
    # THEN it is as it was
    assert (journey.stuck_since, journey.steps[0].begun) == (None, 0)
    runs_by = record.policy_for(simulation.process(), journey)
    assert rules.due_at(runs_by, journey) is None
