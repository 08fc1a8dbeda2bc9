"""A finished onboarding loses what is sealed of its person first, and is removed later."""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.onboarding import onboard
from jetbridge.flows.people import finding
from jetbridge.flows.people.identifying import PersonNotFoundError
from jetbridge.flows.retention import look
from jetbridge.model import retention, work
from jetbridge.model.errors import ApiProblem
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.store import due, keys, onboardings
from jetbridge.store.table import Update
from tests.support.journeys.env import CALLER, TENANT, Simulation, a_simulation
from tests.support.journeys.orders import a_verification
from tests.support.journeys.policies import policy, verify
from tests.unit.flows.people.erasing import onboarding as named
from tests.unit.flows.retention.passing import (
    DAY,
    days_pass,
    every,
    expire,
    fire,
    left,
    of_kind,
    waits,
)

ORDER: Final = a_verification(externalCustomerId="external-canary", candidateId="candidate-canary")
NAMES: Final = ("external-canary", "interview-1", "sealed-canary")


def verified(simulation: Simulation) -> Onboarding:
    """Have an API client's person verified, and return the onboarding."""
    context = simulation.process()
    asked = onboard.request(context, CALLER, ORDER, idempotency_key="key-canary")
    simulation.succeed()
    simulation.work_off()
    simulation.wait(days=8)
    return stored(simulation, asked.onboarding.id)


def stored(simulation: Simulation, onboarding_id: str) -> Onboarding:
    """Return an onboarding, which must be there."""
    found = onboardings.get(simulation.world.table, onboarding_id)
    assert found
    return found


def saved(simulation: Simulation, known: Onboarding) -> Onboarding:
    """Store an onboarding as it is given."""
    simulation.world.table.write(*onboardings.save(known))
    return stored(simulation, known.id)


def a_finished_one() -> tuple[Simulation, Onboarding]:
    """Return an onboarding with a verdict, and the world around it."""
    simulation = a_simulation(policy(verify()))
    known = verified(simulation)
    assert known.status is Status.VERIFIED
    return simulation, known


def test_it_is_removed_with_everything_that_leads_to_it() -> None:
    """After 180 days without a change."""
    # GIVEN an onboarding with a verdict, a reservation, a look-up and a start link
    simulation, known = a_finished_one()
    world = simulation.world
    age = (world.clock.now() - known.updated_at) // DAY
    assert of_kind(world, "RESERVATION#", "LOOKUP#")
    # WHEN one day less than its time passes
    days_pass(world, 179 - age)
    # THEN it is there
    assert onboard.find(world.context(), TENANT, known.id)[0].id == known.id
    # AND a day later it is a 404, its list passes over it, and no search finds the person
    days_pass(world, 2)
    with pytest.raises(ApiProblem) as refused:
        onboard.find(world.context(), TENANT, known.id)
    assert refused.value.status == 404
    assert not onboard.page(world.table, TENANT, limit=10, after=None)[0]
    with pytest.raises(PersonNotFoundError):
        finding.find(world.context(), TENANT, named(known.id))
    # AND nothing that led to it is there
    assert not of_kind(world, "ONBOARDING#", "RESERVATION#", "LOOKUP#ONBOARDING", "CHECK#")
    expire(world)
    assert not left(world, NAMES)


def test_what_is_sealed_of_the_person_goes_first() -> None:
    """After 30 days; the onboarding itself stays, with its verdict."""
    # GIVEN a verified person of whom something is kept
    simulation, known = a_finished_one()
    known = saved(simulation, replace(known, sealed_person="sealed-canary"))
    world = simulation.world
    ended = retention.ended_at(known)
    # WHEN all but a day of the time passes, THEN it is there
    world.clock.advance(ended + 30 * DAY - 60 - world.clock.now())
    fire(world)
    assert stored(simulation, known.id).sealed_person
    # AND once the time is over it is not, and the verdict is
    world.clock.advance(60)
    fire(world)
    after = stored(simulation, known.id)
    assert (after.sealed_person, after.status) == ("", Status.VERIFIED)
    assert after.updated_at == known.updated_at


def test_what_a_repeat_is_answered_with_stays_as_long_as_a_repeat_is_recognised() -> None:
    """Thirty days after the request, however short the deployer's period is."""
    # GIVEN a refused request, and a period of one day
    simulation, known = a_finished_one()
    world = simulation.world
    world.environment = {**world.environment, "PERSON_RETENTION_DAYS": "1"}
    known = saved(simulation, replace(known, sealed_refusal="sealed-canary", sealed_person="x"))
    # WHEN some days pass
    days_pass(world, 5)
    # THEN the person's fields are gone, and the partner's words are not
    after = stored(simulation, known.id)
    assert (after.sealed_person, after.sealed_refusal) == ("", "sealed-canary")
    # AND those go once no repeat is recognised any more
    days_pass(world, 30)
    assert not stored(simulation, known.id).sealed_refusal


def test_a_changed_period_holds_for_what_is_stored_already() -> None:
    """Longer and shorter: the periods are read at each look."""
    # GIVEN a finished onboarding, and a longer period than when it was written
    simulation, known = a_finished_one()
    world = simulation.world
    world.environment = {**world.environment, "ONBOARDING_RETENTION_DAYS": "400"}
    days_pass(world, 300)
    # THEN it is there, and gone when the new period is over
    assert stored(simulation, known.id).id == known.id
    days_pass(world, 120)
    assert onboardings.get(world.table, known.id) is None


def test_whatever_changes_it_renews_its_time() -> None:
    """A late verdict is told of, and is kept for as long as any."""
    # GIVEN an onboarding that is nearly over
    simulation, known = a_finished_one()
    world = simulation.world
    days_pass(world, 150)
    # WHEN something changes it
    changed = replace(stored(simulation, known.id), updated_at=world.clock.now())
    world.table.write(*onboardings.save(changed))
    days_pass(world, 100)
    # THEN it is there
    assert stored(simulation, known.id).id == known.id


def test_nothing_is_removed_of_what_has_not_ended() -> None:
    """A person may still come, a launch may still wait."""
    # GIVEN an onboarding whose person has a link
    simulation = a_simulation(policy(verify()))
    context = simulation.process()
    asked = onboard.request(context, CALLER, ORDER, idempotency_key=None)
    # THEN it does not wait for its removal
    assert keys.onboarding(asked.onboarding.id) not in waits(simulation.world)
    # AND a message that says so all the same changes nothing
    key = keys.onboarding(asked.onboarding.id)
    days = {"onboarding": 45, "person": 1, "connection": 30, "notification": 61}
    before = every(simulation.world)
    simulation.world.clock.advance(400 * DAY)
    look.work(simulation.process(), work.retention(key.pk, key.sk, days))
    assert every(simulation.world) == before


def test_what_was_given_up_is_removed_when_its_dead_letter_is_replayed() -> None:
    """It is out of the index by then."""
    # GIVEN a finished onboarding that is not in the index
    simulation, known = a_finished_one()
    world = simulation.world
    key = keys.onboarding(known.id)
    world.table.write(Update(key, remove=("due_shard", "due_at")))
    days = {"onboarding": 45, "person": 1, "connection": 30, "notification": 61}
    message = work.retention(key.pk, key.sk, days)
    # WHEN its letter is replayed too early, THEN it is in the index again
    look.work(world.context(), message)
    item = world.table.get(key)
    assert item
    assert due.is_retained(item)
    # AND replayed later it is gone
    world.clock.advance(60 * DAY)
    look.work(world.context(), message)
    assert world.table.get(key) is None


def test_a_repeat_under_its_key_is_a_new_request_afterwards() -> None:
    """The record of the key has ended long before."""
    # GIVEN an onboarding that was removed
    simulation, known = a_finished_one()
    days_pass(simulation.world, 200)
    for key in of_kind(simulation.world, "IDEMPOTENCY#"):
        item = every(simulation.world)[key]
        assert isinstance(item["ttl"], int)
        assert item["ttl"] < known.created_at + 45 * DAY


def test_a_late_notification_of_it_ends_defined() -> None:
    """It is shown to the operator as one that leads nowhere."""
    # GIVEN an onboarding that was removed
    simulation, known = a_finished_one()
    days_pass(simulation.world, 200)
    assert onboardings.get(simulation.world.table, known.id) is None
    # WHEN Incode tells more of its session
    simulation.tell("SESSION_FAILED")
    simulation.work_off()
    simulation.wait(hours=2)
    # THEN the notification is unresolved, and nothing else was stored
    (told,) = [
        item
        for key, item in every(simulation.world).items()
        if key.sk == "EVENT" and item["status"] == "unresolved"
    ]
    assert told["note"] == "no_onboarding"
